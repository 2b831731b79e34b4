-- SPDX-License-Identifier: Apache-2.0
-- artefact: ios_device_management
-- title: Remote management of the phone
-- from: SysSharedContainerDomain-systemgroup.com.apple.configurationprofiles/Library/ConfigurationProfiles/MDM.plist
-- from: SysSharedContainerDomain-systemgroup.com.apple.configurationprofiles/Library/ConfigurationProfiles/CloudConfigurationDetails.plist
-- from: HomeDomain/Library/ConfigurationProfiles/MDM.plist
-- from: sysdiagnose/logs/MCState/Shared/MDM.plist
-- from: sysdiagnose/logs/MCState/Shared/CloudConfigurationDetails.plist
-- shows: published servers that manage phones from afar; that a phone is managed or supervised at all
-- means: configured
-- platform: ios
-- until: 27
-- source: https://blog.talosintelligence.com/malicious-mdm/ (phones of thirteen targets in India enrolled with an attacker's MDM server)
-- source: https://github.com/abrignoni/iLEAPP (surveillance.py: MDM.plist: ServerURL, CheckInURL, Topic, AccessRights, ManagingProfileIdentifier, LastPollingSuccess, LastPollingAttempt)
-- source: https://github.com/apple/device-management (mdm/profiles/com.apple.mdm.yaml; IsSupervised, ConfigurationURL, OrganizationName of automated enrolment)
-- event: polled "remote management asked its server {server}"
SELECT pl(d.node, 'LastPollingSuccess')       AS "polled:time",
       pl(d.node, 'LastPollingAttempt')       AS "attempted:time",
       pl(d.node, 'ServerURL')                AS "server:url",
       pl(d.node, 'CheckInURL')               AS "check_in:url",
       pl(d.node, 'ConfigurationURL')         AS "enrolment:url",
       pl(d.node, 'ManagingProfileIdentifier') AS "profile:profile",
       pl(d.node, 'Topic')                    AS "topic",
       pl(d.node, 'AccessRights')             AS "access_rights",
       pl(d.node, 'IsSupervised')             AS "supervised",
       pl(d.node, 'OrganizationName')         AS "organization:private"
  FROM plist() AS d;
