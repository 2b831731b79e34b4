# SPDX-License-Identifier: Apache-2.0
"""What README.md shows of a run is what a run says, and what it links to is there once."""

import os
import re
import subprocess
import sys

from fixtures import program

LEFT_OUT = "[...]"


class ReadmeTest(program.BridleCase):

    def setUp(self):
        super().setUp()
        with open(os.path.join(program.ROOT, "README.md"), encoding="utf-8") as file:
            self.text = file.read()

    def test_the_run_that_it_shows(self):
        shown = re.search(r"(?m)^    \$ build/bridle check build/sample-backup (.*)\n((?:    .*\n|\n)+)", self.text)
        made = self.path("sample-backup")
        subprocess.run([sys.executable, os.path.join(program.ROOT, "samples", "make.py"), made], check=True)
        run = self.run_bridle("check", made, *shown.group(1).split(), cwd=program.ROOT, status=1)
        said = run.out.splitlines()
        at = 0
        for line in shown.group(2).splitlines():
            line = line[4:]
            begin = line.removesuffix(LEFT_OUT).rstrip()
            if not begin:
                continue
            whole = not line.endswith(LEFT_OUT)
            same = [i for i in range(at, len(said)) if (said[i] == line if whole else said[i].startswith(begin))]
            self.assertTrue(same, f"{line!r} is not said, or not there")
            at = same[0] + 1

    def test_links_lead_somewhere_and_each_document_is_listed_once(self):
        links = re.findall(r"\]\(([\w./-]+?)(?:#[\w-]+)?\)", self.text)
        for link in links:
            self.assertTrue(os.path.exists(os.path.join(program.ROOT, link)), link)
        listed = re.findall(r"(?m)^\| \[(docs/[\w-]+\.md)\]", self.text)
        self.assertEqual(sorted(listed), sorted(set(listed)))
        there = {f"docs/{name}" for name in os.listdir(os.path.join(program.ROOT, "docs")) if name.endswith(".md")}
        self.assertEqual(set(listed), there - {"docs/README.md"})
