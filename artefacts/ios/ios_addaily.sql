-- SPDX-License-Identifier: Apache-2.0
-- artefact: ios_addaily
-- title: Network use by process, as the daily analytics count it
-- from: HomeDomain/Library/Preferences/com.apple.osanalytics.addaily.plist
-- shows: processes of published spyware that used the network; network use by a program that should have none
-- means: contacted
-- platform: ios
-- until: 27
-- source: https://docs.mvt.re/en/latest/ios/records/ (os_analytics_ad_daily)
-- source: https://github.com/KasperskyLab/triangle_check (netUsageBaseline: process, date, bytes over Wi-Fi and mobile network, in and out)
-- event: noted "network use of {name} counted"
SELECT p.key             AS "name:process|path",
       CASE WHEN instr(p.key, '/') > 1 THEN substr(p.key, 1, instr(p.key, '/') - 1) ELSE p.key END AS "process",
       CASE WHEN instr(p.key, '/') > 1 THEN substr(p.key, instr(p.key, '/') + 1)
            WHEN instr(p.key, '/') = 0 AND instr(p.key, '.') > 0 THEN p.key END                    AS "bundle:app",
       pl(p.node, 0)     AS "noted:time",
       pl(p.node, 1)     AS "wifi_in",
       pl(p.node, 2)     AS "wifi_out",
       pl(p.node, 3)     AS "mobile_in",
       pl(p.node, 4)     AS "mobile_out"
  FROM plist_rows('netUsageBaseline') AS p;
