-- Without the columns that WebKit added later, and in Safari's own place.
-- file: HomeDomain/Library/WebKit/WebsiteData/ResourceLoadStatistics/observations.db
-- schema: webkit.OLD
-- list: domain chimera-delivery.example
INSERT INTO ObservedDomains VALUES
  (1, 'chimera-delivery.example', unix_seconds('2026-03-14T21:06:00Z'), 0, -1.0, 0, 0, 0, 0, 0, 0);
