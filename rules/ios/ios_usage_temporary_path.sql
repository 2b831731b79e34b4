-- SPDX-License-Identifier: Apache-2.0
-- rule: ios_usage_temporary_path
-- reads: ios_datausage, ios_netusage
-- title: A program in a folder for temporary or staged files used the network
-- grade: strong
-- means: executed
-- source: https://securelist.com/shutdown-log-lightweight-ios-malware-detection-method/111734/ (Pegasus ran from /private/var/db/com.apple.xpc.roleaccountd.staging, Predator from /private/var/tmp)
-- source: https://github.com/log2timeline/plaso (test_data of a sysdiagnose: Apple's updater in staging, NAME.DIGITS.DIGITS.xpc/NAME)
-- source: https://github.com/MacPaw/binaries-issues/issues/5 (the same form on a Mac)
-- benign: Apple's own updaters run from the staging folder; those of the known form are left out, a new form would not be.
-- advice: known-trace
-- fired: 0 of 17
WITH used AS (
       SELECT 'ios_datausage' AS artefact, input, record, process, process_key,
              coalesce(used, last_used, first_used) AS moment
         FROM ios_datausage
        WHERE substr(process, 1, 1) = '/'
        UNION ALL
       SELECT 'ios_netusage', input, record, process, process_key, coalesce(used, last_used, first_used)
         FROM ios_netusage
        WHERE substr(process, 1, 1) = '/'),
     resolved AS (SELECT *, resolved_path(process) AS path FROM used),
     staged AS (
       SELECT *, substr(path, 51) AS below
         FROM resolved
        WHERE substr(path, 1, 50) = '/private/var/db/com.apple.xpc.roleaccountd.staging'),
     -- Apple's: [exec/][NAME.]DIGITS.DIGITS.xpc/NAME, with one of these names.
     named AS (
       SELECT s.artefact, s.input, s.record, n.name,
              substr(s.below, iif(substr(s.below, 1, 6) = '/exec/', 7, 2)) AS form
         FROM staged AS s,
              (SELECT 'com.apple.MobileSoftwareUpdate.UpdateBrainService' AS name UNION ALL
               SELECT 'com.apple.NRD.UpdateBrainService') AS n
        WHERE substr(s.below, -length(n.name) - 5) = '.xpc/' || n.name),
     numbered AS (
       SELECT artefact, input, record,
              substr(form, iif(substr(form, 1, length(name) + 1) = name || '.', length(name) + 2, 1),
                     length(form) - length(name) - 5
                     - iif(substr(form, 1, length(name) + 1) = name || '.', length(name) + 1, 0)) AS numbers
         FROM named),
     apple AS (
       SELECT artefact, input, record
         FROM numbered
        WHERE trim(numbers, '0123456789') = '.' AND substr(numbers, 1, 1) <> '.' AND substr(numbers, -1) <> '.'),
     odd AS (
       SELECT artefact, input, record, process, process_key, moment FROM resolved
        WHERE substr(path, 1, 17) = '/private/var/tmp/'
        UNION ALL
       SELECT artefact, input, record, process, process_key, moment FROM staged AS s
        WHERE substr(below, 1, 1) = '/'
          AND NOT EXISTS (SELECT 1 FROM apple AS a
                           WHERE a.artefact = s.artefact AND a.input = s.input AND a.record = s.record)),
     latest AS (
       SELECT artefact, input, record, process, max(coalesce(moment, 0)) AS moment
         FROM odd
        GROUP BY artefact, input, process_key, process)
SELECT artefact, input, record, 'process' AS "column", process AS value, nullif(moment, 0) AS time
  FROM latest;
