-- SPDX-License-Identifier: Apache-2.0
-- artefact: sysdiagnose_crashes
-- title: Crash, panic and resource reports (.ips)
-- from: sysdiagnose/crashes_and_spins/*.ips*
-- from: sysdiagnose/crashes_and_spins/*/*.ips*
-- from: sysdiagnose/crashes_and_spins/*/*/*.ips*
-- from: sysdiagnose/crashes_and_spins/*/*/*/*.ips*
-- from: /private/var/mobile/Library/Logs/CrashReporter/*.ips*
-- from: /private/var/mobile/Library/Logs/CrashReporter/*/*.ips*
-- from: /private/var/mobile/Library/Logs/CrashReporter/*/*/*.ips*
-- from: /private/var/logs/CrashReporter/*.ips*
-- shows: processes of published traces that crashed; crashes as exploits leave them
-- means: executed
-- platform: ios
-- until: 27
-- source: https://developer.apple.com/documentation/xcode/interpreting-the-json-format-of-a-crash-report
-- source: https://developer.apple.com/documentation/xcode/examining-the-fields-in-a-crash-report
-- source: https://developer.apple.com/documentation/xcode/identifying-high-memory-use-with-jetsam-event-reports
-- source: https://github.com/EC-DIGIT-CSIRC/sysdiagnose (parsers: crashlogs)
-- source: https://github.com/doronz88/pycrashreport (numbers of the types, fields)
-- event: timestamp "{report} report of {process}"
-- bounded: at most 2,048 frames of one thread are counted by what they are
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
   LIMIT -1),
slim AS (
  SELECT first, head, bug_type, form, rest, note,
         (SELECT '{' || group_concat(json_quote(e.key) || ':' || iif(e.type IN ('object', 'array'), e.value, json_quote(e.value)))
                 || '}'
            FROM json_each(body) AS e
           WHERE e.key NOT IN ('processByPid', 'processes', 'binaryImages', 'threads', 'usedImages')) AS core,
         iif(json_type(body, '$.threads') = 'array', json_extract(body, '$.threads'), '[]') AS threads,
         iif(json_type(body, '$.usedImages') = 'array', json_extract(body, '$.usedImages'), '[]') AS images
    FROM report LIMIT -1),
numbered AS (
  SELECT *, CASE
         WHEN json_type(core, '$.faultingThread') = 'integer' AND json_extract(core, '$.faultingThread') >= 0
         THEN json_extract(core, '$.faultingThread')
         ELSE (SELECT e.key FROM json_each(threads) AS e
                WHERE iif(e.type = 'object', json_extract(e.value, '$.triggered'), NULL) LIMIT 1) END AS number
    FROM slim),
thread AS (
  SELECT *, iif(json_type(threads, '$[' || number || ']') = 'object', json_extract(threads, '$[' || number || ']'), '{}')
                                                     AS faulting,
         capture(note, '(?m)^Thread \d+ Crashed:[^\n]*\n((?:\d+ [^\n]*(?:\n|\z))++)') AS frame_lines,
         capture(note, '(?s)\nBinary Images:[^\n]*\n(.*)') AS image_lines,
         substr('000000000000000' || lower(capture(note,
                'crashed with ARM Thread State[^\n]*\n(?:[^\n]+\n)*?[^\n]*\bpc: 0x([0-9A-Fa-f]+)')), -16) AS pc_digits
    FROM numbered LIMIT -1),
counter AS (
  SELECT *, coalesce(json_extract(faulting, '$.threadState.pc.value'),
                     iif(pc_digits < '8', (SELECT sum((instr('0123456789abcdef', substr(pc_digits, d.value, 1)) - 1)
                                                      << (64 - 4 * d.value))
                            FROM json_each('[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16]') AS d), NULL)) AS pc
    FROM thread LIMIT -1)
SELECT coalesce(r.bug_type, json_extract(r.core, '$.bug_type')) AS "bug_type",
       CASE WHEN r.bug_type IN ('109', '309', '9') THEN 'crash'
            WHEN r.bug_type IN ('210', '110', '10') THEN 'panic'
            WHEN r.bug_type IN ('288', '188') THEN 'stackshot'
            WHEN r.bug_type IN ('298', '198', '98') THEN 'memory'
            WHEN r.bug_type = '151' THEN 'forced reset'
            WHEN r.bug_type IN ('142', '202', '206') THEN 'processor'
            WHEN r.bug_type = '145' THEN 'disk writes'
            WHEN r.bug_type = '115' THEN 'reset counter'
            WHEN r.bug_type = '308' THEN 'fault'
            WHEN r.bug_type IN ('185', '227', '327', '385') THEN 'resource'
            WHEN r.bug_type IN ('228', '328') THEN 'hang'
            WHEN r.bug_type IN ('28', '29', '409', '509') THEN 'watchdog'
            WHEN r.bug_type IS NULL AND coalesce(json_extract(r.core, '$.exception.type'),
                 capture(r.note, '(?m)^Exception Type: +(\w+)')) IS NOT NULL THEN 'crash'
            ELSE 'other' END                         AS "report",
       r.form                                        AS "form",
       iif(r.head IS NULL, 0, 1)                     AS "has_header",
       coalesce(json_extract(r.head, '$.name'), json_extract(r.head, '$.app_name')) AS "name",
       coalesce(json_extract(r.head, '$.incident_id'), json_extract(r.core, '$.incident'),
                capture(r.note, '(?m)^Incident Identifier: +(\S+)')) AS "incident",
       coalesce(iso_time(json_extract(r.head, '$.timestamp')), iso_time(json_extract(r.core, '$.captureTime')),
                iso_time(json_extract(r.core, '$.date')),
                iso_time(capture(r.note, '(?m)^Date(?:/Time)?: +(.+)$'))) AS "timestamp:time",
       coalesce(iso_time(json_extract(r.core, '$.captureTime')), iso_time(json_extract(r.core, '$.date')),
                iso_time(capture(r.note, '(?m)^Date(?:/Time)?: +(.+)$'))) AS "captured:time",
       coalesce(iso_time(json_extract(r.core, '$.procLaunch')),
                iso_time(capture(r.note, '(?m)^Launch Time: +(.+)$'))) AS "launched:time",
       coalesce(json_extract(r.head, '$.os_version'), json_extract(r.core, '$.build'),
                json_extract(r.core, '$.osVersion.train'),
                capture(r.note, '(?m)^OS Version: +(.+)$')) AS "os_version",
       coalesce(capture(json_extract(r.head, '$.os_version'), '\((\w+)\)'),
                capture(json_extract(r.core, '$.build'), '\((\w+)\)'), json_extract(r.core, '$.osVersion.build'),
                capture(r.note, '(?m)^OS Version: .*\((?:Build )?(\w+)\)')) AS "os_build",
       coalesce(json_extract(r.core, '$.modelCode'), json_extract(r.core, '$.product'),
                capture(r.note, '(?m)^Hardware [Mm]odel: +(\S+)')) AS "model",
       coalesce(json_extract(r.core, '$.procName'), capture(r.note, '(?m)^Command: +(.+)$'),
                capture(r.note, '(?m)^Process: +(.+?)(?: \[\d+\])?$'),
                iif(l.n = 1 AND r.form IS NULL, capture(r.rest, '"procName"\s*:\s*"([^"]+)"'), NULL),
                iif(r.bug_type IN ('115', '151', '210', '288', '298'), NULL, json_extract(r.head, '$.app_name')))
                                                     AS "process:process",
       coalesce(json_extract(r.core, '$.procPath'), capture(r.note, '(?m)^Path: +(/.*)$'),
                iif(l.n = 1 AND r.form IS NULL, replace(capture(r.rest, '"procPath"\s*:\s*"([^"]+)"'), '\/', '/'), NULL))
                                                     AS "path:path",
       CAST(coalesce(json_extract(r.core, '$.pid'), capture(r.note, '(?m)^Process: +.+? \[(\d+)\]$'),
                capture(r.note, '(?m)^PID: +(\d+)')) AS INTEGER) AS "pid",
       json_extract(r.core, '$.userID')              AS "uid",
       coalesce(json_extract(r.head, '$.bundleID'), json_extract(r.core, '$.bundleInfo.CFBundleIdentifier'),
                capture(r.note, '(?m)^Identifier: +(\S+\.\S+)$')) AS "bundle:app",
       coalesce(nullif(json_extract(r.head, '$.app_version'), ''), capture(r.note, '(?m)^Version: +(.+)$')) AS "version",
       coalesce(json_extract(r.core, '$.parentProc'), capture(r.note, '(?m)^Parent(?: Process)?: +(.+?)(?: \[\d+\])?$'))
                                                     AS "parent:process",
       CAST(coalesce(json_extract(r.core, '$.parentPid'),
                capture(r.note, '(?m)^Parent(?: Process)?: +.+? \[(\d+)\]$')) AS INTEGER) AS "ppid",
       coalesce(json_extract(r.core, '$.responsibleProc'), capture(r.note, '(?m)^Responsible: +(.+?)(?: \[\d+\])?$'))
                                                     AS "responsible:process",
       coalesce(json_extract(r.core, '$.coalitionName'),
                capture(r.note, '(?m)^(?:Resource )?Coalition: +"?([^"\n]+?)"?(?: ?[\[(]\d+[\])])?$')) AS "coalition",
       coalesce(json_extract(r.core, '$.procRole'), capture(r.note, '(?m)^Role: +(.+)$')) AS "role",
       json_extract(r.core, '$.codeSigningID')       AS "signing_id",
       json_extract(r.core, '$.codeSigningTeamID')   AS "team_id",
       json_extract(r.core, '$.codeSigningTrustLevel') AS "trust_level",
       coalesce(json_extract(r.core, '$.exception.type'), capture(r.note, '(?m)^Exception Type: +(\w+)'),
                iif(l.n = 1 AND r.form IS NULL, capture(r.rest, '"type"\s*:\s*"(EXC_\w+)"'), NULL)) AS "exception",
       coalesce(json_extract(r.core, '$.exception.signal'), capture(r.note, '(?m)^Exception Type: +\w+ \((\w+)\)'))
                                                     AS "signal",
       coalesce(json_extract(r.core, '$.exception.subtype'), capture(r.note, '(?m)^Exception Subtype: +(.+)$'))
                                                     AS "subtype",
       coalesce(json_extract(r.core, '$.exception.codes'), capture(r.note, '(?m)^Exception Codes: +(.+)$')) AS "codes",
       coalesce(json_extract(r.core, '$.termination.namespace'),
                capture(r.note, '(?m)^Termination Reason: +(?:Namespace )?(\w+)')) AS "termination_namespace",
       coalesce(iif(json_type(r.core, '$.termination.code') = 'integer',
                    printf('0x%x', json_extract(r.core, '$.termination.code')), NULL),
                capture(r.note, '(?m)^Termination Reason: .*?Code (0x[0-9a-f]+)')) AS "termination_code",
       coalesce(json_extract(r.core, '$.termination.indicator'), json_extract(r.core, '$.termination.reasons[0]'),
                capture(r.note, '(?m)^Termination Reason: +(.+)$')) AS "termination_reason",
       coalesce(json_extract(r.core, '$.asi'), capture(r.note, '(?m)^Application Specific Information:\n((?:[^\n]+\n)++)'))
                                                     AS "asi:text private",
       coalesce(r.number, CAST(capture(r.note, '(?m)^Thread (\d+) Crashed') AS INTEGER))
                                                     AS "thread",
       coalesce(json_array_length(r.faulting, '$.frames'),
                iif(r.frame_lines IS NULL, NULL, (SELECT count(*) FROM lines(r.frame_lines)))) AS "frames",
       coalesce((SELECT count(*) FROM json_each(r.faulting, '$.frames') AS e
                  WHERE e.type = 'object' AND e.key < 2048
                  GROUP BY json_extract(e.value, '$.imageIndex') || '+' || json_extract(e.value, '$.imageOffset')
                  ORDER BY 1 DESC LIMIT 1),
                (SELECT count(*) FROM lines(r.frame_lines) AS e WHERE e.n <= 2048
                  GROUP BY capture(e.line, '(0x[0-9A-Fa-f]+)') ORDER BY 1 DESC LIMIT 1)) AS "repeated",
       CASE typeof(r.pc) WHEN 'integer' THEN r.pc WHEN 'real' THEN r.faulting -> '$.threadState.pc.value' END
                                                     AS "pc",
       coalesce(iif(typeof(r.pc) = 'integer', printf('0x%x', r.pc), NULL), '0x' || ltrim(r.pc_digits, '0')) AS "pc_hex",
       CASE WHEN json_array_length(r.images) > 0 AND typeof(r.pc) IN ('integer', 'real')
            THEN EXISTS (SELECT 1 FROM json_each(r.images) AS e
                          WHERE e.type = 'object' AND r.pc >= json_extract(e.value, '$.base')
                            AND r.pc < json_extract(e.value, '$.base') + json_extract(e.value, '$.size'))
                 OR (r.pc >= json_extract(r.core, '$.sharedCache.base') AND r.pc <
                     json_extract(r.core, '$.sharedCache.base') + json_extract(r.core, '$.sharedCache.size')) IS 1
            WHEN r.pc_digits IS NOT NULL AND r.image_lines IS NOT NULL
            THEN EXISTS (SELECT 1 FROM lines(r.image_lines) AS e
                          WHERE r.pc_digits >= substr('000000000000000' || capture(e.line, '^ *0x([0-9a-f]+)'), -16)
                            AND r.pc_digits <= substr('000000000000000' ||
                                                      capture(e.line, '^ *0x[0-9a-f]+ +- +0x([0-9a-f]+)'), -16))
            END                                      AS "pc_in_image",
       capture(coalesce(json_extract(r.core, '$.panicString'), json_extract(r.core, '$.string'),
                        iif(l.n = 1 AND r.form IS NULL, capture(r.rest, '"panicString"\s*:\s*"([^"]+)'), NULL)),
               '^([^\n]+)')                          AS "panic",
       json_extract(r.core, '$.largestProcess')      AS "largest_process",
       coalesce(json_extract(r.core, '$.reason'), capture(r.note, '(?m)^Event: +(.+)$')) AS "reason",
       capture(r.note, '(?m)^(?:CPU|Writes|Wakeups): +(.+)$') AS "used",
       capture(r.note, '(?m)^Reset count: +(\d+)')   AS "resets",
       capture(r.note, '(?m)^Boot faults: +(.+)$')   AS "boot_faults",
       iif(l.n = 1 AND coalesce(r.head, r.form) IS NOT NULL, 0, 1) AS "not_understood:unread"
  FROM counter AS r
  LEFT JOIN lines(CASE WHEN r.form IS NOT NULL THEN r.first WHEN r.head IS NULL THEN r.rest
                       ELSE r.first || char(10) || iif(matches(r.rest, '\S'), r.rest, '?') END) AS l
 WHERE l.n IS NULL OR l.n = 1 OR trim(l.line) <> '';
