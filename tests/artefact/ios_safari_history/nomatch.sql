-- What only resembles the indicators; ordinary redirects.
-- file: HomeDomain/Library/Safari/History.db
-- schema: safari.SCHEMA
-- list: domain gorgon-updates.test
-- list: url https://ordinary.example/landing?id=8f2k
INSERT INTO history_items (id, url, visit_count, daily_visit_counts, should_recompute_derived_visit_counts, visit_count_score) VALUES
  (1, 'https://notgorgon-updates.test/', 1, x'', 0, 100), (2, 'https://gorgon-updates.test.example/', 1, x'', 0, 100),
  (3, 'https://ordinary.example/landing?id=8f2', 1, x'', 0, 100), (4, 'https://ordinary.example/', 1, x'', 0, 100),
  (5, 'http://example.org/', 1, x'', 0, 100), (6, 'https://example.org/', 1, x'', 0, 100),
  (7, 'about:blank', 1, x'', 0, 100), (8, 'file:///gorgon-updates.test', 0, x'', 0, 100);
INSERT INTO history_visits (id, history_item, visit_time, title) VALUES
  (1, 1, cocoa('2026-03-14T20:00:00Z'), 'gorgon-updates.test'), (2, 2, cocoa('2026-03-14T20:01:00Z'), NULL),
  (3, 3, cocoa('2026-03-14T20:02:00Z'), NULL), (4, 4, cocoa('2026-03-14T20:03:00Z'), NULL),
  (7, 7, cocoa('2026-03-14T20:05:00Z'), NULL);
INSERT INTO history_visits (id, history_item, visit_time, redirect_destination) VALUES
  (5, 5, cocoa('2026-03-14T20:04:00Z'), 6);
INSERT INTO history_visits (id, history_item, visit_time, redirect_source) VALUES
  (6, 6, cocoa('2026-03-14T20:04:00.1Z'), 5);
