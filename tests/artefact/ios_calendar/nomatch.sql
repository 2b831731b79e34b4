-- Addresses and links that only read like the listed ones; the words of the exploit's event with more around them.
-- file: HomeDomain/Library/Calendar/Calendar.sqlitedb
-- schema: calendars.CALENDARS
-- list: domain chimera-delivery.example
-- list: email notice@chimera.example
INSERT INTO Participant (ROWID, owner_id, email, is_self) VALUES
  (1, 1, 'no-notice@chimera.example', 0), (2, 1, 'notice@chimera.example.org', 1);
INSERT INTO CalendarItem (ROWID, summary, description, start_date, end_date, creation_date, organizer_id, self_attendee_id, url) VALUES
  (1, 'Meeting', 'Notes: https://example.org/?q=chimera-delivery.example', cocoa('2026-03-14T21:00:00Z'), cocoa('2026-03-14T22:00:00Z'), cocoa('2026-03-01T08:00:00Z'), 1, 2, 'https://notchimera-delivery.example/'),
  (2, 'meeting', 'notes', cocoa('2026-03-15T21:00:00Z'), cocoa('2026-03-15T22:00:00Z'), cocoa('2026-03-01T08:00:00Z'), NULL, NULL, NULL),
  (3, 'Birthday', NULL, cocoa('1980-03-15T00:00:00Z'), cocoa('1980-03-16T00:00:00Z'), cocoa('2026-03-01T08:00:00Z'), NULL, NULL, NULL);
UPDATE CalendarItem SET has_recurrences = 1 WHERE ROWID = 3;
