-- SPDX-License-Identifier: Apache-2.0
-- artefact: ios_network_services
-- title: Network settings: proxies and DNS servers
-- from: SystemPreferencesDomain/SystemConfiguration/preferences.plist
-- from: sysdiagnose/logs/Networking/preferences.plist
-- shows: published servers that the phone's traffic or its name look-ups were sent to
-- means: configured
-- platform: ios
-- until: 27
-- source: https://github.com/cheeky4n6monkey/iOS_sysdiagnose_forensic_scripts (sysdiagnose-networkprefs.py: CurrentSet, NetworkServices, Sets, System)
-- source: https://developer.apple.com/documentation/systemconfiguration/scschemadefinitions (HTTPProxy, HTTPSProxy, SOCKSProxy, ProxyAutoConfigURLString, ServerAddresses, RemoteAddress)
SELECT coalesce(pl(s.node, 'UserDefinedName'), pl(s.node, 'Interface', 'UserDefinedName')) AS "name:private",
       pl(s.node, 'Interface', 'Type')                          AS "interface_type",
       pl(s.node, 'Interface', 'DeviceName')                    AS "interface",
       pl(s.node, 'Proxies', 'HTTPEnable')                      AS "http_proxy_on",
       pl(s.node, 'Proxies', 'HTTPProxy')                       AS "http_proxy:domain|ip",
       nullif(coalesce(pl(s.node, 'Proxies', 'HTTPSProxy'), pl(s.node, 'Proxies', 'SOCKSProxy')),
              coalesce(pl(s.node, 'Proxies', 'HTTPProxy'), '')) AS "other_proxy:domain|ip",
       pl(s.node, 'Proxies', 'ProxyAutoConfigURLString')        AS "proxy_script:url",
       coalesce(pl(s.node, 'IPSec', 'RemoteAddress'), pl(s.node, 'PPP', 'CommRemoteAddress'),
                pl(s.node, 'VPN', 'RemoteAddress'))             AS "vpn_server:domain|ip",
       NULL                                                     AS "dns_server:domain|ip",
       s.key                                                    AS "service"
  FROM plist_rows('NetworkServices') AS s
 UNION ALL
SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, a.value, s.key
  FROM plist_rows('NetworkServices') AS s, plist_rows(s.node, 'DNS', 'ServerAddresses') AS a;
