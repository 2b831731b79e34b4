# SPDX-License-Identifier: Apache-2.0
"""JSON lines: keys, order, times, numbers, identifiers, and the same bytes on every run."""

import hashlib
import json

from fixtures import backup, expect, fs, harmless, planted, program, stix

GRADES = ["known", "strong", "weak", "context"]


def bytes_of(run):
    """The run's lines without what may differ: examined, cage, tool_version."""
    first, *rest = run.out.splitlines()
    case = json.loads(first)
    for key in ("examined", "cage", "tool_version"):
        case.pop(key)
    return [json.dumps(case)] + rest


class ShapeTest(program.BridleCase):

    def setUp(self):
        super().setUp()
        self.made = planted.everything()
        self.acquisition = self.made.write(self.path("phone"))
        self.listed = planted.listed(self)
        self.result = self.check(self.acquisition, "-i", self.listed)

    def test_every_line_is_a_json_object_with_all_keys_in_order(self):
        self.assert_lines_well_formed(self.result)

    def test_lines_end_in_a_newline_and_none_is_empty(self):
        self.assertTrue(self.result.text.endswith("}\n"))
        self.assertNotIn("\n\n", self.result.text)
        self.assertNotIn("\r", self.result.text)

    def test_nested_objects_have_all_keys_in_order(self):
        for listed in self.result.case["lists"]:
            self.assertEqual(list(listed), program.LIST_KEYS)
        for finding in self.result.findings:
            if finding["indicator"]:
                self.assertEqual(list(finding["indicator"]), program.INDICATOR_KEYS)

    def test_order_of_schemas(self):
        schemas = [line["schema"] for line in self.result.lines]
        order = ["bridle.case/1", "bridle.input/1", "bridle.finding/1", "bridle.event/1"]
        self.assertEqual(schemas, sorted(schemas, key=order.index))
        self.assertEqual(schemas.count("bridle.case/1"), 1)

    def test_inputs_are_sorted_by_path_and_artefact(self):
        keys = [((line["input"] or "").encode(), line["artefact"]) for line in self.result.inputs]
        self.assertEqual(keys, sorted(keys))

    def test_findings_are_sorted(self):
        def key(finding):
            return (
                GRADES.index(finding["grade"]),
                finding["timestamp"] is None,
                finding["timestamp"] or 0,
                finding["input"] or "",
                int(finding["record"] or 0),
                finding["rule"] or "",
                finding["column"] or "",
                finding["id"],
            )

        keys = [key(finding) for finding in self.result.findings]
        self.assertEqual([entry[0] for entry in keys], sorted(entry[0] for entry in keys))
        for grade in range(len(GRADES)):
            timed = [entry for entry in keys if entry[0] == grade and not entry[1]]
            self.assertEqual(timed, sorted(timed))

    def test_times_have_six_digits_and_z(self):
        for line in self.result.lines:
            for key in ("datetime", "first", "last", "first_seen", "last_seen", "acquired", "set_up", "examined"):
                if line.get(key) is not None:
                    self.assertRegex(line[key], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$")

    def test_timestamp_is_datetime_in_microseconds(self):
        from fixtures import times

        for finding in self.result.findings:
            if finding["datetime"]:
                self.assertEqual(finding["timestamp"], times.unix_micros(finding["datetime"]))
                self.assertTrue(finding["timestamp_desc"])
                self.assertIn(finding["time_origin"], {"utc", "device-local", "unknown"})

    def test_types(self):
        for line in self.result.inputs:
            for key in ("records", "recovered", "lost"):
                self.assertIsInstance(line[key], int)
        for finding in self.result.findings:
            self.assertIsInstance(finding["recovered"], bool)
            self.assertIsInstance(finding["record"], (str, type(None)))

    def test_tokens(self):
        for line in self.result.inputs:
            self.assertIn(line["outcome"], "read partial absent not-understood damaged killed locked skipped".split())
            self.assertIn(line["lost_unit"], ["row", "page", "line", "byte", None])
        for finding in self.result.findings:
            self.assertIn(finding["grade"], GRADES)

    def test_finding_ids(self):
        self.assertTrue(self.result.findings)
        for finding in self.result.findings:
            self.assertRegex(finding["id"], r"^[0-9a-f]{32}$")
            self.assertIn(finding["id"], expect.finding_ids(finding), finding)
        ids = [finding["id"] for finding in self.result.findings]
        self.assertEqual(len(ids), len(set(ids)))

    def test_finding_ids_survive_a_newer_list(self):
        newer = stix.written(self.path("newer.stix2"), planted.LIST + [("domain", "new.example")], "Chimera 2")
        again = self.check(self.acquisition, "-i", newer)
        self.assertTrue(again.findings)
        self.assertEqual(
            [finding["id"] for finding in again.findings], [finding["id"] for finding in self.result.findings]
        )

    def test_case_line(self):
        case = self.result.case
        self.assertEqual(case["kind"], "ios-backup")
        self.assertIn(case["device_model"], expect.DEVICE_MODELS)
        self.assertIn(case["os"], expect.OS_NAMES)
        self.assertEqual((case["os_version"], case["os_build"]), ("17.6.1", "21G93"))
        self.assertEqual(case["acquired"], "2026-03-20T18:00:00.000000Z")
        self.assertEqual((case["consent"], case["examiner"]), (None, None))

    def test_evidence_sha256_of_a_backup_is_of_its_manifest(self):
        with open(self.path("phone", "Manifest.db"), "rb") as file:
            digest = hashlib.sha256(file.read()).hexdigest()
        self.assertEqual(self.result.case["evidence_sha256"], digest)
        self.assertEqual(self.result.case["case"], digest[:12])

    def test_evidence_sha256_of_a_folder_is_of_its_names_and_sizes(self):
        files = {fs.SMS: harmless.messages().built(), "private/var/mobile/b.txt": b"12", "private/var/a": b"1"}
        result = self.check(fs.written(self.path("dump"), files))
        lines = sorted(f"{name}\t{len(content)}" for name, content in files.items())
        allowed = {
            hashlib.sha256(text.encode()).hexdigest()
            for text in ("\n".join(lines), "\n".join(lines) + "\n", "\n".join(f"/{line}" for line in lines) + "\n")
        }
        self.assertIn(result.case["evidence_sha256"], allowed)

    def test_case_name_consent_and_examiner(self):
        result = self.check(
            self.acquisition, "--case-name", "Ünal 7", "--consent", "yes, on paper", "--examiner", "M. B."
        )
        self.assertEqual(
            (result.case["case"], result.case["consent"], result.case["examiner"]), ("Ünal 7", "yes, on paper", "M. B.")
        )

    def test_input_line(self):
        line = self.result.input_of(expect.SMS)
        name = backup.file_id(*backup.SMS)
        self.assertEqual(line["input"], f"{name[:2]}/{name}")
        with open(self.path("phone", line["input"]), "rb") as file:
            content = file.read()
        self.assertEqual((line["size"], line["sha256"]), (len(content), hashlib.sha256(content).hexdigest()))
        self.assertEqual(
            (line["reason"], line["recovered"], line["lost"], line["lost_unit"], line["error"]),
            (None, 0, 0, None, None),
        )
        self.assertEqual(line["first"], "2026-01-02T07:00:00.125000Z")
        self.assertEqual(line["last"], "2026-03-18T16:00:00.000000Z")

    def test_manifest_has_no_device_path(self):
        line = self.result.input_of(expect.MANIFEST)
        self.assertEqual((line["input"], line["device_path"]), ("Manifest.db", None))

    def test_cage_is_told(self):
        self.assertIsInstance(self.result.case["cage"], dict)
        without = self.check(self.acquisition, "--no-cage")
        self.assertNotEqual(without.case["cage"], self.result.case["cage"])


class EventTest(program.BridleCase):

    def test_events_come_from_check_with_a_case_and_from_report(self):
        acquisition = harmless.made().write(self.path("phone"))
        result = self.check(acquisition, "--events", "-o", self.path("a.bridle"))
        self.assert_lines_well_formed(result)
        self.assertGreater(len(result.events), 200)
        keys = [(event["timestamp"], event["artefact"], int(event["record"])) for event in result.events]
        self.assertEqual(keys, sorted(keys))
        report = self.run_bridle("report", self.path("a.bridle"), "--format", "jsonl", "--events")
        self.assertEqual(report.out, result.text)

    def test_without_events_no_event_line(self):
        self.assertEqual(self.check(harmless.made().write(self.path("phone"))).events, [])

    def test_unset_dates_make_no_event(self):
        acquisition = harmless.made().write(self.path("phone"))
        result = self.check(acquisition, "--events", "-o", self.path("a.bridle"))
        self.assertTrue(result.events)
        self.assertFalse([event for event in result.events if event["datetime"].startswith(("2001-01-01", "1970"))])

    def test_events_hold_nothing_private(self):
        acquisition = harmless.made().write(self.path("phone"))
        result = self.check(acquisition, "--events", "-o", self.path("a.bridle"))
        self.assertTrue(result.events)
        for private in ("+12025550123", "mira@example.org", "Happy birthday", "wikipedia.org/wiki/Bridle"):
            self.assertNotIn(private, result.text)


class DeterminismTest(program.BridleCase):
    """Any --jobs, any time zone, any locale: the same bytes."""

    def setUp(self):
        super().setUp()
        self.acquisition = planted.everything().write(self.path("phone"))
        self.arguments = ("check", self.acquisition, "-i", planted.listed(self), "--format", "jsonl")

    def assert_same(self, *variants):
        runs = [bytes_of(self.run_bridle(*self.arguments, *more, env=env, status=1)) for more, env in variants]
        for other in runs[1:]:
            self.assertEqual(runs[0], other)

    def test_jobs(self):
        self.assert_same((("--jobs", "1"), {}), (("--jobs", "2"), {}), (("--jobs", "8"), {}), ((), {}))

    def test_time_zones(self):
        self.assert_same(
            *[((), {"TZ": zone}) for zone in ("UTC", "America/Los_Angeles", "Asia/Kathmandu", ":/nonsense", "XYZ-14")]
        )

    def test_locales(self):
        self.assert_same(
            *[
                ((), {"LC_ALL": name, "LANG": name})
                for name in ("C", "C.UTF-8", "de_DE.UTF-8", "tr_TR.UTF-8", "POSIX", "xx")
            ]
        )

    def test_repeated(self):
        self.assert_same(*[((), {})] * 3)

    def test_order_of_lists_does_not_change_findings(self):
        second = planted.listed(self, name="second.stix2", malware="Hydra")
        one = self.check(self.acquisition, "-i", self.arguments[3], "-i", second)
        two = self.check(self.acquisition, "-i", second, "-i", self.arguments[3])
        self.assertEqual([finding["id"] for finding in one.findings], [finding["id"] for finding in two.findings])

    def test_events_of_the_case_too(self):
        outs = []
        for number, jobs in enumerate(("1", "8")):
            run = self.run_bridle(
                *self.arguments, "--events", "--jobs", jobs, "-o", self.path(f"{number}.bridle"), status=1
            )
            outs.append(bytes_of(run))
        self.assertEqual(*outs)
