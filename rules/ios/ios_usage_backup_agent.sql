-- SPDX-License-Identifier: Apache-2.0
-- rule: ios_usage_backup_agent
-- reads: ios_datausage, ios_netusage, ios_backup_info
-- title: A process named BackupAgent used the network, a name that iOS itself no longer runs
-- grade: strong
-- means: executed
-- source: https://github.com/KasperskyLab/triangle_check (README: "exact match" of BackupAgent in the network's usage is a detection)
-- source: https://securelist.com/trng-2023/ (Kaspersky's reports, as that README names them)
-- benign: iOS 9 and earlier had a program of this name, and records can be carried along by restores; records of before iOS 10 are left out.
-- advice: known-trace
-- fired: 0 of 17
WITH used AS (
       SELECT 'ios_datausage' AS artefact, input, record, process, process_key,
              coalesce(used, last_used, first_used) AS moment
         FROM ios_datausage
        UNION ALL
       SELECT 'ios_netusage', input, record, process, process_key, coalesce(used, last_used, first_used)
         FROM ios_netusage),
     -- The latest row of each process.
     latest AS (
       SELECT artefact, input, record, process, max(coalesce(moment, 0)) AS moment
         FROM used
        WHERE process = 'BackupAgent' OR substr(process, 1, 12) = 'BackupAgent/'
           OR (substr(process, 1, 1) = '/' AND substr(process, -12) = '/BackupAgent')
        GROUP BY artefact, input, process_key)
SELECT artefact, input, record, 'process' AS "column", process AS value, nullif(moment, 0) AS time
  FROM latest
       -- 13 September 2016, when iOS 10 came.
 WHERE (moment = 0 OR moment >= 1473724800000000)
   AND NOT EXISTS (SELECT 1 FROM ios_backup_info AS b WHERE CAST(b.os_version AS INTEGER) BETWEEN 1 AND 9);
