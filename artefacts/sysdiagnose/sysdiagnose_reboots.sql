-- SPDX-License-Identifier: Apache-2.0
-- artefact: sysdiagnose_reboots
-- title: When the phone was shut down, and how long it took
-- from: sysdiagnose/system_logs.logarchive/Extra/shutdown*.log
-- from: /private/var/db/diagnostics/shutdown*.log
-- shows: each shutdown that the log still tells of, with its delays: many delays, and a log that was emptied, are traces
-- platform: ios
-- until: 27
-- event: shutdown "phone shut down"
-- bounded: a shutdown leaves some ten to some hundred lines, and is all that is sorted together
-- source: https://github.com/KasperskyLab/iShutdown (the delays, the times, what is unusual)
-- source: https://github.com/EC-DIGIT-CSIRC/sysdiagnose (parsers/shutdownlogs.py)
SELECT max(c.ended)                                    AS "shutdown:time",
       c.block                                         AS "block",
       sum(c.is_notice)                                AS "notices",
       count(DISTINCT c.pid || ' ' || c.path)          AS "clients",
       max(c.delay)                                    AS "longest_delay",
       max(c.kind = 'end')                             AS "ended",
       min(c.line)                                     AS "line",
       max(c.kind IS NULL)                             AS "not_understood:unread"
  FROM (SELECT b.*,
               -- A shutdown that was cut off has no last line: delays that begin again are those of the next one.
               sum(b.begins) OVER (ROWS UNBOUNDED PRECEDING) AS block,
               iif(b.last_wait % 1048576, (b.last_wait % 1048576 - 1) / 100.0, NULL) AS delay,
               iif(b.kind = 'notice' OR (b.kind = 'one line' AND (b.begins OR b.wait <> b.before)), 1, 0) AS is_notice
          FROM (SELECT a.*,
                       iif(a.kind = 'phase' OR coalesce(a.last_mark % 4, 1) = iif(a.kind IS NULL, NULL, 1) OR
                           (a.last_mark % 4 = 3 AND a.wait BETWEEN 1 AND a.before - 1), 1, 0) AS begins
                  FROM (SELECT k.*,
                               max(k.line * 4 + k.mark) OVER (ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS last_mark,
                               max(k.line * 1048576 + k.wait) OVER (ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) % 1048576 AS before,
                               max(k.line * 1048576 + k.wait) OVER (ROWS UNBOUNDED PRECEDING) AS last_wait
                          FROM (SELECT m.*,
                                       CASE WHEN m.kind = 'end' THEN 1 WHEN m.kind IN ('phase', 'later phase') THEN 2
                                            WHEN m.kind IS NOT NULL THEN 3 END AS mark,
                                       -- Hundredths of a second and one; 0 where none was told yet.
                                       CASE WHEN m.kind IN ('notice', 'one line')
                                            THEN 1 + CAST(round(100 * CAST(m.seconds AS REAL)) AS INTEGER)
                                            WHEN m.kind IN ('end', 'phase') THEN 0 END AS wait
                                  FROM (SELECT l.n AS line,
                                               CASE WHEN c.p3 IS NOT NULL AND c.p1 IS NOT NULL THEN 'one line'
                                                    WHEN c.p3 IS NOT NULL THEN 'client'
                                                    WHEN matches(l.line, '^SIGTERM:') THEN 'end'
                                                    WHEN matches(l.line, '^%+\s+Entering phase:.*\bapps\b') THEN 'phase'
                                                    WHEN matches(l.line, '^%+\s+Entering phase:') THEN 'later phase'
                                                    WHEN matches(l.line, '^After\s+\d{1,4}(?:\.\d*)?\s*s,?\s+these clients are still here') THEN 'notice'
                                               END AS kind,
                                               coalesce(c.p1, capture(l.line, '^After\s+([\d.]+)')) AS seconds,
                                               unix_time(CAST(coalesce(capture(l.line, '^SIGTERM: \[(\d{9,11})\]'),
                                                                       capture(l.line, '^SIGTERM:.* @(\d{9,11})\b')) AS INTEGER)) AS ended,
                                               iif(c.p2 IS NULL, NULL, 1) AS was_sent,
                                               c.p3 AS pid,
                                               c.p4 AS path,
                                               c.p5 AS binary_uuid
                                          FROM lines() AS l
                                          LEFT JOIN parts(l.line, '^\s*(?:After\s+(\d{1,4}(?:\.\d*)?)\s*s,|(SIGTERM:.*?\bSent SIGTERM to))?\s*remaining client pid:\s*(\d+)\s*\((.*?)(?:/([0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}))?\)\s*(?:@\d+)?\s*$') AS c
                                         WHERE trim(l.line, ' ' || char(9, 13)) <> '') AS m) AS k) AS a) AS b) AS c
 GROUP BY iif(c.kind IS NULL, -c.line, c.block);
