-- A company's profile of a listed app, one of a developer, one that does not name its app.
-- file: MobileDeviceDomain/ProvisioningProfiles/mis.db
-- schema: stores.MIS
-- list: app com.example.chimera
INSERT INTO profiles VALUES
 ('00000000-0000-4000-8000-0000000000A1', 'TEAM000001', '2026-03-01 10:00:00', 'Company', 1803895200, 1, 0, 0, 0, CAST('0~x<plist><dict><key>Name</key><string>n.n</string><key>Entitlements</key><dict><key>application-identifier</key>' || char(10) || char(9) || '<string>TEAM000001.com.example.chimera</string></dict></dict></plist>' AS BLOB)),
 ('00000000-0000-4000-8000-0000000000A2', 'TEAM000002', '2026-03-02 10:00:00', 'Developer', 1803895200, 0, 0, 1, 0, CAST('0~x<plist><dict><key>Name</key><string>n.n</string><key>Entitlements</key><dict><key>application-identifier</key>' || char(10) || char(9) || '<string>TEAM000001.com.example.mine</string></dict></dict></plist>' AS BLOB)),
 ('00000000-0000-4000-8000-0000000000A3', 'TEAM000003', 'never', 'Nameless', NULL, 0, 0, 0, 1, x'00ff');
