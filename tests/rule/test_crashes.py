# SPDX-License-Identifier: Apache-2.0
"""Rules on crash reports: one below each border and on it, what comes back on three days, thousands of reports, and
reports whose values are of every wrong kind.
"""

import json
import os
import re
import time

import crash_rows
from fixtures import definitions, program, sysdiagnose, times

WHEN = "2026-03-01T10:00:00Z"
DAY = 86400
BLASTPASS, NICKNAME, CLUSTER = "sysdiagnose_crash_blastpass", "sysdiagnose_crash_nickname", "sysdiagnose_crash_cluster"
HOMED = {"process": "homed", "exception": "EXC_CRASH", "signal": "SIGABRT"}
FILTER = {"process": "MessagesBlastDoorService", "exception": "EXC_BAD_ACCESS", "signal": "SIGBUS", "frames": 510,
          "subtype": "KERN_PROTECTION_FAILURE at 0x000000016d0bbff8", "turns": 5}
FAULT = {"exception": "EXC_BAD_ACCESS", "signal": "SIGSEGV"}


class CrashCase(program.BridleCase):

    def grades(self, rule, *reports):
        """What a rule says of a phone with these reports, in the order of time."""
        phone = crash_rows.Reports([{"at": WHEN, "reports": reports}]).write(self.path(f"phone{len(os.listdir(self.home))}"))
        return [finding["grade"] for finding in self.check_by_rules(phone).found(rule=rule)]


class BlastpassTest(CrashCase):
    """Half of the published counts, within half an hour, the second series within an hour behind the first."""

    def said(self, first=(), second=()):
        homed = {**HOMED, "count": 12, "every": 60, **dict(first)}
        service = {**FILTER, "count": 17, "every": 60, "after": 1800, **dict(second)}
        return self.grades(BLASTPASS, homed, service)

    def test_counts(self):
        self.assertEqual(self.said(), ["strong"])
        self.assertEqual(self.said(first={"count": 11}), ["weak"])
        self.assertEqual(self.said(second={"count": 16}), ["weak"])
        self.assertEqual(self.said(first={"count": 11}, second={"count": 16}), [])

    def test_windows(self):
        self.assertEqual(self.said(first={"every": 163}, second={"every": 112}), ["strong"])
        self.assertEqual(self.said(first={"every": 164}), ["weak"])
        self.assertEqual(self.said(second={"every": 113}), ["weak"])
        self.assertEqual(self.said(second={"after": 3600}), ["strong"])
        self.assertEqual(self.said(second={"after": 3601}), ["weak"])

    def test_order(self):
        self.assertEqual(self.said(second={"after": -1800}), ["weak"])

    def test_stack(self):
        self.assertEqual(self.said(second={"frames": 400, "turns": 10}), ["strong"])
        self.assertEqual(self.said(second={"frames": 399}), ["weak"])
        self.assertEqual(self.said(second={"turns": 11}), ["weak"])

    def test_form(self):
        for changed in ({"subtype": "KERN_INVALID_ADDRESS at 0x0"}, {"exception": "EXC_CRASH"}):
            self.assertEqual(self.said(second=changed), ["weak"])
        for changed in ({"signal": "SIGKILL"}, {"exception": "EXC_BREAKPOINT"}):
            self.assertEqual(self.said(first=changed), ["weak"])

    def test_days(self):
        """The service's own habit is context; both series in their order are no habit."""
        series = {**HOMED, "count": 12}
        self.assertEqual(self.grades(BLASTPASS, series, {**series, "after": DAY}), ["weak"] * 2)
        days = [{**series, "after": DAY * day} for day in range(3)]
        self.assertEqual(self.grades(BLASTPASS, *days), ["context"] * 3)
        self.assertEqual(self.grades(BLASTPASS, *days, {**FILTER, "count": 17, "after": 1800}), ["strong"] + ["context"] * 2)

    def test_six_hours(self):
        series = {**HOMED, "count": 12, "every": 0}
        self.assertEqual(self.grades(BLASTPASS, series, {**series, "after": 21600}), ["weak"])
        self.assertEqual(self.grades(BLASTPASS, series, {**series, "after": 21601}), ["weak"] * 2)


