-- A listed app with both cameras, one on for no app, and a type that is not known.
-- file: sysdiagnose/logs/powerlogs/powerlog_2026-03-14_06-02_1F2E3D4C.PLSQL
-- schema: powerlog.TIMES
-- schema: powerlog.CAMERA
-- list: process stablehand
-- list: app com.example.bridoon
INSERT INTO PLStorageOperator_EventForward_TimeOffset (ID, timestamp, baseband, kernel, system) VALUES
 (1, 1773000000.0, 0.0, -1571153284.1, -400.5), (2, 1773400000.0, 0.0, -1571153284.1, 60.0);
INSERT INTO PLCameraAgent_EventForward_Camera (ID, timestamp, BundleId, CameraType, State) VALUES
 (1, 1772999999.25, 'com.example.bridoon', 2, 1),
 (2, 1773400001.5, 'com.example.bridoon', 0, 0),
 (3, 1773400002.5, NULL, 2, 1),
 (4, 1773400003.5, 'stablehand', 7, 3);
