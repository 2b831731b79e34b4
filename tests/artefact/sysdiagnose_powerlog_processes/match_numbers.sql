-- A log that keeps process numbers alone, and no change of the clock.
-- file: sysdiagnose/logs/powerlogs/powerlog_2026-03-14_06-02_1F2E3D4C.PLSQL
-- schema: powerlog.TIMES
-- schema: powerlog.PROCESSES
-- list: process stablehand
-- list: app com.example.bridoon
INSERT INTO PLProcessMonitorAgent_EventForward_ProcessID (ID, timestamp, BundleID, CoalitionID, PID, ProcessName) VALUES
 (1, 1772999999.25, 'com.example.bridoon', 203, 252, 'com.example.bridoon'),
 (2, 1773400001.5, NULL, 390, 612, 'stablehand');
