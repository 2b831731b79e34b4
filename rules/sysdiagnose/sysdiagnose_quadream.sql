-- SPDX-License-Identifier: Apache-2.0
-- rule: sysdiagnose_quadream
-- reads: sysdiagnose_ps, sysdiagnose_ps_thread, sysdiagnose_spindump
-- reads: sysdiagnose_ips_processes, sysdiagnose_crashes, sysdiagnose_logdata_statistics
-- reads: sysdiagnose_logdata_statistics_text, sysdiagnose_binary_locations, sysdiagnose_powerlog_processes
-- reads: sysdiagnose_powerlog_network, sysdiagnose_powerlog_connections, sysdiagnose_powerlog_audio
-- reads: sysdiagnose_powerlog_nodes, sysdiagnose_powerlog_coalitions, sysdiagnose_spindump_images
-- reads: sysdiagnose_crash_images, sysdiagnose_shutdown, sysdiagnose_taskinfo
-- reads: sysdiagnose_jetsam_priority, sysdiagnose_crash_summary, sysdiagnose_powerlog_apps
-- reads: sysdiagnose_netstat, sysdiagnose_logd, sysdiagnose_installs
-- reads: sysdiagnose_containers, sysdiagnose_activations, sysdiagnose_lockdownd
-- reads: sysdiagnose_store_downloads
-- title: A program ran that bears a name of the spyware of QuaDream
-- grade: strong
-- means: present
-- source: https://citizenlab.ca/2023/04/spyware-vendor-quadream-exploits-victims-customers/ (KingSpawn; named as the list's source)
-- source: https://github.com/mvt-project/mvt-indicators (kingspawn.stix2: subridged and PlugIns/fud.appex below com.apple.xpc.roleaccountd.staging)
-- benign: An app may have an extension called fud; there it is a weak sign. No program of an iPhone is called subridged.
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
       SELECT 'sysdiagnose_spindump_images', input, record, 'path', path, NULL FROM sysdiagnose_spindump_images
        UNION ALL
       SELECT 'sysdiagnose_crash_images', input, record, 'path', path, timestamp FROM sysdiagnose_crash_images
        UNION ALL
       SELECT 'sysdiagnose_shutdown', input, record, 'path', path, shutdown FROM sysdiagnose_shutdown
        UNION ALL
       SELECT 'sysdiagnose_taskinfo', input, record, 'process', process, NULL FROM sysdiagnose_taskinfo
        UNION ALL
       SELECT 'sysdiagnose_jetsam_priority', input, record, 'process', process, NULL FROM sysdiagnose_jetsam_priority
        UNION ALL
       SELECT 'sysdiagnose_ips_processes', input, record, 'process', process, timestamp FROM sysdiagnose_ips_processes
        UNION ALL
       SELECT 'sysdiagnose_crashes', input, record, 'process', process, coalesce(captured, timestamp) FROM sysdiagnose_crashes
        UNION ALL
       SELECT 'sysdiagnose_crash_summary', input, record, 'process', process, written FROM sysdiagnose_crash_summary
        UNION ALL
       SELECT 'sysdiagnose_powerlog_apps', input, record, 'program', program, coalesce(removed, listed) FROM sysdiagnose_powerlog_apps
        UNION ALL
       SELECT 'sysdiagnose_netstat', input, record, 'process', process, NULL FROM sysdiagnose_netstat
        UNION ALL
       SELECT 'sysdiagnose_ps', input, record, 'process', process, NULL FROM sysdiagnose_ps
        UNION ALL
       SELECT 'sysdiagnose_ps_thread', input, record, 'process', process, NULL FROM sysdiagnose_ps_thread
        UNION ALL
       SELECT 'sysdiagnose_spindump', input, record, 'process', process, started FROM sysdiagnose_spindump
        UNION ALL
       SELECT 'sysdiagnose_logd', input, record, 'path', path, said FROM sysdiagnose_logd
        UNION ALL
       SELECT 'sysdiagnose_installs', input, record, 'path', path, at FROM sysdiagnose_installs
        UNION ALL
       SELECT 'sysdiagnose_containers', input, record, 'path', path, at FROM sysdiagnose_containers
        UNION ALL
       SELECT 'sysdiagnose_activations', input, record, 'path', path, at FROM sysdiagnose_activations
        UNION ALL
       SELECT 'sysdiagnose_lockdownd', input, record, 'path', path, at FROM sysdiagnose_lockdownd
        UNION ALL
       SELECT 'sysdiagnose_store_downloads', input, record, 'path', path, asked FROM sysdiagnose_store_downloads),
     resolved AS (
       SELECT *, resolved_path(value) AS path FROM seen),
     graded AS (
       SELECT artefact, input, record, place, value, path, moment,
              CASE WHEN matches(value, '(?:^|/)subridged$') THEN 'strong' -- a process, or the path of one
                   WHEN NOT matches(path, '/PlugIns/fud\.appex(?:/|$)') THEN NULL
                   WHEN matches(path, '^/private/var/(?:db|tmp)/') THEN 'strong'
                   WHEN matches(path, '^/private/var/') THEN 'weak' END AS grade
         FROM resolved),
     latest AS (
       SELECT artefact, input, record, place, value, grade, max(coalesce(moment, 0)) AS moment
         FROM graded
        WHERE grade IS NOT NULL
        GROUP BY artefact, input, iif(matches(value, '(?:^|/)subridged$'), 'subridged', path))
SELECT artefact, input, record, place AS "column", value, nullif(moment, 0) AS time, grade
  FROM latest;
