# SPDX-License-Identifier: Apache-2.0
"""docs/case.md, "What stays": old cases stay readable, additions are passed over, nothing of the contract goes away."""

import contextlib
import csv
import hmac
import io
import json
import os
import re
import sqlite3

from fixtures import expect, planted, program

CASES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "cases")
DOCUMENT = os.path.join(program.ROOT, "docs", "case.md")
VERSIONS = sorted(int(name[: -len(".sql")]) for name in os.listdir(CASES) if name.endswith(".sql"))
FIXED = ("meta", "list", "note", "input", "finding", "fingerprint", "event")


def text_of(*names):
    with open(os.path.join(*names), encoding="utf-8") as file:
        return file.read()


def built(version, path):
    """The case of a schema version, made from its text."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.executescript(text_of(CASES, f"{version}.sql"))
    return path


def columns_of(path):
    """{table: {column: type}} of a case, its view too."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')")]
        return {name: {row[1]: row[2] for row in connection.execute(f'PRAGMA table_info("{name}")')} for name in names}


def documented(table):
    """The columns that docs/case.md gives a table."""
    text = text_of(DOCUMENT)
    brackets = re.search(rf"(?m)^### `{table}` \(([^)]*)\)$", text)
    listed = re.search(rf"(?m)^### `{table}`\n\n(?:A view: )?`([^`]*)`", text)
    return re.split(r",\s*", (brackets or listed).group(1))


class Base(program.BridleCase):

    def assert_within(self, old, new, where=""):
        """Whatever `old` says, `new` says too, its keys in the same order; `new` may say more."""
        if isinstance(old, dict):
            self.assertEqual([key for key in new if key in old], list(old), where)
            for key, value in old.items():
                self.assert_within(value, new[key], f"{where}.{key}")
        elif isinstance(old, list):
            self.assertEqual(len(old), len(new), where)
            for number, (one, other) in enumerate(zip(old, new)):
                self.assert_within(one, other, f"{where}[{number}]")
        else:
            self.assertEqual(old, new, where)

    def assert_lines_within(self, text, run):
        old, new = ([json.loads(line) for line in lines.splitlines()] for lines in (text, run.out))
        self.assert_within(old, new)


class OldCaseTest(Base):

    def setUp(self):
        super().setUp()
        self.cases = {version: built(version, self.path(f"{version}.bridle")) for version in VERSIONS}

    def of_each(self, *arguments, status=0):
        for version, path in self.cases.items():
            with self.subTest(version=version):
                yield version, self.run_bridle(arguments[0], path, *arguments[1:], status=status)

    def test_there_is_one_of_every_version(self):
        (number,) = re.findall(r"Schema version (\d+)\.", text_of(DOCUMENT))
        self.assertEqual(VERSIONS, list(range(1, int(number) + 1)))
        planted.message_link().write(self.path("phone"))
        self.check(self.path("phone"), "-o", self.path("new.bridle"))
        run = self.run_bridle("show", self.path("new.bridle"), "--sql", "SELECT value FROM meta WHERE key = 'schema'")
        self.assertEqual(run.out.split(), ["value", number])

    def test_json_lines_say_what_they_said(self):
        for version, run in self.of_each("report", "--format", "jsonl"):
            self.assert_lines_within(text_of(CASES, f"{version}.jsonl"), run)

    def test_events(self):
        for _, run in self.of_each("report", "--format", "jsonl", "--events"):
            self.assertTrue(program.Result(run).events)

    def test_text(self):
        for version, run in self.of_each("report"):
            text = "".join(run.out.split())
            for line in map(json.loads, text_of(CASES, f"{version}.jsonl").splitlines()):
                if line["schema"].startswith("bridle.case/"):
                    self.assertIn("".join(line["sentence"].split()), text)
                elif line["schema"].startswith("bridle.finding/"):
                    self.assertIn(line["id"][:12], text)

    def test_csv(self):
        for version, run in self.of_each("report", "--format", "csv"):
            lines = map(json.loads, text_of(CASES, f"{version}.jsonl").splitlines())
            findings = [line for line in lines if line["schema"].startswith("bridle.finding/")]
            rows = list(csv.DictReader(io.StringIO(run.out, newline="")))
            self.assertEqual([row["id"] for row in rows], [finding["id"] for finding in findings])
            for finding in findings:
                self.assertLessEqual(set(finding) - {"schema", "indicator"}, set(rows[0]))

    def test_show(self):
        for version, run in self.of_each("show"):
            with contextlib.closing(sqlite3.connect(self.cases[version])) as connection:
                for table in (name for name in columns_of(self.cases[version]) if name != "event"):
                    (rows,) = connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()
                    self.assertRegex(run.out, rf"(?m)^{table}\s+{rows}$")
        for table in FIXED[:-1] + ("ios_sms",):
            for version, run in self.of_each("show", table):
                for column in columns_of(self.cases[version])[table]:
                    self.assertIn(column, run.out)
        for version, _ in self.of_each("show"):
            finding = json.loads(text_of(CASES, f"{version}.jsonl").splitlines()[-1])
            self.assertIn(finding["value"][:30], self.run_bridle("show", self.cases[version], finding["id"][:8]).out)

    def test_verify_tells_another_acquisition(self):
        planted.message_link().write(self.path("phone"))
        for _, run in self.of_each("verify", self.path("phone"), status=1):
            self.assert_says("not any more, the evidence", " ".join(run.out.split()))


