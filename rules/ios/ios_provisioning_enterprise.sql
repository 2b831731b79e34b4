-- SPDX-License-Identifier: Apache-2.0
-- rule: ios_provisioning_enterprise
-- reads: ios_provisioning_profiles, ios_profiles
-- title: A company's signature lets an app from outside the App Store run on this phone
-- grade: weak
-- means: configured
-- source: https://developer.apple.com/documentation/technotes/tn3125-inside-code-signing-provisioning-profiles (ProvisionsAllDevices)
-- source: https://blog.google/threat-analysis-group/italian-spyware-vendor-targets-users-in-italy-and-kazakhstan/ (spyware for iOS signed with an enterprise certificate)
-- benign: Employers sign their own apps like this; on a phone that is managed it is context alone.
-- advice: review
-- fired: 0 of 17
SELECT 'ios_provisioning_profiles' AS artefact, s.input, s.record, 'bundle' AS "column", s.bundle AS value, s.installed AS time,
       iif(EXISTS (SELECT 1 FROM ios_profiles AS p WHERE p.managements > 0), 'context', 'weak') AS grade
  FROM ios_provisioning_profiles AS s
 WHERE s.all_devices = 1 AND s.apple_internal IS NOT 1 AND length(s.uuid) = 36
