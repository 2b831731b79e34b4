# SPDX-License-Identifier: Apache-2.0
"""The project passes lint, and each of lint's checks can fail."""

import os
import tempfile
import unittest

import lint_c
import lint_tree

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
HEAD = "// SPDX-License-Identifier: Apache-2.0\n"


def tree_of(folder, files):
    for path, text in files.items():
        os.makedirs(os.path.dirname(os.path.join(folder, path)), exist_ok=True)
        with open(os.path.join(folder, path), "w", encoding="utf-8", newline="") as file:
            file.write(text)
    return lint_tree.Tree(folder, files)


def function_of(lines):
    return "static int thing(void)\n{\n" + "    call();\n" * (lines - 3) + "}\n"


class Project(unittest.TestCase):
    def test_project_has_no_problem(self):
        tree = lint_tree.Tree.of_folder(ROOT)
        problems = lint_tree.run(tree, lint_c.CHECKS + lint_tree.CHECKS)
        self.assertFalse(problems, "\n" + "\n".join(str(problem) for problem in problems))
        self.assertIn("src/base/slice.h", tree.files)


class Checks(unittest.TestCase):
    def problems(self, check, files):
        with tempfile.TemporaryDirectory() as folder:
            return lint_tree.run(tree_of(folder, files), [check])

    def assert_found(self, check, path, text, count=1, **more):
        problems = self.problems(check, {path: text, **more})
        self.assertEqual(len(problems), count, problems)
        self.assertEqual({problem.path for problem in problems}, {path})

    def assert_passes(self, check, path, text, **more):
        self.assertEqual(self.problems(check, {path: text, **more}), [])


class Layers(Checks):
    def test_includes_against_the_layers(self):
        for path, include in (("src/base/a.c", "format/b.h"), ("src/format/a.c", "sql/b.h"),
                              ("src/evidence/a.c", "case/b.h"), ("src/case/a.c", "evidence/b.h"),
                              ("src/examine/a.c", "cli/b.h"), ("src/report/a.c", "examine/b.h"),
                              ("src/report/a.c", "format/b.h"), ("src/cli/a.c", "base/slice.h"),
                              ("src/format/a.c", "bridle.h"), ("src/sql/a.c", "layer.h"), ("src/odd/a.c", "base/b.h"),
                              ("include/bridle.h", "base/slice.h"), ("src/sql/layer/a.h", "confine/b.h")):
            with self.subTest(path=path, include=include):
                self.assert_found(lint_c.check_layers, path, f'# include "{include}"\n')

    def test_includes_along_the_layers(self):
        for path, include in (("src/format/a.c", "base/b.h"), ("src/sql/a.c", "sql/layer/b.h"),
                              ("src/examine/a.c", "case/b.h"), ("src/examine/a.c", "evidence/b.h"),
                              ("src/report/a.c", "case/b.h"), ("src/cli/a.c", "bridle.h"), ("src/cli/a.c", "cli/b.h"),
                              ("src/report/a.c", "bridle.h"), ("tests/unit/a.c", "sql/b.h")):
            with self.subTest(path=path, include=include):
                self.assert_passes(lint_c.check_layers, path, f'#include "{include}"\n#include <stdio.h>\n')

    def test_includes_in_comments_do_not_count(self):
        self.assert_passes(lint_c.check_layers, "src/base/a.c", '/*\n#include "sql/b.h"\n*/\n// #include "sql/b.h"\n')


