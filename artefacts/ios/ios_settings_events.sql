-- SPDX-License-Identifier: Apache-2.0
-- artefact: ios_settings_events
-- title: Who changed the phone's managed settings
-- from: SysSharedContainerDomain-systemgroup.com.apple.configurationprofiles/Library/ConfigurationProfiles/MCSettingsEvents.plist
-- from: HomeDomain/Library/ConfigurationProfiles/MCSettingsEvents.plist
-- from: sysdiagnose/logs/MCState/Shared/MCSettingsEvents.plist
-- from: sysdiagnose/logs/MCState/User/MCSettingsEvents.plist
-- shows: processes, apps and profiles of published traces that changed a setting; when Lockdown Mode and other protections were switched
-- means: configured
-- platform: ios
-- until: 27
-- source: https://github.com/EC-DIGIT-CSIRC/sysdiagnose (mcsettingsevents: dictionaries of any depth, each ending in event, process and timestamp)
-- source: https://github.com/abrignoni/iLEAPP (surveillance.py: category, setting, "value" or "ask"; where it lies in a backup)
-- event: changed "setting {setting}: {operation} by {by}"
SELECT pl(e.node, 'timestamp')         AS "changed:time",
       c.key                           AS "category",
       s.key                           AS "setting",
       e.key                           AS "aspect",
       pl(e.node, 'event')             AS "operation",
       pl(e.node, 'process')           AS "by:process|app|profile"
  FROM plist() AS d, plist_rows(d.node) AS c, plist_rows(c.node) AS s, plist_rows(s.node) AS e
 WHERE pl(e.node, 'timestamp') IS NOT NULL OR pl(e.node, 'process') IS NOT NULL
 UNION ALL
-- Restrictions stand one level deeper than the settings, those of a client two.
SELECT pl(e.node, 'timestamp'), a.key || '.' || c.key, s.key, e.key, pl(e.node, 'event'), pl(e.node, 'process')
  FROM plist() AS d, plist_rows(d.node) AS a, plist_rows(a.node) AS c, plist_rows(c.node) AS s, plist_rows(s.node) AS e
 WHERE pl(e.node, 'timestamp') IS NOT NULL OR pl(e.node, 'process') IS NOT NULL
 UNION ALL
SELECT pl(e.node, 'timestamp'), a.key || '.' || b.key || '.' || c.key, s.key, e.key, pl(e.node, 'event'),
       pl(e.node, 'process')
  FROM plist() AS d, plist_rows(d.node) AS a, plist_rows(a.node) AS b, plist_rows(b.node) AS c, plist_rows(c.node) AS s,
       plist_rows(s.node) AS e
 WHERE pl(e.node, 'timestamp') IS NOT NULL OR pl(e.node, 'process') IS NOT NULL
 UNION ALL
SELECT pl(s.node, 'timestamp'), c.key, s.key, NULL, pl(s.node, 'event'), pl(s.node, 'process')
  FROM plist() AS d, plist_rows(d.node) AS c, plist_rows(c.node) AS s
 WHERE pl(s.node, 'timestamp') IS NOT NULL OR pl(s.node, 'process') IS NOT NULL;
