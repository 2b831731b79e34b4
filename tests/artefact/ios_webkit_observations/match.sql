-- Listed domains: the domain itself, one below it; times that are not set.
-- Table: WebKit, Source/WebKit/NetworkProcess/Classifier/ResourceLoadStatisticsStore.cpp.
-- file: AppDomain-com.example.reader/Library/WebKit/WebsiteData/ResourceLoadStatistics/observations.db
-- schema: webkit.OBSERVATIONS
-- list: domain chimera-delivery.example
-- list: domain gorgon-updates.test
INSERT INTO ObservedDomains VALUES
  (1, 'chimera-delivery.example', unix_seconds('2026-03-14T21:06:00Z'), 1, unix_seconds('2026-03-14T21:07:00Z'), 0, 0, 0, 0, 1, 0, 0, -1.0),
  (2, 'cdn.gorgon-updates.test', unix_seconds('2026-03-14T21:08:00Z'), 0, -1.0, 0, 1, 0, 0, 0, 0, 0, -1.0),
  (3, 'example.org', -1.0, 0, 0, 1, 0, 0, 0, 0, 0, 0, -1.0);
