# SPDX-License-Identifier: Apache-2.0
"""A user's own artefacts and rules: `--artefacts DIR`, `--rules DIR`, and how mistakes in them are answered."""

import os
import signal
import sqlite3
import subprocess
import time

from fixtures import databases, definitions, expect, planted, program, sms

PLACE = "HomeDomain/Library/Test/test.db"
TABLE = "CREATE TABLE t (i INTEGER PRIMARY KEY, name TEXT, note TEXT, seen INTEGER);"


class UserCase(program.BridleCase):

    def setUp(self):
        super().setUp()
        self.artefacts, self.rules = self.path("artefacts"), self.path("rules")
        os.makedirs(self.artefacts)
        os.makedirs(self.rules)
        self.acquisition = definitions.backup_with(
            databases.built(
                TABLE + "INSERT INTO t VALUES (1, 'one', 'https://ordinary.example/', 100), (2, 'two', "
                f"'{planted.LINK}', 200), (3, 'three', NULL, NULL);"
            )
        ).write(self.path("phone"))

    def artefact(self, sql, name="test_things", **lines):
        return self.text_file(
            f"artefacts/{name}.sql", definitions.artefact(name, lines.pop("places", PLACE), sql, **lines)
        )

    def rule(self, sql, name="test_rule", on="test_things", **lines):
        return self.text_file(f"rules/{name}.sql", definitions.rule(name, on, sql, **lines))

    def examine(self, *arguments, status=None):
        return self.check(
            self.acquisition,
            "--artefacts",
            self.artefacts,
            "--rules",
            self.rules,
            "-i",
            planted.listed(self),
            *arguments,
            status=status,
        )

    def mistaken(self, path, line, words=None):
        """The mistake is answered with file and line, and nothing ran."""
        run = self.refused("check", self.acquisition, "--artefacts", self.artefacts, "--rules", self.rules, words=words)
        self.assertIn(os.path.basename(path), run.err)
        if line:
            self.assertRegex(run.err, rf"(line |:){line}\b")
        return run


class SecretTest(UserCase):
    """A column of kind `secret` is for the listing of an encrypted backup: no record, no finding, no case has it."""

    def test_no_output_has_a_secret(self):
        secret = "a-wrapped-key-that-stays-inside"
        self.artefact(f"SELECT name AS \"name\", note AS \"note:text\", '{secret}' AS \"hidden:secret\" FROM t")
        self.rule("hidden IS NOT NULL", grade="strong", value="hidden")
        case, page = self.path("a.bridle"), self.path("a.html")
        keep = ("--keep-content", "--consent", "yes", "--examiner", "m")
        result = self.examine("-o", case, "--report", page, *keep, status=1)
        self.assertEqual(result.input_of("test_things")["records"], 3)
        self.assertEqual({finding["value"] for finding in result.found(rule="test_rule")} - {"", None}, set())
        self.assertEqual(len(result.found(rule="test_rule")), 3)
        content = result.run.out_bytes + self.run_bridle("show", case, "test_things").out_bytes
        for name in (case, page):
            with open(name, "rb") as file:
                content += file.read()
        self.assertNotIn(secret.encode(), content)


