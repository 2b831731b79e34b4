# SPDX-License-Identifier: Apache-2.0
"""When the phone was set up, what is older than that, and what this kind of backup never holds."""

import datetime

from fixtures import backup, definitions, expect, harmless, planted, program

DOMAIN = "HomeDomain"
RESTORED = "Library/Preferences/com.apple.MobileBackup.plist"
ASSISTANT = "Library/Preferences/com.apple.purplebuddy.plist"
WORDS = "may have come with a restore from an earlier phone"


def day(number, month=2):
    return datetime.datetime(2026, month, number, 9)


def with_restore(made, when):
    return made.add(DOMAIN, RESTORED, {"RestoreInfo": {"RestoreDate": when}})


class SetUpTest(program.BridleCase):

    def set_up(self, made, name="phone"):
        return self.check(made.add(DOMAIN, "Library/a", b"x").write(self.path(name))).case["set_up"]

    def test_nothing_known(self):
        self.assertIsNone(self.set_up(backup.Backup()))

    def test_end_of_the_assistant(self):
        made = backup.Backup().add(DOMAIN, ASSISTANT, {"SetupLastExit": day(3)})
        self.assertEqual(self.set_up(made), "2026-02-03T09:00:00.000000Z")

    def test_earliest_of_several_files(self):
        """The assistant runs again after some updates: what it wrote last is no set-up then."""
        for number, (restore, end) in enumerate(((day(1), day(3)), (day(5), day(3)))):
            made = with_restore(backup.Backup(), restore).add(DOMAIN, ASSISTANT, {"SetupLastExit": end})
            self.assertEqual(self.set_up(made, str(number))[:10], min(restore, end).date().isoformat())

    def test_later_of_restore_and_transfer(self):
        """The restore was the earlier phone's own."""
        made = backup.Backup().add(DOMAIN, RESTORED, {"RestoreInfo": {"RestoreDate": day(1)},
                                                      "DeviceTransferInfo": {"FileTransferStartDate": day(9)}})
        self.assertEqual(self.set_up(made)[:10], "2026-02-09")

    def test_no_date_is_none(self):
        for number, value in enumerate((7, "2026-02-01", 1.5, b"", True)):
            self.assertIsNone(self.set_up(with_restore(backup.Backup(), value), str(number)))


class OlderThanSetUpTest(program.BridleCase):

    def found(self, when, name):
        made = planted.message_link()
        made = with_restore(made, when) if when else made
        return self.check(made.write(self.path(name)), "-i", planted.listed(self), status=1).found(artefact=expect.SMS)[0]

    def test_by_the_phones_own_clock_it_may_have_been_later(self):
        """West of Greenwich that clock is up to 12 hours behind."""
        self.text_file("own/test_local.sql", definitions.artefact(
            "test_local", "HomeDomain/Library/a.txt", """SELECT iso_time(substr(line, 1, 20)) AS "seen:time local",
                                                                substr(line, 22) AS "process:process" FROM lines()"""))
        lines = b"2026-02-02T20:59:59Z chimerad\n2026-02-02T21:00:00Z chimerad\n2026-02-03T08:00:00Z chimerad\n"
        made = with_restore(backup.Backup(), day(3)).add(DOMAIN, "Library/a.txt", lines)
        result = self.check(made.write(self.path("phone")), "--artefacts", self.path("own"), "-i", planted.listed(self), status=1)
        self.assertEqual([WORDS in one["benign"] for one in result.found(artefact="test_local")], [True, False, False])

    def test_older_finding_says_so(self):
        finding = self.found(datetime.datetime(2100, 1, 1), "phone")
        self.assertIn(WORDS, finding["benign"])
        self.assertRegex(finding["benign"], r"^\S.*[^.]\. It is older")

    def test_newer_finding_and_unknown_set_up_do_not(self):
        for number, when in enumerate((datetime.datetime(2010, 1, 1), None)):
            self.assertNotIn(WORDS, self.found(when, str(number))["benign"])

    def test_the_very_moment_is_not_older(self):
        time = datetime.datetime.fromisoformat(self.found(None, "without")["datetime"].rstrip("Z")).replace(microsecond=0)
        self.assertNotIn(WORDS, self.found(time, "same")["benign"])
        self.assertIn(WORDS, self.found(time + datetime.timedelta(seconds=1), "after")["benign"])


class EncryptedOnlyTest(program.BridleCase):
    """`-- encrypted-only: yes`."""

    def reason(self, made, name, *options):
        line = self.check(made.write(self.path("phone")), *options).input_of(name)
        return line["outcome"], line["reason"]

    def test_safari_history_is_not_in_an_unencrypted_backup(self):
        made = backup.Backup().add(DOMAIN, "Library/a", b"x")
        self.assertEqual(self.reason(made, expect.SAFARI), ("absent", "not-in-this-kind"))
        self.assertEqual(self.reason(made, expect.SMS), ("absent", "not-collected"))

    def test_where_it_is_there_it_is_read(self):
        made = backup.Backup().add(*backup.SAFARI, harmless.visits().built())
        self.assertEqual(self.reason(made, expect.SAFARI), ("read", None))

    def test_not_asked_for_stays_asked(self):
        made = backup.Backup().add(DOMAIN, "Library/a", b"x")
        self.assertEqual(self.reason(made, expect.SAFARI, "--skip", expect.SAFARI), ("skipped", "asked"))

    def test_of_ones_own(self):
        sql = 'SELECT a AS "a" FROM t'
        for value, reason in (("yes", "not-in-this-kind"), (None, "not-collected")):
            text = definitions.artefact("test_own", "HomeDomain/Library/own.db", sql, **{"encrypted-only": value})
            self.text_file("own/test_own.sql", text)
            made = backup.Backup().add(DOMAIN, "Library/a", b"x")
            self.assertEqual(self.reason(made, "test_own", "--artefacts", self.path("own")), ("absent", reason))


class RootFilesTest(program.BridleCase):

    def test_apps_named_beside_a_broken_list_are_no_reading_of_the_phone(self):
        made = backup.Backup().add(DOMAIN, "Library/a", b"x")
        made.replaced["Manifest.db"] = b""
        result = self.check(made.write(self.path("phone")), status=4)
        self.assertEqual(result.case["verdict"], "could-not-be-read")
        self.assertGreater(sum(line["records"] for line in result.inputs_of("ios_applications")), 0)
