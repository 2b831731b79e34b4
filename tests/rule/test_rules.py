# SPDX-License-Identifier: Apache-2.0
"""Every rule over its fixtures. `match.json` and `nomatch.json` hold rows by name, one kind of row an artefact (MAKERS);
`expected.json` what the rule says of those that match, by the same names: grade, means, value, time. All other rows must
be passed over in silence. `beside` in a row names the other rules that it must also be seen by, above context; `also` those
that it may be.
"""

import glob
import json
import os
import re

import app_rows
import crash_rows
import sysdiagnose_rows
import usage_rows
from fixtures import backup, expect, program, safari, sms, times

HERE = os.path.dirname(os.path.abspath(__file__))


def messages_made(rows):
    """A backup with one message a row: peer, service, sent, text; `from_me`, `body` (text in attributedBody alone)."""
    messages = sms.Messages()
    for row in rows:
        messages.add(row["peer"], row["text"], row["sent"], from_me=row.get("from_me", False),
                     service=row["service"] or "iMessage", body=True if row.get("body") else None)
        if row["service"] is None:
            messages.statements.append(f"UPDATE message SET service = NULL WHERE ROWID = {messages.count};\n")
    return backup.Backup().add(*backup.SMS, messages.built())


def redirects_made(rows):
    """A backup with one visit a row, and where it led: visited, source, destination, after_us."""
    visits = safari.Visits()
    for row in rows:
        if row["destination"] is None:
            visits.add(row["source"], row["visited"], redirect_destination=4711 + visits.count)
        else:
            visits.redirect(row["source"], row["destination"], row["visited"], row["after_us"] / 1e6)
    return backup.Backup().add(*backup.SAFARI, visits.built())


MAKERS = {expect.SMS: (messages_made, "sent"), expect.SAFARI: (redirects_made, "visited"), **app_rows.MAKERS,
          **usage_rows.MAKERS, **sysdiagnose_rows.MAKERS, **crash_rows.MAKERS}


def read(name, file):
    with open(os.path.join(HERE, name, file), encoding="utf-8") as text:
        return program.strict_json(text.read())


def definition(name):
    with open(glob.glob(os.path.join(program.ROOT, "rules", "*", name + ".sql"))[0], encoding="utf-8") as file:
        return file.read()


def artefact_of(text):
    """The artefact that a row rule is on, or the first that a case rule reads."""
    return re.search(r"(?m)^-- (?:on|reads): (\w+)", text).group(1)


def told_apart_by(row):
    return row.get("bundle") or row.get("value")


class RuleCase(program.BridleCase):

    def findings_of(self, name, rows):
        """What the rule found, by the names of the rows, which are told apart by their times, or by their apps or values."""
        make, time = MAKERS[artefact_of(definition(name))]
        by_time = {times.printed(row[time]) if row[time] else told_apart_by(row): words for words, row in rows.items()}
        self.assertEqual(len(by_time), len(rows), "two rows have the same time")
        by_app = {told_apart_by(row): words for words, row in rows.items() if told_apart_by(row)}
        result = self.check_by_rules(make(rows.values()).write(self.path(f"phone{len(os.listdir(self.home))}")))
        others = {line["rule"] or line["indicator"]["value"] for line in result.findings
                  if line["rule"] != name and line["grade"] != "context"}
        beside = {rule for row in rows.values() for rule in row.get("beside", [])}
        may = {rule for row in rows.values() for rule in row.get("also", [])}
        self.assertLessEqual(beside, others)
        self.assertLessEqual(others, beside | may)
        found = {}
        for finding in [line for line in result.findings if line["rule"] == name]:
            words = by_app.get(finding["value"]) or by_time[finding["datetime"]]
            self.assertNotIn(words, found, "found twice")
            found[words] = {key: finding[key] for key in ("grade", "means", "value")}
            found[words]["time"] = finding["datetime"]
        return found, result


class RuleTest(RuleCase):
    maxDiff = None

    def assert_match(self, name):
        rows, expected = read(name, "match.json"), read(name, "expected.json")
        self.assertEqual(set(rows), set(expected))
        for words, entry in expected.items():
            expected[words] = {**entry, "time": entry["time"] and times.printed(entry["time"])}
        found, _ = self.findings_of(name, rows)
        self.assertEqual(expected, found)

    def assert_no_match(self, name):
        rows = read(name, "nomatch.json")
        found, result = self.findings_of(name, rows)
        self.assertEqual(found, {})
        self.assertEqual(result.status, 3 if any(row.get("also") for row in rows.values()) else 0)


