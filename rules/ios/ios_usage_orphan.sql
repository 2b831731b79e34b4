-- SPDX-License-Identifier: Apache-2.0
-- rule: ios_usage_orphan
-- reads: ios_datausage, ios_netusage, ios_addaily, ios_backup_info, finding
-- title: Network use is recorded of a process whose own record was removed
-- grade: strong
-- means: tampered
-- source: https://www.amnesty.org/en/latest/research/2021/07/forensic-methodology-report-how-to-catch-nso-groups-pegasus/ (processes removed from ZPROCESS, their rows in ZLIVEUSAGE left; seen as others sum it up)
-- source: https://github.com/mvt-project/mvt (src/mvt/ios/modules/net_base.py: usage without its process)
-- benign: Resetting the statistics in Settings, a restore from a backup and repairs of the database can leave such rows too, most often many at once.
-- advice: tampered
-- fired: 2 of 17
WITH live AS (
       -- Core Data numbers its rows from 1. When it removes a process itself it leaves NULL behind.
       SELECT 'ios_datausage' AS artefact, input, record, of_process, used
         FROM ios_datausage
        WHERE process_key IS NULL AND typeof(of_process) = 'integer' AND of_process BETWEEN 1 AND 4294967295
        UNION ALL
       SELECT 'ios_netusage', input, record, of_process, used
         FROM ios_netusage
        WHERE process_key IS NULL AND typeof(of_process) = 'integer' AND of_process BETWEEN 1 AND 4294967295),
     -- What other case rules call strong is no finding yet for this one: the same is asked here.
     ran AS (
       SELECT process, coalesce(used, last_used, first_used) AS moment FROM ios_datausage
        UNION ALL
       SELECT process, coalesce(used, last_used, first_used) FROM ios_netusage
        UNION ALL
       SELECT name, noted FROM ios_addaily),
     strong AS MATERIALIZED (
       SELECT moment FROM ran
        WHERE instr(resolved_path(process), '/private/var/tmp/') = 1
           OR (instr(resolved_path(process), '/private/var/db/com.apple.xpc.roleaccountd.staging/') = 1
               AND ltrim(replace(replace(replace(substr(resolved_path(process), 52), 'exec/', ''),
                                         'com.apple.MobileSoftwareUpdate.UpdateBrainService', ''),
                                 'com.apple.NRD.UpdateBrainService', ''), '.0123456789') <> 'xpc/')
           OR ((process = 'BackupAgent' OR substr(process, 1, 12) = 'BackupAgent/') AND moment >= 1473724800000000
               AND NOT EXISTS (SELECT 1 FROM ios_backup_info AS b WHERE CAST(b.os_version AS INTEGER) BETWEEN 1 AND 9))),
     -- One removed process is one finding, however many days it was used.
     gone AS (
       SELECT artefact, input, of_process, min(record) AS record, max(used) AS used
         FROM live
        GROUP BY artefact, input, of_process),
     placed AS (
       SELECT artefact, input, of_process, record, used,
              iif(lead(used, 2) OVER near - used <= 60000000
                  OR used - lag(used, 2) OVER near <= 60000000
                  OR lead(used, 1) OVER near - lag(used, 1) OVER near <= 60000000, 1, 0) AS together
         FROM gone
       WINDOW near AS (PARTITION BY artefact, input ORDER BY used, of_process)),
     -- Of those that went together, the first stands for all.
     counted AS (
       SELECT artefact, input, of_process, record, used, together,
              coalesce(used - lag(used) OVER (PARTITION BY artefact, input, together ORDER BY used, of_process),
                       60000001) AS after
         FROM placed)
SELECT c.artefact AS artefact, c.input AS input, c.record AS record, 'of_process' AS "column", c.of_process AS value,
       c.used AS time,
       CASE WHEN c.together THEN 'context'
            WHEN EXISTS (SELECT 1 FROM finding AS f
                          WHERE f.grade IN ('known', 'strong')
                            AND f.timestamp BETWEEN c.used - 86400000000 AND c.used + 86400000000)
                 OR EXISTS (SELECT 1 FROM strong AS s
                             WHERE s.moment BETWEEN c.used - 86400000000 AND c.used + 86400000000) THEN 'strong'
            ELSE 'weak' END AS grade
  FROM counted AS c
 WHERE c.together = 0 OR c.after > 60000000;
