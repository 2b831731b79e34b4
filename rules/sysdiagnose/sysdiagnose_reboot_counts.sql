-- SPDX-License-Identifier: Apache-2.0
-- rule: sysdiagnose_reboot_counts
-- reads: sysdiagnose_reboots, sysdiagnose_logd, sysdiagnose_containers, sysdiagnose_installs, sysdiagnose_files
-- title: The phone's logs disagree on how often it was restarted
-- grade: context
-- means: tampered
-- source: iVerify, October 2025 (a log of shutdowns that is emptied, and starts that other logs tell of; seen as others report it)
-- source: https://github.com/EC-DIGIT-CSIRC/sysdiagnose (src/sysdiagnose/parsers/containermanager.py: starts)
-- benign: A forced restart, an empty battery and a crash of the system leave a start without a shutdown; iOS 26 was seen to write its log of shutdowns anew.
-- advice: tampered
-- fired: 0 of 17
WITH told AS (
       SELECT 'shutdown.log' AS log, shutdown AS moment FROM sysdiagnose_reboots
        UNION ALL
       SELECT 'logd', said FROM sysdiagnose_logd WHERE class = 'start'
        UNION ALL
       SELECT 'containermanagerd', at FROM sysdiagnose_containers WHERE what = 'the phone was started'
        UNION ALL
       SELECT 'mobile_installation', at FROM sysdiagnose_installs WHERE what = 'the phone was restarted'),
     -- One start may leave several lines.
     apart AS MATERIALIZED (
       SELECT log, moment
         FROM (SELECT log, moment, lag(moment) OVER (PARTITION BY log ORDER BY moment) AS before
                 FROM told WHERE moment IS NOT NULL)
        WHERE before IS NULL OR moment - before > 600000000),
     other AS (
       SELECT log, min(moment) AS first, count(*) AS starts FROM apart WHERE log <> 'shutdown.log' GROUP BY log),
     -- Since the other log begins; some write local times, so from a day before on.
     compared AS (
       SELECT o.log, o.first, o.starts,
              (SELECT count(*) FROM apart AS a
                WHERE a.log = 'shutdown.log' AND a.moment >= o.first - 86400000000) AS shutdowns
         FROM other AS o
              -- A log of shutdowns that is not there tells of nothing; one that is empty tells of none.
        WHERE EXISTS (SELECT 1 FROM sysdiagnose_files
                       WHERE folder = 'system_logs.logarchive/Extra' AND matches(name, '^shutdown.*\.log$')))
SELECT 'sysdiagnose_reboots' AS artefact, 'shutdown' AS "column",
       log || ' ' || starts || ', shutdown.log ' || shutdowns AS value, first AS time
  FROM compared
       -- At the ends one may have one more than the other.
 WHERE abs(starts - shutdowns) >= 2
 ORDER BY abs(starts - shutdowns) DESC, log
 LIMIT 1;
