# SPDX-License-Identifier: Apache-2.0
"""Rules on a sysdiagnose whose grade hangs on what else is there."""

import os

from fixtures import program, sysdiagnose

CLIENT = ["/usr/libexec/locationd"]
LIBEXEC = "/usr/libexec/%s"


class SysdiagnoseRuleTest(program.BridleCase):

    def found(self, rule, phone):
        """(value, grade) of each finding of the rule."""
        result = self.check_by_rules(phone.write(self.path(f"phone{len(os.listdir(self.home))}")))
        self.assert_says_not("not evaluated", result.text)
        return [(line["value"], line["grade"]) for line in result.found(rule=rule)]

    def notices(self, *counts):
        phone = sysdiagnose.Phone()
        for day, count in enumerate(counts, 1):
            phone.shutdown(f"2026-03-{day:02}T10:00:00Z", *[CLIENT] * count)
        return self.found("sysdiagnose_shutdown_notices", phone)

    def test_notices(self):
        for count, expected in ((2, []), (3, [("3", "context")]), (4, [("4", "context")]), (5, [("5", "weak")]), (9, [("9", "weak")])):
            self.assertEqual(self.notices(count), expected)

    def test_one_shutdown_stands_for_many(self):
        found = self.notices(*[5] * 25, 7)
        self.assertEqual([line for line in found if line[1] == "weak"], [("7", "weak")])
        self.assertEqual(len(found), 20)

    def counts(self, shutdowns, starts, log_keeper=()):
        """Days of March on which the logs tell of a shutdown, and of a start a minute later."""
        phone = sysdiagnose.Phone().add(sysdiagnose.EXTRA + "shutdown.log")
        for day in shutdowns:
            phone.shutdown(f"2026-03-{day:02}T10:00:00Z")
        for day in starts:
            phone.container_boot(f"2026-03-{day:02}T10:01:00Z")
        for day in log_keeper:
            phone.logd(f"2026-03-{day:02}T10:01:00Z", "libtrace_kic=1")
        return self.found("sysdiagnose_reboot_counts", phone)

    def test_counts_agree(self):
        self.assertEqual(self.counts(range(1, 20), range(10, 20)), [])
        self.assertEqual(self.counts(range(1, 20), range(10, 20), range(15, 20)), [])
        self.assertEqual(self.counts([1, 2, 4], [1, 2, 3, 4]), [])
        self.assertEqual(self.counts([1, 2, 3], []), [])

    def test_counts_differ(self):
        self.assertEqual(self.counts([9], range(5, 10)), [("containermanagerd 5, shutdown.log 1", "context")])
        self.assertEqual(self.counts(range(1, 10), [1, 9], range(1, 10)), [("containermanagerd 2, shutdown.log 9", "context")])
        self.assertEqual(self.counts([], [], [1, 2, 3]), [("logd 3, shutdown.log 0", "context")])

    def test_counts_without_a_log_of_shutdowns(self):
        phone = sysdiagnose.Phone().logd(sysdiagnose.TAKEN, "oats")
        for day in range(1, 9):
            phone.container_boot(f"2026-03-{day:02}T10:01:00Z")
        self.assertEqual(self.found("sysdiagnose_reboot_counts", phone), [])

    def test_summary_without_any_report(self):
        self.assertEqual(self.found("sysdiagnose_reports_gone", sysdiagnose.Phone().summary("a-2026-03-03-100000.ips")), [])

    def test_list_that_was_cut_off(self):
        """Forty are missing: five stand for them, and each from a folder for data stands for itself."""
        phone = sysdiagnose.Phone().process(LIBEXEC % "logd", 30)
        for pid in range(100, 140):
            phone.ps(LIBEXEC % f"d{pid}", pid).spindump(LIBEXEC % f"d{pid}", pid).ps_thread(LIBEXEC % f"d{pid}", pid)
        for pid in range(200, 207):
            path = f"/private/var/root/d{pid}"
            phone.ps(path, pid).spindump(path, pid).ps_thread(path, pid)
        found = self.found("sysdiagnose_process_hidden", phone)
        self.assertEqual([grade for _, grade in found].count("context"), 5)
        self.assertEqual([grade for _, grade in found].count("weak"), 7)

    def test_updater_in_one_list_alone(self):
        """Apple's updater is in none of the places that make a missing process weak."""
        staging = "/private/var/db/com.apple.xpc.roleaccountd.staging/exec/1.2.xpc/com.apple.NRD.UpdateBrainService"
        phone = sysdiagnose.Phone().process(LIBEXEC % "logd", 30).ps(staging, 400).spindump(staging, 400)
        self.assertEqual(self.found("sysdiagnose_process_hidden", phone), [("com.apple.NRD.UpdateBrainService", "context")])
