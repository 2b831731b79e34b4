-- SPDX-License-Identifier: Apache-2.0
-- artefact: sysdiagnose_files
-- title: Crash reports and logs that the sysdiagnose holds, by name
-- from: sysdiagnose/(files)
-- shows: which reports and logs are there, to be held against what other files say of them
-- platform: ios
-- until: 27
-- source: https://github.com/EC-DIGIT-CSIRC/sysdiagnose (parsers: crashlogs, shutdownlogs; where they lie)
SELECT p.p1                           AS "folder",
       p.p2                           AS "name",
       json_extract(l.json, '$.size') AS "size"
  FROM json_lines() AS l
  JOIN parts(json_extract(l.json, '$.path'), '^(crashes_and_spins|system_logs\.logarchive/Extra)/(?:.*/)?([^/]+)$') AS p
 WHERE json_extract(l.json, '$.sort') = 'file';
