-- The visits of the sample phone. cocoa() is given by make.py.
INSERT INTO history_items (id, url, domain_expansion, visit_count, daily_visit_counts,
                           should_recompute_derived_visit_counts, visit_count_score) VALUES
  (1, 'https://www.wikipedia.org/', 'wikipedia', 2, x'64000000', 0, 100),
  (2, 'http://stables.example/', 'stables', 1, x'64000000', 0, 100),
  (3, 'https://www.stables.example/welcome', 'stables', 1, x'64000000', 0, 100),
  (4, 'https://search.example.net/?q=hoof+oil', 'search', 1, x'64000000', 0, 100),
  (5, 'https://track.chimera-delivery.example/t/8f2k', 'track', 1, x'64000000', 0, 100),
  (6, 'https://cdn.gorgon-updates.test/landing?id=8f2k', 'cdn', 1, x'64000000', 0, 100);
INSERT INTO history_visits (id, history_item, visit_time, title, redirect_source, redirect_destination) VALUES
  (1, 1, cocoa('2026-03-01T20:00:00Z'), 'Wikipedia', NULL, NULL),
  (2, 2, cocoa('2026-03-02T07:30:00Z'), NULL, NULL, NULL),
  (3, 3, cocoa('2026-03-02T07:30:00.31Z'), 'Stables', 2, NULL),
  (4, 4, cocoa('2026-03-06T07:22:00Z'), 'hoof oil - Search', NULL, NULL),
  (5, 1, cocoa('2026-03-10T21:15:00Z'), 'Wikipedia', NULL, NULL),
  -- planted: the link of message 7, and where it led
  (6, 5, cocoa('2026-03-14T21:06:02Z'), 'Parcel', NULL, NULL),
  (7, 6, cocoa('2026-03-14T21:06:02.4Z'), NULL, 6, NULL);
UPDATE history_visits SET redirect_destination = 3 WHERE id = 2;
UPDATE history_visits SET redirect_destination = 7 WHERE id = 6;
