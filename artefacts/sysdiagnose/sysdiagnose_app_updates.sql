-- SPDX-License-Identifier: Apache-2.0
-- artefact: sysdiagnose_app_updates
-- title: Updates of apps by the App Store, before iOS 13
-- from: sysdiagnose/logs/appinstallation/AppUpdates.sqlitedb
-- shows: identifiers of published apps that came from the App Store
-- means: present
-- platform: ios
-- until: 12
-- source: https://github.com/EC-DIGIT-CSIRC/sysdiagnose (its reader of 2019: table app_updates, seconds since 2001)
-- event: installed "{app} installed"
SELECT apple_time(u.install_date) AS "installed:time",
       u.bundle_id                AS "app:app",
       u.pid                      AS "update_id"
  FROM app_updates AS u;
