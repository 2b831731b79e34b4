# SPDX-License-Identifier: Apache-2.0
"""The case file of `-o`: one SQLite file, whole or not there, and what comes out of it again."""

import hashlib
import os
import re
import resource
import signal
import sqlite3
import stat
import subprocess
import time
import unittest

from fixtures import backup, expect, harmless, planted, program


def opened(path):
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True)


class CaseBase(program.BridleCase):

    def setUp(self):
        super().setUp()
        self.acquisition = planted.everything().write(self.path("phone"))
        self.listed = planted.listed(self)
        self.case = self.path("a.bridle")

    def make(self, *arguments, status=1, **options):
        return self.check(self.acquisition, "-i", self.listed, "-o", self.case, *arguments, status=status, **options)


class FileTest(CaseBase):

    def test_case_is_one_sqlite_file_of_mode_0600(self):
        os.mkdir(self.path("out"))
        self.case = self.path("out", "a.bridle")
        self.make(umask=0)
        self.assertEqual(os.listdir(self.path("out")), ["a.bridle"])
        self.assertEqual(stat.S_IMODE(os.stat(self.case).st_mode), 0o600)
        with open(self.case, "rb") as file:
            self.assertEqual(file.read(16), b"SQLite format 3\0")

    def test_integrity_and_no_wal(self):
        self.make()
        connection = opened(self.case)
        self.assertEqual(connection.execute("PRAGMA integrity_check").fetchall(), [("ok",)])
        self.assertNotEqual(connection.execute("PRAGMA journal_mode").fetchone(), ("wal",))

    def test_says_what_it_ran_on_and_how_long(self):
        self.make()
        meta = dict(opened(self.case).execute("SELECT key, value FROM meta"))
        machine = os.uname()
        self.assertEqual(meta["system"], f"{machine.sysname} {machine.release} {machine.machine}")
        passed = int(meta["ended"]) - int(meta["examined"])
        self.assertGreater(passed, 0)
        page = self.run_bridle("report", self.case, "--format", "html").out
        self.assertIn(f"<dt>duration</dt><dd>{passed // 1000000 + 1} s</dd>", re.sub(r"\s*(</?d[td]>)\s*", r"\1", page))
        self.assertIn(meta["system"], page)

    def test_tables_are_strict(self):
        self.make()
        tables = dict(opened(self.case).execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table'"))
        self.assertLessEqual(expect.CASE_TABLES, set(tables))
        for name, sql in tables.items():
            if not name.startswith("sqlite_"):
                self.assertRegex(sql.upper(), r"\bSTRICT\b[^)]*$", name)
        views = {name for (name,) in opened(self.case).execute("SELECT name FROM sqlite_schema WHERE type = 'view'")}
        self.assertLessEqual(expect.CASE_VIEWS, views)

    def test_event_view_can_be_read_by_other_programs(self):
        self.make()
        (count,) = opened(self.case).execute("SELECT count(*) FROM event").fetchone()
        self.assertGreater(count, 200)

    def test_records_of_an_artefact_stand_in_its_table(self):
        result = self.make()
        connection = opened(self.case)
        for artefact in (expect.MANIFEST, expect.SMS, expect.SAFARI):
            (count,) = connection.execute(f"SELECT count(*) FROM {artefact}").fetchone()
            self.assertEqual(count, sum(line["records"] for line in result.inputs if line["artefact"] == artefact))
        for artefact, columns in (
            (expect.SMS, expect.SMS_COLUMNS),
            (expect.SAFARI, expect.SAFARI_COLUMNS),
            (expect.MANIFEST, expect.MANIFEST_COLUMNS),
        ):
            there = {row[1] for row in connection.execute(f"PRAGMA table_info({artefact})")}
            self.assertLessEqual(columns, there, artefact)

    def test_findings_and_inputs_stand_in_their_tables(self):
        result = self.make()
        connection = opened(self.case)
        self.assertEqual(connection.execute("SELECT count(*) FROM finding").fetchone()[0], len(result.findings))
        self.assertEqual(connection.execute("SELECT count(*) FROM input").fetchone()[0], len(result.inputs))

    def test_same_rows_with_any_number_of_jobs(self):
        dumps = []
        for number, jobs in enumerate(("1", "2", "8")):
            self.case = self.path(f"{number}.bridle")
            self.make("--jobs", jobs)
            connection = opened(self.case)
            dumps.append(
                [
                    sorted(map(repr, connection.execute(f"SELECT * FROM {table}")))
                    for table in sorted(expect.CASE_TABLES - {"meta"})
                ]
            )
        self.assertEqual(dumps[0], dumps[1])
        self.assertEqual(dumps[0], dumps[2])


class OverwriteTest(CaseBase):

    def test_refuses_to_overwrite_without_force(self):
        self.text_file("a.bridle", "mine")
        self.refused("check", self.acquisition, "-o", self.case, words=r"a\.bridle")
        with open(self.case, encoding="utf-8") as file:
            self.assertEqual(file.read(), "mine")

    def test_force_overwrites(self):
        self.text_file("a.bridle", "mine")
        self.make("--force")
        self.assertTrue(opened(self.case).execute("SELECT count(*) FROM input").fetchone()[0])

    def test_folder_that_is_not_there(self):
        self.refused("check", self.acquisition, "-o", self.path("no", "a.bridle"))

    def test_case_is_a_folder(self):
        os.mkdir(self.path("folder"))
        self.refused("check", self.acquisition, "-o", self.path("folder"))
        self.refused("check", self.acquisition, "-o", self.path("folder"), "--force")
        self.assertEqual(os.listdir(self.path("folder")), [])

    def test_case_inside_the_acquisition_is_refused(self):
        with program.unchanged(self, self.acquisition):
            self.refused("check", self.acquisition, "-o", os.path.join(self.acquisition, "a.bridle"))

    def test_a_link_is_not_written_through(self):
        target = self.text_file("target", "mine")
        os.symlink(target, self.case)
        self.run_bridle("check", self.acquisition, "-o", self.case, "--force", status=(0, 1, 2, 3, 4))
        with open(target, encoding="utf-8") as file:
            self.assertEqual(file.read(), "mine")

    def test_failed_run_leaves_no_case(self):
        os.mkdir(self.path("out"))
        self.refused("check", self.path("nowhere"), "-o", self.path("out", "a.bridle"))
        self.assertEqual(os.listdir(self.path("out")), [])


class FullDiskTest(CaseBase):
    """A full disk while the case is written: status 2 and no half case."""

    def assert_nothing_left(self, folder, run):
        self.assertEqual(run.status, 2, run)
        self.assertRegex(run.err, r"(?m)^bridle: ")
        self.assertEqual(os.listdir(folder), [], "something of the case stayed")

    def test_no_file_may_grow(self):
        os.mkdir(self.path("out"))
        for size in (0, 4096, 20000, 65536):

            def limit(size=size):
                resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

            with self.subTest(size=size):
                run = self.run_bridle(
                    "check",
                    self.acquisition,
                    "-o",
                    self.path("out", "a.bridle"),
                    preexec_fn=limit,
                    restore_signals=False,
                )
                self.assert_nothing_left(self.path("out"), run)

    @unittest.skipUnless(os.geteuid() == 0, "needs root to mount a small file system")
    def test_full_file_system(self):
        os.mkdir(self.path("small"))
        if (
            subprocess.run(
                ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", self.path("small")],
                check=False,
                stderr=subprocess.DEVNULL,
            ).returncode
            != 0
        ):
            self.skipTest("cannot mount a small file system here")
        try:
            run = self.run_bridle("check", self.acquisition, "-o", self.path("small", "a.bridle"))
            self.assert_nothing_left(self.path("small"), run)
        finally:
            subprocess.run(["umount", self.path("small")], check=True)

    def test_earlier_case_stays_when_the_disk_is_full(self):
        self.make()
        with open(self.case, "rb") as file:
            before = file.read()
        run = self.run_bridle(
            "check",
            self.acquisition,
            "-o",
            self.case,
            "--force",
            restore_signals=False,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192)),
        )
        self.assertEqual(run.status, 2, run)
        with open(self.case, "rb") as file:
            self.assertEqual(file.read(), before)

    def test_results_that_cannot_be_written_end_in_2(self):
        if not os.path.exists("/dev/full"):
            self.skipTest("no /dev/full")
        with open("/dev/full", "wb") as full:
            done = subprocess.run(
                [program.PROGRAM, "check", self.acquisition, "--format", "jsonl"],
                stdout=full,
                stderr=subprocess.PIPE,
                check=False,
                timeout=program.TIMEOUT,
            )
        self.assertEqual(done.returncode, 2)


