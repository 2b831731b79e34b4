-- SPDX-License-Identifier: Apache-2.0
-- artefact: sysdiagnose_disks
-- title: Disks of the phone (df)
-- from: sysdiagnose/disks.txt
-- shows: volumes that no phone has: a disk image, a system volume that was changed
-- means: present
-- platform: ios
-- until: 27
-- source: https://github.com/EC-DIGIT-CSIRC/sysdiagnose (parsers/disks.py)
-- source: https://github.com/apple-oss-distributions/file_cmds (df: df.c)
SELECT p.p1                      AS "volume",
       p.p7                      AS "mounted_on:path",
       p.p2                      AS "size",
       p.p3                      AS "used",
       p.p4                      AS "available",
       p.p5                      AS "capacity",
       iif(p.p1 IS NULL, 1, 0)   AS "not_understood:unread"
  FROM lines() AS l
  LEFT JOIN parts(l.line, '^(\S.*?)\s+(\d[\d.]*[A-Za-z]*)\s+(-?\d[\d.]*[A-Za-z]*)\s+(-?\d[\d.]*[A-Za-z]*)\s+(\d+%|-)(\s+\S+\s+\S+\s+(?:\d+%|-))?\s+(/.*?)\s*$') AS p
 WHERE trim(l.line) <> '' AND NOT matches(l.line, '^Filesystem\s');