class HabitTest(CrashCase):

    def series(self, days, **words):
        return [{**FAULT, **words, "after": DAY * day} for day in range(days)]

    def test_nickname(self):
        words = {"process": "imagent", "count": 3, "system": "iPhone OS 18.3 (22D63)"}
        self.assertEqual(self.grades(NICKNAME, *self.series(2, **words)), ["weak"] * 2)
        self.assertEqual(self.grades(NICKNAME, *self.series(3, **words)), ["context"] * 3)

    def test_cluster(self):
        words = {"process": "mediaserverd", "count": 10}
        self.assertEqual(self.grades(CLUSTER, *self.series(2, **words)), ["weak"] * 2)
        self.assertEqual(self.grades(CLUSTER, *self.series(3, **words)), ["context"] * 3)


    def test_six_hours(self):
        words = {**FAULT, "process": "mediaserverd", "count": 10, "every": 0}
        self.assertEqual(self.grades(CLUSTER, words, {**words, "after": 21600}), ["weak"])
        self.assertEqual(self.grades(CLUSTER, words, {**words, "after": 21601}), ["weak"] * 2)


class ListedTest(CrashCase):
    """Rules that share a list of programs: each takes each of them."""

    RULES = "sysdiagnose_crash_cluster sysdiagnose_crash_guard sysdiagnose_crash_panic sysdiagnose_crash_recursion".split()
    NAMES = ("MessagesBlastDoorService IDSBlastDoorService imagent IMTransferAgent IMTranscoderAgent homed mediaserverd "
             "mediaplaybackd identityservicesd CommCenter SpringBoard com.apple.WebKit.WebContent "
             "com.apple.WebKit.WebContent.EnhancedSecurity com.apple.WebKit.GPU com.apple.WebKit.GPU.Hay").split()

    def test_each_name(self):
        reports = []
        for day, process in enumerate(self.NAMES):
            words = {"process": process, "after": DAY * day}
            reports += [{**words, **FILTER, **words, "count": 5}, {**words, "exception": "EXC_GUARD", "signal": "SIGKILL"},
                        {**words, "process": "Kernel", "type": "210", "after": DAY * day + 300, "panic": f"panic({process})\n"}]
        phone = crash_rows.Reports([{"at": WHEN, "reports": reports}]).write(self.path("phone"))
        result = self.check_by_rules(phone)
        for rule in self.RULES:
            found = result.found(rule=rule)
            self.assertEqual({finding["value"].removeprefix("panic(").rstrip(")") for finding in found}, set(self.NAMES), rule)
            self.assertEqual({finding["column"] for finding in found}, {"panic" if rule.endswith("panic") else "process"})
            self.assertEqual({finding["record"] for finding in found}, {"1"})

    def test_what_a_memory_fault_is(self):
        said = [{"exception": "EXC_BAD_ACCESS"}, {"exception": "EXC_BAD_INSTRUCTION"}, {"exception": "EXC_GUARD"},
                {"signal": "SIGSEGV"}, {"signal": "SIGBUS"}, {"signal": "SIGILL"}, {"signal": "SIGTRAP"}, {"exception": "EXC_CRASH"}]
        reports = [{**words, "process": process, "count": 10} for words, process in zip(said, self.NAMES)]
        phone = crash_rows.Reports([{"at": WHEN, "reports": reports}]).write(self.path("phone"))
        grades = {finding["value"]: finding["grade"] for finding in self.check_by_rules(phone).found(rule=CLUSTER)}
        self.assertEqual([grades[process] for _, process in zip(said, self.NAMES)], ["weak"] * 6 + ["context"] * 2)


COLUMNS = ("report incident timestamp os_version path process exception signal subtype codes frames repeated pc pc_in_image "
           "panic").split()
MADE = {  # which table stands for which, and its columns
    "many_crashes": ("sysdiagnose_crashes", COLUMNS),
    "many_images": ("sysdiagnose_crash_images", ["process", "path", "timestamp"]),
    "many_spun": ("sysdiagnose_spindump_images", ["process", "path", "process_path"]),
}
RULES = [name for name in sorted(os.listdir(os.path.join(program.ROOT, "rules", "sysdiagnose")))
         if re.match(r"sysdiagnose_(crash_|foreign_code)", name)]
COUNT = 5000
SECONDS = 20 if program.SANITIZED else 2


