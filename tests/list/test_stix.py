# SPDX-License-Identifier: Apache-2.0
"""STIX 2.0 and 2.1 bundles: names of malware, patterns used and kept, what is broken, what is ignored."""

import json

from fixtures import stix
from list_case import ListCase, bundled, pattern


def malware(name, kind="malware"):
    return {"type": kind, "spec_version": "2.1", "id": stix.identifier(kind, name), "name": name}


def relationship(indicator, target, kind="indicates"):
    return {"type": "relationship", "id": stix.identifier("relationship", indicator["id"] + target["id"]),
            "relationship_type": kind, "source_ref": indicator["id"], "target_ref": target["id"]}


class NameTest(ListCase):
    """Whose indicator it is."""

    def test_by_relationship(self):
        chimera, gorgon = malware("Chimera"), malware("Gorgon")
        first, second = pattern("[domain-name:value='a.example']"), pattern("[domain-name:value='b.example']")
        other = pattern("[domain-name:value='c.example']")
        text = bundled(first, relationship(first, chimera), chimera, gorgon, second, relationship(second, gorgon), other)
        self.assertEqual(self.used("x.stix2", text), [("domain", "a.example", "Chimera"),
                                                      ("domain", "b.example", "Gorgon"), ("domain", "c.example", "")])

    def test_only_malware_of_the_bundle_without_relationships(self):
        text = bundled(malware("Chimera"), pattern("[domain-name:value='a.example']"))
        self.assertEqual(self.used("x.stix2", text), [("domain", "a.example", "Chimera")])

    def test_threat_actor_and_tool_and_campaign(self):
        for kind in ("threat-actor", "tool", "campaign", "intrusion-set"):
            target = malware("Bellerophon", kind)
            found = pattern("[domain-name:value='a.example']")
            with self.subTest(kind):
                rows = self.used("x.stix2", bundled(target, malware("Chimera"), found, relationship(found, target)))
                self.assertEqual(rows, [("domain", "a.example", "Bellerophon")])

    def test_relationship_to_nothing_and_from_nothing(self):
        found, chimera, gorgon = pattern("[domain-name:value='a.example']"), malware("Chimera"), malware("Gorgon")
        lost = relationship(found, {"id": "malware--gone"})
        self.assertEqual(self.used("x.stix2", bundled(chimera, gorgon, found, lost, relationship({"id": "x"}, gorgon))),
                         [("domain", "a.example", "")])

    def test_two_names_give_one_indicator(self):
        chimera, gorgon = malware("Chimera"), malware("Gorgon")
        found = pattern("[domain-name:value='a.example']")
        rows = self.used("x.stix2", bundled(chimera, gorgon, found, relationship(found, gorgon),
                                            relationship(found, chimera)))
        self.assertEqual(rows, [("domain", "a.example", "Chimera")])


