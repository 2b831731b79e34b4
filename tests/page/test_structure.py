# SPDX-License-Identifier: Apache-2.0
"""The markup: well-formed, named, in the order that a reader needs, and nothing in it that acts."""

import base64
import hashlib
import re

from fixtures import expect, harmless, planted, program, reports
from page_case import ATTRIBUTES, PageCase

ELEMENTS = set(
    "html head meta title style body header main nav section article footer h1 h2 h3 p div span strong a ul ol li dl dt "
    "dd table caption thead tbody tr th td code pre time br details summary svg g path rect line circle text desc".split()
)
PARTS = ["answer", "case", "findings", "read", "limits", "time", "device", "lists", "tool", "advice", "words"]
INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\x00-\x08\x0b-\x1f\x7f-\x9f]")
NOT_AGREED = "Nobody has recorded that this person agreed."
KEPT = "Contents were kept"


class MarkupTest(PageCase):

    def test_every_element_and_attribute_is_of_ours(self):
        for kind in reports.KINDS:
            with self.subTest(kind):
                for element in self.tree(kind).all():
                    self.assertIn(element.name, ELEMENTS)
                    self.assertLessEqual(set(element.attributes), ATTRIBUTES, element.name)

    def test_no_address_leads_out(self):
        for kind in reports.KINDS:
            with self.subTest(kind):
                for element in self.tree(kind).all():
                    self.assertRegex(element.attributes.get("href", "#"), "^#[a-z]*$")
                self.assertNotRegex(self.report(kind).text.split("</style>")[0], r"url\(|@import|//")

    def test_ids_are_unique_and_every_reference_resolves(self):
        for kind in reports.KINDS:
            with self.subTest(kind):
                tree = self.tree(kind)
                ids = [element.attributes["id"] for element in tree.all() if "id" in element.attributes]
                self.assertEqual(len(ids), len(set(ids)))
                for element in tree.all():
                    for name in element.attributes.get("aria-labelledby", "").split():
                        self.assertIn(name, ids)
                    if "href" in element.attributes:
                        self.assertIn(element.attributes["href"][1:], ids)

    def test_headings_skip_no_level(self):
        for kind in reports.KINDS:
            with self.subTest(kind):
                levels = [int(element.name[1]) for element in self.tree(kind).all("h1", "h2", "h3", "h4", "h5", "h6")]
                self.assertEqual(levels[0], 1)
                self.assertEqual(levels.count(1), 1)
                for above, level in zip(levels, levels[1:]):
                    self.assertLessEqual(level, above + 1)

    def test_tables_name_their_cells(self):
        for kind in reports.KINDS:
            with self.subTest(kind):
                for table in self.tree(kind).all("table"):
                    self.assertEqual(table.children[0].name, "caption")
                    for header in table.all("th"):
                        self.assertIn(header.attributes.get("scope"), ("row", "col"))
                    columns = len(list(next(table.all("thead")).all("th")))
                    for row in next(table.all("tbody")).all("tr"):
                        self.assertEqual(len(list(row.all("th", "td"))), columns)

    def test_pictures_have_words(self):
        for kind in reports.KINDS:
            with self.subTest(kind):
                for picture in self.tree(kind).all("svg"):
                    self.assertEqual(picture.attributes["role"], "img")
                    title, description = [element for element in picture.children if not isinstance(element, str)][:2]
                    self.assertEqual((title.name, description.name), ("title", "desc"))
                    self.assertTrue(title.text and description.text)
                    self.assertEqual(
                        picture.attributes["aria-labelledby"].split(),
                        [title.attributes["id"], description.attributes["id"]],
                    )

    def test_clocks_say_utc(self):
        for kind in ("harmless", "traces", "attempt", "kept", "weak"):
            for language in ("en", "fr"):
                with self.subTest(kind, language=language):
                    page = self.tree(kind, "--language", language)
                    clocks = re.findall(r"\d\d:\d\d:\d\d(?:\.\d+)?(.{4})", page.text)
                    self.assertGreater(len(clocks), 1)
                    self.assertEqual(set(clocks), {" UTC"})
                    pictures = list(page.all("svg"))
                    self.assertTrue(pictures)
                    for picture in pictures:
                        self.assertIn("UTC", [text.text for text in picture.all("text")])

    def test_the_page_says_its_language_and_no_name(self):
        for kind in reports.KINDS:
            with self.subTest(kind):
                html = next(self.tree(kind).all("html"))
                self.assertEqual((html.attributes["lang"], html.attributes["dir"]), ("en", "ltr"))
                titles = [e for e in self.tree(kind).all("title") if e.parent.name == "head"]
                self.assertEqual([title.text for title in titles], ["Report on a phone"])

    def test_nothing_invisible_is_in_it(self):
        for kind in reports.KINDS:
            with self.subTest(kind):
                found = INVISIBLE.search(self.report(kind).text)
                self.assertIsNone(found, found and self.report(kind).text[found.start() - 40 : found.end() + 20])

    def test_the_policy_names_the_one_style_sheet(self):
        for kind in ("harmless", "hostile-case"):
            policy = next(
                element.attributes["content"]
                for element in self.tree(kind).all("meta")
                if element.attributes.get("http-equiv") == "Content-Security-Policy"
            )
            styles = list(self.tree(kind).all("style"))
            self.assertEqual(len(styles), 1)
            digest = base64.b64encode(hashlib.sha256(styles[0].raw.encode()).digest()).decode()
            self.assertEqual(
                policy,
                f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
            )

    def test_the_policy_stands_before_all_that_it_rules(self):
        head = next(self.tree("harmless").all("head"))
        names = [element.name for element in head.children if not isinstance(element, str)]
        self.assertEqual(names[:2], ["meta", "meta"])
        self.assertIn("http-equiv", [e for e in head.children if not isinstance(e, str)][1].attributes)

    def test_same_case_gives_the_same_bytes(self):
        for kind in ("traces", "many", "hostile-case"):
            report = self.report(kind)
            shown = ("--show", "all") if kind == "hostile-case" else ()
            for more in ({}, {"TZ": "Asia/Tokyo", "LC_ALL": "C", "COLUMNS": "40"}):
                run = program.bridle("report", report.case, "--format", "html", *shown, env=more)
                self.assertEqual(run.out_bytes.decode(), report.text)


