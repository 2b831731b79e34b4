-- Names around the listed ones.
-- file: HomeDomain/Library/TCC/TCC.db
-- schema: stores.TCC_14
-- list: process chimerad
-- list: app com.example.chimera
-- list: path /usr/libexec/chimera-tools
INSERT INTO access (service, client, client_type, auth_value, auth_reason, auth_version, flags, last_modified) VALUES
 ('kTCCServiceMicrophone', 'com.example.chimera.notes', 0, 2, 2, 1, 0, 1772359200),
 ('kTCCServiceCamera', '/usr/libexec/chimerad2', 1, 0, 3, 1, 0, 1772359260),
 ('kTCCServicePhotos', '/usr/libexec/chimera-toolsx', 1, 3, 6, 1, 0, 1772359320);
