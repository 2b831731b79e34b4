-- SPDX-License-Identifier: Apache-2.0
-- artefact: sysdiagnose_jetsam_priority
-- title: Processes that ran while the sysdiagnose was made (memory priorities)
-- from: sysdiagnose/jetsam_priority.csv
-- from: sysdiagnose/jetsam_priority.txt
-- shows: running processes of published traces, by name, as the kernel lists them for want of memory; one that ps hides
-- means: executed
-- platform: ios
-- until: 27
-- source: https://github.com/apple-oss-distributions/xnu (bsd/sys/kern_memorystatus.h: priorities)
-- source: iOS: the program jetsam_priority, in which the names of the columns stand in their order
-- Which columns there are differs from system to system, so each is found by its place in the first line. A name may
-- hold a comma: what stands behind it is counted from the end. In the .txt the columns are parted by blanks.
SELECT nullif(coalesce(c.p1, t.p4), '.')             AS "process:process",
       CAST(coalesce(d.p1, t.p3) AS INTEGER)         AS "pid",
       coalesce(capture(iif(c.p1 IS NOT NULL AND matches(b.head, ',priority_name,'), l.line, NULL), printf('^(?:[^,]*,){%d}\(?([^,)]*)',
                        length(capture(b.head, '^(.*?),priority_name,')) - length(replace(capture(b.head, '^(.*?),priority_name,'), ',', '')) + 1)),
                t.p2)                                AS "priority",
       CAST(capture(iif(c.p1 IS NOT NULL AND matches(b.head, ',process_lifetime(?:,|\s*$)'), l.line, NULL), printf(',(\d+)(?:,[^,]*){%d}\s*$',
                    length(capture(b.head, ',process_lifetime(.*)$')) - length(replace(capture(b.head, ',process_lifetime(.*)$'), ',', '')))) AS INTEGER)
                                                     AS "run_seconds",
       iif(coalesce(d.p1, t.p3) IS NULL OR coalesce(c.p1, t.p4) IS NULL, 1, 0)
                                                     AS "not_understood:unread"
  FROM blocks('^\s*#') AS b, lines(b.body) AS l
  LEFT JOIN parts(iif(matches(b.head, ',pid,(?:.*,)?name(?:,|\s*$)'), l.line, NULL), printf('^(?:[^,]*,){%d}(.*?)(?:,[^,]*){%d}\s*$',
                  length(capture(b.head, '^(.*?),name(?:,|\s*$)')) - length(replace(capture(b.head, '^(.*?),name(?:,|\s*$)'), ',', '')) + 1,
                  length(capture(b.head, ',name((?:,.*)?)$')) - length(replace(capture(b.head, ',name((?:,.*)?)$'), ',', '')))) AS c
  LEFT JOIN parts(iif(matches(b.head, ',pid,(?:.*,)?name(?:,|\s*$)'), l.line, NULL), printf('^(?:[^,]*,){%d}\s*(-?\d+)\s*(?:,|$)',
                  length(capture(b.head, '^(.*?),pid,')) - length(replace(capture(b.head, '^(.*?),pid,'), ',', '')) + 1)) AS d
  LEFT JOIN parts(iif(matches(b.head, '^\s*#\s+priority\s.*\spid\s+name(?:\s|$)'), l.line, NULL),
                  '^\s*\d+\s+(-?\d+)\s+\(([^)]*)\)\s.*?\s(?:[YN-]\s+){2,4}\d+\s+(-?\d+)\s+(\S.*?)(?:\s{2,}.*)?$') AS t
 WHERE trim(l.line) <> '';
