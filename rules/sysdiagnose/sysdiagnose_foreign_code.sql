-- SPDX-License-Identifier: Apache-2.0
-- rule: sysdiagnose_foreign_code
-- reads: sysdiagnose_crash_images, sysdiagnose_spindump_images, sysdiagnose_crashes
-- title: A program of the system had a library loaded that does not belong to the system
-- message: A program of the system had a library loaded that comes from none of the system's folders. Spyware adds itself to programs in this way, and so do a jailbreak and a developer's tools.
-- grade: weak
-- means: executed
-- source: https://support.apple.com/guide/security/operating-system-integrity-sec8b776536b/web (the system lies on a volume that is sealed)
-- source: https://support.apple.com/guide/security/rapid-security-responses-sec87fc038c2/web (cryptexes are part of the system)
-- source: https://github.com/EC-DIGIT-CSIRC/sysdiagnose (places of images in spindump and crash reports)
-- benign: A jailbreak's tweaks, and tools with which a developer tests an app, load libraries into programs of the system. In apps this is not looked at.
-- advice: review
-- fired: 0 of 17
-- Whether a program is the system's tells its own path: of crash images the report's. Apple's own places are passed over:
-- the system's volume, cryptexes, the shared cache, the developer's disk image, assets that Apple signs. Folders for data
-- and temporary files have rule sysdiagnose_library_place. One finding a program and library, at its first report.
WITH ours AS MATERIALIZED (
       SELECT DISTINCT process, timestamp
         FROM sysdiagnose_crashes
        WHERE matches(resolved_path(path), '^/(?:System|usr|bin|sbin|private/preboot/Cryptexes)/')
          AND contains(coalesce(os_version, ''), 'Watch OS') = 0),
     seen AS (
       SELECT 'sysdiagnose_crash_images' AS artefact, i.input, i.record, i.process, i.path, i.timestamp AS moment
         FROM sysdiagnose_crash_images AS i JOIN ours AS o ON o.process = i.process AND o.timestamp IS i.timestamp
        UNION ALL
       SELECT 'sysdiagnose_spindump_images', input, record, process, path, NULL
         FROM sysdiagnose_spindump_images
        WHERE matches(resolved_path(process_path), '^/(?:System|usr|bin|sbin|private/preboot/Cryptexes)/')),
     resolved AS (SELECT *, resolved_path(path) AS place FROM seen WHERE substr(path, 1, 1) = '/'),
     odd AS (
       SELECT *, row_number() OVER (PARTITION BY artefact, process, place ORDER BY moment IS NULL, moment, input, record) AS number
         FROM resolved
        WHERE NOT matches(place, '^/(?:System|usr|bin|sbin|Applications|Developer|cores|private/preboot/Cryptexes)/|^/kernel$|^/private/preboot/[0-9A-F]{96}/(?:System|usr)/|^/private/var/(?:MobileAsset|staged_system_apps)/')
          AND NOT matches(place, '^/private/(?:etc|var/(?:tmp|db|root|folders|logs|mobile(?!/Containers/)))/'))
SELECT artefact, input, record, 'path' AS "column", path AS value, moment AS time, 'weak' AS grade
  FROM odd
 WHERE number = 1;
