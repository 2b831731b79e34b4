-- SPDX-License-Identifier: Apache-2.0
-- artefact: sysdiagnose_powerlog_camera
-- title: Who had a camera on, as the power log keeps it
-- from: sysdiagnose/logs/powerlogs/*.PLSQL
-- from: sysdiagnose/logs/powerlogs/*.PLSQL.gz
-- shows: processes and apps of published spyware that used a camera; a camera that was on for no app
-- means: executed
-- platform: ios
-- until: 27
-- bounded: The table of time offsets, the only one that is kept and sorted, has a row each time that the clock was set.
-- source: https://github.com/mac4n6/APOLLO (modules: powerlog_camera_state: states and types)
-- source: https://github.com/log2timeline/plaso (test data: an iOS 15 power log)
-- source: https://github.com/abrignoni/iLEAPP (scripts/artifacts/powerlog.py: to each time the system's offset is added that held then)
-- event: at "{camera} camera {state} for {app}"
-- variant: with its table
WITH spans AS MATERIALIZED (
  SELECT o.system AS system,
         iif(row_number() OVER (ORDER BY o.timestamp) = 1, -1e300, o.timestamp) AS begins,
         lead(o.timestamp, 1, 1e300) OVER (ORDER BY o.timestamp)                AS ends
    FROM PLStorageOperator_EventForward_TimeOffset AS o
   WHERE typeof(o.timestamp) IN ('integer', 'real') AND typeof(o.system) IN ('integer', 'real'))
SELECT unix_time(c.timestamp + coalesce(s.system, 0)) AS "at:time",
       c.BundleId                                     AS "app:app|process",
       CASE c.CameraType WHEN 0 THEN 'back' WHEN 2 THEN 'front' ELSE c.CameraType END AS "camera",
       CASE c.State WHEN 0 THEN 'off' WHEN 1 THEN 'on' ELSE c.State END               AS "state"
  FROM PLCameraAgent_EventForward_Camera AS c
  LEFT JOIN spans AS s ON c.timestamp >= s.begins AND c.timestamp < s.ends;
-- variant: a log that keeps none
-- when: SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema WHERE name COLLATE NOCASE IN ('PLCameraAgent_EventForward_Camera'))
SELECT o.timestamp AS "at:time"
  FROM PLStorageOperator_EventForward_TimeOffset AS o
 WHERE o.ID IS NULL;
