-- Addresses and names around the listed ones.
-- file: sysdiagnose/logs/powerlogs/powerlog_2026-03-14_06-02_1F2E3D4C.PLSQL
-- schema: powerlog.TIMES
-- schema: powerlog.CONNECTIONS
-- schema: powerlog.TRANSFERS
-- list: ip 203.0.113.7
-- list: domain chimera-delivery.example
-- list: app com.example.bridoon
INSERT INTO PLStorageOperator_EventForward_TimeOffset (ID, timestamp, baseband, kernel, system) VALUES
 (1, 1773000000.0, 0.0, -1571153284.1, -400.5), (2, 1773400000.0, 0.0, -1571153284.1, 60.0);
INSERT INTO PLProcessNetworkAgent_EventPoint_Connection (ID, timestamp, EventType, InterfaceName, LocalAddress, LocalPort, ProcessName, ProcessPID, RemoteAddress, RemotePort, rxCellularBytes, rxWifiBytes, txCellularBytes, txWifiBytes) VALUES
 (1, 1773400001.5, 1, 'pdp_ip0', '192.0.2.4', 50112, 'stablehand', 613, '203.0.113.77', 8443, 10, 0, 9000, 0);
INSERT INTO PLXPCAgent_EventPoint_BackgroundTransfer (ID, timestamp, bundleID, bytesReceived, bytesSent, errorCode, errorFailingURL, state) VALUES
 (1, 1773400003.5, 'com.apple.cloudd:[com.example.bridoon.notes:(null)]', 0, 0, NULL, NULL, 0),
 (2, 1773400004.5, 'com.apple.mobilesafari', 0, 0, -1001, 'https://delivery.example/chimera', 6);
