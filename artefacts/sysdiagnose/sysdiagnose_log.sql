-- SPDX-License-Identifier: Apache-2.0
-- artefact: sysdiagnose_log
-- title: When the sysdiagnose was made
-- from: sysdiagnose/sysdiagnose.log
-- shows: when the sysdiagnose was made, and under which build: what other logs say is held against it
-- platform: ios
-- until: 27
-- source: https://github.com/EC-DIGIT-CSIRC/sysdiagnose (utils/base.py: the time in the names of what is in progress)
SELECT text_time(p.p1 || '-' || p.p2 || '-' || p.p3 || ' ' || p.p4 || ':' || p.p5 || ':' || p.p6 || p.p7)
                  AS "acquired:time fact",
       p.p7       AS "time_zone:fact",
       p.p8       AS "system",
       p.p9       AS "device",
       p.p10      AS "os_build:fact"
  FROM lines() AS l
  JOIN parts(l.line, 'sysdiagnose_(\d{4})\.(\d\d)\.(\d\d)_(\d\d)-(\d\d)-(\d\d)([+-]\d{4})_(?:([A-Za-z-]+)_([A-Za-z]+)_(\d{2}[A-Z]\w+))?') AS p
 LIMIT 1;
