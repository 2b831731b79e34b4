-- SPDX-License-Identifier: Apache-2.0
-- artefact: ios_effective_settings
-- title: The managed settings in effect
-- from: HomeDomain/Library/UserConfigurationProfiles/EffectiveUserSettings.plist
-- from: sysdiagnose/logs/MCState/User/EffectiveUserSettings.plist
-- from: sysdiagnose/logs/MCState/Shared/EffectiveUserSettings.plist
-- shows: whether Lockdown Mode is on; protections that are switched off
-- platform: ios
-- until: 27
-- source: https://github.com/EC-DIGIT-CSIRC/sysdiagnose (summary: restrictedBool, allowLockdownMode, value)
-- source: https://github.com/abrignoni/iLEAPP (surveillance.py: UserConfigurationProfiles/EffectiveUserSettings.plist)
SELECT pl(d.node, 'restrictedBool', 'allowLockdownMode', 'value')                       AS "lockdown_mode",
       pl(d.node, 'restrictedBool', 'allowUSBRestrictedMode', 'value')                  AS "usb_restricted_mode",
       pl(d.node, 'restrictedBool', 'allowUIConfigurationProfileInstallation', 'value') AS "profiles_may_be_installed",
       pl(d.node, 'restrictedBool', 'allowHostPairing', 'value')                        AS "computers_may_pair",
       pl(d.node, 'restrictedBool', 'allowDiagnosticSubmission', 'value')               AS "diagnostics_are_sent",
       pl(d.node, 'restrictedBool', 'forceEncryptedBackup', 'value')                    AS "backups_must_be_encrypted"
  FROM plist() AS d;
