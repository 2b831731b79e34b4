# SPDX-License-Identifier: Apache-2.0
"""The counting of test cases: nothing that failed, crashed or did not run may count as passed."""

import os
import subprocess
import sys
import tempfile
import unittest

import run_tests

TOOLS = os.path.dirname(os.path.abspath(__file__))


def judged(status, text, tap=True):
    job = run_tests.Job(name="job", command=[], environment={}, timeout=9, tap=tap, folder="")
    outcome = run_tests.judge(job, status, text)
    return len(outcome.passed), len(outcome.failed), len(outcome.skipped)


class Judge(unittest.TestCase):
    def test_counts_each_case(self):
        self.assertEqual(judged(1, "1..3\nok 1 - a\nnot ok 2 - b\n# why\nok 3 - c # SKIP no data\n"), (1, 1, 1))

    def test_several_groups_in_one_program(self):
        self.assertEqual(judged(0, "1..1\nok 1 - a\n1..2\nok 1 - b\nok 2 - c\n"), (3, 0, 0))

    def test_skip_as_cmocka_writes_it(self):
        outcome, planned = run_tests.tap_read("1..1\nnot ok 1 # SKIP test_real_files\n")
        self.assertEqual((outcome.skipped, outcome.failed, planned), ([("test_real_files", "")], [], 1))

    def test_skip_with_reason(self):
        outcome, _ = run_tests.tap_read("1..1\nok 1 - a.b # SKIP no data\n")
        self.assertEqual(outcome.skipped, [("a.b", "no data")])

    def test_no_test_ran(self):
        self.assertEqual(judged(0, ""), (0, 1, 0))
        self.assertEqual(judged(0, "1..0\n"), (0, 1, 0))

    def test_ended_before_its_plan(self):
        self.assertEqual(judged(0, "1..2\nok 1 - a\n"), (1, 1, 0))
        self.assertEqual(judged(0, "ok 1 - a\n"), (1, 1, 0))

    def test_crash_timeout_and_status(self):
        self.assertEqual(judged(-11, "1..1\nok 1 - a\n"), (1, 1, 0))
        self.assertEqual(judged(None, "1..1\nok 1 - a\n"), (1, 1, 0))
        self.assertEqual(judged(1, "1..1\nok 1 - a\n"), (1, 1, 0))

    def test_programs_without_tap(self):
        self.assertEqual(judged(0, "", tap=False), (1, 0, 0))
        self.assertEqual(judged(3, "", tap=False), (0, 1, 0))
        self.assertEqual(judged(77, "", tap=False), (0, 0, 1))

    def test_program_that_is_not_there(self):
        job = run_tests.Job(name="job", command=["./no-such-program"], environment={}, timeout=9, tap=True, folder=TOOLS)
        self.assertEqual(len(run_tests.run(job)[0].failed), 1)

    def test_timeout_ends_the_whole_group(self):
        job = run_tests.Job(name="job", command=["sh", "-c", "sleep 60 & wait"], environment={}, timeout=0.2, tap=True,
                            folder=TOOLS)
        outcome, _, seconds = run_tests.run(job)
        self.assertEqual(len(outcome.failed), 1)
        self.assertLess(seconds, 30)


class UnitTests(unittest.TestCase):
    def run_file(self, text):
        with tempfile.TemporaryDirectory() as folder:
            if text is not None:
                with open(os.path.join(folder, "test_it.py"), "w", encoding="utf-8") as file:
                    file.write("import unittest\n" + text)
            command = [sys.executable, os.path.join(TOOLS, "run_unittest.py"), folder]
            done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
            return judged(done.returncode, done.stdout.decode())

    def test_outcomes(self):
        self.assertEqual(self.run_file(
            "class T(unittest.TestCase):\n"
            "    def test_a(self): print('ok 1 - not mine')\n"
            "    def test_b(self): self.fail('x\\nok 2 - y')\n"
            "    def test_c(self): self.skipTest('no data')\n"
            "    def test_d(self): raise OSError\n"
            "    @unittest.expectedFailure\n"
            "    def test_e(self): pass\n"
            "    def test_f(self):\n"
            "        for i in range(3):\n"
            "            with self.subTest(i=i): self.assertEqual(i, 1)\n"), (1, 4, 1))

    def test_cannot_load(self):
        self.assertEqual(self.run_file("import no_such_module\n"), (0, 1, 0))
        self.assertEqual(self.run_file("class T(unittest.TestCase):\n    @classmethod\n"
                                       "    def setUpClass(cls): raise OSError\n    def test_a(self): pass\n"), (0, 1, 0))

    def test_nothing_to_run(self):
        self.assertEqual(self.run_file(None), (0, 1, 0))
        self.assertEqual(self.run_file(""), (0, 1, 0))


if __name__ == "__main__":
    unittest.main()
