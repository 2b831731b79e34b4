-- SPDX-License-Identifier: Apache-2.0
-- rule: sysdiagnose_clock
-- reads: sysdiagnose_logd
-- title: The phone's clock went back, or its time zone was changed
-- grade: context
-- means: configured
-- source: https://github.com/log2timeline/plaso (test data: logd.0.log, with a changed time zone)
-- benign: Travel, summer time, and a clock that was wrong until the network set it right. It matters for reading the times of other findings.
-- advice: review
-- fired: 2 of 17
WITH told AS (
       SELECT input, record, said, zone, class, message,
              lag(said) OVER (PARTITION BY input ORDER BY record) AS before
         FROM sysdiagnose_logd
        WHERE said IS NOT NULL)
SELECT 'sysdiagnose_logd' AS artefact, input, record, iif(class IS 'time zone', 'zone', 'said') AS "column",
       iif(class IS 'time zone', zone, NULL) AS value, said AS time
  FROM told
       -- Two helpers that write at once may differ by seconds.
 WHERE class IS 'time zone' OR said < before - 60000000;