class ReportTest(CaseBase):

    def test_jsonl_from_the_case_equals_that_of_check(self):
        result = self.make()
        report = self.run_bridle("report", self.case, "--format", "jsonl")
        self.assertEqual(report.out, result.text)

    def test_report_ends_in_the_status_of_what_it_could_do(self):
        self.make()
        self.assertIn(self.run_bridle("report", self.case, "--format", "jsonl").status, {0, 1})

    def test_text_from_the_case_says_what_check_said(self):
        check = self.run_bridle("check", self.acquisition, "-i", self.listed, "-o", self.case, status=1)
        report = self.run_bridle("report", self.case)
        sentence = self.one_sentence()
        for run in (check, report):
            self.assertIn("".join(sentence.split()), "".join(run.out.split()), run)

    def one_sentence(self):
        run = self.run_bridle("report", self.case, "--format", "jsonl")
        return program.Result(run).sentence

    def test_csv_has_a_row_a_finding(self):
        import csv
        import io

        result = self.make()
        run = self.run_bridle("report", self.case, "--format", "csv")
        rows = list(csv.reader(io.StringIO(run.out, newline="")))
        self.assertEqual(len(rows), len(result.findings) + 1)
        self.assertEqual({len(row) for row in rows}, {len(rows[0])})
        self.assertIn("grade", rows[0])

    def test_csv_holds_no_formula(self):
        import csv
        import io

        made = planted.with_messages((planted.SENDER, f'=HYPERLINK("{planted.LINK}")', "2026-03-14T21:05:10Z", {}))
        made.add("HomeDomain", "Library/Caches/com.chimera.stage/=cmd|' x'!A0", b"x")
        self.check(made.write(self.path("formula")), "-i", self.listed, "-o", self.case)
        run = self.run_bridle("report", self.case, "--format", "csv")
        self.assertIn(planted.DOMAIN, run.out)
        for row in csv.reader(io.StringIO(run.out, newline="")):
            for cell in row:
                self.assertNotRegex(cell, r"^[=+\-@\t\r]")

    def test_report_into_a_file(self):
        self.make()
        out = self.path("report.jsonl")
        run = self.run_bridle("report", self.case, "--format", "jsonl", "-o", out)
        self.assertEqual(run.out, "")
        with open(out, encoding="utf-8") as file:
            self.assertEqual(file.read(), self.run_bridle("report", self.case, "--format", "jsonl").out)
        self.refused("report", self.case, "--format", "jsonl", "-o", out)
        self.run_bridle("report", self.case, "--format", "jsonl", "-o", out, "--force")

    def test_report_never_needs_the_acquisition(self):
        self.make()
        before = self.run_bridle("report", self.case, "--format", "jsonl").out
        os.rename(self.acquisition, self.path("gone"))
        self.assertEqual(self.run_bridle("report", self.case, "--format", "jsonl").out, before)

    def test_formats_to_come_say_so(self):
        self.make()
        self.refused("report", self.case, "--format", "stix", words=expect.WORDS_NOT_BUILT)
        self.refused("report", self.case, "--format", "nonsense")

    def test_no_case(self):
        self.refused("report", self.path("none.bridle"), words=r"none\.bridle")
        self.refused("report", self.text_file("text.bridle", "hello"))
        self.refused("report", self.acquisition)


