# SPDX-License-Identifier: Apache-2.0
"""Crash reports (`.ips`) that end early, hold a NUL, or have a line longer than is read: never read as if whole."""

import json
import os

import acquisition
from fixtures import program, sysdiagnose

NAMES = ["sysdiagnose_crashes", "sysdiagnose_crash_images", "sysdiagnose_ips_processes"]
PLACE = "crashes_and_spins/a.ips"
HEADER = b'{"bug_type":"288","timestamp":"2023-06-08 15:18:42.00 +0000","os_version":"iPhone OS 16.5 (20F66)"}\n'


def content(name, fixture, file):
    """The bytes of one file of a fixture."""
    path = os.path.join(acquisition.HERE, name, fixture + ".json")
    with open(path, encoding="utf-8") as words:
        return acquisition.content_of(json.load(words)["sysdiagnose"]["crashes_and_spins/" + file])


class CrashReportTest(program.BridleCase):

    def outcomes(self, content, folder):
        """What each artefact says of a report."""
        sysdiagnose.written(self.path(folder), {PLACE: content})
        result = self.check(self.path(folder), "--only", ",".join(NAMES), status=(0, 1, 3, 4))
        return [result.input_of(name) for name in NAMES]

    def assert_not_whole(self, content, folder, *outcomes):
        for line in self.outcomes(content, folder):
            self.assertIn(line["outcome"], ("partial", "not-understood", *outcomes), line)
            self.assertGreater(line["lost"], 0)

    def test_cut(self):
        for name, fixture, file in (("sysdiagnose_crashes", "match_json", "groomingd-2024-03-05-112030.ips"),
                                    ("sysdiagnose_ips_processes", "match_jetsam", "JetsamEvent-2020-10-15-172958.ips"),
                                    ("sysdiagnose_ips_processes", "match_stackshot",
                                     "forceReset-full-2023-05-24-132201.0002.ips")):
            whole = content(name, fixture, file)
            for size in range(0, len(whole) - 2, len(whole) // 29):
                with self.subTest(file=file, size=size):
                    self.assert_not_whole(whole[:size], f"{file}-{size}")

    def test_nul(self):
        self.assert_not_whole(HEADER + b'{"processByPid":{}}\0{"tack":1}\n', "nul")

    def test_line_over_the_limit(self):
        hay = b'{"processByPid":{"1":{"pid":1,"procname":"launchd"},"2":{"procname":"' + (b"hay" * 400000) + b'"}}}\n'
        self.assert_not_whole(HEADER + hay, "long")

    def test_block_over_the_limit(self):
        hay = b'{"processByPid":{"1":{"pid":1,"procname":"launchd"},\n' + b'"x":{"procname":"hay"},\n' * 800000 + b"}}\n"
        self.assert_not_whole(HEADER + hay, "large", "damaged", "killed")

    def test_whole(self):
        whole = content("sysdiagnose_crashes", "match_json", "groomingd-2024-03-05-112030.ips")
        self.assertEqual({line["outcome"] for line in self.outcomes(whole, "whole")}, {"read"})
