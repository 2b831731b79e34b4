-- SPDX-License-Identifier: Apache-2.0
-- artefact: sysdiagnose_containers
-- title: Folders of apps made and removed, and starts of the phone (log of the container manager)
-- from: sysdiagnose/logs/MobileContainerManager/containermanagerd.log*
-- from: sysdiagnose/logs/MobileContainerManager/containermanagerd_system.log*
-- shows: identifiers of published spyware whose folder was made or removed; starts of the phone, to compare with the log of shutdowns
-- means: present
-- platform: ios
-- until: 27
-- source: https://github.com/EC-DIGIT-CSIRC/sysdiagnose (src/sysdiagnose/parsers/containermanager.py; tests/test_multilinelog.py: lines of an iOS 15 phone)
-- source: https://github.com/abrignoni/iLEAPP (scripts/artifacts/mobileContainerManager.py: both messages of a removal)
-- source: a fork of MVT (mobile_container_manager.py: both names of the log)
-- event: at "{what}: {app}"
SELECT text_time(p.p1)                               AS "at:time local",
       CASE WHEN matches(p.p5, 'performing first boot initialization|first boot cleanup complete') THEN 'the phone was started'
            WHEN matches(p.p5, 'Rolling system container directory UUIDs') THEN 'system folders renamed'
            WHEN matches(p.p5, 'Removing group container ')                THEN 'group folder removed'
            WHEN matches(p.p5, 'Last reference to group container ')       THEN 'group folder unused'
            WHEN matches(p.p5, '(?i)\b(?:destroy|delet|remov)\w* container') THEN 'folder removed'
            WHEN matches(p.p5, '(?i)\b(?:creat|mak)\w* (?:new )?container') THEN 'folder made' END AS "what",
       coalesce(capture(p.p5, 'group container \[?([A-Za-z0-9][\w.-]+)'),
                capture(b.body, 'MCMMetadataIdentifier = "?([\w.-]+)"?;'),
                capture(p.p5, '\[([A-Za-z0-9][\w-]*(?:\.[\w-]+){2,})\]'),
                capture(p.p5, '(?i)container (?:for |with identifier )?"?([A-Za-z0-9][\w-]*(?:\.[\w-]+){2,})')) AS "app:app",
       capture(p.p5, '(/private/var/[^\]">); ]+)')   AS "path:path",
       capture(p.p5, '^([-+]\[[^\]]+\]|\w+)')       AS "call",
       CAST(p.p2 AS INTEGER)                         AS "pid",
       p.p3                                          AS "level",
       iif(p.p1 IS NULL, 1, 0)                       AS "not_understood:unread"
  FROM blocks('^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4} \[\d+\] <') AS b
  -- An entry is one row; one more each for a line before the first entry, and for one among an entry's own that begins as
  -- an entry of another form would, with a time of day.
  JOIN lines(iif(b.head IS NULL, '', 'entry' || char(10)) || b.body) AS u
  LEFT JOIN parts(iif(u.n = 1, b.head, NULL), '^([A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}) \[(\d+)\] <(\w+)> \((0x[0-9a-f]+)\) (.*)$') AS p
 WHERE b.head IS NOT NULL AND u.n = 1
    OR trim(u.line) <> '' AND (b.head IS NULL OR matches(u.line, '^[^<{"=]{0,32}\b\d{1,2}:\d{2}:\d{2}\b'));