class ArtefactTest(UserCase):

    def test_own_artefact_is_read_and_matched(self):
        self.artefact(
            'SELECT name AS "name", note AS "note:text", unix_time(seen) AS "seen:time" FROM t;',
            means="present",
            event="seen {name} seen",
        )
        result = self.examine(status=1)
        self.assertEqual(result.input_of("test_things")["records"], 3)
        found = self.one(result.found(artefact="test_things"))
        self.assertEqual(
            (found["grade"], found["means"], found["column"], found["record"]), ("known", "present", "note", "2")
        )
        self.assertEqual(found["datetime"], "1970-01-01T00:03:20.000000Z")

    def test_own_artefact_stands_beside_ours(self):
        self.artefact('SELECT name AS "name" FROM t;')
        self.assertEqual(self.examine().input_of(expect.SMS)["outcome"], "absent")
        out = self.run_bridle("artefacts", "list", "--artefacts", self.artefacts, status=0).out
        self.assertIn("test_things", out)
        self.assertIn(expect.SMS, out)
        self.assertIn("SELECT", self.run_bridle("artefacts", "show", "test_things", "--artefacts", self.artefacts).out)

    def test_own_artefact_in_the_case(self):
        self.artefact('SELECT name AS "name", note AS "note:text", i AS "i" FROM t;')
        self.examine("-o", self.path("a.bridle"))
        rows = sqlite3.connect(self.path("a.bridle")).execute("SELECT name, i FROM test_things ORDER BY i").fetchall()
        self.assertEqual(rows, [("one", 1), ("two", 2), ("three", 3)])

    def test_private_column(self):
        self.artefact('SELECT name AS "name:text private" FROM t;')
        result = self.examine("-o", self.path("a.bridle"))
        rows = sqlite3.connect(self.path("a.bridle")).execute("SELECT name FROM test_things").fetchall()
        self.assertEqual(len(rows), 3)
        self.assertNotIn(("one",), rows)
        self.assertNotIn("three", result.text)

    def test_variants_newest_first(self):
        self.artefact('SELECT brand_new AS "name" FROM t;\n-- variant: the old one\nSELECT name AS "name" FROM t;')
        line = self.examine().input_of("test_things")
        self.assertEqual((line["outcome"], line["variant"], line["records"]), ("read", "the old one", 3))

    def test_variant_with_when(self):
        self.artefact(
            '-- variant: never\n-- when: SELECT 0\nSELECT name AS "name" FROM t;\n'
            '-- variant: always\n-- when: SELECT 1\nSELECT name AS "name" FROM t WHERE i < 3;'
        )
        line = self.examine().input_of("test_things")
        self.assertEqual((line["variant"], line["records"]), ("always", 2))

    def test_no_variant_is_not_understood_with_the_schemas_hash(self):
        self.artefact('SELECT brand_new AS "name" FROM t;')
        result = self.examine(status=4)
        line = result.input_of("test_things")
        self.assertEqual((line["outcome"], line["records"]), ("not-understood", 0))
        self.assertRegex(line["error"], r"[0-9a-f]{8}")

    def test_missing_column_in_double_quotes_is_no_string(self):
        self.artefact('SELECT "missing" AS "name" FROM t;')
        self.assertEqual(self.examine(status=4).input_of("test_things")["outcome"], "not-understood")

    def test_several_places_and_globs(self):
        made = definitions.backup_with(databases.built(TABLE + "INSERT INTO t (name) VALUES ('a');"))
        for name in ("x1.db", "x2.db"):
            made.add(
                "HomeDomain", f"Library/Other/{name}", databases.built(TABLE + "INSERT INTO t (name) VALUES ('b');")
            )
        made.add("HomeDomain", "Library/Other/deeper/x3.db", databases.built(TABLE))
        self.acquisition = made.write(self.path("several"))
        self.artefact('SELECT name AS "name" FROM t;', places=[PLACE, "HomeDomain/Library/Other/x*.db"])
        lines = self.examine().inputs_of("test_things")
        self.assertEqual(sorted(line["records"] for line in lines), [1, 1, 1])

    def test_device_path_as_place(self):
        self.artefact('SELECT name AS "name" FROM t;', places="/private/var/mobile/Library/Test/*.db")
        self.assertEqual(self.examine().input_of("test_things")["records"], 3)

    def test_artefact_with_a_limit_and_a_comment_at_its_end(self):
        self.artefact('SELECT name AS "name" FROM t LIMIT 2 -- only two')
        self.rule("name = 'one' -- yes", value="name")
        self.assertEqual(self.examine(status=3).input_of("test_things")["records"], 2)

    def test_same_name_as_ours_is_a_mistake(self):
        path = self.artefact('SELECT 1 AS "a";', name=expect.SMS)
        self.mistaken(path, None)


