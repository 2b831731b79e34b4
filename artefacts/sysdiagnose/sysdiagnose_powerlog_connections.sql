-- SPDX-License-Identifier: Apache-2.0
-- artefact: sysdiagnose_powerlog_connections
-- title: Connections and background transfers, as the power log keeps them
-- from: sysdiagnose/logs/powerlogs/*.PLSQL
-- from: sysdiagnose/logs/powerlogs/*.PLSQL.gz
-- shows: addresses, sites and apps of published spyware that a process connected to
-- means: contacted
-- platform: ios
-- until: 27
-- bounded: The table of time offsets, the only one that is kept and sorted, has a row each time that the clock was set.
-- source: https://github.com/log2timeline/plaso (test data: an iOS 15 power log)
-- source: https://github.com/abrignoni/iLEAPP (scripts/artifacts/powerlog.py: to each time the system's offset is added that held then)
-- event: at "connection of {process}"
-- variant: with connections
WITH spans AS MATERIALIZED (
  SELECT o.system AS system,
         iif(row_number() OVER (ORDER BY o.timestamp) = 1, -1e300, o.timestamp) AS begins,
         lead(o.timestamp, 1, 1e300) OVER (ORDER BY o.timestamp)                AS ends
    FROM PLStorageOperator_EventForward_TimeOffset AS o
   WHERE typeof(o.timestamp) IN ('integer', 'real') AND typeof(o.system) IN ('integer', 'real'))
SELECT unix_time(c.timestamp + coalesce(s.system, 0)) AS "at:time",
       c.ProcessName                                  AS "process:process|app",
       NULL                                           AS "app:app",
       c.ProcessPID                                   AS "pid",
       c.RemoteAddress                                AS "address:ip",
       c.RemotePort                                   AS "port",
       NULL                                           AS "failed_url:url private",
       c.rxWifiBytes                                  AS "wifi_in",
       c.txWifiBytes                                  AS "wifi_out",
       c.rxCellularBytes                              AS "mobile_in",
       c.txCellularBytes                              AS "mobile_out"
  FROM PLProcessNetworkAgent_EventPoint_Connection AS c
  LEFT JOIN spans AS s ON c.timestamp >= s.begins AND c.timestamp < s.ends
 UNION ALL
SELECT unix_time(t.timestamp + coalesce(s.system, 0)), capture(t.bundleID, '^([^:\[]+):\['),
       coalesce(capture(t.bundleID, '\[([^:\]]+)'), t.bundleID), NULL, NULL, NULL, t.errorFailingURL, NULL, NULL, NULL, NULL
  FROM PLXPCAgent_EventPoint_BackgroundTransfer AS t
  LEFT JOIN spans AS s ON t.timestamp >= s.begins AND t.timestamp < s.ends;
-- variant: background transfers alone
WITH spans AS MATERIALIZED (
  SELECT o.system AS system,
         iif(row_number() OVER (ORDER BY o.timestamp) = 1, -1e300, o.timestamp) AS begins,
         lead(o.timestamp, 1, 1e300) OVER (ORDER BY o.timestamp)                AS ends
    FROM PLStorageOperator_EventForward_TimeOffset AS o
   WHERE typeof(o.timestamp) IN ('integer', 'real') AND typeof(o.system) IN ('integer', 'real'))
SELECT unix_time(t.timestamp + coalesce(s.system, 0)) AS "at:time",
       capture(t.bundleID, '^([^:\[]+):\[')            AS "process:process|app",
       coalesce(capture(t.bundleID, '\[([^:\]]+)'), t.bundleID) AS "app:app",
       t.errorFailingURL                              AS "failed_url:url private"
  FROM PLXPCAgent_EventPoint_BackgroundTransfer AS t
  LEFT JOIN spans AS s ON t.timestamp >= s.begins AND t.timestamp < s.ends;
-- variant: a log that keeps none
-- when: SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema WHERE name COLLATE NOCASE IN ('PLProcessNetworkAgent_EventPoint_Connection', 'PLXPCAgent_EventPoint_BackgroundTransfer'))
SELECT o.timestamp AS "at:time"
  FROM PLStorageOperator_EventForward_TimeOffset AS o
 WHERE o.ID IS NULL;
