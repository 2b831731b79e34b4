-- Visits of listed hosts, a listed page that a redirect led to, and a page whose visits were removed.
-- file: HomeDomain/Library/Safari/History.db
-- schema: safari.SCHEMA
-- list: domain gorgon-updates.test
-- list: url https://ordinary.example/landing?id=8f2k
-- list: ip 203.0.113.77
INSERT INTO history_items (id, url, visit_count, daily_visit_counts, should_recompute_derived_visit_counts, visit_count_score) VALUES
  (1, 'https://example.org/news', 2, x'', 0, 100), (2, 'https://cdn.gorgon-updates.test/landing?id=8f2k', 1, x'', 0, 100),
  (3, 'https://ordinary.example/landing?id=8f2k', 1, x'', 0, 100), (4, 'http://0xcb.0x0.0x71.0x4d/x', 1, x'', 0, 100),
  (5, 'http://example.org/old', 1, x'', 0, 100), (6, 'https://gorgon-updates.test:8443/', 0, x'', 0, 100);
INSERT INTO history_visits (id, history_item, visit_time, title) VALUES
  (1, 1, cocoa('2026-03-14T20:00:00Z'), 'News'),
  (2, 2, cocoa('2026-03-14T21:06:02.4Z'), 'Landing'),
  (3, 3, cocoa('2026-03-14T21:06:03.25Z'), NULL),
  (4, 4, cocoa('2026-03-14T21:07:00Z'), NULL);
INSERT INTO history_visits (id, history_item, visit_time, title, redirect_destination) VALUES
  (5, 5, cocoa('2026-03-14T21:08:00Z'), 'Old', 6);
INSERT INTO history_visits (id, history_item, visit_time, title, redirect_source) VALUES
  (6, 1, cocoa('2026-03-14T21:08:00.18Z'), 'News', 5);
-- A microsecond, which the difference of two floating numbers is a little short of.
INSERT INTO history_visits (id, history_item, visit_time, redirect_destination) VALUES
  (8, 5, cocoa('2026-03-20T10:26:05.399695Z'), 9);
INSERT INTO history_visits (id, history_item, visit_time, redirect_source) VALUES
  (9, 1, cocoa('2026-03-20T10:26:05.399696Z'), 8);
-- A visit whose page was removed.
PRAGMA foreign_keys = OFF;
INSERT INTO history_visits (id, history_item, visit_time, title) VALUES (7, 4711, cocoa('2026-03-14T21:09:00Z'), 'Gone');
