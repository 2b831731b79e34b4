-- An app, a process by its name and by its path, and the system's own.
-- file: HomeDomain/Library/TCC/TCC.db
-- schema: stores.TCC_14
-- list: process chimerad
-- list: app com.example.chimera
-- list: path /private/var/db/chimera
INSERT INTO access (service, client, client_type, auth_value, auth_reason, auth_version, flags, last_modified) VALUES
 ('kTCCServiceMicrophone', 'com.example.chimera', 0, 2, 2, 1, 0, 1772359200),
 ('kTCCServiceCamera', 'chimerad', 0, 0, 3, 1, 0, 1772359260),
 ('kTCCServicePhotos', '/private/var/db/chimera/run', 1, 3, 6, 1, 0, 1772359320),
 ('kTCCServiceAddressBook', 'com.example.notes', 0, 1, 11, 1, 0, 1772359380);
