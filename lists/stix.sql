-- SPDX-License-Identifier: Apache-2.0
-- list: stix
-- title: STIX 2.0 and 2.1 bundles
-- from: *.stix2
-- from: *.stix
-- from: *.json
-- source: OASIS STIX 2.1 (sections 3.2 bundle, 4.7 indicator, 5.1 relationship, 9 patterning)
WITH object AS MATERIALIZED (
       SELECT e.value AS json, json_extract(e.value, '$.type') AS type, json_extract(e.value, '$.id') AS id
         FROM json_rows() AS d, json_each(d.json, CASE json_type(d.json) WHEN 'array' THEN '$' ELSE '$.objects' END) AS e
        WHERE e.type = 'object'),
     malware AS MATERIALIZED (
       SELECT id, json_extract(json, '$.name') AS name FROM object
        WHERE type IN ('malware', 'tool', 'campaign', 'threat-actor', 'intrusion-set', 'attack-pattern')),
     named AS MATERIALIZED (
       SELECT json_extract(r.json, '$.source_ref') AS indicator, min(m.name) AS name
         FROM object AS r JOIN malware AS m ON m.id = json_extract(r.json, '$.target_ref')
        WHERE r.type = 'relationship' GROUP BY 1),
     everything AS (SELECT CASE WHEN count(*) = 1 THEN min(name) END AS name FROM malware)
SELECT CASE WHEN p.path = 'domain-name:value' THEN 'domain'
            WHEN p.path IN ('ipv4-addr:value', 'ipv6-addr:value') THEN 'ip'
            WHEN p.path = 'url:value' THEN 'url'
            WHEN p.path = 'email-addr:value' THEN 'email'
            WHEN p.path = 'process:name' THEN 'process'
            WHEN p.path = 'file:name' THEN 'file'
            WHEN p.path IN ('file:path', 'directory:path') THEN 'path'
            WHEN p.path IN ('app:id', 'software:name') THEN 'app'
            WHEN p.path = 'configuration-profile:id' THEN 'profile'
            WHEN p.path = 'android-property:name' THEN 'property'
            WHEN lower(substr(p.path, 1, 12)) = 'file:hashes.' THEN 'hash'
            WHEN lower(substr(p.path, 1, 9)) = 'app:cert.' THEN 'certificate'
            WHEN lower(substr(p.path, 1, 24)) = 'x509-certificate:hashes.' THEN 'certificate'
            WHEN p.path IN ('user-account:account_login', 'phone-number:value') THEN 'phone' END AS kind,
       p.value                                          AS value,
       o.id                                             AS id,
       coalesce(n.name, everything.name)                AS malware,
       substr(coalesce(json_extract(o.json, '$.modified'), json_extract(o.json, '$.created')), 1, 10) AS date,
       CASE WHEN p.error IS NOT NULL THEN 'error'
            WHEN json_extract(o.json, '$.revoked') THEN 'revoked'
            WHEN p.operator NOT IN ('=', 'IN') OR p.negated OR p.conjunct THEN 'kept' ELSE 'used' END AS state,
       coalesce(p.error, p.path || ' ' || p.operator)   AS note
  FROM object AS o
  JOIN stix_pattern(json_extract(o.json, '$.pattern')) AS p
  LEFT JOIN named AS n ON n.indicator = o.id
  JOIN everything
 WHERE o.type = 'indicator' AND coalesce(json_extract(o.json, '$.pattern_type'), 'stix') = 'stix'
 UNION ALL
SELECT NULL, NULL, 'the document', NULL, NULL, 'error', d.error FROM json_rows() AS d WHERE d.error IS NOT NULL
 UNION ALL
SELECT NULL, NULL, o.id, NULL, NULL,
       CASE WHEN json_extract(o.json, '$.pattern') IS NULL THEN 'error' ELSE 'kept' END,
       CASE WHEN json_extract(o.json, '$.pattern') IS NULL THEN 'an indicator without a pattern'
            ELSE 'a pattern of type ' || json_extract(o.json, '$.pattern_type') END
  FROM object AS o
 WHERE o.type = 'indicator'
   AND (json_extract(o.json, '$.pattern') IS NULL OR coalesce(json_extract(o.json, '$.pattern_type'), 'stix') <> 'stix')
