-- SPDX-License-Identifier: Apache-2.0
-- artefact: sysdiagnose_lockdownd
-- title: Computers that paired with the phone and services that they started (log of lockdownd)
-- from: sysdiagnose/logs/MobileLockdown/lockdownd.log*
-- shows: pairings with a computer, and what it asked for and started: how a phone is read or has apps put on it over a cable
-- means: present
-- platform: ios
-- until: 27
-- source: https://github.com/log2timeline/plaso (test data: ios_lockdownd.log; plaso/parsers/text_plugins/ios_lockdownd.py)
-- source: https://github.com/EC-DIGIT-CSIRC/sysdiagnose (src/sysdiagnose/parsers/lockdownd.py, tests/test_parsers_lockdownd.py)
-- source: FCSC 2025, iForensics (https://hackropole.fr; an iOS 16 sysdiagnose: the lines of a pairing and of a backup, as public solutions quote them)
-- event: at "{what}: {asked_by} {service}"
SELECT text_time('20' || p.p3 || '-' || p.p1 || '-' || p.p2 || ' ' || p.p4) AS "at:time local",
       CASE WHEN p.p6 = 'handle_pair' AND matches(p.p7, '^Preparing to pair')         THEN 'pairing begun'
            WHEN p.p6 = 'handle_pair' AND matches(p.p7, '^Pair for .* succeeded')     THEN 'paired'
            WHEN p.p6 = 'handle_pair' AND matches(p.p7, '^Pair for .* failed')        THEN 'not paired'
            WHEN matches(p.p7, 'Implicitly trusting')                                 THEN 'trusted without asking'
            WHEN matches(p.p7, 'Asking the user if they want to pair')                THEN 'owner asked'
            WHEN matches(p.p7, '^Creating escrow bag for ')                           THEN 'key given to the computer'
            WHEN matches(p.p6, '^handle_start_service')                               THEN 'service asked for'
            WHEN p.p6 = 'spawn_xpc_service' AND matches(p.p7, ' started$')            THEN 'service started'
            WHEN p.p6 = 'lockstart_local' AND matches(p.p7, '^Build version: ')       THEN 'system that ran'
            WHEN matches(p.p7, 'Failed to load .*data_ark\.plist')                    THEN 'first start since everything was erased'
            WHEN p.p6 = 'handle_get_value'                                            THEN 'value asked for' END AS "what",
       coalesce(capture(p.p7, '^(\S+) attempting to (?:spawn|get) '), capture(p.p7, '^(?:Preparing to pair|Pair) for (\S+)')) AS "asked_by",
       coalesce(capture(p.p7, ' attempting to spawn (\S+) service'), capture(p.p7, '^service (\S+) started$')) AS "service:app|process",
       capture(p.p7, ' attempting to get (.*)$')                 AS "value",
       capture(p.p7, '^Pair for \S+ failed : (\w+)')            AS "error",
       capture(p.p7, '^Build version: (\w+)')                   AS "build",
       capture(p.p7, '^Creating escrow bag for (\S+)')          AS "computer:private",
       CAST(p.p5 AS INTEGER)                                    AS "pid",
       p.p6                                                     AS "call",
       capture(p.p7, '(/private/var/[^ :,]+?)\.?(?: |:|,|$)')   AS "path:path",
       iif(p.p1 IS NULL, 1, 0)                                  AS "not_understood:unread"
  FROM blocks('^\d{2}/\d{2}/\d{2} \d{2}:\d{2}:\d{2}') AS b
  -- An entry is one row; one more each for a line before the first entry, and for one among an entry's own that begins as
  -- an entry of another form would, with a time of day.
  JOIN lines(iif(b.head IS NULL, '', 'entry' || char(10)) || b.body) AS u
  LEFT JOIN parts(iif(u.n = 1, b.head, NULL), '^(\d{2})/(\d{2})/(\d{2}) (\d{2}:\d{2}:\d{2}\.\d+) (?:pid=(\d+) )?([^:]+): ?(.*)$') AS p
 WHERE b.head IS NOT NULL AND u.n = 1
    OR trim(u.line) <> '' AND (b.head IS NULL OR matches(u.line, '^[^<{"=]{0,32}\b\d{1,2}:\d{2}:\d{2}\b'));
