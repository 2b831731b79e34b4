-- SPDX-License-Identifier: Apache-2.0
-- rule: ios_sms_attachment_temporary
-- on: ios_sms_attachments
-- title: A received attachment stood in a folder for temporary files
-- grade: weak
-- means: received
-- value: path
-- time: created
-- source: https://github.com/mvt-project/mvt (src/mvt/ios/modules/mixed/sms_attachments.py: received, below /var/tmp)
-- benign: Messages can note a temporary place when a transfer was cut off or a file was cleared
-- advice: review
-- fired: 0 of 15
direction = 'received'
AND (substr(path, 1, 9) = '/var/tmp/' OR substr(path, 1, 17) = '/private/var/tmp/' OR substr(path, 1, 5) = '/tmp/')
