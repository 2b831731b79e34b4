-- SPDX-License-Identifier: Apache-2.0
-- rule: ios_calendar_late
-- reads: ios_calendar
-- title: An invitation came half a year or more after its event was over
-- grade: weak
-- means: received
-- source: https://citizenlab.ca/2023/04/spyware-vendor-quadream-exploits-victims-customers/ (ENDOFDAYS; seen as others report it)
-- source: https://whistleout.ca/CellPhones/News/hackers-target-mobile-users (reports it: invitations were backdated, so that the owner was not told)
-- benign: A calendar that is added to the phone, shared or imported brings its past along, most often many events within the hour; people also enter invitations late
-- advice: review
-- fired: 1 of 15
WITH late AS (
       SELECT input, record, created,
              -- Five within an hour are a calendar that was added or imported.
              iif(lead(created, 4) OVER near - created <= 3600000000
                  OR lead(created, 3) OVER near - lag(created, 1) OVER near <= 3600000000
                  OR lead(created, 2) OVER near - lag(created, 2) OVER near <= 3600000000
                  OR lead(created, 1) OVER near - lag(created, 3) OVER near <= 3600000000
                  OR created - lag(created, 4) OVER near <= 3600000000, 1, 0) AS together
         FROM ios_calendar
        WHERE invited = 1
              -- A yearly event begins with its first year.
          AND coalesce(recurring, 0) = 0
          AND created - coalesce(ends, starts) >= 15724800000000
       WINDOW near AS (PARTITION BY input ORDER BY created, record)),
     counted AS (
       SELECT input, record, created, together,
              coalesce(created - lag(created) OVER (PARTITION BY input, together ORDER BY created, record),
                       3600000001) AS after
         FROM late)
SELECT 'ios_calendar' AS artefact, input, record, 'created' AS "column", created AS time,
       iif(together, 'context', 'weak') AS grade
  FROM counted
 WHERE together = 0 OR after > 3600000000;
