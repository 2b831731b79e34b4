-- A node of hardware, a process and an app.
-- file: sysdiagnose/logs/powerlogs/powerlog_2026-03-14_06-02_1F2E3D4C.PLSQL
-- schema: powerlog.TIMES
-- schema: powerlog.NODES
-- list: process stablehand
-- list: app com.example.bridoon
INSERT INTO PLStorageOperator_EventForward_TimeOffset (ID, timestamp, baseband, kernel, system) VALUES
 (1, 1773000000.0, 0.0, -1571153284.1, -400.5), (2, 1773400000.0, 0.0, -1571153284.1, 60.0);
INSERT INTO PLAccountingOperator_EventNone_Nodes (ID, timestamp, IsPermanent, Name) VALUES
 (2, 1772999999.25, 1, 'CPU'),
 (10039, 1773400001.5, 0, 'stablehand'),
 (10040, 1773400002.5, 0, 'com.example.bridoon');
