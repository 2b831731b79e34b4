# SPDX-License-Identifier: Apache-2.0
"""Backups of the rows that the fixtures of rules on network use, attachments, the calendar and shortcuts hold.

Each takes the rows by name (values alone) and gives a backup; beside it stands the key of a row's time.
"""

from fixtures import backup, calendars, shortcuts, sms, times, usage
from fixtures.sms import inserted


def usage_made(rows):
    """A process a row: `used`, `process` (null: its record was removed), `app`, `rows` (of usage, a day apart), `file`
    (netusage; else DataUsage), `undated` (without any time); `more`: seconds later, further processes of the same sort."""
    files = {"datausage": usage.Usage(), "netusage": usage.Usage(usage.NETUSAGE)}
    for row in rows:
        stored = files[row.get("file", "datausage")]
        for seconds in [0, *row.get("more", [])]:
            moment = times.shifted(row["used"], seconds)
            if row["process"] is not None:
                stored.process(row["process"], moment, row.get("app"), rows=row.get("rows", 1))
                continue
            stored.skip()
            for number in range(row.get("rows", 1)):
                stored.use(stored.processes, times.shifted(moment, -86400 * number))
    made = backup.Backup()
    made.add(*usage.DATAUSAGE_PLACE, files["datausage"].built())
    return made.add(*usage.NETUSAGE_PLACE, files["netusage"].built())


def attachments_made(rows):
    """An attachment a row: `created`, `path`, `outgoing` (0, 1 or null)."""
    statements = ["INSERT INTO message (ROWID, guid, handle_id, is_from_me, date) VALUES (1, 'a1', 0, 0, 0);\n"]
    for number, row in enumerate(rows, 1):
        statements.append(
            inserted(
                "attachment",
                ROWID=number,
                guid=f"b{number}",
                filename=row["path"],
                is_outgoing=row["outgoing"],
                created_date=times.cocoa_seconds(row["created"]),
            )
        )
        statements.append(inserted("message_attachment_join", message_id=1, attachment_id=number))
    return backup.Backup().add(*backup.SMS, sms.databases.built(sms.MODERN + "".join(statements)))


def events_made(rows):
    """An event a row: `created`, `starts`, `summary`, `description`, `by` (who invites), `recurring`; `more`: seconds
    later, further events of the same sort."""
    events = calendars.Events()
    for row in rows:
        for seconds in [0, *row.get("more", [])]:
            events.event(
                row.get("summary"),
                row.get("starts"),
                times.shifted(row["created"], seconds),
                row.get("by"),
                description=row.get("description"),
                has_recurrences=row.get("recurring", 0),
            )
    return backup.Backup().add(*calendars.PLACE, events.built())


def shortcuts_made(rows):
    """A shortcut a row: `modified`, `actions`, `trigger` (`enabled`, `prompt`; or null)."""
    made = shortcuts.Shortcuts()
    for number, row in enumerate(rows):
        made.add(f"Shortcut {number}", row["modified"], row["actions"], **(row["trigger"] or {}))
    return backup.Backup().add(*shortcuts.PLACE, made.built())


MAKERS = {
    "ios_datausage": (usage_made, "used"),
    "ios_sms_attachments": (attachments_made, "created"),
    "ios_calendar": (events_made, "created"),
    "ios_shortcuts": (shortcuts_made, "modified"),
}
