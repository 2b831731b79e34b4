-- SPDX-License-Identifier: Apache-2.0
-- artefact: sysdiagnose_security_events
-- title: What the keychain and the check of certificates reported
-- from: sysdiagnose/security-sysdiagnose.txt
-- shows: that the phone itself noticed somebody between it and the servers (MitmDetectionEvent), with the roots that were used; published certificates among them
-- means: contacted
-- platform: ios
-- until: 27
-- source: https://github.com/EC-DIGIT-CSIRC/sysdiagnose (security_sysdiagnose: clients, events and their attributes; MitmDetectionEvent, rootUsages)
-- source: https://github.com/apple-oss-distributions/Security (Analytics: events of clients as securityuploadd prints them)
-- event: happened "the phone reported {happening} ({result})"
-- Hours are of the clock that the phone shows: of twelve hours with AM or PM, mostly behind a narrow blank, or of 24.
SELECT text_time(p.p1 || ' ' || printf('%02d', CASE WHEN p.p4 IS NULL THEN CAST(p.p2 AS INTEGER)
                                                    ELSE CAST(p.p2 AS INTEGER) % 12 + iif(p.p4 = 'P', 12, 0) END) ||
                 p.p3 || ' ' || p.p5)                                     AS "happened:time",
       p.p6                                                              AS "result",
       p.p7                                                              AS "happening",
       CAST(capture(b.head || b.body, 'overallScore : (-?\d+)', 1) AS INTEGER) AS "score",
       capture(b.head || b.body, 'errorDomain : ([^,}\s]+)', 1)          AS "error_domain",
       CAST(capture(b.head || b.body, 'errorCode : (-?\d+)', 1) AS INTEGER) AS "error_code",
       trim(capture(b.head || b.body, 'rootUsages : \(\s*([^)]*?)\s*\)', 1)) AS "roots:private",
       capture(b.head || b.body, 'rootUsages : \([^)]*?\b([0-9A-Fa-f]{64})\b', 1) AS "root:certificate",
       iif(p.p1 IS NULL, 1, 0)                                           AS "not_understood:unread"
  FROM blocks('^\d{4}-\d\d-\d\d \d{1,2}:\d\d:\d\d(?: |\xe2\x80\xaf)') AS b
  LEFT JOIN parts(b.head, '^(\d{4}-\d\d-\d\d) (\d{1,2})(:\d\d:\d\d)(?:(?: |\xe2\x80\xaf)([AP])M)? ([+-]\d{4}) ([^:]+): (.+?) - Attributes: \{') AS p
 WHERE b.head IS NOT NULL;
