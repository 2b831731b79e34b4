-- One trace in each column that can hold one.
-- Columns: MVT, mixed/calendar.py; iLEAPP, calendarAll.py.
-- file: HomeDomain/Library/Calendar/Calendar.sqlitedb
-- schema: calendars.CALENDARS
-- list: domain chimera-delivery.example
-- list: email notice@chimera.example
-- list: phone +12025550142
INSERT INTO Identity (display_name, address) VALUES ('Notice', 'mailto:Notice@chimera.example'), ('Mira', 'mailto:mira@example.org');
INSERT INTO Location (ROWID, title) VALUES (1, 'https://track.chimera-delivery.example/room'), (2, 'Office');
INSERT INTO Participant (ROWID, owner_id, identity_id, email, phone_number, is_self) VALUES
  (1, 1, NULL, 'notice@chimera.example', NULL, 0), (2, 1, 2, 'mira@example.org', NULL, 1),
  (3, 2, 1, NULL, NULL, 0), (4, 3, NULL, 'mira@example.org', NULL, 1), (5, 3, NULL, 'Notice@chimera.example', NULL, 0),
  (6, 4, NULL, NULL, '+1 (202) 555-0142', 0), (7, 4711, NULL, 'notice@chimera.example', NULL, 0);
INSERT INTO CalendarItem (ROWID, summary, description, start_date, end_date, creation_date, last_modified, organizer_id, self_attendee_id, url, conference_url, location_id, has_recurrences, all_day, hidden, calendar_id) VALUES
  (1, 'Parcel', NULL, cocoa('2026-03-14T21:00:00Z'), cocoa('2026-03-14T22:00:00Z'), cocoa('2026-03-01T08:00:00Z'), cocoa('2026-03-02T08:00:00Z'), 1, 2, NULL, NULL, 2, 0, 0, 0, 1),
  (2, 'see chimera-delivery.example', 'Dinner', cocoa('2026-03-15T21:00:00Z'), NULL, NULL, NULL, 3, NULL, NULL, NULL, NULL, 1, 1, 0, 1),
  (3, 'Dinner', 'https://www.chimera-delivery.example/x?y', cocoa('2026-03-16T21:00:00Z'), NULL, NULL, NULL, 4, 4, NULL, NULL, NULL, 0, 0, 0, 2),
  (4, 'Link', NULL, cocoa('2026-03-17T21:00:00Z'), NULL, NULL, NULL, 6, NULL, 'https://chimera-delivery.example/a', NULL, NULL, 0, 0, 1, 1),
  (5, 'Call', NULL, cocoa('2026-03-18T21:00:00Z'), NULL, NULL, NULL, NULL, NULL, NULL, 'https://meet.chimera-delivery.example/b', NULL, 0, 0, 0, 1),
  (6, 'Room', NULL, cocoa('2026-03-19T21:00:00Z'), NULL, NULL, NULL, 0, NULL, NULL, NULL, 1, 0, 0, 0, 1);
