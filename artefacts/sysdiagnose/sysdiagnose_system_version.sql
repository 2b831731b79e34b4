-- SPDX-License-Identifier: Apache-2.0
-- artefact: sysdiagnose_system_version
-- title: The phone's system version
-- from: sysdiagnose/logs/SystemVersion/SystemVersion.plist
-- from: /System/Library/CoreServices/SystemVersion.plist
-- shows: the phone's system version and build
-- platform: ios
-- source: https://github.com/EC-DIGIT-CSIRC/sysdiagnose (parsers/sys.py)
SELECT pl(d.node, 'ProductVersion')      AS "os_version:fact",
       pl(d.node, 'ProductBuildVersion') AS "os_build:fact",
       pl(d.node, 'ProductName')         AS "product",
       pl(d.node, 'ReleaseType')         AS "release_type",
       pl(d.node, 'BuildID')             AS "build_id"
  FROM plist() AS d;
