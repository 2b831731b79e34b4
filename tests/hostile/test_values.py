# SPDX-License-Identifier: Apache-2.0
"""Hostile values in rows: NULs, blobs as text, values that raise, huge ones, and queries that never end."""

import sqlite3

from fixtures import backup, databases, definitions, expect, planted, program, sms

PLACE = "HomeDomain/Library/Test/test.db"


class ValueCase(program.BridleCase):

    def things(self, sql, content, *arguments, status=None, timeout=60, **lines):
        """Read `content` by an artefact of the test; the case is kept for its rows."""
        self.text_file("artefacts/test_things.sql", definitions.artefact("test_things", PLACE, sql, **lines))
        acquisition = definitions.backup_with(content).write(self.path("things"))
        return self.check(
            acquisition,
            "--artefacts",
            self.path("artefacts"),
            "-i",
            planted.listed(self),
            "-o",
            self.path("things.bridle"),
            "--force",
            *arguments,
            status=status,
            timeout=timeout,
        )

    def rows(self, columns):
        return (
            sqlite3.connect(self.path("things.bridle"))
            .execute(f"SELECT {columns} FROM test_things ORDER BY record")
            .fetchall()
        )


class TextTest(ValueCase):

    def messages(self, *texts):
        made = planted.with_messages(*[(planted.SENDER, text) for text in texts], extra=0)
        return self.check(made.write(self.path("phone")), "-i", planted.listed(self))

    def test_nul_in_a_text(self):
        result = self.messages(f"a\0 {planted.LINK}", f"{planted.LINK}\0", "\0\0\0")
        known = [finding["record"] for finding in result.found(artefact=expect.SMS) if finding["grade"] == "known"]
        self.assertEqual(known, ["1", "2"])

    def test_nul_itself_is_a_context_finding(self):
        result = self.messages("a\0b")
        self.assertTrue(
            [finding for finding in result.found(artefact=expect.SMS) if finding["grade"] == "context"], result.run
        )
        self.assertEqual(result.status, 0)

    def test_blob_as_text(self):
        result = self.messages(planted.LINK.encode(), b"\xff\xfe" + planted.LINK.encode())
        self.assertEqual(len(result.found(artefact=expect.SMS, grade="known")), 2)

    def test_invalid_utf_8(self):
        result = self.messages(b"\xff\xc0\xaf\xed\xa0\x80 " + planted.LINK.encode() + b"\xf4\x90\x80\x80")
        self.assertTrue(result.found(artefact=expect.SMS, grade="known"))

    def test_numbers_as_text(self):
        made = planted.with_messages(
            (planted.SENDER, 12345), (planted.SENDER, 1.5), (planted.SENDER, -(2**63)), extra=0
        )
        line = self.check(made.write(self.path("phone")), status=0).input_of(expect.SMS)
        self.assertEqual(line["records"], 3)

    def test_text_of_megabytes(self):
        result = self.messages("x" * 5_000_000 + f" {planted.LINK}", f"{planted.LINK} " + "y" * 5_000_000)
        self.assertEqual(result.input_of(expect.SMS)["records"], 2)
        self.assertIn("2", [finding["record"] for finding in result.found(artefact=expect.SMS, grade="known")])

    def test_text_of_a_hundred_thousand_links(self):
        text = " ".join(f"https://h{number}.example/" for number in range(100_000)) + f" {planted.LINK}"
        result = self.messages(text, planted.LINK)
        self.assertIn("2", [finding["record"] for finding in result.found(artefact=expect.SMS, grade="known")])

    def test_thousands_of_hits_are_bounded_and_counted(self):
        made = planted.with_messages(*[(planted.SENDER, planted.LINK, "2026-03-14T21:05:10Z")] * 12000, extra=0)
        result = self.check(made.write(self.path("phone")), "-i", planted.listed(self), status=1)
        self.assertEqual(result.input_of(expect.SMS)["records"], 12000)
        self.assertGreaterEqual(len(result.serious), 1000)

    def test_terminators_behind_links(self):
        for number, tail in enumerate(
            (")", ".", ",", "\u2019", "\u3002", "\u00a0", '"', ">", "]", "'", "!", "?", "\u200b", "\n", "…")
        ):
            result = self.check(
                planted.message_link(f"see (https://{planted.DOMAIN}{tail} ok").write(self.path(str(number))),
                "-i",
                planted.listed(self),
                status=1,
            )
            self.assertTrue(result.found(artefact=expect.SMS), tail)


