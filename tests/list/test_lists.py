# SPDX-License-Identifier: Apache-2.0
"""Lists at work: several at once, what the verdict says of them, and the lists that others have published."""

import collections
import os
import time

from fixtures import planted, program, stix
from counted import counted
from list_case import ListCase, bundled, pattern

INDICATORS = os.path.join(program.TEST_DATA, "indicators")
PEGASUS = os.path.join(INDICATORS, "amnesty", "2021-07-18_nso", "pegasus.stix2")
NO_LISTS = ("requirements.txt", "android_tlv_list.csv", "indicators.yaml")


class CheckTest(ListCase):
    """What a check makes of lists."""

    def setUp(self):
        super().setUp()
        self.phone = planted.message_link().write(self.path("phone"))

    def listed(self, name, *patterns):
        return self.text_file(name, bundled(*stix.objects_of("Chimera", list(patterns))))

    def test_same_indicator_in_two_lists_is_one_finding(self):
        first = self.listed("first.stix2", f"[domain-name:value='{planted.DOMAIN}']")
        second = self.text_file("second.txt", planted.DOMAIN.upper() + "\n")
        third = self.listed("third.json", f"[domain-name:value='{planted.DOMAIN}']", "[domain-name:value='x.example']")
        result = self.check(self.phone, "-i", first, "-i", second, "-i", third, status=1)
        indicator = self.one(result.findings)["indicator"]
        self.assertEqual(indicator["list"], "first.stix2")
        self.assertEqual(indicator["also"], ["second.txt", "third.json"])
        self.assertEqual([entry["name"] for entry in result.case["lists"]], ["first.stix2", "second.txt", "third.json"])
        self.assertEqual([entry["indicators"] for entry in result.case["lists"]], [1, 1, 2])

    def test_same_indicator_twice_in_one_list_is_one_finding(self):
        path = self.text_file("a.txt", f"{planted.DOMAIN}\n{planted.DOMAIN}.\nhttps://{planted.DOMAIN}/\n")
        result = self.check(self.phone, "-i", path, status=1)
        self.assertEqual(self.one(result.findings)["indicator"]["value"], planted.DOMAIN)

    def test_list_in_part(self):
        path = self.listed("a.stix2", f"[domain-name:value='{planted.DOMAIN}']", "no pattern")
        result = self.check(self.phone, "-i", path, status=1)
        self.one(result.findings)
        self.assert_says(r"only in part|in part", result.sentence)
        self.assertEqual(result.case["lists"][0]["indicators"], 1)

    def test_whole_list_is_not_said_to_be_read_in_part(self):
        path = self.listed("a.stix2", f"[domain-name:value='{planted.DOMAIN}']")
        self.assert_says_not(r"in part|not matched", self.check(self.phone, "-i", path, status=1).sentence)

    def test_kept_indicators_are_counted_in_the_sentence(self):
        path = self.listed("a.stix2", f"[domain-name:value='{planted.DOMAIN}']", "[domain-name:value LIKE '%x']",
                           "[file:size > 3]")
        result = self.check(self.phone, "-i", path, status=1)
        self.assert_says(r"\b2 indicators are kept but not matched", result.sentence)

    def test_kept_is_never_matched(self):
        for text in (f"[domain-name:value='{planted.DOMAIN}' AND process:name='x']",
                     f"[domain-name:value LIKE '{planted.DOMAIN}']", f"[domain-name:value != '{planted.DOMAIN}']"):
            path = self.listed("a.stix2", text, "[domain-name:value='x.example']")
            self.assertEqual(self.check(self.phone, "-i", path, status=0).findings, [])

    def test_revoked_is_never_matched(self):
        path = self.text_file("a.stix2", bundled(pattern(f"[domain-name:value='{planted.DOMAIN}']", revoked=True),
                                                 pattern("[domain-name:value='x.example']")))
        self.assertEqual(self.check(self.phone, "-i", path, status=0).findings, [])

    def test_one_unusable_list_among_good_ones_stops_the_run(self):
        good = self.listed("a.stix2", f"[domain-name:value='{planted.DOMAIN}']")
        bad = self.text_file("b.stix2", "{")
        self.assertIn("b.stix2", self.refused("check", self.phone, "-i", good, "-i", bad).err)

    def test_date_of_a_list_is_its_newest_object(self):
        path = self.text_file("a.stix2", bundled(
            pattern("[domain-name:value='a.example']", modified="2026-01-15T00:00:00.000Z"),
            pattern("[domain-name:value='b.example']", modified="2026-02-01T00:00:00.000Z")))
        self.assertEqual(self.check(self.phone, "-i", path, status=0).case["lists"][0]["date"], "2026-02-01")


