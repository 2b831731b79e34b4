-- SPDX-License-Identifier: Apache-2.0
-- rule: sysdiagnose_coruna
-- reads: sysdiagnose_ps, sysdiagnose_ps_thread, sysdiagnose_spindump
-- reads: sysdiagnose_ips_processes, sysdiagnose_crashes, sysdiagnose_logdata_statistics
-- reads: sysdiagnose_logdata_statistics_text, sysdiagnose_binary_locations, sysdiagnose_powerlog_processes
-- reads: sysdiagnose_powerlog_network, sysdiagnose_powerlog_connections, sysdiagnose_powerlog_audio
-- reads: sysdiagnose_powerlog_nodes, sysdiagnose_powerlog_coalitions, sysdiagnose_spindump_images
-- reads: sysdiagnose_crash_images, sysdiagnose_shutdown, sysdiagnose_logd
-- reads: sysdiagnose_installs, sysdiagnose_containers, sysdiagnose_activations
-- reads: sysdiagnose_lockdownd, sysdiagnose_store_downloads
-- title: A program or file stands where those of the spyware Coruna were found
-- grade: strong
-- means: present
-- source: https://cloud.google.com/blog/topics/threat-intelligence/coruna-powerful-ios-exploit-kit (named as the list's source)
-- source: https://github.com/mvt-project/mvt-indicators (coruna.stix2, 2026-03-03: paths below /private/var/tmp)
-- benign: Files named uninstall, stop or relaunch can be anybody's: they are a weak sign. No ordinary use of the other names is known.
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
       SELECT *, resolved_path(value) AS path FROM seen
        WHERE substr(value, 1, 1) = '/'),
     graded AS (
       SELECT artefact, input, record, place, value, path, moment,
              CASE WHEN matches(path, '^/private/var/tmp/(?:pl\.core\.lock|pl\.sp\.exec\.guard\.lock|upgrade\.dylib)$') THEN 'strong'
                   WHEN matches(path, '^/private/var/tmp/(?:relaunch|stop|uninstall)$') THEN 'weak' END AS grade
         FROM resolved),
     latest AS (
       SELECT artefact, input, record, place, value, grade, max(coalesce(moment, 0)) AS moment
         FROM graded
        WHERE grade IS NOT NULL
        GROUP BY artefact, input, path)
SELECT artefact, input, record, place AS "column", value, nullif(moment, 0) AS time, grade
  FROM latest;
