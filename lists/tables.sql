-- SPDX-License-Identifier: Apache-2.0
-- list: tables
-- title: Comma-separated tables whose first line names the columns
-- from: *.csv
-- source: docs/indicators.md
WITH record AS MATERIALIZED (SELECT * FROM csv_rows()),
     cell AS (
       SELECT n, line, 0 AS place, c0 AS value FROM record
        UNION ALL SELECT n, line, 1, c1 FROM record UNION ALL SELECT n, line, 2, c2 FROM record
        UNION ALL SELECT n, line, 3, c3 FROM record UNION ALL SELECT n, line, 4, c4 FROM record
        UNION ALL SELECT n, line, 5, c5 FROM record UNION ALL SELECT n, line, 6, c6 FROM record
        UNION ALL SELECT n, line, 7, c7 FROM record UNION ALL SELECT n, line, 8, c8 FROM record
        UNION ALL SELECT n, line, 9, c9 FROM record UNION ALL SELECT n, line, 10, c10 FROM record
        UNION ALL SELECT n, line, 11, c11 FROM record UNION ALL SELECT n, line, 12, c12 FROM record
        UNION ALL SELECT n, line, 13, c13 FROM record UNION ALL SELECT n, line, 14, c14 FROM record
        UNION ALL SELECT n, line, 15, c15 FROM record),
     heading AS MATERIALIZED (
       SELECT place, CASE lower(replace(trim(value), ' ', '_'))
                     WHEN 'domain' THEN 'domain' WHEN 'domains' THEN 'domain' WHEN 'domain_name' THEN 'domain'
                     WHEN 'hostname' THEN 'domain' WHEN 'host' THEN 'domain'
                     WHEN 'ip' THEN 'ip' WHEN 'ips' THEN 'ip' WHEN 'ip_address' THEN 'ip' WHEN 'ipv4' THEN 'ip'
                     WHEN 'url' THEN 'url' WHEN 'email' THEN 'email' WHEN 'phone' THEN 'phone'
                     WHEN 'sha256' THEN 'hash' WHEN 'sha1' THEN 'hash' WHEN 'md5' THEN 'hash' WHEN 'hash' THEN 'hash'
                     WHEN 'process' THEN 'process' WHEN 'file_name' THEN 'file' WHEN 'file_path' THEN 'path'
                     WHEN 'path' THEN 'path' WHEN 'package' THEN 'app' WHEN 'package_name' THEN 'app'
                     WHEN 'bundle_id' THEN 'app' WHEN 'certificate' THEN 'certificate' END AS kind
         FROM cell WHERE n = 1)
SELECT h.kind AS kind, trim(c.value) AS value, 'line ' || c.line AS id, NULL AS malware, 'used' AS state, NULL AS note
  FROM cell AS c JOIN heading AS h ON h.place = c.place
 WHERE c.n > 1 AND h.kind IS NOT NULL AND trim(c.value) <> ''
 UNION ALL
SELECT NULL, NULL, 'line ' || line, NULL, 'error', error FROM record WHERE error IS NOT NULL
 UNION ALL
SELECT NULL, NULL, 'line 1', NULL, 'error', 'its first line names no column that is a kind of indicator'
 WHERE NOT EXISTS (SELECT 1 FROM heading WHERE kind IS NOT NULL)
