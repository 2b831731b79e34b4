-- SPDX-License-Identifier: Apache-2.0
-- list: quality
-- title: What is known of published indicators: their platform, and which collide with ordinary names
-- source: https://github.com/AmnestyTech/investigations
-- source: https://github.com/mvt-project/mvt-indicators
-- This is data, read as a list is, without a file: kind, value, platform, grade, reason, source. Where a list carries no
-- platform, this one is taken. `weak`: a match is weak, and the finding says why; `none`: it is kept and never matched.
-- A reason says what else has the name, so that a reader can look.
WITH lowered(kind, value, platform, grade, reason, source) AS (VALUES
  -- Names that harmless software has.
  ('process', 'Diagnosticd', 'ios', 'weak',
   'An app can be named so, and Apple''s own diagnosticd differs in one letter.',
   'https://github.com/mvt-project/mvt/issues/320'),
  ('process', 'bh', 'ios', 'weak',
   'So short a name may be any app''s program. Pegasus'' ran from /private/var/db/com.apple.xpc.roleaccountd.staging.',
   'https://github.com/AmnestyTech/investigations/tree/master/2021-07-18_nso'),
  ('process', 'payload', 'ios', 'weak',
   'An ordinary word: apps and developers'' tools name programs so.',
   'https://github.com/AmnestyTech/investigations/tree/master/2021-07-18_nso'),
  ('process', 'GoldenGate', 'ios', 'weak',
   'A bridge, a film and several products have this name, and so may an app.',
   'https://github.com/AmnestyTech/investigations/tree/master/2021-07-18_nso'),
  -- Pegasus' name on iPhones; on every Android phone it is the daemon that keeps the screen lock.
  ('process', 'gatekeeperd', 'ios', NULL, NULL,
   'https://source.android.com/docs/security/features/authentication/gatekeeper'),
  ('app', 'com.client.appa', 'android', 'weak',
   'The name of an example: developers'' test apps are called so. Cellebrite''s is put on a phone while it is extracted.',
   'https://github.com/mvt-project/mvt-indicators/tree/main/cellebrite'),
  -- Files that ordinary phones have.
  ('file', 'keychain-2.db', NULL, 'none',
   'Every iPhone has a file of this name, in /private/var/Keychains.',
   'https://support.apple.com/guide/security/keychain-data-protection-secb0694df1a/web'),
  ('file', 'com.apple.photolibraryd.plist', 'ios', 'weak',
   'Apple''s own photolibraryd keeps its settings under this name.',
   'https://github.com/RhetTbull/osxphotos'),
  ('path', '/private/var/mobile/Library/Preferences/com.apple.photolibraryd.plist', 'ios', 'weak',
   'Apple''s own photolibraryd keeps its settings under this name.',
   'https://github.com/RhetTbull/osxphotos'),
  ('file', 'com.apple.CrashReporter.plist', 'ios', 'weak',
   'Every iPhone that was used for development has it. What matters is whether sending reports is off in it.',
   'https://github.com/AmnestyTech/investigations/issues/19'),
  ('path', '/private/var/mobile/Library/Preferences/com.apple.CrashReporter.plist', 'ios', 'weak',
   'Every iPhone that was used for development has it. What matters is whether sending reports is off in it.',
   'https://github.com/AmnestyTech/investigations/issues/19'),
  ('path', '/private/var/logs/keybagd', 'ios', 'weak',
   'Apple''s own keybagd writes its log beside it, and logs of healthy phones name this folder too.',
   'https://github.com/mvt-project/mvt-indicators/tree/main/intellexa_predator'),
  ('path', '/private/var/tmp/l', 'ios', 'weak',
   'So short a name may be anybody''s temporary folder.',
   'https://github.com/mvt-project/mvt-indicators/tree/main/intellexa_predator'),
  ('path', '/tmp/l', 'ios', 'weak',
   'So short a name may be anybody''s temporary folder.',
   'https://github.com/mvt-project/mvt-indicators/tree/main/intellexa_predator'),
  ('path', '/data/local/tmp/dropbox', 'android', 'weak',
   'Developers put files here by adb, and Dropbox is a common app.',
   'https://github.com/AmnestyTech/investigations/tree/master/2023-03-29_android_campaign'),
  -- A forged sender, of a domain that is Microsoft's.
  ('email', 'admin@microsoftstore.com', NULL, 'weak',
   'The domain is Microsoft''s own; attackers forged it as a sender.',
   'https://github.com/AmnestyTech/investigations/tree/master/2019-08-16_evolving_phishing')),
     -- Addresses of a network that stands before many thousand sites.
     shared(value) AS (VALUES
      ('104.18.54.129'), ('104.18.55.129'), ('104.25.28.15'), ('104.25.29.15'), ('104.25.169.109'), ('104.25.170.109'),
      ('104.26.14.56'), ('104.26.15.56'), ('172.67.73.2'), ('172.67.81.216'), ('172.67.82.183'), ('172.67.194.85')),
     -- Whose they are, where a list does not say.
     ios_process(value) AS (VALUES
      ('ABSCarryLog'), ('BackupAgent'), ('CommsCenterRootHelper'), ('Diagnostic-2543'), ('Diagnosticd'),
      ('Diagnostics-2543'), ('GoldenGate'), ('JarvisPluginMgr'), ('MobileSMSd'), ('PDPDialogs'),
      ('ReminderIntentsUIExtension'), ('accountpfd'), ('actmanaged'), ('aggregatenotd'), ('appccntd'), ('bfrgbd'),
      ('bh'), ('bluetoothfs'), ('boardframed'), ('brfstagingd'), ('brstaged'), ('bundpwrd'), ('cfprefssd'),
      ('ckeblld'), ('ckkeyrollfd'), ('com.apple.Mappit.SnapshotService'), ('com.apple.avcapture'),
      ('com.apple.rapports.events'), ('comnetd'), ('comsercvd'), ('confinstalld'), ('contextstoremgrd'),
      ('corecomnetd'), ('ctrlfs'), ('dhcp4d'), ('eventfssd'), ('eventsfssd'), ('eventstorpd'), ('faskeepd'),
      ('fdlibframed'), ('fmld'), ('fnotifyd'), ('frtipd'), ('fservernetd'), ('gatekeeperd'), ('gssdp'), ('jlmvskrd'),
      ('keybrd'), ('launchafd'), ('launchrexd'), ('libbmanaged'), ('libtouchregd'), ('llmdwatchd'), ('lobbrogd'),
      ('locserviced'), ('logseld'), ('misbrigd'), ('mobileargd'), ('mptbd'), ('msgacntd'), ('natgd'), ('neagentd'),
      ('nehelprd'), ('netservcomd'), ('otpgrefd'), ('passsd'), ('payload'), ('pcsd'), ('pstid'), ('rlaccountd'),
      ('roleaboutd'), ('roleaccountd'), ('rolexd'), ('seraccountd'), ('setframed'), ('smmsgingd'), ('stagegrad'),
      ('stagingd'), ('tisppd'), ('updaterd'), ('vm_stats'), ('wifip2ppd'), ('xpccfd')),
     ios_file(value) AS (VALUES
      ('.com.apple.mobileassetd.cache'), ('.com.apple.notes.cache.plist'), ('blob_d6c1a21adb11f0ea023b9a35'),
      ('com.apple.photolibraryd.plist'), ('fsCachedData0E1A3DC1C51C2D879DE016E56D3EECE8'), ('pe_main.js'),
      ('pl.core.lock'), ('pl.sp.exec.guard.lock'), ('rce_loader.js'), ('rce_module.js'), ('rce_worker_18.4.js'),
      ('rce_worker_18.6.js'), ('roleaccountd.plist'), ('sbx0_main_18.4.js'), ('sbx1_main.js')),
     ios_path(value) AS (VALUES
      ('/private/var/Keychains/keychain_dump.txt'),
      ('/private/var/db/com.apple.xpc.roleaccountd.staging/PlugIns/fud.appex/'),
      ('/private/var/db/com.apple.xpc.roleaccountd.staging/subridged'), ('/private/var/db/keychain_dump.txt'),
      ('/private/var/keybags/keychain_dump.txt'), ('/private/var/log/keychain_dump.txt'),
      ('/private/var/logs/keybagd/'), ('/private/var/mobile/Library/Caches/.com.apple.mobileassetd.cache'),
      ('/private/var/mobile/Library/Caches/.com.apple.notes.cache.plist'),
      ('/private/var/mobile/Library/Preferences/com.apple.photolibraryd.plist'),
      ('/private/var/root/Library/Caches/com.apple.WebKit.WebContent/blob_d6c1a21adb11f0ea023b9a35'),
      ('/private/var/root/Library/Caches/com.apple.nsurlsessiond/fsCachedData0E1A3DC1C51C2D879DE016E56D3EECE8'),
      ('/private/var/root/keychain_dump.txt'), ('/private/var/run/keychain_dump.txt'),
      ('/private/var/tmp/Backup.keybag'), ('/private/var/tmp/System.keybag'), ('/private/var/tmp/UserEventAgent'),
      ('/private/var/tmp/backup_keys_cache.sqlite'), ('/private/var/tmp/com.apple.WebKit.Networking'),
      ('/private/var/tmp/device.kb'), ('/private/var/tmp/etherium.txt'), ('/private/var/tmp/helper.sock'),
      ('/private/var/tmp/hooker'), ('/private/var/tmp/icloud_dump/'), ('/private/var/tmp/keychain-2.db'),
      ('/private/var/tmp/keychain_dump.txt'), ('/private/var/tmp/kusama.txt'), ('/private/var/tmp/l/'),
      ('/private/var/tmp/persona.kb'), ('/private/var/tmp/persona_keychains.kb'),
      ('/private/var/tmp/persona_private.kb'), ('/private/var/tmp/pl.core.lock'),
      ('/private/var/tmp/pl.sp.exec.guard.lock'), ('/private/var/tmp/relaunch'), ('/private/var/tmp/stop'),
      ('/private/var/tmp/takePhoto'), ('/private/var/tmp/uninstall'), ('/private/var/tmp/upgrade.dylib'),
      ('/private/var/tmp/usersession.kb'), ('/private/var/tmp/usersession_keychains.kb'),
      ('/private/var/tmp/usersession_private.kb'), ('/private/var/tmp/wifi_passwords.txt'),
      ('/private/var/tmp/wifi_passwords_securityd.txt'), ('/private/var/wireless/wifi_passwords.txt'),
      ('/tmp/etherium.txt'), ('/tmp/kusama.txt'), ('/tmp/l/')),
     android_path(value) AS (VALUES
      ('/data/local/tmp/dropbox'), ('/data/local/tmp/wd/'), ('/data/local/tmp/wd/fs.db'),
      ('/data/local/tmp/wd/pred.so'))
SELECT kind, value, platform, grade, reason, source FROM lowered
 UNION ALL SELECT 'ip', value, NULL, 'weak', 'An address of Cloudflare, behind which many thousand sites stand.',
       'https://www.cloudflare.com/ips/' FROM shared
 UNION ALL SELECT 'process', value, 'ios', NULL, NULL, 'lists/published/README.md' FROM ios_process
 UNION ALL SELECT 'file', value, 'ios', NULL, NULL, 'lists/published/README.md' FROM ios_file
 UNION ALL SELECT 'path', value, 'ios', NULL, NULL, 'lists/published/README.md' FROM ios_path
 UNION ALL SELECT 'path', value, 'android', NULL, NULL, 'lists/published/README.md' FROM android_path
