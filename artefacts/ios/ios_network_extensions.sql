-- SPDX-License-Identifier: Apache-2.0
-- artefact: ios_network_extensions
-- title: What stands between the phone and the network: VPNs, content filters, DNS servers and proxies
-- from: SystemPreferencesDomain/com.apple.networkextension.plist
-- from: sysdiagnose/logs/Networking/com.apple.networkextension.plist
-- shows: published servers and apps that the phone's traffic or its name look-ups went through; interception by a VPN, a filter, a DNS server or a proxy
-- means: configured
-- platform: ios
-- until: 27
-- source: https://github.com/EC-DIGIT-CSIRC/sysdiagnose (networkextension: where it lies in a sysdiagnose)
-- source: https://github.com/erikng/gnes (NEConfiguration: application, contentFilter, dnsProxy, VPN, payloadInfo and their members)
-- source: https://developer.apple.com/documentation/networkextension (the classes that are archived: NEVPNProtocol, NETunnelProviderProtocol, NEFilterProviderConfiguration, NEDNSProxyProviderProtocol, NEDNSSettings, NEProxySettings)
-- event: installed "a profile configured {kind_of} through {server}"
SELECT pl(c.node, 'ProfileInfo', 'profileIngestionDate')  AS "installed:time",
       CASE WHEN pl(c.node, 'VPN', 'Enabled') IS NOT NULL THEN 'VPN'
            WHEN pl(c.node, 'AppVPN', 'Enabled') IS NOT NULL THEN 'VPN of single apps'
            WHEN pl(c.node, 'AlwaysOnVPN', 'Enabled') IS NOT NULL THEN 'always-on VPN'
            WHEN pl(c.node, 'ContentFilter', 'Enabled') IS NOT NULL THEN 'content filter'
            WHEN pl(c.node, 'DNSProxy', 'Enabled') IS NOT NULL THEN 'DNS proxy'
            WHEN pl(c.node, 'DNSSettings', 'Enabled') IS NOT NULL THEN 'DNS settings'
            WHEN pl(c.node, 'Relay', 'Enabled') IS NOT NULL THEN 'relay'
            WHEN pl(c.node, 'URLFilter', 'Enabled') IS NOT NULL THEN 'URL filter' END AS "kind_of",
       coalesce(pl(c.node, 'VPN', 'Enabled'), pl(c.node, 'AppVPN', 'Enabled'), pl(c.node, 'AlwaysOnVPN', 'Enabled'),
                pl(c.node, 'ContentFilter', 'Enabled'), pl(c.node, 'DNSProxy', 'Enabled'),
                pl(c.node, 'DNSSettings', 'Enabled'), pl(c.node, 'Relay', 'Enabled'),
                pl(c.node, 'URLFilter', 'Enabled'))       AS "enabled",
       pl(c.node, 'Name')                                 AS "name:private",
       pl(c.node, 'Application')                          AS "app:app",
       coalesce(pl(c.node, 'VPN', 'Protocol', 'ServerAddress'), pl(c.node, 'AppVPN', 'Protocol', 'ServerAddress'),
                pl(c.node, 'ContentFilter', 'Provider', 'ServerAddress'),
                pl(c.node, 'DNSProxy', 'Protocol', 'ServerAddress')) AS "server:domain|ip",
       coalesce(pl(c.node, 'VPN', 'Protocol', 'NEProviderBundleIdentifier'),
                pl(c.node, 'AppVPN', 'Protocol', 'NEProviderBundleIdentifier'),
                pl(c.node, 'ContentFilter', 'Provider', 'DataProviderBundleIdentifier'),
                pl(c.node, 'DNSProxy', 'Protocol', 'ProviderBundleIdentifier')) AS "provider:app",
       coalesce(pl(c.node, 'VPN', 'Protocol', 'PluginType'), pl(c.node, 'AppVPN', 'Protocol', 'PluginType'),
                pl(c.node, 'ContentFilter', 'Provider', 'PluginType'),
                pl(c.node, 'DNSProxy', 'Protocol', 'PluginType')) AS "plugin:app",
       coalesce(pl(c.node, 'DNSSettings', 'Settings', 'ServerURL'),
                pl(c.node, 'VPN', 'Protocol', 'DNSSettings', 'ServerURL'),
                pl(c.node, 'VPN', 'Protocol', 'ProxySettings', 'AutoConfigURL')) AS "link:url",
       pl(c.node, 'DNSSettings', 'Settings', 'ServerName') AS "dns_name:domain|ip",
       coalesce(pl(c.node, 'VPN', 'Protocol', 'ProxySettings', 'HTTPServer', 'Address'),
                pl(c.node, 'VPN', 'Protocol', 'ProxySettings', 'HTTPSServer', 'Address')) AS "proxy:domain|ip",
       pl(c.node, 'ProfileInfo', 'ProfileIdentifier')     AS "profile:profile",
       pl(c.node, 'ProfileInfo', 'ProfileUUID')           AS "profile_uuid:profile",
       pl(c.node, 'ProfileInfo', 'ProfileOrganization')   AS "organization:private",
       NULL                                               AS "setting",
       NULL                                               AS "value:text private",
       c.key                                              AS "configuration"
  FROM plist_rows() AS c
 WHERE c.type = 'dictionary' AND c.key <> 'Index'
 UNION ALL
