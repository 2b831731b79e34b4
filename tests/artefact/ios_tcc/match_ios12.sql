-- With prompts and a time.
-- file: HomeDomain/Library/TCC/TCC.db
-- schema: stores.TCC_12
-- list: process chimerad
-- list: app com.example.chimera
-- list: path /private/var/db/chimera
INSERT INTO access (service, client, client_type, allowed, prompt_count, last_modified) VALUES
 ('kTCCServiceMicrophone', 'com.example.chimera', 0, 1, 1, 1552359200),
 ('kTCCServiceCamera', 'com.example.notes', 0, 0, 2, 1552359260);
