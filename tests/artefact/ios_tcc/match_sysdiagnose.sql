-- The copy that a sysdiagnose has.
-- file: sysdiagnose/logs/Accessibility/TCC.db
-- schema: stores.TCC_14
-- list: process chimerad
-- list: app com.example.chimera
-- list: path /private/var/db/chimera
INSERT INTO access (service, client, client_type, auth_value, auth_reason, auth_version, flags, last_modified) VALUES
 ('kTCCServiceMicrophone', 'com.example.chimera', 0, 2, 2, 1, 0, 1772359200),
 ('kTCCServiceCamera', 'com.example.notes', 0, 0, 3, 1, 0, 1772359260);
