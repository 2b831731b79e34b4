# SPDX-License-Identifier: Apache-2.0
"""Which texts of the C sources are for people: the string literals in certain arguments of certain calls.

xgettext takes one string of an argument and drops what PRIu64 splits; here `a ? "one" : "two"` gives both, and the
macros of inttypes.h are put in as the conversion that they are.
"""

import dataclasses
import re

# The call, and which of its arguments holds messages (from 1). error_system() adds what the system says.
KEYWORDS = {
    "_": (1,),
    "N_": (1,),
    "language_text": (1,),
    "error_set": (5,),
    "error_system": (3,),
    "note_add": (2,),
    "run_say": (3,),
    "run_hurt": (4,),
    "row_end_hurt": (5,),
    "case_rules_skipped": (2,),
    "header_error": (4,),
    "rule_error": (3,),
    "query_fail": (3,),
    "connection_error": (3,),
    "scratch_refuse": (2,),
    "xml_fail": (3,),
    "event_refused": (3,),
    "target_refuse": (2,),
}
PLURALS = {"language_plural": 0, "message_plural": 0, "NP_": 0, "dngettext": 1}  # where the two texts begin
LOOKED_UP = {"_", "language_text", "language_plural", "dgettext", "dngettext"}
# What the call itself puts behind it.
SUFFIXES = {"error_system": ": %s", "query_fail": ": %s", "connection_error": ": %s", "rule_error": ' "%s"'}
INTTYPES = {"PRIu64": "lu", "PRId64": "ld", "PRIx64": "lx", "PRIu32": "u", "PRId32": "d"}
# One translation in its own sense: msgctxt, msgid.
CONTEXTS = {"language_in": (1, 2)}

TOKEN = re.compile(r"""
      (?P<space>\s+)
    | (?P<comment>//[^\n]*|/\*.*?\*/)
    | (?P<directive>(?<![^\n])\#(?:[^\n\\]|\\.|\\\n)*)
    | (?P<string>"(?:[^"\\\n]|\\.)*")
    | (?P<char>'(?:[^'\\\n]|\\.)*')
    | (?P<word>[A-Za-z_]\w*)
    | (?P<other>.)
""", re.VERBOSE | re.DOTALL)
ESCAPE = re.compile(r"\\(x[0-9a-fA-F]+|[0-7]{1,3}|.)", re.DOTALL)
PLAIN = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
CONVERSION = re.compile(r"%(?:\d+\$)?[-+ #0]*(?:\d+|\*)?(?:\.(?:\d+|\*))?(?:hh|h|ll|l|z|j|t)?[diouxXcsp]")


@dataclasses.dataclass
class Message:
    """One text with where it stands; the same text of several places is one entry of the catalog."""

    text: str
    plural: str = None
    context: str = None
    composed: bool = True  # in English first, and known again where it is shown
    places: list = dataclasses.field(default_factory=list)
    comments: list = dataclasses.field(default_factory=list)

    @property
    def key(self):
        return self.context, self.text

    @property
    def is_format(self):
        return any(match.group() != "%%" for match in CONVERSION.finditer(self.text + (self.plural or "")))


def unescaped(literal):
    """The text of a C string literal with its quotes."""
    def one(match):
        word = match.group(1)
        if word[0] == "x":
            return chr(int(word[1:], 16) & 0xff)
        if word[0] in "01234567":
            return chr(int(word, 8) & 0xff)
        return PLAIN.get(word, word)

    raw = literal[1:-1].encode("utf-8").decode("latin-1")
    return ESCAPE.sub(one, raw).encode("latin-1").decode("utf-8", "replace")


def tokens_of(text):
    """(kind, text) of all that the compiler would see, without directives."""
    for match in TOKEN.finditer(text):
        if match.lastgroup not in ("space", "comment", "directive"):
            yield match.lastgroup, match.group()


def call_arguments(tokens, start):
    """The arguments of a call whose "(" stands at `start`, each a list of tokens."""
    arguments, depth = [[]], 0
    for kind, text in tokens[start:]:
        if kind == "other" and text in "([{":
            depth += 1
            if depth == 1:
                continue
        if kind == "other" and text in ")]}":
            depth -= 1
            if depth == 0:
                return arguments
        if depth == 1 and kind == "other" and text == ",":
            arguments.append([])
        else:
            arguments[-1].append((kind, text))
    return arguments


def literals_of(tokens):
    """The texts of an argument, adjacent strings joined; those within a call inside it are that call's business."""
    texts, joined, position = [], None, 0
    while position < len(tokens):
        kind, text = tokens[position]
        called = kind == "word" and tokens[position + 1:position + 2] == [("other", "(")]
        if called and text not in ("N_", "NP_"):
            depth = 0
            for position in range(position + 1, len(tokens)):
                depth += {"(": 1, ")": -1}.get(tokens[position][1], 0) if tokens[position][0] == "other" else 0
                if depth == 0:
                    break
        elif kind == "string":
            joined = (joined or "") + unescaped(text)
        elif kind == "word" and text in INTTYPES and joined is not None:
            joined += INTTYPES[text]
        elif joined is not None:
            texts.append(joined)
            joined = None
        position += 1
    return texts + ([joined] if joined is not None else [])


def says_something(text):
    """Whether a person would read words in it: not a bare conversion or punctuation."""
    return re.search(r"[A-Za-z]", CONVERSION.sub("", text)) is not None


def fitted(name, text):
    """What is translated where it is shown, not where it is written, has texts alone filled in: %.*s is %s."""
    return text if name in LOOKED_UP else text.replace("%.*s", "%s")


def messages_of_call(name, arguments):
    if name in PLURALS and len(arguments) >= PLURALS[name] + 2:
        one, many = (literals_of(argument) for argument in arguments[PLURALS[name]:PLURALS[name] + 2])
        if len(one) == 1 and len(many) == 1:
            yield Message(fitted(name, one[0]), plural=fitted(name, many[0]), composed=name not in LOOKED_UP)
        return
    if name in CONTEXTS and len(arguments) >= 2:
        context, text = (literals_of(arguments[number - 1]) for number in CONTEXTS[name])
        if context and text:
            yield Message(text[0], context=context[0], composed=False)
        return
    for number in KEYWORDS.get(name, ()):
        if number > len(arguments):
            continue
        for text in literals_of(arguments[number - 1]):
            if says_something(text) or name in ("N_", "_"):
                yield Message(fitted(name, text) + SUFFIXES.get(name, ""), composed=name not in LOOKED_UP)


def messages_of(text):
    """The messages of one C file, in its order."""
    tokens = list(tokens_of(text))
    for position, (kind, word) in enumerate(tokens[:-1]):
        wanted = word in KEYWORDS or word in PLURALS or word in CONTEXTS
        if kind == "word" and wanted and tokens[position + 1] == ("other", "("):
            yield from messages_of_call(word, call_arguments(tokens, position + 1))
