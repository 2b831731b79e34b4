# SPDX-License-Identifier: Apache-2.0
"""Tables (*.csv, *.tsv) and the list of stalkerware (ioc.yaml, watchware.yaml, samples.csv)."""

import os

from fixtures import program
from list_case import ListCase
from test_published import ThingsCase

STALKERWARE = os.path.join(program.TEST_DATA, "indicators", "stalkerware")
IOC = """\
- name: Chimera
  names: [Chimera, 'Chimera Pro']
  type: stalkerware
  packages:
  - com.chimera.app
  certificates:
  - 0123456789ABCDEF0123456789ABCDEF01234567
  - 89ABCDEF0123456789ABCDEF0123456789ABCDEF
  websites: [chimera-shop.example]
  distribution:
  - chimera-files.example/get.apk
  c2:
    domains:
    - c2.chimera.example
    ips:
    - 192.0.2.1
    ip:
    - 192.0.2.2
- name: Gorgon
  type: watchware
  ios_bundles:
  - com.gorgon.parents
"""


class StalkerwareTest(ThingsCase):

    def test_everything_is_read(self):
        self.assertEqual(self.used("ioc.yaml", IOC), [
            ("app", "com.chimera.app", "Chimera"),
            ("certificate", "0123456789ABCDEF0123456789ABCDEF01234567", "Chimera"),
            ("certificate", "89ABCDEF0123456789ABCDEF0123456789ABCDEF", "Chimera"),
            ("domain", "chimera-shop.example", "Chimera"),
            ("url", "chimera-files.example/get.apk", "Chimera"),
            ("domain", "c2.chimera.example", "Chimera"),
            ("ip", "192.0.2.1", "Chimera"),
            ("ip", "192.0.2.2", "Chimera"),
            ("app", "com.gorgon.parents", "Gorgon")])
        self.assertEqual(self.linted("ioc.yaml", IOC), [])

    def grades(self, kind, values, platform):
        path = self.text_file("ioc.yaml", IOC)
        found = self.things(kind, values, platform, [path]).serious
        return {finding["value"]: finding["grade"] for finding in found}

    def test_grades(self):
        self.assertEqual(self.grades("domain", ["c2.chimera.example", "chimera-shop.example"], "android"),
                         {"c2.chimera.example": "known", "chimera-shop.example": "weak"})
        self.assertEqual(self.grades("ip", ["192.0.2.1", "192.0.2.2"], "ios"),
                         {"192.0.2.1": "known", "192.0.2.2": "known"})
        self.assertEqual(self.grades("app", ["com.chimera.app", "com.gorgon.parents"], "ios"),
                         {"com.gorgon.parents": "weak"})
        self.assertEqual(self.grades("app", ["com.chimera.app", "com.gorgon.parents"], "android"),
                         {"com.chimera.app": "known"})

    def test_advice_is_the_one_for_stalkerware(self):
        path = self.text_file("ioc.yaml", IOC)
        self.assertEqual(self.one(self.things("app", ["com.chimera.app"], "android", [path]).serious)["advice"],
                         "stalkerware")

    def test_samples(self):
        text = ("SHA256,Package Name,Certificate,Version,App\n" + "ab" * 32 + ",com.chimera.app," + "CD" * 20 + ",9,Chimera\n"
                + "ef" * 32 + ",com.chimera.app," + "CD" * 20 + ',"1, or 2",Chimera\n')
        self.assertEqual(self.used("samples.csv", text), [
            ("hash", "ab" * 32, "Chimera"), ("hash", "ef" * 32, "Chimera"), ("app", "com.chimera.app", "Chimera"),
            ("certificate", "CD" * 20, "Chimera")])

    def test_published_ones_are_read_whole(self):
        if not os.path.isdir(STALKERWARE):
            self.skipTest("BRIDLE_TEST_DATA has no indicators")
        out = self.run_bridle("indicators", "list", *(os.path.join(STALKERWARE, name) for name in (
            "ioc.yaml", "watchware.yaml", "samples.csv")), status=0).out
        kinds = {}
        for kind, value, *_ in (line.split("\t") for line in out.splitlines()):
            kinds.setdefault(kind, set()).add(value)
        self.assertEqual(len(kinds["hash"]), 3228)
        self.assertGreaterEqual(len(kinds["certificate"]), 651)


class TableTest(ListCase):

    def test_first_line_names_the_kinds(self):
        text = 'Domain Name,Note,IP Address\r\n"a.example","x, y",192.0.2.1\r\n,,192.0.2.2\r\n'
        self.assertEqual(self.values("x.csv", text),
                         [("domain", "a.example"), ("ip", "192.0.2.1"), ("ip", "192.0.2.2")])

    def test_the_last_column_that_is_looked_at(self):
        self.assertEqual(self.values("x.csv", "a," * 15 + "domain\n" + "b.example," * 15 + "c.example\n"),
                         [("domain", "c.example")])

    def test_ragged_and_broken_lines_say_so(self):
        text = 'domain,note\na.example,1\nb.example\nc.example,"2\nd.example,3\n'
        self.assertEqual(self.values("x.csv", text), [("domain", "a.example"), ("domain", "d.example")])
        self.assertEqual([line for line in self.linted("x.csv", text) if line.startswith("line ")], [
            "line 3: cannot be used: fewer fields than the first line has",
            "line 4: cannot be used: a quote that nothing ends"])

    def test_our_own_form(self):
        line = "domain\ta.example\tany\tChimera\tspyware\ta test\t2026-01-15\n"
        self.assertEqual(self.used("x.tsv", line), [("domain", "a.example", "Chimera")])
        self.assertEqual(self.used("x.tsv", "kind\tvalue\tplatform\tname\tsort\tsource\tdate\n" + line),
                         [("domain", "a.example", "Chimera")])
        self.nothing_usable("y.tsv", "domain\ta.example\n", words="seven columns")

    def test_the_more_exact_name_says_the_format(self):
        """*samples.csv is one of stalkerware, whatever *.csv is; a user's own *.csv goes before ours."""
        self.text_file("own/z.sql", "-- list: z\n-- title: A test\n-- from: *.csv\n"
                       "SELECT 'process' AS kind, line AS value, 'line ' || n AS id FROM lines()\n")
        path = self.text_file("a.csv", "chimerad\n")
        run = self.run_bridle("indicators", "list", "--lists", self.path("own"), path, status=0)
        self.assertTrue(run.out.startswith("process\tchimerad\t"), run)
        path = self.text_file("samples.csv", "SHA256,P,C,V,A\n" + "ab" * 32 + ",a.b," + "CD" * 20 + ",1,X\n")
        run = self.run_bridle("indicators", "list", "--lists", self.path("own"), path, status=0)
        self.assertTrue(run.out.startswith("hash\t"), run)
