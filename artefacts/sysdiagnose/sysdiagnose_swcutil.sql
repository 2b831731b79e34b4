-- SPDX-License-Identifier: Apache-2.0
-- artefact: sysdiagnose_swcutil
-- title: Apps and the websites whose links and passwords they may take
-- from: sysdiagnose/swcutil_show.txt
-- shows: apps and domains of published traces: each app's associated domains, also of an app that is hidden
-- means: present
-- platform: ios
-- until: 27
-- event: checked "{app} asked {domain} for its links"
-- source: https://developer.apple.com/documentation/technotes/tn3155-debugging-universal-links
-- source: https://github.com/EC-DIGIT-CSIRC/sysdiagnose (parsers/swcutil.py)
SELECT e.service                                                            AS "service",
       coalesce(capture(e.app_id, '^[0-9A-Z]{10}\.(.+)$'), e.app_id)        AS "app:app",
       capture(e.app_id, '^([0-9A-Z]{10})\.')                               AS "team",
       e.app_version                                                        AS "app_version",
       capture(e.domain, '^(?:\*\.)?([^?/:\s]+)')                           AS "domain:domain",
       e.domain                                                             AS "written",
       e.user_approval                                                      AS "user_approval",
       e.site_approval                                                      AS "site_approval",
       e.flags                                                              AS "flags",
       text_time(c.p1 || ' ' || substr('0' || (iif(c.p4 IS NULL, c.p2, c.p2 % 12) + iif(c.p4 = 'PM', 12, 0)), -2) || c.p3 || c.p5)
                                                                            AS "checked:time",
       e.next                                                               AS "next_check",
       e.error                                                              AS "error:private",
       e.network                                                            AS "network:text",
       e.unread                                                             AS "not_understood:unread"
  FROM (SELECT coalesce(capture(b.body, '(?m)^Service:[ \t]*(.*?)[ \t\r]*$'),
                        capture(b.body, '(?m)^\{ s = ([^,]+), a = '))                           AS service,
               coalesce(capture(b.body, '(?m)^App ID:[ \t]*(.*?)[ \t\r]*$'),
                        nullif(capture(b.body, '(?m)^\{ s = [^,]+, a = ([^,]+),'), '(null)'))   AS app_id,
               capture(b.body, '(?m)^App Version:[ \t]*(.*?)[ \t\r]*$')                                 AS app_version,
               coalesce(capture(b.body, '(?m)^Domain:[ \t]*(.*?)[ \t\r]*$'),
                        nullif(capture(b.body, '(?m)^\{ s = [^,]+, a = [^,]+, d = ([^}]+?) \}'), '(null)')) AS domain,
               capture(b.body, '(?m)^User Approval:[ \t]*(.*?)[ \t\r]*$')                               AS user_approval,
               capture(b.body, '(?m)^Site/Fmwk Approval:[ \t]*(.*?)[ \t\r]*$')                          AS site_approval,
               nullif(capture(b.body, '(?m)^Flags:[ \t]*(.*?)\s*$'), '')                        AS flags,
               capture(b.body, '(?m)^Last Checked:[ \t]*(.*?)[ \t\r]*$')                                AS checked,
               capture(b.body, '(?m)^Next Check:[ \t]*(.*?)[ \t\r]*$')                                  AS next,
               capture(b.body, '(?m)^Error:[ \t]*(.*?)[ \t\r]*$')                                       AS error,
               iif(matches(b.head, 'NETWORK'), nullif(trim(b.body, char(9, 10, 13, 32)), '(empty)'), NULL) AS network,
               iif(b.head IS NULL OR matches(b.head, 'NETWORK|MEMORY') OR
                   trim(b.body, char(9, 10, 13, 32)) IN ('', '(empty)') OR
                   matches(b.body, '(?m)^(?:App ID:|\{ s = )'), 0, 1)                           AS unread
          FROM blocks('^\s*(?:=+ [A-Z][A-Z ]* =+|-{40,})\s*$') AS b
         LIMIT -1 OFFSET 0) AS e
  -- Since iOS 18.2 an hour may have one digit, and be one of twelve.
  LEFT JOIN parts(e.checked, '^(\d{4}-\d\d-\d\d)\s+(\d{1,2})(:\d\d:\d\d)(?:\s|\xe2\x80\xaf)*([AP]M)?\s*([+-]\d{4})$') AS c
 WHERE e.app_id IS NOT NULL OR e.domain IS NOT NULL OR e.network IS NOT NULL OR e.unread;
