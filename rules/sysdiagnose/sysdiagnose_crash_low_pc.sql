-- SPDX-License-Identifier: Apache-2.0
-- rule: sysdiagnose_crash_low_pc
-- reads: sysdiagnose_crashes
-- title: A service of the system was sent to an address where no program can be
-- message: A service of the system (configd, UserEventAgent, wifid or securityd) crashed because it was sent to a strange address at the very beginning of memory, where no program can be. The spyware DarkSword was published to leave this in these four services.
-- grade: weak
-- means: executed
-- source: https://iverify.io/blog/darksword-ios-exploit-kit-explained (EXC_ARM_DA_ALIGN at 0x201 in these four; seen as others sum it up)
-- source: https://cloud.google.com/blog/topics/threat-intelligence/darksword-ios-exploit-chain (DarkSword: iOS 18.4 to 18.7)
-- benign: A mistake in the service itself, or damaged memory of the phone, can send it to such an address too.
-- advice: review
-- fired: 0 of 17
-- Published is 0x201; any address of the first 4096 that is not zero (a mere mistake) is taken, since others of the sort
-- may have another. One finding a service, at its first report.
WITH placed AS (
       SELECT input, record, process, timestamp AS moment,
              row_number() OVER (PARTITION BY process ORDER BY timestamp IS NULL, timestamp, input) AS place
         FROM sysdiagnose_crashes
        WHERE report = 'crash' AND process IN ('configd', 'UserEventAgent', 'wifid', 'securityd')
          AND typeof(pc) = 'integer' AND pc BETWEEN 1 AND 4095
          AND (contains(subtype, 'EXC_ARM_DA_ALIGN') OR substr(codes, 1, 18) = '0x0000000000000101')
          AND contains(coalesce(os_version, ''), 'Watch OS') = 0
          AND instr(coalesce(resolved_path(path), ''), '/private/var/containers/') <> 1)
SELECT 'sysdiagnose_crashes' AS artefact, input, record, 'process' AS "column", process AS value, moment AS time, 'weak' AS grade
  FROM placed
 WHERE place = 1;
