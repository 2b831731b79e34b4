# SPDX-License-Identifier: Apache-2.0
"""Commands, options, help, usage errors."""

import os
import re

from fixtures import expect, harmless, planted, program, stix

COMMANDS = ["check", "report", "show", "verify", "artefacts", "rules", "indicators", "version"]
LATER = ["hunt", "compare", "share"]


class HelpTest(program.BridleCase):

    def test_help_of_the_program(self):
        for option in ("--help", "-h"):
            run = self.run_bridle(option, status=0)
            for command in COMMANDS:
                self.assertIn(command, run.out)
            self.assertEqual(run.err, "")

    def test_help_of_each_command_has_an_example(self):
        for command in COMMANDS:
            for option in ("--help", "-h"):
                with self.subTest(command=command, option=option):
                    run = self.run_bridle(command, option, status=0)
                    self.assertRegex(run.out, r"(?im)^\s*examples?\b")
                    self.assertRegex(run.out, rf"(?m)^\s+(\$ )?bridle {command}\b")

    def test_help_fits_80_columns(self):
        for command in [None] + COMMANDS:
            run = self.run_bridle(*([command] if command else []), "--help", status=0)
            for line in run.out.splitlines():
                self.assertLessEqual(len(line), 80, line)

    def test_help_of_check_names_its_options(self):
        out = self.run_bridle("check", "--help").out
        for option in (
            "-i",
            "-o",
            "--format",
            "--jobs",
            "--only",
            "--skip",
            "--artefacts",
            "--rules",
            "--lists",
            "--keep-content",
            "--consent",
            "--examiner",
            "--case-name",
            "--no-fingerprints",
            "--force",
            "--exit-zero",
            "--require-cage",
            "--no-cage",
            "--limit",
            "--timezone",
            "--events",
        ):
            self.assertIn(option, out)

    def test_help_anywhere_wins(self):
        self.run_bridle("check", "nowhere", "--help", status=0)

    def test_version(self):
        run = self.run_bridle("version", status=0)
        self.assertRegex(run.out, r"\d+\.\d+\.\d+")
        self.assertEqual(self.run_bridle("--version", status=0).out.split()[:2], run.out.split()[:2])
        self.run_bridle("check", "--version", status=0)


