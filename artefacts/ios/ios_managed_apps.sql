-- SPDX-License-Identifier: Apache-2.0
-- artefact: ios_managed_apps
-- title: Apps that a remote management installed
-- from: SysSharedContainerDomain-systemgroup.com.apple.configurationprofiles/Library/ConfigurationProfiles/MDMAppManagement.plist
-- from: HomeDomain/Library/ConfigurationProfiles/MDMAppManagement.plist
-- from: sysdiagnose/logs/MCState/Shared/MDMAppManagement.plist
-- shows: published apps that a management server brought onto the phone
-- means: present
-- platform: ios
-- until: 27
-- source: https://blog.talosintelligence.com/malicious-mdm/ (changed messengers, installed by the attacker's MDM server)
-- source: https://github.com/abrignoni/iLEAPP (surveillance.py: MDMAppManagement.plist: metadataByBundleID)
-- source: https://developer.apple.com/documentation/devicemanagement/managed-application-list-command (states of a managed app; Removable)
SELECT a.key                                AS "app:app",
       pl(a.node, 'state')                  AS "state",
       pl(a.node, 'flags')                  AS "flags",
       pl(a.node, 'Attributes', 'Removable') AS "removable",
       pl(a.node, 'source')                 AS "brought_by"
  FROM plist_rows('metadataByBundleID') AS a;
