-- SPDX-License-Identifier: Apache-2.0
-- list: stalkerware_samples
-- title: Echap's stalkerware-indicators: samples.csv
-- from: *samples.csv
-- source: https://github.com/AssoEchap/stalkerware-indicators (samples.csv: SHA256, Package Name, Certificate, Version, App)
WITH sample AS MATERIALIZED (
       SELECT line, c0 AS sha256, c1 AS package, c2 AS certificate, c4 AS app, error
         FROM csv_rows() WHERE NOT (n = 1 AND lower(c0) IS 'sha256')),
     entry AS (
       SELECT line, 'hash' AS kind, sha256 AS value, app, NULL AS platform FROM sample WHERE error IS NULL
        UNION ALL
       SELECT min(line), 'app', package, app, 'android' FROM sample WHERE package <> '' GROUP BY package, app
        UNION ALL
       SELECT min(line), 'certificate', certificate, app, 'android' FROM sample WHERE certificate <> ''
        GROUP BY certificate, app)
SELECT kind, value, 'line ' || line AS id, app AS malware, 'used' AS state, NULL AS note, platform,
       'stalkerware' AS sort
  FROM entry
 UNION ALL
SELECT NULL, NULL, 'line ' || line, NULL, 'error', error, NULL, NULL FROM sample WHERE error IS NOT NULL
