-- The columns that every generation has.
-- file: AppDomain-com.apple.mobilesafari/Library/WebKit/WebsiteData/ResourceLoadStatistics/observations.db
-- schema: webkit.SLIM
-- list: domain chimera-delivery.example
INSERT INTO ObservedDomains VALUES (1, 'chimera-delivery.example', unix_seconds('2026-03-14T21:06:00Z'), 1);
