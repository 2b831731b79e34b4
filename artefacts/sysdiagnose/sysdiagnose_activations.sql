-- SPDX-License-Identifier: Apache-2.0
-- artefact: sysdiagnose_activations
-- title: Starts of the activation service, with the system that ran (its log)
-- from: sysdiagnose/logs/MobileActivation/mobileactivationd.log*
-- shows: starts of the phone and updates of its system, to compare with the log of shutdowns
-- means: present
-- platform: ios
-- until: 27
-- source: https://github.com/EC-DIGIT-CSIRC/sysdiagnose (tests/test_multilinelog.py: the lines of a start on an iOS 15 phone)
-- source: https://github.com/abrignoni/iLEAPP (scripts/artifacts/mobileActivationLogs.py: starts and updates)
-- event: at "{what} {build}"
SELECT text_time(p.p1)                               AS "at:time local",
       CASE WHEN matches(p.p5, 'Mobile Activation Startup')              THEN 'service started'
            WHEN matches(p.p5, 'Upgrade from \w+ to \w+ detected')       THEN 'system updated to'
            WHEN matches(p.p5, 'main: build_version: ')                  THEN 'system that ran:'
            WHEN matches(p.p5, 'Activation State: ')                     THEN 'activation' END AS "what",
       coalesce(capture(p.p5, 'main: build_version: (\w+)'), capture(p.p5, 'Upgrade from \w+ to (\w+) detected')) AS "build",
       capture(p.p5, 'Upgrade from (\w+) to \w+ detected') AS "build_before",
       capture(p.p5, 'main: product_type: (\S+)')    AS "model",
       capture(p.p5, 'Activation State: (\w+)')      AS "state",
       capture(p.p5, '(/private/var/[^\]">); ]+)')   AS "path:path",
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
