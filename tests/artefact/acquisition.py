# SPDX-License-Identifier: Apache-2.0
"""An acquisition from the text of one fixture, and what came out of it in the form of an `expected*.json`.

`NAME.sql` makes one database; its header says where it goes and what is looked for:

    -- file: HomeDomain/Library/SMS/sms.db       domain and path in a backup, or a file of the backup's root; or
                                                 sysdiagnose/… for one of a sysdiagnose
    -- schema: sms.MODERN                        a CREATE TABLE text of tests/fixtures (module.NAME), before the rows
    -- list: domain chimera-delivery.example     an indicator, kinds of fixtures/stix.py

`NAME.json` makes a backup (`backup`: `device`, `info`, `manifest_plist`, `status`, `leave_out`, `files`, `old` true for one from before iOS 10, `folders` true
for the rows of the folders above the files), a plain folder (`folder`: name → text) or a sysdiagnose (`sysdiagnose`: name → text),
with `list` as pairs. An object with the one key `$lines` is a text of these lines, with `$gz` what it holds packed, with
`$archive` a keyed archive (fixtures/keyed.py) whose $top has these entries. Any other file that
is no text is a property list; in it, a text that begins with `date:` is a date, one with `hex:` data, and an object with
the one key `$plist` the data of another property list.
"""

import datetime
import glob
import gzip
import importlib
import json
import os
import plistlib
import re
import sqlite3

from fixtures import backup, databases, fs, keyed, shortcuts, sms, stix, sysdiagnose, times

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))


def edits_of(part, *words):
    """`message_summary_info` whose edited part is number `part`; texts and times in turn."""
    info = plistlib.loads(sms.edits(list(zip(words[::2], words[1::2]))))
    moved = {"ec": {str(part): info["ec"]["0"]}, "ep": [part], "otr": {str(part): info["otr"]["0"]}}
    return plistlib.dumps({**info, **moved}, fmt=plistlib.FMT_BINARY)


FUNCTIONS = [
    ("edits_of", -1, edits_of),
    ("retracted", 0, sms.retracted),
    ("link_balloon_of", 2, sms.link_balloon),
    ("actions_of", 1, shortcuts.actions),
]
FINDING_KEYS = "grade means record column kind value indicator datetime timestamp_desc".split()


def definition(name):
    """The path of an artefact's file."""
    return glob.glob(os.path.join(ROOT, "artefacts", "*", name + ".sql"))[0]


def definition_text(name):
    with open(definition(name), encoding="utf-8") as file:
        return file.read()


def is_undecoded(name):
    """Whether the artefact has no query: its files are named, and nothing of them is read."""
    return "\n-- undecoded:" in definition_text(name)


def time_columns(name):
    """The columns that the artefact declares to be times."""
    return {column for column, kinds in re.findall(r'"(\w+):([^"]*)"', definition_text(name)) if "time" in kinds.split()}


def header(text):
    """The header lines of a `.sql` fixture: key → values."""
    lines = {}
    for key, value in re.findall(r"(?m)^-- (\w+): (.*)$", text):
        lines.setdefault(key, []).append(value.strip())
    return lines


def with_functions(connection):
    for function in FUNCTIONS:
        connection.create_function(*function)


def schema_of(lines):
    """The CREATE TABLE texts that a fixture's header names."""
    names = [name.split(".") for name in lines.get("schema", [])]
    return "".join(getattr(importlib.import_module("fixtures." + module), name) for module, name in names)


