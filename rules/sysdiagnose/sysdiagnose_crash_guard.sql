-- SPDX-License-Identifier: Apache-2.0
-- rule: sysdiagnose_crash_guard
-- reads: sysdiagnose_crashes
-- title: The system stopped one of its own programs because it used something guarded
-- message: The system stopped a program of its own that handles what comes from outside, because it touched something guarded (EXC_GUARD). Of web pages' programs on iOS 18 this was published as a trace of the spyware DarkSword.
-- grade: weak
-- means: visited
-- source: https://cloud.google.com/blog/topics/threat-intelligence/darksword-ios-exploit-chain (DarkSword: by web pages, iOS 18.4 to 18.7)
-- source: https://iverify.io/blog/darksword-ios-exploit-kit-explained (EXC_GUARD in the programs of web pages and of graphics; seen as others sum it up)
-- benign: Programming mistakes end in the same way. In other programs, or on another system than iOS 18, it is context.
-- advice: review
-- fired: 0 of 17
WITH crash AS (
       SELECT min(input) AS input, record, process, timestamp AS moment,
              iif(substr(process, 1, 17) = 'com.apple.WebKit.'
                  AND coalesce(CAST(capture(os_version, '(\d+)\.\d+') AS INTEGER), 18) = 18, 1, 0) AS web
         FROM sysdiagnose_crashes
        WHERE report = 'crash' AND exception = 'EXC_GUARD'
          AND (process IN ('MessagesBlastDoorService', 'IDSBlastDoorService', 'imagent', 'IMTransferAgent',
                              'IMTranscoderAgent', 'homed', 'mediaserverd', 'mediaplaybackd', 'identityservicesd',
                              'CommCenter', 'SpringBoard')
               OR substr(process, 1, 27) = 'com.apple.WebKit.WebContent'
               OR substr(process, 1, 20) = 'com.apple.WebKit.GPU')
          AND contains(coalesce(os_version, ''), 'Watch OS') = 0
          AND instr(coalesce(resolved_path(path), ''), '/private/var/containers/') <> 1
        GROUP BY coalesce(incident, input || ' ' || record), timestamp, process)
-- One finding a program, at its first report, and apart what was published from what was not.
SELECT 'sysdiagnose_crashes' AS artefact, input, record, 'process' AS "column", process AS value, min(moment) AS time,
       iif(web, 'weak', 'context') AS grade
  FROM crash
 GROUP BY process, web;
