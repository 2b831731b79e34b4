-- SPDX-License-Identifier: Apache-2.0
-- artefact: sysdiagnose_powerlog_app_states
-- title: When apps ran, were in front and ended, as the power log keeps it
-- from: sysdiagnose/logs/powerlogs/*.PLSQL
-- from: sysdiagnose/logs/powerlogs/*.PLSQL.gz
-- shows: identifiers of published spyware that ran; apps of the system that ended again and again
-- means: executed
-- platform: ios
-- until: 27
-- bounded: The table of time offsets, the only one that is kept and sorted, has a row each time that the clock was set.
-- source: https://github.com/log2timeline/plaso (test data: an iOS 15 power log)
-- source: https://github.com/abrignoni/iLEAPP (scripts/artifacts/powerlog.py: to each time the system's offset is added that held then)
-- event: at "{app}: {what}"
-- variant: with the reasons of ends
WITH spans AS MATERIALIZED (
  SELECT o.system AS system,
         iif(row_number() OVER (ORDER BY o.timestamp) = 1, -1e300, o.timestamp) AS begins,
         lead(o.timestamp, 1, 1e300) OVER (ORDER BY o.timestamp)                AS ends
    FROM PLStorageOperator_EventForward_TimeOffset AS o
   WHERE typeof(o.timestamp) IN ('integer', 'real') AND typeof(o.system) IN ('integer', 'real'))
SELECT unix_time(a.timestamp + coalesce(s.system, 0)) AS "at:time",
       a.Identifier                                   AS "app:app|process",
       'state'                                        AS "what",
       a.State                                        AS "state",
       a.Reason                                       AS "reason",
       NULL                                           AS "subcode",
       a.pid                                          AS "pid"
  FROM PLApplicationAgent_EventForward_Application AS a
  LEFT JOIN spans AS s ON a.timestamp >= s.begins AND a.timestamp < s.ends
 UNION ALL
SELECT unix_time(e.timestamp + coalesce(s.system, 0)), e.Identifier, 'ended', NULL, e.Reason, e.Subcode, e.pid
  FROM PLApplicationAgent_EventPoint_ApplicationExitReason AS e
  LEFT JOIN spans AS s ON e.timestamp >= s.begins AND e.timestamp < s.ends;
-- variant: states alone
WITH spans AS MATERIALIZED (
  SELECT o.system AS system,
         iif(row_number() OVER (ORDER BY o.timestamp) = 1, -1e300, o.timestamp) AS begins,
         lead(o.timestamp, 1, 1e300) OVER (ORDER BY o.timestamp)                AS ends
    FROM PLStorageOperator_EventForward_TimeOffset AS o
   WHERE typeof(o.timestamp) IN ('integer', 'real') AND typeof(o.system) IN ('integer', 'real'))
SELECT unix_time(a.timestamp + coalesce(s.system, 0)) AS "at:time",
       a.Identifier                                   AS "app:app|process",
       'state'                                        AS "what",
       a.State                                        AS "state",
       a.pid                                          AS "pid"
  FROM PLApplicationAgent_EventForward_Application AS a
  LEFT JOIN spans AS s ON a.timestamp >= s.begins AND a.timestamp < s.ends;
-- variant: a log that keeps none
-- when: SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema WHERE name COLLATE NOCASE IN ('PLApplicationAgent_EventForward_Application', 'PLApplicationAgent_EventPoint_ApplicationExitReason'))
SELECT o.timestamp AS "at:time"
  FROM PLStorageOperator_EventForward_TimeOffset AS o
 WHERE o.ID IS NULL;
