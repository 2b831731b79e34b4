-- SPDX-License-Identifier: Apache-2.0
-- rule: sysdiagnose_crash_blastpass
-- reads: sysdiagnose_crashes
-- title: The smart home service or the filter of incoming messages crashed in a series, as in a published attack on iPhones
-- message: The smart home service (homed) or the filter of incoming messages (MessagesBlastDoorService) crashed many times within half an hour, in the form that was published of the attack BLASTPASS. Both series one after the other are a strong sign that somebody tried it on this phone; one series alone is a weak one. It does not show whether the attempt worked.
-- grade: strong
-- means: received
-- source: https://citizenlab.ca/2023/09/blastpass-nso-group-iphone-zero-click-zero-day-exploit-captured-in-the-wild/ (the attack, by attachments of iMessage)
-- source: https://www.blackhat.com/asia-24/ (iVerify on BLASTPASS: some 25 crashes of homed by SIGABRT within 30 minutes, then some 35 of MessagesBlastDoorService by KERN_PROTECTION_FAILURE, each some 510 frames deep; seen as others sum it up)
-- benign: A damaged record of the smart home can make its service crash again and again by itself; where it did so on three days or more it is context. One broken message can make the filter crash each time that it is delivered.
-- advice: known-trace
-- fired: 0 of 17
-- A series is half of what was published, 12 of homed and 17 of the filter within 30 minutes: a phone keeps no more than
-- some 25 reports of one program, and removes old ones. A stack is deep from 400 of the 510 frames on (a report holds
-- no more than 512), at least every tenth of them the same. No time between the two series is published: an hour at most.
WITH crash AS (
       -- The same report may lie in two folders.
       SELECT min(input) AS input, record, process, timestamp AS moment, exception, signal, subtype, frames, repeated
         FROM sysdiagnose_crashes
        WHERE report = 'crash' AND process IN ('homed', 'MessagesBlastDoorService') AND typeof(timestamp) = 'integer'
          AND contains(coalesce(os_version, ''), 'Watch OS') = 0
          AND instr(coalesce(resolved_path(path), ''), '/private/var/containers/') <> 1
        GROUP BY coalesce(incident, input || ' ' || record), timestamp, process),
     staged AS (
       SELECT input, record, process, moment,
              CASE WHEN process = 'homed' AND exception = 'EXC_CRASH' AND signal = 'SIGABRT' THEN 1
                   WHEN process = 'MessagesBlastDoorService' AND exception = 'EXC_BAD_ACCESS'
                        AND contains(subtype, 'KERN_PROTECTION_FAILURE') AND frames >= 400 AND repeated * 10 >= frames
                   THEN 2 END AS stage
         FROM crash),
     counted AS (
       SELECT *, count(*) OVER (PARTITION BY stage ORDER BY moment RANGE BETWEEN CURRENT ROW AND 1800000000 FOLLOWING) AS near
         FROM staged
        WHERE stage IS NOT NULL),
     -- Where a series begins. The second one begins at the latest an hour behind a beginning of the first.
     series AS (
       SELECT *, iif(stage = 1 AND max(stage) OVER (ORDER BY moment RANGE BETWEEN 1 FOLLOWING AND 3600000000 FOLLOWING) = 2,
                     1, 0) AS both,
              coalesce(moment - lag(moment) OVER (ORDER BY moment, input, record), 21600000001) AS after
         FROM counted
        WHERE near >= iif(stage = 1, 12, 17)),
     -- What lies no more than six hours apart is one finding, at its first report.
     numbered AS (
       SELECT *, sum(iif(after > 21600000000, 1, 0)) OVER (ORDER BY moment, input, record) AS number
         FROM series),
     habit AS (SELECT count(DISTINCT moment / 86400000000) AS days FROM series WHERE stage = 1),
     found AS (
       SELECT input, record, process, min(moment) AS moment, sum(both) AS both, sum(stage = 2) AS filtered
         FROM numbered
        GROUP BY number)
SELECT 'sysdiagnose_crashes' AS artefact, input, record, 'process' AS "column", process AS value, moment AS time,
       CASE WHEN both > 0 THEN 'strong'
            WHEN filtered = 0 AND (SELECT days FROM habit) >= 3 THEN 'context'
            ELSE 'weak' END AS grade
  FROM found;
