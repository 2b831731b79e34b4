-- Names around the listed ones.
-- file: sysdiagnose/logs/itunesstored/downloads.28.sqlitedb
-- schema: stores.DOWNLOADS
-- list: app com.example.bridoon
-- list: domain chimera-delivery.example
-- list: path /private/var/mobile/Library/halter
INSERT INTO download (pid, bundle_id, bundle_version, client_id, kind, title, store_account_name, store_url, timestamp) VALUES
 (11, 'com.example.bridoon.notes', '7.53', 'com.apple.AppStore', 'software', 'Bridoon', 'mira@stables.example', NULL, 1773400001),
 (12, NULL, NULL, 'com.apple.Music', 'song', 'Canter', NULL, 'https://music.example/canter', 1773400002);
INSERT INTO asset (pid, download_id, asset_order, asset_type, url, local_path, destination_url) VALUES
 (1, 11, 0, 'media', 'https://apps.example/bridoon.ipa', '/var/mobile/Media/Downloads/1/1.ipa', NULL),
 (2, 99, 0, 'media', 'https://delivery.example/db?type=1', '/var/mobile/Media/Downloads/2/2.ipa', NULL);
