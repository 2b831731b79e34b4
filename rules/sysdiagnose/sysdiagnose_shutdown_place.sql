-- SPDX-License-Identifier: Apache-2.0
-- rule: sysdiagnose_shutdown_place
-- reads: sysdiagnose_shutdown
-- title: A program from a place that is neither an app's nor the system's held up a shutdown
-- grade: strong
-- means: executed
-- source: https://securelist.com/shutdown-log-lightweight-ios-malware-detection-method/111734/ (Pegasus and Reign below /private/var/db, Predator from /private/var/tmp)
-- source: https://github.com/KasperskyLab/iShutdown (the two folders)
-- source: https://www.amnesty.org/en/latest/research/2021/07/forensic-methodology-report-how-to-catch-nso-groups-pegasus/ (com.apple.xpc.roleaccountd.staging)
-- source: https://citizenlab.ca/2021/12/pegasus-vs-predator-dissidents-doubly-infected-iphone-reveals-cytrox-mercenary-spyware/ (/private/var/tmp)
-- source: https://github.com/log2timeline/plaso (test data of a sysdiagnose: Apple's updater in staging, NAME.DIGITS.DIGITS.xpc/NAME)
-- source: https://github.com/iAnonymous3000/tracescan (crates/trace-core/src/heuristics.rs: the form exec/DIGITS.DIGITS.xpc/NAME of Apple's own)
-- benign: Programs of a jailbreak, and Apple's own that are unpacked to a place not seen before, can hold up a shutdown as any other. The known forms of Apple's updater are left out.
-- advice: known-trace
-- fired: 0 of 17
WITH resolved AS (
       SELECT input, record, path AS value, shutdown, resolved_path(path) AS path
         FROM sysdiagnose_shutdown
        WHERE substr(path, 1, 1) = '/'),
     graded AS (
       SELECT input, record, value, path, shutdown,
              -- Apple's updater, which xpcroleaccountd copies there: [exec/][NAME.]DIGITS.DIGITS.xpc/NAME.
              CASE WHEN matches(path, '^/private/var/db/com\.apple\.xpc\.roleaccountd\.staging/(?:exec/)?(?:com\.apple\.(?:MobileSoftwareUpdate|NRD)\.UpdateBrainService\.)?\d+\.\d+\.xpc/com\.apple\.(?:MobileSoftwareUpdate|NRD)\.UpdateBrainService$')
                   THEN NULL
                   WHEN matches(path, '^/private/var/(?:db/com\.apple\.xpc\.roleaccountd\.staging/exec/\d+\.\d+\.xpc/com\.apple\.[^/]+$|tmp/UpdateBrain-[^/]+/AssetData/com\.apple\.MobileSoftwareUpdate\.UpdateBrainService\.xpc/)')
                   THEN 'weak'
                   WHEN matches(path, '^/private/var/(?:tmp|db/com\.apple\.xpc\.roleaccountd\.staging)/') THEN 'strong'
                   -- The system's volume, apps, and what the system mounts or unpacks for itself.
                   WHEN matches(path, '^/(?:System|Applications|Library|Developer|bin|sbin|usr/(?:bin|lib|libexec|sbin|appleinternal|standalone))/|^/kernel$')
                   THEN NULL
                   WHEN matches(path, '^/private/(?:preboot|var/(?:containers/Bundle|mobile/Containers|MobileSoftwareUpdate|staged_system_apps|run/com\.apple\.security\.cryptexd))/')
                   THEN NULL
                   ELSE 'weak' END AS grade
         FROM resolved),
     latest AS (
       SELECT input, record, value, grade, max(coalesce(shutdown, 0)) AS shutdown
         FROM graded
        WHERE grade IS NOT NULL AND path IS NOT NULL
        GROUP BY input, path)
SELECT 'sysdiagnose_shutdown' AS artefact, input, record, 'path' AS "column", value, nullif(shutdown, 0) AS time, grade
  FROM latest;