class RaisingTest(ValueCase):
    """One value that makes a function raise must not cost the rows behind it."""

    MIDDLE = (
        "CREATE TABLE t (i INTEGER PRIMARY KEY, v);"
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) INSERT INTO t SELECT i, '{\"a\":1}' FROM n;"
        "UPDATE t SET v = {value} WHERE i = 50;"
    )

    def assert_rest_is_read(self, sql, value):
        result = self.things(sql, databases.built(self.MIDDLE.replace("{value}", value)), status=4)
        line = result.input_of("test_things")
        self.assertEqual(line["outcome"], "partial", result.run)
        self.assertGreaterEqual(line["records"], 99)
        self.assert_says(expect.WORDS_LOSS, result.sentence)

    def test_malformed_json_in_the_middle(self):
        self.assert_rest_is_read('SELECT i AS "i", json_extract(v, \'$.a\') AS "a" FROM t;', "'[oops'")

    def test_abs_of_the_smallest_integer_in_the_middle(self):
        self.assert_rest_is_read('SELECT i AS "i", abs(v) AS "a" FROM t;', "-9223372036854775808")

    def test_bad_path_of_json_in_the_middle(self):
        self.assert_rest_is_read(
            "SELECT i AS \"i\", json_extract('{}', iif(i = 50, v, '$')) AS \"a\" FROM t;", "'[bad'"
        )

    def test_our_functions_never_raise(self):
        values = (
            "x''",
            "x'00'",
            "x'62706c6973743030'",
            "'bplist00'",
            "''",
            "1",
            "-1",
            "1.5",
            "NULL",
            "9e999",
            "zeroblob(1000)",
            "zeroblob(1000000)",
            "char(0)",
            "char(1114111)",
            "CAST(x'ff' AS TEXT)",
            "-9223372036854775808",
        )
        scalars = (
            "pl(v)",
            "pl(v, 'a')",
            "pl(v, 0)",
            "pl(v, -1)",
            "pl(v, v)",
            "pl(v, NULL, 'a')",
            "typedstream(v)",
            "contains(v, v)",
            "icontains(v, v)",
            "contains(v, '')",
            "apple_time(v)",
            "unix_time(v)",
            "webkit_time(v)",
            "base64(v)",
            "sha256(v)",
            "uuid(v)",
            "is_ip(v)",
            "url_part(v, 'host')",
            "url_part(v, v)",
        )
        content = databases.built(
            "CREATE TABLE t (v);" + "".join(f"INSERT INTO t VALUES ({value});" for value in values)
        )
        columns = ", ".join(f'{scalar} AS "c{number}"' for number, scalar in enumerate(scalars))
        result = self.things(f"SELECT {columns} FROM t;", content)
        self.assertEqual(result.input_of("test_things")["records"], len(values), result.run)
        self.assertIn(result.input_of("test_things")["outcome"], {"read", "partial"})

    def test_table_functions_never_raise(self):
        content = databases.built(
            "CREATE TABLE t (v);"
            + "".join(
                f"INSERT INTO t VALUES ({value});"
                for value in ("NULL", "''", "x'ff'", "1", "'text'", "x'62706c6973743030'", "zeroblob(100000)")
            )
        )
        for number, call in enumerate(("plist_rows(v)", "plist_rows(v, 'a')", "plist_rows(v, v, v)")):
            with self.subTest(call):
                result = self.things(f'SELECT r.{expect.PLIST_ROWS_COLUMNS[0]} AS "key" FROM t, {call} AS r;', content)
                self.assertIn(result.input_of("test_things")["outcome"], {"read", "partial"})


