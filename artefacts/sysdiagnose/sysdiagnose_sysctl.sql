-- SPDX-License-Identifier: Apache-2.0
-- artefact: sysdiagnose_sysctl
-- title: What the kernel was started with (sysctl)
-- from: sysdiagnose/sysctl.txt
-- shows: boot arguments and switches with which signatures are not checked; when the phone was started
-- platform: ios
-- until: 27
-- source: https://github.com/apple-oss-distributions/xnu (bsd/kern/kern_sysctl.c, kern_cs.c; kern.bootargs, kern.boottime, kern.bootsessionuuid, kern.osversion, kern.osproductversion, hw.machine)
-- source: https://github.com/apple-oss-distributions/system_cmds (sysctl: a name, a colon, the value)
SELECT p.p1                                                                   AS "setting",
       iif(p.p1 = 'kern.hostname', NULL, p.p2)                                AS "value",
       iif(p.p1 = 'kern.hostname', p.p2, NULL)                                AS "host:private",
       iif(p.p1 = 'kern.boottime', unix_time(CAST(capture(p.p2, 'sec = (\d+)', 1) AS INTEGER)), NULL) AS "started:time",
       iif(p.p1 = 'hw.machine', nullif(p.p2, ''), NULL)                       AS "device_model:fact",
       iif(p.p1 = 'kern.osversion', nullif(p.p2, ''), NULL)                   AS "os_build:fact",
       iif(p.p1 = 'kern.osproductversion', nullif(p.p2, ''), NULL)            AS "os_version:fact",
       iif(p.p1 IS NULL, 1, 0)                                                AS "not_understood:unread"
  FROM lines() AS l
  LEFT JOIN parts(l.line, '^([a-z][\w.-]*): ?(.*)$') AS p
 WHERE trim(l.line) <> ''
   AND (p.p1 IS NULL
        OR p.p1 IN ('kern.bootargs', 'kern.boottime', 'kern.bootsessionuuid', 'kern.hostname', 'kern.osversion',
                    'kern.osproductversion', 'kern.securelevel', 'kern.corefile', 'kern.coredump', 'kern.sugid_coredump',
                    'hw.machine', 'vm.cs_force_kill', 'vm.cs_force_hard', 'vm.cs_debug', 'vm.cs_enforcement',
                    'vm.cs_library_validation', 'vm.cs_system_enforcement', 'vm.cs_process_enforcement'));
