# SPDX-License-Identifier: Apache-2.0
"""What to do and whom to call: a data file with a date, in whose place a user's own can stand."""

import glob
import os
import re

from fixtures import planted, program

ROOT = program.ROOT


def keys_of(language):
    with open(os.path.join(ROOT, "advice", f"{language}.txt"), encoding="utf-8") as file:
        return re.findall(r"^\[(.+)\]$", file.read(), re.MULTILINE)


class AdviceTest(program.BridleCase):

    def said(self, text, folder=None):
        path = self.path("ours.txt")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        folder = folder or planted.message_link().write(self.path("phone"))
        return self.run_bridle("check", folder, "-i", planted.listed(self), "--advice", path)

    def test_users_words_in_place_of_ours(self):
        run = self.said("date: 2026-01-01\n[received-link]\nbrief: Call Mira.\ndo: Keep it,\n  and call Mira at 5.\n")
        words = " ".join(run.out.split())
        self.assertIn("Keep it, and call Mira at 5.", words)
        self.assertNotIn("Do not open links that were sent", words)
        self.assertIn("Access Now", words, "help lines stay where the file has none")

    def test_users_help_lines_replace_all_of_ours(self):
        words = " ".join(self.said("[help ours]\ntext: The desk of the paper, room 12.\n").out.split())
        self.assertIn("The desk of the paper, room 12.", words)
        self.assertNotIn("Access Now", words)
        self.assertNotIn("stopstalkerware.org; in the United States", words)

    def test_nothing_of_it_reaches_the_terminal_as_an_escape(self):
        self.assertNotIn("\x1b", self.said("[help ours]\ntext: a\x1b[31mred\n").out)

    def test_mistakes_are_named_with_their_line(self):
        mistakes = {
            "brief: too early\n": "line 1: an unknown key",
            "[known-trace\n": "line 1: a section",
            "[]\n": "line 1: a section",
            "[a]\n\nhow: x\n": "line 3: an unknown key",
            "[a]\nno colon\n": "line 2: neither",
            "  goes on\n": "line 1: a line that goes on from nothing",
            "[help x]\ndo: x\n": "line 2: an unknown key",
            "[a]\n" + "do: x\n" * 17: "line 18: an unknown key here, or one too many",
        }
        folder = planted.message_link().write(self.path("phone"))
        for text, message in mistakes.items():
            with self.subTest(text=text[:20]):
                run = self.said(text, folder)
                self.assertEqual(run.status, 2)
                self.assertIn("ours.txt: " + message, run.err)
                self.assertEqual(run.out, "")

    def test_a_file_that_is_not_there(self):
        folder = planted.message_link().write(self.path("phone"))
        run = self.run_bridle("check", folder, "--advice", self.path("none.txt"))
        self.assertEqual(run.status, 2)
        self.assertIn("none.txt", run.err)


class KeysTest(program.BridleCase):

    def test_every_rules_advice_has_its_words(self):
        known = keys_of("en")
        rules = glob.glob(os.path.join(ROOT, "rules", "*", "*.sql"))
        self.assertGreater(len(rules), 10)
        for path in rules:
            with open(path, encoding="utf-8") as file:
                for key in re.findall(r"^-- advice: (.+)$", file.read(), re.MULTILINE):
                    self.assertIn(key.strip(), known, path)

    def test_every_rule_says_in_a_whole_sentence_what_else_explains_it(self):
        for path in glob.glob(os.path.join(ROOT, "rules", "*", "*.sql")):
            with open(path, encoding="utf-8") as file:
                said = re.search(r"^-- benign: (.+)$", file.read(), re.MULTILINE).group(1)
            self.assertRegex(said, r"^([A-Z]|iOS ).*\.$", path)

    def test_every_language_has_every_key(self):
        files = glob.glob(os.path.join(ROOT, "advice", "*.txt"))
        self.assertTrue(files)
        for path in files:
            language = os.path.splitext(os.path.basename(path))[0]
            self.assertEqual(keys_of(language), keys_of("en"), path)

    def test_every_file_has_its_date(self):
        for path in glob.glob(os.path.join(ROOT, "advice", "*.txt")):
            with open(path, encoding="utf-8") as file:
                self.assertRegex(file.read(), r"(?m)^date: \d{4}-\d\d-\d\d$", path)


if __name__ == "__main__":
    program.main()
