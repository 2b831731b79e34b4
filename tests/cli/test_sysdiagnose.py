# SPDX-License-Identifier: Apache-2.0
"""Sysdiagnoses as a whole: an ordinary one, in which nothing is found, and one with a trace of each sort."""

import os
import unittest

from fixtures import harmless_sysdiagnose, planted_sysdiagnose, program, sysdiagnose

MOST_WEAK = 2


class SysdiagnoseTest(program.BridleCase):

    def assert_harmless(self, result):
        """Nothing known, nothing strong, at most two weak findings, and every rule was evaluated."""
        told = [(line["grade"], line["rule"], line["artefact"], line["value"]) for line in result.serious]
        self.assertEqual([line for line in told if line[0] in ("known", "strong")], [])
        self.assertLessEqual(len(told), MOST_WEAK, told)
        self.assert_says_not("not evaluated", result.text)

    def test_ordinary(self):
        result = self.check_by_rules(harmless_sysdiagnose.made().write(self.path("phone")))
        self.assert_harmless(result)
        self.assertEqual({line["outcome"] for line in result.inputs} - {"read", "absent", "skipped"}, set())
        self.assertGreater(result.input_of("sysdiagnose_ps")["records"], 50)

    def test_planted(self):
        result = self.check_by_rules(planted_sysdiagnose.made().write(self.path("phone")), status=1)
        found = [(line["rule"], line["artefact"], line["value"], line["grade"]) for line in result.findings]
        for rule, artefact, value, grade in planted_sysdiagnose.FOUND:
            same = [line for line in found if line[:2] == (rule, artefact) and line[3] == grade and value in (None, line[2])]
            self.assertTrue(same, f"{rule}, {artefact}: {value} not in {[line for line in found if line[0] == rule]}")
        self.assert_says_not("not evaluated", result.text)

    def test_every_rule_is_planted(self):
        names = {name[:-4] for name in os.listdir(os.path.join(program.ROOT, "rules", "sysdiagnose")) if name.endswith(".sql")}
        # Those over series of crash reports have their series in tests/rule.
        series = {name for name in names if name.startswith("sysdiagnose_crash_")} | {"sysdiagnose_foreign_code"}
        self.assertEqual(names - series - {rule for rule, *_ in planted_sysdiagnose.FOUND}, set())

    @unittest.skipUnless(harmless_sysdiagnose.real_files(), "BRIDLE_TEST_DATA has no ios/sysdiagnose")
    def test_real_files(self):
        result = self.check_by_rules(sysdiagnose.written(self.path("real"), harmless_sysdiagnose.real_files()))
        self.assert_harmless(result)
        self.assertGreater(result.input_of("sysdiagnose_ps")["records"], 200)
