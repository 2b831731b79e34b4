-- Domains that only end, begin or read like the listed one.
-- file: AppDomain-com.example.reader/Library/WebKit/WebsiteData/ResourceLoadStatistics/observations.db
-- schema: webkit.OBSERVATIONS
-- list: domain chimera-delivery.example
INSERT INTO ObservedDomains VALUES
  (1, 'notchimera-delivery.example', unix_seconds('2026-03-14T21:06:00Z'), 0, -1.0, 0, 0, 0, 0, 0, 0, 0, -1.0),
  (2, 'chimera-delivery.example.org', unix_seconds('2026-03-14T21:06:00Z'), 0, -1.0, 0, 0, 0, 0, 0, 0, 0, -1.0),
  (3, 'delivery.example', unix_seconds('2026-03-14T21:06:00Z'), 0, -1.0, 0, 0, 0, 0, 0, 0, 0, -1.0);
