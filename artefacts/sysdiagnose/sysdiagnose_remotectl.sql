-- SPDX-License-Identifier: Apache-2.0
-- artefact: sysdiagnose_remotectl
-- title: What the phone says of itself, and computers it was connected to
-- from: sysdiagnose/remotectl_dumpstate.txt
-- shows: the phone's model, system version and build; other machines that were connected when the sysdiagnose was made
-- platform: ios
-- until: 27
-- source: https://github.com/EC-DIGIT-CSIRC/sysdiagnose (parsers/remotectl_dumpstate.py, tests/test_tabbasedhierarchy.py)
SELECT iif(b.head = 'Local device', 1, 0)                                          AS "is_local",
       iif(b.head = 'Local device', b.model, NULL)                                 AS "device_model:fact",
       iif(b.head = 'Local device', b.version, NULL)                               AS "os_version:fact",
       iif(b.head = 'Local device', b.build, NULL)                                 AS "os_build:fact",
       b.model                                                                     AS "model",
       b.version                                                                   AS "version",
       b.build                                                                     AS "build",
       capture(b.body, '(?m)^\s+HWModel => "?([^"\r\n]*)')                         AS "hardware",
       capture(b.body, '(?m)^\s+DeviceClass => "?([^"\r\n]*)')                     AS "device_class",
       capture(b.body, '(?m)^\s+BootSessionUUID => "?([0-9A-Fa-f-]+)')             AS "boot_session",
       capture(b.body, '(?m)^\s+AppleInternal => (\w+)')                           AS "apple_internal",
       capture(b.body, '(?m)^\s+State: ([^\r\n]*)')                                AS "state",
       iif(b.head = 'Local device', NULL, b.head)                                  AS "name:private",
       capture(b.body, '(?m)^\s+DeviceName => "?([^"\r\n]*)')                      AS "device_name:person",
       capture(b.body, '(?m)^\s+SerialNumber => "?([^"\r\n]*)')                    AS "serial:private",
       capture(b.body, '(?m)^\s+UniqueDeviceID => "?([^"\r\n]*)')                  AS "udid:private",
       iif(coalesce(matches(b.head, '^(?:Local device|Found )'), 0), 0, 1)         AS "not_understood:unread"
  FROM (SELECT d.head, d.body,
               coalesce(capture(d.body, '(?m)^\s+ProductType => "?([^"\r\n]*)'),
                        capture(d.body, '(?m)^\s+Product Type: "?([^"\r\n]*)'))    AS model,
               coalesce(capture(d.body, '(?m)^\s+OSVersion => "?([^"\r\n]*)'),
                        capture(d.body, '(?m)^\s+OS Build: ([\d.]+)'))             AS version,
               coalesce(capture(d.body, '(?m)^\s+BuildVersion => "?([^"\r\n]*)'),
                        capture(d.body, '(?m)^\s+OS Build: [\d.]+ \((\w+)\)'))     AS build
          FROM blocks('^\S') AS d
         LIMIT -1 OFFSET 0) AS b;
