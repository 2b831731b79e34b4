-- Names around the listed ones.
-- file: sysdiagnose/logs/powerlogs/powerlog_2026-03-14_06-02_1F2E3D4C.PLSQL
-- schema: powerlog.TIMES
-- schema: powerlog.APPS
-- list: process stablehand
-- list: app com.example.bridoon
INSERT INTO PLStorageOperator_EventForward_TimeOffset (ID, timestamp, baseband, kernel, system) VALUES
 (1, 1773000000.0, 0.0, -1571153284.1, -400.5), (2, 1773400000.0, 0.0, -1571153284.1, 60.0);
INSERT INTO PLApplicationAgent_EventNone_AllApps (ID, timestamp, AppBuildVersion, AppBundleId, AppBundleVersion, AppDeletedDate, AppExecutable, AppName, AppType) VALUES
 (1, 1773400001.5, '229', 'com.example.bridoon.notes', '1.0', 0, 'Bridoon', 'Bridoon', 4);
INSERT INTO PLApplicationAgent_EventNone_AllPlugins (ID, timestamp, PluginDeletedDate, PluginExecutableName, PluginId, PluginParentApp, PluginType) VALUES
 (1, 1773400002.5, 0, 'stablehandd', 'com.example.stable.share', 'com.example.stable', 'com.apple.share-services');
