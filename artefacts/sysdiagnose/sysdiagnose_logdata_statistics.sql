-- SPDX-License-Identifier: Apache-2.0
-- artefact: sysdiagnose_logdata_statistics
-- title: Which processes filled the unified logs
-- from: sysdiagnose/system_logs.logarchive/Extra/logdata.statistics.*.jsonl
-- from: /private/var/db/diagnostics/logdata.statistics.*.jsonl
-- shows: processes of published traces that wrote to the unified logs, by name and path, also of logs that are gone by now
-- means: executed
-- platform: ios
-- until: 27
-- event: closed "{process} wrote to the unified logs"
-- source: https://github.com/EC-DIGIT-CSIRC/sysdiagnose (parsers/logdata_statistics.py: iOS 16.4 and later)
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
