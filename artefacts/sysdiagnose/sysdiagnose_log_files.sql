-- SPDX-License-Identifier: Apache-2.0
-- artefact: sysdiagnose_log_files
-- title: The files of the unified logs
-- from: sysdiagnose/(files)
-- shows: numbers that are missing in a row of log files: logs that were thrown away
-- platform: ios
-- until: 27
-- source: https://github.com/mandiant/macos-UnifiedLogs (folders and names of the files)
SELECT coalesce(p.p1, 'live')                                         AS "folder",
       -- A name is a number of 16 hexadecimal digits; where the first eight are not 0, it is no count of files.
       iif(substr(p.p2, 1, 8) = '00000000',
           instr('123456789abcdef', substr(p.p2, 9, 1)) * 268435456 +
           instr('123456789abcdef', substr(p.p2, 10, 1)) * 16777216 +
           instr('123456789abcdef', substr(p.p2, 11, 1)) * 1048576 +
           instr('123456789abcdef', substr(p.p2, 12, 1)) * 65536 +
           instr('123456789abcdef', substr(p.p2, 13, 1)) * 4096 +
           instr('123456789abcdef', substr(p.p2, 14, 1)) * 256 +
           instr('123456789abcdef', substr(p.p2, 15, 1)) * 16 +
           instr('123456789abcdef', substr(p.p2, 16, 1)), NULL)       AS "number",
       json_extract(l.json, '$.size')                                 AS "size",
       json_extract(l.json, '$.path')                                 AS "file"
  FROM json_lines() AS l
  JOIN parts(json_extract(l.json, '$.path'), '^system_logs\.logarchive/(?:(Persist|Special|Signpost|HighVolume|timesync)/([0-9a-f]{16})\.(?:tracev3|timesync)|logdata\.LiveData\.tracev3)$') AS p;