class OrderTest(PageCase):

    def test_parts_stand_in_their_order(self):
        for kind in reports.KINDS:
            with self.subTest(kind):
                sections = [s.attributes.get("aria-labelledby") for s in self.tree(kind).all("section")]
                self.assertEqual(sections, PARTS)
                linked = [a.attributes["href"][1:] for a in next(self.tree(kind).all("nav")).all("a")]
                self.assertEqual(linked, PARTS[1:])

    def test_the_first_page_says_whose_report_it_is(self):
        for kind in reports.KINDS:
            with self.subTest(kind):
                words = self.person(kind).text
                self.assertTrue(words.startswith("This report is for the person who uses this phone."))
                agreed = kind in ("harmless", "traces", "kept") or kind.startswith("hostile")
                self.assertEqual(NOT_AGREED in words, not agreed)
                self.assertEqual("Consent, as recorded" in words, agreed)
                self.assertIn("If this is not your phone, stop", words)

    def test_consent_is_quoted(self):
        self.assertIn(f"Consent, as recorded: “{reports.CONSENT[1]}”.", self.person("traces").text)

    def test_long_words_leave_room_for_the_first_page(self):
        words = self.person("hostile-evidence").by_class("whose")[0].text
        self.assertIn("It goes on in the second part.", words)
        self.assertLess(words.index("If this is not your phone, stop"), 1200)
        self.assertLess(len(next(self.tree("hostile-evidence").all("header")).text), 400)

    def test_content_that_was_kept_is_said_first(self):
        for kind in reports.ORDINARY:
            with self.subTest(kind):
                self.assertEqual(KEPT in self.person(kind).by_class("whose")[0].text, kind == "kept")

    def test_the_first_page_goes_from_the_answer_to_what_was_looked_at(self):
        for kind in reports.KINDS:
            with self.subTest(kind):
                headings = [h.text for h in self.person(kind).all("h2", "h3")]
                expected = [
                    "The answer in one sentence",
                    "What that means, and what it does not",
                    "What to do now",
                    "What not to do",
                    "Whom to call",
                    "What was looked at, and over which dates",
                ]
                self.assertEqual(headings, expected)

    def test_the_answer_is_the_cases_sentence(self):
        for kind in ("harmless", "traces", "attempt", "weak", "unreadable", "damaged"):
            with self.subTest(kind):
                run = program.bridle("report", self.report(kind).case, "--format", "jsonl")
                sentence = program.Result(run).sentence
                self.assertEqual(self.person(kind).by_class("answer")[0].text, sentence)

    def test_there_are_things_to_do_and_at_most_five(self):
        for kind in reports.KINDS:
            with self.subTest(kind):
                steps = list(next(self.person(kind).all("ol")).all("li"))
                self.assertTrue(1 <= len(steps) <= 5)

    def test_words_of_the_trade_are_none_of_the_persons(self):
        for language in ("en", "fr"):
            for kind in reports.KINDS:
                with self.subTest(kind, language=language):
                    words = self.person(kind, "--language", language).text
                    self.assertNotRegex(words.lower(), r"acquisition|artefact|indicat(or|eur)\b|sha-256")

    def test_what_was_looked_at_has_its_dates(self):
        words = self.person("harmless").text
        self.assertIn("Messages (SMS and iMessage): 2026-01-02 – ", words)
        self.assertIn("Nothing in this copy of the phone bears a date", self.person("unreadable").text)