class Functions(Checks):
    def test_border_of_length(self):
        self.assert_passes(lint_c.check_function_length, "src/base/a.c", function_of(60))
        self.assert_found(lint_c.check_function_length, "src/base/a.c", function_of(61))

    def test_braces_on_the_line_of_the_head(self):
        text = "int x = 1;\nstatic int thing(int a,\n                 int b) {\n" + "    call();\n" * 60 + "}\n"
        self.assert_found(lint_c.check_function_length, "tests/a.c", text)

    def test_names_and_lines(self):
        text = (HEAD + "struct s {\n    int (*f)(void);\n};\nstatic const struct s list[] = {\n    {f},\n};\n"
                "#define MACRO(x) \\\n    do { \\\n        x; \\\n    } while (0)\n\n"
                "// a comment {\n__attribute__((noreturn)) static struct s *first(void (*callback)(int))\n{\n"
                "    const char *text = \"}\";\n    char c = '}';\n    if (c) {\n    }\n}\n"
                "int second(void)\n{\n    return 0;\n}\n")
        self.assertEqual(list(lint_c.functions(text)), [("first", 14, 20), ("second", 21, 24)])

    def test_function_that_gives_a_function(self):
        text = "static void (*symbol(struct vfs *vfs, const char *name))(void)\n{\n    return NULL;\n}\n"
        self.assertEqual(list(lint_c.functions(text)), [("symbol", 1, 4)])

    def test_tables_may_be_long(self):
        self.assert_passes(lint_c.check_function_length, "src/base/a.c",
                           "static const int list[] = {\n" + "    1,\n" * 100 + "};\n")

    def test_python_functions(self):
        text = "def thing():\n" + "    call()\n" * 60
        self.assert_found(lint_tree.check_python_functions, "tools/a.py", text)
        self.assert_passes(lint_tree.check_python_functions, "tools/a.py", text[: -len("    call()\n")])
        self.assert_found(lint_tree.check_python_functions, "tools/a.py", "def thing(:\n")


class Words(Checks):
    def test_every_banned_function(self):
        for name in sorted(lint_c.BANNED):
            with self.subTest(name=name):
                self.assert_found(lint_c.check_banned, "tests/unit/a.c", f"int f(void)\n{{\n    {name} (a);\n}}\n")

    def test_strlen_in_src_alone(self):
        self.assert_found(lint_c.check_banned, "src/base/a.c", "size = strlen(text);\n")
        self.assert_passes(lint_c.check_banned, "tests/unit/a.c", "size = strlen(text);\n")

    def test_names_alike_pass(self):
        self.assert_passes(lint_c.check_banned, "src/base/a.c",
                           'error->system(1); my_strcpy(a); // strcpy(a)\nputs("strcpy(a)"); gmtime_r(&a, &b);\n')

    def test_goto(self):
        self.assert_found(lint_c.check_goto, "src/base/a.c", "    goto out;\n")
        self.assert_passes(lint_c.check_goto, "src/base/a.c", "    // goto out\n")

    def test_macro_that_hides_return(self):
        self.assert_found(lint_c.check_macros, "src/base/a.h", "#define TRY(x) \\\n    if (!(x)) \\\n        return 1\n")
        self.assert_passes(lint_c.check_macros, "src/base/a.h", "#define ONE 1\nint f(void) { return ONE; }\n")

    def test_what_is_released_before_it_is_set(self):
        for declared in ("struct buffer text CLEANUP_BUFFER;", "struct trial text CLEANUP(trial_close);"):
            early = f"    {declared}\n    if (x)\n        return;\n    buffer_init(&text, 1);\n"
            self.assert_found(lint_c.check_cleanups, "src/base/a.c", early)
            self.assert_passes(lint_c.check_cleanups, "src/base/a.c", early.replace(declared, declared[:-1] + " = {0};"))
            self.assert_passes(lint_c.check_cleanups, "src/base/a.c",
                               f"    {declared}\n    buffer_init(&text, 1);\n    if (x)\n        return;\n")

    def test_words_that_do_not_belong(self):
        self.assert_found(lint_tree.check_words, "docs/a.md", "see /wo" + "rk/main\n")
        self.assert_found(lint_tree.check_words, "docs/a.md", "a sub" + "agent wrote this\n")
        self.assert_passes(lint_tree.check_words, "docs/a.md", "at https://example.org/work/ they work / rest\n")


