-- Names that only begin or end like the listed ones, and the same path in another folder.
-- file: HomeDomain/Library/SMS/sms.db
-- schema: sms.MODERN
-- list: path /private/var/mobile/Library/SMS/Attachments/ab/11/payload.bin
-- list: name roleaboutd.plist
INSERT INTO message (ROWID, guid, handle_id, service, is_from_me, date, text) VALUES
  (1, 'a1', 0, 'iMessage', 0, cocoa_nanos('2026-03-14T21:05:10Z'), char(65532));
INSERT INTO attachment (ROWID, guid, created_date, filename, is_outgoing, transfer_name) VALUES
  (1, 'b1', cocoa_seconds('2026-03-14T21:05:10Z'), '~/Library/SMS/Attachments/ab/11/payload.bin2', 0, 'payload.bin2'),
  (2, 'b2', cocoa_seconds('2026-03-14T21:05:20Z'), '~/Library/SMS/Attachments/ab/11', 0, 'roleaboutd.plist.txt'),
  (3, 'b3', cocoa_seconds('2026-03-14T21:06:10Z'), '/Library/SMS/Attachments/ab/11/payload.bin', 0, 'aroleaboutd.plist');
INSERT INTO message_attachment_join (message_id, attachment_id) VALUES (1, 1), (1, 2), (1, 3);
