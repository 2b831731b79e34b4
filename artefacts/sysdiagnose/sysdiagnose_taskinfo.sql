-- SPDX-License-Identifier: Apache-2.0
-- artefact: sysdiagnose_taskinfo
-- title: Tasks that ran while the sysdiagnose was made (taskinfo)
-- from: sysdiagnose/taskinfo.txt
-- shows: running processes of published traces, by name, as the kernel lists its tasks; one that ps does not show
-- means: executed
-- platform: ios
-- until: 27
-- source: https://github.com/EC-DIGIT-CSIRC/sysdiagnose (src/sysdiagnose/parsers/taskinfo.py, tests/test_tabbasedhierarchy.py)
-- A block a task: what it is in lines "name: value", then its threads. Line 1 of what is gone through is the block's
-- head; of the others only those are rows that have another form, and all of a block whose head is not understood.
SELECT p.p1                                          AS "process:process",
       CAST(p.p2 AS INTEGER)                         AS "pid",
       CAST(p.p3 AS INTEGER)                         AS "unique_pid",
       CAST(capture(i.p1, '(?m)^run time: (\d+) s') AS INTEGER)
                                                     AS "run_seconds",
       capture(i.p1, '(?m)^executable uuid: ([0-9A-F-]{36})')
                                                     AS "uuid",
       CAST(capture(i.p1, '(?m)^coalition \(type 0\) ID: (\d+)') AS INTEGER)
                                                     AS "coalition",
       capture(i.p1, '(?m)^ios-appledaemon: (\w+)')  AS "apple_daemon",
       capture(i.p1, '(?m)^ios-application: (\w+)')  AS "application",
       capture(i.p1, '(?m)^pid suspended: (\w+)')    AS "suspended",
       iif(p.p1 IS NULL, 1, 0)                       AS "not_understood:unread"
  FROM blocks('^process: ') AS b, lines(coalesce(b.head, '') || char(10) || b.body) AS l
  LEFT JOIN parts(iif(l.n = 1, l.line, NULL), '^process: "(.*)" \[(\d+)\](?: \[unique ID: (\d+)\])?') AS p
  LEFT JOIN parts(iif(l.n = 1, b.body, NULL), '^((?:[^\n]*\n)*?)threads:') AS i
 WHERE (l.n = 1 AND b.head IS NOT NULL)
    OR (l.n > 1 AND trim(l.line) <> ''
        AND NOT (b.head IS NULL AND matches(l.line, '^num tasks: \d+\s*$'))
        AND NOT (matches(b.head, '^process: ".*" \[\d+\]') IS 1 AND matches(l.line, '^\s*[A-Za-z][^:]*:|^(?:requested|effective) policy\s*$')));