class FindingsTest(PageCase):

    def cards(self, kind):
        return list(self.part(kind, "findings").all("article"))

    def test_a_vendors_warning_stands_first(self):
        for kind in ("attempt", "traces", "kept"):
            with self.subTest(kind):
                first, *others = [next(card.all("h3")).text for card in self.cards(kind)]
                self.assertIn("Apple warned the owner", first)
                self.assertTrue(others)
        self.assertIn("does not mean that an attack succeeded", self.part("attempt", "findings").text)
        self.assertIn("never asks you to follow a link", self.part("attempt", "findings").text)
        self.assertTrue(next(self.person("attempt").all("li")).text.startswith("After a vendor's warning"))

    def test_then_the_strongest(self):
        order = ["known", "strong", "weak", "context"]
        for kind in set(reports.KINDS) - {"hostile-case"}:  # whoever made it may have its grades in any order
            with self.subTest(kind):
                grades = [order.index(card.attributes["class"].split()[1]) for card in self.cards(kind)]
                warnings = sum("Apple warned" in next(card.all("h3")).text for card in self.cards(kind))
                self.assertEqual(grades[warnings:], sorted(grades[warnings:]))

    def test_a_card_says_everything(self):
        labels = [
            "What was seen", "Where", "File", "The exact record", "When", "How sure", "What it means",
            "What else explains it", "What would confirm it", "What to do",
        ]
        for kind in ("attempt", "traces", "stalkerware"):
            for card in self.cards(kind):
                with self.subTest(kind, title=next(card.all("h3")).text):
                    found = [label.text for label in card.all("dt")]
                    self.assertEqual([label for label in found if label in labels], labels)
                    self.assertIn("only expert review can confirm", card.text)

    def test_a_rule_says_on_what_it_rests(self):
        def said(card):
            return [label.text for label in card.all("dt")]

        warning, *others = self.cards("attempt")
        self.assertIn("Who says so", said(warning))
        self.assertIn("support[.]apple[.]com/", warning.text)
        self.assertIn("and more: bridle rules show ios_sms_apple_warning", warning.text)
        listed = [card for card in others if "Published as" in said(card)]
        self.assertTrue(listed)
        for card in listed:
            self.assertNotIn("Who says so", said(card))

    def test_stalkerware_begins_with_safety(self):
        safety = "Someone with access may notice that you looked. Do not remove it yet."
        card = self.cards("stalkerware")[0]
        below = [child for child in card.children if not isinstance(child, str)]
        self.assertEqual([below[0].name, below[1].text], ["h3", safety])
        self.assertTrue(next(self.person("stalkerware").all("ol")).text.startswith("Your safety first"))

    def test_help_against_danger_stands_first_where_it_may_be_needed(self):
        def helpers(kind):
            person = self.person(kind)
            after = person.children.index(next(h for h in person.all("h3") if h.attributes.get("id") == "whom"))
            return next(e for e in person.children[after:] if not isinstance(e, str) and e.name == "ul").text

        self.assertTrue(helpers("stalkerware").startswith("Danger from a partner"))
        self.assertTrue(helpers("traces").startswith("Civil society"))

    def test_no_card_without_a_finding(self):
        self.assertEqual(self.cards("harmless"), [])
        self.assertIn("No finding. That is an answer about what was read", self.part("harmless", "findings").text)

    def test_addresses_are_written_so_that_nothing_follows_them(self):
        for kind in ("traces", "attempt", "many", "kept"):
            with self.subTest(kind):
                text = self.tree(kind).text
                self.assertNotIn(planted.DOMAIN, text)
                self.assertNotIn(planted.URL_DOMAIN, text)
                self.assertIn("[.]", text)
        for kind in reports.KINDS:
            with self.subTest(kind):
                self.assertNotIn("http://", self.part(kind, "findings").text)
                self.assertNotIn("https://", self.part(kind, "findings").text)
        self.assertIn("hxxps://track[.]chimera-delivery[.]example/t/8f2k", self.tree("traces").text)

    def test_500_findings_and_then_a_pointer(self):
        self.assertEqual(len(self.cards("many")), 500)
        self.assertIn("1,500 more findings are not shown here: the case (bridle show CASE finding) has them.",
                      self.part("many", "findings").text)

    def test_no_table_is_longer_than_500_rows(self):
        longest = max(len(list(table.all("tr"))) for table in self.tree("many").all("table"))
        self.assertEqual(longest, 501)
        self.assertIn("More rows stand in the case (bridle show CASE finding).", self.part("many", "time").text)