class MistakeTest(UserCase):

    def test_folder_that_is_not_there(self):
        self.refused("check", self.acquisition, "--artefacts", self.path("nowhere"), words="nowhere")

    def test_unknown_header_key(self):
        path = self.text_file(
            "artefacts/test_bad.sql", "-- artefact: test_bad\n-- title: t\n-- nonsense: x\nSELECT 1;\n"
        )
        self.mistaken(path, 3, "nonsense")

    def test_missing_header_key(self):
        path = self.text_file("artefacts/test_bad.sql", '-- artefact: test_bad\n-- title: t\nSELECT 1 AS "a";\n')
        self.mistaken(path, None, "from|shows|means")

    def test_unknown_kind_of_a_column(self):
        self.mistaken(self.artefact('SELECT name\n  AS "name:nonsense" FROM t;'), None, "nonsense")

    def test_duplicate_alias(self):
        self.mistaken(self.artefact('SELECT name AS "a", note AS "a" FROM t;'), None)

    def test_alias_that_is_a_keyword(self):
        path = self.artefact('SELECT name AS "from", note AS "group" FROM t;')
        run = self.run_bridle("check", self.acquisition, "--artefacts", self.artefacts)
        self.assertIn(run.status, {0, 1, 2, 3, 4})
        if run.status == 2:
            self.assertIn(os.path.basename(path), run.err)

    def test_text_behind_the_first_statement(self):
        self.mistaken(self.artefact('SELECT name AS "a" FROM t; SELECT 2 AS "b";'), None)

    def test_syntax_error(self):
        self.mistaken(self.artefact('SELEC name AS "a" FROM t;'), None)

    def test_unknown_and_forbidden_functions(self):
        for expression, word in (("no_such(name)", "no_such"), ("random()", "random"), ("name LIKE 'x'", "LIKE"),
                                 ("datetime('now')", "datetime"), ("name GLOB 'x'", "GLOB")):
            with self.subTest(expression):
                self.mistaken(self.artefact(f'SELECT {expression} AS "x" FROM t;'), None, word)

    def test_rule_over_all_rows_and_open_parentheses(self):
        self.artefact('SELECT name AS "name" FROM t;')
        for expression in ("(SELECT count(*) FROM a) > 1", "1) OR (1", "(1"):
            with self.subTest(expression):
                self.mistaken(self.rule(expression), None)

    def test_not_a_select(self):
        for number, sql in enumerate(("DELETE FROM t;", "PRAGMA user_version;", "ATTACH 'x' AS y;", "")):
            with self.subTest(sql):
                path = self.artefact(sql, name=f"test_bad{number}")
                self.mistaken(path, None)
                os.unlink(path)

    def test_unknown_means_and_grade(self):
        path = self.artefact('SELECT name AS "a" FROM t;', means="eaten")
        self.mistaken(path, None, "eaten")
        os.unlink(path)
        self.artefact('SELECT name AS "name" FROM t;')
        self.mistaken(self.rule("1", grade="enormous"), None, "enormous")

    def test_rule_on_an_unknown_artefact(self):
        self.mistaken(self.rule("1", on="no_such_artefact"), None, "no_such_artefact")

    def test_rule_that_names_a_column_that_is_not_there(self):
        self.artefact('SELECT name AS "name" FROM t;')
        run = self.run_bridle(
            "check",
            self.acquisition,
            "--artefacts",
            self.artefacts,
            "--rules",
            os.path.dirname(self.rule("no_such_column = 1")),
        )
        self.assertIn("test_rule", run.err + run.out)

    def test_binary_file_and_huge_file(self):
        for name, content in (
            ("zero.sql", b"\0" * 100),
            ("random.sql", bytes(range(256))),
            ("huge.sql", b"-- x\n" * 200000),
        ):
            with self.subTest(name):
                path = self.text_file(f"artefacts/{name}", content)
                self.mistaken(path, None)
                os.unlink(path)

    def test_link_and_folder_in_the_folder(self):
        os.mkdir(self.path("artefacts", "folder.sql"))
        os.symlink("/dev/zero", self.path("artefacts", "zero.sql"))
        run = self.run_bridle("check", self.acquisition, "--artefacts", self.artefacts, timeout=30)
        self.assertIn(run.status, {0, 2, 4})


