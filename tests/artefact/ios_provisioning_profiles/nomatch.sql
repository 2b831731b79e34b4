-- Other apps, signed for this phone alone.
-- file: MobileDeviceDomain/ProvisioningProfiles/mis.db
-- schema: stores.MIS
-- list: app com.example.chimera
INSERT INTO profiles VALUES
 ('00000000-0000-4000-8000-0000000000A1', 'TEAM000001', '2026-03-01 10:00:00', 'Own', 1803895200, 0, 0, 1, 0, CAST('0~x<plist><dict><key>Name</key><string>n.n</string><key>Entitlements</key><dict><key>application-identifier</key>' || char(10) || char(9) || '<string>TEAM000001.com.example.chimera.notes</string></dict></dict></plist>' AS BLOB)),
 ('00000000-0000-4000-8000-0000000000A2', 'TEAM000001', '2026-03-01 10:00:00', 'Any', 1803895200, 0, 0, 1, 0, CAST('0~x<plist><dict><key>Name</key><string>n.n</string><key>Entitlements</key><dict><key>application-identifier</key>' || char(10) || char(9) || '<string>TEAM000001.*</string></dict></dict></plist>' AS BLOB));
