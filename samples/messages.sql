-- The messages of the sample phone. cocoa_nanos() and typedstream_of() are given by make.py; the schema is of iOS 17.
INSERT INTO handle (ROWID, id, country, service) VALUES
  (1, '+447700900123', 'gb', 'iMessage'),
  (2, '+447700900456', 'gb', 'SMS'),
  (3, 'mira@stables.example', 'gb', 'iMessage'),
  (4, 'threat-notifications@email.apple.com', 'us', 'iMessage'),
  (5, '+447700900999', 'gb', 'SMS'),
  (6, 'Stables', 'gb', 'SMS');
INSERT INTO chat (ROWID, guid, style, state, chat_identifier, service_name, room_name, display_name) VALUES
  (1, 'iMessage;-;+447700900123', 45, 3, '+447700900123', 'iMessage', NULL, NULL),
  (2, 'iMessage;+;chat100000000001', 43, 3, 'chat100000000001', 'iMessage', 'chat100000000001', 'Saturday ride');
INSERT INTO chat_handle_join VALUES (1, 1), (2, 1), (2, 3);

INSERT INTO message (ROWID, guid, handle_id, service, is_from_me, date, date_read, text, attributedBody) VALUES
  (1, 'A0000000-0000-4000-8000-000000000001', 1, 'iMessage', 0, cocoa_nanos('2026-03-01T09:12:04Z'),
   cocoa_nanos('2026-03-01T09:13:40Z'), 'Morning! Is the grey mare fit again?', NULL),
  (2, 'A0000000-0000-4000-8000-000000000002', 1, 'iMessage', 1, cocoa_nanos('2026-03-01T09:15:22Z'), 0,
   NULL, typedstream_of('Much better, thanks. The vet wrote it up: https://vet.example/report/77')),
  (3, 'A0000000-0000-4000-8000-000000000003', 3, 'iMessage', 0, cocoa_nanos('2026-03-02T17:40:00Z'),
   cocoa_nanos('2026-03-02T18:01:12Z'), 'On se voit samedi ? Le plan : https://www.openstreetmap.org/#map=12/51.5/-0.1', NULL),
  (4, 'A0000000-0000-4000-8000-000000000004', 6, 'SMS', 0, cocoa_nanos('2026-03-03T08:00:00Z'), 0,
   'Your lesson is booked for Saturday 10:00. Reply STOP to end.', NULL),
  (5, 'A0000000-0000-4000-8000-000000000005', 2, 'SMS', 0, cocoa_nanos('2026-03-05T12:30:00Z'),
   cocoa_nanos('2026-03-05T12:31:00Z'), 'Kommst du heute Abend?', NULL),
  (6, 'A0000000-0000-4000-8000-000000000006', 0, 'iMessage', 1, cocoa_nanos('2026-03-06T07:20:00Z'), 0,
   'Buy hoof oil', NULL),
  -- planted: a link of the sample's own list, opened a minute later
  (7, 'A0000000-0000-4000-8000-000000000007', 5, 'SMS', 0, cocoa_nanos('2026-03-14T21:05:10Z'),
   cocoa_nanos('2026-03-14T21:05:58Z'),
   'Your parcel is held at the depot. Choose a new day: https://track.chimera-delivery.example/t/8f2k', NULL),
  (8, 'A0000000-0000-4000-8000-000000000008', 1, 'iMessage', 0, cocoa_nanos('2026-03-15T10:00:00Z'), 0,
   'See you at nine', NULL),
  -- planted: the words of Apple's notification, from the address that Apple names for it
  (9, 'A0000000-0000-4000-8000-000000000009', 4, 'iMessage', 0, cocoa_nanos('2026-03-18T16:00:00Z'),
   cocoa_nanos('2026-03-18T16:20:45Z'),
   'ALERT: Apple detected a targeted mercenary spyware attack against your iPhone', NULL),
  (10, 'A0000000-0000-4000-8000-00000000000A', 3, 'iMessage', 0, cocoa_nanos('2026-03-19T19:45:00Z'), 0,
   '明日の朝、厩舎で会いましょう 🐴', NULL);
UPDATE message SET date_edited = cocoa_nanos('2026-03-15T10:01:00Z') WHERE ROWID = 8;
INSERT INTO chat_message_join (chat_id, message_id, message_date)
  SELECT iif(handle_id = 3, 2, 1), ROWID, date FROM message WHERE handle_id IN (1, 3);
