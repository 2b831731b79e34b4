-- Recent phones: no columns for Wi-Fi (MVT, mixed/net_datausage.py).
-- file: NetworkDomain/netusage.sqlite
-- schema: usage.NETUSAGE_WITHOUT_WIFI
-- list: process chimerad
INSERT INTO ZPROCESS (Z_PK, ZFIRSTTIMESTAMP, ZTIMESTAMP, ZPROCNAME, ZBUNDLENAME) VALUES
  (1, cocoa('2026-03-01T08:00:00Z'), cocoa('2026-03-14T21:07:00Z'), 'chimerad', NULL),
  (2, cocoa('2026-03-06T08:00:00Z'), cocoa('2026-03-14T21:12:00Z'), 'backupd/com.apple.datausage.backup', 'com.apple.datausage.backup');
INSERT INTO ZLIVEUSAGE (Z_PK, ZKIND, ZHASPROCESS, ZTIMESTAMP, ZWWANIN, ZWWANOUT) VALUES
  (1, 0, 1, cocoa('2026-03-14T21:07:00Z'), 3.0, 4.0);
