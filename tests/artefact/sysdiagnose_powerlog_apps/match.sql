-- A listed app that was removed, an app with a listed program, and a listed extension.
-- file: sysdiagnose/logs/powerlogs/powerlog_2026-03-14_06-02_1F2E3D4C.PLSQL
-- schema: powerlog.TIMES
-- schema: powerlog.APPS
-- list: process stablehand
-- list: app com.example.bridoon
INSERT INTO PLStorageOperator_EventForward_TimeOffset (ID, timestamp, baseband, kernel, system) VALUES
 (1, 1773000000.0, 0.0, -1571153284.1, -400.5), (2, 1773400000.0, 0.0, -1571153284.1, 60.0);
INSERT INTO PLApplicationAgent_EventNone_AllApps (ID, timestamp, AppBuildVersion, AppBundleId, AppBundleVersion, AppDeletedDate, AppExecutable, AppName, AppType) VALUES
 (1, 1773400001.5, '229', 'com.example.bridoon', '1.0', 1773300000, 'Bridoon', 'Bridoon', 4),
 (2, 1773400001.5, '12', 'com.example.stable', '2.3', 0, 'stablehand', 'Stable', 4);
INSERT INTO PLApplicationAgent_EventNone_AllPlugins (ID, timestamp, PluginDeletedDate, PluginExecutableName, PluginId, PluginParentApp, PluginType) VALUES
 (1, 1773400002.5, 0, 'StableShare', 'com.example.stable.share', 'com.example.bridoon', 'com.apple.share-services');
