-- One trace in each column that can hold one; around them what an ordinary phone has.
-- file: HomeDomain/Library/SMS/sms.db
-- schema: sms.MODERN
-- list: domain chimera-delivery.example
-- list: domain gorgon-updates.test
-- list: email notice@chimera.example
-- list: phone +12025550142
INSERT INTO handle (ROWID, id, country, service) VALUES
  (1, '+12025550123', 'us', 'iMessage'), (2, '+1 (202) 555-0142', 'us', 'SMS'), (3, 'mailto:Notice@Chimera.example', 'us', 'iMessage');
-- The text itself, and the sender's number.
INSERT INTO message (ROWID, guid, handle_id, service, is_from_me, date, date_read, text) VALUES
  (1, 'a1', 2, 'SMS', 0, cocoa_nanos('2026-03-14T21:05:10.123456Z'), cocoa_nanos('2026-03-14T21:06:00Z'),
   'Your parcel is held: https://track.chimera-delivery.example/t/8f2k');
-- Text in attributedBody alone; the character of an attachment in its place; only blanks.
INSERT INTO message (ROWID, guid, handle_id, service, is_from_me, date, text, attributedBody) VALUES
  (2, 'a2', 1, 'iMessage', 0, cocoa_nanos('2026-03-14T21:07:00Z'), NULL,
   typedstream_of('see gorgon-updates.test/landing')),
  (3, 'a3', 1, 'iMessage', 0, cocoa_nanos('2026-03-14T21:08:00Z'), char(65532),
   typedstream_of('hxxps://cdn[.]gorgon-updates[.]test')),
  (4, 'a4', 1, 'iMessage', 0, cocoa_nanos('2026-03-14T21:09:00Z'), '', typedstream_of('on my way'));
-- Sent by the owner; without a handle; with a handle that is not there; never dated.
INSERT INTO message (ROWID, guid, handle_id, service, is_from_me, date, text) VALUES
  (5, 'a5', 1, 'iMessage', 1, cocoa_nanos('2026-03-14T21:10:00Z'), 'see you at eight'),
  (6, 'a6', 0, 'iMessage', 1, cocoa_nanos('2026-03-14T21:11:00Z'), 'a note to myself'),
  (7, 'a7', 4711, NULL, 0, 0, NULL),
-- An e-mail address as the sender.
  (8, 'a8', 3, 'iMessage', 0, cocoa_nanos('2026-03-14T21:12:00Z'), 'hello');
INSERT INTO message (ROWID, guid, handle_id, service, is_from_me, date, text, subject) VALUES
  (9, 'a9', 1, 'SMS', 0, cocoa_nanos('2026-03-14T21:13:00Z'), 'look', 'gorgon-updates.test');
-- A link preview; an earlier wording; a message taken back; one in "Recently Deleted".
INSERT INTO message (ROWID, guid, handle_id, service, is_from_me, date, text, balloon_bundle_id, payload_data) VALUES
  (10, 'b1', 1, 'iMessage', 0, cocoa_nanos('2026-03-14T21:14:00Z'), char(65532),
   'com.apple.messages.URLBalloonProvider', link_balloon_of('https://track.chimera-delivery.example/p', 'Parcel'));
INSERT INTO message (ROWID, guid, handle_id, service, is_from_me, date, text, date_edited, message_summary_info) VALUES
  (11, 'b2', 1, 'iMessage', 0, cocoa_nanos('2026-03-14T21:15:00Z'), 'never mind', cocoa_nanos('2026-03-14T21:16:00Z'),
   edits_of(0, 'https://cdn.gorgon-updates.test/a', '2026-03-14T21:15:00Z', 'never mind', '2026-03-14T21:16:00Z'));
INSERT INTO message (ROWID, guid, handle_id, service, is_from_me, date, text, date_retracted, message_summary_info) VALUES
  (12, 'b3', 1, 'iMessage', 0, cocoa_nanos('2026-03-14T21:17:00Z'), NULL, cocoa_nanos('2026-03-14T21:17:40Z'), retracted());
INSERT INTO message (ROWID, guid, handle_id, service, is_from_me, date, text) VALUES
  (13, 'b4', 1, 'iMessage', 0, cocoa_nanos('2026-03-14T21:18:00Z'), 'www.chimera-delivery.example');
-- Edited in its second part, behind a picture.
INSERT INTO message (ROWID, guid, handle_id, service, is_from_me, date, text, date_edited, message_summary_info) VALUES
  (14, 'b5', 1, 'iMessage', 0, cocoa_nanos('2026-03-14T21:19:00Z'), char(65532) || 'never mind', cocoa_nanos('2026-03-14T21:20:00Z'),
   edits_of(1, 'https://cdn.gorgon-updates.test/b', '2026-03-14T21:19:00Z', 'never mind', '2026-03-14T21:20:00Z'));
INSERT INTO chat_recoverable_message_join (chat_id, message_id, delete_date) VALUES
  (1, 13, cocoa_nanos('2026-03-15T08:00:00Z')), (2, 13, cocoa_nanos('2026-03-15T08:00:00Z'));
