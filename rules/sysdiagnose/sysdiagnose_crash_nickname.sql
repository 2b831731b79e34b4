-- SPDX-License-Identifier: Apache-2.0
-- rule: sysdiagnose_crash_nickname
-- reads: sysdiagnose_crashes
-- title: The service of iMessage crashed three times or more within an hour
-- message: The service of iMessage (imagent) crashed three times or more within an hour, on iOS 18.3 or older. Crashes of this service, when a contact's name and picture were changed, were published as signs of a possible attack named NICKNAME. The report does not tell what the service was doing.
-- grade: weak
-- means: received
-- source: https://iverify.io/blog/iverify-uncovers-evidence-of-zero-click-mobile-exploitation-in-the-us (June 2025: crashes of imagent in updates of nicknames, up to iOS 18.3; closed by 18.3.1; seen as others sum it up)
-- benign: The service crashes of damaged messages and of faults of the system too. Where it did so on three days or more it is context.
-- advice: review
-- fired: 0 of 17
-- No count is published: three within an hour are chosen here, so that one crash, or a second one when the service is
-- started again, says nothing. What the system itself ended (SIGKILL) is no crash.
WITH crash AS (
       SELECT min(input) AS input, record, process, timestamp AS moment,
              CAST(capture(os_version, '(\d+)\.\d+') AS INTEGER) * 1000 + CAST(capture(os_version, '\d+\.(\d+)') AS INTEGER) AS system,
              capture(os_version, '\d+\.\d+\.(\d+)') AS patch
         FROM sysdiagnose_crashes
        WHERE report = 'crash' AND process = 'imagent' AND typeof(timestamp) = 'integer' AND signal IS NOT 'SIGKILL'
          AND contains(coalesce(os_version, ''), 'Watch OS') = 0
          AND instr(coalesce(resolved_path(path), ''), '/private/var/containers/') <> 1
        GROUP BY coalesce(incident, input || ' ' || record), timestamp),
     counted AS (
       SELECT *, count(*) OVER (ORDER BY moment RANGE BETWEEN CURRENT ROW AND 3600000000 FOLLOWING) AS near
         FROM crash
        WHERE system < 18003 OR (system = 18003 AND patch IS NULL)),
     placed AS (
       SELECT *, coalesce(moment - lag(moment) OVER (ORDER BY moment, input, record), 21600000001) AS after
         FROM counted
        WHERE near >= 3),
     habit AS (SELECT count(DISTINCT moment / 86400000000) AS days FROM placed)
SELECT 'sysdiagnose_crashes' AS artefact, input, record, 'process' AS "column", process AS value, moment AS time,
       iif((SELECT days FROM habit) >= 3, 'context', 'weak') AS grade
  FROM placed
 WHERE after > 21600000000;
