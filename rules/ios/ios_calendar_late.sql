-- SPDX-License-Identifier: Apache-2.0
-- rule: ios_calendar_late
-- reads: ios_calendar
-- title: An event was added half a year or more after it was over
-- grade: weak
-- means: received
-- source: https://citizenlab.ca/2023/04/spyware-vendor-quadream-exploits-victims-customers/ (ENDOFDAYS; seen as others report it)
-- source: https://whistleout.ca/CellPhones/News/hackers-target-mobile-users (reports it: invitations were backdated, so that the owner was not told)
-- benign: A calendar that is added to the phone, shared or imported brings its past along, most often many events within the hour; people also note down or are invited to what is long over.
-- advice: review
-- fired: 1 of 17
WITH late AS (
       SELECT input, record, created, invited IS NULL AS alone,
              -- Five within an hour are a calendar that was added or imported.
              iif(lead(created, 4) OVER near - created <= 3600000000
                  OR lead(created, 3) OVER near - lag(created, 1) OVER near <= 3600000000
                  OR lead(created, 2) OVER near - lag(created, 2) OVER near <= 3600000000
                  OR lead(created, 1) OVER near - lag(created, 3) OVER near <= 3600000000
                  OR created - lag(created, 4) OVER near <= 3600000000, 1, 0) AS together
         FROM ios_calendar
              -- What the owner invited to is the owner's own.
        WHERE invited IS NOT 0
              -- A yearly event begins with its first year.
          AND coalesce(recurring, 0) = 0
          AND created - coalesce(ends, starts) >= 15724800000000
       WINDOW near AS (PARTITION BY input, invited IS NULL ORDER BY created, record)),
     counted AS (
       SELECT input, record, created, together,
              -- Who notes down again and again what is over, without anybody who invites, is the owner.
              alone AND together = 0 AND count(*) OVER (PARTITION BY input, alone, together) >= 3 AS habit,
              row_number() OVER kind AS number,
              coalesce(created - lag(created) OVER kind, 3600000001) AS after
         FROM late
       WINDOW kind AS (PARTITION BY input, alone, together ORDER BY created, record))
SELECT 'ios_calendar' AS artefact, input, record, 'created' AS "column", created AS time,
       iif(together OR habit, 'context', 'weak') AS grade
  FROM counted
 WHERE CASE WHEN habit THEN number = 1 WHEN together THEN after > 3600000000 ELSE 1 END;
