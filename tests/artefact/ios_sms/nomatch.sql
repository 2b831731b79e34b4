-- What only resembles the indicators, and what an ordinary phone has.
-- file: HomeDomain/Library/SMS/sms.db
-- schema: sms.MODERN
-- list: domain chimera-delivery.example
-- list: domain a.b.chimera.example
-- list: ip 203.0.113.7
-- list: email notice@chimera.example
-- list: phone +12025550142
INSERT INTO handle (ROWID, id, country, service) VALUES
  (1, '+12025550143', 'us', 'SMS'), (2, 'a-notice@chimera.example', 'us', 'iMessage'), (3, 'DHL', 'us', 'SMS');
INSERT INTO message (ROWID, guid, handle_id, service, is_from_me, date, text) VALUES
  (1, 'a1', 1, 'SMS', 0, cocoa_nanos('2026-03-14T21:05:10Z'), 'https://notchimera-delivery.example/'),
  (2, 'a2', 1, 'SMS', 0, cocoa_nanos('2026-03-14T21:05:11Z'), 'https://chimera-delivery.example.org/'),
  (3, 'a3', 1, 'SMS', 0, cocoa_nanos('2026-03-14T21:05:12Z'), 'https://chimera-delivery.example@ordinary.example/'),
  (4, 'a4', 1, 'SMS', 0, cocoa_nanos('2026-03-14T21:05:13Z'), 'https://b.chimera.example/a.b'),
  (5, 'a5', 1, 'SMS', 0, cocoa_nanos('2026-03-14T21:05:14Z'), 'http://203.0.113.77/ and http://1.203.0.113/'),
  (6, 'a6', 2, 'iMessage', 0, cocoa_nanos('2026-03-14T21:05:15Z'), 'call 12025550142555'),
  (7, 'a7', 3, 'SMS', 0, cocoa_nanos('2026-03-14T21:05:16Z'), 'chimera delivery example'),
  (8, 'a8', 0, NULL, 0, NULL, NULL);
