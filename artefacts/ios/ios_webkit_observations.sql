-- SPDX-License-Identifier: Apache-2.0
-- artefact: ios_webkit_observations
-- title: Web sites that pages in an app or in Safari loaded from (tracking prevention)
-- from: AppDomain-*/Library/WebKit/WebsiteData/ResourceLoadStatistics/observations.db
-- from: AppDomain-*/Library/WebKit/WebsiteDataStore/*/ResourceLoadStatistics/observations.db
-- from: AppDomain-*/SystemData/com.apple.SafariViewService/Library/WebKit/WebsiteData/observations.db
-- from: AppDomain-*/SystemData/com.apple.SafariViewService/Library/WebKit/WebsiteData/ResourceLoadStatistics/observations.db
-- from: AppDomainPlugin-*/Library/WebKit/WebsiteData/ResourceLoadStatistics/observations.db
-- from: HomeDomain/Library/WebKit/WebsiteData/ResourceLoadStatistics/observations.db
-- shows: published domains that a page was loaded from, or that a page loaded something from, also after the history was cleared
-- means: visited
-- platform: ios
-- until: 27
-- source: https://github.com/WebKit/WebKit (Source/WebKit/NetworkProcess/Classifier/ResourceLoadStatisticsStore.cpp: table ObservedDomains, Unix seconds)
-- source: https://github.com/mvt-project/mvt (src/mvt/ios/modules/mixed/webkit_resource_load_statistics.py: places; tests: -1 for never)
-- event: seen "a page of, or something from, a web site was loaded"
-- event: interacted "the owner tapped or typed on the web site"
-- variant: with times of interaction
SELECT unix_time(iif(o.lastSeen > 0, o.lastSeen, 0))                                           AS "seen:time",
       unix_time(iif(o.mostRecentUserInteractionTime > 0, o.mostRecentUserInteractionTime, 0)) AS "interacted:time",
       o.registrableDomain                                                                     AS "site:domain private",
       o.hadUserInteraction                                                                    AS "had_interaction",
       o.isPrevalent                                                                           AS "seen_on_many_sites",
       o.domainID                                                                              AS "observation"
  FROM ObservedDomains AS o;
-- variant: without times of interaction
SELECT unix_time(iif(o.lastSeen > 0, o.lastSeen, 0))                                           AS "seen:time",
       o.registrableDomain                                                                     AS "site:domain private",
       o.hadUserInteraction                                                                    AS "had_interaction",
       o.domainID                                                                              AS "observation"
  FROM ObservedDomains AS o;
