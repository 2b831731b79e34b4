-- SPDX-License-Identifier: Apache-2.0
-- artefact: ios_sms
-- title: Messages (SMS and iMessage)
-- from: HomeDomain/Library/SMS/sms.db
-- shows: links, addresses and numbers in messages sent to the phone; Apple's threat notification
-- means: received
-- platform: ios
-- until: 27
-- source: https://github.com/ReagentX/imessage-exporter (docs: tables, attributedBody, message_summary_info)
-- source: https://github.com/mac4n6/APOLLO (modules: sms, dates)
-- event: sent "{service} message {direction}"
-- event: read "{service} message read"
-- event: edited "{service} message edited"
-- event: retracted "{service} message unsent"
-- variant: iOS 16 and later
SELECT apple_time(m.date)                                              AS "sent:time",
       apple_time(m.date_read)                                         AS "read:time",
       apple_time(m.date_edited)                                       AS "edited:time",
       apple_time(m.date_retracted)                                    AS "retracted:time",
       h.id                                                            AS "peer:phone|email",
       CASE m.is_from_me WHEN 1 THEN 'sent' WHEN 0 THEN 'received' END AS "direction",
       m.service                                                       AS "service",
       iif(length(trim(m.text, char(65532, 10, 32))) > 0, m.text,
           coalesce(typedstream(m.attributedBody), m.text))             AS "text:text",
       CASE WHEN length(trim(m.text, char(65532, 10, 32))) > 0 AND m.attributedBody IS NOT NULL THEN
            nullif(typedstream(m.attributedBody), m.text) END          AS "body:text",
       m.subject                                                       AS "subject:text",
       m.group_title                                                   AS "group_title:text",
       CASE WHEN m.payload_data IS NOT NULL THEN
            pl(m.payload_data, 'richLinkMetadata', 'originalURL') END  AS "preview:url private",
       CASE WHEN m.payload_data IS NOT NULL THEN
            nullif(pl(m.payload_data, 'richLinkMetadata', 'URL'),
                   pl(m.payload_data, 'richLinkMetadata', 'originalURL')) END AS "preview_target:url private",
       CASE WHEN m.date_edited > 0 OR m.date_retracted > 0 THEN
            (SELECT group_concat(typedstream(pl(e.node, 't')), char(10))
               FROM plist_rows(m.message_summary_info, 'ec') AS p, plist_rows(p.node) AS e) END AS "earlier:text",
       iif(m.ROWID IN (SELECT r.message_id FROM chat_recoverable_message_join AS r), 1, 0) AS "deleted",
       m.ROWID                                                         AS "message"
  FROM message AS m LEFT JOIN handle AS h ON h.ROWID = m.handle_id;
-- variant: iOS 10 to 15
SELECT apple_time(m.date)                                              AS "sent:time",
       apple_time(m.date_read)                                         AS "read:time",
       h.id                                                            AS "peer:phone|email",
       CASE m.is_from_me WHEN 1 THEN 'sent' WHEN 0 THEN 'received' END AS "direction",
       m.service                                                       AS "service",
       iif(length(trim(m.text, char(65532, 10, 32))) > 0, m.text,
           coalesce(typedstream(m.attributedBody), m.text))             AS "text:text",
       CASE WHEN length(trim(m.text, char(65532, 10, 32))) > 0 AND m.attributedBody IS NOT NULL THEN
            nullif(typedstream(m.attributedBody), m.text) END          AS "body:text",
       m.subject                                                       AS "subject:text",
       m.group_title                                                   AS "group_title:text",
       CASE WHEN m.payload_data IS NOT NULL THEN
            pl(m.payload_data, 'richLinkMetadata', 'originalURL') END  AS "preview:url private",
       CASE WHEN m.payload_data IS NOT NULL THEN
            nullif(pl(m.payload_data, 'richLinkMetadata', 'URL'),
                   pl(m.payload_data, 'richLinkMetadata', 'originalURL')) END AS "preview_target:url private",
       m.ROWID                                                         AS "message"
  FROM message AS m LEFT JOIN handle AS h ON h.ROWID = m.handle_id;
-- variant: before iOS 10
SELECT apple_time(m.date)                                              AS "sent:time",
       apple_time(m.date_read)                                         AS "read:time",
       h.id                                                            AS "peer:phone|email",
       CASE m.is_from_me WHEN 1 THEN 'sent' WHEN 0 THEN 'received' END AS "direction",
       m.service                                                       AS "service",
       iif(length(trim(m.text, char(65532, 10, 32))) > 0, m.text,
           coalesce(typedstream(m.attributedBody), m.text))             AS "text:text",
       CASE WHEN length(trim(m.text, char(65532, 10, 32))) > 0 AND m.attributedBody IS NOT NULL THEN
            nullif(typedstream(m.attributedBody), m.text) END          AS "body:text",
       m.subject                                                       AS "subject:text",
       m.ROWID                                                         AS "message"
  FROM message AS m LEFT JOIN handle AS h ON h.ROWID = m.handle_id;
