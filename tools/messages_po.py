# SPDX-License-Identifier: Apache-2.0
"""Catalogs: reading and writing gettext's .po files, and what can be wrong in a translation."""

import dataclasses
import re

from messages_c import CONVERSION, unescaped

NUMBERED = re.compile(r"%(\d+)\$")


@dataclasses.dataclass
class Entry:
    """One entry of a catalog."""

    msgid: str = ""
    context: str = None
    plural: str = None
    strings: list = dataclasses.field(default_factory=list)
    comments: list = dataclasses.field(default_factory=list)  # as they stand, with "#"
    line: int = 0
    obsolete: bool = False

    @property
    def key(self):
        return self.context, self.msgid

    @property
    def fuzzy(self):
        return any(comment.startswith("#,") and "fuzzy" in comment for comment in self.comments)


def quoted(text):
    """The text as a .po file's string, broken behind line ends."""
    def escaped(part):
        return '"' + part.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") + '"'

    lines = text.split("\n")
    parts = [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
    if len(parts) > 1:
        return "\n".join(['""'] + [escaped(part) for part in parts])
    return escaped(text)


def parse(text):
    """The entries of a .po or .pot file, its header first, obsolete ones too."""
    entries, entry, target = [], Entry(), None

    def put(value):
        if target == "strings":
            entry.strings[-1] += value
        else:
            setattr(entry, target, (getattr(entry, target) or "") + value)

    for number, line in enumerate(text.split("\n") + [""], 1):
        obsolete = line.startswith("#~")
        line = line[2:].strip() if obsolete else line.strip()
        if not line:
            if target is not None:
                entries.append(entry)
            entry, target = (Entry(), None) if target is not None or not entry.comments else (entry, None)
            continue
        entry.obsolete = entry.obsolete or obsolete
        entry.line = entry.line or number
        match = re.match(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?)\s+(".*")$', line)
        if line.startswith("#"):
            entry.comments.append(line)
        elif match:
            word = match.group(1)
            if word in ("msgctxt", "msgid") and target == "strings":  # no empty line between two
                entries.append(entry)
                entry = Entry(line=number, obsolete=obsolete)
            target = {"msgctxt": "context", "msgid_plural": "plural", "msgid": "msgid"}.get(word, "strings")
            if target == "strings":
                entry.strings.append("")
            put(unescaped(match.group(2)))
        elif line.startswith('"') and target:
            put(unescaped(line))
        else:
            raise ValueError(f"line {number}: neither comment, keyword nor string: {line}")
    return entries


def written(entry):
    lines = list(entry.comments)
    if entry.context is not None:
        lines.append(f"msgctxt {quoted(entry.context)}")
    lines.append(f"msgid {quoted(entry.msgid)}")
    if entry.plural is not None:
        lines.append(f"msgid_plural {quoted(entry.plural)}")
        lines += [f"msgstr[{number}] {quoted(text)}" for number, text in enumerate(entry.strings or ["", ""])]
    else:
        lines.append(f"msgstr {quoted((entry.strings or [''])[0])}")
    return "\n".join(lines) + "\n"


def holes(text):
    """What is filled in, in the order of the arguments: each hole's type, with positions resolved."""
    found, next_position = {}, 1
    for match in CONVERSION.finditer(text):
        if match.group() == "%%":
            continue
        number = NUMBERED.match(match.group())
        position = int(number.group(1)) if number else next_position
        next_position += 0 if number else 1
        found[position] = NUMBERED.sub("%", match.group())
    return found


def faults_of(entry):
    """What is wrong with one translation, in words."""
    if entry.obsolete:
        return ["obsolete"]
    if entry.fuzzy:
        return ["fuzzy"]
    if not entry.strings or not all(entry.strings):
        return ["not translated"]
    faults = []
    for number, text in enumerate(entry.strings):
        wanted = [holes(entry.plural if entry.plural and number else entry.msgid)]
        if entry.plural:
            wanted.append(holes(entry.plural))
        if holes(text) not in wanted:
            faults.append(f"placeholders {holes(text)}, not {wanted[0]}")
        numbered = NUMBERED.findall(text)
        if numbered and len(numbered) != len([m for m in CONVERSION.finditer(text) if m.group() != "%%"]):
            faults.append("numbered and unnumbered placeholders in one text")
        ends = [(one.endswith("\n"), one.startswith(" ")) for one in (entry.msgid, text)]
        if entry.context is None and ends[0] != ends[1]:
            faults.append("begins or ends with another space or line end")
    return faults
