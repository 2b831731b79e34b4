-- A listed process alone, with what it worked for, with its path; a listed app; a process without usage.
-- Tables: log2timeline/plaso, test_data/netusage.sqlite.
-- file: NetworkDomain/netusage.sqlite
-- schema: usage.NETUSAGE
-- list: process chimerad
-- list: path /private/var/tmp/gorgond
-- list: app com.chimera.flashlight
INSERT INTO ZPROCESS (Z_PK, ZFIRSTTIMESTAMP, ZTIMESTAMP, ZPROCNAME, ZBUNDLENAME) VALUES
  (1, cocoa('2026-03-01T08:00:00Z'), cocoa('2026-03-14T21:07:00Z'), 'chimerad', NULL),
  (2, cocoa('2026-03-02T08:00:00Z'), cocoa('2026-03-14T21:08:00Z'), 'chimerad/com.apple.datausage.general', 'com.apple.datausage.general'),
  (3, cocoa('2026-03-03T08:00:00Z'), cocoa('2026-03-14T21:09:00Z'), '/private/var/mobile/gorgon/chimerad', NULL),
  (4, cocoa('2026-03-04T08:00:00Z'), cocoa('2026-03-14T21:10:00Z'), 'Flashlight/com.chimera.flashlight', 'com.chimera.flashlight'),
  (5, cocoa('2026-03-05T08:00:00Z'), cocoa('2026-03-14T21:11:00Z'), 'mDNSResponder/com.apple.Maps', 'com.apple.Maps'),
  (6, cocoa('2026-03-06T08:00:00Z'), cocoa('2026-03-14T21:12:00Z'), 'chimerad', NULL),
  (8, NULL, NULL, NULL, NULL),
-- No bundle is noted, but the name says for whom.
  (9, cocoa('2026-03-07T08:00:00Z'), cocoa('2026-03-14T21:14:00Z'), 'mDNSResponder/com.chimera.flashlight', NULL);
INSERT INTO ZLIVEUSAGE (Z_PK, ZKIND, ZHASPROCESS, ZTIMESTAMP, ZWIFIIN, ZWIFIOUT, ZWWANIN, ZWWANOUT) VALUES
  (1, 0, 1, cocoa('2026-03-13T21:07:00Z'), 1.0, 2.0, 3.0, 4.0),
  (2, 0, 1, cocoa('2026-03-14T21:07:00.25Z'), 0, 0, 12.5, 1),
  (3, 0, 2, cocoa('2026-03-14T21:08:00Z'), 0, 0, 1, 1),
  (4, 0, 3, cocoa('2026-03-14T21:09:00Z'), 0, 0, 1, 1),
  (5, 255, 4, cocoa('2026-03-14T21:10:00Z'), 0, 0, 1, 1),
  (6, 0, 5, cocoa('2026-03-14T21:11:00Z'), 0, 0, 1, 1),
-- No process was noted: no process was removed either.
  (7, 255, NULL, cocoa('2026-03-14T21:13:00Z'), 0, 0, 1, 1);
