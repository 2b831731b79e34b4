#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Make a large iOS backup of made-up data: the same bytes for the same numbers.

usage: make_backup.py OUT [--files N] [--messages N] [--visits N] [--planted N] [--links N]

Beside the backup stands OUT.lists/, STIX lists of 5,600 made-up indicators of which some are planted: `--planted` links
in messages and half as many visits. Hosts have ordinary endings (.com, .org …) and invented names.
"""

import argparse
import hashlib
import os
import plistlib
import random
import sqlite3
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "tests"))

from fixtures import backup, keyed, safari, sms, stix, typedstream  # noqa: E402  (needs the line above)

WORDS = (
    "the a of to and in is it you that he was for on are with as I his they be at one have this from or had by hot but some "
    "what there we can out other were all your when up use word how said an each she which do their time if will way about "
    "many then them would write like so these her long make thing see him two has look more day could go come did my sound "
    "no most number who over know water than call first people may down side been now find any new work part take get place "
    "made live where after back little only round man year came show every good me give our under name very through just "
    "mañana grüße été вечером 明天 शाम مساء"
).split()
ENDINGS = ("com", "org", "net", "de", "fr", "co.uk", "io", "info")
FIRST_NANOS, NANOS_A_MESSAGE = 600_000_000_000_000_000, 400_000_000_000
FIRST_VISIT = 690_000_000.0
PLACEHOLDERS = {
    "birth": 0x70000001,
    "modified": 0x70000002,
    "changed": 0x70000003,
    "size": 0x70000004,
    "inode": 0x70000005,
}
DOMAINS = [
    "CameraRollDomain",
    "HomeDomain",
    "MediaDomain",
    "AppDomain-com.bench.messenger",
    "AppDomain-com.bench.photos",
    "AppDomainGroup-group.com.bench.shared",
    "AppDomainPlugin-com.bench.share",
    "WirelessDomain",
    "RootDomain",
]
LISTS, A_LIST = 8, 700
LINKS = 9  # one message in so many has a link


def host(number):
    """An invented host, one of 20,000."""
    return f"{('www', 'm', 'news', 'shop')[number % 4]}.bench-site-{number % 20000}.{ENDINGS[number % len(ENDINGS)]}"


def listed_host(number):
    """A host of the lists."""
    return f"bench-listed-{number}.{ENDINGS[number % len(ENDINGS)]}"


def sentence(rng):
    """Three to twenty words."""
    return " ".join(rng.choices(WORDS, k=rng.randint(3, 20)))


def message_rows(count, planted, links):
    """Rows of the table message. Each has its attributedBody and a small message_summary_info, as phones of today write
    them; one in seven has its text there alone, one in `links` a link."""
    rng = random.Random(1)
    summary = plistlib.dumps({"amc": 1, "ust": True}, fmt=plistlib.FMT_BINARY)
    every = max(1, count // planted) if planted else count + 1
    for number in range(1, count + 1):
        text = sentence(rng)
        if number % every == 0:
            text += f" https://x.{listed_host(number // every * 37 % (LISTS * A_LIST))}/p/{number}"
        elif number % links == 0:
            text += f" https://{host(rng.randrange(1 << 20))}/{rng.randrange(1 << 30):x}"
        sent = FIRST_NANOS + number * NANOS_A_MESSAGE
        from_me = number % 3 == 0
        yield (
            number,
            f"{number:08X}-0000-4000-8000-000000000000",
            None if number % 7 == 3 else text,
            number % 500 + 1,
            typedstream.attributed_body(text),
            "SMS" if number % 5 == 0 else "iMessage",
            sent,
            0 if from_me else sent + 60_000_000_000,
            sent + 1_000_000_000,
            1,
            1,
            int(from_me),
            int(not from_me),
            int(from_me),
            summary,
        )


def write_messages(path, count, planted, links):
    """sms.db: 500 handles, 300 chats, `count` messages, an attachment for one in twenty."""
    connection = quick(path)
    connection.executescript(sms.MODERN)
    connection.execute("BEGIN")
    connection.executemany(
        "INSERT INTO handle (ROWID, id, country, service) VALUES (?, ?, 'us', 'iMessage')",
        (
            (number, f"+1202555{number:04d}" if number % 3 else f"person{number}@bench-mail.com")
            for number in range(1, 501)
        ),
    )
    connection.executemany(
        "INSERT INTO chat (ROWID, guid, style, chat_identifier, service_name) VALUES (?, ?, 45, ?, 'iMessage')",
        ((number, f"iMessage;-;{number}", str(number)) for number in range(1, 301)),
    )
    connection.executemany(
        "INSERT INTO message (ROWID, guid, text, handle_id, attributedBody, service, date, date_read, date_delivered, "
        "is_delivered, is_finished, is_from_me, is_read, is_sent, message_summary_info) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        message_rows(count, planted, links),
    )
    connection.executemany(
        "INSERT INTO chat_message_join VALUES (?, ?, ?)",
        ((number % 300 + 1, number, FIRST_NANOS + number * NANOS_A_MESSAGE) for number in range(1, count + 1)),
    )
    connection.executemany(
        "INSERT INTO attachment (ROWID, guid, filename, mime_type, total_bytes) VALUES (?, ?, ?, 'image/jpeg', ?)",
        (
            (
                number,
                f"at_{number}",
                f"~/Library/SMS/Attachments/{number % 256:02x}/{number}/IMG_{number}.jpeg",
                number * 977,
            )
            for number in range(1, count // 20 + 1)
        ),
    )
    connection.executemany(
        "INSERT INTO message_attachment_join VALUES (?, ?)",
        ((number * 20, number) for number in range(1, count // 20 + 1)),
    )
    connection.execute("COMMIT")
    connection.close()


def visit_rows(count):
    """Rows of history_visits: one in twenty leads to the next (from http in fifty cases alone)."""
    for number in range(1, count + 1):
        leads = number % 20 == 0 and number < count
        led = number % 20 == 1 and number > 1
        yield (
            number,
            number % max(1, count * 2 // 5) + 1,
            FIRST_VISIT + number * 300.25 - (300 if led else 0),
            None if number % 4 == 0 else f"Page {number} of things",
            number - 1 if led else None,
            number + 1 if leads else None,
        )


def item_rows(count, planted):
    """Rows of history_items, as many as two fifths of the visits."""
    items = max(1, count * 2 // 5)
    every = max(1, items // planted) if planted else items + 1
    for number in range(1, items + 1):
        name = (
            f"cdn.{listed_host(number // every * 41 % (LISTS * A_LIST))}" if number % every == 0 else host(number * 7)
        )
        scheme = "http" if number % max(1, items // 50) == 1 else "https"
        yield (
            number,
            f"{scheme}://{name}/section/{number}?id={number * 31}",
            name.split(".")[1],
            2,
            b"\x64\0\0\0",
            0,
            100,
        )


def write_visits(path, count, planted):
    """History.db."""
    connection = quick(path)
    connection.executescript(safari.SCHEMA)
    connection.execute("BEGIN")
    connection.executemany(
        "INSERT INTO history_items (id, url, domain_expansion, visit_count, daily_visit_counts, "
        "should_recompute_derived_visit_counts, visit_count_score) VALUES (?, ?, ?, ?, ?, ?, ?)",
        item_rows(count, planted),
    )
    connection.executemany(
        "INSERT INTO history_visits (id, history_item, visit_time, title, redirect_source, redirect_destination) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        visit_rows(count),
    )
    connection.execute("COMMIT")
    connection.close()


class Records:
    """MBFile blobs, quickly: one archive a length of path, in which the numbers are then replaced where they stand."""

    def __init__(self):
        self.templates = {}

    def template(self, length):
        """An archive for paths of `length` bytes and the places of what is replaced in it."""
        fields = {
            "Birth": PLACEHOLDERS["birth"],
            "LastModified": PLACEHOLDERS["modified"],
            "LastStatusChange": PLACEHOLDERS["changed"],
            "Mode": 0o100644,
            "Size": PLACEHOLDERS["size"],
            "UserID": 501,
            "GroupID": 501,
            "InodeNumber": PLACEHOLDERS["inode"],
            "Flags": 0,
            "ProtectionClass": 3,
        }
        blob = keyed.archived("MBFile", fields, {"RelativePath": "~" * length, "Digest": b"#" * 20})
        places = [
            blob.index(PLACEHOLDERS[name].to_bytes(4, "big"))
            for name in ("birth", "modified", "changed", "size", "inode")
        ]
        return bytearray(blob), places, blob.index(b"~" * length), blob.index(b"#" * 20)

    def blob(self, path, numbers, digest):
        """The blob for an ASCII `path` with the five `numbers` (each from 2**16 to 2**32)."""
        raw = path.encode()
        if len(raw) not in self.templates:
            self.templates[len(raw)] = self.template(len(raw))
        blob, places, path_at, digest_at = self.templates[len(raw)]
        for place, number in zip(places, numbers):
            blob[place : place + 4] = number.to_bytes(4, "big")
        blob[path_at : path_at + len(raw)] = raw
        blob[digest_at : digest_at + 20] = digest
        return bytes(blob)


def manifest_paths(count, rng):
    """Domains and paths as phones have them: pictures, caches, documents, attachments."""
    for number in range(count):
        domain = DOMAINS[min(rng.randrange(14), len(DOMAINS) - 1) if number % 2 else 0]
        if domain == "CameraRollDomain":
            path = f"Media/DCIM/{100 + number // 1000}APPLE/IMG_{number:07d}.HEIC"
        elif domain == "HomeDomain":
            path = f"Library/SMS/Attachments/{number % 256:02x}/{number % 16:02d}/{number:08X}-0000-4000-8000-000000000000/IMG_{number}.jpeg"
        else:
            path = (
                f"Library/Application Support/{rng.choice(WORDS[:80])}/{number % 97}/{rng.randrange(1 << 40):010x}.data"
            )
        yield domain, path


def write_manifest(folder, count, wanted, touch):
    """Manifest.db with `count` rows, the wanted files' among them; `touch` makes an empty file for each other row."""
    rng, records = random.Random(2), Records()
    rows = []
    for number, (domain, path) in enumerate(list(wanted) + list(manifest_paths(count - len(wanted), rng))):
        name = backup.file_id(domain, path)
        when = 1_600_000_000 + number * 997 % 170_000_000
        blob = records.blob(
            path, (when, when + 60, when + 90, 65536 + rng.randrange(1 << 24), 65536 + number), bytes.fromhex(name)
        )
        rows.append((name, domain, path, backup.FILE, blob))
        target = os.path.join(folder, name[:2], name)
        if touch and not os.path.exists(target):
            os.close(os.open(target, os.O_CREAT | os.O_WRONLY, 0o644))
    rows.sort()
    connection = quick(os.path.join(folder, "Manifest.db"))
    connection.executescript(backup.MANIFEST_SCHEMA)
    connection.execute("BEGIN")
    connection.executemany("INSERT OR IGNORE INTO Files VALUES (?, ?, ?, ?, ?)", rows)
    connection.execute("COMMIT")
    connection.close()