class ShapeTest(ListCase):
    """What a bundle may look like."""

    ROWS = [("domain", "a.example", "Chimera")]
    OBJECTS = stix.objects_of("Chimera", ["[domain-name:value='a.example']"])

    def test_version_2_0(self):
        """No spec_version in the objects, no pattern_type, labels in place of indicator_types."""
        objects = []
        for entry in self.OBJECTS:
            kept = {key: value for key, value in entry.items()
                    if key not in ("spec_version", "pattern_type", "pattern_version", "indicator_types", "is_family")}
            objects.append({**kept, "labels": ["malicious-activity"]})
        text = json.dumps({"type": "bundle", "id": "bundle--x", "spec_version": "2.0", "objects": objects})
        self.assertEqual(self.used("x.stix2", text), self.ROWS)

    def test_top_level_array(self):
        self.assertEqual(self.used("x.json", json.dumps(self.OBJECTS)), self.ROWS)

    def test_byte_order_mark(self):
        self.assertEqual(self.used("x.json", "\ufeff" + stix.bundle(self.OBJECTS)), self.ROWS)

    def test_line_ends_of_windows(self):
        self.assertEqual(self.used("x.stix", stix.bundle(self.OBJECTS).replace("\n", "\r\n")), self.ROWS)

    def test_names_in_any_case(self):
        for name in ("x.STIX2", "x.Json", "pegasus.stix", "a.b.stix2"):
            self.assertEqual(self.used(name, stix.bundle(self.OBJECTS)), self.ROWS)

    def test_reports_and_identities_are_ignored(self):
        report = {"type": "report", "id": "report--1", "name": "Report", "pattern": "[domain-name:value='r.example']",
                  "object_refs": [entry["id"] for entry in self.OBJECTS]}
        extra = [report, {"type": "identity", "id": "identity--1", "name": "A lab"}, {"type": "x-own"}, {}]
        self.assertEqual(self.used("x.stix2", bundled(*extra, *self.OBJECTS)), self.ROWS)
        self.assertEqual(self.linted("x.stix2", bundled(*extra, *self.OBJECTS)), [])

    def test_things_that_are_no_objects(self):
        self.assertEqual(self.used("x.stix2", bundled(None, 5, "text", True, [], 1.5e300, *self.OBJECTS)), self.ROWS)

    def test_objects_null_absent_empty_or_no_list(self):
        for text in ('{"type":"bundle","objects":null}', '{"type":"bundle"}', '{"objects":[]}', '{"objects":5}',
                     '{"objects":"x"}', "[]", "null", "5", '"text"', "{}"):
            with self.subTest(text):
                self.nothing_usable("x.json", text, words="nothing")

    def test_revoked(self):
        text = bundled(*self.OBJECTS, pattern("[domain-name:value='b.example']", revoked=True),
                       pattern("[domain-name:value='c.example']", revoked=False))
        self.assertEqual([row[1] for row in self.used("x.stix2", text)], ["a.example", "c.example"])

    def test_all_revoked(self):
        self.nothing_usable("x.stix2", bundled(pattern("[domain-name:value='b.example']", revoked=True)))

    def test_fields_of_wrong_types(self):
        """Identifiers, dates and names that are no texts take nothing else with them."""
        odd = pattern("[domain-name:value='b.example']", name=[1], created=7, modified={"a": 1}, valid_from=None)
        odd["id"] = 12
        text = bundled(*self.OBJECTS, odd, {"type": "malware", "id": None, "name": {"a": 1}},
                       {"type": "relationship", "source_ref": 1, "target_ref": [2]}, {"type": ["indicator"]})
        self.assertEqual([row[1] for row in self.used("x.stix2", text)], ["a.example", "b.example"])


