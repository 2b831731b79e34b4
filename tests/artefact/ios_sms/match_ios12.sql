-- The tables without what iOS 16 brought: edited and retracted messages, "Recently Deleted".
-- file: HomeDomain/Library/SMS/sms.db
-- schema: sms.MODERN
-- list: domain chimera-delivery.example
DROP TABLE chat_recoverable_message_join;
ALTER TABLE message DROP COLUMN date_retracted;
ALTER TABLE message DROP COLUMN date_edited;
ALTER TABLE message DROP COLUMN was_detonated;
ALTER TABLE message DROP COLUMN part_count;
ALTER TABLE message DROP COLUMN is_stewie;
ALTER TABLE message DROP COLUMN is_kt_verified;
ALTER TABLE message DROP COLUMN is_sos;
ALTER TABLE message DROP COLUMN is_critical;
ALTER TABLE message DROP COLUMN bia_reference_id;
ALTER TABLE message DROP COLUMN fallback_hash;
INSERT INTO handle (ROWID, id, country, service) VALUES (1, '+12025550123', 'us', 'iMessage');
INSERT INTO message (ROWID, guid, handle_id, service, is_from_me, date, date_read, text) VALUES
  (1, 'a1', 1, 'iMessage', 0, cocoa_nanos('2019-03-14T21:05:10.5Z'), cocoa_nanos('2019-03-14T21:06:00Z'),
   'https://track.chimera-delivery.example/t/8f2k'),
  (2, 'a2', 1, 'iMessage', 1, cocoa_nanos('2019-03-14T21:07:00Z'), 0, 'what is this?'),
-- Kept from before iOS 11: whole seconds.
  (3, 'a3', 1, 'SMS', 0, cocoa_seconds('2016-03-14T21:05:10Z'), 0, 'running late');
INSERT INTO message (ROWID, guid, handle_id, service, is_from_me, date, text, balloon_bundle_id, payload_data) VALUES
  (4, 'a4', 1, 'iMessage', 0, cocoa_nanos('2019-03-14T21:14:00Z'), NULL,
   'com.apple.messages.URLBalloonProvider', link_balloon_of('https://chimera-delivery.example/p', 'Parcel'));
INSERT INTO message (ROWID, guid, handle_id, service, is_from_me, date, text, attributedBody) VALUES
  (5, 'a5', 1, 'iMessage', 0, cocoa_nanos('2019-03-14T21:15:00Z'), NULL, typedstream_of('chimera-delivery.example'));
