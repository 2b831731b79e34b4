# SPDX-License-Identifier: Apache-2.0
"""lists/published and lists/quality.sql: what is used without -i, whose it is, and what collides with ordinary names."""

import collections
import csv
import datetime
import filecmp
import os
import subprocess
import sys

from fixtures import databases, definitions, harmless, planted, program
from list_case import ListCase

FOLDER = os.path.join(program.ROOT, "lists", "published")
AMNESTY, MVT = "amnesty-investigations.tsv", "mvt-indicators.tsv"
INDICATORS = os.path.join(program.TEST_DATA, "indicators")
PEGASUS = "AmnestyTech/investigations/2021-07-18_nso"
KINDS = {"domain", "url", "ip", "email", "hash", "process", "file", "path", "app", "certificate", "profile", "property"}


def rows(*names):
    found = []
    for name in names or (AMNESTY, MVT):
        with open(os.path.join(FOLDER, name), encoding="utf-8", newline="") as file:
            found += csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
    return found


class ThingsCase(ListCase):
    """A phone with one table of names, read by an artefact of iOS or of Android."""

    def things(self, kind, values, platform="ios", lists=(), status=None):
        """Findings of a phone whose table holds `values`, a column of this kind."""
        made = databases.built("CREATE TABLE t (i INTEGER PRIMARY KEY, v TEXT);" + "".join(
            f"INSERT INTO t (v) VALUES ('{value}');" for value in values))
        folder = self.path(f"artefacts-{platform}-{kind}")
        self.text_file(f"{folder}/test_things.sql", definitions.artefact(
            "test_things", "HomeDomain/Library/Test/test.db", f'SELECT v AS "v:{kind}" FROM t', platform=platform))
        phone = definitions.backup_with(made).write(self.path("phone"))
        words = [word for path in lists for word in ("-i", path)]
        return self.check(phone, "--artefacts", folder, "--only", "test_things", *words, status=status)


class TableTest(ListCase):
    """The tables themselves."""

    def test_shape(self):
        for name in (AMNESTY, MVT):
            listed = rows(name)
            keys = [(row["source"], row["kind"], row["value"]) for row in listed]
            self.assertEqual(keys, sorted(set(keys)))
            self.assertLessEqual({row["kind"] for row in listed}, KINDS)
            self.assertLessEqual({row["platform"] for row in listed}, {"any", "ios", "android"})
            self.assertEqual({row["sort"] for row in listed}, {"spyware"})
            for row in listed:
                datetime.date.fromisoformat(row["date"])
                self.assertTrue(row["name"] and row["value"].strip() == row["value"], row)

    def test_every_row_is_an_indicator_of_its_kind(self):
        run = self.run_bridle("indicators", "list", status=0)
        found = collections.Counter(tuple(line.split("\t")[:2]) for line in run.out.splitlines())
        self.assertEqual(found, collections.Counter((row["kind"], row["value"]) for row in rows()))

    def test_lint_says_nothing_but_what_is_lowered(self):
        for line in self.run_bridle("indicators", "lint", status=1).out.splitlines():
            self.assertIn("matches too much, and counts as weak: ", line)

    def test_where(self):
        out = self.run_bridle("indicators", "where", status=0).out.splitlines()
        self.assertEqual([os.path.basename(path) for path in out], [AMNESTY, MVT])
        self.assertTrue(all(map(os.path.exists, out)))

    def test_licences_are_named(self):
        with open(os.path.join(FOLDER, "README.md"), encoding="utf-8") as file:
            text = file.read()
        for words in ("CC BY 2.0", "AmnestyTech/investigations", "Copyright (c) 2022 MVT", "MIT License"):
            self.assertIn(words, text)

    def test_script_makes_the_same_bytes(self):
        if not os.path.isdir(INDICATORS):
            self.skipTest("BRIDLE_TEST_DATA has no indicators")
        script = os.path.join(program.ROOT, "tools", "publish_lists.py")
        subprocess.run([sys.executable, script, "--amnesty", os.path.join(INDICATORS, "amnesty"), "--mvt",
                        os.path.join(INDICATORS, "mvt-indicators"), "--out", self.path("out")], check=True,
                       stderr=subprocess.DEVNULL)
        self.assertEqual(sorted(os.listdir(self.path("out"))), sorted(os.listdir(FOLDER)))
        for name in os.listdir(FOLDER):
            self.assertTrue(filecmp.cmp(self.path("out", name), os.path.join(FOLDER, name), shallow=False), name)


