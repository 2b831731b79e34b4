-- Without conference_url and the participants' numbers.
-- file: HomeDomain/Library/Calendar/Calendar.sqlitedb
-- schema: calendars.OLD
-- list: email notice@chimera.example
INSERT INTO Participant (ROWID, owner_id, email, is_self) VALUES
  (1, 1, 'notice@chimera.example', 0), (2, 1, 'mira@example.org', 1), (3, 2, 'mira@example.org', 1), (4, 2, 'Notice@Chimera.example', 0);
INSERT INTO CalendarItem (ROWID, summary, description, start_date, end_date, creation_date, organizer_id, self_attendee_id) VALUES
  (1, 'Parcel', NULL, cocoa('2020-03-14T21:00:00Z'), cocoa('2020-03-14T22:00:00Z'), cocoa('2020-03-01T08:00:00Z'), 1, 2),
  (2, 'Dinner', 'at eight', cocoa('2020-03-15T21:00:00Z'), cocoa('2020-03-15T22:00:00Z'), cocoa('2020-03-01T09:00:00Z'), 3, 3);
