-- SPDX-License-Identifier: Apache-2.0
-- artefact: ios_applications
-- title: Installed apps
-- from: Info.plist
-- from: Manifest.plist
-- from: /private/var/containers/Bundle/Application/*/iTunesMetadata.plist
-- shows: published apps; apps that came from elsewhere than the App Store
-- platform: ios
-- until: 27
-- source: https://github.com/libimobiledevice/libimobiledevice (tools/idevicebackup2.c: Applications and Installed Applications of Info.plist)
-- source: https://docs.mvt.re/en/latest/ios/records/ (applications: iTunesMetadata.plist, sourceApp)
-- source: https://github.com/mvt-project/mvt/issues/495 (keys of an iMessage app's metadata)
-- source: https://github.com/EthanArbuckle/iPhone18-3_26.1_23B85_Restore (MobileInstallation, MIStoreMetadata: distributorInfo, enterpriseInstallURL, betaExternalVersionIdentifier, DeviceBasedVPP)
-- source: https://theapplewiki.com/wiki/ITunes_Backup (Applications of Manifest.plist)
-- source: https://docs.mvt.re/en/latest/ios/records/ (whatsapp: ChatStorage.sqlite in the app's group)
-- event: purchased "app {bundle} installed"
-- Stores that no artefact reads yet, and those that their apps keep out of every backup.
-- store: net.whatsapp.WhatsApp "WhatsApp" messages AppDomainGroup-group.net.whatsapp.WhatsApp.shared/ChatStorage.sqlite
-- store: net.whatsapp.WhatsAppSMB "WhatsApp Business" messages
--   AppDomainGroup-group.net.whatsapp.WhatsAppSMB.shared/ChatStorage.sqlite
-- store: org.whispersystems.signal "Signal" messages never
-- store: ph.telegra.Telegraph "Telegram" messages never
SELECT x.bundle                                             AS "bundle:app fact",
       x.title                                              AS "name",
       x.version                                            AS "version",
       iso_time(x.purchase)                                 AS "purchased:time",
       -- Where it came from, in one word; NULL: this file doesn't tell.
       CASE WHEN x.beta > 0 OR 'com.apple.TestFlight' IN (x.source_app, x.distributor) THEN 'testflight'
            WHEN x.distributor IS NOT NULL AND substr(x.distributor, 1, 10) <> 'com.apple.' THEN 'marketplace'
            WHEN 1 IN (x.vpp, x.sideloaded_vpp) OR x.source_app IN ('com.apple.dmd', 'dmd')
                 OR x.declaration IS NOT NULL THEN 'managed'
            WHEN x.enterprise IS NOT NULL THEN 'enterprise'
            WHEN x.listed AND x.bundle_known IS NULL AND x.item IS NULL THEN 'none'
            WHEN x.listed AND x.launch_prohibited = 1 AND x.messages = 1 THEN 'messages'
            WHEN x.listed AND coalesce(x.source_app, 'com.apple.AppStore') IN
                 ('com.apple.AppStore', 'com.apple.AppStore.ProductPageExtension') THEN 'store'
            WHEN substr(x.source_app, 1, 10) = 'com.apple.' THEN 'apple'
            WHEN x.listed THEN 'other' END                  AS "origin",
       x.source_app                                         AS "source_app",
       x.distributor                                        AS "distributor",
       x.enterprise                                         AS "install_link:url",
       x.item                                               AS "store_item",
       x.place                                              AS "path:path",
       x.class                                              AS "container"
  FROM (
       SELECT a.key AS bundle,
              pl(pl(a.node, 'iTunesMetadata'), 'itemName')                      AS title,
              coalesce(pl(pl(a.node, 'iTunesMetadata'), 'bundleShortVersionString'), pl(a.node, 'CFBundleVersion')) AS version,
              pl(pl(a.node, 'iTunesMetadata'), 'com.apple.iTunesStore.downloadInfo', 'purchaseDate') AS purchase,
              pl(pl(a.node, 'iTunesMetadata'), 'softwareVersionBundleId')       AS bundle_known,
              pl(pl(a.node, 'iTunesMetadata'), 'itemId')                        AS item,
              pl(pl(a.node, 'iTunesMetadata'), 'sourceApp')                     AS source_app,
              pl(pl(a.node, 'iTunesMetadata'), 'betaExternalVersionIdentifier') AS beta,
              pl(pl(a.node, 'iTunesMetadata'), 'distributorInfo', 'distributorID') AS distributor,
              pl(pl(a.node, 'iTunesMetadata'), 'enterpriseInstallURL')          AS enterprise,
              pl(pl(a.node, 'iTunesMetadata'), 'DeviceBasedVPP')                AS vpp,
              pl(pl(a.node, 'iTunesMetadata'), 'sideLoadedDeviceBasedVPP')      AS sideloaded_vpp,
              pl(pl(a.node, 'iTunesMetadata'), 'managementDeclarationIdentifier') AS declaration,
              pl(pl(a.node, 'iTunesMetadata'), 'launchProhibited')              AS launch_prohibited,
              pl(pl(a.node, 'iTunesMetadata'), 'hasMessagesExtension')          AS messages,
              pl(a.node, 'Path')                                                AS place,
              pl(a.node, 'ContainerContentClass')                               AS class,
              -- Metadata that cannot be read tells nothing.
              pl(a.node, 'CFBundleIdentifier') IS NULL
              AND (pl(a.node, 'iTunesMetadata') IS NULL
                   OR EXISTS (SELECT 1 FROM plist_rows(pl(a.node, 'iTunesMetadata')) AS m)) AS listed
         FROM plist_rows('Applications') AS a
        UNION ALL
       -- Where every app is listed with its metadata, one that is only named came without.
       SELECT i.value, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
              EXISTS (SELECT 1 FROM plist_rows(d.node, 'Applications') AS o WHERE pl(o.node, 'iTunesMetadata') IS NOT NULL)
         FROM plist() AS d, plist_rows(d.node, 'Installed Applications') AS i
        WHERE NOT EXISTS (SELECT 1 FROM plist_rows(d.node, 'Applications') AS o WHERE o.key = i.value)
        UNION ALL
       SELECT pl(d.node, 'softwareVersionBundleId'), pl(d.node, 'itemName'), pl(d.node, 'bundleShortVersionString'),
              pl(d.node, 'com.apple.iTunesStore.downloadInfo', 'purchaseDate'), pl(d.node, 'softwareVersionBundleId'),
              pl(d.node, 'itemId'), pl(d.node, 'sourceApp'), pl(d.node, 'betaExternalVersionIdentifier'),
              pl(d.node, 'distributorInfo', 'distributorID'), pl(d.node, 'enterpriseInstallURL'),
              pl(d.node, 'DeviceBasedVPP'), pl(d.node, 'sideLoadedDeviceBasedVPP'),
              pl(d.node, 'managementDeclarationIdentifier'), pl(d.node, 'launchProhibited'),
              pl(d.node, 'hasMessagesExtension'), NULL, NULL, 1
         FROM plist() AS d
        WHERE coalesce(pl(d.node, 'softwareVersionBundleId'), pl(d.node, 'itemId')) IS NOT NULL
       ) AS x;
