#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""publish_lists.py --amnesty DIR --mvt DIR [--out lists/published]: the lists that come with bridle, from upstream files.

DIR is a checkout of AmnestyTech/investigations and of mvt-project/mvt-indicators. Bundles (*.stix2), one-value-a-line
texts and tables are read, of YARA rules and scripts nothing. Each repository gives one file of tab-separated values, and
both a README.md with their licences. The same input gives the same bytes. Only Python's own library is used.
"""

import argparse
import csv
import ipaddress
import json
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
COLUMNS = ("kind", "value", "platform", "name", "sort", "source", "date")

# Folder: (name, the platform of its processes, files and paths, why). What travels between phones (domains, addresses,
# e-mail, hashes) is of any platform: the same link is sent to both. Apps, certificates and properties say it themselves.
CAMPAIGNS = {
    "2018-08-01_nso": ("Pegasus", "any", "servers alone"),
    "2018-12-19_best_practice": ("Phishing of secure e-mail accounts", "any", "phishing pages alone"),
    "2019-03-06_egypt_oauth": ("Phishing with OAuth in Egypt", "any", "phishing pages alone"),
    "2019-08-16_evolving_phishing": ("Phishing in the Middle East and North Africa", "any", "phishing pages alone"),
    "2019-10-10_nso_morocco": ("Pegasus", "any", "servers alone"),
    "2020-03-12_uzbekistan": ("Phishing and spyware in Uzbekistan", "any", "servers and samples for Windows and Android"),
    "2020-06-15_india": ("NetWire in India", "any", "servers and samples for Windows"),
    "2020-09-25_finfisher": ("FinSpy", "any", "servers and samples for Linux, macOS, Windows and Android"),
    "2021-02-24_vietnam": ("Ocean Lotus", "any", "servers and samples for Windows and macOS"),
    "2021-05-28_qatar": ("Phishing in Qatar", "any", "phishing pages alone"),
    "2021-07-18_nso": ("Pegasus", "ios", "the report's processes and files were found on iPhones"),
    "2021-10-07_donot": ("DoNot", "any", "servers and samples for Android and Windows"),
    "2021-12-16_cytrox": ("Predator", "ios", "below /private/var; what is below /data is Android's"),
    "2023-03-29_android_campaign": ("MercenarySpywareCampaign", "android", "an exploit chain against Samsung's browser"),
    "2024-05-02_wintego_helios": ("Wintego Helios", "any", "servers alone"),
    "2024-12-16_serbia_novispy": ("NoviSpy", "android", "an Android app"),
    "2022-06-23_rcs_lab": ("RCSLab", "android", "package names; its iOS app is not among them"),
    "2023-04-11_quadream": ("KingSpawn", "ios", "QuaDream's implant for iOS 14"),
    "2023-06_01_operation_triangulation": ("OperationTriangulation", "ios", "an attack on iMessage"),
    "2023-07-25_wyrmspy_dragonegg": ("WyrmSpy_DragonEgg", "android", "two Android apps"),
    "2024-12-25_eaglemsgspy": ("EagleMsgSpy", "android", "an Android app"),
    "2026-03-03_coruna_cryptowaters": ("Coruna", "ios", "an exploit kit for iOS"),
    "2026-03-30_darksword": ("DarkSword", "ios", "an exploit chain for iOS 18"),
    "ResidentBat": ("ResidentBat", "android", "an Android app"),
    "candiru": ("Candiru", "any", "servers alone"),
    "cellebrite": ("Cellebrite", "android", "the app that its extraction leaves on Android"),
    "intellexa_predator": ("Predator", "ios", "below /private/var; what is below /data is Android's"),
}

# What the patterns of the bundles compare; another path is an error, so that nothing is left out unseen.
PATTERN = re.compile(r"\[\s*([a-z0-9-]+:[^\s=]+)\s*=\s*'((?:\\.|[^'\\])*)'\s*\]")
PATTERN_KINDS = {
    "domain-name:value": "domain", "ipv4-addr:value": "ip", "ipv6-addr:value": "ip", "url:value": "url",
    "email-addr:value": "email", "process:name": "process", "file:name": "file", "file:path": "path", "app:id": "app",
    "configuration-profile:id": "profile", "android-property:name": "property", "file:hashes.sha256": "hash",
    "file:hashes.'SHA-256'": "hash", "file:hashes.sha1": "hash", "file:hashes.md5": "hash",
    "app:cert.sha256": "certificate", "app:cert.sha1": "certificate", "app:cert.md5": "certificate",
}
FILE_KINDS = {
    "domains.txt": "domain", "v2_domains.txt": "domain", "v3_domains.txt": "domain", "v4_domains.txt": "domain",
    "v4_validation_domains.txt": "domain", "ips.txt": "ip", "ip-addresses.txt": "ip", "emails.txt": "email",
    "sha256.txt": "hash", "samples.txt": "hash", "sha1.txt": "hash", "md5.txt": "hash", "urls.txt": "url",
    "processes.txt": "process", "files.txt": "file", "file_names.txt": "file", "file_paths.txt": "path",
    "package_names.txt": "app", "package_cert_hashes.txt": "certificate", "config_profiles.txt": "profile",
    "android_properties.txt": "property",
}
TABLE_KINDS = {"domain_name": "domain", "ip_address": "ip", "sha256": "hash"}
PLATFORM_OF_KIND = {"app": "android", "certificate": "android", "property": "android", "profile": "ios"}
OF_THE_PHONE = ("process", "file", "path")

NOTICES = {
    "amnesty-investigations.tsv": (
        "AmnestyTech/investigations", "https://github.com/AmnestyTech/investigations",
        "Amnesty International's Security Lab. Licensed under the Creative Commons Attribution 2.0 licence (CC BY 2.0,\n"
        "https://creativecommons.org/licenses/by/2.0/). Changed: brought into this form, doubles removed, what can never\n"
        "match left out, platforms added."),
    "mvt-indicators.tsv": (
        "mvt-project/mvt-indicators", "https://github.com/mvt-project/mvt-indicators",
        "MIT License. Copyright (c) 2022 MVT. The licence's text stands below."),
}
MIT = """\
    Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
    documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
    rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to
    permit persons to whom the Software is furnished to do so, subject to the following conditions:

    The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
    Software.

    THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
    WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
    COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
    OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""


