-- A log that keeps no connections.
-- file: sysdiagnose/logs/powerlogs/powerlog_2026-03-14_06-02_1F2E3D4C.PLSQL
-- schema: powerlog.TIMES
-- schema: powerlog.TRANSFERS
-- list: ip 203.0.113.7
-- list: domain chimera-delivery.example
-- list: app com.example.bridoon
INSERT INTO PLStorageOperator_EventForward_TimeOffset (ID, timestamp, baseband, kernel, system) VALUES
 (1, 1773000000.0, 0.0, -1571153284.1, -400.5), (2, 1773400000.0, 0.0, -1571153284.1, 60.0);
INSERT INTO PLXPCAgent_EventPoint_BackgroundTransfer (ID, timestamp, bundleID, bytesReceived, bytesSent, errorCode, errorFailingURL, state) VALUES
 (1, 1773400003.5, 'com.apple.cloudd:[com.example.bridoon:(null)]', 0, 0, NULL, NULL, 0),
 (2, 1773400004.5, 'com.apple.geod', 0, 0, NULL, NULL, 0);
