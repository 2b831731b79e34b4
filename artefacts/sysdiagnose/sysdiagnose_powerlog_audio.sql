-- SPDX-License-Identifier: Apache-2.0
-- artefact: sysdiagnose_powerlog_audio
-- title: Who held sound and microphone, as the power log keeps it
-- from: sysdiagnose/logs/powerlogs/*.PLSQL
-- from: sysdiagnose/logs/powerlogs/*.PLSQL.gz
-- shows: processes and apps of published spyware that opened an audio session
-- means: executed
-- platform: ios
-- until: 27
-- bounded: The table of time offsets, the only one that is kept and sorted, has a row each time that the clock was set.
-- source: https://github.com/mac4n6/APOLLO (modules: powerlog_audio_routing, powerlog_app_nowplaying)
-- source: https://github.com/log2timeline/plaso (test data: an iOS 15 power log)
-- source: https://github.com/abrignoni/iLEAPP (scripts/artifacts/powerlog.py: to each time the system's offset is added that held then)
-- event: at "{what} by {process}"
-- variant: with its table
WITH spans AS MATERIALIZED (
  SELECT o.system AS system,
         iif(row_number() OVER (ORDER BY o.timestamp) = 1, -1e300, o.timestamp) AS begins,
         lead(o.timestamp, 1, 1e300) OVER (ORDER BY o.timestamp)                AS ends
    FROM PLStorageOperator_EventForward_TimeOffset AS o
   WHERE typeof(o.timestamp) IN ('integer', 'real') AND typeof(o.system) IN ('integer', 'real'))
SELECT unix_time(a.timestamp + coalesce(s.system, 0)) AS "at:time",
       a.Operation                                    AS "what",
       a.ApplicationName                              AS "process:process|app",
       a.AssertionName                                AS "reason",
       a.PID                                          AS "pid",
       a.AudioRoute                                   AS "route",
       NULL                                           AS "has_input"
  FROM PLAudioAgent_EventPoint_AudioApp AS a
  LEFT JOIN spans AS s ON a.timestamp >= s.begins AND a.timestamp < s.ends
 UNION ALL
SELECT unix_time(n.timestamp + coalesce(s.system, 0)), 'plays', n.BundleID, NULL, NULL, NULL, NULL
  FROM PLAudioAgent_EventForward_NowPlaying AS n
  LEFT JOIN spans AS s ON n.timestamp >= s.begins AND n.timestamp < s.ends
 UNION ALL
SELECT unix_time(r.timestamp + coalesce(s.system, 0)), iif(r.Active = 1, 'route in use', 'route at rest'), NULL, r.OutputCategory,
       nullif(r.ActivePID, 0), r.ActiveRoute, r.HeadsetHasInput
  FROM PLAudioAgent_EventForward_Routing AS r
  LEFT JOIN spans AS s ON r.timestamp >= s.begins AND r.timestamp < s.ends;
-- variant: a log that keeps none
-- when: SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema WHERE name COLLATE NOCASE IN ('PLAudioAgent_EventPoint_AudioApp', 'PLAudioAgent_EventForward_NowPlaying', 'PLAudioAgent_EventForward_Routing'))
SELECT o.timestamp AS "at:time"
  FROM PLStorageOperator_EventForward_TimeOffset AS o
 WHERE o.ID IS NULL;
