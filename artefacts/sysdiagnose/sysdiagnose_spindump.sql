-- SPDX-License-Identifier: Apache-2.0
-- artefact: sysdiagnose_spindump
-- title: Processes that ran while the sysdiagnose was made (spindump)
-- from: sysdiagnose/spindump-nosymbols.txt
-- shows: running processes of published traces, by name and whole path; what started one, and when
-- means: executed
-- platform: ios
-- until: 27
-- source: https://github.com/EC-DIGIT-CSIRC/sysdiagnose (src/sysdiagnose/parsers/spindumpnosymbols.py, its tests)
-- source: https://github.com/abrignoni/iLEAPP (scripts/artifacts: spindump of a sysdiagnose)
-- source: https://manp.gs/mac/8/spindump (headers of a process, stacks, binary images)
-- event: started "{process} started"
-- A block a process: what it is in lines "Name: value", then its threads and images, indented. What stands before the
-- first is about the phone and the moment. Line 1 of what is gone through is the block's head; of the others only those
-- are rows that have another form, and all of a block whose head is not understood. Behind "Spindump binary format" the
-- same stands once more, packed.
SELECT text_time(capture(i.p1, '(?m)^Date/Time:\s+(\S.*)$'))
                                                     AS "acquired:time fact",
       capture(i.p1, '(?m)^OS Version:\s+(?:[A-Za-z]+ )*(\d[\d.]*)')
                                                     AS "os_version:fact",
       capture(i.p1, '(?m)^OS Version:\s.*\(Build (\w+)\)')
                                                     AS "os_build:fact",
       capture(i.p1, '(?m)^Hardware model:\s+(\S+)') AS "device_model:fact",
       p.p1                                          AS "process:process",
       capture(i.p1, '(?m)^Path:\s+(/.*\S)\s*$')     AS "path:path",
       capture(i.p1, '(?m)^Identifier:\s+(\S+)')     AS "app:app",
       capture(i.p1, '(?m)^Version:\s+(\S.*?)\s*$') AS "version",
       capture(i.p1, '(?m)^UUID:\s+([0-9A-F-]{36})') AS "uuid",
       CAST(p.p2 AS INTEGER)                         AS "pid",
       CAST(capture(i.p1, '(?m)^Parent:\s+.*\[(\d+)\]') AS INTEGER)
                                                     AS "ppid",
       capture(i.p1, '(?m)^Parent:\s+(\S.*?) \[\d+\]') AS "parent",
       capture(i.p1, '(?m)^Responsible:\s+(\S.*?) \[\d+\]') AS "responsible",
       CAST(capture(i.p1, '(?m)^UID:\s+(-?\d+)') AS INTEGER)
                                                     AS "uid",
       CAST(capture(i.p1, '(?m)^Time Since Fork:\s+(\d+)s') AS INTEGER)
                                                     AS "run_seconds",
       (SELECT text_time(capture(h.line, '^Date/Time:\s+(\S.*)$')) FROM lines() AS h WHERE matches(h.line, '^Date/Time:') LIMIT 1)
         - 1000000 * CAST(capture(i.p1, '(?m)^Time Since Fork:\s+(\d+)s') AS INTEGER)
                                                     AS "started:time",
       p.p3                                          AS "state",
       iif(l.n > 1 OR (b.head IS NOT NULL AND p.p1 IS NULL), 1, 0)
                                                     AS "not_understood:unread"
  FROM blocks('^Process: ', '^Spindump binary format') AS b, lines(coalesce(b.head, '') || char(10) || b.body) AS l
  LEFT JOIN parts(iif(l.n = 1, l.line, NULL), '^Process:\s+(\S.*?) \[(\d+)\](?: \((.*)\))?\s*$') AS p
  LEFT JOIN parts(iif(l.n = 1, b.body, NULL), iif(b.head IS NULL, '^(\S(?s:.*))', '^((?:\S[^\n]*\n)*)')) AS i
 WHERE (l.n = 1 AND (b.head IS NOT NULL OR matches(b.body, '^\s*Date/Time:')))
    OR (l.n > 1 AND trim(l.line) <> ''
        AND NOT (matches(b.head, '^Process:\s+\S.*? \[\d+\]') IS NOT 0 AND matches(l.line, iif(b.head IS NOT NULL,
                                    '^(?:\S[^:]*:|\s+(?:Thread 0x|<|\*?\d+ |Binary Images:|\*?0x[0-9a-f]+ - |\S.* throttled |(?:not )?throttled ))',
                                    '^(?:\S[^:]*:|-+$|Heavy format|Timeline format|Use -i |No samples|[A-Za-z0-9+/=]+$|\s+\S.* throttled |\s+(?:not )?throttled )'))));