class ShowTest(CaseBase):

    def setUp(self):
        super().setUp()
        self.result = self.make()

    def test_overview_names_the_tables(self):
        run = self.run_bridle("show", self.case, status=0)
        for table in (expect.MANIFEST, expect.SMS, expect.SAFARI, "finding", "input"):
            self.assertIn(table, run.out)

    def test_table(self):
        run = self.run_bridle("show", self.case, expect.SMS, status=0)
        self.assertIn("direction", run.out)

    def test_finding_by_the_start_of_its_id(self):
        finding = self.result.serious[0]
        run = self.run_bridle("show", self.case, finding["id"][:12], status=0)
        self.assertIn(finding["id"], run.out)

    def test_unknown_table_or_finding(self):
        self.refused("show", self.case, "no_such_table", words=r"no_such_table")
        self.refused("show", self.case, "ffffffffffffffff")

    def test_sql(self):
        run = self.run_bridle("show", self.case, "--sql", "SELECT count(*) AS n FROM ios_sms", status=0)
        self.assertIn(str(self.result.input_of(expect.SMS)["records"]), run.out)

    def test_sql_that_is_wrong(self):
        self.refused("show", self.case, "--sql", "SELECT missing FROM nowhere", words=r"nowhere")
        self.refused("show", self.case, "--sql", "SELEC 1")
        self.refused("show", self.case, "--sql", "")

    def test_sql_cannot_write_attach_or_read_files(self):
        for sql in (
            "DELETE FROM finding",
            "UPDATE meta SET value = 1",
            "DROP TABLE finding",
            "CREATE TABLE x (a)",
            f"ATTACH '{self.path('new.db')}' AS n",
            "PRAGMA journal_mode=WAL",
            "VACUUM",
            "SELECT 1; DELETE FROM finding",
            "SELECT readfile('/etc/passwd')",
            "SELECT load_extension('x')",
        ):
            with self.subTest(sql), program.unchanged(self, self.home):
                self.refused("show", self.case, "--sql", sql)

    def test_interrupt_ends_endless_sql_and_its_worker(self):
        endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT count(*) FROM n"
        process = subprocess.Popen(
            [program.PROGRAM, "show", self.case, "--sql", endless], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=20)  # ends when no process holds the pipe any more
        self.assertEqual(out, b"")
        self.assertNotEqual(process.returncode, 0)

    def test_case_is_not_changed_by_looking(self):
        with program.unchanged(self, self.home):
            self.run_bridle("show", self.case)
            self.run_bridle("report", self.case)
            self.run_bridle("show", self.case, "--sql", "SELECT 1")


