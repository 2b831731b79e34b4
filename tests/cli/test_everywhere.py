# SPDX-License-Identifier: Apache-2.0
"""The options that every command takes, with each command."""

import re

from fixtures import encrypted, planted, program
from fixtures.help import Help, commands
from fixtures.terminal import on_a_terminal


class EverywhereTest(program.BridleCase):

    def setUp(self):
        super().setUp()
        case, phone = self.path("a.bridle"), planted.message_link().write(self.path("phone"))
        self.check(phone, "-i", planted.listed(self), "-o", case, status=1)
        locked = encrypted.Encrypted(planted.message_link(), "open sesame").write(self.path("locked"))
        self.runs = {
            "check": ((phone, "-i", self.path("planted.stix2")), 1),
            "report": ((case,), 0),
            "show": ((case,), 0),
            "verify": ((case, phone), 0),
            "key": ((locked, "--password-file", self.text_file("password", "open sesame"), "--force", "-o", self.path("k")), 0),
            "artefacts": (("list",), 0),
            "rules": (("list",), 0),
            "indicators": (("list", self.path("planted.stix2")), 0),
            "version": ((), 0),
            "help": ((), 0),
        }

    def each(self, *options):
        """Each command with `options` behind it, and before it."""
        for command, (operands, status) in self.runs.items():
            for arguments in ((command, *operands, *options), (*options, command, *operands)):
                with self.subTest(arguments):
                    yield command, arguments, status

    def plain(self, command):
        operands, status = self.runs[command]
        return re.sub(r"examined .*", "", self.run_bridle(command, *operands, status=status).out)

    def test_every_command_is_here(self):
        self.assertEqual(list(self.runs), commands())

    def test_every_command_lists_them(self):
        listed = {name for _, name, _ in Help(None).common}
        self.assertEqual(listed, {"help", "version", "quiet", "verbose", "color", "no-progress", "language"})
        for command in commands():
            self.assertEqual(Help(command).common, Help(None).common)

    def test_help(self):
        for option in ("-h", "--help"):
            for command, arguments, _ in self.each(option):
                run = self.run_bridle(*arguments, status=0)
                self.assertTrue(run.out.startswith(f"usage: bridle {command}"), run)
                self.assertEqual(run.err, "")

    def test_version(self):
        for _, arguments, _ in self.each("--version"):
            run = self.run_bridle(*arguments, status=0)
            self.assertRegex(run.out, r"\Abridle \d+\.\d+\.\d+\n\Z")
            self.assertEqual(run.err, "")

    def test_quiet_and_verbose(self):
        for options in (("-q",), ("--quiet",), ("-v",), ("-v", "-v"), ("-vv",), ("--verbose", "--verbose"), ("-qv",)):
            for _, arguments, status in self.each(*options):
                run = self.run_bridle(*arguments, status=status)
                self.assertEqual(run.out == "", "key" in arguments, run)  # which goes into a file here
                self.assertEqual(run.err, "")

    def test_more_verbose_says_no_less(self):
        for command in self.runs:
            sizes = [len(self.plain(command).split())]
            for options in (["-v"], ["-v", "-v"]):
                operands, status = self.runs[command]
                sizes.append(len(self.run_bridle(command, *operands, *options, status=status).out.split()))
            self.assertLessEqual(sizes[0] - 2, sizes[1], command)
            self.assertLessEqual(sizes[1], sizes[2], command)

    def test_color(self):
        for when in ("auto", "always", "never"):
            for command, arguments, status in self.each("--color", when):
                out = self.run_bridle(*arguments, status=status).out
                self.assertEqual("\x1b" in out, when == "always" and "\x1b" in out)
                self.assertEqual(re.sub(r"\x1b\[[0-9;]*m|examined .*", "", out), self.plain(command))
        for _, arguments, _ in self.each("--color", "sometimes"):
            self.refused(*arguments, words="auto, always nor never")

    def test_terminal_without_colours(self):
        for env, options in (({"NO_COLOR": "1"}, ()), ({"TERM": "dumb"}, ()), ({"TERM": ""}, ()), ({}, ("--color=never",))):
            for _, arguments, status in self.each("--no-progress", *options):
                ended, content = on_a_terminal(arguments, {"PAGER": "cat", **env})
                self.assertEqual(ended, status)
                self.assertNotIn(b"\x1b", content)

    def test_terminal_with_colours(self):
        for command in ("check", "report", "show", "artefacts", "rules"):
            operands, _ = self.runs[command]
            self.assertIn(b"\x1b[", on_a_terminal((command, *operands, "--no-progress"), {"PAGER": "cat"})[1], command)

    def test_no_progress(self):
        for _, arguments, status in self.each("--no-progress"):
            self.run_bridle(*arguments, status=status)
            ended, content = on_a_terminal(arguments, {"PAGER": "cat"})
            self.assertEqual(ended, status)
            self.assertNotRegex(content.replace(b"\r\n", b"\n"), rb"\r|\x1b\[[0-9]*K")

    def test_language(self):
        for _, arguments, status in self.each("--language", "en"):
            run = self.run_bridle(*arguments, status=status)
            self.assertEqual(run.err, "")
        for command in self.runs:
            self.refused(command, "--language", words="needs a value")

    def test_given_twice(self):
        for command, (operands, _) in self.runs.items():
            for option, value in (("--color", "never"), ("--language", "en")):
                self.refused(command, *operands, option, value, option, value, words="given twice")
