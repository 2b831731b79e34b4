-- SPDX-License-Identifier: Apache-2.0
-- artefact: sysdiagnose_logdata_statistics_text
-- title: Which processes filled the unified logs (text)
-- from: sysdiagnose/system_logs.logarchive/Extra/logdata.statistics.*.txt
-- from: /private/var/db/diagnostics/logdata.statistics.*.txt
-- shows: processes of published traces that wrote to the unified logs, by name and path, also of logs that are gone by now
-- means: executed
-- platform: ios
-- until: 27
-- event: closed "{process} wrote to the unified logs"
-- source: https://github.com/EC-DIGIT-CSIRC/sysdiagnose (parsers/logdata_statistics_txt.py)
SELECT p.closed                     AS "closed:time",
       capture(p.path, '([^/]+)$')  AS "process:process",
       p.path                       AS "path:path",
       CAST(p.size AS INTEGER)      AS "size",
       CAST(p.share AS REAL)        AS "share",
       p.kind                       AS "kind",
       p.reason                     AS "reason",
       p.file                       AS "log_file",
       p.line                       AS "line",
       p.unread                     AS "not_understood:unread"
  FROM (SELECT r.closed, r.kind, r.reason, r.file, r.first_line + l.n AS line,
               coalesce(c.p3, k.p3) AS path, coalesce(c.p1, iif(k.p3 IS NULL, NULL, r.client_size)) AS size, c.p2 AS share,
               iif(coalesce(c.p3, k.p1, k.p3) IS NULL, 1, 0) AS unread
          FROM (SELECT b.line                                                       AS first_line,
                       b.body                                                       AS body,
                       capture(b.head, '^--- !(logd \w+) record')                   AS kind,
                       text_time(capture(b.body, '(?m)^time[ \t]*:[ \t]*(.*?)[ \t\r]*$'))      AS closed,
                       capture(b.body, '(?m)^type[ \t]*:[ \t]*(.*?)[ \t\r]*$')                 AS reason,
                       capture(b.body, '(?m)^file[ \t]*:[ \t]*(.*?)[ \t\r]*$')                 AS file,
                       capture(b.body, '(?m)^client total\s*:\s*(\d+)')             AS client_size
                  FROM blocks('^--- !') AS b
                 LIMIT -1 OFFSET 0) AS r
          LEFT JOIN lines(r.body) AS l
          LEFT JOIN parts(l.line, '^\s*- \[\s*(\d+),\s*([\d.]+|nan|inf),\s*(.*?)\s*\]\s*$') AS c
          LEFT JOIN parts(l.line, '^(?:(type|file|time|total|procs|time covered|client total|overall total)\s*:|(client)\s*:\s*(.*?)\s*$)') AS k
         WHERE trim(l.line) <> ''
         LIMIT -1 OFFSET 0) AS p
 WHERE p.path IS NOT NULL OR p.unread;
