-- How many records there must be, whatever the columns hold: the rows of usage, and the processes that have none.
SELECT (SELECT count(*) FROM ZLIVEUSAGE) +
       (SELECT count(*) FROM ZPROCESS AS p WHERE NOT EXISTS (SELECT 1 FROM ZLIVEUSAGE AS l WHERE l.ZHASPROCESS = p.Z_PK))
