-- SPDX-License-Identifier: Apache-2.0
-- artefact: ios_tcc
-- title: Permissions that programs asked for (microphone, camera, photos, contacts, …)
-- from: HomeDomain/Library/TCC/TCC.db
-- from: sysdiagnose/logs/Accessibility/TCC.db
-- shows: processes, apps and paths of published spyware that asked for a permission; programs that asked from a place where none should run
-- means: executed
-- platform: ios
-- until: 27
-- source: https://docs.mvt.re/en/latest/ios/records/ (tcc)
-- source: https://github.com/avito-tech/Mixbox (TccDb_iOS_from_14.swift, TccDb_iOS_from_10_to_13.swift: the table access of both generations)
-- source: https://github.com/abrignoni/iLEAPP (scripts/artifacts/tcc.py)
-- event: changed "{decision}: {service} for {client}"
-- variant: iOS 14 and later
SELECT unix_time(a.last_modified)                        AS "changed:time",
       a.service                                         AS "service",
       a.client                                          AS "client:process|path",
       iif(substr(a.client, 1, 1) = '/', NULL, a.client) AS "bundle:app",
       CASE a.auth_value WHEN 0 THEN 'denied' WHEN 1 THEN 'unknown' WHEN 2 THEN 'allowed' WHEN 3 THEN 'limited' END AS "decision",
       CASE a.auth_reason WHEN 1 THEN 'error' WHEN 2 THEN 'the owner' WHEN 3 THEN 'the owner, in settings'
                          WHEN 4 THEN 'the system' WHEN 5 THEN 'service policy' WHEN 6 THEN 'device management'
                          WHEN 7 THEN 'override policy' WHEN 8 THEN 'no usage text' WHEN 9 THEN 'no answer'
                          WHEN 10 THEN 'unknown before asking' WHEN 11 THEN 'entitled' WHEN 12 THEN 'app type policy'
                          END                            AS "decided_by"
  FROM access AS a;
-- variant: with the time of the last change, before iOS 14
SELECT unix_time(a.last_modified)                        AS "changed:time",
       a.service                                         AS "service",
       a.client                                          AS "client:process|path",
       iif(substr(a.client, 1, 1) = '/', NULL, a.client) AS "bundle:app",
       CASE a.allowed WHEN 0 THEN 'denied' WHEN 1 THEN 'allowed' END AS "decision",
       a.prompt_count                                    AS "prompts"
  FROM access AS a;
-- variant: without times
SELECT a.service                                         AS "service",
       a.client                                          AS "client:process|path",
       iif(substr(a.client, 1, 1) = '/', NULL, a.client) AS "bundle:app",
       CASE a.allowed WHEN 0 THEN 'denied' WHEN 1 THEN 'allowed' END AS "decision",
       a.prompt_count                                    AS "prompts"
  FROM access AS a;
