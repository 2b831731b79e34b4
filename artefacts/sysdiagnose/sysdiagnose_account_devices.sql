-- SPDX-License-Identifier: Apache-2.0
-- artefact: sysdiagnose_account_devices
-- title: Devices that the account's keychain trusts
-- from: sysdiagnose/otctl_status.txt
-- shows: a device in the circle of trust that the owner doesn't know: it reads passwords, keys and messages that the account keeps
-- platform: ios
-- until: 27
-- source: https://github.com/apple-oss-distributions/Security (keychain/otctl/OTControlCLI.m: status as JSON; contextDump, self, peers, permanentInfo, stableInfo, dynamicInfo)
-- source: https://github.com/abrignoni/iLEAPP (sysdiagnose otctl_status.txt: contextDump.peers, model_id, os_version, serial_number)
SELECT 'this device'                                                        AS "role",
       json_extract(d.json, '$.contextDump.self.permanentInfo.model_id')     AS "model",
       json_extract(d.json, '$.contextDump.self.stableInfo.os_version')      AS "system",
       json_extract(d.json, '$.contextDump.self.stableInfo.device_name')     AS "name:private",
       json_extract(d.json, '$.contextDump.self.stableInfo.serial_number')   AS "serial:private",
       json_extract(d.json, '$.contextDump.self.permanentInfo.epoch')        AS "epoch",
       json_array_length(d.json, '$.contextDump.self.dynamicInfo.included')  AS "trusts",
       NULL                                                                 AS "trusted",
       NULL                                                                 AS "excluded",
       json_extract(d.json, '$.state')                                       AS "state",
       text_time(json_extract(d.json, '$.lastOctagonPush'))                  AS "told:time",
       json_extract(d.json, '$.contextDump.self.peerID')                     AS "peer"
  FROM json_rows() AS d
 UNION ALL
SELECT 'other device', json_extract(p.value, '$.permanentInfo.model_id'), json_extract(p.value, '$.stableInfo.os_version'),
       json_extract(p.value, '$.stableInfo.device_name'), json_extract(p.value, '$.stableInfo.serial_number'),
       json_extract(p.value, '$.permanentInfo.epoch'), json_array_length(p.value, '$.dynamicInfo.included'),
       EXISTS (SELECT 1 FROM json_each(d.json, '$.contextDump.self.dynamicInfo.included') AS i
                WHERE i.value = json_extract(p.value, '$.peerID')),
       EXISTS (SELECT 1 FROM json_each(d.json, '$.contextDump.self.dynamicInfo.excluded') AS i
                WHERE i.value = json_extract(p.value, '$.peerID')),
       NULL, NULL, json_extract(p.value, '$.peerID')
  FROM json_rows() AS d, json_each(d.json, '$.contextDump.peers') AS p
 WHERE p.type = 'object' AND json_extract(p.value, '$.peerID') IS NOT json_extract(d.json, '$.contextDump.self.peerID');