class RuleTest(UserCase):

    def setUp(self):
        super().setUp()
        self.artefact('SELECT name AS "name", note AS "note:text", unix_time(seen) AS "seen:time" FROM t;')

    def test_row_rule(self):
        self.rule("name = 'one'", value="name", time="seen", grade="strong", means="executed")
        found = self.one(self.examine(status=1).found(rule="test_rule"))
        self.assertEqual(
            (found["grade"], found["means"], found["record"], found["value"]), ("strong", "executed", "1", "one")
        )
        self.assertEqual(found["datetime"], "1970-01-01T00:01:40.000000Z")
        self.assertEqual((found["title"], found["benign"]), ("Made up for a test", "it is a test"))

    def test_lower_grades_name(self):
        self.rule(
            "CASE name WHEN 'one' THEN 'weak' WHEN 'two' THEN 1 WHEN 'three' THEN NULL END",
            grade="strong",
            value="name",
        )
        found = self.examine(status=1).found(rule="test_rule")
        self.assertEqual(
            sorted((finding["record"], finding["grade"]) for finding in found), [("1", "weak"), ("2", "strong")]
        )

    def test_higher_grades_name_is_not_given(self):
        self.rule("'known'", grade="weak", value="name")
        for finding in self.examine().found(rule="test_rule"):
            self.assertEqual(finding["grade"], "weak")

    def test_null_column_is_no(self):
        self.rule("contains(note, 'example')", value="name")  # the third row's note is NULL
        self.assertEqual(len(self.examine().found(rule="test_rule")), 2)

    def test_rule_with_a_missing_column_is_not_evaluated_and_takes_nothing_with_it(self):
        self.text_file(
            "artefacts/test_things.sql",
            definitions.artefact(
                "test_things",
                PLACE,
                'SELECT name AS "name", brand_new AS "extra" FROM t;\n'
                '-- variant: old\nSELECT name AS "name" FROM t;',
            ),
        )
        self.rule("extra = 1", name="test_first")
        self.rule("name = 'one'", name="test_second", value="name")
        result = self.examine(status=3)
        self.assertEqual(len(result.found(rule="test_second")), 1)
        run = self.run_bridle("check", self.acquisition, "--artefacts", self.artefacts, "--rules", self.rules)
        self.assertIn("test_first", run.out + run.err)

    def test_many_rules_over_one_artefact(self):
        for number in range(60):
            self.rule(f"name = 'one' AND {number} >= 0", name=f"test_rule{number}", value="name")
        self.assertEqual(
            len([f for f in self.examine(status=1).findings if (f["rule"] or "").startswith("test_rule")]), 60
        )

    def test_rules_are_listed_and_shown(self):
        self.rule("name = 'one'", value="name")
        arguments = ("--artefacts", self.artefacts, "--rules", self.rules)
        self.assertIn("test_rule", self.run_bridle("rules", "list", *arguments, status=0).out)
        self.assertIn("name = 'one'", self.run_bridle("rules", "show", "test_rule", *arguments, status=0).out)


