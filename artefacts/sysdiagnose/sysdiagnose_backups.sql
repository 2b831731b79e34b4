-- SPDX-License-Identifier: Apache-2.0
-- artefact: sysdiagnose_backups
-- title: What the phone's backup holds, its last backup, its errors, and what the phone was restored from
-- from: sysdiagnose/logs/MobileBackup/com.apple.MobileBackup.plist
-- shows: identifiers of published apps that have files in the backup; backups and restores
-- means: present
-- platform: ios
-- until: 27
-- source: https://github.com/EC-DIGIT-CSIRC/sysdiagnose (src/sysdiagnose/parsers/mobilebackup.py: sizes by domain, errors)
-- source: https://github.com/abrignoni/iLEAPP (scripts/artifacts/mobileBackup.py: BackupStateInfo, RestoreInfo, DeviceTransferInfo)
-- event: at "{what}"
SELECT NULL                                                        AS "at:time",
       'holds'                                                     AS "what",
       s.key                                                       AS "domain",
       capture(s.key, '^App(?:Domain|DomainGroup|DomainPlugin)-(.+)$') AS "app:app",
       s.value                                                     AS "size",
       NULL                                                        AS "error",
       NULL                                                        AS "build",
       NULL                                                        AS "build_before",
       NULL                                                        AS "over_icloud"
  FROM plist_rows('PreflightSizing') AS s
 UNION ALL
SELECT coalesce(text_time(pl(e.node, 'date')), pl(e.node, 'date')), 'error of a backup', pl(e.node, 'domain'), NULL, NULL,
       coalesce(pl(e.node, 'localizedDescription'), pl(e.node, 'code')), NULL, NULL, NULL
  FROM plist_rows('BackupStateInfo', 'errors') AS e
 UNION ALL
SELECT pl(d.node, 'BackupStateInfo', 'date'), 'backup', NULL, NULL, NULL, NULL, NULL, NULL, pl(d.node, 'BackupStateInfo', 'isCloud')
  FROM plist() AS d
 WHERE pl(d.node, 'BackupStateInfo', 'date') IS NOT NULL
 UNION ALL
SELECT pl(d.node, 'RestoreInfo', 'RestoreDate'), 'restore', NULL, NULL, NULL, NULL, pl(d.node, 'RestoreInfo', 'DeviceBuildVersion'),
       pl(d.node, 'RestoreInfo', 'BackupBuildVersion'), pl(d.node, 'RestoreInfo', 'WasCloudRestore')
  FROM plist() AS d
 WHERE pl(d.node, 'RestoreInfo', 'RestoreDate') IS NOT NULL
 UNION ALL
SELECT pl(d.node, 'DeviceTransferInfo', 'RestoreStartDate'), 'moved from another phone', NULL, NULL, NULL, NULL,
       pl(d.node, 'DeviceTransferInfo', 'BuildVersion'), pl(d.node, 'DeviceTransferInfo', 'SourceDeviceBuildVersion'), NULL
  FROM plist() AS d
 WHERE pl(d.node, 'DeviceTransferInfo', 'RestoreStartDate') IS NOT NULL;
