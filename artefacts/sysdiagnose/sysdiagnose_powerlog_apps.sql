-- SPDX-License-Identifier: Apache-2.0
-- artefact: sysdiagnose_powerlog_apps
-- title: Apps and extensions that the power log lists, also removed ones
-- from: sysdiagnose/logs/powerlogs/*.PLSQL
-- from: sysdiagnose/logs/powerlogs/*.PLSQL.gz
-- shows: identifiers and programs of published spyware that was installed, and when it was removed
-- means: present
-- platform: ios
-- until: 27
-- bounded: The table of time offsets, the only one that is kept and sorted, has a row each time that the clock was set.
-- source: https://github.com/mac4n6/APOLLO (modules: powerlog_app_info; the date of removal is in seconds since 1970, 0 when it is installed)
-- source: https://github.com/log2timeline/plaso (test data: an iOS 15 power log)
-- source: https://github.com/abrignoni/iLEAPP (scripts/artifacts/powerlog.py: to each time the system's offset is added that held then)
-- event: removed "{app} removed"
-- variant: with its table
WITH spans AS MATERIALIZED (
  SELECT o.system AS system,
         iif(row_number() OVER (ORDER BY o.timestamp) = 1, -1e300, o.timestamp) AS begins,
         lead(o.timestamp, 1, 1e300) OVER (ORDER BY o.timestamp)                AS ends
    FROM PLStorageOperator_EventForward_TimeOffset AS o
   WHERE typeof(o.timestamp) IN ('integer', 'real') AND typeof(o.system) IN ('integer', 'real'))
SELECT unix_time(a.timestamp + coalesce(s.system, 0)) AS "listed:time",
       unix_time(a.AppDeletedDate)                    AS "removed:time",
       a.AppBundleId                                  AS "app:app",
       a.AppExecutable                                AS "program:process",
       a.AppName                                      AS "name",
       a.AppBundleVersion                             AS "version",
       NULL                                           AS "of_app:app",
       a.AppType                                      AS "type"
  FROM PLApplicationAgent_EventNone_AllApps AS a
  LEFT JOIN spans AS s ON a.timestamp >= s.begins AND a.timestamp < s.ends
 UNION ALL
SELECT unix_time(p.timestamp + coalesce(s.system, 0)), unix_time(p.PluginDeletedDate), p.PluginId, p.PluginExecutableName, NULL,
       NULL, p.PluginParentApp, p.PluginType
  FROM PLApplicationAgent_EventNone_AllPlugins AS p
  LEFT JOIN spans AS s ON p.timestamp >= s.begins AND p.timestamp < s.ends;
-- variant: a log that keeps none
-- when: SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema WHERE name COLLATE NOCASE IN ('PLApplicationAgent_EventNone_AllApps', 'PLApplicationAgent_EventNone_AllPlugins'))
SELECT o.timestamp AS "listed:time"
  FROM PLStorageOperator_EventForward_TimeOffset AS o
 WHERE o.ID IS NULL;
