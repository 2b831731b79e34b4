-- How many records there must be, whatever the columns hold: what messages carry, and attachments without a message.
SELECT (SELECT count(*) FROM message_attachment_join) +
       (SELECT count(*) FROM attachment AS a
         WHERE NOT EXISTS (SELECT 1 FROM message_attachment_join AS j WHERE j.attachment_id = a.ROWID))
