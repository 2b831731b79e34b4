-- SPDX-License-Identifier: Apache-2.0
-- rule: sysdiagnose_crash_cluster
-- reads: sysdiagnose_crashes
-- title: A part of the system that handles messages, calls, media or web pages crashed in a series
-- message: A part of the system that handles what comes from outside (messages, calls, media, web pages, the smart home) crashed in a series within half an hour. Attempts to break into a phone leave such series, and so do faults of the system.
-- grade: weak
-- means: received
-- source: https://www.blackhat.com/asia-24/ (iVerify on BLASTPASS: some 25 and some 35 crashes within half an hour; seen as others sum it up)
-- source: https://citizenlab.ca/2023/04/nso-groups-pegasus-spyware-returns-in-2022/ (homed, MessagesBlastDoorService)
-- source: https://citizenlab.ca/2021/09/forcedentry-nso-group-imessage-zero-click-exploit-captured-in-the-wild/ (IMTranscoderAgent)
-- benign: A damaged file, message or page makes a program crash each time that it is opened. Such a series, of a program that ended itself or that came back on three days or more, is context.
-- advice: review
-- fired: 0 of 17
-- Ten within 30 minutes are less than half of the smaller count that was published, and more than the few times that the
-- system itself tries a broken message or page again. An ordinary loop is a program that ends itself (SIGABRT, SIGTRAP)
-- or that the system ends, or it comes back day after day, since what it breaks on stays: that is context, from five on.
WITH crash AS (
       SELECT min(input) AS input, record, process, timestamp AS moment,
              iif(exception IN ('EXC_BAD_ACCESS', 'EXC_BAD_INSTRUCTION', 'EXC_GUARD')
                  OR signal IN ('SIGSEGV', 'SIGBUS', 'SIGILL'), 1, 0) AS fault
         FROM sysdiagnose_crashes
        WHERE report = 'crash' AND typeof(timestamp) = 'integer'
          AND (process IN ('MessagesBlastDoorService', 'IDSBlastDoorService', 'imagent', 'IMTransferAgent',
                              'IMTranscoderAgent', 'homed', 'mediaserverd', 'mediaplaybackd', 'identityservicesd',
                              'CommCenter', 'SpringBoard')
               OR substr(process, 1, 27) = 'com.apple.WebKit.WebContent'
               OR substr(process, 1, 20) = 'com.apple.WebKit.GPU')
          AND (signal IS NOT 'SIGKILL' OR exception IS 'EXC_GUARD')
          AND contains(coalesce(os_version, ''), 'Watch OS') = 0
          AND instr(coalesce(resolved_path(path), ''), '/private/var/containers/') <> 1
        GROUP BY coalesce(incident, input || ' ' || record), timestamp, process),
     counted AS (
       SELECT *, count(*) OVER near AS crashes, sum(fault) OVER near AS faults
         FROM crash
       WINDOW near AS (PARTITION BY process ORDER BY moment RANGE BETWEEN CURRENT ROW AND 1800000000 FOLLOWING)),
     series AS (
       SELECT *, coalesce(moment - lag(moment) OVER (PARTITION BY process ORDER BY moment, input, record), 21600000001) AS after
         FROM counted
        WHERE crashes >= 5),
     numbered AS (
       SELECT *, sum(iif(after > 21600000000, 1, 0)) OVER (PARTITION BY process ORDER BY moment, input, record) AS number
         FROM series),
     habit AS (
       SELECT process, count(DISTINCT moment / 86400000000) AS days
         FROM series
        GROUP BY process),
     found AS (
       SELECT input, record, process, min(moment) AS moment, sum(faults >= 10) AS serious
         FROM numbered
        GROUP BY process, number)
SELECT 'sysdiagnose_crashes' AS artefact, f.input, f.record, 'process' AS "column", f.process AS value, f.moment AS time,
       iif(f.serious > 0 AND h.days < 3, 'weak', 'context') AS grade
  FROM found AS f JOIN habit AS h ON h.process = f.process;