class UseTest(ThingsCase):
    """A check without -i."""

    def test_they_are_used_and_named_with_their_dates(self):
        result = self.check(harmless.made().write(self.path("phone")), status=0)
        self.assertEqual(result.serious, [])
        self.assertEqual([entry["name"] for entry in result.case["lists"]], [AMNESTY, MVT])
        for entry in result.case["lists"]:
            self.assertEqual(entry["date"], max(row["date"] for row in rows(entry["name"])))
            self.assertEqual(entry["indicators"], len(rows(entry["name"])))

    def test_with_a_list_they_are_not(self):
        result = self.check(harmless.made().write(self.path("phone")), "-i", planted.listed(self), status=0)
        self.assertEqual([entry["name"] for entry in result.case["lists"]], ["planted.stix2"])

    def test_indicator_in_both_is_one_finding_that_names_both(self):
        both = sorted({(row["kind"], row["value"]) for row in rows(AMNESTY)} &
                      {(row["kind"], row["value"]) for row in rows(MVT)})
        profile = next(value for kind, value in both if kind == "profile")
        found = self.one(self.things("profile", [profile, "harmless"], status=1).serious)
        self.assertEqual((found["grade"], found["indicator"]["list"], found["indicator"]["also"]),
                         ("known", AMNESTY, [MVT]))
        self.assertEqual(found["indicator"]["malware"], "Predator")

    def test_old_addresses_are_weak(self):
        value = next(row["value"] for row in rows(AMNESTY) if row["kind"] == "ip" and row["date"] < "2019")
        found = self.one(self.things("ip", [value], status=3).serious)
        self.assertEqual(found["grade"], "weak")
        self.assert_says("change hands", found["benign"])

    def test_text_says_that_lists_are_old(self):
        old = self.text_file("old.tsv", "domain\ta.example\tany\tChimera\tspyware\ta test\t2020-01-01\n")
        new = self.text_file("new.tsv", "domain\tb.example\tany\tChimera\tspyware\ta test\t"
                             + datetime.date.today().isoformat() + "\n")
        phone = harmless.made().write(self.path("phone"))
        words = "2020-01-01, [0-9,]+ days before this examination"
        said = self.run_bridle("check", phone, "-i", old, status=0).out
        self.assert_says(words, " ".join(said.split()))
        for lists in (("-i", new), ("-i", old, "-i", new)):
            self.assert_says_not("days before this", " ".join(self.run_bridle("check", phone, *lists).out.split()))
        self.assert_says_not("days before this", self.check(phone, "-i", old).text)


