-- Without times.
-- file: HomeDomain/Library/TCC/TCC.db
-- schema: stores.TCC_10
-- list: process chimerad
-- list: app com.example.chimera
-- list: path /private/var/db/chimera
INSERT INTO access (service, client, client_type, allowed, prompt_count) VALUES
 ('kTCCServiceMicrophone', 'com.example.chimera', 0, 1, 1),
 ('kTCCServiceCamera', '/usr/libexec/chimerad', 1, 0, 2);
