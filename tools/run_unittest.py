#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the Python tests of one folder (its files test_*.py, or the files named) and prints TAP, a line a test case.

usage: run_unittest.py FOLDER [FILE…]

The exit status is 0 when at least one test ran and none failed. What a test or its child writes to standard output goes
to standard error, so that only TAP stands on standard output.
"""

import os
import sys
import traceback
import unittest


class TapResult(unittest.TestResult):
    """Prints one TAP line for each test case; a failed subtest fails its test case."""

    def __init__(self, out):
        super().__init__()
        self.out = out
        self.count = 0
        self.failed = 0
        self.subtest_errors = {}

    def report(self, ok, test, note="", detail=""):
        self.count += 1
        self.failed += not ok
        name = test.id().replace("#", "")
        self.out.write(f"{'ok' if ok else 'not ok'} {self.count} - {name}{note}\n")
        for line in detail.rstrip("\n").split("\n") if detail else []:
            self.out.write(f"# {line}\n")
        self.out.flush()

    def addSuccess(self, test):
        self.report(True, test)

    def addFailure(self, test, err):
        self.report(False, test, detail="".join(traceback.format_exception(*err)))

    addError = addFailure  # of a class's or module's setUp too, which has no test of its own

    def addSkip(self, test, reason):
        self.report(True, test, f" # SKIP {reason}")

    def addExpectedFailure(self, test, err):
        self.report(True, test)

    def addUnexpectedSuccess(self, test):
        self.report(False, test, detail="succeeded, though it is marked as an expected failure")

    def addSubTest(self, test, subtest, err):
        if err is not None:
            text = f"{subtest}\n" + "".join(traceback.format_exception(*err))
            self.subtest_errors.setdefault(test, []).append(text)

    def stopTest(self, test):
        # unittest reports neither success nor failure for a test of which a subtest failed.
        errors = self.subtest_errors.pop(test, None)
        if errors:
            self.report(False, test, f" ({len(errors)} subtests failed)", "\n".join(errors))
        super().stopTest(test)


def load(folder, files):
    loader = unittest.TestLoader()
    suite = unittest.TestSuite()
    names = files or sorted(name for name in os.listdir(folder) if name.startswith("test_") and name.endswith(".py"))
    for name in names:
        suite.addTests(loader.loadTestsFromName(os.path.basename(name)[: -len(".py")]))
    return suite


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    folder = os.path.abspath(sys.argv[1])
    sys.dont_write_bytecode = True
    sys.path[:0] = [folder, os.path.dirname(folder)]
    out = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="backslashreplace")
    os.dup2(2, 1)
    result = TapResult(out)
    load(folder, sys.argv[2:]).run(result)
    out.write(f"1..{result.count}\n")
    out.flush()
    sys.exit(0 if result.count and not result.failed else 1)


if __name__ == "__main__":
    main()