class PatternTest(ListCase):
    """Which comparisons are looked up."""

    def one(self, text):
        return self.values("x.stix2", bundled(pattern(text)))

    def test_kinds(self):
        cases = {
            "[domain-name:value='a.example']": ("domain", "a.example"),
            "[ipv4-addr:value='203.0.113.7']": ("ip", "203.0.113.7"),
            "[ipv6-addr:value='2001:db8::1']": ("ip", "2001:db8::1"),
            "[url:value='https://a.example/x']": ("url", "https://a.example/x"),
            "[email-addr:value='a@b.example']": ("email", "a@b.example"),
            "[process:name='bh']": ("process", "bh"),
            "[file:name='roleaboutd.plist']": ("file", "roleaboutd.plist"),
            "[file:path='/private/var/x']": ("path", "/private/var/x"),
            "[app:id='com.example.x']": ("app", "com.example.x"),
            "[configuration-profile:id='76DAB334']": ("profile", "76DAB334"),
            "[android-property:name='persist.x']": ("property", "persist.x"),
            "[file:hashes.sha256='" + "ab" * 32 + "']": ("hash", "ab" * 32),
            "[file:hashes.'SHA-256'='" + "cd" * 32 + "']": ("hash", "cd" * 32),
            "[file:hashes.MD5='" + "ef" * 16 + "']": ("hash", "ef" * 16),
            "[app:cert.sha1='" + "ab" * 20 + "']": ("certificate", "ab" * 20),
            "[phone-number:value='+12025550142']": ("phone", "+12025550142"),
        }
        for text, row in cases.items():
            with self.subTest(text):
                self.assertEqual(self.one(text), [row])

    def test_blanks_quotes_and_escapes(self):
        self.assertEqual(self.one(" [ domain-name:value  =  'a.example' ] "), [("domain", "a.example")])
        self.assertEqual(self.one('[domain-name:value="a.example"]'), [("domain", "a.example")])
        self.assertEqual(self.one(r"[file:name = 'it\'s a \\ file']"), [("file", "it's a \\ file")])

    def test_second_equals_sign_in_a_value(self):
        self.assertEqual(self.one("[url:value='https://a.example/?x=1=2&y==']"), [("url", "https://a.example/?x=1=2&y==")])

    def test_in_and_or_give_one_each(self):
        self.assertEqual(self.one("[domain-name:value IN ('a.example','b.example')]"),
                         [("domain", "a.example"), ("domain", "b.example")])
        self.assertEqual(self.one("[domain-name:value='a.example' OR url:value='https://b.example/x'] OR [process:name='c']"),
                         [("domain", "a.example"), ("url", "https://b.example/x"), ("process", "c")])

    def test_what_is_not_looked_up_is_kept(self):
        cases = {
            "[domain-name:value='b.example' AND process:name='x']": ["b.example", "x"],
            "[domain-name:value='b.example'] AND [process:name='x']": ["b.example", "x"],
            "[domain-name:value='b.example'] FOLLOWEDBY [process:name='x']": ["b.example", "x"],
            "[domain-name:value LIKE '%.b.example']": ["%.b.example"],
            "[domain-name:value MATCHES '^b']": ["^b"],
            "[domain-name:value != 'b.example']": ["b.example"],
            "[domain-name:value NOT IN ('b.example')]": ["b.example"],
            "[ipv4-addr:value ISSUBSET '203.0.113.0/24']": ["203.0.113.0/24"],
            "[process:command_line='x -y']": ["x -y"],
            "[file:size > 100]": ["100"],
        }
        for text, values in cases.items():
            with self.subTest(text):
                both = bundled(pattern("[domain-name:value='a.example']"), pattern(text, "kept"))
                self.assertEqual(self.values("x.stix2", both), [("domain", "a.example")])
                said = self.linted("x.stix2", both)
                self.assertEqual(len(said), len(values), said)
                for line, value in zip(said, values):
                    self.assertTrue(line.startswith(f"indicator--kept: kept, not yet matched: {value}: "), line)

    def test_and_does_not_spoil_the_alternative(self):
        text = "[domain-name:value='a.example'] OR ([process:name='x'] AND [process:name='y'])"
        self.assertEqual(self.one(text), [("domain", "a.example")])

    def test_other_languages_are_kept(self):
        text = bundled(pattern("[domain-name:value='a.example']"), pattern("rule x { condition: true }", "y",
                                                                           pattern_type="yara"))
        self.assertEqual(self.values("x.stix2", text), [("domain", "a.example")])
        self.assertRegex(self.linted("x.stix2", text)[0], "kept, not yet matched.*yara")


