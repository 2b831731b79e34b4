-- SPDX-License-Identifier: Apache-2.0
-- rule: sysdiagnose_process_hidden
-- reads: sysdiagnose_ps, sysdiagnose_ps_thread, sysdiagnose_taskinfo, sysdiagnose_spindump
-- title: A program that had run for minutes stands in one list of what ran, and not in another
-- grade: weak
-- means: executed
-- source: https://github.com/EC-DIGIT-CSIRC/sysdiagnose (analysers: ps_matrix, the same comparison)
-- benign: The lists are made one after another: a program may have ended between two of them, and a list may be cut off.
-- advice: review
-- fired: 0 of 17
WITH seen AS (
       SELECT 'sysdiagnose_ps' AS artefact, input, record, pid, process, path, NULL AS run_seconds,
              substr(command, 1, 1) IN ('(', '<') AS ended
         FROM sysdiagnose_ps
        UNION ALL
       SELECT 'sysdiagnose_ps_thread', input, record, pid, process, path, NULL, substr(command, 1, 1) IN ('(', '<')
         FROM sysdiagnose_ps_thread
        UNION ALL
       SELECT 'sysdiagnose_taskinfo', input, record, pid, process, NULL, run_seconds, 0
         FROM sysdiagnose_taskinfo
        UNION ALL
       SELECT 'sysdiagnose_spindump', input, record, pid, process, path, run_seconds, coalesce(contains(state, 'zombie'), 0)
         FROM sysdiagnose_spindump),
     lists AS (
       SELECT artefact AS list FROM seen WHERE pid > 0 GROUP BY artefact),
     known AS (
       SELECT pid, max(path) AS path, max(run_seconds) AS run_seconds, max(ended) AS ended, min(artefact) AS first
         FROM seen
        WHERE pid > 0 -- the kernel itself
        GROUP BY pid),
     present AS MATERIALIZED (
       SELECT DISTINCT artefact, pid FROM seen),
     missing AS (
       SELECT l.list, k.pid, k.first,
              iif(matches(resolved_path(k.path), '^/private/(?:etc|var/(?:tmp|db|root|folders|logs|mobile(?!/Containers/)))/')
                  AND NOT matches(resolved_path(k.path), '^/private/var/db/com\.apple\.xpc\.roleaccountd\.staging/(?:exec/)?(?:com\.apple\.(?:MobileSoftwareUpdate|NRD)\.UpdateBrainService\.)?\d+\.\d+\.xpc/com\.apple\.(?:MobileSoftwareUpdate|NRD)\.UpdateBrainService$'), 'weak', 'context') AS grade
         FROM known AS k, lists AS l
              -- Older than it takes to make all of the lists.
        WHERE k.run_seconds >= 600 AND NOT k.ended
          AND NOT EXISTS (SELECT 1 FROM present AS p WHERE p.artefact = l.list AND p.pid = k.pid)),
     -- A list that lacks many was cut off: some stand for all.
     numbered AS (
       SELECT pid, first, grade, row_number() OVER (PARTITION BY list, grade ORDER BY pid) AS number FROM missing),
     told AS (
       SELECT pid, first, max(grade) AS grade FROM numbered WHERE grade = 'weak' OR number <= 5 GROUP BY pid)
SELECT s.artefact AS artefact, s.input AS input, s.record AS record, 'process' AS "column", s.process AS value, t.grade AS grade
  FROM told AS t
  JOIN seen AS s ON s.artefact = t.first AND s.pid = t.pid
 GROUP BY t.pid;
