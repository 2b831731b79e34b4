-- SPDX-License-Identifier: Apache-2.0
-- artefact: ios_backup_info
-- title: What the backup says of itself and of the phone
-- from: Info.plist
-- from: Manifest.plist
-- from: Status.plist
-- reads-any-kind: yes
-- shows: the phone's model and system version, when the backup was made, whether it is encrypted and was finished; the owner's own number on a published list of targets
-- means: selected
-- source: https://theapplewiki.com/wiki/ITunes_Backup (Info.plist, Manifest.plist, Status.plist)
-- source: https://github.com/libimobiledevice/libimobiledevice (tools/idevicebackup2.c: Info.plist's keys; Status.plist, SnapshotState)
SELECT coalesce(pl(d.node, 'Product Type'), pl(d.node, 'Lockdown', 'ProductType'))       AS "device_model:fact",
       coalesce(pl(d.node, 'Product Version'), pl(d.node, 'Lockdown', 'ProductVersion')) AS "os_version:fact",
       coalesce(pl(d.node, 'Build Version'), pl(d.node, 'Lockdown', 'BuildVersion'))     AS "os_build:fact",
       coalesce(pl(d.node, 'Last Backup Date'), pl(d.node, 'Date'))                      AS "acquired:time fact",
       pl(d.node, 'IsEncrypted')                                                         AS "encrypted:fact",
       pl(d.node, 'SnapshotState')                                                       AS "snapshot_state:fact",
       pl(d.node, 'IsFullBackup')                                                        AS "full_backup",
       pl(d.node, 'BackupState')                                                         AS "backup_state",
       pl(d.node, 'WasPasscodeSet')                                                      AS "passcode_set",
       pl(d.node, 'Product Name')                                                        AS "product",
       pl(d.node, 'Target Type')                                                         AS "target_type",
       coalesce(pl(d.node, 'Device Name'), pl(d.node, 'Lockdown', 'DeviceName'))         AS "device_name:person",
       pl(d.node, 'Display Name')                                                        AS "display_name:person",
       pl(d.node, 'Phone Number')                                                        AS "own_number:phone",
       coalesce(pl(d.node, 'Serial Number'), pl(d.node, 'Lockdown', 'SerialNumber'))     AS "serial:private",
       coalesce(pl(d.node, 'Unique Identifier'), pl(d.node, 'Lockdown', 'UniqueDeviceID')) AS "udid:private",
       pl(d.node, 'IMEI')                                                                AS "imei:private",
       pl(d.node, 'MEID')                                                                AS "meid:private",
       pl(d.node, 'ICCID')                                                               AS "iccid:private",
       pl(d.node, 'GUID')                                                                AS "computer_guid:private",
       pl(d.node, 'iTunes Version')                                                      AS "made_with"
  FROM plist() AS d;
