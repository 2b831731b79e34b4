# SPDX-License-Identifier: Apache-2.0
"""`--custody FILE`: what a helper writes down of who held the evidence, in the order of the report, and no more."""

import os
import re

from fixtures import harmless, program
from page_case import tree

SOURCE = os.path.join(program.ROOT, "src", "report", "custody.c")


def known_fields():
    """(field, label, whether it tells which phone it is), in the order of the report."""
    with open(SOURCE, encoding="utf-8") as file:
        return re.findall(r'\{"([a-z-]+)", N_\("([^"]+)"\), (true|false)\}', file.read())


class CustodyCase(program.BridleCase):

    def setUp(self):
        super().setUp()
        self.case = self.path("a.bridle")
        self.check_by_rules(harmless.made().write(self.path("phone")), "-o", self.case)

    def report(self, text, *arguments, status=0):
        path = self.text_file("custody.txt", text)
        return self.run_bridle(
            "report", self.case, "--format", "html", "--custody", path, "-o", self.path("r.html"), *arguments, status=status
        )

    def rows(self, text, *arguments):
        """(label, value) of the custody's list."""
        self.report(text, "--force", *arguments)
        with open(self.path("r.html"), encoding="utf-8") as file:
            lists = list(next(s for s in tree(file.read()).all("section") if s.attributes["aria-labelledby"] == "case").all("dl"))
        self.assertEqual(len(lists), 2)
        return list(zip([e.text for e in lists[1].all("dt")], [e.text for e in lists[1].all("dd")]))


class FieldsTest(CustodyCase):

    def test_every_known_field_in_the_reports_order(self):
        fields = known_fields()
        self.assertGreater(len(fields), 25)
        lines = [f"{field}: value of {field}\n" for field, _, _ in reversed(fields)]
        wanted = [(label, f"value of {field}") for field, label, _ in fields]
        self.assertEqual(self.rows("".join(lines), "--show", "device"), wanted)

    def test_what_tells_which_phone_it_is_is_shown_when_asked_for(self):
        device = [label for _, label, flag in known_fields() if flag == "true"]
        self.assertEqual(device, ["serial number", "IMEI"])
        text = "serial: EXAMPLE00001\nIMEI: 000000000000000\nitem: phone\n"
        rows = self.rows(text)
        self.assertEqual([value for label, value in rows if label in device], ["(not shown; --show device shows it)"] * 2)
        for more in (["--show", "names,numbers,texts"], []):
            self.rows(text, *more)
            with open(self.path("r.html"), encoding="utf-8") as file:
                page = file.read()
            self.assertNotIn("EXAMPLE00001", page)
            self.assertNotIn("000000000000000", page)
        self.assertIn(("serial number", "EXAMPLE00001"), self.rows(text, "--show", "device"))

    def test_repeated_continued_commented_and_own_fields(self):
        text = (
            "\ufeff# a comment\r\nheld: one\r\n  and two\r\nown field: mine\r\n\r\nheld: three\r\n# item: no\r\nItem: black\r\n"
        )
        self.assertEqual(
            self.rows(text), [("item", "black"), ("held by, from, to, why, seal", "one and two"),
                              ("held by, from, to, why, seal", "three"), ("own field", "mine")],
        )

    def test_nothing_is_guessed(self):
        self.run_bridle("report", self.case, "--format", "html", "-o", self.path("none.html"), status=0)
        with open(self.path("none.html"), encoding="utf-8") as file:
            self.assertIn("No custody was recorded for this report", file.read())

    def test_hostile_words_stay_words(self):
        rows = self.rows("item: <script>x</script> \u202e\u200b \"'&amp; https://example.org\n<b>own</b>\x1b[31m: y\n")
        self.assertEqual(rows[0], ("item", "<script>x</script> \\u{202e}\\u{200b} \"'&amp; https://example.org"))
        self.assertEqual(rows[1], ("<b>own</b>\\x1b[31m", "y"))

    def test_bytes_that_are_no_text(self):
        self.text_file("custody.txt", "")
        rows = self.rows(b"item: \xff\x00\xfe\n")
        self.assertEqual(rows[0], ("item", "\\xff\\x00\\xfe"))


class MistakesTest(CustodyCase):

    def test_each_with_its_line_and_no_report(self):
        mistakes = {
            "item: x\nno colon\n": "line 2: not of the form",
            "\n\n  goes on\n": "line 3: a line that goes on from nothing",
            "item: x\n: y\n": "line 2: not of the form",
            "held: x\n" * 501: "line 501: too many lines",
            "item: " + "x" * 70000 + "\n": "line 1: longer than 64 kB",
        }
        for text, message in mistakes.items():
            with self.subTest(message):
                run = self.report(text, status=2)
                self.assertIn("custody.txt: " + message, run.err)
                self.assertEqual(run.out, "")
                self.assertEqual([name for name in os.listdir(self.home) if name.startswith("r.html")], [])

    def test_an_earlier_report_stays(self):
        self.text_file("r.html", "mine")
        self.report("no colon\n", "--force", status=2)
        with open(self.path("r.html"), encoding="utf-8") as file:
            self.assertEqual(file.read(), "mine")

    def test_a_file_that_is_not_there_or_no_file(self):
        for path in (self.path("nowhere.txt"), self.home):
            self.refused("report", self.case, "--format", "html", "--custody", path)

    def test_it_belongs_to_html(self):
        path = self.text_file("custody.txt", "item: x\n")
        for form in ("text", "jsonl", "csv"):
            self.refused("report", self.case, "--format", form, "--custody", path, words="html")
