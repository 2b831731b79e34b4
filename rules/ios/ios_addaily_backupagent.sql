-- SPDX-License-Identifier: Apache-2.0
-- rule: ios_addaily_backupagent
-- reads: ios_addaily, ios_backup_info
-- title: The program BackupAgent used the network, which the system has not run since iOS 10
-- message: The program BackupAgent used the network. Systems from iOS 10 on have BackupAgent2 alone; the spyware of Operation Triangulation ran under the old name.
-- grade: strong
-- means: executed
-- source: https://securelist.com/operation-triangulation/109842/ (BackupAgent in the network usage; its successor BackupAgent2 is harmless)
-- source: https://github.com/KasperskyLab/triangle_check (BackupAgent exactly, in netUsageBaseline)
-- benign: A phone that ran iOS 9 or older and was updated since may have kept an old count.
-- advice: known-trace
-- fired: 0 of 17
SELECT 'ios_addaily' AS artefact, a.input, a.record, 'name' AS "column", a.name AS value, a.noted AS time, 'strong' AS grade
  FROM ios_addaily AS a
 WHERE a.process = 'BackupAgent'
   AND coalesce(a.wifi_in, 0) + coalesce(a.wifi_out, 0) + coalesce(a.mobile_in, 0) + coalesce(a.mobile_out, 0) > 0
   AND NOT EXISTS (SELECT 1 FROM ios_backup_info AS i WHERE CAST(i.os_version AS INTEGER) BETWEEN 1 AND 9)
