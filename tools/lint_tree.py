# SPDX-License-Identifier: Apache-2.0
"""What tools/lint checks in the tree: sizes, licences, READMEs, fixtures, queries, words; and how checks are run."""

import ast
import dataclasses
import fnmatch
import os
import re
import subprocess

FILE_LINES = 600
FUNCTION_LINES = 60
EXCEPTIONS = "tools/lint_exceptions.txt"
CODE = (".c", ".h", ".py", ".sh", "meson.build", "meson_options.txt")
SCRIPTS = ("dev", ".ci/run", "tools/lint", "tools/messages", "bench/run", "bench/truth")
SPDX = "SPDX-License-Identifier: Apache-2.0"

# Folders that hold one case each, or data: the folder above explains them.
NO_README = ("tests/artefact/*", "tests/rule/*", "fuzz/corpus/*", "samples/*")

# Put together from parts, so that the list does not find itself.
FOREIGN_WORDS = re.compile("(?<![A-Za-z0-9.])/(?:" + "|".join(["wo" + "rk", "fa" + "rm"]) + ")/|" + "sub" + "agent")


@dataclasses.dataclass(frozen=True, order=True)
class Problem:
    check: str
    path: str
    line: int
    subject: str  # what an exception names
    text: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.text}"


class Tree:
    """The project's files, by their paths below the root."""

    def __init__(self, root, files):
        self.root = root
        self.files = sorted(files)
        self.texts = {}

    @staticmethod
    def of_folder(root):
        listing = subprocess.run(["git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                                 stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
        names = listing.stdout.decode("utf-8", "surrogateescape").split("\0")
        if listing.returncode != 0:  # unpacked from an archive
            names = [os.path.relpath(os.path.join(folder, name), root)
                     for folder, _, found in os.walk(root) for name in found]
            names = [name for name in names if not name.startswith("build") and "__pycache__" not in name]
        return Tree(root, {name for name in names if name and os.path.isfile(os.path.join(root, name))})

    def text(self, path):
        if path not in self.texts:
            with open(os.path.join(self.root, path), encoding="utf-8", errors="replace", newline="") as file:
                self.texts[path] = file.read()
        return self.texts[path]

    def is_code(self, path):
        return path.endswith(CODE) or path in SCRIPTS


def check_file_length(tree):
    for path in tree.files:
        if tree.is_code(path) or re.match(r"(artefacts|rules|lists)/.*\.sql$", path):
            lines = tree.text(path).count("\n")
            if lines > FILE_LINES:
                yield Problem("size", path, 1, "size", f"{lines} lines; {FILE_LINES} are the most")


def check_python_functions(tree):
    for path in tree.files:
        if not (path.endswith(".py") or path in ("tools/lint", "tools/messages")):
            continue
        try:
            module = ast.parse(tree.text(path))
        except SyntaxError as error:
            yield Problem("python", path, error.lineno or 1, "syntax", f"not Python: {error.msg}")
            continue
        for node in ast.walk(module):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                lines = node.end_lineno - node.lineno + 1
                if lines > FUNCTION_LINES:
                    yield Problem("function", path, node.lineno, node.name,
                                  f"{node.name}() has {lines} lines; {FUNCTION_LINES} are the most")


def check_spdx(tree):
    for path in tree.files:
        if tree.is_code(path):
            lines = tree.text(path).split("\n", 2)
            if SPDX not in (lines[1] if lines[0].startswith("#!") and len(lines) > 1 else lines[0]):
                yield Problem("spdx", path, 1, "spdx", f"does not begin with '{SPDX}'")


def folders_of(tree):
    folders = {""}
    for path in tree.files:
        parts = path.split("/")[:-1]
        folders.update("/".join(parts[:depth]) for depth in range(1, len(parts) + 1))
    return sorted(folder for folder in folders if not any(part.startswith(".") for part in folder.split("/")))


def check_readme(tree):
    for folder in folders_of(tree):
        if any(fnmatch.fnmatchcase(folder, pattern) for pattern in NO_README):
            continue
        readme = f"{folder}/README.md".lstrip("/")
        if readme not in tree.files:
            yield Problem("readme", readme, 1, "readme", "a folder without its README")
        elif len([line for line in tree.text(readme).split("\n") if line.strip()]) < 3:
            yield Problem("readme", readme, 1, "readme", "says too little: what lives here, what doesn't (three lines)")


def check_fixtures(tree):
    """Each artefact and rule has a folder of its name with what matches, what doesn't, and what comes out."""
    for kind, tests in (("artefacts", "tests/artefact"), ("rules", "tests/rule")):
        names = {}
        for path in tree.files:
            if path.startswith(kind + "/") and path.endswith(".sql"):
                names[os.path.basename(path)[: -len(".sql")]] = path
        for name, path in sorted(names.items()):
            present = [os.path.basename(file) for file in tree.files if file.startswith(f"{tests}/{name}/")]
            for wanted in ("match*", "nomatch*", "expected*"):
                if not fnmatch.filter(present, wanted):
                    yield Problem("fixture", path, 1, wanted, f"no {tests}/{name}/{wanted}")
        for folder in sorted({path.split("/")[2] for path in tree.files
                              if path.startswith(tests + "/") and path.count("/") > 2}):
            if folder not in names and not folder.startswith("_"):
                yield Problem("fixture", f"{tests}/{folder}", 1, folder, f"a fixture without its file in {kind}/")


def sql_alone(text):
    """The SQL of a definition file: comments gone but for `-- when:`, which holds SQL; literals emptied."""
    text = re.sub(r"(?m)^--\s*when:", "", text)
    return re.sub(r"--[^\n]*|/\*.*?\*/|'(?:''|[^'])*'|\"(?:\"\"|[^\"])*\"",
                  lambda token: re.sub(r"[^\n]", " ", token.group()), text, flags=re.DOTALL)


def check_queries(tree):
    for path in tree.files:
        if re.match(r"(artefacts|rules)/.*\.sql$", path):
            text = sql_alone(tree.text(path))
            for found in re.finditer(r"\b(LIKE|GLOB)\b", text, re.IGNORECASE):
                yield Problem("query", path, text.count("\n", 0, found.start()) + 1, found.group(1).upper(),
                              f"{found.group(1).upper()} stops at a NUL and never sees a blob: use contains()")


def check_words(tree):
    for path in tree.files:
        for number, line in enumerate(tree.text(path).split("\n"), 1):
            found = FOREIGN_WORDS.search(line)
            if found:
                yield Problem("word", path, number, found.group(), f"'{found.group()}' does not belong in the project")


def check_blanks(tree):
    for path in tree.files:
        if not (tree.is_code(path) or path.endswith(".md") or re.match(r"(artefacts|rules|lists)/.*\.sql$", path)):
            continue
        text = tree.text(path)
        for number, line in enumerate(text.split("\n"), 1):
            if line != line.rstrip():
                yield Problem("blank", path, number, "blank", "blanks at the end of the line")
        if text and not text.endswith("\n"):
            yield Problem("blank", path, text.count("\n") + 1, "newline", "no newline at the end of the file")


def exceptions_read(tree):
    """(check, path, subject) → line number; a line is `CHECK PATH SUBJECT REASON…`."""
    exceptions = {}
    problems = []
    if EXCEPTIONS not in tree.files:
        return exceptions, problems
    for number, line in enumerate(tree.text(EXCEPTIONS).split("\n"), 1):
        words = line.split(None, 3)
        if not words or words[0].startswith("#"):
            continue
        if len(words) < 4:
            problems.append(Problem("exception", EXCEPTIONS, number, "exception",
                                    "an exception is: CHECK PATH SUBJECT REASON…"))
        else:
            exceptions[tuple(words[:3])] = number
    return exceptions, problems


def run(tree, checks):
    """All problems but the excepted ones, and each exception that excepts nothing."""
    exceptions, problems = exceptions_read(tree)
    used = set()
    for check in checks:
        for problem in check(tree):
            key = (problem.check, problem.path, problem.subject)
            if key in exceptions:
                used.add(key)
            else:
                problems.append(problem)
    for key in exceptions.keys() - used:
        problems.append(Problem("exception", EXCEPTIONS, exceptions[key], "exception",
                                f"nothing needs this exception any more: {' '.join(key)}"))
    return sorted(problems, key=lambda problem: (problem.path, problem.line, problem.text))


CHECKS = [check_file_length, check_python_functions, check_spdx, check_readme, check_fixtures, check_queries,
          check_words, check_blanks]
