# SPDX-License-Identifier: Apache-2.0
"""Which texts of artefacts, rules and lists are for people: keys of their headers, the words of time columns, and the
sentences that lists say."""

import re

from messages_c import Message, says_something

# What a report prints of a header; the rest is for those who write definitions.
PRINTED = {"artefacts": ("title", "undecoded"), "rules": ("title", "message", "benign"), "lists": ("title",)}
HEADER = re.compile(r"-- ([a-z]+):\s*(.*)$")
COLUMN = re.compile(r'"(\w+):([a-z |]+)"')
TIME_COLUMN = "time column"  # the context of its word, as language_moment() looks it up
TOKEN = re.compile(r"(?P<comment>--[^\n]*)|'(?P<text>(?:[^']|'')*)'|(?P<join>\|\|)|(?P<space>\s+)"
                   r"|(?P<word>[A-Za-z_][\w.]*)|(?P<other>.)", re.DOTALL)


def header_of(text):
    """(key, value) of a definition's header; a line that begins with three spaces goes on from the one before."""
    lines = []
    for line in text.split("\n"):
        if line.strip() and not line.startswith("--"):
            break
        match = HEADER.match(line)
        if match:
            lines.append([match.group(1), match.group(2).strip()])
        elif line.startswith("--   ") and lines:
            lines[-1][1] += " " + line[5:].strip()
    return [tuple(line) for line in lines]


def messages_of_header(kind, text):
    for key, value in header_of(text):
        if key in PRINTED[kind] and value:
            yield Message(value, comments=[f"{kind[:-1]}: {key}"])


def messages_of_times(text):
    """What each time column of an artefact says of its time: "last_used" is "last used"."""
    query = "\n".join(line for line in text.split("\n") if not line.lstrip().startswith("--"))
    names = [name for name, kinds in COLUMN.findall(query) if "time" in re.split(r"[ |]+", kinds)]
    names += [value.split(" ", 1)[0] for key, value in header_of(text) if key == "event"]
    for name in dict.fromkeys(names):
        yield Message(name.replace("_", " "), context=TIME_COLUMN, composed=False,
                      comments=["what a time is of, as in: 2024-03-05 10:20:30 UTC (sent)"])


def operand(tokens, position):
    """The literal, or "%s" for an expression of one word or call, that stands at `position`, and where it ends."""
    kind, text = tokens[position]
    if kind == "text":
        return text.replace("''", "'"), position + 1
    if kind != "word":
        return None, position
    position += 1
    if position < len(tokens) and tokens[position] == ("other", "("):
        depth = 0
        for position in range(position, len(tokens)):
            depth += {"(": 1, ")": -1}.get(tokens[position][1], 0)
            if depth == 0:
                break
        position += 1
    return "%s", position


def messages_of_list(text):
    """The texts of a list's query that have a space in them: 'line ' || line is "line %s"."""
    tokens = [(match.lastgroup, match.group(match.lastgroup)) for match in TOKEN.finditer(text)
              if match.lastgroup not in ("space", "comment")]
    position = 0
    while position < len(tokens):
        said, end = operand(tokens, position)
        literal = tokens[position][0] == "text"
        while said is not None and tokens[end:end + 1] == [("join", "||")] and end + 1 < len(tokens):
            literal = literal or tokens[end + 1][0] == "text"
            more, after = operand(tokens, end + 1)
            if more is None:
                break
            said, end = said + more, after
        if literal and re.search(r"[A-Za-z]+ ", said) and says_something(said) and "://" not in said:
            yield Message(said, comments=["what is said of a list or an indicator"])
        position = end if literal else position + 1
