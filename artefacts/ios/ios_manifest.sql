-- SPDX-License-Identifier: Apache-2.0
-- artefact: ios_manifest
-- title: The backup's list of files
-- from: Manifest.db
-- lists: ios-backup
-- shows: file names and paths of published traces that were in the backed-up folders; web sites that left data in an app
-- means: iif(site IS NULL, 'present', 'visited')
-- platform: ios
-- until: 27
-- source: https://github.com/libimobiledevice/libimobiledevice (tools/idevicebackup2.c: the folder's layout)
-- source: https://theapplewiki.com/wiki/ITunes_Backup (table Files, domains)
-- table: Files(fileID TEXT PRIMARY KEY, domain TEXT, relativePath TEXT, flags INTEGER, file BLOB)
-- event: modified "file modified: {device_path}"
-- event: created "file created: {device_path}"
-- Some names tell which sites were visited, or hold a person's number or address: those stand in private columns alone.
SELECT f.fileID                                   AS "file_id",
       f.domain                                   AS "domain",
       f.relativePath                             AS "listed:private",
       iif(website_of(f.relativePath) IS NULL AND NOT path_names_person(f.relativePath), f.relativePath, NULL) AS "path",
       iif(website_of(f.relativePath) IS NULL AND NOT path_names_person(f.relativePath),
           device_path(f.domain, f.relativePath), NULL) AS "device_path:path",
       iif(website_of(f.relativePath) IS NULL AND NOT path_names_person(f.relativePath), NULL,
           device_path(f.domain, f.relativePath)) AS "private_path:path private",
       iif(device_path(f.domain, f.relativePath) IS NULL,
           replace(f.relativePath, rtrim(f.relativePath, replace(f.relativePath, '/', '')), ''), NULL) AS "unmapped:file private",
       website_of(f.relativePath)                 AS "site:visit url",
       unix_time(pl(f.file, 'LastModified'))      AS "modified:time",
       unix_time(pl(f.file, 'Birth'))             AS "created:time",
       unix_time(pl(f.file, 'LastStatusChange'))  AS "changed:time",
       f.flags                                    AS "flags",
       pl(f.file, 'Size')                         AS "size",
       pl(f.file, 'Mode')                         AS "mode",
       pl(f.file, 'ProtectionClass')              AS "protection_class",
       backup_file_key(f.file)                    AS "file_key:secret"
  FROM Files AS f;
