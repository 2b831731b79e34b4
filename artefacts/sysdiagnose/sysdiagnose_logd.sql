-- SPDX-License-Identifier: Apache-2.0
-- artefact: sysdiagnose_logd
-- title: What the phone's log keeper says of itself
-- from: sysdiagnose/system_logs.logarchive/Extra/logd.*.log
-- from: /private/var/db/diagnostics/logd.*.log
-- shows: starts and stops of the phone, changed time zones and logs that were thrown away, to be held against other logs
-- means: present
-- platform: ios
-- until: 27
-- event: said "log keeper: {message}"
-- source: https://github.com/log2timeline/plaso (parsers/text_plugins/ios_logd.py; test data: logd.0.log)
SELECT text_time(p.p1 || ' ' || p.p2)       AS "said:time",
       p.p2                                 AS "zone",
       p.p3                                 AS "process:process",
       CAST(p.p4 AS INTEGER)                AS "pid",
       CASE WHEN matches(p.p5, '^libtrace_kic=')                                      THEN 'start'
            WHEN matches(p.p5, '(?i)^No userlevel firehose clients left|shut(?:ting)? ?down') THEN 'stop'
            WHEN matches(p.p5, '^flush for power button')                             THEN 'power button'
            WHEN matches(p.p5, '(?i)^time ?zone changed')                             THEN 'time zone'
            WHEN matches(p.p5, '(?i)\b(?:purg|truncat|delet|remov|evict|expir|erase)') THEN 'purge'
            WHEN matches(p.p5, '(?i)^harvest|_harvest_')                              THEN 'harvest'
            WHEN matches(p.p5, '^Migrating:')                                         THEN 'migration'
            WHEN matches(p.p5, '(?i)\bquarantined?\b')                                THEN 'quarantine'
            WHEN matches(p.p5, '(?i)\b(?:error|fail|failed|unable|corrupt)')          THEN 'failure'
            ELSE 'other' END                AS "class",
       capture(p.p5, '(?:"|: )(/[^"]*)')    AS "path:path",
       p.p5                                 AS "message",
       iif(p.p1 IS NULL, 1, 0)              AS "not_understood:unread"
  FROM lines() AS l
  LEFT JOIN parts(l.line, '^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?)([+-]\d{4}) ([^\[\s]+)\[(\d+)\]: (.*)$') AS p
 WHERE trim(l.line) <> '';