def database(path):
    """The bytes of the database that a `.sql` fixture describes, and its header."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    lines = header(text)
    return databases.built(with_functions, schema_of(lines) + text), lines


def with_file(made, place, content):
    """Put `content` where a `file:` line says."""
    if "/" not in place:
        made.replaced[place] = content
    else:
        made.add(*place.split("/", 1), content)
    return made


def dated(value):
    """JSON with `date:` texts as dates, `hex:` texts as data, and `{"$plist": …}` as the data of a property list."""
    if isinstance(value, dict) and set(value) == {"$plist"}:
        return plistlib.dumps(dated(value["$plist"]), fmt=plistlib.FMT_BINARY)
    if isinstance(value, dict):
        return {key: dated(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [dated(entry) for entry in value]
    if isinstance(value, str) and value.startswith("hex:"):
        return bytes.fromhex(value[4:])
    return times.plist_date(value[5:]) if isinstance(value, str) and value.startswith("date:") else value


def content_of(value):
    """The bytes of a fixture's file: text as it is, lines, something packed, anything else as a binary property list."""
    if isinstance(value, dict) and set(value) == {"$lines"}:
        return "".join(line + "\n" for line in value["$lines"]).encode()
    if isinstance(value, dict) and set(value) == {"$gz"}:
        return gzip.compress(content_of(value["$gz"]), mtime=0)
    if isinstance(value, dict) and set(value) == {"$archive"}:
        return keyed.of_top(dated(value["$archive"]))
    return value.encode() if isinstance(value, str) else plistlib.dumps(dated(value), fmt=plistlib.FMT_BINARY)


def changed(values, changes):
    """`values` with `changes` laid over them; null removes a key."""
    merged = {**values, **dated(changes)}
    return {key: value for key, value in merged.items() if value is not None}


def backup_of(words):
    made = backup.Backup(**words.get("device", {}))
    for name in ("info", "manifest_plist", "status"):
        setattr(made, name, changed(getattr(made, name), words.get(name, {})))
    made.leave_out = set(words.get("leave_out", []))
    made.folders = words.get("folders", False)
    made.old = words.get("old", False)
    for domain, path, text, options in words.get("files", []):
        made.add(domain, path, content_of(text), **options)
    return made


def build(path, folder):
    """Make what the fixture at `path` describes in `folder`; returns the indicators to look for."""
    if path.endswith(".sql"):
        content, lines = database(path)
        place = lines["file"][0]
        if place.startswith("sysdiagnose/"):
            sysdiagnose.written(folder, {place.split("/", 1)[1]: content})
        else:
            with_file(backup.Backup(), place, content).write(folder)
        return [entry.split(" ", 1) for entry in lines.get("list", [])]
    with open(path, encoding="utf-8") as file:
        words = json.load(file)
    if "folder" in words:
        fs.written(folder, {name: content_of(text) for name, text in words["folder"].items()})
    elif "sysdiagnose" in words:
        sysdiagnose.written(folder, {name: content_of(text) for name, text in words["sysdiagnose"].items()})
    else:
        backup_of(words["backup"]).write(folder)
    return words.get("list", [])


def listed(test, rows):
    """The options that look for `rows`."""
    return ["-i", stix.written(test.path("fixture.stix2"), rows)] if rows else []


def shown(value, is_time):
    """A cell as it stands in an `expected*.json`: times in ISO 8601, blobs in hex."""
    if isinstance(value, bytes):
        return "hex:" + value.hex()
    if is_time and isinstance(value, int):
        epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
        return times.printed((epoch + datetime.timedelta(microseconds=value)).isoformat())
    return value


def rows_of(case, name, number):
    """The records of one input in the case, NULL cells left out."""
    as_time = time_columns(name)
    connection = sqlite3.connect(case)
    connection.row_factory = sqlite3.Row
    rows = connection.execute(f'SELECT * FROM "{name}" WHERE input IS ? ORDER BY record', (number,)).fetchall()
    connection.close()
    return [{key: shown(row[key], key in as_time) for key in row.keys() if key != "input" and row[key] is not None}
            for row in rows]


def input_number(case, name, path):
    connection = sqlite3.connect(case)
    found = connection.execute("SELECT number FROM input WHERE artefact = ? AND input IS ?", (name, path)).fetchone()
    connection.close()
    return found[0]


def outcome(result, case, name):
    """What came out of one artefact: its inputs with their rows, and every finding."""
    inputs = []
    for line in result.inputs_of(name):
        rows = rows_of(case, name, input_number(case, name, line["input"]))
        inputs.append({key: line[key] for key in ("device_path", "variant", "outcome", "records", "first", "last")})
        inputs[-1] = {"input": line["input"], **inputs[-1], "rows": rows}
    findings = []
    for finding in result.findings:
        entry = {key: finding[key] for key in FINDING_KEYS}
        entry["indicator"] = (finding["indicator"] or {}).get("value") or finding["rule"]
        findings.append({"artefact": finding["artefact"], **entry})
    return {"inputs": inputs, "findings": findings}
