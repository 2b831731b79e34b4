-- SPDX-License-Identifier: Apache-2.0
-- artefact: sysdiagnose_keychain_peers
-- title: Devices in the keychain's older circle
-- from: sysdiagnose/security-sysdiagnose.txt
-- shows: a device that was let into the account's keychain, or asks to be
-- platform: ios
-- until: 27
-- source: https://github.com/apple-oss-distributions/Security (SecurityTool, accountCirclesViewsPrint: printPeerInfos, SOSCCDumpCircleInformation)
-- source: https://github.com/EC-DIGIT-CSIRC/sysdiagnose (security_sysdiagnose: the file's sections)
SELECT trim(p.p2)                                                       AS "kind_of",
       iif(p.p1 = 'me>', 1, 0)                                          AS "this_device",
       trim(p.p3)                                                       AS "device:private",
       capture(p.p3, '(KVS|IDS V[\d.]+|IDS)\s', 1)                       AS "transport",
       p.p6                                                             AS "system",
       CAST(p.p5 AS INTEGER)                                            AS "version",
       p.p4                                                             AS "peer:private",
       iif(p.p1 IS NULL, 1, 0)                                          AS "not_understood:unread"
  FROM lines() AS l
  LEFT JOIN parts(l.line, '^(me>|   ) +(Peers|Invalid|Retired|Concur|Applicants): (.*?) +(\S+) V(-?\d+) OS:(.*)$') AS p
 WHERE matches(l.line, '^(?:me>|   ) +(?:Peers|Invalid|Retired|Concur|Applicants): ');
