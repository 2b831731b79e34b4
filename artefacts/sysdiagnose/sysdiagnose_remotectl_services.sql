-- SPDX-License-Identifier: Apache-2.0
-- artefact: sysdiagnose_remotectl_services
-- title: Services that the phone offered to a computer, and a computer to it
-- from: sysdiagnose/remotectl_dumpstate.txt
-- shows: services that no Apple phone has, by name
-- means: present
-- platform: ios
-- until: 27
-- source: https://github.com/EC-DIGIT-CSIRC/sysdiagnose (parsers/remotectl_dumpstate.py, tests/test_tabbasedhierarchy.py)
SELECT iif(b.head = 'Local device', 1, 0)  AS "is_local",
       p.p1                                AS "service:process"
  FROM (SELECT d.head, capture(d.body, '(?s)(?:^|\n)\s+(?:Local )?Services:\s*\n(.*)') AS services
          FROM blocks('^\S') AS d
         LIMIT -1 OFFSET 0) AS b
  CROSS JOIN lines(b.services) AS l
  CROSS JOIN parts(l.line, '^(?:\t\t| {16})([^\s:{}]+)\s*$') AS p;
