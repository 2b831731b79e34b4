-- iOS 9: dates in seconds, no link previews.
-- file: HomeDomain/Library/SMS/sms.db
-- schema: sms.OLD
-- list: domain chimera-delivery.example
INSERT INTO handle (ROWID, id, country, service) VALUES (1, '+12025550123', 'us', 'SMS');
INSERT INTO message (ROWID, guid, handle_id, service, is_from_me, date, date_read, text, subject) VALUES
  (1, 'a1', 1, 'SMS', 0, cocoa_seconds('2016-08-10T08:05:10Z'), cocoa_seconds('2016-08-10T08:06:00Z'),
   'New secrets: https://track.chimera-delivery.example/1', 'chimera-delivery.example'),
  (2, 'a2', 1, 'SMS', 1, cocoa_seconds('2016-08-10T08:07:00Z'), 0, 'who is this?', NULL);
INSERT INTO message (ROWID, guid, handle_id, service, is_from_me, date, text, attributedBody) VALUES
  (3, 'a3', 0, 'iMessage', 0, cocoa_seconds('2016-08-10T08:08:00Z'), NULL, typedstream_of('chimera-delivery.example'));
