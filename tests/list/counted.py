# SPDX-License-Identifier: Apache-2.0
"""How many indicators of each kind a published list holds, counted without bridle: from docs/indicators.md alone."""

import collections
import csv
import ipaddress
import json
import os
import re

STIX_KINDS = {
    "domain-name:value": "domain", "ipv4-addr:value": "ip", "email-addr:value": "email", "process:name": "process",
    "file:name": "file", "file:path": "path", "app:id": "app", "configuration-profile:id": "profile",
    "android-property:name": "property",
}
NAMES = (("domain", "domain"), ("email", "email"), ("process", "process"), ("profile", "profile"), ("file_path", "path"),
         ("file", "file"), ("package_cert", "certificate"), ("package", "app"), ("propert", "property"))
HEADINGS = {"domain_name": "domain", "ip_address": "ip", "sha256": "hash"}
YAML_KINDS = {"packages": "app", "ios_bundles": "app", "certificates": "certificate", "c2.domains": "domain",
              "c2.ips": "ip", "c2.ip": "ip", "websites": "domain", "distribution": "domain"}


def is_ip(text):
    try:
        return bool(ipaddress.ip_address(text))
    except ValueError:
        return False


def settled(kind, value):
    """The kind that a value is looked up as, or None where it can never match."""
    value = value.strip()
    if kind == "domain":
        if is_ip(value):
            return "ip"
        return "domain" if "." in value and not re.search(r"/.", value) else None
    if kind == "path":
        return "path" if value.startswith("/") else None
    if kind == "email":
        return "email" if re.fullmatch(r"[^@]+@[^@]+\.[^@]+", value) else None
    return kind


def of_stix(text):
    for entry in json.loads(text)["objects"]:
        if entry["type"] != "indicator":
            continue
        path, value = re.fullmatch(r"\[(.+?) ?= ?'(.*)'\]", entry["pattern"].strip()).groups()
        kind = STIX_KINDS.get(path) or ("hash" if path.startswith("file:hashes") else "certificate")
        yield kind, value


def of_text(text, name):
    kind = next((kind for part, kind in NAMES if part in name), None)
    for line in text.splitlines():
        value = line.split("#")[0].strip()
        if value:
            yield kind or ("ip" if is_ip(value) else "hash"), value


def of_csv(text):
    for row in csv.DictReader(text.splitlines()):
        for heading, kind in HEADINGS.items():
            if row.get(heading):
                yield kind, row[heading]


def of_samples(text):
    rows = list(csv.DictReader(text.splitlines()))
    yield from (("hash", row["SHA256"]) for row in rows)
    for heading, kind in (("Package Name", "app"), ("Certificate", "certificate")):
        yield from ((kind, pair[0]) for pair in sorted({(row[heading], row["App"]) for row in rows}) if pair[0])


def of_yaml(text):
    """The list's own plain style: two blanks a level, one value a line."""
    keys = ["", ""]
    for line in text.splitlines():
        found = re.fullmatch(r"( *)(- )?([a-z0-9_]+):\s*(\S.*)?", line)
        entry = re.fullmatch(r" +- +(\S+)(?: +#.*)?", line)
        if found and not entry:
            depth = 0 if found.group(2) or len(found.group(1)) == 2 else 1
            keys[depth:] = [found.group(3)] + [""] * (1 - depth)
            entry = found.group(4) and re.match(r"(\S+)", found.group(4))
        kind = YAML_KINDS.get(".".join(key for key in keys if key))
        if entry and kind:
            value = entry.group(1).strip("'\"")
            page = keys[0] in ("websites", "distribution") and "/" in value
            yield ("url" if page else "ip" if is_ip(value) else kind), value


def counted(path):
    """Counter of kinds."""
    name = os.path.basename(path)
    with open(path, encoding="utf-8-sig", newline="") as file:
        text = file.read()
    if name.endswith(".stix2"):
        rows = of_stix(text)
    elif name.endswith("samples.csv"):
        rows = of_samples(text)
    elif name.endswith(".csv"):
        rows = of_csv(text)
    elif name.endswith(".yaml"):
        rows = of_yaml(text)
    else:
        rows = of_text(text, name)
    kinds = (settled(*row) for row in rows)
    return collections.Counter(kind for kind in kinds if kind)
