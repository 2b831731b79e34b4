-- SPDX-License-Identifier: Apache-2.0
-- artefact: ios_profiles
-- title: Configuration profiles
-- from: SysSharedContainerDomain-systemgroup.com.apple.configurationprofiles/Library/ConfigurationProfiles/profile-*
-- from: HomeDomain/Library/ConfigurationProfiles/profile-*
-- from: HomeDomain/Library/UserConfigurationProfiles/profile-*
-- from: sysdiagnose/logs/MCState/Shared/profile-*
-- from: sysdiagnose/logs/MCState/User/profile-*
-- shows: published profiles; published hosts, links and certificates inside profiles; profiles that can read traffic or hide notifications
-- means: configured
-- platform: ios
-- until: 27
-- source: https://docs.mvt.re/en/latest/ios/records/ (configuration_profiles: profile-*, InstallDate, PayloadUUID)
-- source: https://github.com/EC-DIGIT-CSIRC/sysdiagnose (mcstate_shared_profile, summary: stubs of a sysdiagnose, OTAProfileStub)
-- source: https://github.com/apple/device-management (mdm/profiles: payload types and their keys)
-- event: installed "configuration profile {identifier} installed"
SELECT pl(d.node, 'InstallDate')              AS "installed:time",
       pl(d.node, 'PayloadUUID')              AS "uuid:profile",
       pl(d.node, 'PayloadIdentifier')        AS "identifier:profile",
       pl(d.node, 'PayloadDisplayName')       AS "name:private",
       pl(d.node, 'PayloadOrganization')      AS "organization:private",
       NULL                                   AS "payload",
       (SELECT group_concat(pl(c.node, 'PayloadType'), ' ') FROM plist_rows(d.node, 'PayloadContent') AS c) AS "types",
       NULL                                   AS "host:domain|ip",
       -- Where a phone enrols itself, the profile that it went for stands inside.
       pl(d.node, 'OTAProfileStub', 'PayloadContent', 'URL') AS "link:url",
       NULL                                   AS "other_host:domain|ip",
       NULL                                   AS "other_link:url",
       NULL                                   AS "certificate:certificate",
       -- A certificate that a Wi-Fi of the same profile pins is that network's own.
       (SELECT count(*) FROM plist_rows(d.node, 'PayloadContent') AS c
         WHERE pl(c.node, 'PayloadType') = 'com.apple.security.root'
           AND NOT EXISTS (SELECT 1 FROM plist_rows(d.node, 'PayloadContent') AS w,
                                         plist_rows(w.node, 'EAPClientConfiguration', 'PayloadCertificateAnchorUUID') AS u
                            WHERE u.value = pl(c.node, 'PayloadUUID'))) AS "root_certificates",
       (SELECT count(*) FROM plist_rows(d.node, 'PayloadContent') AS c
         WHERE pl(c.node, 'PayloadType') = 'com.apple.proxy.http.global') AS "global_proxies",
       (SELECT count(*) FROM plist_rows(d.node, 'PayloadContent') AS c
         WHERE pl(c.node, 'VPNType') = 'AlwaysOn') AS "always_on_vpns",
       (SELECT count(*) FROM plist_rows(d.node, 'PayloadContent') AS c, plist_rows(c.node, 'NotificationSettings') AS n
         WHERE pl(c.node, 'PayloadType') = 'com.apple.notificationsettings'
           AND pl(n.node, 'NotificationsEnabled') = 0) AS "hidden_notifications",
       (SELECT count(*) FROM plist_rows(d.node, 'PayloadContent') AS c
         WHERE pl(c.node, 'PayloadType') = 'com.apple.mdm') AS "managements",
       pl(d.node, 'PayloadRemovalDisallowed') AS "removal_disallowed"
  FROM plist() AS d
 UNION ALL
SELECT pl(d.node, 'InstallDate'), pl(c.node, 'PayloadUUID'), pl(c.node, 'PayloadIdentifier'),
       pl(c.node, 'PayloadDisplayName'), NULL, c.n, pl(c.node, 'PayloadType'),
       coalesce(pl(c.node, 'VPN', 'RemoteAddress'), pl(c.node, 'IKEv2', 'RemoteAddress'),
                pl(c.node, 'IPSec', 'RemoteAddress'), pl(c.node, 'PPP', 'CommRemoteAddress'),
                pl(c.node, 'AlwaysOn', 'TunnelConfigurations', 0, 'RemoteAddress'),
                pl(c.node, 'ProxyServer'), pl(c.node, 'DNSSettings', 'ServerName'),
                pl(c.node, 'IncomingMailServerHostName'), pl(c.node, 'CalDAVHostName'), pl(c.node, 'CardDAVHostName'),
                pl(c.node, 'LDAPAccountHostName'), pl(c.node, 'Host')),
       coalesce(pl(c.node, 'URL'), pl(c.node, 'ServerURL'), pl(c.node, 'ProxyPACURL'),
                pl(c.node, 'DNSSettings', 'ServerURL'), pl(c.node, 'SubCalAccountHostName')),
       nullif(coalesce(pl(c.node, 'OutgoingMailServerHostName'), pl(c.node, 'Proxies', 'HTTPProxy'),
                       pl(c.node, 'DNSSettings', 'ServerAddresses', 0)), pl(c.node, 'IncomingMailServerHostName')),
       -- Mostly the host of the first link, which is told already.
       iif(url_part(pl(c.node, 'CheckInURL'), 'host') IS url_part(pl(c.node, 'ServerURL'), 'host'),
           pl(c.node, 'Proxies', 'ProxyAutoConfigURLString'), pl(c.node, 'CheckInURL')),
       CASE WHEN substr(pl(c.node, 'PayloadType'), 1, 19) = 'com.apple.security.'
             AND typeof(pl(c.node, 'PayloadContent')) = 'blob' THEN sha256(pl(c.node, 'PayloadContent')) END,
       NULL, NULL, NULL, NULL, NULL, NULL
  FROM plist() AS d, plist_rows(d.node, 'PayloadContent') AS c;
