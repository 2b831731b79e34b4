-- SPDX-License-Identifier: Apache-2.0
-- rule: ios_sms_apple_warning
-- on: ios_sms
-- title: Apple warned the owner of a mercenary spyware attack
-- grade: strong
-- means: warned
-- value: text
-- time: sent
-- source: https://support.apple.com/en-am/HT212960 (term, English)
-- source: https://appleworld.today/apple-explains-its-threat-notifications-system-regarding-state-sponsored-attacks/amp/ (quotes Apple's page: e-mail and iMessage)
-- source: https://www.security.nl/posting/904472/CERT-FR%3A+%27Neem+waarschuwingen+van+Apple+over+spyware+serieus%27?channel=rss (CERT-FR's notice, reported: iMessage or e-mail, both sender addresses)
-- source: https://newslaundry.com/amp/story/2023%2F10%2F31%2Fapple-warns-indian-journalists-opposition-leaders-theyre-targeted-by-state-sponsored-attackers (a recipient names threat-notifications@apple.com; English body of 2023)
-- source: https://github.com/mvt-project/mvt/blob/06f65dbbcf4215d3a6eb330c2a5cd570a0bfdfe8/src/mvt/ios/modules/mixed/sms.py (first line of the message, English, older and newer wording)
-- source: https://www.vice.com/en/article/4awvk3/apple-activists-pegasus-spyware (English body of 2021)
-- source: https://www.amnesty.org/en/latest/news/2024/04/global-apple-threat-notifications-what-they-mean-and-what-you-can-do/ (English body of 2024)
-- source: https://www.ossigeno.info/spyware-ciro-pellegrino-fanpage-qui-ce-qualcosa-che-non-va/ (Italian message of 29 April 2025)
-- source: https://actualidad.rt.com/actualidad/411478-salvador-espionaje-gobierno-periodistas-politicos-organizaciones/amp (Spanish heading of 2021, as El Faro gave it)
-- source: https://support.apple.com/de-de/HT212960 (term, German)
-- source: https://support.apple.com/it-it/102174 (term, Italian)
-- source: https://support.apple.com/pt-pt/HT212960 (term, Portuguese of Portugal)
-- source: https://support.apple.com/pt-br/102174 (term, Portuguese of Brazil)
-- source: https://iphoneaddict.fr/post/news-386226-apple-envoie-notification-utilisateurs-diphone-logiciels-espions-mercenaires (quotes Apple's French page: term)
-- source: https://hvg.hu/tudomany/20250505_apple-iphone-figyelmeztetes-kemprogram-megfigyeles (quotes Apple's Hungarian page: term)
-- source: https://b.hatena.ne.jp/temimet/20211124 (quotes Apple's Japanese page of 2021: term)
-- source: https://support.apple.com/zh-tw/102174 (title, seen as cited by a repository: term, traditional Chinese)
-- source: https://support.apple.com/zh-cn/102174 (title, seen as cited by a repository: term, simplified Chinese)
-- source: https://www.security.nl/posting/837469/Apple+waarschuwt+iPhone-gebruikers+in+92+landen+voor+spyware-aanvallen?channel=rss (Dutch, as the press gives it)
-- source: https://sahafati.com/sa/ar/frame/5524/310584541 (Arabic, the notification as the press gives it)
-- source: https://www.echingoo.com/archives/867 (Korean, the notification as the press gives it)
-- benign: From another sender it may be a news report, a forwarded screenshot's text, a colleague quoting the warning, or a scam that imitates it.
-- advice: vendor-warning
-- fired: 1 of 17
CASE WHEN direction IS 'sent' THEN 0
     -- Apple's own addresses, in any language. An e-mail gateway can put any address on a plain SMS: not strong there.
     WHEN replace(lower(peer), 'mailto:', '') IN ('threat-notifications@apple.com', 'threat-notifications@email.apple.com')
     THEN CASE WHEN service IS 'SMS' THEN 'weak' ELSE 1 END
     -- First the notification's own sentences, then what Apple's own page calls it in nine languages, then what the press
     -- gives as its words in three more: who quotes it writes those.
     WHEN icontains(text,
          'attackers may be targeting your iPhone',
          'mercenary spyware attack against your iPhone',
          'targeted by state-sponsored attackers who are trying',
          'targeted by a mercenary spyware attack',
          'remotely compromise the iPhone associated with',
          'attacco spyware mercenario mirato contro il tuo iPhone',
          'questo attacco ti stia prendendo di mira specificamente',
          'patrocinados por el Estado pueden estar apuntando',
          'Apple threat notification',
          'Bedrohungsbenachrichtigungen von Apple',
          'notifiche di minaccia Apple',
          'notifiche di minaccia di Apple',
          'notificações de ameaça da Apple',
          'notificações da Apple sobre ameaças',
          'notifications de menace Apple',
          'Apple fenyegetettségi értesítései',
          'Apple の脅威の通知',
          'Apple 威脅通知',
          'Apple 威胁通知',
          'Apple-dreigingsmelding',
          'مستهدف بهجوم برامج تجسس',
          '용병 스파이웨어 공격의 표적')
     THEN 'weak'
     ELSE 0 END