class CaseRuleTest(UserCase):
    """Rules over several rows or artefacts: a SELECT over the case."""

    SQL = (
        "SELECT 'test_things' AS artefact, record, 'name' AS \"column\", name AS value, seen AS time, 'weak' AS grade\n"
        "  FROM test_things WHERE (SELECT count(*) FROM test_things) = 3 AND name = 'two'"
    )

    def setUp(self):
        super().setUp()
        self.artefact('SELECT name AS "name", unix_time(seen) AS "seen:time" FROM t;')

    def test_case_rule_with_and_without_a_case(self):
        self.rule(self.SQL, on=None, reads="test_things")
        for arguments in ((), ("-o", self.path("a.bridle"))):
            with self.subTest(arguments):
                found = self.one(self.examine(*arguments, status=3).found(rule="test_rule"))
                self.assertEqual((found["artefact"], found["record"], found["value"]), ("test_things", "2", "two"))

    def test_case_rule_reads_findings_of_row_rules(self):
        self.rule("name = 'one'", name="test_row", value="name")
        self.rule(
            "SELECT artefact, record, \"column\", value, timestamp, 'weak' FROM finding WHERE rule = 'test_row'",
            on=None,
            reads="test_things",
        )
        self.assertEqual(len(self.examine(status=3).found(rule="test_rule")), 1)

    def test_case_rule_that_fails_takes_nothing_with_it(self):
        self.rule("SELECT nothing FROM nowhere", on=None, reads="test_things")
        result = self.examine()
        self.assertEqual(result.input_of("test_things")["records"], 3)
        run = self.run_bridle("check", self.acquisition, "--artefacts", self.artefacts, "--rules", self.rules)
        self.assertIn("test_rule", run.out + run.err)

    def endless(self):
        self.rule(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT 'test_things', i, 'name', i, NULL, 'weak' FROM n "
            "WHERE i = 2",
            on=None,
            reads="test_things",
        )

    def test_a_signal_ends_an_endless_case_rule(self):
        self.endless()
        folders = ("--artefacts", self.artefacts, "--rules", self.rules)
        os.mkdir(self.path("out"))
        for kept in ((), ("-o", self.path("out", "a.bridle"))):
            with self.subTest(kept), subprocess.Popen(
                [program.PROGRAM, "check", self.acquisition, *folders, *kept],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            ) as process:
                time.sleep(3)  # what comes before it takes a tenth of that
                process.send_signal(signal.SIGINT)
                try:
                    out, err = process.communicate(timeout=20)
                finally:
                    process.kill()
                self.assertEqual((process.returncode, out), (2, b""))
                self.assertIn(b"stopped", err)
        self.assertEqual(os.listdir(self.path("out")), [])

    def test_endless_case_rule_ends(self):
        self.endless()
        run = self.run_bridle(
            "check",
            self.acquisition,
            "--artefacts",
            self.artefacts,
            "--rules",
            self.rules,
            "--limit",
            "time=2",
            timeout=60,
        )
        self.assertIn("test_rule", run.out + run.err)


