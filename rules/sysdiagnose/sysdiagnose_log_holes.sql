-- SPDX-License-Identifier: Apache-2.0
-- rule: sysdiagnose_log_holes
-- reads: sysdiagnose_log_files
-- title: Files of the unified logs are missing between others
-- grade: context
-- means: tampered
-- source: https://github.com/mandiant/macos-UnifiedLogs (folders and names of the files)
-- source: https://eclecticlight.co (12 March 2026, how long the log keeps entries: those of Special and Signpost vanish little by little, files of Persist the oldest first)
-- benign: The phone itself throws files away when room is short or they are old, and not always the oldest first.
-- advice: tampered
-- fired: 1 of 17
WITH files AS (
       SELECT input, record, folder, number, file,
              lag(number) OVER (PARTITION BY input, folder ORDER BY number) AS before
         FROM sysdiagnose_log_files
        WHERE number IS NOT NULL AND folder <> 'timesync'),
     -- The widest of a folder stands for all of its holes.
     widest AS (
       SELECT input, record, file, max(number - before) AS width
         FROM files
        WHERE number - before > 1
        GROUP BY input, folder)
SELECT 'sysdiagnose_log_files' AS artefact, input, record, 'file' AS "column", file AS value
  FROM widest;
