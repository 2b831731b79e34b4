-- SPDX-License-Identifier: Apache-2.0
-- rule: sysdiagnose_log_gone
-- reads: sysdiagnose_log_files, sysdiagnose_logdata_statistics, sysdiagnose_logdata_statistics_text
-- title: The phone counted what a log file holds, and the file is gone while older ones are there
-- grade: context
-- means: tampered
-- source: https://github.com/EC-DIGIT-CSIRC/sysdiagnose (parsers/logdata_statistics.py: a record for each file that is closed, with its name)
-- benign: The phone itself throws files away when room is short, and not always the oldest first; a sysdiagnose takes along only so much of the logs.
-- advice: tampered
-- fired: 0 of 17
WITH counted AS (
       SELECT 'sysdiagnose_logdata_statistics' AS artefact, input, record, log_file, closed FROM sysdiagnose_logdata_statistics
        UNION ALL
       SELECT 'sysdiagnose_logdata_statistics_text', input, record, log_file, closed FROM sysdiagnose_logdata_statistics_text),
     named AS (
       SELECT artefact, input, record, log_file, closed,
              capture(log_file, '(?:^|/)(Persist|Special|Signpost|HighVolume)/[0-9a-f]{16}\.tracev3$')       AS folder,
              capture(log_file, '(?:^|/)((?:Persist|Special|Signpost|HighVolume)/[0-9a-f]{16}\.tracev3)$')   AS name
         FROM counted),
     there AS (
       SELECT folder, capture(file, '([^/]+/[^/]+)$') AS name FROM sysdiagnose_log_files WHERE number IS NOT NULL),
     oldest AS (
       SELECT folder, min(name) AS name FROM there GROUP BY folder),
     -- Names of one length: they sort as their numbers do.
     gone AS (
       SELECT n.artefact, n.input, n.record, n.folder, n.name, n.log_file, n.closed
         FROM named AS n JOIN oldest AS o ON o.folder = n.folder AND n.name > o.name
        WHERE n.name NOT IN (SELECT name FROM there)),
     latest AS (
       SELECT artefact, input, record, log_file, max(coalesce(closed, 0)) AS closed
         FROM gone
        GROUP BY folder)
SELECT artefact, input, record, 'log_file' AS "column", log_file AS value, nullif(closed, 0) AS time
  FROM latest;
