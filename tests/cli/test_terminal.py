# SPDX-License-Identifier: Apache-2.0
"""Text for the terminal: columns, colours, progress, words, and nothing of the evidence that a terminal would obey."""

import re

from fixtures import backup, expect, harmless, planted, program
from fixtures.terminal import columns, on_a_terminal

HOSTILE = "\x1b[31mred\x1b]0;title\x07\x1b[2J \u202egnirts\u202c \u200f \x9b31m \x7f \r\b\b \u2028 \ufeff"
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


class EscapeTest(program.BridleCase):
    """No terminal escape of the evidence reaches the terminal."""

    def setUp(self):
        super().setUp()
        made = planted.with_messages(
            (planted.SENDER, f"{HOSTILE} {planted.LINK} {HOSTILE}", "2026-03-14T21:05:10Z", {}),
            (HOSTILE.replace("\0", ""), f"{planted.APPLE_TEXT} {HOSTILE}", "2026-03-18T16:00:00Z", {}),
        )
        made.add("HomeDomain", f"Library/Caches/com.chimera.stage/{HOSTILE}\nnext line", b"x")
        made.info["Device Name"] = made.info["Product Type"] = (
            f"iPhone{HOSTILE}".replace("\x1b", "").replace("\x07", "").replace("\b", "")
        )
        made.info["Product Version"] = "17.6.1\u202e\u2028"
        made.manifest_plist["Lockdown"]["ProductVersion"] = f"17.6.1{HOSTILE}"
        made.leave_out = {"Info.plist"}
        self.acquisition = made.write(self.path("phone"))
        self.listed = planted.listed(self, [*planted.LIST, ("domain", f"x{HOSTILE}.example")], malware=f"Evil{HOSTILE}")

    def assert_nothing_obeyed(self, run):
        for name, text in (("out", run.out), ("err", run.err)):
            found = FORBIDDEN.search(text)
            self.assertFalse(found, f"{found and found.group()!r} in {name}: {text!r}")

    def test_text(self):
        self.assert_nothing_obeyed(self.run_bridle("check", self.acquisition, "-i", self.listed, "-v", status=1))

    def test_json_lines(self):
        self.assert_nothing_obeyed(
            self.run_bridle("check", self.acquisition, "-i", self.listed, "--format", "jsonl", status=1)
        )

    def test_report_and_show(self):
        case = self.path("a.bridle")
        self.run_bridle(
            "check",
            self.acquisition,
            "-i",
            self.listed,
            "-o",
            case,
            "--keep-content",
            "--consent",
            HOSTILE.replace("\0", ""),
            "--examiner",
            "m",
            status=1,
        )
        for arguments in (
            ("report", case),
            ("report", case, "--format", "csv"),
            ("show", case),
            ("show", case, expect.SMS),
            ("show", case, "finding"),
            ("show", case, "input"),
            ("show", case, expect.MANIFEST),
            ("show", case, "--sql", "SELECT * FROM ios_sms"),
            ("show", case, "--sql", 'SELECT 1 AS "a\x1b[31mb"'),
        ):
            with self.subTest(arguments[:3]):
                self.assert_nothing_obeyed(self.run_bridle(*arguments))

    def test_names_in_errors(self):
        self.assert_nothing_obeyed(self.refused("check", self.path(HOSTILE)))
        self.assert_nothing_obeyed(self.refused("check", self.acquisition, "-i", self.path(HOSTILE)))
        self.assert_nothing_obeyed(self.refused("check", self.acquisition, f"--{HOSTILE}"))

    def test_indicators_list(self):
        self.assertIn(planted.DOMAIN, self.run_bridle("indicators", "list", self.listed).out)
        self.assert_nothing_obeyed(self.run_bridle("indicators", "list", self.listed))
        self.assert_nothing_obeyed(self.run_bridle("indicators", "lint", self.listed))


