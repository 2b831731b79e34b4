-- SPDX-License-Identifier: Apache-2.0
-- artefact: ios_profile_events
-- title: What happened to configuration profiles
-- from: SysSharedContainerDomain-systemgroup.com.apple.configurationprofiles/Library/ConfigurationProfiles/MCProfileEvents.plist
-- from: HomeDomain/Library/ConfigurationProfiles/MCProfileEvents.plist
-- from: sysdiagnose/logs/MCState/Shared/MCProfileEvents.plist
-- shows: published profiles that were installed, also when they are gone again; processes of published spyware that installed or removed one
-- means: configured
-- platform: ios
-- until: 27
-- source: https://docs.mvt.re/en/latest/ios/records/ (profile_events)
-- source: https://github.com/EthanArbuckle/iPhone18-3_26.1_23B85_Restore (ManagedConfiguration, MCProfileEventsManager: ProfileEvents, Process, Operation, Timestamp; twenty events, kept two weeks)
-- event: happened "{operation} of the profile {profile} by {process}"
SELECT coalesce(pl(p.node, 'Timestamp'), pl(p.node, 'timestamp')) AS "happened:time",
       p.key                                                      AS "profile:profile",
       coalesce(pl(p.node, 'Operation'), pl(p.node, 'operation')) AS "operation",
       coalesce(pl(p.node, 'Process'), pl(p.node, 'process'))     AS "process:process"
  FROM plist_rows('ProfileEvents') AS e, plist_rows(e.node) AS p;
