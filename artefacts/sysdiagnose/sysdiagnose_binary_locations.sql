-- SPDX-License-Identifier: Apache-2.0
-- artefact: sysdiagnose_binary_locations
-- title: Programs and libraries that were seen running, by UUID
-- from: sysdiagnose/logs/tailspindb/UUIDToBinaryLocations
-- from: /private/var/db/spindump/UUIDToBinaryLocations
-- shows: published paths and file names of programs and libraries that ran, also some time ago
-- means: executed
-- platform: ios
-- until: 27
-- source: https://github.com/cheeky4n6monkey/iOS_sysdiagnose_forensic_scripts (sysdiagnose-uuid2path.py: UUID and path)
-- source: https://github.com/EC-DIGIT-CSIRC/sysdiagnose (uuid2path; iOS 12 to 14)
SELECT l.key   AS "uuid",
       l.value AS "path:path"
  FROM plist_rows() AS l
 WHERE l.key <> 'build_number';