class TextTest(program.BridleCase):

    def setUp(self):
        super().setUp()
        self.acquisition = planted.everything().write(self.path("phone"))
        self.arguments = ("check", self.acquisition, "-i", planted.listed(self))

    def assert_fits(self, text, width=80):
        for line in text.splitlines():
            if columns(line) > width:
                self.assertEqual(len(line.split()), 1, f"{columns(line)} columns: {line}")

    def test_80_columns(self):
        self.assert_fits(self.run_bridle(*self.arguments, status=1).out)

    def test_columns_of_the_environment(self):
        self.assert_fits(self.run_bridle(*self.arguments, env={"COLUMNS": "80"}).out)

    def test_show_fits_80_columns(self):
        self.run_bridle(*self.arguments, "-o", self.path("a.bridle"))
        for arguments in (("show", self.path("a.bridle")), ("artefacts", "list"), ("rules", "list")):
            self.assert_fits(self.run_bridle(*arguments).out)

    def test_says_what_was_found_read_and_not_read(self):
        out = self.run_bridle(*self.arguments, "-v", "-v", status=1).out
        for word in (expect.MANIFEST, expect.SMS, expect.SAFARI):
            self.assertIn(word, out)

    def test_links_are_defanged_for_people(self):
        out = self.run_bridle(*self.arguments, status=1).out
        self.assertNotIn(planted.LINK, out)
        self.assertNotIn(f"//{planted.DOMAIN}", out)

    def test_words_that_are_never_said(self):
        for arguments in (self.arguments, ("check", harmless.made().write(self.path("other")))):
            run = self.run_bridle(*arguments)
            self.assert_says_not(expect.FORBIDDEN_WORDS, run.out + run.err)

    def test_harmless_and_planted_texts_differ(self):
        self.assertNotEqual(
            self.run_bridle(*self.arguments).out,
            self.run_bridle("check", harmless.made().write(self.path("other"))).out,
        )


class ColourTest(program.BridleCase):

    def setUp(self):
        super().setUp()
        self.arguments = ("check", planted.message_link().write(self.path("phone")), "-i", planted.listed(self))

    def test_no_colour_into_a_pipe(self):
        self.assertNotIn("\x1b", self.run_bridle(*self.arguments).out)

    def test_color_always(self):
        self.assertIn("\x1b[", self.run_bridle(*self.arguments, "--color", "always").out)

    def test_color_never_and_auto_into_a_pipe(self):
        for value in ("never", "auto"):
            self.assertNotIn("\x1b", self.run_bridle(*self.arguments, "--color", value).out)

    def test_json_lines_are_never_coloured(self):
        self.assertNotIn("\x1b", self.run_bridle(*self.arguments, "--color", "always", "--format", "jsonl").out)

    def test_colour_on_a_terminal(self):
        status, content = on_a_terminal((*self.arguments, "--no-progress"))
        self.assertEqual(status, 1)
        self.assertIn(b"\x1b[", content)

    def test_no_color_on_a_terminal(self):
        for env in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
            status, content = on_a_terminal((*self.arguments, "--no-progress"), env)
            self.assertEqual(status, 1)
            self.assertNotIn(b"\x1b", content, env)

    def test_empty_no_color_counts_as_unset(self):
        self.assertIn(b"\x1b[", on_a_terminal((*self.arguments, "--no-progress"), {"NO_COLOR": ""})[1])

    def test_only_colours_and_line_erasing_on_a_terminal(self):
        _, content = on_a_terminal(self.arguments)
        for sequence in re.findall(rb"\x1b\[?[0-9;?]*[ -/]*[@-~]?", content):
            self.assertRegex(sequence, rb"^\x1b\[([0-9;]*m|[0-2]?K|\?25[lh])$")

    def test_no_progress_into_a_pipe(self):
        self.assertNotRegex(self.run_bridle(*self.arguments).err, r"%|\r")


class LanguageTest(program.BridleCase):

    def test_unknown_language_falls_back(self):
        made = harmless.made().write(self.path("phone"))
        self.run_bridle("check", made, "--language", "en", status=0)

    def test_backup_of_a_phone_in_another_language(self):
        made = harmless.made(name="Мой iPhone 日本 עברית")
        self.check(made.write(self.path("phone")), status=0)
        self.assertTrue(backup.DEVICE)
