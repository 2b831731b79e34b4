-- SPDX-License-Identifier: Apache-2.0
-- artefact: ios_sms_attachments
-- title: Files sent and received in Messages
-- from: HomeDomain/Library/SMS/sms.db
-- shows: published file names and paths among attachments; attachments that were kept outside Messages' own folder
-- means: received
-- platform: ios
-- until: 27
-- source: https://github.com/ReagentX/imessage-exporter (docs: tables attachment, message_attachment_join)
-- source: https://github.com/mvt-project/mvt (src/mvt/ios/modules/mixed/sms_attachments.py)
-- event: created "attachment {direction}"
SELECT apple_time(a.created_date)                                                         AS "created:time",
       apple_time(a.start_date)                                                           AS "started:time",
       -- A path in the home folder; a path anywhere else stands as it is.
       iif(substr(a.filename, 1, 2) = '~/', '/private/var/mobile' || substr(a.filename, 2),
           a.filename)                                                                    AS "path:path private",
       a.transfer_name                                                                    AS "name:file private",
       a.uti                                                                              AS "uti",
       a.mime_type                                                                        AS "mime_type",
       a.total_bytes                                                                      AS "size",
       CASE a.is_outgoing WHEN 1 THEN 'sent' WHEN 0 THEN 'received' END                   AS "direction",
       m.service                                                                          AS "service",
       -- Not matched here: the message itself is a record of ios_sms.
       h.id                                                                               AS "peer:private",
       j.message_id                                                                       AS "message",
       a.ROWID                                                                            AS "attachment"
  FROM message_attachment_join AS j
  LEFT JOIN attachment AS a ON a.ROWID = j.attachment_id
  LEFT JOIN message AS m ON m.ROWID = j.message_id
  LEFT JOIN handle AS h ON h.ROWID = m.handle_id
 UNION ALL
-- Attachments whose message is gone.
SELECT apple_time(a.created_date), apple_time(a.start_date),
       iif(substr(a.filename, 1, 2) = '~/', '/private/var/mobile' || substr(a.filename, 2), a.filename),
       a.transfer_name, a.uti, a.mime_type, a.total_bytes,
       CASE a.is_outgoing WHEN 1 THEN 'sent' WHEN 0 THEN 'received' END, NULL, NULL, NULL, a.ROWID
  FROM attachment AS a
 WHERE iif(a.ROWID IN (SELECT j.attachment_id FROM message_attachment_join AS j), 1, 0) = 0;
