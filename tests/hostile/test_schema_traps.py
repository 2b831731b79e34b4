# SPDX-License-Identifier: Apache-2.0
"""Hostile schemas: views, indices, generated columns, virtual tables and names that the evidence chose for us."""

import sqlite3
import tempfile

from fixtures import backup, databases, definitions, expect, harmless, planted, program, safari, sms

COUNT = 60


def messages_with_link():
    """Sixty harmless messages, and a listed link in the last."""
    messages = sms.Messages()
    harmless.fill_messages(messages, COUNT - 1)
    messages.add(planted.SENDER, planted.LINK, "2026-03-14T21:05:10Z")
    return messages


def built_with_functions(sql, functions=(), collations=()):
    """A database whose making needs functions or collations of the phone's (or the attacker's) own."""
    with tempfile.NamedTemporaryFile(suffix=".db") as file:
        connection = sqlite3.connect(file.name, isolation_level=None)
        for name in functions:
            connection.create_function(name, -1, lambda *values: 1, deterministic=True)
        for name in collations:
            connection.create_collation(name, lambda one, two: (one > two) - (one < two))
        connection.executescript(sql)
        connection.close()
        with open(file.name, "rb") as content:
            return content.read()


class TrapCase(program.BridleCase):

    def examine(self, content, *arguments, status=None, timeout=60, place=backup.SMS, name="phone"):
        made = backup.Backup().add(*place, content)
        return self.check(
            made.write(self.path(name)), "-i", planted.listed(self), *arguments, status=status, timeout=timeout
        )

    def assert_all_read(self, result, count=COUNT):
        self.assertEqual(result.input_of(expect.SMS)["records"], count, result.run)
        self.assertTrue(result.found(artefact=expect.SMS, indicator=planted.DOMAIN), result.run)

    def assert_replaced(self, result, artefact=expect.SMS, behind=0):
        """A weak finding that says tampered; the rows of the real table, where there is one, are kept and marked."""
        line = result.input_of(artefact)
        self.assertEqual(line["outcome"], "partial" if behind else "not-understood", result.run)
        self.assertEqual(line["records"], behind, result.run)
        self.assertEqual("behind it" in line["error"], bool(behind))
        found = [finding for finding in result.found(artefact=artefact) if finding["means"] == "tampered"]
        self.assertTrue(found, result.run)
        self.assertEqual({finding["grade"] for finding in found}, {"weak"})


class ViewTest(TrapCase):

    def test_view_in_place_of_message(self):
        sql = (
            messages_with_link().sql()
            + "ALTER TABLE message RENAME TO hidden; CREATE VIEW message AS SELECT * FROM hidden;"
        )
        result = self.examine(databases.built(sql), status=1)
        self.assert_replaced(result, behind=COUNT)
        self.assert_all_read(result)

    def test_view_that_hides_the_rows(self):
        for number, view in enumerate(("SELECT * FROM hidden WHERE 0", "SELECT 1 AS ROWID, 'nothing' AS text")):
            sql = (
                messages_with_link().sql()
                + f"ALTER TABLE message RENAME TO hidden; CREATE VIEW message AS {view};"
            )
            result = self.examine(databases.built(sql), status=1, name=str(number))
            self.assert_replaced(result, behind=COUNT)
            self.assert_all_read(result)

    def test_view_in_place_of_handle(self):
        sql = (
            messages_with_link().sql()
            + "ALTER TABLE handle RENAME TO hidden; CREATE VIEW handle AS SELECT * FROM hidden;"
        )
        self.assert_replaced(self.examine(databases.built(sql), status=1), behind=COUNT)

    def test_view_that_makes_rows_up_is_no_evidence(self):
        sql = sms.MODERN + (
            "DROP TABLE message; CREATE VIEW message AS SELECT 1 AS ROWID, 'a' AS guid, "
            f"'{planted.LINK}' AS text, 0 AS handle_id, 0 AS date, 0 AS is_from_me, NULL AS attributedBody, "
            "'iMessage' AS service, 0 AS date_read;"
        )
        result = self.examine(databases.built(sql), status=3)
        self.assertEqual([finding for finding in result.found(artefact=expect.SMS) if finding["grade"] == "known"], [])

    def test_endless_recursive_view(self):
        sql = sms.MODERN + (
            "DROP TABLE message; CREATE VIEW message AS WITH RECURSIVE n(ROWID) AS "
            "(SELECT 1 UNION ALL SELECT ROWID + 1 FROM n) SELECT ROWID, 'x' AS text, 0 AS handle_id FROM n;"
        )
        self.assert_replaced(self.examine(databases.built(sql), status=3, timeout=30))

    def test_view_in_place_of_history_visits(self):
        visits = safari.Visits()
        visits.add(planted.PAGE, "2026-03-14T21:06:02Z")
        sql = (
            visits.sql()
            + "ALTER TABLE history_visits RENAME TO hidden; CREATE VIEW history_visits AS SELECT * FROM hidden;"
        )
        result = self.examine(databases.built(sql), place=backup.SAFARI, status=1)
        self.assert_replaced(result, expect.SAFARI, behind=1)
        self.assertTrue(result.found(artefact=expect.SAFARI, grade="known"))

    def test_other_views_and_triggers_are_no_hindrance(self):
        sql = messages_with_link().sql() + (
            "CREATE VIEW other AS SELECT * FROM message; CREATE TRIGGER t AFTER INSERT ON handle "
            "BEGIN DELETE FROM message; END;"
        )
        self.assert_all_read(self.examine(databases.built(sql), status=1))

    def test_virtual_table_in_place_of_message(self):
        sql = (
            sms.MODERN
            + "DROP TABLE message; CREATE VIRTUAL TABLE message USING fts5(guid, text, handle_id, date, is_from_me);"
        )
        try:
            content = databases.built(sql)
        except sqlite3.OperationalError:
            self.skipTest("this SQLite has no fts5")
        self.assert_replaced(self.examine(content, status=3))


    def test_virtual_table_before_a_real_one(self):
        content = databases.built(
            messages_with_link().sql(),
            "ALTER TABLE message RENAME TO hidden; CREATE VIRTUAL TABLE message USING rtree(id, a, b);",
        )
        result = self.examine(content, status=1)
        self.assert_replaced(result, behind=COUNT)
        self.assert_all_read(result)


