-- SPDX-License-Identifier: Apache-2.0
-- artefact: sysdiagnose_powerlog_coalitions
-- title: Jobs of launchd and apps by processor time and disk use, as the power log counts them
-- from: sysdiagnose/logs/powerlogs/*.PLSQL
-- from: sysdiagnose/logs/powerlogs/*.PLSQL.gz
-- shows: published names of processes, and identifiers of apps, that ran; a job of launchd's that no system has
-- means: executed
-- platform: ios
-- until: 27
-- bounded: The table of time offsets, the only one that is kept and sorted, has a row each time that the clock was set.
-- source: https://github.com/log2timeline/plaso (test data: an iOS 15 power log)
-- source: https://github.com/abrignoni/iLEAPP (scripts/artifacts/powerlog.py: to each time the system's offset is added that held then)
-- event: began "{job} ran"
-- variant: with its table
WITH spans AS MATERIALIZED (
  SELECT o.system AS system,
         iif(row_number() OVER (ORDER BY o.timestamp) = 1, -1e300, o.timestamp) AS begins,
         lead(o.timestamp, 1, 1e300) OVER (ORDER BY o.timestamp)                AS ends
    FROM PLStorageOperator_EventForward_TimeOffset AS o
   WHERE typeof(o.timestamp) IN ('integer', 'real') AND typeof(o.system) IN ('integer', 'real'))
SELECT unix_time(c.timestamp + coalesce(s.system, 0))    AS "began:time",
       unix_time(c.timestampEnd + coalesce(s.system, 0)) AS "ended:time",
       nullif(c.LaunchdName, '')                         AS "job:app|process",
       nullif(c.BundleId, '')                            AS "app:app",
       c.cpu_time                                        AS "cpu_seconds",
       c.bytesread                                       AS "bytes_read",
       c.byteswritten                                    AS "bytes_written",
       c.tasks_started                                   AS "tasks_started"
  FROM PLCoalitionAgent_EventInterval_CoalitionInterval AS c
  LEFT JOIN spans AS s ON c.timestamp >= s.begins AND c.timestamp < s.ends;
-- variant: a log that keeps none
-- when: SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema WHERE name COLLATE NOCASE IN ('PLCoalitionAgent_EventInterval_CoalitionInterval'))
SELECT o.timestamp AS "began:time"
  FROM PLStorageOperator_EventForward_TimeOffset AS o
 WHERE o.ID IS NULL;
