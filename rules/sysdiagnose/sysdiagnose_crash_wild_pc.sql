-- SPDX-License-Identifier: Apache-2.0
-- rule: sysdiagnose_crash_wild_pc
-- reads: sysdiagnose_crashes
-- title: A program of the system crashed while it ran what no program or library holds
-- message: When a program of the system crashed, it was at an address that lies in no program or library that was loaded. Code that was smuggled in leaves this, and so do mistakes of the system's own programs.
-- grade: weak
-- means: executed
-- source: https://developer.apple.com/documentation/xcode/investigating-memory-access-crashes (an address outside of all code as a sign of damaged memory)
-- source: https://googleprojectzero.blogspot.com/2020/01/remote-iphone-exploitation-part-1.html (how control over the program counter is gained)
-- benign: A program that uses memory which it gave back already is often sent to an arbitrary address. An address at the very beginning of memory is a mistake most of the time, and context.
-- advice: review
-- fired: 0 of 17
-- Programs of web pages write code themselves while they run: they are left out. So are apps, an address of zero, and
-- what has rule sysdiagnose_crash_low_pc. One finding a program and grade, at its first report.
WITH crash AS (
       SELECT input, record, process, timestamp AS moment,
              iif(typeof(pc) = 'integer' AND pc BETWEEN 1 AND 4095, 'context', 'weak') AS grade
         FROM sysdiagnose_crashes
        WHERE report = 'crash' AND pc_in_image = 0 AND pc IS NOT NULL AND pc IS NOT 0
          AND (exception IN ('EXC_BAD_ACCESS', 'EXC_BAD_INSTRUCTION') OR signal IN ('SIGSEGV', 'SIGBUS', 'SIGILL'))
          AND NOT (process IN ('configd', 'UserEventAgent', 'wifid', 'securityd')
                   AND typeof(pc) = 'integer' AND pc BETWEEN 1 AND 4095)
          AND substr(process, 1, 17) <> 'com.apple.WebKit.'
          AND matches(resolved_path(path), '^/(?:System|usr|bin|sbin|private/preboot/Cryptexes)/')
          AND contains(coalesce(os_version, ''), 'Watch OS') = 0),
     placed AS (
       SELECT *, row_number() OVER (PARTITION BY process, grade ORDER BY moment IS NULL, moment, input) AS place
         FROM crash)
SELECT 'sysdiagnose_crashes' AS artefact, input, record, 'process' AS "column", process AS value, moment AS time, grade
  FROM placed
 WHERE place = 1;
