-- SPDX-License-Identifier: Apache-2.0
-- artefact: sysdiagnose_crash_summary
-- title: List of the crash reports that the sysdiagnose gathered
-- from: sysdiagnose/summaries/crashes_and_spins.log
-- from: sysdiagnose/summaries/Panics.log
-- shows: reports about processes of published traces; reports that are listed and gone
-- means: executed
-- platform: ios
-- until: 27
-- source: https://github.com/EC-DIGIT-CSIRC/sysdiagnose (parsers: crashlogs)
SELECT p.p1                                          AS "listed",
       p.p2                                          AS "name",
       iif(matches(p.p3, '^(?:JetsamEvent|stacks|forceReset|panic|ResetCounter|Analytics|sysdiagnose)(?:-|$)'), NULL,
           capture(p.p3, '^(?:ExcUserFault_)?(.*?)(?:\.\w+_resource)?$')) AS "process:process",
       iso_time(p.p4 || '-' || p.p5 || '-' || p.p6 || 'T' || p.p7 || ':' || p.p8 || ':' || p.p9) AS "written:time local",
       iif(contains(p.p1, '/Retired/'), 1, 0)        AS "retired",
       nullif(trim(p.p10, ' ,'), '')                 AS "rest",
       iif(p.p1 IS NULL, 1, 0)                       AS "not_understood:unread"
  FROM lines() AS l
  LEFT JOIN parts(l.line, '^(/(?:[^/,]*/)*((?:([^/,]+?)-(\d{4})-(\d\d)-(\d\d)-(\d\d)-?(\d\d)-?(\d\d))?[^/,]*))(.*)$') AS p
 WHERE matches(l.line, '^/|\.ips\b|CrashReporter/');
