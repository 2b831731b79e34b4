-- SPDX-License-Identifier: Apache-2.0
-- rule: sysdiagnose_shutdown_notices
-- reads: sysdiagnose_reboots
-- title: A shutdown of the phone was held up again and again
-- grade: weak
-- means: executed
-- source: https://securelist.com/shutdown-log-lightweight-ios-malware-detection-method/111734/ (more than four notices of delay deserve a look)
-- source: https://github.com/KasperskyLab/iShutdown (from three notices on a shutdown is listed)
-- benign: Busy phones, apps that play or record sound, and updates hold up shutdowns as well; where it happens at most shutdowns it may simply be how this phone is used.
-- advice: review
-- fired: 1 of 17
WITH held AS (
       SELECT input, record, shutdown, notices,
              -- Of several shutdowns the one that was held up most stands for all.
              row_number() OVER (ORDER BY notices DESC, shutdown DESC) AS number
         FROM sysdiagnose_reboots
              -- The old form tells of each client every tenth of a second: its notices are no count of delays.
        WHERE notices >= 3 AND longest_delay >= 0.3 * notices)
SELECT 'sysdiagnose_reboots' AS artefact, input, record, 'notices' AS "column", notices AS value, shutdown AS time,
       iif(notices >= 5 AND number = 1, 'weak', 'context') AS grade
  FROM held
 WHERE number <= 20;