class QualityTest(ThingsCase):
    """lists/quality.sql, applied to any list."""

    def listed(self, kind, *values):
        return planted.listed(self, [(kind, value) for value in values])

    def test_collision_is_weak_and_says_why(self):
        for lists in ((), (self.listed("process", "Diagnosticd"),)):
            found = self.one(self.things("process", ["Diagnosticd", "diagnosticd"], lists=lists, status=3).serious)
            self.assertEqual((found["grade"], found["value"]), ("weak", "Diagnosticd"))
            self.assert_says("diagnosticd differs in one letter", found["benign"])

    def test_none_is_never_matched(self):
        lists = [self.listed("name", "keychain-2.db", "other.db")]
        self.assertEqual(self.things("path", ["/private/var/Keychains/keychain-2.db"], lists=lists).serious, [])

    def test_platform_of_a_list_without_one(self):
        """gatekeeperd is Pegasus' on an iPhone, and a daemon of every Android phone."""
        for lists in ((), (self.listed("process", "gatekeeperd"),)):
            self.assertEqual(self.things("process", ["gatekeeperd"], "android", lists).serious, [])
            self.assertEqual(self.one(self.things("process", ["gatekeeperd"], "ios", lists).serious)["grade"], "known")

    def test_each_process_and_path_of_one_platform_is_not_looked_up_on_the_other(self):
        for kind in ("process", "path", "file"):
            for platform, other in (("ios", "android"), ("android", "ios")):
                values = sorted({row["value"] for row in rows() if (row["kind"], row["platform"]) == (kind, platform)})
                if not values:
                    continue
                stix_kind = "name" if kind == "file" else kind
                for lists in ((), (self.listed(stix_kind, *values),)):
                    with self.subTest((kind, platform, lists)):
                        self.assertEqual(self.things(kind, values, other, lists).serious, [])
                        found = self.things(kind, values, platform, lists).serious
                        self.assertEqual({finding["value"] for finding in found}, set(values))

    def test_domains_are_of_any_platform(self):
        value = next(row["value"] for row in rows(AMNESTY) if row["kind"] == "domain" and row["source"] == PEGASUS)
        for platform in ("ios", "android"):
            self.assertEqual(self.one(self.things("domain", [value], platform, status=1).serious)["grade"], "known")

    def test_lists_of_the_users_own(self):
        """A file named quality* that reads no list lowers what this user knows to be harmless."""
        self.text_file("own/quality_own.sql", "-- list: quality_own\n-- title: A test\n-- source: a test\n"
                       "SELECT 'process' AS kind, 'chimerad' AS value, 'weak' AS grade, 'Our own tool.' AS reason\n")
        path = self.listed("process", "chimerad", "gorgond")
        run = self.run_bridle("indicators", "lint", "--lists", self.path("own"), path, status=1)
        self.assertRegex(run.out, r"matches too much, and counts as weak: chimerad: Our own tool\.\n")
        self.assertEqual(self.linted("processes.txt", "chimerad\ngorgond\n"), [])

    def test_quality_that_cannot_be_used_is_named(self):
        self.text_file("own/quality_own.sql", "-- list: quality_own\n-- title: A test\n"
                       "SELECT 'domain' AS kind, 'no dot' AS value\n")
        self.refused("indicators", "lint", "--lists", self.path("own"), self.listed("process", "x"),
                     words=r"quality_own\.sql")

    def test_known_of_one_list_counts_where_another_says_weak(self):
        weak = self.text_file("ioc.yaml", "- name: Shop\n  type: stalkerware\n  websites:\n  - a.example\n")
        known = self.text_file("domains.txt", "a.example\n")
        for lists in ((weak, known), (known, weak)):
            found = self.one(self.things("domain", ["a.example"], lists=lists, status=1).serious)
            self.assertEqual((found["grade"], found["indicator"]["list"], found["indicator"]["also"]),
                             ("known", "domains.txt", ["ioc.yaml"]))


class WidthTest(ListCase):
    """What lint says of indicators that match too much."""

    def test_paths(self):
        for value in ("/private/var", "/var", "/tmp", "/data", "/system/bin", "/private/var/mobile/Library/"):
            self.assertEqual(self.linted("file_paths.txt", value + "\n"),
                             [f"line 1: matches too much: {value}: everything below this folder"])
        self.assertEqual(self.linted("file_paths.txt", "/private/var/mobile/x\n/data/local/tmp/wd\n"), [])

    def test_short_names(self):
        for name in ("processes.txt", "file_names.txt", "package_names.txt"):
            self.assertEqual(self.linted(name, "xy\n"), ["line 1: matches too much: xy: so short a name is used by many"])
            self.assertEqual(self.linted(name, "xyz\n"), [])

    def test_reason_of_a_collision(self):
        self.assertEqual(self.linted("processes.txt", "bh\n")[0].split(": ")[:3],
                         ["line 1", "matches too much, and counts as weak", "bh"])
