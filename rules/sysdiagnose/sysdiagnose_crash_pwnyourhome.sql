-- SPDX-License-Identifier: Apache-2.0
-- rule: sysdiagnose_crash_pwnyourhome
-- reads: sysdiagnose_crashes
-- title: The smart home service crashed, and within half an hour the filter of incoming messages
-- message: The smart home service (homed) crashed, and within half an hour the filter of incoming messages (MessagesBlastDoorService), on a system between iOS 15.0 and 16.3. This is the order that was published of the attack PWNYOURHOME. It does not show whether an attempt worked.
-- grade: weak
-- means: received
-- source: https://citizenlab.ca/2023/04/nso-groups-pegasus-spyware-returns-in-2022/ (first homed, then MessagesBlastDoorService; iOS 15 and 16, closed by iOS 16.3.1)
-- benign: Both can crash by chance near each other, most of all on the day of an update of the system.
-- advice: review
-- fired: 0 of 17
-- Neither a count nor a time between the two is published: so this is weak also where both stand there, and half an hour
-- is chosen here. One of the two alone says nothing. What the system itself ended (SIGKILL) is no crash.
WITH crash AS (
       SELECT min(input) AS input, record, process, timestamp AS moment,
              CAST(capture(os_version, '(\d+)\.\d+') AS INTEGER) * 1000 + CAST(capture(os_version, '\d+\.(\d+)') AS INTEGER) AS system,
              capture(os_version, '\d+\.\d+\.(\d+)') AS patch
         FROM sysdiagnose_crashes
        WHERE report = 'crash' AND process IN ('homed', 'MessagesBlastDoorService') AND typeof(timestamp) = 'integer'
          AND signal IS NOT 'SIGKILL'
          AND instr(coalesce(resolved_path(path), ''), '/private/var/containers/') <> 1
        GROUP BY coalesce(incident, input || ' ' || record), timestamp, process),
     followed AS (
       SELECT *, max(iif(process = 'MessagesBlastDoorService', 1, 0))
                 OVER (ORDER BY moment RANGE BETWEEN 1 FOLLOWING AND 1800000000 FOLLOWING) AS then_filter
         FROM crash
        WHERE system BETWEEN 15000 AND 16002 OR (system = 16003 AND patch IS NULL)),
     placed AS (
       SELECT *, coalesce(moment - lag(moment) OVER (ORDER BY moment, input, record), 21600000001) AS after
         FROM followed
        WHERE process = 'homed' AND then_filter = 1)
SELECT 'sysdiagnose_crashes' AS artefact, input, record, 'process' AS "column", process AS value, moment AS time, 'weak' AS grade
  FROM placed
 WHERE after > 21600000000;
