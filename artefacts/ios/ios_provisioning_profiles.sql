-- SPDX-License-Identifier: Apache-2.0
-- artefact: ios_provisioning_profiles
-- title: Signing profiles of apps from outside the App Store
-- from: MobileDeviceDomain/ProvisioningProfiles/mis.db
-- shows: published apps that were signed for this phone; signatures of a company that let its app run on any phone
-- platform: ios
-- until: 27
-- source: https://github.com/blacktop/ipsw-diffs (strings of the system's library: CREATE TABLE profiles)
-- source: https://github.com/EthanArbuckle/iPhone18-3_26.1_23B85_Restore (usr/libexec/online-auth-agent, BoxedMISProfile: expires in seconds since 1970, ProvisionsAllDevices)
-- source: https://developer.apple.com/documentation/technotes/tn3125-inside-code-signing-provisioning-profiles (ProvisionsAllDevices, the property list inside the signed message)
-- event: installed "signing profile of the team {team} installed"
SELECT p.uuid                                   AS "uuid",
       p.name                                   AS "name:private",
       p.team_id                                AS "team",
       iso_time(replace(p.install_time, ' ', 'T') || 'Z') AS "installed:time",
       unix_time(p.expires)                     AS "expires",
       p.is_for_all_devices                     AS "all_devices",
       p.is_beta                                AS "beta",
       p.is_local                               AS "local_team",
       p.is_apple_internal                      AS "apple_internal",
       CASE WHEN instr(p.tail, '</string>') > 9 AND instr(p.tail, '.') BETWEEN 9 AND instr(p.tail, '</string>')
            THEN substr(p.tail, instr(p.tail, '.') + 1, instr(p.tail, '</string>') - instr(p.tail, '.') - 1) END AS "bundle:app"
  FROM (SELECT q.*,
               -- The property list stands readable in the signed message: <string>TEAM.bundle</string> after the key.
               CASE WHEN instr(q.cms_blob, CAST('<key>application-identifier</key>' AS BLOB)) > 0
                    THEN CAST(substr(q.cms_blob,
                                     instr(q.cms_blob, CAST('<key>application-identifier</key>' AS BLOB)) + 33, 400)
                              AS TEXT) END AS tail
          FROM profiles AS q) AS p;