def published():
    """The published lists that are there, by their paths."""
    return sorted(os.path.join(folder, name) for folder, _, names in os.walk(INDICATORS) for name in names
                  if name.endswith((".stix2", ".txt", ".csv", ".yaml")) and name not in NO_LISTS)


class PublishedTest(ListCase):

    def setUp(self):
        super().setUp()
        if not os.path.exists(PEGASUS):
            self.skipTest("BRIDLE_TEST_DATA has no indicators")

    def kinds(self, path):
        run = self.run_bridle("indicators", "list", path, status=0)
        return collections.Counter(line.split("\t")[0] for line in run.out.splitlines())

    def test_all_load(self):
        count = 0
        for path in published():
            with self.subTest(path):
                if os.path.getsize(path) == 0:
                    self.refused("indicators", "list", path, words="nothing")
                    continue
                self.assertTrue(self.kinds(path))
                self.assertIn(self.run_bridle("indicators", "lint", path).status, (0, 1))
                count += 1
        self.assertGreater(count, 60)

    def test_all_at_once(self):
        options = [word for path in published() if os.path.getsize(path) for word in ("-i", path)]
        result = self.check(planted.message_link().write(self.path("phone")), *options, status=0)
        self.assertEqual(len(result.case["lists"]), len(options) // 2)
        self.assertEqual(result.findings, [])

    def test_counts_of_pegasus(self):
        self.assertEqual(self.kinds(PEGASUS), {"domain": 1438, "process": 81, "email": 29, "file": 1})
        run = self.run_bridle("indicators", "list", PEGASUS, status=0)
        self.assertEqual({line.split("\t")[2] for line in run.out.splitlines()}, {"Pegasus"})
        for line in self.run_bridle("indicators", "lint", PEGASUS, status=1).out.splitlines():
            self.assertIn("matches too much, and counts as weak: ", line)

    def test_counts_by_kind(self):
        """Counted by a script that shares no code with bridle."""
        total = 0
        for path in published():
            if os.path.getsize(path):
                with self.subTest(path):
                    self.assertEqual(self.kinds(path), counted(path))
                total += 1
        self.assertGreater(total, 60)

    def test_tables_that_are_no_lists_say_so(self):
        for name in NO_LISTS[1:2]:
            path = os.path.join(INDICATORS, "amnesty", "2020-09-25_finfisher", name)
            self.refused("indicators", "list", path, words="first line")

    def test_text_lists_hold_what_the_bundle_holds(self):
        """Both forms of the same publication give the same indicators."""
        folder = os.path.dirname(PEGASUS)
        texts = [os.path.join(folder, name) for name in ("domains.txt", "emails.txt", "files.txt", "processes.txt")]
        runs = [self.run_bridle("indicators", "list", *paths, status=0).out.splitlines() for paths in ([PEGASUS], texts)]
        one, other = ({tuple(line.split("\t")[:2]) for line in run} for run in runs)
        self.assertEqual(one, other)

    def test_kinds_of_published_text_lists(self):
        wanted = {"config_profiles.txt": "profile", "package_names.txt": "app", "package_cert_hashes.txt": "certificate",
                  "android_properties.txt": "property", "file_paths.txt": "path", "file_names.txt": "file",
                  "processes.txt": "process", "emails.txt": "email", "sha256.txt": "hash", "ip-addresses.txt": "ip",
                  "ips.txt": "ip"}
        for path in published():
            kind = wanted.get(os.path.basename(path))
            if kind and os.path.getsize(path):
                with self.subTest(path):
                    self.assertEqual(set(self.kinds(path)), {kind})

    def test_pegasus_loads_within_a_second(self):
        if program.SANITIZED:
            self.skipTest("a build with sanitizers")
        best = float("inf")
        for _ in range(3):
            started = time.monotonic()
            self.kinds(PEGASUS)
            best = min(best, time.monotonic() - started)
        self.assertLess(best, 1)
