-- SPDX-License-Identifier: Apache-2.0
-- rule: sysdiagnose_crash_recursion
-- reads: sysdiagnose_crashes
-- title: A part of the system that handles messages, calls or media crashed hundreds of calls deep
-- message: A part of the system that handles what comes from outside crashed while it called itself again and again, hundreds of times. Data that is nested on purpose does this; the attack BLASTPASS was published to leave some 510 such calls in the filter of incoming messages.
-- grade: weak
-- means: received
-- source: https://www.blackhat.com/asia-24/ (iVerify on BLASTPASS: some 510 frames of NSKeyedUnarchiver within each other; seen as others sum it up)
-- benign: A program that calls itself without end by mistake crashes in the same way. In programs of web pages and of the home screen, whose pages and views are nested deeply by nature, it is context.
-- advice: review
-- fired: 0 of 17
-- Deep is more than 200 frames, less than half of what was published, of which at least every tenth is the same: several
-- functions may take turns. One finding a program, at its first report.
WITH crash AS (
       SELECT input, record, process, timestamp AS moment
         FROM sysdiagnose_crashes
        WHERE report = 'crash' AND exception = 'EXC_BAD_ACCESS' AND frames > 200 AND repeated * 10 >= frames
          AND (process IN ('MessagesBlastDoorService', 'IDSBlastDoorService', 'imagent', 'IMTransferAgent',
                              'IMTranscoderAgent', 'homed', 'mediaserverd', 'mediaplaybackd', 'identityservicesd',
                              'CommCenter', 'SpringBoard')
               OR substr(process, 1, 27) = 'com.apple.WebKit.WebContent'
               OR substr(process, 1, 20) = 'com.apple.WebKit.GPU')
          AND contains(coalesce(os_version, ''), 'Watch OS') = 0
          AND instr(coalesce(resolved_path(path), ''), '/private/var/containers/') <> 1),
     placed AS (
       SELECT *, row_number() OVER (PARTITION BY process ORDER BY moment IS NULL, moment, input) AS place
         FROM crash)
SELECT 'sysdiagnose_crashes' AS artefact, input, record, 'process' AS "column", process AS value, moment AS time,
       iif(process = 'SpringBoard' OR substr(process, 1, 17) = 'com.apple.WebKit.', 'context', 'weak') AS grade
  FROM placed
 WHERE place = 1;
