# SPDX-License-Identifier: Apache-2.0
"""What of a phone's owner and of others stands in the report: nothing unless asked for, and then the records of the
findings alone."""

import re
import sqlite3

from fixtures import backup, definitions, planted, program, safari, sms
from page_case import tree

KEEP = ("--keep-content", "--consent", "yes, on paper", "--examiner", "M. B.")
FIRST, SECOND, ADDRESS = "+12025550142", "+12025550143", "quetzal@private.example"
TEXT = "Quetzalcoatlus meets nobody tonight"
UNMATCHED = ("+12025550199", "Moas meet at noon", "moa@private.example")


def phone():
    messages = sms.Messages()
    messages.add(UNMATCHED[0], UNMATCHED[1], "2026-03-01T10:00:00Z")
    messages.add(UNMATCHED[2], UNMATCHED[1], "2026-03-01T10:01:00Z")
    for number, peer in enumerate((FIRST, SECOND, FIRST, ADDRESS)):
        messages.add(peer, f"{TEXT}, {number % 2} {planted.LINK}", f"2026-03-01T10:1{number}:00Z")
    visits = safari.Visits()
    visits.add(planted.PAGE, "2026-03-01T11:01:00Z", "Diary of a quetzal")
    return backup.Backup().add(*backup.SMS, messages.built()).add(*backup.SAFARI, visits.built())


class ShownCase(program.BridleCase):

    def make(self, *arguments):
        self.case = self.path("a.bridle")
        self.check(phone().write(self.path("phone")), "-i", planted.listed(self), "-o", self.case, *arguments, status=1)

    def html(self, *arguments):
        run = self.run_bridle("report", self.case, "--format", "html", *arguments, status=0)
        return tree(run.out)

    def cells(self, *arguments, column="peer"):
        """What stands in this column, message by message in the order of the cards."""
        found = []
        for card in self.html(*arguments).all("article"):
            rows = {row.children[0].text: row.children[1].text for row in card.all("tr") if len(row.children) == 2}
            if column in rows and "ios_sms" in card.text:
                record = re.search(r"record (\d+)", card.text)[1]
                found.append((int(record), rows[column]))
        return [value for _, value in sorted(found)]


class RolesTest(ShownCase):

    def assert_roles(self):
        peers = self.cells()
        self.assertEqual(peers, ["person 1", "person 2", "person 1", "person 3"])
        texts = self.cells(column="text")
        self.assertEqual(texts, ["text 1", "text 2", "text 1", "text 2"])

    def test_the_same_number_is_the_same_person(self):
        self.make()
        self.assert_roles()

    def test_kept_content_reads_the_same(self):
        self.make(*KEEP)
        self.assert_roles()

    def test_without_fingerprints_there_is_nothing_to_tell_apart(self):
        self.make("--no-fingerprints")
        self.assertEqual(set(self.cells()), {"–"})

    def test_what_a_finding_rests_on_is_told(self):
        self.make()
        self.assertIn("hxxps://track[.]chimera-delivery[.]example/t/8f2k", self.html().text)
        self.assertIn("cdn[.]gorgon-updates[.]test/landing?id=8f2k", self.html().text)


class ShowTest(ShownCase):

    PRIVATE = (FIRST, SECOND, ADDRESS, TEXT, "Diary of a quetzal")

    def shown(self, *arguments):
        text = self.html(*arguments).text
        for secret in UNMATCHED:
            self.assertNotIn(secret, text, "matched by nothing")
        return {secret for secret in self.PRIVATE if secret in text}

    def test_each_word_shows_its_own(self):
        self.make(*KEEP)
        self.assertEqual(self.shown(), set())
        self.assertEqual(self.shown("--show", "device"), set())
        self.assertEqual(self.shown("--show", "numbers"), {FIRST, SECOND, ADDRESS})
        self.assertEqual(self.shown("--show", "names"), {FIRST, SECOND, ADDRESS})
        self.assertEqual(self.shown("--show", "texts"), {TEXT, "Diary of a quetzal"})
        self.assertEqual(self.shown("--show", "texts,numbers"), set(self.PRIVATE))
        self.assertEqual(self.shown("--show", "all"), set(self.PRIVATE))

    def test_what_was_not_kept_cannot_be_shown(self):
        self.make()
        self.assertEqual(self.shown("--show", "all"), set())
        self.assertEqual(self.cells("--show", "all"), ["person 1", "person 2", "person 1", "person 3"])

    def test_texts_are_shown_without_links_that_could_be_followed(self):
        self.make(*KEEP)
        self.assertNotIn("https://track", self.html("--show", "all").text.split("Whom to call")[1])

    def test_words_are_read_strictly(self):
        self.make()
        for words in ("", "name", "names,", ",names", "names numbers", "NAMES", "all,x", "names,,all", "al"):
            with self.subTest(words):
                self.refused("report", self.case, "--format", "html", "--show", words, words="--show")

    def test_it_belongs_to_html(self):
        self.make()
        for form in ("text", "jsonl", "csv"):
            self.refused("report", self.case, "--format", form, "--show", "all", words="html")

    def test_the_phones_own_marks_are_shown_when_asked_for(self):
        self.make()
        self.assertNotIn(self.path("phone"), self.html().text)
        self.assertIn("not shown; --show device shows it", self.html().text)
        acquisition = self.html("--show", "device").text
        self.assertNotIn("not shown; --show device", acquisition)


class ContextTest(program.BridleCase):

    def test_context_tells_nothing_private(self):
        """A finding that is no sign by itself is no reason to open anybody's message."""
        rule = definitions.rule(
            "test_context",
            "ios_sms",
            f"icontains(text, '{UNMATCHED[1]}')",
            grade="context",
            value="text",
            time="sent",
        )
        self.text_file("rules/test_context.sql", rule)
        case = self.path("a.bridle")
        arguments = ("--rules", self.path("rules"), "-i", planted.listed(self), "-o", case)
        result = self.check(phone().write(self.path("phone")), *arguments, status=1)
        self.assertTrue(result.found(rule="test_context"))
        for form in ("html", "text", "jsonl", "csv"):
            out = self.run_bridle("report", case, "--format", form, status=0).out
            for secret in UNMATCHED:
                self.assertNotIn(secret, out, form)
        self.check(self.path("phone"), *arguments, *KEEP, "--force", status=1)
        peers = {row[0] for row in sqlite3.connect(case).execute("SELECT peer FROM ios_sms")}
        self.assertIn(UNMATCHED[0], peers)
        for form in ("html", "text", "jsonl", "csv"):
            out = self.run_bridle("report", case, "--format", form, status=0).out
            for secret in UNMATCHED:
                self.assertNotIn(secret, out, form)
        self.assertIn(UNMATCHED[1], self.run_bridle("report", case, "--format", "html", "--show", "all").out)