class ManyTest(program.BridleCase):
    """The rules over rows of a test's own artefacts, which stand for those of crash reports: a report is a file, and
    thousands of files would take longer than what is looked at here.
    """

    def setUp(self):
        super().setUp()
        for name, (_, columns) in MADE.items():
            cells = ",\n       ".join(f'''json_extract(l.json, '$.{column}') AS "{column}{':time' * (column == 'timestamp')}"'''
                                     for column in columns)
            self.text_file(f"artefacts/{name}.sql", definitions.artefact(
                name, f"sysdiagnose/{name}.json", f"SELECT {cells}\n  FROM json_lines() AS l", platform="ios"))
        for file in RULES:
            with open(os.path.join(program.ROOT, "rules", "sysdiagnose", file), encoding="utf-8") as text:
                self.text_file("rules/many_" + file, self.renamed(text.read()))

    def renamed(self, text):
        text = re.sub(r"(?m)^-- rule: ", "-- rule: many_", text)
        for name, (stood_for, _) in MADE.items():
            text = re.sub(rf"\b{stood_for}\b", name, text)
        return text

    def said(self, rows):
        """Findings of the rules, and that each was evaluated; `rows` of each of the three tables."""
        files = {name + ".json": "".join(json.dumps({key: row[key] for key in columns if key in row}) + "\n" for row in rows).encode()
                 for name, (_, columns) in MADE.items()}
        phone = sysdiagnose.written(self.path(f"phone{len(os.listdir(self.home))}"), files)
        begun = time.monotonic()
        result = self.check_by_rules(phone, "--artefacts", self.path("artefacts"), "--rules", self.path("rules"))
        self.assertNotIn("not evaluated", result.sentence)
        self.seconds = time.monotonic() - begun
        return [finding for finding in result.findings if (finding["rule"] or "").startswith("many_")]

    def row(self, number, process, moment, **words):
        return {"report": "crash", "incident": f"{number}", "timestamp": times.unix_micros(WHEN) + moment, "process": process,
                "path": f"/usr/libexec/{process}", "os_version": "iPhone OS 16.1 (20B82)", "exception": "EXC_BAD_ACCESS",
                "signal": "SIGBUS", "frames": 510, "repeated": 510, "subtype": "KERN_PROTECTION_FAILURE EXC_ARM_DA_ALIGN",
                "codes": "0x0000000000000101, 0x0000000000000201", "pc": 4096 + number, "pc_in_image": 0, **words}

    def assert_quick(self, rows):
        findings = self.said(rows)
        self.assertLess(self.seconds, SECONDS)
        return {finding["rule"][len("many_sysdiagnose_"):]: finding["grade"] for finding in findings}

    def test_one_program_at_one_moment(self):
        found = self.assert_quick([self.row(number, "imagent", 0) for number in range(COUNT)])
        self.assertEqual(found, {name: "weak" for name in ("crash_cluster", "crash_nickname", "crash_recursion", "crash_wild_pc")})

    def test_the_order_of_an_attack_again_and_again(self):
        """Both programs in turn, each second: all windows hold as many as they can."""
        homed = {"exception": "EXC_CRASH", "signal": "SIGABRT"}
        found = self.assert_quick([self.row(number, "MessagesBlastDoorService", number * 1000000) if number % 2 else
                                   self.row(number, "homed", number * 1000000, **homed) for number in range(COUNT)])
        self.assertEqual(found["crash_blastpass"], "strong")
        self.assertEqual(found["crash_pwnyourhome"], "weak")

    def test_many_programs(self):
        """Each of its own name, with a library of its own, and as many of each service."""
        found = self.assert_quick([self.row(number, f"hay{number}", number, path=f"/usr/libexec/../../Library/hay{number}",
                                            process_path="/usr/libexec/hay") for number in range(COUNT)])
        self.assertEqual(found, {"foreign_code": "weak"})

    def test_panics(self):
        rows = [self.row(number, "imagent", number, **({"report": "panic", "panic": "panic(hay)"} if number % 2 else {}))
                for number in range(COUNT)]
        self.assertEqual(self.assert_quick(rows)["crash_panic"], "context")

    def test_values_of_every_kind(self):
        """None ends a rule, and a time that is none is passed over."""
        rows = []
        for column in COLUMNS:
            for value in (None, 0, -1, 2 ** 63 - 1, -2 ** 63, 1.5, 1e308, "", "\u0000hay", "9" * 400, "%s%n'\"", [1], {"hay": 1}, True):
                for process in ("imagent", "homed", "configd"):
                    row = self.row(len(rows), process, len(rows) * 1000000)
                    rows.append({**row, column: value})
        self.assertIn("crash_cluster", self.assert_quick(rows))