class Fault(Exception):
    """Something upstream that this script does not know."""


def of_bundle(path):
    """(kind, value, date) of every indicator of a bundle."""
    with open(path, encoding="utf-8-sig") as file:
        objects = json.load(file)["objects"]
    for entry in objects:
        if entry.get("type") != "indicator" or entry.get("revoked"):
            continue
        found = PATTERN.fullmatch(entry["pattern"].strip())
        if not found or found.group(1) not in PATTERN_KINDS:
            raise Fault(f"{path}: {entry['id']}: {entry['pattern']}")
        value = re.sub(r"\\(.)", r"\1", found.group(2))
        yield PATTERN_KINDS[found.group(1)], value, (entry.get("modified") or entry["created"])[:10]


def of_text(path, kind):
    with open(path, encoding="utf-8-sig") as file:
        for line in file:
            value = line.split(" #")[0].strip()
            if value and not value.startswith("#"):
                yield kind, value, None


def of_table(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            for column, kind in TABLE_KINDS.items():
                if row.get(column):
                    yield kind, row[column], None


def of_folder(folder):
    """All indicators below a campaign's folder, those of bundles first."""
    paths = sorted(os.path.join(parent, name) for parent, _, names in os.walk(folder) for name in names)
    for path in paths:
        if path.endswith(".stix2"):
            yield from of_bundle(path)
    for path in paths:
        name = os.path.basename(path)
        if "scripts" in path.split(os.sep):
            continue
        if name in FILE_KINDS:
            yield from of_text(path, FILE_KINDS[name])
        elif name in ("indicators.csv", "sha256.csv"):
            yield from of_table(path)
        elif name.endswith(".txt"):
            raise Fault(f"{path}: a text of an unknown name")


def is_ip(text):
    try:
        return bool(ipaddress.ip_address(text))
    except ValueError:
        return False


def settled(kind, value):
    """(kind, value) as it can match, or None where it never can."""
    value = value.strip()
    if kind in ("domain", "ip") and is_ip(value):
        return "ip", value
    if kind == "domain":
        value = value.lower().rstrip(".")
        if "/" in value:
            return "url", value
        return (kind, value) if "." in value else None
    if kind == "email":
        value = value.lower()
        return (kind, value) if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", value) else None
    if kind in ("hash", "certificate"):
        value = re.sub("[: ]", "", value).lower()
        return (kind, value) if re.fullmatch("[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}", value) else None
    if kind == "path":
        return (kind, value) if value.startswith("/") else None
    return (kind, value) if value and not re.search(r"[\t\n]", value) else None


def platform_of(kind, value, campaign):
    if kind in PLATFORM_OF_KIND:
        return PLATFORM_OF_KIND[kind]
    if kind not in OF_THE_PHONE:
        return "any"
    return "android" if value.startswith("/data/") else campaign


def date_of(folder):
    found = re.match(r"(\d{4})-(\d\d)[-_](\d\d)_", folder)
    return "-".join(found.groups()) if found else None


def campaign_rows(repository, root, folder, refused):
    """{(kind, value): row} of one campaign."""
    if folder not in CAMPAIGNS:
        raise Fault(f"{os.path.join(root, folder)}: a campaign without a name and a platform: add it to CAMPAIGNS")
    name, campaign, _ = CAMPAIGNS[folder]
    found = list(of_folder(os.path.join(root, folder)))
    newest = max((date for _, _, date in found if date), default=None)
    rows = {}
    for kind, value, date in found:
        pair = settled(kind, value)
        if not pair:
            refused.add((folder, kind, value))
            continue
        row = (*pair, platform_of(*pair, campaign), name, "spyware", f"{repository}/{folder}",
               date or date_of(folder) or newest)
        if pair not in rows or (date and row[-1] > rows[pair][-1]):
            rows[pair] = row
    return rows


def published(repository, root):
    """The rows of one repository, sorted, and what was refused."""
    rows, refused = [], set()
    for folder in sorted(os.listdir(root)):
        if os.path.isdir(os.path.join(root, folder)) and not folder.startswith("."):
            rows += campaign_rows(repository, root, folder, refused).values()
    return sorted(rows, key=lambda row: (row[5], row[0], row[1])), refused


def written(path, text):
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)


