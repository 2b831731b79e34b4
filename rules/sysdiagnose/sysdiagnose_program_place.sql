-- SPDX-License-Identifier: Apache-2.0
-- rule: sysdiagnose_program_place
-- reads: sysdiagnose_ps, sysdiagnose_ps_thread, sysdiagnose_spindump
-- reads: sysdiagnose_ips_processes, sysdiagnose_crashes, sysdiagnose_logdata_statistics
-- reads: sysdiagnose_logdata_statistics_text, sysdiagnose_binary_locations, sysdiagnose_powerlog_processes
-- reads: sysdiagnose_powerlog_network, sysdiagnose_powerlog_connections, sysdiagnose_powerlog_audio
-- reads: sysdiagnose_powerlog_nodes, sysdiagnose_powerlog_coalitions, ios_tcc
-- title: A program ran from a folder where no app and no part of the system has its place
-- grade: strong
-- means: executed
-- source: https://securelist.com/shutdown-log-lightweight-ios-malware-detection-method/111734/ (Pegasus and Reign below /private/var/db, Predator from /private/var/tmp)
-- source: https://github.com/KasperskyLab/iShutdown (the two folders)
-- source: https://www.amnesty.org/en/latest/research/2021/07/forensic-methodology-report-how-to-catch-nso-groups-pegasus/ (com.apple.xpc.roleaccountd.staging)
-- source: https://citizenlab.ca/2021/12/pegasus-vs-predator-dissidents-doubly-infected-iphone-reveals-cytrox-mercenary-spyware/ (/private/var/tmp)
-- source: https://github.com/log2timeline/plaso (test data of a sysdiagnose: Apple's updater in staging, NAME.DIGITS.DIGITS.xpc/NAME)
-- source: https://github.com/iAnonymous3000/tracescan (crates/trace-core/src/heuristics.rs: the form exec/DIGITS.DIGITS.xpc/NAME of Apple's own)
-- benign: A jailbreak or a developer's tools run programs from folders for data, and Apple may come to unpack more of its own there. The known forms of Apple's updater are left out.
-- advice: known-trace
-- fired: 0 of 17
WITH seen AS (
       SELECT 'sysdiagnose_ps' AS artefact, input, record, 'path' AS place, path AS value, NULL AS moment FROM sysdiagnose_ps
        UNION ALL
       SELECT 'sysdiagnose_ps_thread', input, record, 'path', path, NULL FROM sysdiagnose_ps_thread
        UNION ALL
       SELECT 'sysdiagnose_spindump', input, record, 'path', path, started FROM sysdiagnose_spindump
        UNION ALL
       SELECT 'sysdiagnose_ips_processes', input, record, 'path', path, timestamp FROM sysdiagnose_ips_processes
        UNION ALL
       SELECT 'sysdiagnose_crashes', input, record, 'path', path, coalesce(captured, timestamp) FROM sysdiagnose_crashes
        UNION ALL
       SELECT 'sysdiagnose_logdata_statistics', input, record, 'path', path, closed FROM sysdiagnose_logdata_statistics
        UNION ALL
       SELECT 'sysdiagnose_logdata_statistics_text', input, record, 'path', path, closed FROM sysdiagnose_logdata_statistics_text
        UNION ALL
       SELECT 'sysdiagnose_binary_locations', input, record, 'path', path, NULL FROM sysdiagnose_binary_locations
        UNION ALL
       SELECT 'sysdiagnose_powerlog_processes', input, record, 'process', process, coalesce(seen, seen_until) FROM sysdiagnose_powerlog_processes
        UNION ALL
       SELECT 'sysdiagnose_powerlog_network', input, record, 'process', process, began FROM sysdiagnose_powerlog_network
        UNION ALL
       SELECT 'sysdiagnose_powerlog_connections', input, record, 'process', process, at FROM sysdiagnose_powerlog_connections
        UNION ALL
       SELECT 'sysdiagnose_powerlog_audio', input, record, 'process', process, at FROM sysdiagnose_powerlog_audio
        UNION ALL
       SELECT 'sysdiagnose_powerlog_nodes', input, record, 'name', name, first_seen FROM sysdiagnose_powerlog_nodes
        UNION ALL
       SELECT 'sysdiagnose_powerlog_coalitions', input, record, 'job', job, began FROM sysdiagnose_powerlog_coalitions
        UNION ALL
       SELECT 'ios_tcc', input, record, 'client', client, changed FROM ios_tcc),
     resolved AS (
       SELECT *, resolved_path(value) AS path FROM seen
        WHERE substr(value, 1, 1) = '/'),
     graded AS (
       SELECT artefact, input, record, place, value, path, moment,
              -- Apple's updater, which xpcroleaccountd copies there: [exec/][NAME.]DIGITS.DIGITS.xpc/NAME.
              CASE WHEN matches(path, '^/private/var/db/com\.apple\.xpc\.roleaccountd\.staging/(?:exec/)?(?:com\.apple\.(?:MobileSoftwareUpdate|NRD)\.UpdateBrainService\.)?\d+\.\d+\.xpc/com\.apple\.(?:MobileSoftwareUpdate|NRD)\.UpdateBrainService$')
                   THEN NULL
                   -- Others that have the form of what the system itself copies there.
                   WHEN matches(path, '^/private/var/(?:db/com\.apple\.xpc\.roleaccountd\.staging/exec/\d+\.\d+\.xpc/com\.apple\.[^/]+$|tmp/UpdateBrain-[^/]+/AssetData/com\.apple\.MobileSoftwareUpdate\.UpdateBrainService\.xpc/)')
                   THEN 'weak'
                   WHEN matches(path, '^/private/var/(?:tmp|db/com\.apple\.xpc\.roleaccountd\.staging)/') THEN 'strong'
                   WHEN matches(path, '^/private/(?:etc|var/(?:db|root|folders|logs|mobile(?!/Containers/)))/') THEN 'weak' END AS grade
         FROM resolved),
     latest AS (
       SELECT artefact, input, record, place, value, grade, max(coalesce(moment, 0)) AS moment
         FROM graded
        WHERE grade IS NOT NULL
              -- Of permissions the strong ones are ios_tcc_staging's.
          AND NOT (artefact = 'ios_tcc' AND matches(path, '^/private/var/(?:tmp|db/com\.apple\.xpc\.roleaccountd\.staging)/'))
        GROUP BY artefact, input, path)
SELECT artefact, input, record, place AS "column", value, nullif(moment, 0) AS time, grade
  FROM latest;