class UsageTest(program.BridleCase):

    def setUp(self):
        super().setUp()
        self.acquisition = planted.message_link().write(self.path("phone"))

    def test_usage_errors_end_in_2(self):
        for arguments in (
            (),
            ("nonsense",),
            ("check",),
            ("check", self.acquisition, "more"),
            ("report",),
            ("show",),
            ("verify",),
            ("indicators",),
            ("indicators", "nonsense"),
            ("artefacts", "show"),
            ("rules", "show"),
            ("rules", "nonsense"),
            ("version", "more"),
        ):
            with self.subTest(arguments):
                self.refused(*arguments)

    def test_unknown_options_end_in_2(self):
        for option in ("--nonsense", "-Z", "--nonsense=1", "---", "--jobz"):
            with self.subTest(option):
                run = self.refused("check", self.acquisition, option)
                self.assertIn(option.split("=")[0], run.err)

    def test_bad_values_end_in_2(self):
        for arguments in (
            ("--jobs", "0"),
            ("--jobs", "-1"),
            ("--jobs", "many"),
            ("--jobs", "99999999999999999999"),
            ("--format", "xml"),
            ("--color", "sometimes"),
            ("--limit", "memory"),
            ("--limit", "space=1"),
            ("--limit", "memory=0"),
            ("--limit", "time=abc"),
            ("--timezone", "Middle/Earth"),
            ("--only", "no_such_artefact"),
            ("--skip", "no_such_artefact"),
            ("--jobs",),
            ("-i",),
            ("-o",),
        ):
            with self.subTest(arguments):
                self.refused("check", self.acquisition, *arguments)

    def test_options_stand_anywhere(self):
        listed = planted.listed(self)
        for arguments in (
            ("-i", listed, "check", self.acquisition),
            ("check", "-i", listed, self.acquisition),
            ("check", self.acquisition, "-i", listed),
            ("--format", "jsonl", "check", self.acquisition, "-i", listed),
        ):
            with self.subTest(arguments):
                self.run_bridle(*arguments, status=1)

    def test_double_dash_ends_the_options(self):
        self.run_bridle("check", "-i", planted.listed(self), "--", self.acquisition, status=1)
        self.refused("check", "--", self.acquisition, "-i")

    def test_equals_form(self):
        self.run_bridle("check", "--format=jsonl", "--case-name=x", self.acquisition, status=0)

    def test_quiet_still_gives_the_result(self):
        run = self.run_bridle("check", "-q", self.acquisition, status=0)
        self.assertEqual(run.err, "")
        self.assertNotEqual(run.out, "")

    def test_messages_go_to_standard_error_alone(self):
        run = self.run_bridle("check", "-v", "-v", "--format", "jsonl", self.acquisition, status=0)
        program.Result(run)

    def test_not_built_yet(self):
        for command in LATER:
            with self.subTest(command):
                self.refused(command, self.acquisition, words=expect.WORDS_NOT_BUILT)
        self.refused("check", self.acquisition, "--no-recover", words=expect.WORDS_NOT_BUILT)

    def test_limit_is_taken(self):
        self.run_bridle("check", self.acquisition, "--limit", "memory=256M,time=30", status=0)

    def test_errors_are_one_escaped_line(self):
        run = self.refused("check", self.path("no\x1b[31m\nwhere"))
        self.assertNotIn("\x1b", run.err)
        self.assertEqual(len([line for line in run.err.splitlines() if line.startswith("bridle: ")]), 1, run)

    def test_closed_output_is_no_crash(self):
        import subprocess

        process = subprocess.Popen(
            [program.PROGRAM, "check", self.acquisition], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        process.stdout.close()
        process.stderr.read()
        process.stderr.close()
        self.assertIn(process.wait(60), {0, 2, -13})


class CageOptionTest(program.BridleCase):

    def test_require_cage_where_it_can_be_built(self):
        acquisition = harmless.made().write(self.path("phone"))
        run = self.run_bridle("check", acquisition, "--require-cage", status=(0, 2))
        if run.status == 2:
            self.assert_says(expect.WORDS_NO_CAGE, run.err)

    def test_no_cage_is_said_in_the_report(self):
        acquisition = harmless.made().write(self.path("phone"))
        run = self.run_bridle("check", acquisition, "--no-cage", status=0)
        self.assert_says(expect.WORDS_NO_CAGE, run.out + run.err)

    def test_no_cage_and_require_cage_contradict(self):
        self.refused("check", harmless.made().write(self.path("phone")), "--no-cage", "--require-cage")

    def test_same_findings_without_the_cage(self):
        acquisition, listed = planted.everything().write(self.path("phone")), planted.listed(self)
        with_cage = self.check(acquisition, "-i", listed)
        without = self.check(acquisition, "-i", listed, "--no-cage")
        self.assertTrue(with_cage.findings)
        self.assertEqual(with_cage.findings, without.findings)


class CatalogueTest(program.BridleCase):

    def test_artefacts_list(self):
        out = self.run_bridle("artefacts", "list", status=0).out
        for name in (expect.MANIFEST, expect.SMS, expect.SAFARI):
            self.assertRegex(out, rf"(?m)^\s*{name}\b")

    def test_artefacts_show(self):
        for name in (expect.MANIFEST, expect.SMS, expect.SAFARI):
            out = self.run_bridle("artefacts", "show", name, status=0).out
            self.assertIn(name, out)
            self.assertRegex(out, r"(?i)select")
        self.assertIn("Library/SMS/sms.db", self.run_bridle("artefacts", "show", expect.SMS).out)
        self.refused("artefacts", "show", "no_such_artefact", words="no_such_artefact")

    def test_rules_list(self):
        out = self.run_bridle("rules", "list", status=0).out
        self.assertIn(expect.RULE_APPLE, out)
        self.assertGreaterEqual(len(re.findall(r"(?m)^\s*(ios|any)_\w+", out)), 2)

    def test_rules_show(self):
        out = self.run_bridle("rules", "show", expect.RULE_APPLE, status=0).out
        for word in ("strong", "warned", "apple.com"):
            self.assertIn(word, out)
        self.refused("rules", "show", "no_such_rule")

    def test_every_rule_can_be_shown(self):
        for name in set(
            re.findall(r"(?m)^\s*((?:ios|any|android|sysdiagnose)_\w+)", self.run_bridle("rules", "list").out)
        ):
            self.run_bridle("rules", "show", name, status=0)

    def test_indicators_list(self):
        out = self.run_bridle("indicators", "list", planted.listed(self), status=0).out
        for _, value in planted.LIST:
            self.assertIn(value, out)

    def test_indicators_lint_of_a_good_list(self):
        self.run_bridle("indicators", "lint", planted.listed(self), status=0)

    def test_indicators_lint_says_what_is_kept_and_not_yet_matched(self):
        patterns = ["[domain-name:value LIKE '%.example']", "[domain-name:value = 'a.example']"]
        path = self.text_file("like.stix2", stix.bundle(stix.objects_of("X", patterns)))
        run = self.run_bridle("indicators", "lint", path, status=1)
        self.assert_says(r"kept, not yet matched", run.out)

    def test_indicators_lint_finds_what_can_never_match(self):
        rows = [
            ("domain", "1.2.3.4"),
            ("domain", "bad.example/x"),
            ("domain", "despachosnegocios"),
            ("path", "Library/relative.plist"),
        ]
        run = self.run_bridle("indicators", "lint", planted.listed(self, rows), status=1)
        for _, value in rows:
            self.assertIn(value, run.out)

    def test_indicators_lint_of_a_list_that_cannot_be_read(self):
        self.refused("indicators", "lint", self.path("none.stix2"))
        self.refused("indicators", "lint", self.text_file("x.stix2", "{"))

    def test_not_yet_matched_patterns_are_counted_in_the_result(self):
        patterns = ["[domain-name:value LIKE '%.example']", f"[domain-name:value = '{planted.DOMAIN}']"]
        path = self.text_file("like.stix2", stix.bundle(stix.objects_of("X", patterns)))
        run = self.run_bridle("check", planted.message_link().write(self.path("phone")), "-i", path, status=1)
        self.assert_says(r"not (yet )?(matched|looked up)", " ".join((run.out + run.err).split()))


class PlaceTest(program.BridleCase):

    def test_runs_in_place_from_any_folder(self):
        acquisition = planted.message_link().write(self.path("phone"))
        self.run_bridle("check", acquisition, "-i", planted.listed(self), status=1, cwd="/")

    def test_runs_through_a_link(self):
        os.symlink(program.PROGRAM, self.path("bridle"))
        import subprocess

        done = subprocess.run([self.path("bridle"), "artefacts", "list"], capture_output=True, check=False)
        self.assertEqual(done.returncode, 0, done)
