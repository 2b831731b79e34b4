-- How many records there must be, whatever the columns hold: the visits, and the pages that have none.
SELECT (SELECT count(*) FROM history_visits) +
       (SELECT count(*) FROM history_items AS i
         WHERE NOT EXISTS (SELECT 1 FROM history_visits AS v WHERE v.history_item = i.id))
