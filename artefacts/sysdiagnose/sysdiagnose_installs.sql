-- SPDX-License-Identifier: Apache-2.0
-- artefact: sysdiagnose_installs
-- title: Apps installed and removed (log of the installer)
-- from: sysdiagnose/logs/MobileInstallation/mobile_installation.log*
-- shows: identifiers of published spyware that was installed or removed; an app that was installed past the App Store; restarts
-- means: present
-- platform: ios
-- until: 27
-- source: https://github.com/log2timeline/plaso (test data: mobile_installation.log.0; plaso/parsers/text_plugins/ios_sysdiag_log.py)
-- source: https://github.com/abrignoni/iLEAPP (scripts/artifacts/mobileInstall.py: the messages, and that times are the phone's local ones)
-- source: FCSC 2025, iForensics (https://hackropole.fr; an iOS 16 sysdiagnose: its messages as public solutions quote them)
-- event: at "{what}: {app}"
SELECT text_time(p.p1)                               AS "at:time local",
       CASE WHEN matches(p.p5, 'Install [Ss]uccessful for')            THEN 'installed'
            WHEN matches(p.p5, 'Install [Ff]ailed for')                THEN 'not installed'
            WHEN matches(p.p5, ': Installing <MIInstallable')         THEN 'being installed'
            WHEN matches(p.p5, ': Install of "')                      THEN 'asked to be installed'
            WHEN matches(p.p5, ': Uninstall requested by')            THEN 'asked to be removed'
            WHEN matches(p.p5, 'Uninstalling identifier ')            THEN 'removed'
            WHEN matches(p.p5, 'Destroying container ')               THEN 'container removed'
            WHEN matches(p.p5, 'Made container live for ')            THEN 'container made'
            WHEN matches(p.p5, 'Data container for .* is now at ')    THEN 'container moved'
            WHEN matches(p.p5, 'Attempting Delta patch update of ')   THEN 'being updated'
            WHEN matches(p.p5, '^main: Reboot detected')              THEN 'the phone was restarted' END AS "what",
       coalesce(capture(p.p5, 'Install (?:[Ss]uccessful|[Ff]ailed) for \((?:[A-Za-z ]+:)?([^):]+)\)'),
                capture(p.p5, ': Installing <MIInstallable\w* ID=([^;,>]+)'),
                capture(p.p5, 'Uninstalling identifier (\S+)'),
                capture(p.p5, 'Destroying container (?:with identifier )?(\S+)(?: with persona \S+)? at /'),
                capture(p.p5, 'Made container live for (\S+) at /'),
                capture(p.p5, 'Data container for (\S+) is now at '),
                capture(p.p5, 'Attempting Delta patch update of (\S+) from '),
                capture(p.p5 || ' ' || b.body, '(?s): Uninstall requested by .*? for identit\w+ .*?([A-Za-z0-9][\w-]*(?:\.[\w-]+)+)'),
                capture(p.p5, ': Appex bundle at .* with identifier "([^"]+)"'))       AS "app:app",
       coalesce(capture(p.p5, 'Install (?:[Ss]uccessful|[Ff]ailed) for \(([A-Za-z ]+):'),
                capture(p.p5, ': Install of ".*?" type (\w+) \('))                    AS "type",
       capture(p.p5, '\[Distributor: ([^\]]+)\]')     AS "distributor",
       coalesce(capture(p.p5, 'ShortVersion=([^,;>]+)'), capture(p.p5, '[; ]Version=([^,;>]+)')) AS "version",
       coalesce(capture(p.p5, ': Install of "([^"]+)" type'),
                capture(p.p5, '(?: at| from|bundle at path|bundle at) "?(/[^";]+?)"?(?:;| with identifier| due to|$)')) AS "path:path",
       capture(p.p5, 'requested by (?:client )?([^\s(]+) \(pid')    AS "asked_by:process",
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
