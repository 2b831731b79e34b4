# SPDX-License-Identifier: Apache-2.0
"""Lists made by careless and by hostile hands: each fault is a sentence that names its place, and the rest is used."""

import json
import time

from fixtures import stix
from list_case import ListCase, bundled, pattern

GOOD = pattern("[domain-name:value='a.example']", "good")
ROW = [("domain", "a.example")]


class StixTest(ListCase):

    def assert_rest_is_used(self, text, *words):
        self.assertEqual(self.values("x.stix2", text)[-1:], ROW)
        said = self.linted("x.stix2", text)
        for word in words:
            self.assert_says(word, "\n".join(said))

    def test_second_equal_sign(self):
        """`==` is another way to write `=` (STIX 2.1, 9.6); a third is a fault."""
        self.assertEqual(self.values("x.stix2", bundled(pattern("[domain-name:value=='b.example']"), GOOD)),
                         [("domain", "b.example"), *ROW])
        self.assert_rest_is_used(bundled(pattern("[domain-name:value=='b.example'='c.example']", "odd"), GOOD),
                                 "indicator--odd: cannot be used")
        both = bundled(pattern("[url:value='https://b.example/?a=1=2']"), GOOD)
        self.assertEqual(self.values("x.stix2", both), [("url", "https://b.example/?a=1=2"), *ROW])

    def test_quote_in_a_value(self):
        self.assertEqual(self.values("x.stix2", bundled(pattern(r"[process:name='it\'s']"), GOOD)),
                         [("process", "it's"), *ROW])
        self.assert_rest_is_used(bundled(pattern("[process:name='it's']", "odd"), GOOD), "indicator--odd: cannot be used")
        self.assertEqual(self.values("x.stix2", bundled(pattern("[process:name='say \"x\"']"), GOOD)),
                         [("process", 'say "x"'), *ROW])

    def test_object_without_id(self):
        nameless = pattern("[domain-name:value='b.example']")
        del nameless["id"]
        self.assertEqual(self.values("x.stix2", bundled(nameless, GOOD)), [("domain", "b.example"), *ROW])
        broken = pattern("[")
        del broken["id"]
        self.assert_rest_is_used(bundled(broken, GOOD), "cannot be used")

    def test_no_objects(self):
        for text in ('{"type":"bundle","objects":null}', '{"type":"bundle"}', '{"objects":{}}', '{"objects":"x"}',
                     '{"objects":7}', "null", "7", '"x"', "true", "[]", "[null]"):
            with self.subTest(text):
                self.nothing_usable("x.stix2", text, words="nothing")

    def test_top_level_list(self):
        self.assertEqual(self.values("x.stix2", json.dumps([GOOD])), ROW)

    def test_byte_order_mark(self):
        self.assertEqual(self.values("x.stix2", b"\xef\xbb\xbf" + bundled(GOOD).encode()), ROW)

    def test_invalid_utf8(self):
        """In a value it can never match and is said; in a name it is shown escaped."""
        text = bundled(pattern("[domain-name:value='b@@.example']", "odd"), GOOD).encode().replace(b"@@", b"\xff\xfe")
        self.assert_rest_is_used(text, "indicator--odd: cannot be used")
        named = stix.bundle(stix.objects_of("Chi@@mera", ["[domain-name:value='a.example']"])).encode()
        self.assertEqual(self.values("x.stix2", named.replace(b"@@", b"\xff")), ROW)

    def test_ten_thousand_levels(self):
        """A part that is nested so is passed over, wherever it stands."""
        deep, long = "[" * 10_000 + "]" * 10_000, '{"a":' * 10_000 + "1" + "}" * 10_000
        inside = bundled(GOOD)[:-2]
        for number, text in enumerate((
                inside + ',{"a":' + deep + "}]}", inside + "," + deep + "]}", inside + "," + long + "]}",
                inside + ',{"type":"indicator","id":"odd","pattern":' + deep + "}]}",
                inside + ',{"a":"\\"[[", "b":' + deep + "}]}", '{"a":' + deep + ',"objects":' + json.dumps([GOOD]) + "}")):
            with self.subTest(number):
                started = time.monotonic()
                self.assert_rest_is_used(text, "the document: cannot be used: a part is nested deeper than is read")
                self.assertLess(time.monotonic() - started, 60)

    def test_levels_that_nothing_closes(self):
        for text in ("[" * 10_000, bundled(GOOD)[:-2] + ',{"a":' + "[" * 10_000, "[" * 10_000 + "]" * 10_000):
            started = time.monotonic()
            self.nothing_usable("x.stix2", text, words="nothing")
            self.assertLess(time.monotonic() - started, 60)

    def test_certificate_of_39_digits(self):
        self.assert_rest_is_used(bundled(pattern("[app:cert.sha1='" + "a" * 39 + "']", "odd"), GOOD),
                                 "indicator--odd: cannot be used: .*: a{39}")


