-- An app's coalition, a job of launchd's, and one without an end.
-- file: sysdiagnose/logs/powerlogs/powerlog_2026-03-14_06-02_1F2E3D4C.PLSQL
-- schema: powerlog.TIMES
-- schema: powerlog.COALITIONS
-- list: process stablehand
-- list: app com.example.bridoon
INSERT INTO PLStorageOperator_EventForward_TimeOffset (ID, timestamp, baseband, kernel, system) VALUES
 (1, 1773000000.0, 0.0, -1571153284.1, -400.5), (2, 1773400000.0, 0.0, -1571153284.1, 60.0);
INSERT INTO PLCoalitionAgent_EventInterval_CoalitionInterval (ID, timestamp, BundleId, LaunchdCoalitionId, LaunchdName, bytesread, byteswritten, cpu_time, tasks_started, timestampEnd) VALUES
 (1, 1773400001.5, 'com.example.bridoon', 462, '', 5869568.0, 647168.0, 0.75, 4.0, 1773400301.5),
 (2, 1773400001.5, '', 173, 'com.example.bridoon', 1024.0, 0.0, 1.5, 2.0, 1773400301.5),
 (3, 1773400001.5, '', 174, 'com.apple.groomd', 0.0, 0.0, 0.0, 0.0, NULL);
