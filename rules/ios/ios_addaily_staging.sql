-- SPDX-License-Identifier: Apache-2.0
-- rule: ios_addaily_staging
-- on: ios_addaily
-- title: A program used the network from a folder where no app and no part of the system has its place
-- grade: strong
-- means: executed
-- value: name
-- time: noted
-- source: https://github.com/KasperskyLab/iShutdown (programs below /private/var/db and /private/var/tmp: Pegasus, Reign, Predator)
-- source: https://www.amnesty.org/en/latest/research/2021/07/forensic-methodology-report-how-to-catch-nso-groups-pegasus/ (com.apple.xpc.roleaccountd.staging)
-- source: https://citizenlab.ca/2021/12/pegasus-vs-predator-dissidents-doubly-infected-iphone-reveals-cytrox-mercenary-spyware/ (/private/var/tmp)
-- benign: A jailbreak or a developer's tool can run programs from there; Apple's own updaters run from the staging folder in a form of their own and are passed over.
-- advice: known-trace
-- fired: 0 of 17
instr(resolved_path(name), '/private/var/tmp/') = 1
OR (instr(resolved_path(name), '/private/var/db/com.apple.xpc.roleaccountd.staging/') = 1
    -- The system's updater, unpacked there for each update: [exec/][NAME.]DIGITS.DIGITS.xpc/NAME.
    AND ltrim(replace(replace(replace(substr(resolved_path(name), 52), 'exec/', ''),
                              'com.apple.MobileSoftwareUpdate.UpdateBrainService', ''),
                      'com.apple.NRD.UpdateBrainService', ''), '.0123456789') <> 'xpc/')
