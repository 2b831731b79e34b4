-- SPDX-License-Identifier: Apache-2.0
-- artefact: sysdiagnose_store_downloads
-- title: Downloads of the stores (itunesstored)
-- from: sysdiagnose/logs/itunesstored/downloads.*.sqlitedb
-- shows: addresses and sites of published spyware that a file was fetched from; identifiers of apps; a list that somebody crafted so that the store's service writes a file elsewhere
-- means: iif(url IS NULL, 'present', 'contacted')
-- platform: ios
-- until: 27
-- source: https://github.com/EC-DIGIT-CSIRC/sysdiagnose (src/sysdiagnose/parsers/itunesstore.py: the file)
-- source: https://github.com/hanakim3945/bl_sbx (its write-up: the table asset, and what a crafted one does)
-- source: the program itunesstored (its schema of the list, DownloadDatabaseSchema)
-- event: asked "download of {app} asked for"
SELECT unix_time(d.timestamp) AS "asked:time",
       d.bundle_id            AS "app:app",
       d.bundle_version       AS "version",
       d.kind                 AS "sort",
       d.client_id            AS "asked_by:app",
       d.title                AS "title:private",
       d.store_account_name   AS "account:email|phone",
       d.store_url            AS "url:url private",
       NULL                   AS "path:path",
       NULL                   AS "destination:url private",
       d.pid                  AS "download"
  FROM download AS d
 UNION ALL
SELECT unix_time(d.timestamp), d.bundle_id, NULL, a.asset_type, d.client_id, NULL, NULL, a.url, a.local_path, a.destination_url, a.download_id
  FROM asset AS a
  LEFT JOIN download AS d ON d.pid = a.download_id;
