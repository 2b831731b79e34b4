# SPDX-License-Identifier: Apache-2.0
"""A phone into whose stores values are put one by one; written as a backup or as a plain folder."""

import os
import plistlib
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "tests"))

from fixtures import backup, calendars, databases, fs, program, safari, shortcuts, sms, times, usage, webkit  # noqa: E402
from fixtures.sms import inserted  # noqa: E402  (both need the line above)

START = "2026-03-01T10:00:00Z"
STEP = 3 * 86400  # seconds between two records of one store: no rule sees one beside another
DOMAIN_ROOTS = {
    "HomeDomain": "private/var/mobile",
    "RootDomain": "private/var/root",
    "WirelessDomain": "private/var/wireless",
    "MediaDomain": "private/var/mobile",
    "NetworkDomain": "private/var/networkd",
}
TCC = """
CREATE TABLE access (service TEXT NOT NULL, client TEXT NOT NULL, client_type INTEGER NOT NULL,
  auth_value INTEGER NOT NULL, auth_reason INTEGER NOT NULL, auth_version INTEGER NOT NULL, csreq BLOB,
  policy_id INTEGER, indirect_object_identifier_type INTEGER, indirect_object_identifier TEXT,
  indirect_object_code_identity BLOB, flags INTEGER, last_modified INTEGER NOT NULL DEFAULT 0);
"""
PROFILES = "SysSharedContainerDomain-systemgroup.com.apple.configurationprofiles"


class Phone:
    """Collects what is put into each store; `tick()` gives the time of the next record."""

    def __init__(self, **device):
        self.device = device
        self.ticks = 0
        self.messages, self.visits = sms.Messages(), safari.Visits()
        self.datausage, self.netusage = usage.Usage(), usage.Usage(usage.NETUSAGE)
        self.events, self.shortcuts = calendars.Events(), shortcuts.Shortcuts()
        self.observed = []
        self.permissions = []
        self.plists = {}  # (domain, path) -> a property list
        self.files = []  # (domain, path, content)
        self.folder_files = {}  # in a plain folder alone: path -> content
        self.info = {}
        self.attachments = 0

    def tick(self):
        self.ticks += 1
        return times.shifted(START, -STEP * self.ticks)

    def attach(self, path, name, outgoing=0):
        """A message with a file."""
        when = self.tick()
        self.attachments += 1
        message = self.messages.add("+12025550123", "\ufffc", when, from_me=bool(outgoing))
        self.messages.statements += [
            inserted(
                "attachment",
                ROWID=self.attachments,
                guid=f"attachment-{self.attachments}",
                filename=path,
                transfer_name=name,
                is_outgoing=outgoing,
                created_date=times.cocoa_seconds(when),
            ),
            inserted("message_attachment_join", message_id=message, attachment_id=self.attachments),
        ]

    def plist(self, domain, path):
        """A dictionary that is stored as a property list at the end."""
        return self.plists.setdefault((domain, path), {})

    def permit(self, service, client, is_path):
        self.permissions.append(
            inserted(
                "access",
                service=service,
                client=client,
                client_type=int(is_path),
                auth_value=0,
                auth_reason=2,
                auth_version=1,
                last_modified=times.unix(self.tick()),
            )
        )

    def stores(self):
        """(domain, path, bytes) of all that something was put into."""
        made = [
            (self.messages.count, backup.SMS, self.messages.built),
            (self.visits.count, backup.SAFARI, self.visits.built),
            (self.datausage.rows, usage.DATAUSAGE_PLACE, self.datausage.built),
            (self.netusage.rows, usage.NETUSAGE_PLACE, self.netusage.built),
            (self.events.items, calendars.PLACE, self.events.built),
            (self.shortcuts.count, shortcuts.PLACE, self.shortcuts.built),
            (len(self.observed), webkit.place("com.example.reader"), lambda: webkit.observed(self.observed)),
            (
                len(self.permissions),
                ("HomeDomain", "Library/TCC/TCC.db"),
                lambda: databases.built(TCC + "".join(self.permissions)),
            ),
        ]
        stored = [(*place, build()) for count, place, build in made if count]
        stored += [
            (*place, plistlib.dumps(content, fmt=plistlib.FMT_BINARY)) for place, content in self.plists.items()
        ]
        return stored + self.files

    def write_backup(self, folder):
        made = backup.Backup(**self.device)
        made.info.update(self.info)
        for domain, path, content in self.stores():
            if domain != "NetworkDomain":  # not in a backup
                made.add(domain, path, content)
        return made.write(folder)

    def write_folder(self, folder):
        files = dict(self.folder_files)
        for domain, path, content in self.stores():
            files[os.path.join(folder_of(domain), path)] = content
        return fs.written(folder, files)


def folder_of(domain):
    """Where a backup's domain stands in a dump of the file system."""
    if domain in DOMAIN_ROOTS:
        return DOMAIN_ROOTS[domain]
    family, _, identifier = domain.partition("-")
    if family == "AppDomain":
        return f"private/var/mobile/Containers/Data/Application/{identifier}"
    if family == "SysSharedContainerDomain":
        return f"private/var/containers/Shared/SystemGroup/{identifier}"
    raise ValueError(domain)
