-- SPDX-License-Identifier: Apache-2.0
-- artefact: ios_manifest_mbdb
-- title: The backup's list of files, before iOS 10
-- from: Manifest.mbdb
-- lists: ios-backup
-- shows: file names and paths of published traces that were in the backed-up folders; web sites that left data in an app
-- means: iif(site IS NULL, 'present', 'visited')
-- platform: ios
-- source: https://code.google.com/archive/p/iphonebackupbrowser/wikis/MbdbMbdxFormat.wiki (records, numbers, times)
-- source: https://github.com/PicciMario/iPhone-Backup-Analyzer-2 (mbdbdecoding.py: the same, and the file's own name)
-- event: modified "file modified: {device_path}"
-- event: changed "file changed: {device_path}"
-- Some names tell which sites were visited, or hold a person's number or address: those stand in private columns alone.
SELECT f.file_id                                  AS "file_id",
       f.domain                                   AS "domain",
       f.path                                     AS "listed:private",
       iif(website_of(f.path) IS NULL AND NOT path_names_person(f.path), f.path, NULL) AS "path",
       iif(website_of(f.path) IS NULL AND NOT path_names_person(f.path), device_path(f.domain, f.path), NULL)
                                                  AS "device_path:path",
       iif(website_of(f.path) IS NULL AND NOT path_names_person(f.path), NULL, device_path(f.domain, f.path))
                                                  AS "private_path:path private",
       website_of(f.path)                         AS "site:visit url",
       unix_time(f.modified)                      AS "modified:time",
       unix_time(f.changed)                       AS "changed:time",
       f.flags                                    AS "flags",
       f.size                                     AS "size",
       f.mode                                     AS "mode",
       f.protection_class                         AS "protection_class",
       f.key                                      AS "file_key:secret"
  FROM mbdb_rows() AS f;
