#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Make the sample backup: `make.py OUTPUT_DIR`. The folder is replaced if this program made it, and refused otherwise."""

import json
import os
import shutil
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, os.pardir, "tests"))

from fixtures import backup, databases, safari, sms  # noqa: E402  (needs the line above)

SCHEMAS = {"sms": sms.MODERN, "safari": safari.SCHEMA}
TIMES = ("birth", "modified", "changed")
ROOT_FILES = {"Manifest.db", "Manifest.plist", "Info.plist", "Status.plist"}


def text_of(name):
    with open(os.path.join(HERE, name), encoding="utf-8") as file:
        return file.read()


def content_of(entry):
    """What the phone had under this name: a database from SQL, a property list, or text."""
    if "sql" in entry:
        return databases.built(SCHEMAS[entry["schema"]], "BEGIN;\n" + text_of(entry["sql"]) + "COMMIT;\n")
    return entry["plist"] if "plist" in entry else entry["text"].encode()


def sample():
    """The backup that the texts beside this file describe."""
    described = json.loads(text_of("backup.json"))
    made = backup.Backup(**described["device"])
    for entry in described["files"]:
        options = {name: entry[name] for name in TIMES if name in entry}
        made.add(entry["domain"], entry["path"], content_of(entry), **options)
    return made


def cleared(folder):
    """Remove an earlier sample, so that no file of it stays; refuse to remove anything else."""
    if not os.path.exists(folder) or not os.listdir(folder):
        return
    names = set(os.listdir(folder))
    if not ROOT_FILES <= names or any(len(name) != 2 for name in names - ROOT_FILES):
        raise SystemExit(f"make.py: {folder}: holds other things than an iOS backup (nothing was written)")
    shutil.rmtree(folder)


def main(arguments):
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print("usage: make.py OUTPUT_DIR", file=sys.stderr)
        return 2
    cleared(arguments[0])
    sample().write(arguments[0])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
