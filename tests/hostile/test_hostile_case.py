# SPDX-License-Identifier: Apache-2.0
"""A case is evidence too: somebody else may have made it. `report`, `show` and `verify` of a hostile one."""

import os
import sqlite3

from fixtures import damage, expect, planted, program

ESCAPES = "\x1b[31m\x1b]0;x\x07\x9b2J\u202e\r\n"


class HostileCaseTest(program.BridleCase):

    def setUp(self):
        super().setUp()
        self.acquisition = planted.everything().write(self.path("phone"))
        self.case = self.path("a.bridle")
        self.run_bridle("check", self.acquisition, "-i", planted.listed(self), "-o", self.case, status=1)

    def changed(self, *statements):
        """The case after `statements` ran on it without any check."""
        connection = sqlite3.connect(self.case, isolation_level=None)
        connection.execute("PRAGMA ignore_check_constraints=ON")
        connection.execute("PRAGMA foreign_keys=OFF")
        for statement in statements:
            connection.executescript(statement)
        connection.close()

    def assert_survives(self, statuses=(0, 1, 2, 3, 4)):
        """Every reader ends in good time with an exit status, and nothing that a terminal would obey is written."""
        for arguments in (
            ("report", self.case),
            ("report", self.case, "--format", "jsonl"),
            ("report", self.case, "--format", "csv"),
            ("report", self.case, "--format", "jsonl", "--events"),
            ("report", self.case, "--format", "html"),
            ("show", self.case),
            ("show", self.case, expect.SMS),
            ("show", self.case, "finding"),
            ("verify", self.case, self.acquisition),
            ("show", self.case, "--sql", "SELECT * FROM finding"),
        ):
            with self.subTest(arguments[:1] + arguments[2:]), program.unchanged(self, self.home):
                run = self.run_bridle(*arguments, status=statuses, timeout=60)
                for text in (run.out, run.err):
                    self.assertNotIn("\x1b", text)
                    self.assertNotIn("\u202e", text)
                    self.assertNotIn("\x9b", text)

    def test_escapes_in_every_text(self):
        connection = sqlite3.connect(self.case)
        statements = []
        for (table,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
            for row in connection.execute(f"PRAGMA table_info({table})").fetchall():
                if row[2].upper() in {"TEXT", "ANY"} and not row[5]:
                    statements.append(
                        f'UPDATE OR IGNORE "{table}" SET "{row[1]}" = "{row[1]}" || \'{ESCAPES}\' WHERE typeof("{row[1]}") = \'text\';'
                    )
        connection.close()
        self.changed(*statements)
        self.assert_survives()

    def test_values_of_the_wrong_type(self):
        for value in ("x'00ff'", "-9223372036854775808", "1e999", "NULL", "zeroblob(5000000)"):
            with self.subTest(value):
                self.changed(
                    "PRAGMA writable_schema=ON; UPDATE sqlite_schema SET sql = replace(replace(sql, 'STRICT', ''), 'NOT NULL', '') "
                    "WHERE type = 'table'; PRAGMA writable_schema=OFF;"
                )
                self.changed(
                    f"UPDATE OR IGNORE finding SET grade = {value}, means = {value}, value = {value};",
                    f"UPDATE OR IGNORE input SET outcome = {value}, size = {value};",
                )
                self.assert_survives()

    def test_unknown_tokens(self):
        self.changed(
            "UPDATE OR IGNORE finding SET grade = 'enormous', means = 'eaten';",
            "UPDATE OR IGNORE input SET outcome = 'fine';",
        )
        self.assert_survives()

    def test_views_in_place_of_tables(self):
        for table in ("finding", "input", "meta", expect.SMS):
            with self.subTest(table):
                self.changed(
                    f"ALTER TABLE {table} RENAME TO hidden_{table}; CREATE VIEW {table} AS SELECT * FROM hidden_{table};"
                )
        self.assert_survives()

    def test_endless_view(self):
        self.changed(
            "DROP VIEW IF EXISTS event; CREATE VIEW event AS "
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n;",
            "ALTER TABLE finding RENAME TO hidden; CREATE VIEW finding AS SELECT h.* FROM hidden h, "
            "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT i FROM n);",
        )
        self.assert_survives()

    def test_tables_missing(self):
        for table in ("finding", "input", "meta", "fingerprint", expect.SMS):
            self.changed(f"DROP TABLE IF EXISTS {table};")
            self.assert_survives()

    def test_triggers_and_generated_columns(self):
        self.changed(
            "CREATE TRIGGER evil AFTER INSERT ON finding BEGIN DELETE FROM finding; END;",
            "ALTER TABLE input ADD COLUMN evil TEXT GENERATED ALWAYS AS (CAST(zeroblob(900000000) AS TEXT)) VIRTUAL;",
        )
        self.assert_survives()

    def test_tables_named_by_the_case_are_quoted(self):
        self.changed(
            'CREATE TABLE "x"";DROP TABLE finding;--" (a TEXT); CREATE TABLE "evil\x1b[31m" ("b\x1b[31m" TEXT);'
        )
        self.assert_survives()

    def test_hundred_thousand_findings(self):
        connection = sqlite3.connect(self.case)
        columns = [row[1] for row in connection.execute("PRAGMA table_info(finding)")]
        connection.close()
        others = ", ".join(f'"{name}"' for name in columns if name != "id")
        self.changed(
            "BEGIN; WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) "
            f"INSERT OR IGNORE INTO finding (id, {others}) SELECT printf('%032x', i), {others} "
            "FROM n, (SELECT * FROM finding LIMIT 1); COMMIT;"
        )
        for arguments in (
            ("report", self.case),
            ("report", self.case, "--format", "jsonl"),
            ("report", self.case, "--format", "html"),
            ("show", self.case, "finding"),
        ):
            self.run_bridle(*arguments, status=(0, 1, 2, 3, 4), timeout=100)

    def test_hundred_thousand_inputs_and_stretches(self):
        """Each stretch of time finds its input, and no part of the page compares inputs with each other."""
        connection = sqlite3.connect(self.case)
        columns = [row[1] for row in connection.execute("PRAGMA table_info(input)")]
        connection.close()
        others = ", ".join(f'"{name}"' for name in columns if name not in ("number", "artefact"))
        count = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) "
        self.changed(
            f"BEGIN; {count} INSERT INTO input (number, artefact, {others}) SELECT 1000 + i, 'other_' || i, {others} "
            f"FROM n, (SELECT * FROM input LIMIT 1); {count} INSERT INTO coverage "
            "SELECT 101001 - i % 1000, 86400000000 * i, 86400000000 * i + 1 FROM n; COMMIT;"
        )
        for form in ("text", "html"):
            self.run_bridle("report", self.case, "--format", form, status=(0, 1, 3, 4), timeout=30)

    def test_newer_schema_version_is_said(self):
        self.changed(
            "UPDATE OR IGNORE meta SET value = 'bridle.case/99' WHERE value LIKE 'bridle.case/%';",
            "PRAGMA user_version = 99;",
        )
        self.assert_survives()


