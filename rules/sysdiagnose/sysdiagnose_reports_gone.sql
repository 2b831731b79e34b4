-- SPDX-License-Identifier: Apache-2.0
-- rule: sysdiagnose_reports_gone
-- reads: sysdiagnose_crash_summary, sysdiagnose_files
-- title: A crash report is listed in the phone's own summary, and is not among the reports
-- grade: context
-- means: tampered
-- source: https://github.com/EC-DIGIT-CSIRC/sysdiagnose (parsers: crashlogs; summaries/crashes_and_spins.log)
-- benign: The phone throws old reports away, and a sysdiagnose takes along only so many of them.
-- advice: tampered
-- fired: 1 of 17
WITH listed AS (
       SELECT input, record, name, process, written, replace(name, '.synced', '') AS stem
         FROM sysdiagnose_crash_summary
        WHERE contains(name, '.ips')),
     there AS (
       SELECT replace(replace(name, '.gz', ''), '.synced', '') AS stem
         FROM sysdiagnose_files
        WHERE folder = 'crashes_and_spins'),
     gone AS (
       SELECT * FROM listed
              -- Without any the whole folder is missing, which is another thing.
        WHERE EXISTS (SELECT 1 FROM there) AND stem NOT IN (SELECT stem FROM there)),
     -- The last of a process stands for all of its own.
     latest AS (
       SELECT input, record, name, max(coalesce(written, 0)) AS written
         FROM gone
        GROUP BY coalesce(process, stem)
        ORDER BY written DESC
        LIMIT 10)
SELECT 'sysdiagnose_crash_summary' AS artefact, input, record, 'name' AS "column", name AS value,
       nullif(written, 0) AS time
  FROM latest;
