-- SPDX-License-Identifier: Apache-2.0
-- artefact: sysdiagnose_ips_processes
-- title: Processes that memory reports, stackshots, panics and forced resets list
-- from: sysdiagnose/crashes_and_spins/*.ips*
-- from: sysdiagnose/crashes_and_spins/*/*.ips*
-- from: sysdiagnose/crashes_and_spins/*/*/*.ips*
-- from: sysdiagnose/crashes_and_spins/*/*/*/*.ips*
-- from: /private/var/mobile/Library/Logs/CrashReporter/*.ips*
-- from: /private/var/mobile/Library/Logs/CrashReporter/*/*.ips*
-- from: /private/var/mobile/Library/Logs/CrashReporter/*/*/*.ips*
-- from: /private/var/logs/CrashReporter/*.ips*
-- shows: running processes of published traces, by name, at moments before the sysdiagnose
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
SELECT r.bug_type                                    AS "bug_type",
       coalesce(iso_time(json_extract(r.head, '$.timestamp')), iso_time(json_extract(r.body, '$.date'))) AS "timestamp:time",
       iif(e.type = 'object', coalesce(json_extract(e.value, '$.procname'), json_extract(e.value, '$.name')), NULL)
                                                     AS "process:process",
       iif(e.type = 'object', coalesce(json_extract(e.value, '$.path'), json_extract(e.value, '$.procPath')), NULL)
                                                     AS "path:path",
       iif(e.type = 'object', json_extract(e.value, '$.pid'), NULL) AS "pid",
       iif(e.type = 'object', coalesce(json_extract(e.value, '$.uid'), json_extract(e.value, '$.userID')), NULL) AS "uid",
       iif(e.type = 'object', json_extract(e.value, '$.uuid'), NULL) AS "uuid",
       iif(e.type = 'object', coalesce(json_extract(e.value, '$.states'), json_extract(e.value, '$.flags')), NULL)
                                                     AS "states",
       iif(e.type = 'object', json_extract(e.value, '$.reason'), NULL) AS "killed",
       iif(e.type = 'object', coalesce(json_extract(e.value, '$.coalition'), json_extract(e.value, '$.jetsamCoalition')),
           NULL)                                     AS "coalition",
       iif(e.type = 'object', coalesce(json_extract(e.value, '$.cpuTime'), json_extract(e.value, '$.userTimeTask')),
           NULL)                                     AS "cpu_time",
       iif(e.type = 'object', json_extract(e.value, '$.csTrustLevel'), NULL)
                                                     AS "trust_level",
       iif(e.type = 'object' AND iif(e.type = 'object', coalesce(json_type(e.value, '$.procname'),
           json_type(e.value, '$.name')), NULL) = 'text', 0, 1) AS "not_understood:unread"
  FROM report AS r, json_each('["$.processes","$.processByPid"]') AS w, json_each(r.body, w.value) AS e
 UNION ALL
SELECT r.bug_type, iso_time(json_extract(r.head, '$.timestamp')),
       capture(l.line, iif(r.bug_type = '298', '"name"\s*:\s*"([^"\\]+)"', '"procname"\s*:\s*"([^"\\]+)"')),
       NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
       1 - coalesce(matches(l.line, iif(r.bug_type = '298', '"name"\s*:\s*"([^"\\]+)"', '"procname"\s*:\s*"([^"\\]+)"')), 0)
  FROM report AS r
  LEFT JOIN lines(iif(r.form IS NULL, replace(replace(r.rest, '"procname"', char(10) || '"procname"'),
                                              '"name"', char(10) || '"name"'), NULL)) AS l
 WHERE r.form IS NULL AND (l.n IS NULL OR trim(l.line) <> '')
 UNION ALL
SELECT r.bug_type, coalesce(iso_time(json_extract(r.head, '$.timestamp')), iso_time(capture(r.note, '(?m)^Date/Time: +(.+)$'))),
       p.p1, NULL, CAST(p.p2 AS INTEGER), NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0
  FROM report AS r, lines(r.note) AS l, parts(l.line, '^Powerstats for: +(.+?)(?: \[(\d+)\])?$') AS p;
