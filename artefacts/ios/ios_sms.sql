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
-- source: https://github.com/ReagentX/imessage-exporter (imessage-database: the tables' columns)
-- table: message(ROWID INTEGER PRIMARY KEY, guid TEXT, text TEXT, replace INTEGER, service_center TEXT, handle_id
--   INTEGER, subject TEXT, country TEXT, attributedBody BLOB, version INTEGER, type INTEGER, service TEXT, account
--   TEXT, account_guid TEXT, error INTEGER, date INTEGER, date_read INTEGER, date_delivered INTEGER, is_delivered
--   INTEGER, is_finished INTEGER, is_emote INTEGER, is_from_me INTEGER, is_empty INTEGER, is_delayed INTEGER,
--   is_auto_reply INTEGER, is_prepared INTEGER, is_read INTEGER, is_system_message INTEGER, is_sent INTEGER,
--   has_dd_results INTEGER, is_service_message INTEGER, is_forward INTEGER, was_downgraded INTEGER, is_archive
--   INTEGER, cache_has_attachments INTEGER, cache_roomnames TEXT, was_data_detected INTEGER, was_deduplicated
--   INTEGER, is_audio_message INTEGER, is_played INTEGER, date_played INTEGER, item_type INTEGER, other_handle
--   INTEGER, group_title TEXT, group_action_type INTEGER, share_status INTEGER, share_direction INTEGER,
--   is_expirable INTEGER, expire_state INTEGER, message_action_type INTEGER, message_source INTEGER,
--   associated_message_guid TEXT, associated_message_type INTEGER, balloon_bundle_id TEXT, payload_data BLOB,
--   expressive_send_style_id TEXT, associated_message_range_location INTEGER, associated_message_range_length
--   INTEGER, time_expressive_send_played INTEGER, message_summary_info BLOB, ck_sync_state INTEGER, ck_record_id
--   TEXT, ck_record_change_tag TEXT, destination_caller_id TEXT, sr_ck_sync_state INTEGER, sr_ck_record_id TEXT,
--   sr_ck_record_change_tag TEXT, is_corrupt INTEGER, reply_to_guid TEXT, sort_id INTEGER, is_spam INTEGER,
--   has_unseen_mention INTEGER, thread_originator_guid TEXT, thread_originator_part TEXT, syndication_ranges TEXT,
--   was_delivered_quietly INTEGER, did_notify_recipient INTEGER, synced_syndication_ranges TEXT, date_retracted
--   INTEGER, date_edited INTEGER, was_detonated INTEGER, part_count INTEGER, is_stewie INTEGER, is_kt_verified
--   INTEGER, is_sos INTEGER, is_critical INTEGER, bia_reference_id TEXT, fallback_hash TEXT)
-- table: message(ROWID INTEGER PRIMARY KEY, guid TEXT, text TEXT, replace INTEGER, service_center TEXT, handle_id
--   INTEGER, subject TEXT, country TEXT, attributedBody BLOB, version INTEGER, type INTEGER, service TEXT, account
--   TEXT, account_guid TEXT, error INTEGER, date INTEGER, date_read INTEGER, date_delivered INTEGER, is_delivered
--   INTEGER, is_finished INTEGER, is_emote INTEGER, is_from_me INTEGER, is_empty INTEGER, is_delayed INTEGER,
--   is_auto_reply INTEGER, is_prepared INTEGER, is_read INTEGER, is_system_message INTEGER, is_sent INTEGER,
--   has_dd_results INTEGER, is_service_message INTEGER, is_forward INTEGER, was_downgraded INTEGER, is_archive
--   INTEGER, cache_has_attachments INTEGER, cache_roomnames TEXT, was_data_detected INTEGER, was_deduplicated
--   INTEGER, is_audio_message INTEGER, is_played INTEGER, date_played INTEGER, item_type INTEGER, other_handle
--   INTEGER, group_title TEXT, group_action_type INTEGER, share_status INTEGER, share_direction INTEGER,
--   is_expirable INTEGER, expire_state INTEGER, message_action_type INTEGER, message_source INTEGER,
--   associated_message_guid TEXT, associated_message_type INTEGER, balloon_bundle_id TEXT, payload_data BLOB,
--   expressive_send_style_id TEXT, associated_message_range_location INTEGER, associated_message_range_length
--   INTEGER, time_expressive_send_played INTEGER, message_summary_info BLOB, ck_sync_state INTEGER, ck_record_id
--   TEXT, ck_record_change_tag TEXT, destination_caller_id TEXT, is_corrupt INTEGER, reply_to_guid TEXT, sort_id
--   INTEGER, is_spam INTEGER, has_unseen_mention INTEGER, thread_originator_guid TEXT, thread_originator_part TEXT,
--   syndication_ranges TEXT, synced_syndication_ranges TEXT, was_delivered_quietly INTEGER, did_notify_recipient
--   INTEGER, date_retracted INTEGER, date_edited INTEGER, was_detonated INTEGER, part_count INTEGER, is_stewie
--   INTEGER, is_kt_verified INTEGER, is_sos INTEGER, is_critical INTEGER, bia_reference_id TEXT, fallback_hash TEXT)
-- table: handle(ROWID INTEGER PRIMARY KEY, id TEXT NOT NULL, country TEXT, service TEXT NOT NULL, uncanonicalized_id
--   TEXT, person_centric_id TEXT)
-- table: handle(ROWID INTEGER PRIMARY KEY, id TEXT NOT NULL, country TEXT, service TEXT NOT NULL, uncanonicalized_id
--   TEXT)
-- table: chat_recoverable_message_join(chat_id INTEGER, message_id INTEGER, delete_date INTEGER, ck_sync_state INTEGER)
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
       iif(trim(m.text, char(65532, 10, 32)) <> '', m.text,
           coalesce(typedstream(m.attributedBody), m.text))             AS "text:text",
       CASE WHEN trim(m.text, char(65532, 10, 32)) <> '' AND m.attributedBody IS NOT NULL THEN
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
       iif(trim(m.text, char(65532, 10, 32)) <> '', m.text,
           coalesce(typedstream(m.attributedBody), m.text))             AS "text:text",
       CASE WHEN trim(m.text, char(65532, 10, 32)) <> '' AND m.attributedBody IS NOT NULL THEN
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
       iif(trim(m.text, char(65532, 10, 32)) <> '', m.text,
           coalesce(typedstream(m.attributedBody), m.text))             AS "text:text",
       CASE WHEN trim(m.text, char(65532, 10, 32)) <> '' AND m.attributedBody IS NOT NULL THEN
            nullif(typedstream(m.attributedBody), m.text) END          AS "body:text",
       m.subject                                                       AS "subject:text",
       m.ROWID                                                         AS "message"
  FROM message AS m LEFT JOIN handle AS h ON h.ROWID = m.handle_id;
