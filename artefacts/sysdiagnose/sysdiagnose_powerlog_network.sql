-- SPDX-License-Identifier: Apache-2.0
-- artefact: sysdiagnose_powerlog_network
-- title: Network use by process, as the power log counts it
-- from: sysdiagnose/logs/powerlogs/*.PLSQL
-- from: sysdiagnose/logs/powerlogs/*.PLSQL.gz
-- shows: published names of processes, and identifiers of apps, that used the network
-- means: contacted
-- platform: ios
-- until: 27
-- bounded: The table of time offsets, the only one that is kept and sorted, has a row each time that the clock was set.
-- source: https://github.com/mac4n6/APOLLO (modules: powerlog_process_data_usage)
-- source: https://github.com/log2timeline/plaso (test data: an iOS 15 power log)
-- source: https://github.com/abrignoni/iLEAPP (scripts/artifacts/powerlog.py: to each time the system's offset is added that held then)
-- event: began "network use of {process}"
-- variant: with its table
WITH spans AS MATERIALIZED (
  SELECT o.system AS system,
         iif(row_number() OVER (ORDER BY o.timestamp) = 1, -1e300, o.timestamp) AS begins,
         lead(o.timestamp, 1, 1e300) OVER (ORDER BY o.timestamp)                AS ends
    FROM PLStorageOperator_EventForward_TimeOffset AS o
   WHERE typeof(o.timestamp) IN ('integer', 'real') AND typeof(o.system) IN ('integer', 'real'))
SELECT unix_time(u.timestamp + coalesce(s.system, 0))    AS "began:time",
       unix_time(u.timestampEnd + coalesce(s.system, 0)) AS "ended:time",
       u.ProcessName                                     AS "process:process|app",
       u.BundleName                                      AS "app:app|process",
       u.WifiIn                                          AS "wifi_in",
       u.WifiOut                                         AS "wifi_out",
       u.CellIn                                          AS "mobile_in",
       u.CellOut                                         AS "mobile_out"
  FROM PLProcessNetworkAgent_EventInterval_UsageDiff AS u
  LEFT JOIN spans AS s ON u.timestamp >= s.begins AND u.timestamp < s.ends;
-- variant: a log that keeps none
-- when: SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema WHERE name COLLATE NOCASE IN ('PLProcessNetworkAgent_EventInterval_UsageDiff'))
SELECT o.timestamp AS "began:time"
  FROM PLStorageOperator_EventForward_TimeOffset AS o
 WHERE o.ID IS NULL;
