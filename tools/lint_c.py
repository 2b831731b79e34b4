# SPDX-License-Identifier: Apache-2.0
"""What tools/lint checks in C files: the layers, lengths of functions, and what must not be called or written."""

import re

from lint_tree import Problem

# Each layer's height. A layer includes itself and what is lower; layers of one height do not know each other.
LAYERS = {"base": 0, "format": 1, "observe": 2, "match": 3, "sql": 4, "confine": 5, "evidence": 6, "case": 6,
          "report": 7, "examine": 8, "cli": 9}
NOT_BELOW = {"report": {"format"}}  # lower, and yet out of bounds
PUBLIC_HEADER = "bridle.h"
SEES_PUBLIC_HEADER = {"case", "examine", "report", "cli"}

FUNCTION_LINES = 60
COLUMNS = 120

BANNED = frozenset("""
    strcpy strcat strncpy strncat stpcpy strtok strtok_r sprintf vsprintf gets scanf sscanf fscanf vscanf vsscanf vfscanf
    atoi atol atoll atof strtol strtoll strtoul strtoull gmtime localtime alloca mktemp tmpnam tempnam system popen
""".split())
BANNED_IN_SRC = frozenset(["strlen"])

_TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)
_DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.MULTILINE)
_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*"([^"\n]*)"', re.MULTILINE)
_DEFINE = re.compile(r"^[ \t]*#[ \t]*define[ \t]+(\w+)((?:[^\n]*\\\n)*[^\n]*)", re.MULTILINE)
_OWNED = re.compile(r"\bstruct \w+ (\w+) CLEANUP\w*(?:\([^)]*\))?;")
_CALL = re.compile(r"(?<![\w.])(?<!->)([A-Za-z_]\w*)\s*\(")


def blank(text):
    """The same number of lines, nothing on them."""
    return re.sub(r"[^\n]", " ", text)


def without_comments(text):
    return _TOKEN.sub(lambda token: blank(token.group()) if token.group()[0] == "/" else token.group(), text)


def code_alone(text):
    """Without comments and without the insides of strings and character constants."""
    return _TOKEN.sub(lambda token: blank(token.group()), text)


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def c_files(tree, *folders):
    for path in tree.files:
        if path.endswith((".c", ".h")) and (not folders or path.split("/")[0] in folders):
            yield path


def layer_of(path):
    parts = path.split("/")
    return parts[1] if len(parts) > 2 and parts[0] == "src" else None


def include_fault(layer, included):
    """Why `layer` may not include `included`, or None."""
    if included == PUBLIC_HEADER:
        return None if layer in SEES_PUBLIC_HEADER else f"{layer} is below the public header"
    target = included.split("/")[0]
    if "/" not in included or target not in LAYERS:
        return 'project headers are written "layer/file.h"'
    if target == layer:
        return None
    if layer == "cli":
        return f"cli uses {PUBLIC_HEADER} alone, not {target}"
    if LAYERS[target] >= LAYERS[layer]:
        return f"{layer} is not above {target}"
    return f"{layer} must not see {target}" if target in NOT_BELOW.get(layer, ()) else None


def check_layers(tree):
    for path in c_files(tree, "src", "include"):
        layer = layer_of(path)
        text = without_comments(tree.text(path))
        for include in _INCLUDE.finditer(text):
            line = line_of(text, include.start(1))
            if path.startswith("include/"):
                yield Problem("layers", path, line, include.group(1), "a public header includes system headers alone")
                continue
            if layer not in LAYERS:
                yield Problem("layers", path, line, include.group(1), f"src/{layer} is no layer")
                continue
            fault = include_fault(layer, include.group(1))
            if fault:
                yield Problem("layers", path, line, include.group(1), f"includes {include.group(1)}: {fault}")


def functions(text):
    """(name, first line, last line) of each function with a body; the text is C."""
    text = code_alone(text)
    text = _DIRECTIVE.sub(lambda directive: blank(directive.group()), text)
    depth = 0
    head = 0  # where the declaration at hand began
    opened = None
    for mark in re.finditer(r"[{};]", text):
        if mark.group() == "{":
            if depth == 0:
                opened = mark.start()
            depth += 1
        elif mark.group() == "}":
            depth = max(depth - 1, 0)
            if depth == 0 and opened is not None:
                name = function_name(text[head:opened])
                if name:
                    first = head + len(text[head:opened]) - len(text[head:opened].lstrip())
                    yield name, line_of(text, first), line_of(text, mark.start())
                    head = mark.end()
                    opened = None
        elif depth == 0:
            head = mark.end()
            opened = None


def function_name(head):
    """The name in a function's head; None where the head is a type's or a variable's."""
    head = re.sub(r"__attribute__\s*\(\(.*?\)\)", " ", head, flags=re.DOTALL)
    if "=" in head:
        return None
    names = re.findall(r"([A-Za-z_]\w*)\s*\((?!\s*\*)", head)  # not `void (*name(int))(void)`'s void
    names = [name for name in names if not re.fullmatch(r"[A-Z][A-Z0-9_]*", name)]
    return names[0] if names else None


def check_function_length(tree):
    for path in c_files(tree):
        for name, first, last in functions(tree.text(path)):
            if last - first + 1 > FUNCTION_LINES:
                yield Problem("function", path, first, name,
                              f"{name}() has {last - first + 1} lines; {FUNCTION_LINES} are the most")


def check_banned(tree):
    for path in c_files(tree):
        names = BANNED | BANNED_IN_SRC if path.startswith(("src/", "include/")) else BANNED
        text = code_alone(tree.text(path))
        for call in _CALL.finditer(text):
            if call.group(1) in names:
                yield Problem("banned", path, line_of(text, call.start(1)), call.group(1), f"calls {call.group(1)}()")


def check_goto(tree):
    for path in c_files(tree):
        text = code_alone(tree.text(path))
        for jump in re.finditer(r"\bgoto\b", text):
            yield Problem("goto", path, line_of(text, jump.start()), "goto", "goto: use a cleanup attribute")


def check_macros(tree):
    for path in c_files(tree):
        text = code_alone(tree.text(path))
        for macro in _DEFINE.finditer(text):
            if re.search(r"\breturn\b", macro.group(2)):
                yield Problem("macro", path, line_of(text, macro.start(1)), macro.group(1),
                              f"{macro.group(1)} hides a return")


def check_cleanups(tree):
    """What is released must be set before anything returns; only some compilers begin with zeros."""
    for path in c_files(tree, "src"):
        text = code_alone(tree.text(path))
        for owned in _OWNED.finditer(text):
            before = re.split(rf"\b{owned.group(1)}\b", text[owned.end():], maxsplit=1)[0]
            if re.search(r"\breturn\b", before):
                yield Problem("cleanup", path, line_of(text, owned.start()), owned.group(1),
                              f"{owned.group(1)} is released at a return before which nothing set it: = {{0}}")


def check_layout(tree):
    for path in c_files(tree):
        for number, line in enumerate(tree.text(path).split("\n"), 1):
            if "\t" in line:
                yield Problem("tab", path, number, "tab", "a tab")
            if len(line) > COLUMNS and path.startswith(("src/", "include/")):
                yield Problem("columns", path, number, "columns", f"{len(line)} columns; {COLUMNS} are the most")


CHECKS = [check_layers, check_function_length, check_banned, check_goto, check_macros, check_cleanups, check_layout]
