# SPDX-License-Identifier: Apache-2.0
"""All texts of the project that people read: po/bridle.pot, the table of templates, and what is wrong in po/."""

import os

import messages_c
import messages_po
import messages_sql

POT = "po/bridle.pot"
FOREIGN = "po/foreign.txt"  # what libraries say and bridle passes on
COMPOSED = "composed in English first, and known again by this text"
HEAD = """\
# Texts of bridle that people read. Made by ./dev messages; not to be edited.
# SPDX-License-Identifier: Apache-2.0
msgid ""
msgstr ""
"Project-Id-Version: bridle\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Language: \\n"
"Plural-Forms: nplurals=INTEGER; plural=EXPRESSION;\\n"
"""


def read(root, path):
    with open(os.path.join(root, path), encoding="utf-8") as file:
        return file.read()


def files_of(root, folder, ends):
    for parent, _, names in os.walk(os.path.join(root, folder)):
        for name in names:
            if name.endswith(ends):
                yield os.path.relpath(os.path.join(parent, name), root)


def messages_of_file(root, path):
    text = read(root, path)
    folder = path.split("/", 1)[0]
    if folder == "src":
        return messages_c.messages_of(text)
    if folder == "lists":
        return list(messages_sql.messages_of_header(folder, text)) + list(messages_sql.messages_of_list(text))
    times = messages_sql.messages_of_times(text) if folder == "artefacts" else []
    return list(messages_sql.messages_of_header(folder, text)) + list(times)


def foreign(root):
    for line in read(root, FOREIGN).split("\n"):
        if line.strip() and not line.startswith("#"):
            yield messages_c.Message(line, comments=["what a library or the system says"])


def messages(root):
    """Every message once, by the files that it stands in."""
    paths = sorted(list(files_of(root, "src", (".c", ".h"))) + [
        path for folder in ("artefacts", "rules", "lists") for path in files_of(root, folder, ".sql")])
    found = {}
    for path, all_of_it in [(path, messages_of_file(root, path)) for path in paths] + [(FOREIGN, foreign(root))]:
        for message in all_of_it:
            known = found.setdefault(message.key, message)
            known.plural = known.plural or message.plural
            known.composed = known.composed or message.composed
            known.places += [path] if path not in known.places else []
            known.comments += [comment for comment in message.comments if comment not in known.comments]
    return list(found.values())


def entry_of(message):
    composed = [COMPOSED] if message.composed and message.is_format else []
    comments = [f"#. {comment}" for comment in message.comments + composed] + [f"#: {place}" for place in sorted(message.places)]
    if message.is_format:
        comments.append("#, c-format")
    return messages_po.Entry(message.text, message.context, message.plural, comments=comments)


def pot_of(root):
    return HEAD + "".join("\n" + messages_po.written(entry_of(message)) for message in messages(root))


def languages(root):
    return read(root, "po/LINGUAS").split()


def count(root):
    return len(messages(root))


def faults_of_catalog(root, code, wanted):
    path = f"po/{code}.po"
    entries = messages_po.parse(read(root, path))[1:]
    here = {entry.key: entry for entry in entries if not entry.obsolete}
    for entry in entries:
        for fault in messages_po.faults_of(entry):
            yield f"{path}:{entry.line}: {fault}: {entry.msgid[:70]!r}"
    for key, message in wanted.items():
        if key not in here or here[key].plural != message.plural:
            yield f"{path}:1: missing: {message.text[:70]!r} ({', '.join(message.places)}); ./dev messages puts it there"
    for key in set(here) - set(wanted):
        yield f"{path}:{here[key].line}: stale, nothing says it any more: {here[key].msgid[:70]!r}"


def faults(root):
    """What is wrong in po/, a line each."""
    wanted = {message.key: message for message in messages(root)}
    found = []
    if read(root, POT) != pot_of(root):
        found.append(f"{POT}:1: stale: ./dev messages makes it anew")
    for code in languages(root):
        found += faults_of_catalog(root, code, wanted)
    return found


def c_string(text):
    def escaped(byte):
        if byte in (0x22, 0x5c):
            return "\\" + chr(byte)
        return chr(byte) if 0x20 <= byte < 0x7f else f"\\{byte:03o}"

    return '"' + "".join(escaped(byte) for byte in text.encode("utf-8")) + '"'


def literal_size(text):
    return len(messages_c.CONVERSION.sub("", text).encode("utf-8"))


def templates_of(pot):
    """The C table of a .pot's texts with holes: those that begin with words, then those with the most of them, first."""
    entries = [entry for entry in messages_po.parse(pot) if f"#. {COMPOSED}" in entry.comments]
    entries.sort(key=lambda entry: (entry.msgid.startswith("%"), -literal_size(entry.msgid), entry.msgid))
    rows = "".join(f"    {{{c_string(entry.msgid)}, {c_string(entry.plural) if entry.plural else 'NULL'}}},\n"
                   for entry in entries)
    return f"""\
// SPDX-License-Identifier: Apache-2.0
// Made by tools/messages.
#include "report/language_template.h"

const struct language_template language_templates[] = {{
{rows}    {{"", NULL}},
}};
const size_t language_template_count = sizeof language_templates / sizeof language_templates[0] - 1;
"""