class EndlessTest(ValueCase):

    def test_endless_query_is_killed_and_the_run_goes_on(self):
        self.text_file(
            "artefacts/test_things.sql",
            definitions.artefact(
                "test_things",
                PLACE,
                'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT i AS "i" FROM n WHERE i = 2;',
            ),
        )
        made = planted.message_link().add(*definitions.TEST_PATH, databases.built("CREATE TABLE t (a);"))
        result = self.check(
            made.write(self.path("phone")),
            "--artefacts",
            self.path("artefacts"),
            "-i",
            planted.listed(self),
            "--limit",
            "time=2",
            status=1,
            timeout=60,
        )
        self.assertEqual(result.input_of("test_things")["outcome"], "killed")
        self.assertEqual(result.input_of(expect.SMS)["outcome"], "read")
        self.assert_says(expect.WORDS_LOSS, result.sentence)

    def test_endless_rows_are_bounded(self):
        self.text_file(
            "artefacts/test_things.sql",
            definitions.artefact(
                "test_things",
                PLACE,
                'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS "i" FROM n;',
            ),
        )
        acquisition = definitions.backup_with(databases.built("CREATE TABLE t (a);")).write(self.path("phone"))
        result = self.check(
            acquisition, "--artefacts", self.path("artefacts"), "--limit", "time=2", status=4, timeout=60
        )
        self.assertEqual(result.input_of("test_things")["outcome"], "killed")

    def test_query_that_allocates_without_end(self):
        sql = 'SELECT length(group_concat(a.v)) AS "n" FROM t a, t b, t c, t d;'
        self.text_file("artefacts/test_things.sql", definitions.artefact("test_things", PLACE, sql))
        content = databases.built(
            "CREATE TABLE t (v TEXT);",
            lambda connection: connection.executemany("INSERT INTO t VALUES (?)", [("x" * 1_000_000,)] * 20),
        )
        result = self.check(
            definitions.backup_with(content).write(self.path("phone")),
            "--artefacts",
            self.path("artefacts"),
            "--limit",
            "memory=256M,time=20",
            status=4,
            timeout=90,
        )
        self.assertIn(result.input_of("test_things")["outcome"], {"killed", "partial"}, result.run)

    def test_killed_input_is_a_finding(self):
        self.text_file(
            "artefacts/test_things.sql",
            definitions.artefact(
                "test_things",
                PLACE,
                'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT i AS "i" FROM n WHERE i = 2;',
            ),
        )
        acquisition = definitions.backup_with(databases.built("CREATE TABLE t (a);")).write(self.path("phone"))
        result = self.check(
            acquisition, "--artefacts", self.path("artefacts"), "--limit", "time=1", status=4, timeout=60
        )
        found = self.one(result.found(artefact="test_things", means="unreadable"))
        self.assertEqual(found["grade"], "context")


class NumberTest(ValueCase):

    def test_numbers_survive(self):
        values = [
            "0.1 + 0.2",
            "1e300",
            "-0.0",
            "9007199254740993",
            "9223372036854775807",
            "-9223372036854775808",
            "9e999",
            "-9e999",
            "5e-324",
        ]
        content = databases.built(
            "CREATE TABLE t (i INTEGER PRIMARY KEY, v);"
            + "".join(f"INSERT INTO t (v) VALUES ({value});" for value in values)
        )
        self.things('SELECT v AS "v" FROM t;', content, status=0)
        got = [row[0] for row in self.rows("v")]
        self.assertEqual(got[0], 0.1 + 0.2)
        self.assertEqual(
            [str(value) for value in got[1:6]],
            ["1e+300", "-0.0", "9007199254740993", "9223372036854775807", "-9223372036854775808"],
        )
        self.assertEqual(got[8], 5e-324)

    def test_shortest_form_in_json(self):
        rule = definitions.rule("test_rule", "test_things", "v IS NOT NULL", value="v")
        self.text_file("rules/test_rule.sql", rule)
        content = databases.built("CREATE TABLE t (v); INSERT INTO t VALUES (0.1), (1e300), (9e999);")
        result = self.things('SELECT v AS "v" FROM t;', content, "--rules", self.path("rules"), status=3)
        self.assertIn("0.1", [str(finding["value"]) for finding in result.found(rule="test_rule")])
        self.assertNotIn("Infinity", result.text)

    def test_messages_table_with_values_of_every_type_everywhere(self):
        messages = sms.Messages()
        for number, value in enumerate((None, 0, -1, 2**63 - 1, 1.5, "text", b"\0\xff", "")):
            messages.add(
                planted.SENDER,
                planted.LINK,
                "2026-03-14T21:05:10Z",
                is_read=value,
                error=value,
                attributedBody=value,
                subject=value,
                handle_id=value if number else 1,
            )
        made = backup.Backup().add(*backup.SMS, messages.built())
        line = self.check(made.write(self.path("phone")), "-i", planted.listed(self), status=1).input_of(expect.SMS)
        self.assertEqual(line["records"], 8)
