-- SPDX-License-Identifier: Apache-2.0
-- artefact: sysdiagnose_powerlog_processes
-- title: Processes that the power log saw run
-- from: sysdiagnose/logs/powerlogs/*.PLSQL
-- from: sysdiagnose/logs/powerlogs/*.PLSQL.gz
-- shows: published names of processes, and identifiers of apps, that ran, also some days before and since removed
-- means: executed
-- platform: ios
-- until: 27
-- bounded: The table of time offsets, the only one that is kept and sorted, has a row each time that the clock was set.
-- source: https://github.com/log2timeline/plaso (test data: an iOS 15 power log)
-- source: https://github.com/abrignoni/iLEAPP (scripts/artifacts/powerlog.py: to each time the system's offset is added that held then)
-- event: seen "{process} ran"
-- variant: with processor time by interval
WITH spans AS MATERIALIZED (
  SELECT o.system AS system,
         iif(row_number() OVER (ORDER BY o.timestamp) = 1, -1e300, o.timestamp) AS begins,
         lead(o.timestamp, 1, 1e300) OVER (ORDER BY o.timestamp)                AS ends
    FROM PLStorageOperator_EventForward_TimeOffset AS o
   WHERE typeof(o.timestamp) IN ('integer', 'real') AND typeof(o.system) IN ('integer', 'real'))
SELECT unix_time(p.timestamp + coalesce(s.system, 0)) AS "seen:time",
       NULL                                           AS "seen_until:time",
       p.ProcessName                                  AS "process:process|app",
       p.BundleID                                     AS "app:app",
       p.PID                                          AS "pid",
       NULL                                           AS "cpu_seconds",
       'process started or first seen'                AS "of"
  FROM PLProcessMonitorAgent_EventForward_ProcessID AS p
  LEFT JOIN spans AS s ON p.timestamp >= s.begins AND p.timestamp < s.ends
 UNION ALL
SELECT unix_time(i.timestamp + coalesce(s.system, 0)), unix_time(i.timestampEnd + coalesce(s.system, 0)), d.ProcessName,
       d.BundleID, d.PID, d.value, 'processor time'
  FROM PLProcessMonitorAgent_EventInterval_ProcessMonitorInterval_Dynamic AS d
  LEFT JOIN PLProcessMonitorAgent_EventInterval_ProcessMonitorInterval AS i ON i.ID = d.FK_ID
  LEFT JOIN spans AS s ON i.timestamp >= s.begins AND i.timestamp < s.ends
 UNION ALL
SELECT NULL, unix_time(b.timestamp + coalesce(s.system, 0)), d.ProcessName, d.BundleID, d.PID, d.value, 'processor time'
  FROM PLProcessMonitorAgent_EventBackward_ProcessMonitor_Dynamic AS d
  LEFT JOIN PLProcessMonitorAgent_EventBackward_ProcessMonitor AS b ON b.ID = d.FK_ID
  LEFT JOIN spans AS s ON b.timestamp >= s.begins AND b.timestamp < s.ends;
-- variant: process numbers alone
WITH spans AS MATERIALIZED (
  SELECT o.system AS system,
         iif(row_number() OVER (ORDER BY o.timestamp) = 1, -1e300, o.timestamp) AS begins,
         lead(o.timestamp, 1, 1e300) OVER (ORDER BY o.timestamp)                AS ends
    FROM PLStorageOperator_EventForward_TimeOffset AS o
   WHERE typeof(o.timestamp) IN ('integer', 'real') AND typeof(o.system) IN ('integer', 'real'))
SELECT unix_time(p.timestamp + coalesce(s.system, 0)) AS "seen:time",
       p.ProcessName                                  AS "process:process|app",
       p.BundleID                                     AS "app:app",
       p.PID                                          AS "pid",
       'process started or first seen'                AS "of"
  FROM PLProcessMonitorAgent_EventForward_ProcessID AS p
  LEFT JOIN spans AS s ON p.timestamp >= s.begins AND p.timestamp < s.ends;
-- variant: a log that keeps none
-- when: SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema WHERE name COLLATE NOCASE IN ('PLProcessMonitorAgent_EventForward_ProcessID', 'PLProcessMonitorAgent_EventInterval_ProcessMonitorInterval_Dynamic', 'PLProcessMonitorAgent_EventInterval_ProcessMonitorInterval', 'PLProcessMonitorAgent_EventBackward_ProcessMonitor_Dynamic', 'PLProcessMonitorAgent_EventBackward_ProcessMonitor'))
SELECT o.timestamp AS "seen:time"
  FROM PLStorageOperator_EventForward_TimeOffset AS o
 WHERE o.ID IS NULL;