class WordsTest(PageCase):

    def test_no_word_that_frightens_or_promises(self):
        words = re.compile(expect.FORBIDDEN_WORDS + r"|\bvirus", re.IGNORECASE)
        for kind in reports.ORDINARY + ("gaps", "many"):
            with self.subTest(kind):
                # A person's own safety is spoken of; a phone's never is.
                text = self.tree(kind).text.replace("Where it is safe, make", "")
                self.assertIsNone(words.search(text))

    def test_nothing_that_looks_like_a_measured_chance(self):
        for kind in reports.ORDINARY:
            self.assertNotRegex(next(self.tree(kind).all("body")).text, r"\d ?%(?![0-9A-F]{2})")

    def test_the_glossary_explains_what_the_cards_say(self):
        terms = [term.text for term in self.part("harmless", "words").all("dt")]
        self.assertGreater(len(terms), 4)

    def test_lists_have_date_count_and_hash(self):
        rows = list(next(self.part("traces", "lists").all("tbody")).all("tr"))
        self.assertEqual(len(rows), 1)
        self.assertRegex(rows[0].text, r"planted\.stix2 2026-01-15 6 \d+ ?[0-9a-f]{64}$")
        self.assertIn("that this acquisition can show", self.part("traces", "lists").text)

    def test_private_things_of_the_phone_are_not_told(self):
        for kind in ("harmless", "traces", "gaps"):
            text = self.report(kind).text
            for private in ("EXAMPLE00001", "000000000000000", "Example iPhone", "00008120-000000000000001E", "/phone"):
                self.assertNotIn(private, text)
            for person in harmless.PEOPLE[:9]:
                self.assertNotIn(person, text)


class TimeTest(PageCase):

    def bars(self, kind, row):
        """The bars of the coverage picture that stand in the row named so."""
        picture = next(self.part(kind, "read").all("svg"))
        label = next(e for e in picture.all("text") if e.text == row)
        return [e for e in picture.all("rect") if abs(int(e.attributes["y"]) + 11 - int(label.attributes["y"])) <= 2]

    def test_two_messages_a_year_apart_leave_a_gap(self):
        bars = self.bars("gaps", "ios_sms")
        self.assertEqual(len(bars), 2)
        left, right = (int(bar.attributes["x"]) for bar in bars)
        self.assertGreater(right - left, 300)
        self.assertLess(max(int(bar.attributes["width"]) for bar in bars), 5)
        row = next(row for row in self.part("gaps", "read").all("tr") if row.text.startswith("Messages"))
        self.assertTrue(row.text.endswith("2025-01-10 – 2026-01-10"), row.text)

    def test_a_gap_is_one_of_all_files_together(self):
        """One of several histories that ends early is no gap where another one goes on."""
        row = next(row for row in self.part("harmless", "read").all("tr") if row.text.startswith("Safari's browsing"))
        self.assertRegex(row.text, r" 2026-01-2\d – 2026-03-01$")

    def test_days_in_a_row_are_one_bar(self):
        self.assertEqual(len(self.bars("many", "ios_sms")), 2)

    def test_what_was_not_read_says_why(self):
        words = self.part("damaged", "read").text
        self.assertIn("What was not read, or not to its end", words)
        self.assertIn("Nothing follows from what was not read, neither good nor bad.", words)
        self.assertIn("Everything that was there and that bridle can read was read to its end.",
                      self.part("harmless", "read").text)

    def test_one_mark_a_finding(self):
        pictures = list(self.part("traces", "time").all("svg"))
        marks = [e for e in pictures[0].all("g") if "mark" in e.attributes.get("class", "")]
        rows = list(next(self.part("traces", "time").all("tbody")).all("tr"))
        self.assertEqual(len(marks), len(rows))
        self.assertTrue(all(next(mark.all("title")).text for mark in marks))

    def test_what_stands_close_together_is_shown_larger(self):
        titles = [next(picture.all("title")).text for picture in self.part("traces", "time").all("svg")]
        self.assertIn("Closer: findings that stand together in time, 2026-03-14", titles)
        self.assertLessEqual(len(titles), 5)

    def test_without_a_dated_finding_there_is_no_timeline(self):
        self.assertEqual(list(self.part("harmless", "time").all("svg")), [])
        self.assertIn("No finding bears a time.", self.part("harmless", "time").text)
