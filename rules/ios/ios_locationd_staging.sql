-- SPDX-License-Identifier: Apache-2.0
-- rule: ios_locationd_staging
-- on: ios_locationd
-- title: A program used the location from a folder where no app and no part of the system has its place
-- grade: strong
-- means: executed
-- value: program
-- time: location_stopped
-- source: https://github.com/KasperskyLab/iShutdown (programs below /private/var/db and /private/var/tmp: Pegasus, Reign, Predator)
-- source: https://www.amnesty.org/en/latest/research/2021/07/forensic-methodology-report-how-to-catch-nso-groups-pegasus/ (com.apple.xpc.roleaccountd.staging)
-- source: https://citizenlab.ca/2021/12/pegasus-vs-predator-dissidents-doubly-infected-iphone-reveals-cytrox-mercenary-spyware/ (/private/var/tmp)
-- benign: a jailbreak or a developer's tool can run programs from there; Apple's own updaters run from the staging folder in a form of their own and are passed over
-- advice: known-trace
-- fired: 0 of 21
(instr(program, '/private/var/tmp/') = 1
OR instr(program, '/var/tmp/') = 1
OR ((instr(program, '/private/var/db/com.apple.xpc.roleaccountd.staging/') = 1
     OR instr(program, '/var/db/com.apple.xpc.roleaccountd.staging/') = 1)
    -- The system's updater, unpacked there for each update.
    AND substr(program, -54) <> '.xpc/com.apple.MobileSoftwareUpdate.UpdateBrainService'
    AND substr(program, -37) <> '.xpc/com.apple.NRD.UpdateBrainService'))
OR (instr(bundle_path, '/private/var/tmp/') = 1
OR instr(bundle_path, '/var/tmp/') = 1
OR ((instr(bundle_path, '/private/var/db/com.apple.xpc.roleaccountd.staging/') = 1
     OR instr(bundle_path, '/var/db/com.apple.xpc.roleaccountd.staging/') = 1)
    -- The system's updater, unpacked there for each update.
    AND substr(bundle_path, -54) <> '.xpc/com.apple.MobileSoftwareUpdate.UpdateBrainService'
    AND substr(bundle_path, -37) <> '.xpc/com.apple.NRD.UpdateBrainService'))
OR (instr(registered, '/private/var/tmp/') = 1
OR instr(registered, '/var/tmp/') = 1
OR ((instr(registered, '/private/var/db/com.apple.xpc.roleaccountd.staging/') = 1
     OR instr(registered, '/var/db/com.apple.xpc.roleaccountd.staging/') = 1)
    -- The system's updater, unpacked there for each update.
    AND substr(registered, -54) <> '.xpc/com.apple.MobileSoftwareUpdate.UpdateBrainService'
    AND substr(registered, -37) <> '.xpc/com.apple.NRD.UpdateBrainService'))
