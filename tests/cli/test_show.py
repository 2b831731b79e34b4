# SPDX-License-Identifier: Apache-2.0
"""`show`: tables that fit the terminal, the pager, and a query of the user's own that can do no harm."""

import contextlib
import os
import re
import signal
import sqlite3
import subprocess
import time

from fixtures import expect, planted, program
from fixtures.terminal import columns, on_a_terminal

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
WIDE = "/".join(f"folder{number}" for number in range(60))
HOSTILE = "\x1b[31mred\x1b]0;title\x07\x9b2J\u202e\r\x7f"
COLOUR = re.compile("\x1b\\[[0-9;]*m")


class ShowBase(program.BridleCase):

    def setUp(self):
        super().setUp()
        self.case = self.path("a.bridle")
        self.check(
            planted.everything().write(self.path("phone")), "-i", planted.listed(self), "-o", self.case, status=1
        )

    def on_terminal(self, *arguments, status=0, **options):
        """What stands on the terminal, without colours."""
        ended, content = on_a_terminal(("show", self.case, *arguments), **options)
        text = COLOUR.sub("", content.decode("utf-8").replace("\r\n", "\n"))
        self.assertEqual(ended, status, text)
        return text

    def script(self, name, text):
        path = self.text_file(name, f"#!/bin/sh\n{text}\n")
        os.chmod(path, 0o700)
        return path


class TableTest(ShowBase):

    def setUp(self):
        super().setUp()
        with contextlib.closing(sqlite3.connect(self.case)) as connection:
            connection.execute("UPDATE ios_manifest SET device_path = ? WHERE record = 3", (WIDE,))
            connection.commit()

    def query(self, columns_):
        return ("--sql", f"SELECT {columns_} FROM ios_manifest WHERE record < 9", "--no-pager")

    def test_every_table_fits_the_terminal(self):
        for width in (80, 132):
            for what in ([], [expect.MANIFEST], [expect.SMS], ["finding"], ["input"], ["meta"], ["list"]):
                with self.subTest((width, what)):
                    for line in self.on_terminal(*what, "--no-pager", width=width).splitlines():
                        self.assertLessEqual(columns(line), width, line)

    def test_wide_cells_are_cut_and_a_row_stays_a_line(self):
        text = self.on_terminal(*self.query("record, device_path, modified, device_path AS again"))
        self.assertEqual(len(text.splitlines()), 9, text)
        (line,) = [line for line in text.splitlines() if "folder0" in line]
        self.assertRegex(line, r"^ *3  folder0\S*…  \d{16}  folder0\S*…$")
        self.assertIn(columns(line), (79, 80))

    def test_wider_terminal_shows_more(self):
        what = self.query("record, device_path, modified, device_path AS again")
        lines = [max(self.on_terminal(*what, width=width).splitlines(), key=columns) for width in (80, 200)]
        self.assertGreaterEqual(columns(lines[1]), 190)
        self.assertLessEqual(columns(lines[0]), 80)

    def test_verbose_cuts_nothing(self):
        text = self.on_terminal(*self.query("record, device_path, modified, device_path AS again"), "-v")
        self.assertEqual("".join(text.split()).count(WIDE), 2)
        self.assertNotIn("…", text)

    def test_wrapped_cells_are_cut_after_some_lines(self):
        text = self.on_terminal(*self.query("record, device_path"))
        self.assertRegex(text, r"(?m)^ *3  folder0/.*\n +folder.*\n +folder.*…\n *4  ")

    def test_nothing_is_cut_where_no_terminal_is(self):
        run = self.run_bridle("show", self.case, *self.query("record, device_path, modified, device_path AS again"))
        self.assertEqual("".join(run.out.split()).count(WIDE), 2)

    def test_later_rows_are_whole_where_no_terminal_is(self):
        sql = f"{ENDLESS} SELECT i, CASE WHEN i < 300 THEN 'x' ELSE '{'y' * 60}' END AS a, 'b' AS b FROM n LIMIT 400"
        run = self.run_bridle("show", self.case, "--sql", sql, status=0)
        self.assertEqual(run.out.count("y" * 60), 101)


