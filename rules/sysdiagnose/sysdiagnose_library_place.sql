-- SPDX-License-Identifier: Apache-2.0
-- rule: sysdiagnose_library_place
-- reads: sysdiagnose_spindump_images, sysdiagnose_crash_images
-- title: A library was loaded into a program from a folder where no app and no part of the system has its place
-- grade: strong
-- means: executed
-- source: https://securelist.com/shutdown-log-lightweight-ios-malware-detection-method/111734/ (Pegasus and Reign below /private/var/db, Predator from /private/var/tmp)
-- source: https://github.com/KasperskyLab/iShutdown (the two folders)
-- source: https://www.amnesty.org/en/latest/research/2021/07/forensic-methodology-report-how-to-catch-nso-groups-pegasus/ (com.apple.xpc.roleaccountd.staging)
-- source: https://citizenlab.ca/2021/12/pegasus-vs-predator-dissidents-doubly-infected-iphone-reveals-cytrox-mercenary-spyware/ (/private/var/tmp)
-- source: https://github.com/mvt-project/mvt-indicators (coruna.stix2: /private/var/tmp/upgrade.dylib)
-- benign: A jailbreak's tweaks and a developer's tools load libraries from folders for data.
-- advice: known-trace
-- fired: 0 of 17
WITH seen AS (
       SELECT 'sysdiagnose_spindump_images' AS artefact, input, record, 'path' AS place, path AS value, NULL AS moment FROM sysdiagnose_spindump_images
        WHERE path IS NOT process_path -- the program itself
        UNION ALL
       SELECT 'sysdiagnose_crash_images', input, record, 'path', path, timestamp FROM sysdiagnose_crash_images),
     resolved AS (
       SELECT *, resolved_path(value) AS path FROM seen
        WHERE substr(value, 1, 1) = '/'),
     graded AS (
       SELECT artefact, input, record, place, value, path, moment,
              -- Apple's updater itself, and what it may have brought along in its own DIGITS.DIGITS.xpc.
              CASE WHEN matches(path, '^/private/var/db/com\.apple\.xpc\.roleaccountd\.staging/(?:exec/)?(?:com\.apple\.(?:MobileSoftwareUpdate|NRD)\.UpdateBrainService\.)?\d+\.\d+\.xpc/com\.apple\.(?:MobileSoftwareUpdate|NRD)\.UpdateBrainService$')
                   THEN NULL
                   WHEN matches(path, '^/private/var/db/com\.apple\.xpc\.roleaccountd\.staging/(?:exec/)?(?:com\.apple\.[\w.]+\.)?\d+\.\d+\.xpc/')
                   THEN 'weak'
                   WHEN matches(path, '^/private/var/(?:tmp|db/com\.apple\.xpc\.roleaccountd\.staging)/') THEN 'strong'
                   WHEN matches(path, '^/private/(?:etc|var/(?:db|root|folders|logs|mobile(?!/Containers/)))/') THEN 'weak' END AS grade
         FROM resolved),
     latest AS (
       SELECT artefact, input, record, place, value, grade, max(coalesce(moment, 0)) AS moment
         FROM graded
        WHERE grade IS NOT NULL
        GROUP BY artefact, input, path)
SELECT artefact, input, record, place AS "column", value, nullif(moment, 0) AS time, grade
  FROM latest;
