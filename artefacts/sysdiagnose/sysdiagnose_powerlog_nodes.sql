-- SPDX-License-Identifier: Apache-2.0
-- artefact: sysdiagnose_powerlog_nodes
-- title: Whom the power log counted energy for
-- from: sysdiagnose/logs/powerlogs/*.PLSQL
-- from: sysdiagnose/logs/powerlogs/*.PLSQL.gz
-- shows: published names of processes, and identifiers of apps, that used energy since the system was set up
-- means: executed
-- platform: ios
-- until: 27
-- bounded: The table of time offsets, the only one that is kept and sorted, has a row each time that the clock was set.
-- source: https://github.com/log2timeline/plaso (test data: an iOS 15 power log)
-- source: https://github.com/abrignoni/iLEAPP (scripts/artifacts/powerlog.py: to each time the system's offset is added that held then)
-- event: first_seen "energy first counted for {name}"
-- variant: with its table
WITH spans AS MATERIALIZED (
  SELECT o.system AS system,
         iif(row_number() OVER (ORDER BY o.timestamp) = 1, -1e300, o.timestamp) AS begins,
         lead(o.timestamp, 1, 1e300) OVER (ORDER BY o.timestamp)                AS ends
    FROM PLStorageOperator_EventForward_TimeOffset AS o
   WHERE typeof(o.timestamp) IN ('integer', 'real') AND typeof(o.system) IN ('integer', 'real'))
SELECT unix_time(n.timestamp + coalesce(s.system, 0)) AS "first_seen:time",
       n.Name                                         AS "name:process|app",
       n.ID                                           AS "node"
  FROM PLAccountingOperator_EventNone_Nodes AS n
  LEFT JOIN spans AS s ON n.timestamp >= s.begins AND n.timestamp < s.ends;
-- variant: a log that keeps none
-- when: SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema WHERE name COLLATE NOCASE IN ('PLAccountingOperator_EventNone_Nodes'))
SELECT o.timestamp AS "first_seen:time"
  FROM PLStorageOperator_EventForward_TimeOffset AS o
 WHERE o.ID IS NULL;
