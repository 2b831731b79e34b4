-- SPDX-License-Identifier: Apache-2.0
-- artefact: sysdiagnose_mount
-- title: Mounted volumes of the phone (mount)
-- from: sysdiagnose/mount.txt
-- shows: a system volume that can be written to, or is not the sealed one, and volumes that no phone has
-- means: present
-- platform: ios
-- until: 27
-- source: https://github.com/apple-oss-distributions/diskdev_cmds (mount.tproj/mount.c)
SELECT p.p1                                              AS "volume",
       p.p2                                              AS "mounted_on:path",
       p.p3                                              AS "file_system",
       p.p4                                              AS "options",
       iif(matches(p.p4, '\bread-only\b'), 1, 0)         AS "read_only",
       iif(matches(p.p4, '\bsealed\b'), 1, 0)            AS "sealed",
       iif(p.p1 IS NULL, 1, 0)                           AS "not_understood:unread"
  FROM lines() AS l
  LEFT JOIN parts(l.line, '^\s*(\S.*?) on (/.*) \(([^(),]+)(?:, ([^()]*))?\)\s*$') AS p
 WHERE trim(l.line) <> '';
