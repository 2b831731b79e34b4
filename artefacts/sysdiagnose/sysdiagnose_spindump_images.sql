-- SPDX-License-Identifier: Apache-2.0
-- artefact: sysdiagnose_spindump_images
-- title: Code that ran in processes from outside of the system's and their own places (spindump)
-- from: sysdiagnose/spindump-nosymbols.txt
-- shows: libraries and programs of published traces, by path, in the process that ran them
-- means: executed
-- platform: ios
-- until: 27
-- source: https://github.com/EC-DIGIT-CSIRC/sysdiagnose (src/sysdiagnose/parsers/spindumpnosymbols.py, its tests)
-- source: https://manp.gs/mac/8/spindump (binary images)
-- Of some ten thousand images those are rows that neither lie on the system's volume, which cannot be written to, nor in
-- the folder of the process's own app. Only images that a sampled stack went through are listed.
SELECT p.p1                                          AS "process",
       CAST(p.p2 AS INTEGER)                         AS "pid",
       capture(b.body, '(?m)^Path:\s+(/.*\S)\s*$')   AS "process_path",
       i.p1                                          AS "name",
       i.p2                                          AS "uuid",
       i.p3                                          AS "path:path",
       iif(i.p2 IS NULL OR p.p1 IS NULL, 1, 0)       AS "not_understood:unread"
  FROM blocks('^Process: ', '^Spindump binary format') AS b, lines(b.body) AS l
  LEFT JOIN parts(b.head, '^Process:\s+(\S.*?) \[(\d+)\]') AS p
  LEFT JOIN parts(l.line, '^\s+\*?0x[0-9a-f]+ -\s+\S+\s+(\S.*?)?\s*<([0-9A-F-]{36})>(?:\s+(\S.*?))?\s*$') AS i
 WHERE matches(l.line, '^\s+\*?0x[0-9a-f]+ - ')
   AND (i.p2 IS NULL OR p.p1 IS NULL
        OR (i.p3 IS NOT NULL
            AND NOT matches(coalesce(resolved_path(i.p3), ''), '^/(?:System|Applications|usr/(?:lib|libexec|bin|sbin)|bin|sbin|private/preboot/Cryptexes)/|^/cores/dyld$|^/kernel$')
            AND NOT coalesce(capture(resolved_path(i.p3), '^/private/var/containers/Bundle/Application/([0-9A-F-]{36})/')
                             = capture(b.body, '(?m)^Path:\s+/(?:private/)?var/containers/Bundle/Application/([0-9A-F-]{36})/'), 0)));
