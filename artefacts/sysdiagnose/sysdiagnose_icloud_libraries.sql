-- SPDX-License-Identifier: Apache-2.0
-- artefact: sysdiagnose_icloud_libraries
-- title: Apps in iCloud Drive's database, and systems that it ran on (dump of brctl)
-- from: sysdiagnose/brctl/brctl-dump*.txt
-- shows: identifiers of published apps that are or were on one of the owner's devices; which systems the phone ran
-- means: present
-- platform: ios
-- until: 27
-- source: https://github.com/EC-DIGIT-CSIRC/sysdiagnose (src/sysdiagnose/parsers/brctl.py: lines of libraries and of starts)
-- event: started "iCloud Drive's service first ran on {system}"
-- Of a dump's many lines these two sorts are read; one that begins as such a line and is none counts as not understood.
SELECT text_time(h.p1)                               AS "started:time local",
       trim(h.p2)                                    AS "system",
       a.p1                                          AS "library",
       capture(a.p1, '^(?:iCloud\.)?(.+)$')          AS "of_app:app",
       nullif(trim(c.line), '')                               AS "app:app",
       iif(h.p1 IS NULL AND a.p1 IS NULL, 1, 0)      AS "not_understood:unread"
  FROM lines() AS l
  LEFT JOIN parts(l.line, '\[([^\]]+)\] OS:(.+?) CloudDocs:.+? BirdSchema:') AS h
  LEFT JOIN parts(l.line, '\+ app library: <(\S+?)\[\d+\](?:.*? apps:\{(.*?)\})?(?:.*? bundles:\{(.*?)\})?') AS a
  LEFT JOIN lines(replace(a.p3, ',', char(10))) AS c
 WHERE matches(l.line, 'BirdSchema:|\+ app library:');
