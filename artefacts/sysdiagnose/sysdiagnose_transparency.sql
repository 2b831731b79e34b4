-- SPDX-License-Identifier: Apache-2.0
-- artefact: sysdiagnose_transparency
-- title: Contact key verification: the account's devices and addresses
-- from: sysdiagnose/transparency.log
-- shows: a device that got into the account's conversations, or keys that do not verify; the owner's own address on a published list of targets
-- means: iif(address IS NULL, 'present', 'selected')
-- platform: ios
-- until: 27
-- source: https://github.com/EC-DIGIT-CSIRC/sysdiagnose (transparency, transparency_json, summary: stateMachine.devices, lastValidateSelf, cloudRecords, selfVerification, registration)
-- source: https://security.apple.com/blog/imessage-contact-key-verification/ (what the account's devices and keys are verified for)
-- event: happened "contact key verification: {item}"
SELECT NULL                                          AS "happened:time",
       'status'                                      AS "item",
       json_extract(d.json, '$.optedIn')             AS "opted_in",
       json_extract(d.json, '$.selfStatus')          AS "self_status",
       json_extract(d.json, '$.accountStatus')       AS "account_status",
       json_extract(d.json, '$.systemStatus')        AS "system_status",
       NULL                                          AS "model",
       NULL                                          AS "system",
       NULL                                          AS "name:private",
       NULL                                          AS "serial:private",
       NULL                                          AS "address:email|phone"
  FROM json_rows() AS d
 UNION ALL
SELECT NULL, 'device', NULL, NULL, NULL, NULL, json_extract(v.value, '$.model'), json_extract(v.value, '$.osVersion'),
       json_extract(v.value, '$.name'), json_extract(v.value, '$.serial'), NULL
  FROM json_rows() AS d, json_each(d.json, '$.stateMachine.devices') AS v
 WHERE v.type = 'object'
 UNION ALL
SELECT NULL, 'address', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, coalesce(capture(u.value, '^im://(?:mailto|tel):(.+)$', 1), u.value)
  FROM json_rows() AS d, json_each(d.json, '$.stateMachine.lastValidateSelf.diagnostics.KTSelfVerificationInfo.uris') AS u
 WHERE u.type = 'text'
 UNION ALL
SELECT NULL, 'address', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, coalesce(capture(o.key, '^im://(?:mailto|tel):(.+)$', 1), o.key)
  FROM json_rows() AS d, json_each(d.json, '$.stateMachine.cloudRecords.optIn') AS o
 WHERE typeof(o.key) = 'text'
 UNION ALL
SELECT text_time(t.value), 'registration of ' || json_extract(r.value, '$.app') || ': ' || t.key,
       NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
  FROM json_rows() AS d, json_each(d.json, '$.registration') AS r, json_each(r.value) AS t
 WHERE r.type = 'object' AND contains(t.key, 'At') AND t.type = 'text'
 UNION ALL
SELECT text_time(json_extract(d.json, '$.stateMachine.accountFirstSeen')), 'account first seen',
       NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
  FROM json_rows() AS d
 WHERE json_extract(d.json, '$.stateMachine.accountFirstSeen') IS NOT NULL;
