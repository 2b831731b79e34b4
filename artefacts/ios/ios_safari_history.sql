-- SPDX-License-Identifier: Apache-2.0
-- artefact: ios_safari_history
-- title: Safari's browsing history
-- from: HomeDomain/Library/Safari/History.db
-- from: HomeDomain/Library/Safari/Profiles/*/History.db
-- from: AppDomain-com.apple.mobilesafari/Library/Safari/History.db
-- from: AppDomain-com.apple.mobilesafari/Library/Safari/Profiles/*/History.db
-- shows: visits to published domains and addresses; redirects as an injected connection makes them
-- means: visited
-- platform: ios
-- until: 27
-- encrypted-only: yes
-- source: https://github.com/mac4n6/APOLLO (modules: safari_history)
-- source: https://github.com/log2timeline/plaso (parsers/sqlite_plugins/safari.py: history_items, history_visits)
-- table: history_visits(id INTEGER PRIMARY KEY, history_item INTEGER NOT NULL, visit_time REAL NOT NULL, title TEXT,
--   load_successful BOOLEAN NOT NULL, http_non_get BOOLEAN NOT NULL, synthesized BOOLEAN NOT NULL, redirect_source
--   INTEGER, redirect_destination INTEGER, origin INTEGER NOT NULL, generation INTEGER NOT NULL, attributes INTEGER
--   NOT NULL, score INTEGER NOT NULL)
-- table: history_items(id INTEGER PRIMARY KEY, url TEXT NOT NULL, domain_expansion TEXT, visit_count INTEGER NOT NULL,
--   daily_visit_counts BLOB NOT NULL, weekly_visit_counts BLOB, autocomplete_triggers BLOB,
--   should_recompute_derived_visit_counts INTEGER NOT NULL, visit_count_score INTEGER NOT NULL, status_code INTEGER
--   NOT NULL)
-- event: visited "page visited"
SELECT apple_time(v.visit_time)                    AS "visited:time",
       i.url                                       AS "url:url",
       v.title                                     AS "title:private",
       di.url                                      AS "redirected_to:private",
       CAST(round((d.visit_time - v.visit_time) * 1e6) AS INTEGER) AS "redirected_after",
       v.redirect_source                           AS "redirect_source",
       v.id                                        AS "visit"
  FROM history_visits AS v
  LEFT JOIN history_items AS i ON i.id = v.history_item
  LEFT JOIN history_visits AS d ON d.id = v.redirect_destination
  LEFT JOIN history_items AS di ON di.id = d.history_item
 UNION ALL
SELECT NULL, i.url, NULL, NULL, NULL, NULL, NULL
  FROM history_items AS i
 WHERE NOT EXISTS (SELECT 1 FROM history_visits AS v WHERE v.history_item = i.id);
