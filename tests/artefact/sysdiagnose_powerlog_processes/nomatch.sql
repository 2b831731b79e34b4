-- Names around the listed ones.
-- file: sysdiagnose/logs/powerlogs/powerlog_2026-03-14_06-02_1F2E3D4C.PLSQL
-- schema: powerlog.TIMES
-- schema: powerlog.PROCESSES
-- schema: powerlog.PROCESSOR_TIMES
-- list: process stablehand
-- list: app com.example.bridoon
INSERT INTO PLStorageOperator_EventForward_TimeOffset (ID, timestamp, baseband, kernel, system) VALUES
 (1, 1773000000.0, 0.0, -1571153284.1, -400.5), (2, 1773400000.0, 0.0, -1571153284.1, 60.0);
INSERT INTO PLProcessMonitorAgent_EventForward_ProcessID (ID, timestamp, BundleID, CoalitionID, PID, ProcessName) VALUES
 (1, 1772999999.25, NULL, 203, 252, 'stablehandd'),
 (2, 1773400001.5, 'com.example.bridoon.notes', 390, 612, 'Notes');
INSERT INTO PLProcessMonitorAgent_EventInterval_ProcessMonitorInterval (ID, timestamp, timestampEnd) VALUES (1, 1773400010.0, 1773400310.0);
INSERT INTO PLProcessMonitorAgent_EventBackward_ProcessMonitor (ID, timestamp) VALUES (1, 1773500000.0);
