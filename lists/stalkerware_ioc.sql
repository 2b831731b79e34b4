-- SPDX-License-Identifier: Apache-2.0
-- list: stalkerware_ioc
-- title: Echap's stalkerware-indicators: ioc.yaml and watchware.yaml
-- from: *ioc.yaml
-- from: *watchware.yaml
-- source: https://github.com/AssoEchap/stalkerware-indicators (README.md, "Structure")
-- What runs on a phone and what it talks to is known; a shop's pages are only visited, and watchware does not hide.
WITH row AS MATERIALIZED (SELECT n, line, item, path, value, error FROM yaml_rows()),
     app AS MATERIALIZED (
       SELECT item, max(iif(path = 'name', value, NULL)) AS name, max(iif(path = 'type', value, NULL)) AS type
         FROM row GROUP BY item),
     entry AS (
       SELECT r.n, r.line, r.value, r.error, a.name, coalesce(a.type, 'stalkerware') AS type,
              CASE WHEN r.error IS NOT NULL THEN NULL
                   WHEN r.path = 'packages' THEN 'app'
                   WHEN r.path = 'ios_bundles' THEN 'app'
                   WHEN r.path = 'certificates' THEN 'certificate'
                   WHEN r.path IN ('c2.domains', 'websites', 'distribution') THEN iif(is_ip(r.value) = 1, 'ip', 'domain')
                   WHEN r.path IN ('c2.ips', 'c2.ip') THEN 'ip' END AS kind,
              CASE WHEN r.path = 'ios_bundles' THEN 'ios' WHEN r.path IN ('packages', 'certificates') THEN 'android' END AS platform,
              r.path IN ('websites', 'distribution') AS shop
         FROM row AS r JOIN app AS a ON a.item IS r.item
        WHERE r.error IS NOT NULL OR (r.value IS NOT NULL AND r.path IN ('packages', 'ios_bundles', 'certificates',
              'c2.domains', 'c2.ips', 'c2.ip', 'websites', 'distribution')))
-- A distribution is often a page, and a page is looked up as that.
SELECT iif(shop AND kind = 'domain' AND instr(value, '/') > 0, 'url', kind) AS kind,
       value                                            AS value,
       'line ' || line                                  AS id,
       name                                             AS malware,
       iif(error IS NULL, 'used', 'error')              AS state,
       error                                            AS note,
       platform                                         AS platform,
       iif(shop OR type <> 'stalkerware', 'weak', NULL) AS grade,
       CASE WHEN shop THEN 'A page where such software is sold or offered: to have opened it is not to have the software.'
            WHEN type <> 'stalkerware' THEN 'Software that watches openly, as parents and employers install it: whether '
                 || 'it is wanted, the person who uses the phone knows.' END AS reason,
       'stalkerware'                                    AS sort
  FROM entry