class PagerTest(ShowBase):

    def test_terminal_output_goes_through_the_pager(self):
        marking = self.script("marking", "sed 's/^/paged: /'")
        for env in ({"BRIDLE_PAGER": marking}, {"PAGER": marking}, {"BRIDLE_PAGER": marking, "PAGER": "false"}):
            with self.subTest(env):
                lines = self.on_terminal(expect.SMS, env=env).splitlines()
                self.assertTrue(lines)
                self.assertEqual([line for line in lines if not line.startswith("paged: ")], [])

    def test_pager_is_a_shell_command(self):
        for pager in ("sed 's/^/paged: /'", "tr a-z A-Z | sed 's/^/paged: /'", 'X="paged: "; sed "s/^/$X/"'):
            self.assertIn("paged: ", self.on_terminal(env={"PAGER": pager}))

    def test_no_pager(self):
        failing = self.script("failing", f"touch {self.path('ran')}; exit 1")
        for arguments, env in (
            (("--no-pager",), {"PAGER": failing}),
            ((), {"PAGER": failing, "TERM": "dumb"}),
            ((), {"PAGER": failing, "TERM": ""}),
            ((), {"BRIDLE_PAGER": "", "PAGER": failing}),
            ((), {"BRIDLE_PAGER": "cat", "PAGER": failing}),
        ):
            with self.subTest((arguments, env)):
                self.assertIn(expect.SMS, self.on_terminal(*arguments, env=env))
                self.assertFalse(os.path.exists(self.path("ran")))

    def test_none_where_no_terminal_is_and_none_for_other_commands(self):
        env = {"PAGER": self.script("pager", f"touch {self.path('ran')}; cat"), "TERM": "xterm"}
        self.run_bridle("show", self.case, env=env, status=0)
        for arguments in (("report", self.case), ("artefacts",), ("rules",), ("help",), ("version",)):
            on_a_terminal(arguments, env)
        self.assertFalse(os.path.exists(self.path("ran")))

    def test_absent_pager_is_plain_output(self):
        for pager in ("no-such-pager", "no-such-pager -x", "/no/such/pager", "./pager"):
            self.assertIn(expect.SMS, self.on_terminal(env={"PAGER": pager}))

    def test_default_is_less(self):
        self.script("bin/less", 'echo "LESS=$LESS LV=$LV $#"; cat')
        path = f"{self.path('bin')}:/usr/bin:/bin"
        self.assertIn("LESS=FRX LV=-c 0\n", self.on_terminal(env={"PATH": path}))
        self.assertIn("LESS=M LV=-c 0\n", self.on_terminal(env={"PATH": path, "LESS": "M"}))
        self.assertIn(expect.SMS, self.on_terminal(env={"PATH": self.path()}))

    def test_nothing_of_the_case_reaches_the_pager_but_by_its_input(self):
        looking = self.script("looking", f'cat > /dev/null; tr "\\0" "\\n" < /proc/$$/environ > {self.path("seen")}; '
                                         f'echo "$@" >> {self.path("seen")}; ls -l /proc/$$/fd >> {self.path("fds")}')
        self.on_terminal("--sql", "SELECT value FROM finding", env={"PAGER": looking, "BRIDLE_PASSWORD": "hunter2"})
        with open(self.path("seen"), encoding="utf-8") as file:
            seen = file.read()
        for word in (planted.DOMAIN, "SELECT", "a.bridle", "hunter2"):
            self.assertNotIn(word, seen)
        with open(self.path("fds"), encoding="utf-8") as file:
            self.assertNotIn("a.bridle", file.read())

    def test_pager_that_quits_early_is_no_error(self):
        for pager in ("head -n 3", "true", "sh -c 'exec 0<&-; sleep 0.3'"):
            with self.subTest(pager):
                started = time.monotonic()
                text = self.on_terminal("--sql", f"{ENDLESS} SELECT i FROM n", env={"PAGER": pager})
                self.assertNotIn("bridle:", text)
                self.assertLess(time.monotonic() - started, 10)

    def test_error_is_said_after_the_pager_and_keeps_its_status(self):
        text = self.on_terminal("no_such_table", env={"PAGER": "cat; echo ended"}, status=2)
        self.assertRegex(text, r"ended\n+bridle: .*no_such_table")

    def test_interrupt_waits_for_the_pager(self):
        pager = self.script("pager", f"trap '' INT; cat > /dev/null; sleep 0.5; touch {self.path('ended')}")
        parent, child = os.openpty()
        process = subprocess.Popen(
            [program.PROGRAM, "show", self.case, "--sql", f"{ENDLESS} SELECT count(*) FROM n"],
            env={**os.environ, "TERM": "xterm", "BRIDLE_PAGER": pager}, stdout=child, stderr=child,
        )
        os.close(child)
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(20), -signal.SIGINT)
        os.close(parent)
        self.assertTrue(os.path.exists(self.path("ended")))

    def test_no_escape_of_a_case_reaches_the_pager(self):
        with contextlib.closing(sqlite3.connect(self.case)) as connection:
            connection.execute("UPDATE ios_sms SET text = ?, peer = ?", (HOSTILE, HOSTILE.encode()))
            connection.execute("UPDATE finding SET title = ?, value = ?", (HOSTILE, HOSTILE))
            connection.commit()
        for arguments in ((expect.SMS,), ("finding",), ("--sql", f"SELECT '{HOSTILE}' AS \"{HOSTILE}\", 1"), ("-v", "finding")):
            for pager in ("sed s/^/x/", "cat"):
                text = self.on_terminal(*arguments, env={"PAGER": pager})
                self.assertTrue(text)
                self.assertNotRegex(text, "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]")


