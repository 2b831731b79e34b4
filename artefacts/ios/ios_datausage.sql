-- SPDX-License-Identifier: Apache-2.0
-- artefact: ios_datausage
-- title: Network use by process, as the phone counts it for Settings
-- from: WirelessDomain/Library/Databases/DataUsage.sqlite
-- shows: published names and paths of processes, and identifiers of apps, that used the network; rows of usage whose process was removed
-- means: executed
-- platform: ios
-- until: 27
-- source: https://github.com/log2timeline/plaso (test_data/DataUsage.sqlite: tables, columns, index; plaso/parsers/sqlite_plugins/ios_datausage.py)
-- source: https://github.com/abrignoni/iLEAPP (scripts/artifacts/DataUsage.py: "process/what it worked for", columns for Wi-Fi missing)
-- source: https://github.com/mac4n6/APOLLO (modules: datausage)
-- event: used "network use of {process}"
-- event: first_used "first network use of {process}"
-- variant: with Wi-Fi
SELECT apple_time(l.ZTIMESTAMP)      AS "used:time",
       apple_time(p.ZFIRSTTIMESTAMP) AS "first_used:time",
       apple_time(p.ZTIMESTAMP)      AS "last_used:time",
       p.ZPROCNAME                   AS "process:process",
       -- Without a bundle the process may name the app that it worked for, behind its own name.
       coalesce(nullif(p.ZBUNDLENAME, ''), iif(instr(p.ZPROCNAME, '/') > 1,
                substr(p.ZPROCNAME, instr(p.ZPROCNAME, '/') + 1), NULL)) AS "app:app",
       l.ZWIFIIN                     AS "wifi_in",
       l.ZWIFIOUT                    AS "wifi_out",
       l.ZWWANIN                     AS "mobile_in",
       l.ZWWANOUT                    AS "mobile_out",
       p.Z_PK                        AS "process_key",
       l.ZHASPROCESS                 AS "of_process",
       l.Z_PK                        AS "usage"
  FROM ZLIVEUSAGE AS l
  LEFT JOIN ZPROCESS AS p ON p.Z_PK = l.ZHASPROCESS
 UNION ALL
-- Processes without a row of usage. NOT IN would give none as soon as one ZHASPROCESS is NULL.
SELECT NULL, apple_time(p.ZFIRSTTIMESTAMP), apple_time(p.ZTIMESTAMP), p.ZPROCNAME,
       coalesce(nullif(p.ZBUNDLENAME, ''), iif(instr(p.ZPROCNAME, '/') > 1,
                substr(p.ZPROCNAME, instr(p.ZPROCNAME, '/') + 1), NULL)),
       NULL, NULL, NULL, NULL, p.Z_PK, NULL, NULL
  FROM ZPROCESS AS p
 WHERE NOT EXISTS (SELECT 1 FROM ZLIVEUSAGE AS l WHERE l.ZHASPROCESS = p.Z_PK);
-- variant: without Wi-Fi
SELECT apple_time(l.ZTIMESTAMP)      AS "used:time",
       apple_time(p.ZFIRSTTIMESTAMP) AS "first_used:time",
       apple_time(p.ZTIMESTAMP)      AS "last_used:time",
       p.ZPROCNAME                   AS "process:process",
       -- Without a bundle the process may name the app that it worked for, behind its own name.
       coalesce(nullif(p.ZBUNDLENAME, ''), iif(instr(p.ZPROCNAME, '/') > 1,
                substr(p.ZPROCNAME, instr(p.ZPROCNAME, '/') + 1), NULL)) AS "app:app",
       l.ZWWANIN                     AS "mobile_in",
       l.ZWWANOUT                    AS "mobile_out",
       p.Z_PK                        AS "process_key",
       l.ZHASPROCESS                 AS "of_process",
       l.Z_PK                        AS "usage"
  FROM ZLIVEUSAGE AS l
  LEFT JOIN ZPROCESS AS p ON p.Z_PK = l.ZHASPROCESS
 UNION ALL
SELECT NULL, apple_time(p.ZFIRSTTIMESTAMP), apple_time(p.ZTIMESTAMP), p.ZPROCNAME,
       coalesce(nullif(p.ZBUNDLENAME, ''), iif(instr(p.ZPROCNAME, '/') > 1,
                substr(p.ZPROCNAME, instr(p.ZPROCNAME, '/') + 1), NULL)),
       NULL, NULL, p.Z_PK, NULL, NULL
  FROM ZPROCESS AS p
 WHERE NOT EXISTS (SELECT 1 FROM ZLIVEUSAGE AS l WHERE l.ZHASPROCESS = p.Z_PK);
