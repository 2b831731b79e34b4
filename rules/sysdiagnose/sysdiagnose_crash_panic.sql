-- SPDX-License-Identifier: Apache-2.0
-- rule: sysdiagnose_crash_panic
-- reads: sysdiagnose_crashes
-- title: The whole system stopped within ten minutes after a part that handles what comes from outside had crashed
-- grade: context
-- means: executed
-- source: https://securelist.com/operation-triangulation/109842/ (a chain that goes from messages to the kernel)
-- source: https://developer.apple.com/documentation/xcode/examining-the-fields-in-a-crash-report (kinds of reports)
-- benign: A faulty battery, memory or driver stops the whole system too, and lets programs crash before. A report of this kind is written when the phone starts again, so the two may lie further apart than they seem to, or nearer.
-- advice: review
-- fired: 0 of 17
WITH report AS (
       SELECT min(input) AS input, record, report, panic, timestamp AS moment
         FROM sysdiagnose_crashes
        WHERE typeof(timestamp) = 'integer'
          AND (report = 'panic'
               OR (report = 'crash' AND signal IS NOT 'SIGKILL'
                   AND (process IN ('MessagesBlastDoorService', 'IDSBlastDoorService', 'imagent', 'IMTransferAgent',
                              'IMTranscoderAgent', 'homed', 'mediaserverd', 'mediaplaybackd', 'identityservicesd',
                              'CommCenter', 'SpringBoard')
               OR substr(process, 1, 27) = 'com.apple.WebKit.WebContent'
               OR substr(process, 1, 20) = 'com.apple.WebKit.GPU')
                   AND instr(coalesce(resolved_path(path), ''), '/private/var/containers/') <> 1))
          AND contains(coalesce(os_version, ''), 'Watch OS') = 0
        GROUP BY coalesce(incident, input || ' ' || record), timestamp, process),
     placed AS (
       SELECT *, max(iif(report = 'crash', 1, 0))
                 OVER (ORDER BY moment RANGE BETWEEN 600000000 PRECEDING AND CURRENT ROW) AS crashed
         FROM report)
SELECT 'sysdiagnose_crashes' AS artefact, input, record, 'panic' AS "column", panic AS value, moment AS time, 'context' AS grade
  FROM placed
 WHERE report = 'panic' AND crashed = 1;
