-- Names around the listed one.
-- file: sysdiagnose/logs/appinstallation/AppUpdates.sqlitedb
-- schema: stores.APP_UPDATES
-- list: app com.example.bridoon
INSERT INTO app_updates (pid, bundle_id, install_date) VALUES
 (1, 'com.example.bridoon.notes', 560000000), (2, 'com.example.stable', NULL);