class YamlTest(ListCase):

    APP = "- name: Chimera\n  type: stalkerware\n  packages:\n  - com.chimera.app\n"
    USED = [("app", "com.chimera.app")]

    def test_certificate_of_39_digits(self):
        text = self.APP + "  certificates:\n  - " + "A" * 39 + "\n  - " + "B" * 40 + "\n"
        self.assertEqual(self.values("ioc.yaml", text), [*self.USED, ("certificate", "B" * 40)])
        self.assert_says("line 6: cannot be used: .*: A{39}", "\n".join(self.linted("ioc.yaml", text)))

    def test_anchors_that_explode(self):
        bomb = "- &a0 [com.x, com.x]\n" + "".join(
            f"- &a{number} [{', '.join([f'*a{number - 1}'] * 9)}]\n" for number in range(1, 30))
        started = time.monotonic()
        self.assertEqual(self.values("ioc.yaml", bomb + self.APP), self.USED)
        self.assertLess(time.monotonic() - started, 10)
        self.assert_says("aliases are not followed", "\n".join(self.linted("ioc.yaml", bomb + self.APP)))

    def test_alias_is_said(self):
        text = self.APP.replace("  packages:", "  names: &n [x]\n  certificates: *n\n  packages:")
        self.assertEqual(self.values("ioc.yaml", text), self.USED)
        self.assertIn("line 4: cannot be used: an alias, and aliases are not followed", self.linted("ioc.yaml", text))

    def test_entry_that_is_no_yaml(self):
        for broken in ("- name: 'open\n", "- a: b: c\n", "- [\n", "- {a: ]\n", "- @x\n", "- \"\\q\"\n", "- \tx: 1\n",
                       "- name: x\n   type: y\n  z\n"):
            with self.subTest(broken):
                text = self.APP.replace("com.chimera.app", "com.first.app") + broken + self.APP
                self.assertEqual(self.values("ioc.yaml", text), [("app", "com.first.app"), *self.USED])
                self.assert_says("not YAML", "\n".join(self.linted("ioc.yaml", text)))

    def test_invalid_utf8(self):
        text = self.APP.encode() + b"  - com.\xff\xfe\n  - com.\x01x\n  c2:\n    domains: [a.example]\n"
        rows = self.used("ioc.yaml", text)
        self.assertIn(("domain", "a.example", "Chimera"), rows)
        self.assertIn(("app", "com.chimera.app", "Chimera"), rows)
        self.assertEqual([line for line in self.linted("ioc.yaml", text) if line.startswith("line ")],
                         [f"line {number}: cannot be used: com.\ufffd{rest}: not valid UTF-8"
                          for number, rest in ((5, "\ufffd"), (6, "x"))])

    def test_ten_thousand_levels(self):
        for deep in ("[" * 10_000, "[" * 10_000 + "]" * 10_000, "{a: " * 10_000, "- " * 10_000 + "x",
                     "? " * 10_000 + "x", "\n".join(" " * depth + "- a:" for depth in range(3_000))):
            started = time.monotonic()
            text = f"- {deep}\n" + self.APP
            self.assertEqual(self.values("ioc.yaml", text), self.USED)
            self.assert_says("nested deeper than is read|not YAML", "\n".join(self.linted("ioc.yaml", text)))
            self.assertLess(time.monotonic() - started, 20)

    def test_odd_shapes(self):
        for text in ("", "~\n", "[]\n", "{}\n", "word\n", "- \n", "- - -\n", "%YAML 9.9\n---\n- a\n",
                     "- name: [a]\n  packages: {a: b}\n"):
            with self.subTest(text):
                self.nothing_usable("ioc.yaml", text)

    def test_values_of_other_types(self):
        text = "- name: 7\n  type: ~\n  packages: [com.a, 5, ~, null, true, '', 1.5e3]\n  certificates: com.none\n"
        self.assertEqual(self.values("ioc.yaml", text)[0], ("app", "com.a"))

    def test_too_large(self):
        text = self.APP.encode() + b"# x\n" * 5_000_000
        self.nothing_usable("ioc.yaml", text, words="nothing of it can be read")


class TableTest(ListCase):

    HEAD = "kind\tvalue\tplatform\tname\tsort\tsource\tdate\n"
    LINE = "domain\ta.example\tany\tChimera\tspyware\ta test\t2026-01-15\n"

    def test_lines_that_are_none(self):
        text = self.HEAD + "domain\tb.example\n" + self.LINE.replace("domain", "dom") + "\x00\n\n" + self.LINE + '"open\n'
        self.assertEqual(self.values("x.tsv", text), ROW)
        said = [line for line in self.linted("x.tsv", text) if line.startswith("line ")]
        self.assertEqual([line.split(":")[0] for line in said], ["line 2", "line 3", "line 4", "line 7"])

    def test_byte_order_mark_and_invalid_utf8(self):
        text = ("\ufeff" + self.HEAD + self.LINE).encode() + self.LINE.encode().replace(b"a.example", b"\xff\xfe.example")
        self.assertEqual(self.values("x.tsv", text), ROW)
        self.assert_says("line 3: cannot be used", "\n".join(self.linted("x.tsv", text)))

    def test_certificate_of_39_digits(self):
        text = self.HEAD + self.LINE + self.LINE.replace("domain\ta.example", "certificate\t" + "a" * 39)
        self.assertEqual(self.values("x.tsv", text), ROW)
        self.assert_says("line 3: cannot be used: .*: a{39}", "\n".join(self.linted("x.tsv", text)))

    def test_every_line_opens_a_quote(self):
        started = time.monotonic()
        run = self.run_bridle("indicators", "list", self.text_file("x.tsv", self.HEAD + '"""\n' * 300_000))
        self.assertEqual(run.status, 2, run)
        self.assertLess(time.monotonic() - started, 60)


class TextTest(ListCase):

    def test_invalid_utf8(self):
        text = b"a.example\nb\xff\xfe.example\n"
        self.assertEqual(self.values("domains.txt", text), ROW)
        self.assert_says("line 2: cannot be used", "\n".join(self.linted("domains.txt", text)))

    def test_certificate_of_39_digits(self):
        text = "a" * 39 + "\n" + "b" * 40 + "\n"
        self.assertEqual(self.values("package_cert_hashes.txt", text), [("certificate", "b" * 40)])