class GeneratedColumnTest(TrapCase):

    def test_generated_column_beside_the_others(self):
        for table in ("message", "handle"):
            content = databases.built(
                messages_with_link().sql(), f"ALTER TABLE {table} ADD COLUMN computed AS (zeroblob(900000000));"
            )
            result = self.examine(content, status=1, name=table)
            self.assert_replaced(result, behind=COUNT)
            self.assert_all_read(result)

    def test_900_mb_generated_column(self):
        sql = sms.MODERN.replace(
            "text TEXT, replace", "text TEXT GENERATED ALWAYS AS (zeroblob(900000000)) VIRTUAL, replace"
        )
        sql += "INSERT INTO message (guid, handle_id) VALUES ('a', 0);"
        self.assert_replaced(self.examine(databases.built(sql), status=3, timeout=30))

    def test_generated_column_that_makes_evidence_up(self):
        sql = sms.MODERN.replace(
            "text TEXT, replace", f"text TEXT GENERATED ALWAYS AS ('{planted.LINK}') VIRTUAL, replace"
        )
        sql += "INSERT INTO message (guid, handle_id) VALUES ('a', 0);"
        self.assert_replaced(self.examine(databases.built(sql), status=3))


class NameTest(TrapCase):

    def test_index_that_names_our_function(self):
        for function in ("typedstream", "pl", "contains", "apple_time", "url_part", "sha256"):
            with self.subTest(function):
                sql = (
                    messages_with_link().sql()
                    + f"CREATE INDEX hostile ON message ({function}(text)) WHERE {function}(text) > 0;"
                )
                self.assert_all_read(self.examine(built_with_functions(sql, [function]), status=1))

    def test_index_that_names_an_unknown_function(self):
        sql = messages_with_link().sql() + "CREATE INDEX hostile ON message (somebody(text));"
        self.assert_all_read(self.examine(built_with_functions(sql, ["somebody"]), status=1))

    def test_tables_named_like_our_scalar_functions(self):
        self.assert_all_read(
            self.examine(self.with_tables("pl", "typedstream", "contains", "apple_time", "url_part"), status=1)
        )

    def test_tables_named_like_our_table_functions(self):
        """Where the artefact asks for one of them, the evidence's table shadows it: said, never silently other rows."""
        names = ("plist_rows", "lines", "json_lines", "json_rows", "json_each", "stix_pattern")
        result = self.examine(self.with_tables(*names), status=(1, 3))
        if result.input_of(expect.SMS)["outcome"] == "read":
            self.assert_all_read(result)
        else:
            self.assert_replaced(result)

    def with_tables(self, *names):
        """The messages' database with tables of these names, a row in each."""
        return databases.built(
            messages_with_link().sql(),
            *(f"CREATE TABLE {name} (a, value, key); INSERT INTO {name} VALUES (1, 'x', 'x');" for name in names),
        )

    def test_table_that_shadows_a_table_function_of_the_artefact(self):
        content = databases.built(
            "CREATE TABLE plist_rows (key, value); INSERT INTO plist_rows VALUES ('hostile', 'row');"
            "CREATE TABLE t (b BLOB);"
        )
        self.text_file(
            "artefacts/test_things.sql",
            definitions.artefact(
                "test_things", "HomeDomain/Library/Test/test.db", 'SELECT r.key AS "key" FROM t, plist_rows(t.b) AS r;'
            ),
        )
        result = self.examine(content, "--artefacts", self.path("artefacts"), place=definitions.TEST_PATH)
        line = result.input_of("test_things")
        self.assertEqual(line["records"], 0)
        self.assertIn(line["outcome"], {"read", "not-understood"})
        if line["outcome"] == "not-understood":
            self.assertTrue([finding for finding in result.findings if finding["means"] == "tampered"], result.run)

    def test_unknown_collation(self):
        sql = messages_with_link().sql(
            sms.MODERN.replace("text TEXT, replace", "text TEXT COLLATE PHONEBOOK, replace").replace(
                "id TEXT NOT NULL, country", "id TEXT COLLATE PHONEBOOK NOT NULL, country"
            )
        )
        sql += "CREATE INDEX by_text ON message (text COLLATE PHONEBOOK);"
        self.assert_all_read(self.examine(built_with_functions(sql, collations=["PHONEBOOK"]), status=1))

    def test_column_called_rowid(self):
        schema = sms.MODERN.replace(
            "ROWID INTEGER PRIMARY KEY AUTOINCREMENT, \nguid", "number INTEGER PRIMARY KEY, rowid TEXT, \nguid"
        )
        self.assertNotEqual(schema, sms.MODERN)
        messages = messages_with_link()
        sql = messages.sql(schema).replace("INSERT INTO message (ROWID", "INSERT INTO message (number")
        result = self.examine(databases.built(sql))
        self.assertIn(result.input_of(expect.SMS)["records"], {COUNT}, result.run)

    def test_message_without_rowid(self):
        schema = sms.MODERN.replace(
            "ROWID INTEGER PRIMARY KEY AUTOINCREMENT, \nguid TEXT UNIQUE NOT NULL",
            "ROWID INTEGER, \nguid TEXT PRIMARY KEY NOT NULL",
        ).replace("fallback_hash TEXT\n);", "fallback_hash TEXT) WITHOUT ROWID;")
        self.assertIn("WITHOUT ROWID", schema)
        result = self.examine(databases.built(messages_with_link().sql(schema)))
        self.assertEqual(result.input_of(expect.SMS)["records"], COUNT, result.run)

    def test_names_with_escapes_quotes_and_newlines(self):
        sql = messages_with_link().sql() + 'CREATE TABLE "evil\x1b[31m""\n\';--" ("a\x07" TEXT);'
        self.assert_all_read(self.examine(databases.built(sql), status=1))

    def test_two_thousand_tables(self):
        sql = messages_with_link().sql() + "".join(f"CREATE TABLE t{number} (a);" for number in range(2000))
        self.assert_all_read(self.examine(databases.built(sql), status=1))

    def test_two_thousand_columns(self):
        more = "".join(f", c{number} INTEGER" for number in range(1500))
        sql = messages_with_link().sql(sms.MODERN.replace("fallback_hash TEXT", f"fallback_hash TEXT{more}"))
        self.assert_all_read(self.examine(databases.built(sql), status=1))

    def test_schema_text_that_is_broken(self):
        sql = messages_with_link().sql() + (
            "PRAGMA writable_schema=ON; UPDATE sqlite_schema SET sql = 'CREATE TABLE nonsense (' "
            "WHERE name = 'deleted_messages'; PRAGMA writable_schema=OFF;"
        )
        line = self.examine(databases.built(sql)).input_of(expect.SMS)
        self.assertIn(line["outcome"], expect.UNREAD | {"read"})
        if line["outcome"] == "read":
            self.assertEqual(line["records"], COUNT)

    def test_schema_text_of_megabytes(self):
        sql = messages_with_link().sql() + f"CREATE TABLE huge (a TEXT DEFAULT '{'x' * 3_000_000}');"
        self.assert_all_read(self.examine(databases.built(sql), status=1))

    def test_two_tables_share_a_root_page(self):
        sql = messages_with_link().sql() + (
            "PRAGMA writable_schema=ON; UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM "
            "sqlite_schema WHERE name = 'message') WHERE name = 'chat'; PRAGMA writable_schema=OFF;"
        )
        self.assertEqual(self.examine(databases.built(sql)).input_of(expect.SMS)["records"], COUNT)

    def test_tree_that_is_a_circle_ends(self):
        content = bytearray(databases.built(harmless.messages(count=1500).sql()))
        from fixtures import damage

        root = damage.root_page(bytes(content), "message")
        start = (root - 1) * damage.PAGE
        content[start + 8 : start + 12] = root.to_bytes(4, "big")  # the right-most child is the page itself
        result = self.examine(bytes(content), timeout=60)
        self.assertIn(result.input_of(expect.SMS)["outcome"], expect.UNREAD)
