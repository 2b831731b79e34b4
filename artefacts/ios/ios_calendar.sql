-- SPDX-License-Identifier: Apache-2.0
-- artefact: ios_calendar
-- title: Calendar: events, invitations and who takes part
-- from: HomeDomain/Library/Calendar/Calendar.sqlitedb
-- shows: published links and addresses in events and invitations; published e-mail addresses and numbers of those who invite or are invited; the event that one exploit leaves
-- means: received
-- platform: ios
-- until: 27
-- source: https://github.com/mvt-project/mvt (src/mvt/ios/modules/mixed/calendar.py: columns, organiser)
-- source: https://github.com/abrignoni/iLEAPP (scripts/artifacts/calendarAll.py: Identity, Location, conference_url, participants)
-- event: created "calendar event created"
-- event: starts "calendar event starts"
-- variant: with conference links
SELECT apple_time(i.start_date)                         AS "starts:time",
       apple_time(i.end_date)                           AS "ends:time",
       apple_time(i.creation_date)                      AS "created:time",
       apple_time(i.last_modified)                      AS "modified:time",
       i.summary                                        AS "summary:text",
       i.description                                    AS "description:text",
       i.url                                            AS "link:url private",
       i.conference_url                                 AS "conference:url private",
       l.title                                          AS "location:text",
       coalesce(o.email, d.address)                     AS "organizer:email",
       o.phone_number                                   AS "organizer_phone:phone",
       NULL                                             AS "participant:email",
       NULL                                             AS "participant_phone:phone",
       -- Whether somebody else invited the owner; NULL: nobody is named.
       CASE WHEN o.ROWID IS NULL THEN NULL
            WHEN o.is_self = 1 OR o.ROWID = i.self_attendee_id THEN 0 ELSE 1 END AS "invited",
       i.has_recurrences                                AS "recurring",
       i.all_day                                        AS "all_day",
       i.hidden                                         AS "hidden",
       i.calendar_id                                    AS "calendar",
       i.ROWID                                          AS "item"
  FROM CalendarItem AS i
  LEFT JOIN Location AS l ON l.ROWID = i.location_id
  LEFT JOIN Participant AS o ON o.ROWID = i.organizer_id
  LEFT JOIN Identity AS d ON d.ROWID = o.identity_id
 UNION ALL
-- The others who take part, also of an event that is gone.
SELECT apple_time(i.start_date), apple_time(i.end_date), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
       coalesce(p.email, d.address), p.phone_number, NULL, NULL, NULL, NULL, i.calendar_id, p.owner_id
  FROM Participant AS p
  LEFT JOIN CalendarItem AS i ON i.ROWID = p.owner_id
  LEFT JOIN Identity AS d ON d.ROWID = p.identity_id
 WHERE i.organizer_id IS NOT p.ROWID;
-- variant: without conference links
SELECT apple_time(i.start_date)                         AS "starts:time",
       apple_time(i.end_date)                           AS "ends:time",
       apple_time(i.creation_date)                      AS "created:time",
       apple_time(i.last_modified)                      AS "modified:time",
       i.summary                                        AS "summary:text",
       i.description                                    AS "description:text",
       i.url                                            AS "link:url private",
       l.title                                          AS "location:text",
       coalesce(o.email, d.address)                     AS "organizer:email",
       NULL                                             AS "participant:email",
       CASE WHEN o.ROWID IS NULL THEN NULL
            WHEN o.is_self = 1 OR o.ROWID = i.self_attendee_id THEN 0 ELSE 1 END AS "invited",
       i.has_recurrences                                AS "recurring",
       i.all_day                                        AS "all_day",
       i.hidden                                         AS "hidden",
       i.calendar_id                                    AS "calendar",
       i.ROWID                                          AS "item"
  FROM CalendarItem AS i
  LEFT JOIN Location AS l ON l.ROWID = i.location_id
  LEFT JOIN Participant AS o ON o.ROWID = i.organizer_id
  LEFT JOIN Identity AS d ON d.ROWID = o.identity_id
 UNION ALL
SELECT apple_time(i.start_date), apple_time(i.end_date), NULL, NULL, NULL, NULL, NULL, NULL, NULL,
       coalesce(p.email, d.address), NULL, NULL, NULL, NULL, i.calendar_id, p.owner_id
  FROM Participant AS p
  LEFT JOIN CalendarItem AS i ON i.ROWID = p.owner_id
  LEFT JOIN Identity AS d ON d.ROWID = p.identity_id
 WHERE i.organizer_id IS NOT p.ROWID;
-- variant: events and organisers alone
SELECT apple_time(i.start_date)                         AS "starts:time",
       apple_time(i.end_date)                           AS "ends:time",
       apple_time(i.creation_date)                      AS "created:time",
       apple_time(i.last_modified)                      AS "modified:time",
       i.summary                                        AS "summary:text",
       i.description                                    AS "description:text",
       i.url                                            AS "link:url private",
       o.email                                          AS "organizer:email",
       o.phone_number                                   AS "organizer_phone:phone",
       NULL                                             AS "invited",
       NULL                                             AS "recurring",
       i.all_day                                        AS "all_day",
       i.hidden                                         AS "hidden",
       i.calendar_id                                    AS "calendar",
       i.ROWID                                          AS "item"
  FROM CalendarItem AS i
  LEFT JOIN Participant AS o ON o.ROWID = i.organizer_id;
