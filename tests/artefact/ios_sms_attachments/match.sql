-- A listed file name, a listed path in the home folder and elsewhere; an attachment without a message, a message without
-- its attachment; a picture whose name and type disagree, as phones themselves write them.
-- Tables: ReagentX/imessage-exporter and MVT, as in fixtures/sms.py.
-- file: HomeDomain/Library/SMS/sms.db
-- schema: sms.MODERN
-- list: path /private/var/mobile/Library/SMS/Attachments/ab/11/payload.bin
-- list: path /private/var/mobile/Library/SMS/chimera.gif
-- list: name roleaboutd.plist
INSERT INTO handle (ROWID, id, country, service) VALUES (1, '+12025550123', 'us', 'iMessage');
INSERT INTO message (ROWID, guid, handle_id, service, is_from_me, date, text) VALUES
  (1, 'a1', 1, 'iMessage', 0, cocoa_nanos('2026-03-14T21:05:10Z'), char(65532)),
  (2, 'a2', 1, 'iMessage', 1, cocoa_nanos('2026-03-14T21:06:10Z'), char(65532));
INSERT INTO attachment (ROWID, guid, created_date, start_date, filename, uti, mime_type, is_outgoing, transfer_name, total_bytes) VALUES
  (1, 'b1', cocoa_seconds('2026-03-14T21:05:10Z'), 0, '~/Library/SMS/Attachments/ab/11/payload.bin', NULL, NULL, 0, 'payload.bin', 17),
  (2, 'b2', cocoa_seconds('2026-03-14T21:05:20Z'), cocoa_seconds('2026-03-14T21:05:21Z'), '/var/mobile/Library/SMS/chimera.gif', 'com.compuserve.gif', 'image/gif', 0, 'chimera.gif', 1),
  (3, 'b3', cocoa_seconds('2026-03-14T21:06:10Z'), 0, '~/Library/SMS/Attachments/cd/12/IMG_0001.HEIC', 'public.jpeg', 'image/jpeg', 1, 'IMG_0001.jpg', 4711),
  (4, 'b4', 0, 0, NULL, NULL, NULL, NULL, 'roleaboutd.plist', NULL);
INSERT INTO message_attachment_join (message_id, attachment_id) VALUES (1, 1), (1, 2), (2, 3), (2, 4711);
