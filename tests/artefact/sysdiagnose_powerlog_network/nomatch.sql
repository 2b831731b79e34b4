-- Names around the listed ones.
-- file: sysdiagnose/logs/powerlogs/powerlog_2026-03-14_06-02_1F2E3D4C.PLSQL
-- schema: powerlog.TIMES
-- schema: powerlog.NETWORK
-- list: process stablehand
-- list: app com.example.bridoon
INSERT INTO PLStorageOperator_EventForward_TimeOffset (ID, timestamp, baseband, kernel, system) VALUES
 (1, 1773000000.0, 0.0, -1571153284.1, -400.5), (2, 1773400000.0, 0.0, -1571153284.1, 60.0);
INSERT INTO PLProcessNetworkAgent_EventInterval_UsageDiff (ID, timestamp, BundleName, CellIn, CellOut, ProcessName, WifiIn, WifiOut, timestampEnd) VALUES
 (1, 1773400001.5, NULL, 0, 4096, 'stablehandd', 200, 91204, 1773400301.5);
