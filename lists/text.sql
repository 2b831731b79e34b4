-- SPDX-License-Identifier: Apache-2.0
-- list: text
-- title: Plain text lists, one value a line
-- from: *.txt
-- from: *.list
-- source: docs/indicators.md
-- A # begins a comment at the start of a line or behind a blank: within a value it is part of a url.
WITH line AS (
       SELECT n, trim(replace(line, char(9), ' '), char(32, 13, 65279)) AS text, lower(input_name()) AS file FROM lines()),
     entry AS (
       SELECT n, trim(iif(instr(' ' || text, ' #') > 0, substr(text, 1, instr(' ' || text, ' #') - 1), text)) AS value, file
         FROM line)
SELECT CASE WHEN instr(file, 'domain') > 0 THEN 'domain'
            WHEN instr(file, 'email') > 0 THEN 'email'
            WHEN instr(file, 'process') > 0 THEN 'process'
            WHEN instr(file, 'profile') > 0 THEN 'profile'
            WHEN instr(file, 'file_path') > 0 THEN 'path'
            WHEN instr(file, 'file') > 0 THEN 'file'
            WHEN instr(file, 'package_cert') > 0 THEN 'certificate'
            WHEN instr(file, 'package') > 0 OR instr(file, 'bundle') > 0 THEN 'app'
            WHEN instr(file, 'propert') > 0 THEN 'property'
            WHEN instr(file, 'phone') > 0 THEN 'phone'
            WHEN instr(value, '://') > 0 THEN 'url'
            WHEN instr(value, '@') > 0 THEN 'email'
            WHEN substr(value, 1, 1) = '/' THEN 'path'
            WHEN is_ip(value) = 1 THEN 'ip'
            WHEN substr(value, 1, 1) = '+' THEN 'phone'
            WHEN length(value) IN (32, 40, 64, 128) AND trim(lower(value), '0123456789abcdef') = '' THEN 'hash'
            WHEN instr(value, '.') > 0 AND instr(value, ' ') = 0 THEN 'domain'
            ELSE 'process' END AS kind,
       value               AS value,
       'line ' || n        AS id,
       NULL                AS malware,
       NULL                AS date,
       'used'              AS state,
       NULL                AS note
  FROM entry
 WHERE value <> ''
