-- SPDX-License-Identifier: Apache-2.0
-- list: published
-- title: Tables of indicators: kind, value, platform, name, sort, source, date
-- from: *.tsv
-- source: lists/published/README.md
SELECT c0                                               AS kind,
       c1                                               AS value,
       'line ' || line                                  AS id,
       c3                                               AS malware,
       c6                                               AS date,
       CASE WHEN error IS NULL AND c6 IS NOT NULL THEN 'used' ELSE 'error' END AS state,
       coalesce(error, iif(c6 IS NULL, 'not the seven columns kind, value, platform, name, sort, source, date', NULL)) AS note,
       nullif(c2, 'any')                                AS platform,
       -- A rented server's address soon belongs to somebody else; a domain is looked up by what it is called.
       iif(c0 = 'ip' AND c6 < '2023', 'weak', NULL)     AS grade,
       iif(c0 = 'ip' AND c6 < '2023', 'This address was published in ' || substr(c6, 1, 4)
           || ': rented servers change hands, and somebody else may have had it since.', NULL) AS reason,
       c4                                               AS sort
  FROM csv_rows(char(9))
 WHERE NOT (n = 1 AND c0 IS 'kind')
