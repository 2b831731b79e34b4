-- SPDX-License-Identifier: Apache-2.0
-- artefact: sysdiagnose_ps_thread
-- title: Processes and threads that ran while the sysdiagnose was made (ps)
-- from: sysdiagnose/ps_thread.txt
-- shows: running processes of published traces, by name and path, as a second list that another run of ps made
-- means: executed
-- platform: ios
-- until: 27
-- source: https://github.com/apple-oss-distributions/adv_cmds (ps: keyword.c, print.c, ps.c: option M)
-- source: https://github.com/iAnonymous3000/tracescan (crates/trace-core/src/ps.rs: lines of ps_thread.txt)
-- source: https://github.com/EC-DIGIT-CSIRC/sysdiagnose (src/sysdiagnose/parsers/psthread.py)
-- A line that begins with a user is a process, whose command stands there twice: cut short, and whole at the end. A line
-- that begins with blanks is one more of its threads. Where the path ends is told as in sysdiagnose_ps.
SELECT p.p1                                          AS "user",
       CAST(p.p2 AS INTEGER)                         AS "pid",
       CAST(p.p3 AS INTEGER)                         AS "ppid",
       p.p4                                          AS "started",
       p.p5                                          AS "cpu_time",
       coalesce(capture(p.p6, '^(/(?:[^ ]| (?![-/(]))*?([^/]+)\.(?:app|appex|bundle|framework|xpc)/\2)(?: |$)'),
                capture(p.p6, '^(/(?:(?:[^/ ]+|(?:[^/ ]| (?![-/(]))+\.(?:app|appex|bundle|framework|xpc)|Application Support)/)*[^/ ]+)'))
                                                     AS "path:path",
       coalesce(capture(p.p6, '^/(?:[^ ]| (?![-/(]))*?([^/]+)\.(?:app|appex|bundle|framework|xpc)/(\1)(?: |$)', 2),
                capture(p.p6, '^/(?:(?:[^/ ]+|(?:[^/ ]| (?![-/(]))+\.(?:app|appex|bundle|framework|xpc)|Application Support)/)*([^/ ]+)'),
                capture(p.p6, '^\((.+)\)$'),
                capture(p.p6, '^-?(?:[^/ ]*/)*([^/ <][^/ ]*?):?(?: |$)'))
                                                     AS "process:process",
       p.p6                                          AS "command",
       iif(p.p1 IS NULL, 1, 0)                       AS "not_understood:unread"
  FROM lines() AS l
  LEFT JOIN parts(l.line, '^(\S+)\s+(\d+)\s+\S+\s+\d+\.\d+\s+\S+\s+\S+\s+[\d:.-]+\s+[\d:.-]+\s+(?:\S.*?\s+)?(\d+)\s+[0-9a-f]+\s+\d+\.\d+\s+-?\d+\w?\s+-?\d+\s+\d+\s+\d+\s+\S+\s+(\S+)\s+([\d:.-]+)\s+(.*\S)\s*$') AS p
 WHERE trim(l.line) <> '' AND NOT matches(l.line, '^USER\s+PID\s.*\sCOMMAND\s')
   AND NOT matches(l.line, '^\s+\d+\s+\d+\.\d+\s+\S+\s+\S+\s+[\d:.-]+\s+[\d:.-]+\s+\d+\s+[0-9a-f]+\s+\d+\.\d+\s+-?\d+\w?\s+-?\d+\s+\d+\s+\d+\s+\S+\s+\S+\s+[\d:.-]+\s*$');
