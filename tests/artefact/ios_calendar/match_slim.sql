-- Events and organisers, without all the other tables.
-- file: HomeDomain/Library/Calendar/Calendar.sqlitedb
-- schema: calendars.SLIM
-- list: email notice@chimera.example
-- list: domain chimera-delivery.example
INSERT INTO Participant (ROWID, email) VALUES (1, 'mailto:notice@chimera.example');
INSERT INTO CalendarItem (ROWID, summary, description, start_date, end_date, creation_date, organizer_id, url) VALUES
  (1, 'Parcel', NULL, cocoa('2020-03-14T21:00:00Z'), cocoa('2020-03-14T22:00:00Z'), cocoa('2020-03-01T08:00:00Z'), 1, NULL),
  (2, 'Link', 'see there', cocoa('2020-03-15T21:00:00Z'), NULL, NULL, NULL, 'https://chimera-delivery.example/a');
