-- SPDX-License-Identifier: Apache-2.0
-- artefact: ios_setup
-- title: When and from what the phone was set up
-- from: HomeDomain/Library/Preferences/com.apple.MobileBackup.plist
-- from: HomeDomain/Library/Preferences/com.apple.purplebuddy.plist
-- from: HomeDomain/Library/Preferences/com.apple.migration.plist
-- from: RootDomain/Library/Lockdown/data_ark.plist
-- shows: when the phone was set up or restored, and from what: what is older may have come from an earlier phone
-- platform: ios
-- until: 27
-- source: https://github.com/abrignoni/iLEAPP (scripts/artifacts/mobileBackup.py: RestoreInfo; Ph083comapplePurpleBuddyPlist.py: SetupState)
-- source: https://theforensicscooter.com/2024/02/04/device-setup-transferring-data-to-new-iphone-effects-to-photos-sqlite/ (SetupState; DeviceTransferInfo of com.apple.MobileBackup.plist)
-- source: https://cellebrite.com/en/blog/upgrade-from-null-detecting-ios-wipe-artifacts/ (com.apple.purplebuddy.plist; SetupLastExit may be written again later)
-- event: set_up "phone set up"
-- event: restored "phone restored from a backup"
-- event: transferred "data of another phone taken over"
SELECT -- Of a restore and a transfer the later; the report takes the earliest of the files, since some are written again.
       coalesce(max(x.restored, x.transferred), x.restored, x.transferred, x.last_exit, x.first_done) AS "set_up:time fact",
       x.how          AS "how",
       x.restore      AS "restore",
       x.finished     AS "finished",
       x.restored     AS "restored:time",
       x.from_cloud   AS "from_cloud",
       x.backup_build AS "backup_build",
       x.device_build AS "device_build",
       x.transferred  AS "transferred:time",
       x.source_build AS "source_build",
       x.source_udid  AS "source_udid:private",
       x.source_model AS "source_model"
  FROM (SELECT (SELECT v.value FROM plist_rows(d.node, 'RestoreInfo') AS v
                 WHERE v.key = 'RestoreDate' AND v.type = 'date')                                 AS restored,
               (SELECT v.value FROM plist_rows(d.node, 'DeviceTransferInfo') AS v
                 WHERE v.key = 'FileTransferStartDate' AND v.type = 'date')                       AS transferred,
               (SELECT v.value FROM plist_rows(d.node) AS v
                 WHERE v.key = 'SetupLastExit' AND v.type = 'date')                               AS last_exit,
               -- Seconds or milliseconds since 1970, in data_ark.plist.
               (SELECT unix_time(v.value) FROM plist_rows(d.node) AS v
                 WHERE v.key = '-FirstPurpleBuddyCompletion' AND v.type IN ('integer', 'real'))   AS first_done,
               coalesce(pl(d.node, 'SetupState'), pl(d.node, 'com.apple.purplebuddy-SetupState')) AS how,
               coalesce(pl(d.node, 'RestoreState'), pl(d.node, 'com.apple.purplebuddy-RestoreState')) AS restore,
               pl(d.node, 'SetupDone')                                      AS finished,
               pl(d.node, 'RestoreInfo', 'WasCloudRestore')                 AS from_cloud,
               pl(d.node, 'RestoreInfo', 'BackupBuildVersion')              AS backup_build,
               pl(d.node, 'RestoreInfo', 'DeviceBuildVersion')              AS device_build,
               pl(d.node, 'DeviceTransferInfo', 'SourceDeviceBuildVersion') AS source_build,
               pl(d.node, 'DeviceTransferInfo', 'SourceDeviceUDID')         AS source_udid,
               pl(d.node, 'RestoredBackupProductType')                      AS source_model
          FROM plist() AS d) AS x;
