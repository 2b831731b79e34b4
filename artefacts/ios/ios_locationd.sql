-- SPDX-License-Identifier: Apache-2.0
-- artefact: ios_locationd
-- title: Programs that asked for the phone's location
-- from: RootDomain/Library/Caches/locationd/clients.plist
-- from: HomeDomain/Library/Caches/locationd/clients.plist
-- shows: processes, apps and paths of published spyware that used the location; programs that used it from a place where none should run
-- means: executed
-- platform: ios
-- until: 27
-- source: https://docs.mvt.re/en/latest/ios/records/ (locationd_clients)
-- source: https://github.com/abrignoni/iLEAPP (its reader of clients.plist: seconds since 2001)
-- source: https://github.com/KasperskyLab/triangle_check (keys com.apple.locationd.bundle-…, LocationTimeStopped)
-- event: location_stopped "location used by {client}"
-- event: background_stopped "location used in the background by {client}"
-- event: significant_stopped "significant changes of location used by {client}"
-- event: fence_stopped "a fenced place watched by {client}"
SELECT rtrim(c.key, ':')                                                  AS "client",
       coalesce(pl(c.node, 'BundleId'),
                CASE WHEN instr(c.key, '/') > 0 THEN NULL
                     WHEN substr(c.key, 1, 1) = 'i' AND substr(c.key, -1) = ':' THEN rtrim(substr(c.key, 2), ':')
                     ELSE rtrim(c.key, ':') END)                          AS "bundle:app|process",
       coalesce(pl(c.node, 'Executable'),
                CASE WHEN instr(c.key, '/') > 0 THEN rtrim(substr(c.key, instr(c.key, '/')), ':') END,
                pl(c.node, 'BundlePath'),
                CASE WHEN substr(pl(c.node, 'Registered'), 1, 1) = '/' THEN pl(c.node, 'Registered') END) AS "program:process|path",
       -- Where they tell more than the program does.
       CASE WHEN pl(c.node, 'Executable') IS NOT NULL OR instr(c.key, '/') > 0
            THEN nullif(pl(c.node, 'BundlePath'), rtrim(substr(c.key, instr(c.key, '/')), ':')) END AS "bundle_path:path",
       CASE WHEN substr(pl(c.node, 'Registered'), 1, 1) = '/'
             AND (pl(c.node, 'Executable') IS NOT NULL OR instr(c.key, '/') > 0 OR pl(c.node, 'BundlePath') IS NOT NULL)
            THEN pl(c.node, 'Registered') END                             AS "registered:path",
       coalesce(pl(c.node, 'Authorization'), pl(c.node, 'Authorized'))    AS "authorization",
       apple_time(pl(c.node, 'LocationTimeStarted'))                      AS "location_started:time",
       apple_time(pl(c.node, 'LocationTimeStopped'))                      AS "location_stopped:time",
       apple_time(pl(c.node, 'ReceivingLocationInformationTimeStopped'))  AS "receiving_stopped:time",
       apple_time(pl(c.node, 'BackgroundLocationTimeStopped'))            AS "background_stopped:time",
       apple_time(pl(c.node, 'SignificantTimeStopped'))                   AS "significant_stopped:time",
       apple_time(pl(c.node, 'NonPersistentSignificantTimeStopped'))      AS "nonpersistent_stopped:time",
       apple_time(pl(c.node, 'VisitTimeStopped'))                         AS "visit_stopped:time",
       apple_time(pl(c.node, 'FenceTimeStopped'))                         AS "fence_stopped:time",
       apple_time(pl(c.node, 'BeaconRegionTimeStopped'))                  AS "beacon_stopped:time",
       apple_time(pl(c.node, 'ConsumptionPeriodBegin'))                   AS "consumption_began:time"
  FROM plist_rows() AS c
 WHERE c.type = 'dictionary';