class LaterCaseTest(Base):
    """What a later bridle may do to the newest schema, and what it says by a new number."""

    def setUp(self):
        super().setUp()
        self.version = VERSIONS[-1]
        self.case = built(self.version, self.path("a.bridle"))
        planted.message_link().write(self.path("phone"))

    def change(self, sql):
        with contextlib.closing(sqlite3.connect(self.case)) as connection:
            connection.executescript(sql)

    def readers(self):
        return [("report", self.case, *more) for more in ((), ("--format", "jsonl"), ("--format", "csv"))] + [
            ("show", self.case),
            ("show", self.case, "finding"),
            ("show", self.case, "--sql", "SELECT 1"),
            ("verify", self.case, self.path("phone")),
        ]

    def test_additions_are_passed_over(self):
        self.change(
            "CREATE TABLE later (what ANY) STRICT; INSERT INTO later VALUES ('x');"
            "CREATE TABLE ios_later (input INTEGER, record INTEGER, what ANY) STRICT;"
            "INSERT INTO meta VALUES ('later', 'x'), ('Verdict', 'x'), ('a', NULL);"
            + "".join(
                f'ALTER TABLE "{table}" ADD COLUMN later ANY; UPDATE "{table}" SET later = \'x\';'
                for table in (*FIXED[1:-1], "ios_sms")
            )
        )
        for arguments in self.readers():
            with self.subTest(arguments):
                self.run_bridle(*arguments, status=(0, 1) if arguments[0] == "verify" else 0)
        run = self.run_bridle("report", self.case, "--format", "jsonl")
        self.assert_lines_within(text_of(CASES, f"{self.version}.jsonl"), run)
        self.assertIn("later", self.run_bridle("show", self.case, "finding").out)

    def test_newer_schema_is_refused_with_a_sentence(self):
        for change in ("", "DROP TABLE finding;", "ALTER TABLE input RENAME COLUMN outcome TO result;"):
            for number in (self.version + 1, 4711):
                self.change(f"{change} UPDATE meta SET value = '{number}' WHERE key = 'schema';")
                change = ""
                for arguments in self.readers():
                    with self.subTest(arguments):
                        run = self.refused(*arguments, words=rf"newer bridle made this case \(schema {number}\)")
                        self.assertIn("a.bridle", run.err)

    def test_what_is_no_case_is_called_so(self):
        for change in (
            "UPDATE meta SET value = '0' WHERE key = 'schema'",
            "UPDATE meta SET value = 'one' WHERE key = 'schema'",
            "UPDATE meta SET value = NULL WHERE key = 'schema'",
            "DELETE FROM meta WHERE key = 'schema'",
            "DROP TABLE meta",
        ):
            self.change(change)
            for arguments in self.readers():
                with self.subTest((change, arguments)):
                    self.refused(*arguments, words="not a case of bridle")


class ContractTest(Base):
    """What is written today holds all that was promised."""

    def setUp(self):
        super().setUp()
        self.new = self.path("new.bridle")
        planted.everything().write(self.path("phone"))
        self.check(self.path("phone"), "-i", planted.listed(self), "-o", self.new, status=1)
        self.old = built(VERSIONS[-1], self.path("old.bridle"))

    def test_tables_and_columns_stay(self):
        new = columns_of(self.new)
        for table, columns in columns_of(self.old).items():
            with self.subTest(table):
                self.assertIn(table, new)
                self.assertLessEqual(columns.items(), new[table].items())

    def test_keys_of_meta_stay(self):
        keys = []
        for path in (self.old, self.new):
            with contextlib.closing(sqlite3.connect(path)) as connection:
                keys.append({key for (key,) in connection.execute("SELECT key FROM meta")})
        self.assertLessEqual(keys[0] - {"consent", "examiner"}, keys[1])

    def test_document_lists_the_columns_that_are_there(self):
        new = columns_of(self.new)
        for table in FIXED:
            with self.subTest(table):
                self.assertEqual(documented(table), list(new[table]))

    def test_ids_and_fingerprints_are_computed_as_ever(self):
        for path in (self.old, self.new):
            with contextlib.closing(sqlite3.connect(path)) as connection:
                (evidence,) = connection.execute("SELECT value FROM meta WHERE key = 'evidence_sha256'").fetchone()
                hashes = {hash for (hash,) in connection.execute("SELECT hash FROM fingerprint WHERE kind = 'domain'")}
            extracted = hmac.digest(b"bridle case 1", evidence.encode(), "sha256")
            key = hmac.digest(extracted, b"fingerprints\x01", "sha256")
            self.assertIn(hmac.digest(key, f"domain\0{planted.DOMAIN}".encode(), "sha256")[:16], hashes)
            run = self.run_bridle("report", path, "--format", "jsonl", status=0)
            for finding in program.Result(run).findings:
                self.assertIn(finding["id"], expect.finding_ids(finding))

    def test_application_id_stays(self):
        for path in (self.old, self.new):
            with contextlib.closing(sqlite3.connect(path)) as connection:
                self.assertEqual(connection.execute("PRAGMA application_id").fetchone(), (1651663980,))
