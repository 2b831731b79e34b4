-- A process before the first change of the clock, one after it, two by processor time, and one of an interval that is gone.
-- file: sysdiagnose/logs/powerlogs/powerlog_2026-03-14_06-02_1F2E3D4C.PLSQL
-- schema: powerlog.TIMES
-- schema: powerlog.PROCESSES
-- schema: powerlog.PROCESSOR_TIMES
-- list: process stablehand
-- list: app com.example.bridoon
INSERT INTO PLStorageOperator_EventForward_TimeOffset (ID, timestamp, baseband, kernel, system) VALUES
 (1, 1773000000.0, 0.0, -1571153284.1, -400.5), (2, 1773400000.0, 0.0, -1571153284.1, 60.0);
INSERT INTO PLProcessMonitorAgent_EventForward_ProcessID (ID, timestamp, BundleID, CoalitionID, PID, ProcessName) VALUES
 (1, 1772999999.25, NULL, 203, 252, 'groomd'),
 (2, 1773400001.5, 'com.example.bridoon', 390, 612, 'Bridoon'),
 (3, 1773400002.5, NULL, 391, 613, 'stablehand');
INSERT INTO PLProcessMonitorAgent_EventInterval_ProcessMonitorInterval (ID, timestamp, timestampEnd) VALUES (1, 1773400010.0, 1773400310.0);
INSERT INTO PLProcessMonitorAgent_EventBackward_ProcessMonitor (ID, timestamp) VALUES (1, 1773500000.0);
INSERT INTO PLProcessMonitorAgent_EventInterval_ProcessMonitorInterval_Dynamic (ID, FK_ID, BundleID, PID, ProcessName, unit, value) VALUES
 (1, 1, NULL, 613, 'stablehand', 's', 33.5), (2, 9, NULL, 252, 'groomd', 's', 0.5);
INSERT INTO PLProcessMonitorAgent_EventBackward_ProcessMonitor_Dynamic (ID, FK_ID, BundleID, PID, ProcessName, unit, value) VALUES
 (1, 1, 'com.example.bridoon', 612, 'Bridoon', 's', 1.25);
