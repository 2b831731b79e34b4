-- SPDX-License-Identifier: Apache-2.0
-- artefact: sysdiagnose_ps
-- title: Processes that ran while the sysdiagnose was made (ps)
-- from: sysdiagnose/ps.txt
-- shows: running processes of published traces, by name and path
-- means: executed
-- platform: ios
-- until: 27
-- source: https://github.com/apple-oss-distributions/adv_cmds (ps: keyword.c, print.c)
-- source: https://github.com/log2timeline/plaso (test data: ios_sysdiagnose ps.txt)
-- source: https://github.com/iAnonymous3000/tracescan (crates/trace-core/src/ps.rs: states of iOS 26)
-- A command line does not say where its path ends. Blanks are the path's in the name of a bundle, in the program that
-- is named as its bundle is, and in "Application Support"; any other begins the arguments.
SELECT p.p1                                          AS "user",
       CAST(p.p2 AS INTEGER)                         AS "uid",
       CAST(p.p4 AS INTEGER)                         AS "pid",
       CAST(p.p5 AS INTEGER)                         AS "ppid",
       p.p6                                          AS "started",
       p.p7                                          AS "cpu_time",
       coalesce(capture(p.p8, '^(/(?:[^ ]| (?![-/(]))*?([^/]+)\.(?:app|appex|bundle|framework|xpc)/\2)(?: |$)'),
                capture(p.p8, '^(/(?:(?:[^/ ]+|(?:[^/ ]| (?![-/(]))+\.(?:app|appex|bundle|framework|xpc)|Application Support)/)*[^/ ]+)'))
                                                     AS "path:path",
       coalesce(capture(p.p8, '^/(?:[^ ]| (?![-/(]))*?([^/]+)\.(?:app|appex|bundle|framework|xpc)/(\1)(?: |$)', 2),
                capture(p.p8, '^/(?:(?:[^/ ]+|(?:[^/ ]| (?![-/(]))+\.(?:app|appex|bundle|framework|xpc)|Application Support)/)*([^/ ]+)'),
                capture(p.p8, '^\((.+)\)$'),
                capture(p.p8, '^-?(?:[^/ ]*/)*([^/ <][^/ ]*?):?(?: |$)'))
                                                     AS "process:process",
       p.p8                                          AS "command",
       iif(p.p1 IS NULL, 1, 0)                       AS "not_understood:unread"
  FROM lines() AS l
  LEFT JOIN parts(l.line, '^(\S+)\s+(-?\d+)\s+(?:(\S+)\s+)?(\d+)\s+(\d+)\s+[0-9a-f]+\s+\d+\.\d+\s+\d+\.\d+\s+-?\d+\w?\s+-?\d+\s+\d+\s+\d+\s+\S+\s+\S+\s+\S+\s+(\S+)\s+([\d:.-]+)\s+(.*\S)\s*$') AS p
 WHERE trim(l.line) <> '' AND NOT matches(l.line, '^USER\s+UID\s.*\sCOMMAND\s*$');
