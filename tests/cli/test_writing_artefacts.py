# SPDX-License-Identifier: Apache-2.0
"""docs/writing-artefacts.md names every key, kind and function that there is and none beside, and its examples hold."""

import os
import re
import sqlite3

from fixtures import definitions, program, sysdiagnose


def text_of(*names):
    with open(os.path.join(program.ROOT, *names), encoding="utf-8") as file:
        return file.read()


def section(title):
    return re.search(rf"(?ms)^## {re.escape(title)}\n(.*?)(?=^## |\Z)", text_of("docs", "writing-artefacts.md")).group(1)


def rows(title):
    """The cells of the section's first table, without its head; a bar in a text is written so by GitHub's own grammar."""
    lines = [line for line in section(title).splitlines() if line.startswith("| ") and not line.startswith("|--")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def names(cell):
    return re.findall(r"`(\w+)\(", cell)


def table_of_c(path, name):
    """What stands in the quotes of an array in C."""
    body = re.search(rf"(?s)\b{name}\[[^\]]*\] = \{{(.*?)\}};", text_of(*path)).group(1)
    return re.findall(r'"([\w-]+)"', body)


EXAMPLE = re.compile(r"`(\w+\((?:'(?:[^']|'')*'|-?\d+|, |x'[0-9a-f]*')*\))` is `?(the same|[^`|,]+?)`?(?:$|,| \|)")


class DocumentTest(program.BridleCase):

    def test_header_keys(self):
        said = [re.findall(r"`([\w-]+)`", row[0])[0] for row in rows("Header keys") if row[0].startswith("`")]
        self.assertEqual(sorted(said), sorted(table_of_c(("src", "sql", "definition.c"), "artefact_keys")))

    def test_kinds(self):
        said = {name for row in rows("Kinds") for name in re.findall(r"`(\w+)`", row[0])}
        source = text_of("src", "observe", "observe.c")
        there = set(re.findall(r'SLICE_INIT\("(\w+)"\)', source.split("uint32_t kind_parse")[0]))
        self.assertEqual(said, there)

    def test_table_functions(self):
        said = {name for row in rows("Table functions") for name in names(row[0])} - {"json_each", "json_tree"}
        self.assertEqual(said, set(table_of_c(("src", "sql", "table.c"), "table_function_names")))
        for row in rows("Table functions")[1:]:
            for name in names(row[0]):
                self.assertTrue(row[2:3] == [""] or name in row[2], row)

    def test_scalar_functions(self):
        said = {name for row in rows("Scalar functions") for name in names(row[0])}
        there = re.findall(r'(?m)^    \{"(\w+)", -?\d', text_of("src", "sql", "functions.c"))
        self.assertEqual(said, set(there))

    def test_examples_hold(self):
        """Those that are told with what they give."""
        examples, last = [], None
        for row in rows("Scalar functions")[1:]:
            for call, value in EXAMPLE.findall(row[2].replace("\\|", "|")):
                value = last if value == "the same" else value
                last = value
                examples.append((call, value))
        self.assertGreater(len(examples), 12, examples)
        self.assertLessEqual({"matches", "capture", "iso_time", "text_time"}, {call.split("(")[0] for call, _ in examples})
        columns = ", ".join(f'CAST({call} AS TEXT) AS "c{number}"' for number, (call, _) in enumerate(examples))
        self.text_file("own/test_examples.sql", definitions.artefact(
            "test_examples", "sysdiagnose/a.txt", f"SELECT {columns} FROM lines()"))
        folder, case = sysdiagnose.written(self.path("sysdiagnose_x"), {"a.txt": b"one\n"}), self.path("a.bridle")
        self.check(folder, "--artefacts", self.path("own"), "-o", case)
        got = sqlite3.connect(case).execute("SELECT * FROM test_examples").fetchone()[2:]
        self.assertEqual(list(zip([call for call, _ in examples], got)), examples)

    def test_the_example_of_a_parser_works(self):
        query = re.search(r"(?s)instead of leaving it out:\n\n(.*?)\n\n", section("Kinds")).group(1)
        self.text_file("own/test_parser.sql", definitions.artefact("test_parser", "sysdiagnose/a.txt", query.rstrip(";")))
        lines = b"".join(b"[Thu Dec 16 05:54:%02d 2021] horsed: trot\n" % second for second in range(60)) * 2 + b"?\n"
        folder, case = sysdiagnose.written(self.path("sysdiagnose_x"), {"a.txt": lines}), self.path("a.bridle")
        line = self.check(folder, "--artefacts", self.path("own"), "-o", case).input_of("test_parser")
        self.assertEqual((line["outcome"], line["records"], line["lost"], line["lost_unit"]), ("read", 120, 1, "line"))
        self.assertEqual(sqlite3.connect(case).execute("SELECT DISTINCT process FROM test_parser").fetchall(), [("horsed",)])

    def test_what_nothing_can_read_is_written_so(self):
        header = re.search(r"(?s)look like a result:\n\n(.*?)\n\n", section("What nothing can read yet")).group(1)
        self.text_file("own/stable_logs.sql", re.sub(r"(?m)^    ", "", header) + "\n")
        folder = sysdiagnose.written(self.path("sysdiagnose_x"), {"logs/stable/a.log": b"x"})
        result = self.check(folder, "--artefacts", self.path("own"))
        self.assertIn("the stable's own logs were not examined", result.sentence)
        self.assertEqual(result.input_of("stable_logs")["reason"], "no-decoder")