class BrokenTest(ListCase):
    """A list that can be used in part says which object and why; the rest is used."""

    GOOD = pattern("[domain-name:value='a.example']")

    def assert_broken(self, broken, words):
        text = bundled(broken, self.GOOD)
        self.assertEqual(self.values("x.stix2", text), [("domain", "a.example")])
        said = self.linted("x.stix2", text)
        self.assertIn("cannot be used", said[0])
        self.assertIn(broken["id"], said[0])
        self.assert_says(words, said[0])

    def test_indicator_without_a_pattern(self):
        broken = pattern("x", "none")
        del broken["pattern"]
        self.assert_broken(broken, "without a pattern")

    def test_patterns_that_are_none(self):
        for text in ("", "domain", "[domain-name:value='b.example'", "[domain-name:value=]", "[domain-name:value 'x']",
                     "[domain-name:value='b.example'] x", "[]", "[[[[", "("):
            with self.subTest(text):
                self.assert_broken(pattern(text, "odd"), "at [0-9]+|pattern")

    def test_patterns_of_other_types(self):
        for value in (5, True, ["[domain-name:value='b.example']"], {"a": 1}):
            with self.subTest(value):
                broken = pattern("x", "odd")
                broken["pattern"] = value
                self.assert_broken(broken, ".")

    def test_values_that_can_never_match(self):
        cases = {
            "[domain-name:value='']": "value",
            "[domain-name:value='localhost']": "dot",
            "[domain-name:value='b.example/path']": "url",
            "[domain-name:value='a@b.example']": "mail|login",
            "[ipv4-addr:value='203.0.113.0/24']": "network",
            "[ipv4-addr:value='b.example']": "address",
            "[file:path='relative/path']": "relative",
            "[file:hashes.md5='zz']": "md5",
            "[email-addr:value='nobody']": "mail",
        }
        for text, words in cases.items():
            with self.subTest(text):
                self.assert_broken(pattern(text, "odd"), words)

    def test_value_of_another_kind_is_matched_as_that(self):
        text = bundled(pattern("[domain-name:value='203.0.113.7']", "ip"))
        self.assertEqual(self.values("x.stix2", text), [("ip", "203.0.113.7")])
        self.assertEqual(self.linted("x.stix2", text),
                         ["indicator--ip: is plainly another kind, and matched as that: 203.0.113.7: ip"])

    def test_invalid_json(self):
        good = stix.bundle([self.GOOD])
        for text in (good[:-3], good[1:], good + "x", "{" + good, good.replace('"', "'"), "", " \n", b"\xff\xfe{}",
                     good.encode("utf-16"), good.replace("a.example", "a.exa\0mple"), b"\0" * 512, b"\x1f\x8b\x08" + b"x" * 99):
            with self.subTest(text[:20]):
                self.nothing_usable("x.stix2", text)

    def test_cut_anywhere(self):
        good = stix.bundle([self.GOOD]).encode().strip()
        for length in range(0, len(good), 23):
            with self.subTest(length):
                self.refused("indicators", "list", self.text_file("x.stix2", good[:length]))

    def test_deeply_nested(self):
        for text in ("[" * 100_000, "[" * 100_000 + "]" * 100_000, '{"objects":' * 50_000,
                     bundled(self.GOOD)[:-2] + ',{"a":' + "[" * 5_000 + "]" * 5_000 + "}]}"):
            run = self.run_bridle("indicators", "list", self.text_file("x.stix2", text))
            self.assertIn(run.status, (0, 2), run)

    def test_deep_pattern(self):
        for text in ("(" * 100_000, "[" + "(" * 100_000 + "domain-name:value='b.example'" + ")" * 100_000 + "]",
                     " OR ".join(["[domain-name:value='b.example']"] * 20_000)):
            run = self.run_bridle("indicators", "list", self.text_file("x.stix2", bundled(pattern(text), self.GOOD)))
            self.assertEqual(run.status, 0, run.err)
            self.assertIn("a.example", run.out)

    def test_escapes_of_a_value_do_not_reach_the_terminal(self):
        text = bundled(pattern("[process:name='a\x1b]0;x\x07\x1b[31mred']", "\x1b[2J"), self.GOOD)
        for command in ("list", "lint"):
            run = self.run_bridle("indicators", command, self.text_file("x.stix2", text))
            self.assertNotIn(b"\x1b", run.out_bytes)
            self.assertNotIn(b"\x07", run.out_bytes)