class Layout(Checks):
    def test_tab(self):
        self.assert_found(lint_c.check_layout, "tests/unit/a.c", "\tint a;\n")

    def test_columns(self):
        self.assert_passes(lint_c.check_layout, "src/base/a.c", "x" * 120 + "\n")
        self.assert_found(lint_c.check_layout, "src/base/a.c", "x" * 121 + "\n")

    def test_blanks(self):
        for text in ("int a; \n", "int a;\r\n", "int a;"):
            with self.subTest(text=text):
                self.assert_found(lint_tree.check_blanks, "src/base/a.c", text)
        self.assert_passes(lint_tree.check_blanks, "src/base/a.c", "int a;\n")

    def test_file_length(self):
        self.assert_passes(lint_tree.check_file_length, "src/base/a.c", "\n" * 600)
        for path in ("src/base/a.c", "include/a.h", "tests/cli/test_a.py", "tools/lint", "dev", "rules/ios/a.sql"):
            with self.subTest(path=path):
                self.assert_found(lint_tree.check_file_length, path, "\n" * 601)

    def test_spdx(self):
        for path in ("src/base/a.c", "meson.build", "tools/a.py", "dev", ".ci/run"):
            with self.subTest(path=path):
                self.assert_found(lint_tree.check_spdx, path, "#!/bin/sh\nset -eu\n")
                self.assert_passes(lint_tree.check_spdx, path, "#!/bin/sh\n# SPDX-License-Identifier: Apache-2.0\n")


class Folders(Checks):
    def test_readme(self):
        three = "# a\nLives here.\nDoes not.\n"
        self.assertEqual([problem.path for problem in self.problems(
            lint_tree.check_readme, {"README.md": three, "src/a/b.c": "", "src/README.md": "# src\n\n",
                                     ".ci/run": "", "tests/README.md": three, "tests/artefact/README.md": three,
                                     "tests/artefact/ios_sms/match.sql": ""})],
            ["src/README.md", "src/a/README.md"])
        self.assert_found(lint_tree.check_readme, "README.md", "")

    def test_fixtures(self):
        for kind, tests in (("artefacts", "tests/artefact"), ("rules", "tests/rule")):
            whole = {f"{kind}/ios/thing.sql": "", f"{tests}/thing/match.sql": "", f"{tests}/thing/nomatch.sql": "",
                     f"{tests}/thing/expected.jsonl": "", f"{tests}/README.md": ""}
            self.assertEqual(self.problems(lint_tree.check_fixtures, whole), [])
            for missing in list(whole)[:4]:
                with self.subTest(missing=missing):
                    part = {path: text for path, text in whole.items() if path != missing}
                    self.assertTrue(self.problems(lint_tree.check_fixtures, part))

    def test_like_and_glob(self):
        for text in ("SELECT a LIKE 'b%'", "SELECT a\n  FROM b WHERE c glob 'x*'", "-- when: SELECT a LIKE 'b'"):
            for path in ("artefacts/ios/a.sql", "rules/any/a.sql"):
                with self.subTest(text=text, path=path):
                    self.assert_found(lint_tree.check_queries, path, text + "\n")
        self.assert_passes(lint_tree.check_queries, "rules/any/a.sql",
                           "-- title: looks like it\nSELECT 'LIKE' AS \"like:text\" -- GLOB\n")


class Exceptions(Checks):
    def run_with(self, line):
        return self.problems(lint_c.check_goto, {"src/base/a.c": "goto out;\n", lint_tree.EXCEPTIONS: line + "\n"})

    def test_used(self):
        self.assertEqual(self.run_with("goto src/base/a.c goto because it has to be"), [])

    def test_unused(self):
        problems = self.run_with("goto src/base/b.c goto because it had to be")
        self.assertEqual([problem.check for problem in problems], ["goto", "exception"])

    def test_without_reason(self):
        problems = self.run_with("goto src/base/a.c goto")
        self.assertEqual([problem.check for problem in problems], ["goto", "exception"])

    def test_each_check_runs(self):
        with open(os.path.join(ROOT, "tools/test_lint.py"), encoding="utf-8") as file:
            text = file.read()
        for check in lint_c.CHECKS + lint_tree.CHECKS:
            self.assertIn(f".{check.__name__}", text)


if __name__ == "__main__":
    unittest.main()
