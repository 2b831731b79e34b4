-- SPDX-License-Identifier: Apache-2.0
-- rule: ios_app_powers
-- reads: ios_applications, ios_tcc, ios_locationd
-- title: An app from outside the App Store may use the microphone or camera, or used the location
-- grade: weak
-- means: present
-- source: https://docs.mvt.re/en/latest/ios/records/ (applications, tcc, locationd_clients)
-- source: https://github.com/avito-tech/Mixbox (names of services in TCC.db)
-- benign: People who install apps of their own (AltStore, Xcode) allow them what they need.
-- advice: review
-- fired: 0 of 17
SELECT 'ios_applications' AS artefact, a.input, a.record, 'bundle' AS "column", a.bundle AS value,
       (SELECT max(t.changed) FROM ios_tcc AS t
         WHERE t.bundle = a.bundle AND t.decision = 'allowed'
           AND t.service IN ('kTCCServiceMicrophone', 'kTCCServiceCamera')) AS time,
       'weak' AS grade
  FROM ios_applications AS a
 WHERE a.origin IN ('none', 'other')
   AND (EXISTS (SELECT 1 FROM ios_tcc AS t
                 WHERE t.bundle = a.bundle AND t.decision = 'allowed'
                   AND t.service IN ('kTCCServiceMicrophone', 'kTCCServiceCamera'))
        OR EXISTS (SELECT 1 FROM ios_locationd AS l
                    WHERE l.bundle = a.bundle
                      AND coalesce(l.location_started, l.location_stopped, l.receiving_stopped, l.background_stopped,
                                   l.significant_stopped, l.nonpersistent_stopped, l.visit_stopped, l.fence_stopped,
                                   l.beacon_stopped) IS NOT NULL))
