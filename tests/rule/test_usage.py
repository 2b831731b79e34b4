# SPDX-License-Identifier: Apache-2.0
"""Rules on network use: what stands beside a finding, which system the phone has, with a case and without one, and the
databases of real phones, counted as their publisher counted them.
"""

import os

from fixtures import backup, fs, program, sms, stix, times, usage

ORPHAN, AGENT, PATH = "ios_usage_orphan", "ios_usage_backup_agent", "ios_usage_temporary_path"
WHEN = "2026-03-10T10:00:00Z"
DAY = 86400


class UsageCase(program.BridleCase):

    def phone(self, *, name="phone", gone=(WHEN,), processes=(), **device):
        """A backup with processes (name, time) and with use at the times `gone` by processes without a record."""
        counted = usage.Usage()
        for process, moment in processes:
            counted.process(process, moment)
        for moment in gone:
            counted.skip()
            counted.use(counted.processes, moment)
        made = backup.Backup(**device).add(*usage.DATAUSAGE_PLACE, counted.built())
        return made.write(self.path(name))

    def grades(self, phone, *arguments, rule=ORPHAN):
        result = self.check(phone, *arguments)
        return [finding["grade"] for finding in result.found(rule=rule)]


class BesideTest(UsageCase):
    """Strong beside a listed process or another strong finding within a day, weak else."""

    def listed(self):
        return ["-i", stix.written(self.path("list.stix2"), [("process", "chimerad")])]

    def test_beside_a_listed_process(self):
        for seconds, grade in ((DAY, "strong"), (-DAY, "strong"), (DAY + 1, "weak"), (-DAY - 1, "weak")):
            phone = self.phone(name=str(seconds), processes=[("chimerad", times.shifted(WHEN, seconds))])
            self.assertEqual(self.grades(phone, *self.listed()), [grade], seconds)

    def test_a_name_that_is_not_listed_does_not_count(self):
        self.assertEqual(self.grades(self.phone(processes=[("chimerad2", WHEN)]), *self.listed()), ["weak"])

    def test_a_listed_name_that_may_be_cut_off_does_not_count(self):
        listed = ["-i", stix.written(self.path("list.stix2"), [("process", "chimeradchimerad-helper")])]
        self.assertEqual(self.grades(self.phone(processes=[("chimeradchimerad", WHEN)]), *listed), ["weak"])

    def test_beside_a_strong_finding(self):
        """Apple's warning is one."""
        counted = usage.Usage()
        counted.use(4711, WHEN)
        messages = sms.Messages()
        messages.add("threat-notifications@apple.com", "Apple threat notification", times.shifted(WHEN, 3600))
        made = backup.Backup().add(*usage.DATAUSAGE_PLACE, counted.built()).add(*backup.SMS, messages.built())
        self.assertEqual(self.grades(made.write(self.path("phone"))), ["strong"])

    def test_beside_what_another_case_rule_calls_strong(self):
        staging = "/private/var/db/com.apple.xpc.roleaccountd.staging/"
        updater = "com.apple.MobileSoftwareUpdate.UpdateBrainService"
        for number, (process, grade) in enumerate((
                ("/private/var/tmp/a", "strong"), ("/tmp/a", "strong"), (f"{staging}agentd", "strong"),
                (f"{staging}{updater}.1.2.xpc/{updater}", "weak"), ("BackupAgent", "strong"), ("BackupAgent2", "weak"),
                ("/usr/libexec/a", "weak"))):
            phone = self.phone(name=str(number), processes=[(process, times.shifted(WHEN, DAY))])
            self.assertEqual(self.grades(phone, *self.listed()), [grade], process)
            phone = self.phone(name=f"{number} later", processes=[(process, times.shifted(WHEN, DAY + 1))])
            self.assertEqual(self.grades(phone, *self.listed()), ["weak"], process)
        old = self.phone(name="old", version="9.3.5", processes=[("BackupAgent", WHEN)])
        self.assertEqual(self.grades(old, *self.listed()), ["weak"])

    def test_many_at_once_stay_context(self):
        phone = self.phone(gone=[times.shifted(WHEN, number) for number in range(3)], processes=[("chimerad", WHEN)])
        self.assertEqual(self.grades(phone, *self.listed()), ["context"])


