-- SPDX-License-Identifier: Apache-2.0
-- rule: ios_app_enterprise
-- reads: ios_applications, ios_profiles
-- title: An app was installed from a link with a company's signature
-- grade: weak
-- means: present
-- source: https://support.apple.com/en-us/118254 (custom enterprise apps)
-- source: https://blog.google/threat-analysis-group/italian-spyware-vendor-targets-users-in-italy-and-kazakhstan/ (spyware for iOS signed with an enterprise certificate)
-- benign: Employers give their own apps to their staff like this; on a phone that is managed it is context alone.
-- advice: review
-- fired: 0 of 17
SELECT 'ios_applications' AS artefact, a.input, a.record, 'bundle' AS "column", a.bundle AS value, a.purchased AS time,
       iif(EXISTS (SELECT 1 FROM ios_profiles AS p WHERE p.managements > 0), 'context', 'weak') AS grade
  FROM ios_applications AS a
 WHERE a.origin = 'enterprise'