class AppleWarningTest(RuleCase):
    """What the rule's own text must have in its fixtures."""

    NAME = "ios_sms_apple_warning"

    def needles(self):
        text = definition(self.NAME)
        return re.findall(r"'([^']*)'", text[text.index("icontains(text"):text.index("THEN 'weak'\n     ELSE")])

    def test_every_needle_has_a_message(self):
        """From a stranger, as it is written and in capitals, and no other needle in it makes it redundant."""
        needles = self.needles()
        self.assertGreater(len(needles), 15)
        rows, expected = read(self.NAME, "match.json"), read(self.NAME, "expected.json")
        weak = [rows[words]["text"] for words, entry in expected.items() if entry["grade"] == "weak"]
        for needle in needles:
            alone = [text for text in weak if text and
                     [other for other in needles if other.upper() in text.upper()] == [needle]]
            self.assertTrue([text for text in alone if needle in text], f"no message with {needle!r} alone")
            self.assertTrue([text for text in alone if needle.upper() in text], f"none with {needle.upper()!r} alone")

    def test_both_addresses_of_apple(self):
        rows, expected = read(self.NAME, "match.json"), read(self.NAME, "expected.json")
        senders = {rows[words]["peer"].lower() for words, entry in expected.items() if entry["grade"] == "strong"}
        text = definition(self.NAME)
        self.assertEqual(senders, set(re.findall(r"'(threat-notifications@[^']*)'", text)))


class LateEventTest(RuleCase):
    """Events without anybody who invites: one is a reason to look, three over time are an owner's habit."""

    def late(self, count):
        rows = {str(number): {"created": f"2026-03-{number + 1:02}T10:00:00Z", "starts": "2016-01-01T09:00:00Z"}
                for number in range(count)}
        found, _ = self.findings_of("ios_calendar_late", rows)
        return {words: entry["grade"] for words, entry in found.items()}

    def test_one_and_two(self):
        self.assertEqual(self.late(1), {"0": "weak"})
        self.assertEqual(self.late(2), {"0": "weak", "1": "weak"})

    def test_habit(self):
        for count in (3, 12):
            self.assertEqual(self.late(count), {"0": "context"})


class SystemVersionTest(RuleCase):
    """What a rule makes of the phone around its row."""

    def test_backupagent_before_ios_10_is_the_system(self):
        rows = {"old": {"name": "BackupAgent", "noted": "2016-03-01T10:00:00Z", "bytes": [1.0, 1.0, 0.0, 0.0]}}
        for version, count in (("9.3.5", 0), ("10.0", 1), ("27.0", 1)):
            rows["old"]["version"] = version
            self.assertEqual(len(self.findings_of("ios_addaily_backupagent", rows)[0]), count, version)

    def test_signature_of_a_managed_phone_is_context(self):
        """A profile that manages nothing changes nothing."""
        row = {"uuid": "00000000-0000-4000-8000-0000000000A1", "bundle": "com.example.a", "all_devices": 1,
               "installed": "2026-03-01T10:00:00Z"}
        app = {"bundle": "com.example.a", "purchased": "2026-03-01T10:00:00Z",
               "metadata": {"enterpriseInstallURL": "https://apps.example.org/a.plist"}}
        for managed, grade in ((True, "context"), ("com.apple.wifi.managed", "weak")):
            for rule, made in (("ios_provisioning_enterprise", row), ("ios_app_enterprise", app)):
                found, _ = self.findings_of(rule, {"app": {**made, "managed": managed}})
                self.assertEqual(found["app"]["grade"], grade, rule)


def add_tests(name):
    setattr(RuleTest, f"test_{name}_match", lambda self: self.assert_match(name))
    setattr(RuleTest, f"test_{name}_nomatch", lambda self: self.assert_no_match(name))


for folder in sorted(os.listdir(HERE)):
    if os.path.isdir(os.path.join(HERE, folder)) and not folder.startswith("_"):
        add_tests(folder)