class CaseTest(UsageCase):

    def test_the_same_with_a_case_and_without(self):
        phone = self.phone(processes=[("BackupAgent", WHEN), ("/private/var/tmp/a", WHEN)],
                           gone=[WHEN, times.shifted(WHEN, DAY)])
        alone, kept = self.check_by_rules(phone), self.check_by_rules(phone, "-o", self.path("a.bridle"))
        ids = [(finding["id"], finding["grade"]) for finding in alone.findings]
        self.assertEqual(ids, [(finding["id"], finding["grade"]) for finding in kept.findings])
        self.assertEqual({finding["rule"] for finding in alone.findings}, {ORPHAN, AGENT, PATH})
        self.assertEqual(alone.status, 1)

    def test_finding_names_its_file_and_record(self):
        finding = self.one(self.check_by_rules(self.phone(processes=[("BackupAgent", WHEN)], gone=())).findings)
        self.assertEqual((finding["artefact"], finding["record"], finding["column"], finding["value"]),
                         ("ios_datausage", "1", "process", "BackupAgent"))
        self.assertEqual(finding["device_path"], "/private/var/wireless/Library/Databases/DataUsage.sqlite")
        self.assertEqual(finding["datetime"], times.printed(WHEN))


class SystemTest(UsageCase):
    """BackupAgent is iOS's own up to iOS 9."""

    def test_ios_9_has_its_own(self):
        for version, expected in (("9.3.5", []), ("10.0", ["strong"]), ("8.4.1", []), ("17.6.1", ["strong"])):
            phone = self.phone(name=version, processes=[("BackupAgent", WHEN)], gone=(), version=version)
            self.assertEqual(self.grades(phone, rule=AGENT), expected, version)

    def test_folder_without_a_version(self):
        counted = usage.Usage(usage.NETUSAGE)
        counted.process("BackupAgent", WHEN)
        folder = fs.written(self.path("dump"), {usage.NETUSAGE_PATH: counted.built()})
        self.assertEqual(self.grades(folder, rule=AGENT), ["strong"])


class RealTest(program.BridleCase):
    """Real phones' databases: every row is there, nothing strong or known, at most two weak findings."""

    def content(self, name):
        path = os.path.join(program.TEST_DATA, "ios", name)
        if not os.path.exists(path):
            self.skipTest(f"{path} is not there")
        with open(path, "rb") as file:
            return file.read()

    def assert_quiet(self, result):
        self.assertEqual([finding for finding in result.findings if finding["grade"] in ("known", "strong")], [])
        self.assertLessEqual(len(result.serious), 2)

    def test_datausage_in_a_backup(self):
        made = backup.Backup().add(*usage.DATAUSAGE_PLACE, self.content("DataUsage.sqlite"))
        result = self.check(made.write(self.path("phone")))
        line = result.input_of("ios_datausage")
        # 887 rows of usage and 35 processes (of 371) without one.
        self.assertEqual((line["outcome"], line["records"], line["lost"]), ("read", 887 + 35, 0))
        self.assert_quiet(result)

    def test_both_in_a_folder(self):
        files = {"private/var/wireless/Library/Databases/DataUsage.sqlite": self.content("DataUsage.sqlite"),
                 "private/var/networkd/netusage.sqlite": self.content("netusage.sqlite")}
        result = self.check(fs.written(self.path("dump"), files), "-o", self.path("a.bridle"))
        self.assertEqual(result.input_of("ios_datausage")["records"], 887 + 35)
        line = result.input_of("ios_netusage")
        # All 260 processes have one of the 335 rows.
        self.assertEqual((line["variant"], line["outcome"], line["records"], line["lost"]), ("with Wi-Fi", "read", 335, 0))
        self.assert_quiet(result)
        rows = self.run_bridle("show", self.path("a.bridle"), "--sql",
                               "SELECT count(DISTINCT process_key) FROM ios_datausage UNION ALL "
                               "SELECT count(DISTINCT process_key) FROM ios_netusage", status=0)
        self.assertEqual(rows.out.split()[-2:], ["371", "260"])

    def test_netusage_in_its_older_place(self):
        files = {"private/var/networkd/db/netusage.sqlite": self.content("netusage.sqlite")}
        self.assertEqual(self.check(fs.written(self.path("dump"), files)).input_of("ios_netusage")["records"], 335)