class VerifyTest(CaseBase):

    def setUp(self):
        super().setUp()
        self.make()

    def test_same_evidence(self):
        run = self.run_bridle("verify", self.case, self.acquisition, status=0)
        self.assertRegex(run.out, r"\d", "how many files were not covered")

    def test_changed_file(self):
        path = backup.stored_path(self.acquisition, *backup.SMS)
        with open(path, "r+b") as file:
            file.seek(5000)
            file.write(b"!")
        run = self.run_bridle("verify", self.case, self.acquisition, status=1)
        self.assertIn(os.path.basename(path)[:12], run.out)

    def test_changed_manifest(self):
        with open(os.path.join(self.acquisition, "Manifest.db"), "ab") as file:
            file.write(b"!")
        run = self.run_bridle("verify", self.case, self.acquisition, status=1)
        self.assertIn("Manifest.db", run.out)

    def test_sentences_keep_to_the_width(self):
        for status in (0, 1):
            for language in ("en", "fr"):
                run = self.run_bridle("verify", self.case, self.acquisition, "--language", language, status=status)
                lines = run.out.split("\n")
                self.assertLessEqual(max(map(len, lines)), 80)
                self.assertGreater(max(map(len, lines)), 70, "and fill it")
            if status == 0:
                os.unlink(backup.stored_path(self.acquisition, *backup.SAFARI))

    def test_both_sorts_of_list(self):
        """An older list beside the newer one has a hash of its own, and the evidence that of the newer one."""
        with open(os.path.join(self.acquisition, "Manifest.mbdb"), "wb") as file:
            file.write(harmless.made().manifest_mbdb())
        hashes = {}
        for name in ("Manifest.db", "Manifest.mbdb"):
            with open(os.path.join(self.acquisition, name), "rb") as file:
                hashes[name] = hashlib.sha256(file.read()).hexdigest()
        for arguments in (("-o", self.case, "--force"), ("--jobs", "1"), ("--jobs", "4")):
            with self.subTest(arguments):
                result = self.check(self.acquisition, *arguments, status=(0, 1, 3, 4))
                self.assertEqual(result.case["evidence_sha256"], hashes["Manifest.db"])
                told = {line["input"]: line["sha256"] for line in result.inputs if line["input"] in hashes}
                self.assertEqual(told, hashes)
        self.run_bridle("verify", self.case, self.acquisition, status=0)

    def test_missing_file(self):
        os.unlink(backup.stored_path(self.acquisition, *backup.SAFARI))
        self.run_bridle("verify", self.case, self.acquisition, status=1)

    def test_changed_file_that_was_never_read_is_not_covered(self):
        path = backup.stored_path(self.acquisition, *harmless.FILES[0][:2])
        with open(path, "ab") as file:
            file.write(b"!")
        self.run_bridle("verify", self.case, self.acquisition, status=0)

    def test_other_acquisition(self):
        harmless.made(name="Other").write(self.path("other"))
        self.run_bridle("verify", self.case, self.path("other"), status=1)

    def test_could_not_run(self):
        self.refused("verify", self.case, self.path("nowhere"))
        self.refused("verify", self.path("none.bridle"), self.acquisition)
        self.refused("verify", self.case)

    def test_moved_acquisition_is_still_the_same(self):
        os.rename(self.acquisition, self.path("moved"))
        self.run_bridle("verify", self.case, self.path("moved"), status=0)
