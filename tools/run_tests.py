#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the tests of one or more build folders, several programs at a time, and counts single test cases.

usage: run_tests.py [--jobs N] [--only WORD] BUILD[:SUITE,SUITE…]…

The tests are those that Meson knows (`meson introspect --tests`); a Python suite is taken apart into its files. A
program that prints TAP counts with each of its cases, another one as one case. A program that crashes, times out, ends
before its plan or ran no test counts as failed. The last line is `N passed, N failed, N skipped`.
"""

import argparse
import concurrent.futures
import dataclasses
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time

RESULT = re.compile(r"^(not )?ok\b\s*(\d+)?\s*-?\s*(.*)$")
PLAN = re.compile(r"^1\.\.(\d+)")
SKIP = re.compile(r"\s*#\s*SKIP\b:?\s*", re.IGNORECASE)
EXIT_SKIPPED = 77


@dataclasses.dataclass
class Job:
    name: str
    command: list
    environment: dict
    timeout: float
    tap: bool
    folder: str


@dataclasses.dataclass
class Outcome:
    passed: list = dataclasses.field(default_factory=list)
    failed: list = dataclasses.field(default_factory=list)
    skipped: list = dataclasses.field(default_factory=list)  # (name, reason)


def tap_read(text):
    """The outcome of TAP text, and the number of results that its plans promise (None without a plan)."""
    outcome = Outcome()
    planned = None
    for line in text.splitlines():
        plan = PLAN.match(line)
        if plan:
            planned = (planned or 0) + int(plan.group(1))
            continue
        found = RESULT.match(line)
        if not found:
            continue
        name, skip, reason = found.group(3), *split_skip(found.group(3))
        if skip is not None:
            # cmocka writes the name behind "# SKIP", everybody else the reason.
            outcome.skipped.append((skip, reason) if skip else (reason, ""))
        elif found.group(1):
            outcome.failed.append(name)
        else:
            outcome.passed.append(name)
    return outcome, planned


def split_skip(text):
    parts = SKIP.split(text, maxsplit=1)
    return (parts[0].strip(), parts[1].strip()) if len(parts) == 2 else (None, None)


def judge(job, status, text):
    """What a program that ended with `status` (None: timed out) and wrote `text` counts as."""
    outcome, planned = tap_read(text) if job.tap else (Outcome(), None)
    count = len(outcome.passed) + len(outcome.failed) + len(outcome.skipped)
    if status is None:
        outcome.failed.append(f"(timed out after {job.timeout:.0f} s)")
    elif status < 0:
        outcome.failed.append(f"(died of {signal.Signals(-status).name})")
    elif job.tap and count == 0:
        outcome.failed.append("(ran no test)")
    elif job.tap and planned != count:
        outcome.failed.append(f"(planned {planned} tests, ran {count})")
    elif job.tap and status != 0 and not outcome.failed:
        outcome.failed.append(f"(exit status {status})")
    elif not job.tap and status == EXIT_SKIPPED:
        outcome.skipped.append(("", ""))
    elif not job.tap:
        (outcome.failed if status else outcome.passed).append("")
    return outcome


def run(job):
    started = time.monotonic()
    try:
        process = subprocess.Popen(job.command, env={**os.environ, **job.environment}, cwd=job.folder,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   start_new_session=True)
    except OSError as error:
        return Outcome(failed=["(cannot be started)"]), str(error), 0.0
    try:
        out, err = process.communicate(timeout=job.timeout)
        status = process.returncode
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        out, err = process.communicate()
        status = None
    out, err = (text.decode("utf-8", "backslashreplace") for text in (out, err))
    return judge(job, status, out), out + err, time.monotonic() - started


def expand(job):
    """A Python suite as a job a file, so that several run at once; other jobs as they are."""
    runner = [i for i, word in enumerate(job.command) if word.endswith("run_unittest.py")]
    if not runner or len(job.command) != runner[0] + 2:
        return [job]
    files = sorted(name for name in os.listdir(job.command[-1]) if re.fullmatch(r"test_.*\.py", name))
    return [dataclasses.replace(job, name=f"{job.name}/{name[len('test_'):-len('.py')]}", command=job.command + [name])
            for name in files] or [job]


def environment_of(test):
    """What Meson wants for the test; where the real files lie, the caller knows better."""
    given = {"BRIDLE_TEST_DATA"} & set(os.environ)
    return {name: value for name, value in test["env"].items() if name not in given}


def jobs_of(build, suites):
    listing = subprocess.run(["meson", "introspect", "--tests", build], check=True, stdout=subprocess.PIPE).stdout
    jobs = []
    sanitizers = {"ASAN_OPTIONS": "abort_on_error=1:detect_stack_use_after_return=1",
                  "UBSAN_OPTIONS": "abort_on_error=1:print_stacktrace=1"}
    for test in json.loads(listing):
        names = {suite.split(":")[-1] for suite in test["suite"]}
        if suites and not names & set(suites):
            continue
        jobs += expand(Job(name=f"{os.path.basename(build)} {test['name']}", command=test["cmd"],
                           environment={**sanitizers, **environment_of(test)}, timeout=test["timeout"],
                           tap=test["protocol"] == "tap", folder=test["workdir"] or build))
    return jobs


def report(job, result, lock):
    outcome, text, seconds = result
    counts = [f"{len(cases)} {word}" for cases, word in
              ((outcome.passed, "passed"), (outcome.failed, "FAILED"), (outcome.skipped, "skipped")) if cases]
    with lock:
        print(f"{job.name}: {', '.join(counts)} ({seconds:.1f} s)")
        if outcome.failed:
            lines = [line for line in text.rstrip("\n").split("\n") if not line.startswith("ok ")]
            print("   | " + "\n   | ".join(lines))
        sys.stdout.flush()


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", default="", help="only tests whose name holds this word")
    parser.add_argument("build", nargs="+", help="BUILD or BUILD:SUITE,SUITE…")
    return parser.parse_args()


def main():
    options = arguments()
    jobs = []
    for build in options.build:
        folder, _, suites = build.partition(":")
        jobs += [job for job in jobs_of(os.path.abspath(folder), suites.split(",") if suites else [])
                 if options.only in job.name]
    lock = threading.Lock()
    total = Outcome()
    with concurrent.futures.ThreadPoolExecutor(max(1, options.jobs)) as pool:
        running = {pool.submit(run, job): job for job in jobs}
        for future in concurrent.futures.as_completed(running):
            job, result = running[future], future.result()
            report(job, result, lock)
            for kind in ("passed", "failed", "skipped"):
                getattr(total, kind).extend((job.name, case) for case in getattr(result[0], kind))
    if not jobs:
        total.failed.append(("", "there is no test"))
    for job, (case, reason) in sorted(total.skipped):
        print(f"skipped: {job} {case}{': ' if reason else ''}{reason}")
    for job, case in sorted(total.failed):
        print(f"failed: {job} {case}")
    print(f"{len(total.passed)} passed, {len(total.failed)} failed, {len(total.skipped)} skipped")
    sys.exit(1 if total.failed else 0)


if __name__ == "__main__":
    main()
