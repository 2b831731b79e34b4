-- A log that has no such table.
-- file: sysdiagnose/logs/powerlogs/powerlog_2026-03-14_06-02_1F2E3D4C.PLSQL
-- schema: powerlog.TIMES
INSERT INTO PLStorageOperator_EventForward_TimeOffset (ID, timestamp, baseband, kernel, system) VALUES
 (1, 1773000000.0, 0.0, -1571153284.1, -400.5), (2, 1773400000.0, 0.0, -1571153284.1, 60.0);
