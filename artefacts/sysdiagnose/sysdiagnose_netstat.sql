-- SPDX-License-Identifier: Apache-2.0
-- artefact: sysdiagnose_netstat
-- title: Connections and routes while the sysdiagnose was made (netstat)
-- from: sysdiagnose/logs/Networking/netstat.txt
-- from: sysdiagnose/network-info/netstat.txt
-- shows: published addresses that the phone was connected to; processes of published traces that held a connection
-- means: contacted
-- platform: ios
-- until: 27
-- source: https://github.com/apple-oss-distributions/network_cmds (netstat.tproj: inet.c, route.c)
SELECT p.p1                                                             AS "protocol",
       coalesce(p.p4, r.p1)                                             AS "remote:ip",
       p.p5                                                             AS "remote_port",
       p.p2                                                             AS "local:private",
       p.p3                                                             AS "local_port",
       capture(p.p6, '\b([A-Z][A-Z_0-9]{3,})\b', 1)                     AS "state",
       capture(p.p6, '(?:^|\s)([A-Za-z][^\s:]*(?: [^\s:]+)*):(\d+)(?:\s|$)', 1) AS "process:process",
       CAST(capture(p.p6, '(?:^|\s)([A-Za-z][^\s:]*(?: [^\s:]+)*):(\d+)(?:\s|$)', 2) AS INTEGER) AS "pid",
       r.p3                                                             AS "interface",
       iif(p.p1 IS NULL AND r.p1 IS NULL, 1, 0)                         AS "not_understood:unread"
  FROM lines() AS l
  LEFT JOIN parts(l.line, '^((?:tcp|udp|mptcp)[46]*) +\d+ +\d+ +(\S+)[.](\d+|\*) +(\S+)[.](\d+|\*)(?: +(.*))?$') AS p
  LEFT JOIN parts(l.line, '^([0-9a-fA-F]+[.:][0-9a-fA-F.:]+) +\S+ +([A-Za-z]*H[A-Za-z]*) +(?:\d+ +\d+ +)?([a-z][a-z0-9_]*[0-9])\b') AS r
 WHERE matches(l.line, '^(?:tcp|udp|mptcp)[46]* +\d') OR r.p1 IS NOT NULL;