class FunctionTest(UserCase):
    """The scalars that artefacts and rules may use; none ever raises."""

    CASES = [
        ("contains('a' || char(0) || 'evil', 'evil')", 1),
        ("contains('abc', 'x')", 0),
        ("contains(NULL, 'x')", None),
        ("icontains('STRASSE Ä', 'ä')", 1),
        ("icontains('abc', 'B')", 1),
        ("contains(x'6162', 'b')", 1),
        ("is_ip('203.0.113.7')", 1),
        ("is_ip('2001:db8::1')", 1),
        ("is_ip('example.org')", 0),
        ("url_part('https://u@Example.org:81/p?q#f', 'host')", "example.org"),
        ("url_part('https://example.org:81/', 'port')", 81),
        ("url_part('https://example.org/', 'scheme')", "https"),
        ("base64(x'000102')", "AAEC"),
        ("sha256('abc')", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ("uuid(x'00112233445566778899aabbccddeeff')", "00112233-4455-6677-8899-AABBCCDDEEFF"),
        ("apple_time(0)", None),
        ("unix_time(0)", None),
        ("webkit_time(0)", None),
        ("unix_time(1)", 1000000),
        ("apple_time(1)", 978307201000000),
        ("apple_time(1000000000000000000)", 1978307200000000),
        ("webkit_time(11644473600000001)", 1),
        ("pl(x'00', 'a')", None),
        ("pl(NULL)", None),
        ("typedstream(x'00ff')", None),
        ("typedstream(NULL)", None),
        ("url_part('', 'host')", None),
        ("sha256(NULL)", None),
        ("uuid('short')", None),
    ]

    def test_scalars(self):
        columns = ", ".join(f'{sql} AS "c{number}"' for number, (sql, _) in enumerate(self.CASES))
        self.artefact(f"SELECT {columns} FROM t WHERE i = 1;")
        self.examine("-o", self.path("a.bridle"))
        connection = sqlite3.connect(self.path("a.bridle"))
        names = ", ".join(f"c{number}" for number in range(len(self.CASES)))
        row = connection.execute(f"SELECT {names} FROM test_things").fetchone()
        for (sql, wanted), got in zip(self.CASES, row):
            with self.subTest(sql):
                self.assertEqual(str(got).lower(), str(wanted).lower())

    def test_functions_that_reach_outside_are_refused(self):
        for number, sql in enumerate(
            (
                "datetime('now')",
                "datetime(0, 'unixepoch', 'localtime')",
                "random()",
                "randomblob(8)",
                "load_extension('x')",
                "readfile('/etc/passwd')",
                "sqlite_version()",
            )
        ):
            with self.subTest(sql):
                path = self.artefact(f'SELECT {sql} AS "a" FROM t;', name=f"test_bad{number}")
                run = self.run_bridle("check", self.acquisition, "--artefacts", self.artefacts, status=(2, 4))
                self.assertIn(f"test_bad{number}", run.err + run.out)
                os.unlink(path)

    def test_like_on_evidence_text_is_named_by_artefact_queries_of_messages(self):
        """A NUL ends LIKE's sight; `contains` is what rules use."""
        messages = sms.Messages()
        messages.add(planted.SENDER, "x\0needle", "2026-03-14T21:05:10Z")
        acquisition = planted.backup.Backup().add(*planted.backup.SMS, messages.built()).write(self.path("nul"))
        self.rule("contains(text, 'needle')", on=expect.SMS, value="text")
        self.check(acquisition, "--rules", self.rules, status=3)


class ListFormatTest(UserCase):
    """A user's own format of lists: one `.sql` file in `--lists DIR`."""

    FORMAT = """-- SPDX-License-Identifier: Apache-2.0
-- list: test_semicolons
-- title: Made up for a test
-- from: *.semicolons
-- source: a test
SELECT substr(line, 1, instr(line, ';') - 1)  AS kind,
       substr(line, instr(line, ';') + 1)     AS value,
       'line ' || n AS id, 'Chimera' AS malware, NULL AS date, 'used' AS state, NULL AS note
  FROM lines() WHERE instr(line, ';') > 0
"""

    def setUp(self):
        super().setUp()
        self.acquisition = planted.message_link().write(self.path("messages"))
        self.list = self.text_file("mine.semicolons", f"domain;{planted.DOMAIN}\n\ndomain;other.example\n")

    def test_own_format_is_read_and_matched(self):
        self.text_file("formats/test_semicolons.sql", self.FORMAT)
        result = self.check(self.acquisition, "--lists", self.path("formats"), "-i", self.list, status=1)
        found = self.one(result.serious)
        self.assertEqual((found["indicator"]["value"], found["indicator"]["malware"]), (planted.DOMAIN, "Chimera"))
        self.assertEqual(result.case["lists"][0]["indicators"], 2)

    def test_mistake_in_a_format_is_answered_with_its_file(self):
        self.text_file("formats/test_semicolons.sql", self.FORMAT.replace("SELECT", "SELEC"))
        self.refused("check", self.acquisition, "--lists", self.path("formats"), "-i", self.list, words="test_semicolons")