def readme(tables):
    parts = ["# published\n"
             "The indicators that bridle looks up when no list is given: facts that others have published, in our own\n"
             "plain form (tab-separated: " + ", ".join(COLUMNS) + ").\n"
             "`tools/publish_lists.py` makes them from the upstream files. Nothing is added by hand here: what is known\n"
             "to collide with ordinary names stands in `../quality.sql`. The list of stalkerware is not shipped (its\n"
             "licence is non-commercial): give its files with `-i`.\n"]
    for name, rows in tables.items():
        repository, address, licence = NOTICES[name]
        parts.append(f"\n## {name}\n\n{len(rows)} indicators of {len({row[5] for row in rows})} publications in "
                     f"{repository},\nthe newest of {max(row[6] for row in rows)}. {address}\n\n{licence}\n")
    return "".join(parts) + "\n" + MIT


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--amnesty", required=True, metavar="DIR", help="AmnestyTech/investigations")
    parser.add_argument("--mvt", required=True, metavar="DIR", help="mvt-project/mvt-indicators")
    parser.add_argument("--out", default=os.path.join(ROOT, "lists", "published"), metavar="DIR")
    options = parser.parse_args()
    os.makedirs(options.out, exist_ok=True)
    tables = {}
    for name, root in (("amnesty-investigations.tsv", options.amnesty), ("mvt-indicators.tsv", options.mvt)):
        try:
            tables[name], refused = published(NOTICES[name][0], root)
        except (Fault, OSError, ValueError, KeyError) as fault:
            print(f"publish_lists: {fault}", file=sys.stderr)
            return 1
        for folder, kind, value in sorted(refused):
            print(f"{folder}: left out, it can never match: {kind} {value!r}", file=sys.stderr)
        lines = ["\t".join(row) for row in [COLUMNS, *tables[name]]]
        written(os.path.join(options.out, name), "\n".join(lines) + "\n")
    written(os.path.join(options.out, "README.md"), readme(tables))
    return 0


if __name__ == "__main__":
    sys.exit(main())
