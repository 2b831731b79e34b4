-- SPDX-License-Identifier: Apache-2.0
-- artefact: ios_global_preferences
-- title: The system's own preferences
-- from: HomeDomain/Library/Preferences/.GlobalPreferences.plist
-- shows: whether Lockdown Mode is on
-- platform: ios
-- until: 27
-- source: https://github.com/WebKit/WebKit (Source/WebKit/UIProcess/API/Cocoa/_WKSystemPreferences.mm: LDMGlobalEnabled)
-- source: https://docs.mvt.re/en/latest/ios/records/ (global_preferences)
SELECT pl(d.node, 'LDMGlobalEnabled')  AS "lockdown_mode",
       pl(d.node, 'AppleLanguages', 0) AS "language"
  FROM plist() AS d;