SELECT NULL, 'DNS server', NULL, NULL, NULL, s.value, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, c.key
  FROM plist_rows() AS c, plist_rows(c.node, 'DNSSettings', 'Settings', 'Servers') AS s
 UNION ALL
SELECT NULL, 'DNS server of a VPN', NULL, NULL, NULL, s.value, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
       c.key
  FROM plist_rows() AS c, plist_rows(c.node, 'VPN', 'Protocol', 'DNSSettings', 'Servers') AS s
 UNION ALL
SELECT NULL, 'always-on VPN', pl(c.node, 'AlwaysOnVPN', 'Enabled'), NULL, NULL, pl(p.node, 'ServerAddress'),
       pl(p.node, 'NEProviderBundleIdentifier'), pl(p.node, 'PluginType'), NULL, NULL, NULL, NULL, NULL, NULL, p.key, NULL,
       c.key
  FROM plist_rows() AS c, plist_rows(c.node, 'AlwaysOnVPN', 'InterfaceProtocolMapping') AS p
 UNION ALL
-- An app that asked for the local network or has rules of its own stands here by its signature.
SELECT NULL, 'rule of an app', NULL, NULL, pl(r.node, 'SigningIdentifier'), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
       NULL, NULL, NULL, c.key
  FROM plist_rows() AS c, plist_rows(c.node, 'PathController', 'Rules') AS r
 UNION ALL
SELECT NULL, 'app of a VPN', NULL, NULL, pl(r.node, 'SigningIdentifier'), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
       NULL, NULL, NULL, c.key
  FROM plist_rows() AS c, plist_rows(c.node, 'AppVPN', 'Rules') AS r
 UNION ALL
-- What an app hands its tunnel: its own form, often with the servers in it, and with keys.
SELECT NULL, 'what the app set', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
       v.key, CAST(v.value AS TEXT), c.key
  FROM plist_rows() AS c, plist_rows(c.node, 'VPN', 'Protocol', 'VendorConfiguration') AS v
 WHERE v.value IS NOT NULL
 UNION ALL
SELECT NULL, 'what the app set', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
       v.key, CAST(v.value AS TEXT), c.key
  FROM plist_rows() AS c, plist_rows(c.node, 'ContentFilter', 'Provider', 'VendorConfiguration') AS v
 WHERE v.value IS NOT NULL
 UNION ALL
SELECT NULL, 'what the app set', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
       v.key, CAST(v.value AS TEXT), c.key
  FROM plist_rows() AS c, plist_rows(c.node, 'DNSProxy', 'Protocol', 'ProviderConfiguration') AS v
 WHERE v.value IS NOT NULL;
