-- Near a listed name: longer, a part, another case; gaps in the keys; processes without usage.
-- file: NetworkDomain/netusage.sqlite
-- schema: usage.NETUSAGE
-- list: process chimerad
-- list: app com.chimera.flashlight
INSERT INTO ZPROCESS (Z_PK, ZFIRSTTIMESTAMP, ZTIMESTAMP, ZPROCNAME, ZBUNDLENAME) VALUES
  (1, cocoa('2026-03-01T08:00:00Z'), cocoa('2026-03-14T21:07:00Z'), 'chimerad2', NULL),
  (5, cocoa('2026-03-02T08:00:00Z'), cocoa('2026-03-14T21:08:00Z'), 'chimera', NULL),
  (900, cocoa('2026-03-03T08:00:00Z'), cocoa('2026-03-14T21:09:00Z'), 'Chimerad/com.chimera.flashlights', 'com.chimera.flashlight.free'),
  (901, cocoa('2026-03-03T08:00:00Z'), cocoa('2026-03-14T21:09:00Z'), 'BackupAgent2', NULL);
INSERT INTO ZLIVEUSAGE (Z_PK, ZKIND, ZHASPROCESS, ZTIMESTAMP, ZWWANIN, ZWWANOUT) VALUES
  (1, 0, 1, cocoa('2026-03-13T21:07:00Z'), 3.0, 4.0), (9, 0, 900, cocoa('2026-03-14T21:08:00Z'), 1, 1),
  (10, 0, NULL, cocoa('2026-03-14T21:08:00Z'), 1, 1);
