-- SPDX-License-Identifier: Apache-2.0
-- artefact: sysdiagnose_icloud_containers
-- title: Apps with a folder in iCloud Drive (list of brctl)
-- from: sysdiagnose/brctl/brctl-container-list.txt
-- shows: identifiers of published apps that are or were on one of the owner's devices
-- means: present
-- platform: ios
-- until: 27
-- source: https://github.com/EC-DIGIT-CSIRC/sysdiagnose (src/sysdiagnose/parsers/brctl.py; its test has lines of an iOS 16 list)
SELECT p.p1                                          AS "container",
       capture(p.p1, '^(?:iCloud\.)?(.+)$')          AS "of_app:app",
       nullif(trim(c.line), '')                               AS "client:app",
       p.p2                                          AS "name",
       p.p3                                          AS "path:path",
       CASE WHEN matches(p.p4, '^Public') THEN 'public' WHEN matches(p.p4, '^Private') THEN 'private' END AS "sort",
       iif(p.p1 IS NULL, 1, 0)                       AS "not_understood:unread"
  FROM lines() AS l
  LEFT JOIN parts(l.line, '^\s*id:(\S+)(?: localizedName:''(.*?)'')?(?: documents:''(.*?)'')?(?: \[([^\]]*)\])?(?: clients:(.*))?$') AS p
  LEFT JOIN lines(replace(p.p5, ',', char(10))) AS c
 WHERE trim(l.line) <> '' AND NOT matches(l.line, '^listing \d+ containers');