class DamagedCaseTest(program.BridleCase):

    def setUp(self):
        super().setUp()
        acquisition = planted.everything().write(self.path("phone"))
        self.case = self.path("a.bridle")
        self.run_bridle("check", acquisition, "-i", planted.listed(self), "-o", self.case, status=1)
        with open(self.case, "rb") as file:
            self.content = file.read()

    def readers(self, content, statuses=(0, 1, 2, 3, 4)):
        path = self.text_file("damaged.bridle", content)
        for arguments in (
            ("report", path),
            ("report", path, "--format", "jsonl"),
            ("show", path),
            ("show", path, "finding"),
        ):
            self.run_bridle(*arguments, status=statuses, timeout=60)

    def test_not_a_case(self):
        for content in (b"", b"hello", bytes(4096), os.urandom(8192), b"SQLite format 3\0" + bytes(84)):
            self.readers(content, 2)

    def test_sqlite_file_of_somebody_else(self):
        from fixtures import databases

        self.readers(databases.built("CREATE TABLE x (a); INSERT INTO x VALUES (1);"), 2)

    def test_cut(self):
        for percent in range(0, 100, 7):
            self.readers(damage.cut(self.content, percent / 100))

    def test_pages_overwritten(self):
        for page in range(1, len(self.content) // damage.PAGE + 1, 3):
            self.readers(damage.overwritten(self.content, [page]))

    def test_fifo_and_folder(self):
        os.mkfifo(self.path("fifo"))
        for name in (self.path("fifo"), self.home, "/dev/zero"):
            self.refused("report", name, timeout=20)
            self.refused("show", name, timeout=20)

    def test_wal_and_journal_beside_a_case_are_not_written(self):
        self.text_file("a.bridle-wal", b"x" * 5000)
        self.text_file("a.bridle-journal", b"y" * 5000)
        with program.unchanged(self, self.home):
            self.run_bridle("report", self.case)
            self.run_bridle("show", self.case)
