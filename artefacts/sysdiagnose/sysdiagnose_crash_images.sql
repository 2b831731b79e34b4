-- SPDX-License-Identifier: Apache-2.0
-- artefact: sysdiagnose_crash_images
-- title: Libraries outside the system that were loaded in crashed processes
-- from: sysdiagnose/crashes_and_spins/*.ips*
-- from: sysdiagnose/crashes_and_spins/*/*.ips*
-- from: sysdiagnose/crashes_and_spins/*/*/*.ips*
-- from: sysdiagnose/crashes_and_spins/*/*/*/*.ips*
-- from: /private/var/mobile/Library/Logs/CrashReporter/*.ips*
-- from: /private/var/mobile/Library/Logs/CrashReporter/*/*.ips*
-- from: /private/var/mobile/Library/Logs/CrashReporter/*/*/*.ips*
-- from: /private/var/logs/CrashReporter/*.ips*
-- shows: libraries of published traces, loaded in a process that crashed
-- means: executed
-- platform: ios
-- until: 27
-- source: https://developer.apple.com/documentation/xcode/interpreting-the-json-format-of-a-crash-report
-- source: https://developer.apple.com/documentation/xcode/examining-the-fields-in-a-crash-report
-- source: https://developer.apple.com/documentation/xcode/identifying-high-memory-use-with-jetsam-event-reports
-- source: https://github.com/EC-DIGIT-CSIRC/sysdiagnose (parsers: crashlogs)
-- source: https://github.com/doronz88/pycrashreport (numbers of the types, fields)
-- bounded: the report is one row
WITH report AS (
  SELECT first, head, bug_type, looks AS form, iif(looks IS NULL, rest, NULL) AS rest,
         iif(looks = 'json', rest, NULL) AS body, CASE looks WHEN 'text' THEN rest WHEN 'plist' THEN described END AS note
    FROM (
      SELECT first, head, rest, bug_type, described,
             CASE WHEN json_valid(rest) AND NOT contains(rest, char(0))
                  THEN CASE WHEN json_type(rest) <> 'object' THEN NULL
                            WHEN bug_type IN ('9', '109', '308', '309', '385')
                            THEN iif(json_type(rest, '$.procName') = 'text', 'json', NULL)
                            WHEN bug_type = '298' THEN iif(json_type(rest, '$.processes') = 'array', 'json', NULL)
                            WHEN bug_type IN ('151', '288')
                            THEN iif(json_type(rest, '$.processByPid') = 'object', 'json', NULL)
                            WHEN bug_type = '210'
                            THEN iif(coalesce(json_type(rest, '$.panicString'), json_type(rest, '$.string')) = 'text',
                                     'json', NULL)
                            ELSE 'json' END
                  WHEN matches(rest, '^\s*(?:<\?xml|<!DOCTYPE|bplist)') THEN iif(described IS NULL, NULL, 'plist')
                  WHEN matches(rest, '(?m)^(?:Incident Identifier|Process|Command|Date/Time|Date): ') THEN 'text'
                  WHEN bug_type NOT IN ('9', '109', '151', '210', '288', '298', '308', '309', '385') AND
                       json_valid(capture(rest, '^\s*(\{[^\n\x00]*)\n')) THEN 'lines'
                  WHEN bug_type IN ('117', '118', '150', '183', '193', '195', '211', '221', '224', '225', '226', '229',
                                    '233', '236', '303', '304', '313') THEN 'other' END AS looks
        FROM (
          SELECT first, head, rest, json_extract(head, '$.bug_type') AS bug_type,
                 pl(iif(matches(rest, '^\s*(?:<\?xml|<!DOCTYPE|bplist)'), rest, NULL), 'description') AS described
            FROM (
              SELECT p.p1 AS first, iif(
                         CASE WHEN json_valid(p.p1) AND NOT contains(p.p1, char(0)) THEN json_type(p.p1) END = 'object', p.p1, NULL) AS head, iif(
                         CASE WHEN json_valid(p.p1) AND NOT contains(p.p1, char(0)) THEN json_type(p.p1) END = 'object', p.p2, b.body) AS rest
                FROM (SELECT 1) LEFT JOIN blocks(NULL) AS b
                LEFT JOIN parts(b.body, '(?s)^(?:\xEF\xBB\xBF)?\s*([^\n]*)\n(.*)') AS p LIMIT -1))
       LIMIT -1)
   LIMIT -1)
SELECT i.process                                     AS "process",
       i.image_path                                  AS "path:path",
       iif(i.image_path IS NULL, i.image_name, NULL) AS "name:file",
       i.image_uuid                                  AS "uuid",
       i.at                                          AS "timestamp:time",
       i.base                                        AS "base",
       i.unread                                      AS "not_understood:unread"
  FROM (SELECT json_extract(r.body, '$.procName') AS process,
               capture(resolved_path(json_extract(r.body, '$.procPath')),
                       '^((?:/private/var/containers/Bundle/Application/[^/]+|/Applications)/[^/]+\.app/)') AS own,
               iif(e.type = 'object', json_extract(e.value, '$.path'), NULL) AS image_path,
               iif(e.type = 'object', json_extract(e.value, '$.name'), NULL) AS image_name,
               iif(e.type = 'object', json_extract(e.value, '$.uuid'), NULL) AS image_uuid,
               iif(e.type = 'object', json_extract(e.value, '$.base'), NULL) AS base,
               iif(e.type = 'object', json_extract(e.value, '$.source'), NULL) AS source,
               coalesce(iso_time(json_extract(r.head, '$.timestamp')), iso_time(json_extract(r.body, '$.captureTime')))
                                                     AS at,
               iif(e.type = 'object', 0, 1) AS unread
          FROM report AS r, json_each(r.body, '$.usedImages') AS e
        UNION ALL
        SELECT coalesce(capture(r.note, '(?m)^Command: +(.+)$'), capture(r.note, '(?m)^Process: +(.+?)(?: \[\d+\])?$')),
               capture(resolved_path(capture(r.note, '(?m)^Path: +(/.*)$')),
                       '^((?:/private/var/containers/Bundle/Application/[^/]+|/Applications)/[^/]+\.app/)'),
               p.p4, p.p2, p.p3, p.p1, NULL,
               coalesce(iso_time(json_extract(r.head, '$.timestamp')),
                        iso_time(capture(r.note, '(?m)^Date/Time: +(.+)$'))),
               iif(p.p1 IS NULL, 1, 0)
          FROM report AS r, lines(r.note) AS l
          LEFT JOIN parts(l.line, '^ *\*?(0x[0-9a-f]+) +- +(?:0x[0-9a-f]+|\?\?\?) +\+?(.+?) +(?:arm\w* +)?(?:\([^)]*\) +)?<([0-9A-Fa-f-]+)>(?: +(/.*))?$') AS p
         WHERE matches(l.line, '^ *\*?0x[0-9a-f]+ +- ')
        UNION ALL
        SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1
          FROM report AS r LEFT JOIN lines(iif(r.form IS NULL, r.rest, NULL)) AS l
         WHERE r.form IS NULL AND (l.n IS NULL OR trim(l.line) <> '')) AS i
 WHERE i.unread = 1
    OR (coalesce(i.source, 'P') <> 'A' AND NOT coalesce(matches(resolved_path(i.image_path),
            '^/(?:System|usr/lib|usr/libexec|private/preboot/Cryptexes)/'), 0)
        AND (i.own IS NULL OR substr(resolved_path(i.image_path), 1, length(i.own)) IS NOT i.own));