class QueryTest(ShowBase):
    """--sql: one SELECT, in a cage."""

    def assert_refused(self, sql, words=None):
        with self.subTest(sql), program.unchanged(self, self.home):
            return self.refused("show", self.case, "--sql", sql, words=words)

    def test_what_is_not_one_select(self):
        for sql in (
            "", ";", "-- nothing", "/* nothing */", "SELECT 1; SELECT 2", "SELECT 1; ; SELECT 2", "SELECT 1;x",
            "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT a", "RELEASE a", "SELECT 1; COMMIT; DELETE FROM finding",
        ):
            self.assert_refused(sql)
        self.run_bridle("show", self.case, "--sql", "SELECT 1; -- and no more\n", status=0)
        self.run_bridle("show", self.case, "--sql", " /* first */ WITH a AS (SELECT 1) SELECT * FROM a ;", status=0)

    def test_times_in_words(self):
        sql = "SELECT datetime(1767225600000000 / 1000000, 'unixepoch') || strftime(' %Y', 0, 'unixepoch')"
        self.assertIn("2026-01-01 00:00:00 1970", self.run_bridle("show", self.case, "--sql", sql, status=0).out)

    def test_nothing_is_written(self):
        for sql in (
            "INSERT INTO note VALUES ('x')", "WITH a AS (SELECT 'x') INSERT INTO note SELECT * FROM a",
            "INSERT INTO note VALUES ('x') RETURNING text", "REPLACE INTO meta VALUES ('a', 'b')",
            "UPDATE finding SET grade = 'weak' RETURNING *", "DELETE FROM finding RETURNING *",
            "CREATE TEMP TABLE a (b)", "CREATE TEMP VIEW a AS SELECT 1", "CREATE TEMP TRIGGER a AFTER INSERT ON note BEGIN SELECT 1; END",
            "CREATE INDEX a ON note (text)", "CREATE VIRTUAL TABLE a USING fts5(b)", "ALTER TABLE note ADD COLUMN a",
            "REINDEX", "ANALYZE", "DROP VIEW event", "DROP TABLE IF EXISTS nothing",
            f"VACUUM INTO '{self.path('copy.db')}'", "UPDATE sqlite_schema SET sql = ''",
        ):
            self.assert_refused(sql)

    def test_no_other_file_is_reached(self):
        other = self.path("other.db")
        with contextlib.closing(sqlite3.connect(other)) as connection:
            connection.executescript("CREATE TABLE secret (a); INSERT INTO secret VALUES (1)")
        for sql in (
            f"ATTACH '{other}' AS other", f"ATTACH DATABASE 'file:{other}?mode=ro' AS other", "ATTACH ':memory:' AS m",
            "DETACH main", "SELECT * FROM other.secret", f"SELECT readfile('{other}')", f"SELECT writefile('{other}', 'x')",
            "SELECT load_extension('/lib/x.so')", "SELECT fts3_tokenizer('simple')", "SELECT edit('x', 'sh')",
            "SELECT * FROM dbstat", "SELECT * FROM sqlite_dbpage", "SELECT * FROM fsdir('/')",
        ):
            self.assert_refused(sql)

    def test_no_pragma(self):
        for sql in (
            "PRAGMA user_version = 7", "PRAGMA user_version", "PRAGMA journal_mode = WAL", "PRAGMA writable_schema = ON",
            "PRAGMA query_only = OFF", "PRAGMA temp_store_directory = '/tmp'", "PRAGMA trusted_schema = ON",
            "PRAGMA hard_heap_limit = 0", "PRAGMA wal_checkpoint(TRUNCATE)", "PRAGMA main.application_id = 1",
            "SELECT * FROM pragma_table_info('meta')", "SELECT * FROM pragma_user_version",
        ):
            self.assert_refused(sql)

    def test_endless_query_stops_at_its_budget(self):
        run = self.refused("show", self.case, "--sql", f"{ENDLESS} SELECT count(*) FROM n", words="too many steps")
        self.assertIn("a.bridle", run.err)

    def test_memory_of_a_query_is_bounded(self):
        doubled = "WITH RECURSIVE n(i) AS (SELECT 'xxxxxxxxxxxxxxxx' UNION ALL SELECT i || i FROM n LIMIT 40)"
        gathered = f"{ENDLESS}, m AS (SELECT i, printf('%.100000c', 'x') AS text FROM n LIMIT 100000)"
        for sql in (
            f"{doubled} SELECT length(i) FROM n ORDER BY 1",
            f"{gathered} SELECT length(group_concat(text)) FROM m",
            f"{gathered} SELECT length(text) FROM m ORDER BY text || i",
        ):
            with self.subTest(sql):
                if not program.SANITIZED:
                    self.assertLess(program.peak_kilobytes("show", self.case, "--sql", sql), 300_000)

    def test_memory_does_not_grow_with_the_result(self):
        if program.SANITIZED:
            self.skipTest("sanitizers need several times the memory")
        sql = f"{ENDLESS} SELECT i, printf('%.1000c', 'x') FROM n LIMIT 200000"
        self.assertLess(program.peak_kilobytes("show", self.case, "--sql", sql), 60_000)

    def test_reader_that_leaves_ends_the_query(self):
        process = subprocess.Popen(
            [program.PROGRAM, "show", self.case, "--sql", f"{ENDLESS} SELECT i FROM n"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        self.addCleanup(process.kill)
        process.stdout.read(100)
        process.stdout.close()
        self.assertEqual(process.wait(10), 2)
        self.assertIn(b"cannot write", process.stderr.read())
        process.stderr.close()

    def test_controls_in_results_are_escaped(self):
        run = self.run_bridle(
            "show", self.case, "--sql", "SELECT char(27) || '[2J' || char(8238, 155, 13, 10, 7) AS a, char(0) AS b", status=0
        )
        self.assertNotRegex(run.out, "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]")
        self.assertIn("\\x1b[2J", run.out)

    def test_wide_results(self):
        self.run_bridle("show", self.case, "--sql", f"SELECT {', '.join(map(str, range(64)))}", status=0)
        self.assert_refused(f"SELECT {', '.join(map(str, range(65)))}", words="columns")
        self.assert_refused(f"SELECT '{'x' * 100_000}'", words="longer than")
