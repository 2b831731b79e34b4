-- Names around the listed ones.
-- file: sysdiagnose/logs/powerlogs/powerlog_2026-03-14_06-02_1F2E3D4C.PLSQL
-- schema: powerlog.TIMES
-- schema: powerlog.STATES
-- schema: powerlog.ENDS
-- list: process stablehand
-- list: app com.example.bridoon
INSERT INTO PLStorageOperator_EventForward_TimeOffset (ID, timestamp, baseband, kernel, system) VALUES
 (1, 1773000000.0, 0.0, -1571153284.1, -400.5), (2, 1773400000.0, 0.0, -1571153284.1, 60.0);
INSERT INTO PLApplicationAgent_EventForward_Application (ID, timestamp, Identifier, pid, State, Reason) VALUES
 (1, 1772999999.25, 'com.example.bridoon.notes', 612, 8, 0);
INSERT INTO PLApplicationAgent_EventPoint_ApplicationExitReason (ID, timestamp, Identifier, Reason, pid, Subcode) VALUES
 (1, 1773400002.5, 'com.example.bridoon.notes', 2, 612, 11);
