-- SPDX-License-Identifier: Apache-2.0
-- artefact: ios_network_extension_apps
-- title: Apps that the network's rules know
-- from: SystemPreferencesDomain/com.apple.networkextension.cache.plist
-- from: sysdiagnose/logs/Networking/com.apple.networkextension.cache.plist
-- shows: published apps, also when they are gone from the phone
-- means: present
-- platform: ios
-- until: 27
-- source: https://github.com/cheeky4n6monkey/iOS_sysdiagnose_forensic_scripts (sysdiagnose-net-ext-cache.py: app-rules)
-- source: https://github.com/EC-DIGIT-CSIRC/sysdiagnose (networkextensioncache)
SELECT r.key          AS "app:app",
       r.type         AS "kept_as"
  FROM plist_rows('app-rules') AS r;