def quick(path):
    """A connection for a file that is written once."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA page_size=4096")
    connection.execute("PRAGMA journal_mode=OFF")
    connection.execute("PRAGMA synchronous=OFF")
    return connection


def write_lists(folder):
    """STIX lists of made-up indicators, shaped as the published ones: most are domains."""
    os.makedirs(folder, exist_ok=True)
    for number in range(LISTS):
        rows = [("domain", listed_host(index)) for index in range(number * A_LIST, (number + 1) * A_LIST - 40)]
        rows += [("process", f"benchd{number}x{index}") for index in range(20)]
        rows += [("path", f"/private/var/tmp/bench-{number}/{index}") for index in range(10)]
        rows += [("email", f"bench{index}@{listed_host(number)}") for index in range(10)]
        stix.written(os.path.join(folder, f"list-{number}.stix2"), rows, f"Bench {number}")


def make(out, files, messages, visits, planted=40, links=LINKS, touch=True):
    """The whole backup."""
    described = backup.Backup(name="Bench phone", serial="BENCH0000001")
    for number in range(256):
        os.makedirs(os.path.join(out, f"{number:02x}"), exist_ok=True)
    write_messages(backup.stored_path(out, *backup.SMS), messages, planted, links)
    write_visits(backup.stored_path(out, *backup.SAFARI), visits, planted // 2)
    write_manifest(out, files, (backup.SMS, backup.SAFARI), touch)
    for name, value, form in (
        ("Info.plist", described.info, plistlib.FMT_XML),
        ("Status.plist", described.status, plistlib.FMT_BINARY),
        ("Manifest.plist", described.manifest_plist, plistlib.FMT_BINARY),
    ):
        backup.store(os.path.join(out, name), plistlib.dumps(value, fmt=form))
    write_lists(out.rstrip("/") + ".lists")


def digest(out):
    """One hash over the databases, to see that the same numbers give the same bytes."""
    total = hashlib.sha256()
    for path in (
        os.path.join(out, "Manifest.db"),
        backup.stored_path(out, *backup.SMS),
        backup.stored_path(out, *backup.SAFARI),
    ):
        with open(path, "rb") as file:
            total.update(hashlib.file_digest(file, "sha256").digest())
    return total.hexdigest()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out")
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--messages", type=int, default=400_000)
    parser.add_argument("--visits", type=int, default=200_000)
    parser.add_argument("--planted", type=int, default=40)
    parser.add_argument("--links", type=int, default=LINKS, help="one message in so many has a link")
    options = parser.parse_args()
    if os.path.exists(options.out):
        sys.exit(f"make_backup.py: {options.out} is there already")
    make(options.out, options.files, options.messages, options.visits, options.planted, options.links)
    print(digest(options.out))


if __name__ == "__main__":
    main()
