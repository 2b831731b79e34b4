-- SPDX-License-Identifier: Apache-2.0
-- artefact: sysdiagnose_logdata_statistics
-- title: Which processes filled the unified logs
-- from: sysdiagnose/system_logs.logarchive/Extra/logdata.statistics.*.jsonl
-- from: sysdiagnose/system_logs.logarchive/Extra/logdata.statistics.*.txt
-- from: /private/var/db/diagnostics/logdata.statistics.*.jsonl
-- from: /private/var/db/diagnostics/logdata.statistics.*.txt
-- shows: processes of published traces that wrote to the unified logs, by name and path, also of logs that are gone by now
-- means: executed
-- platform: ios
-- until: 27
-- event: closed "{process} wrote to the unified logs"
-- source: https://github.com/EC-DIGIT-CSIRC/sysdiagnose (parsers/logdata_statistics.py, parsers/logdata_statistics_txt.py)
-- variant: JSON lines (iOS 16.4 and later)
-- when: SELECT matches(l.line, '^\s*\{') FROM lines() AS l WHERE trim(l.line) <> ''
SELECT l.closed                            AS "closed:time",
       capture(l.path, '([^/]+)$')         AS "process:process",
       l.path                              AS "path:path",
       l.size                              AS "size",
       round(l.size * 100.0 / l.total, 1)  AS "share",
       l.kind                              AS "kind",
       l.reason                            AS "reason",
       l.file                              AS "log_file",
       l.line                              AS "line",
       l.unread                            AS "not_understood:unread"
  FROM (SELECT j.*,
               iif(e.type = 'object', json_extract(e.value, '$.process'), j.client)        AS path,
               iif(e.type = 'object', json_extract(e.value, '$.sizeBytes'), j.client_size) AS size,
               -- What is no JSON at all is counted by json_lines().
               iif(e.type = 'object' OR (e.type IS NULL AND j.kind IS NOT NULL), 0, 1)     AS unread
          FROM (SELECT d.n                                             AS line,
                       d.json                                          AS json,
                       unix_time(json_extract(d.json, '$.unixTime'))   AS closed,
                       nullif(json_extract(d.json, '$.totalBytes'), 0) AS total,
                       json_extract(d.json, '$.record')                AS kind,
                       json_extract(d.json, '$.type')                  AS reason,
                       json_extract(d.json, '$.file')                  AS file,
                       json_extract(d.json, '$.client')                AS client,
                       json_extract(d.json, '$.sizeBytes')             AS client_size
                  FROM json_lines() AS d
                 WHERE d.json IS NOT NULL
                 LIMIT -1 OFFSET 0) AS j
          LEFT JOIN json_each(j.json, '$.processList') AS e
         LIMIT -1 OFFSET 0) AS l;
-- variant: text
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
                       text_time(capture(b.body, '(?m)^time\s*:\s*(.*?)\s*$'))      AS closed,
                       capture(b.body, '(?m)^type\s*:\s*(.*?)\s*$')                 AS reason,
                       capture(b.body, '(?m)^file\s*:\s*(.*?)\s*$')                 AS file,
                       capture(b.body, '(?m)^client total\s*:\s*(\d+)')             AS client_size
                  FROM blocks('^--- !') AS b
                 LIMIT -1 OFFSET 0) AS r
          LEFT JOIN lines(r.body) AS l
          LEFT JOIN parts(l.line, '^\s*- \[\s*(\d+),\s*([\d.]+|nan|inf),\s*(.*?)\s*\]\s*$') AS c
          LEFT JOIN parts(l.line, '^(?:(type|file|time|total|procs|time covered|client total|overall total)\s*:|(client)\s*:\s*(.*?)\s*$)') AS k
         WHERE trim(l.line) <> ''
         LIMIT -1 OFFSET 0) AS p
 WHERE p.path IS NOT NULL OR p.unread;
