# SPDX-License-Identifier: Apache-2.0
"""`check --report FILE`: whole or not there, readable by its owner alone, never in the evidence."""

import os
import re
import resource
import shutil
import signal
import sqlite3
import stat
import subprocess
import time
import unittest

from fixtures import backup, calendars, damage, databases, definitions, harmless, planted, program, sms, times

RECORD = "The record as it was kept"
NO_RECORD = "The record itself is not on this page"


class ReportFileCase(program.BridleCase):

    def setUp(self):
        super().setUp()
        self.acquisition = planted.message_link().write(self.path("phone"))
        os.mkdir(self.path("out"))
        self.report = self.path("out", "r.html")

    def examine(self, *arguments, report=None, status=1, **options):
        return self.run_bridle(
            "check", self.acquisition, "-i", planted.listed(self), "--report", report or self.report, *arguments,
            status=status, **options
        )

    def page(self):
        with open(self.report, encoding="utf-8") as file:
            text = file.read()
        self.assertTrue(text.startswith("<!DOCTYPE html>"))
        self.assertTrue(text.endswith("</html>\n"))
        return text

    def assert_nothing(self):
        self.assertEqual(os.listdir(self.path("out")), [])


class WrittenTest(ReportFileCase):

    def test_without_a_case(self):
        run = self.examine()
        self.assertIn("The answer in one sentence", self.page())
        self.assertIn(RECORD, self.page())
        self.assertIn("Signs of an attempt", run.out, "the console says it too")
        self.assertIn("r.html", run.err)
        self.assertEqual(os.listdir(self.path("out")), ["r.html"])

    def test_with_a_case_it_shows_the_records(self):
        case = self.path("a.bridle")
        self.examine("-o", case)
        self.assertIn(RECORD, self.page())
        self.assertEqual(self.run_bridle("report", case, "--format", "html").out, self.page())

    def test_only_its_owner_can_read_it(self):
        self.examine(preexec_fn=lambda: os.umask(0))
        self.assertEqual(stat.S_IMODE(os.stat(self.report).st_mode), 0o600)

    def test_machine_output_stays_as_it_is(self):
        result = self.check(self.acquisition, "-i", planted.listed(self), "--report", self.report, status=1)
        self.assert_lines_well_formed(result)
        self.assertTrue(self.page())

    def test_quiet_says_nothing_of_it(self):
        self.assertEqual(self.examine("-q").err, "")


def cards_of(page):
    """Each card, without what changes from run to run."""
    return re.findall(r"(?s)<article.*?</article>", page)


class RecordTest(ReportFileCase):
    """Cards hold the same with a case and without one."""

    def assert_same(self, acquisition, *arguments, records):
        pages = []
        for more in ([], ["-o", self.path("a.bridle")]):
            run = self.run_bridle("check", acquisition, "--report", self.report, "--force", *arguments, *more)
            self.assertIn(run.status, (1, 3, 4), run)
            pages.append(self.page())
        self.assertEqual(cards_of(pages[0]), cards_of(pages[1]))
        self.assertEqual(pages[0].count("<details>"), records)
        self.assertNotIn(NO_RECORD, pages[0])
        return pages[0]

    def test_ordinary(self):
        listed = ["-i", planted.listed(self)]
        self.assert_same(self.acquisition, *listed, records=1)
        everything = planted.everything().write(self.path("everything"))
        page = self.assert_same(everything, *listed, records=5)
        for private in (planted.SENDER, planted.APPLE_SENDER, "Your parcel is held", "Landing"):
            self.assertNotIn(private, page)
        self.assert_same(everything, *listed, "--jobs", "1", records=5)
        self.assert_same(everything, *listed, "--no-fingerprints", records=5)
        self.assert_same(everything, *listed, "--keep-content", "--consent", "x", "--examiner", "y", records=5)
        self.assert_same(everything, *listed, "--only", "ios_sms", records=2)

    def test_of_a_rule_over_several_records(self):
        events = calendars.Events()
        for number in range(20):
            events.event("Diary of a moa", "2026-01-01T09:00:00Z", f"2025-12-{number + 1:02d}T09:00:00Z")
        events.event("Old event", "2016-01-01T09:00:00Z", "2026-03-02T10:00:00Z", calendars.OTHER)
        made = harmless.made().add(*calendars.PLACE, events.built())
        nothing = self.text_file("nothing.txt", "nothing-of-this-kind.example\n")
        page = self.assert_same(made.write(self.path("calendar")), "-i", nothing, records=1)
        self.assertIn("2026-03-02 10:00:00.000000 UTC", page)
        self.assertNotIn("Old event", page)
        self.assertNotIn(calendars.OTHER, page)

    def test_of_a_damaged_database(self):
        content = planted.messages_of_everything(600)
        for number, hurt in enumerate((damage.cut(content, 0.9), damage.overwritten(content, [1]), content)):
            made = backup.Backup().add(*backup.SMS, hurt)
            page = self.assert_same(made.write(self.path(str(number))), "-i", planted.listed(self), records=2 if number else 0)
            self.assertEqual("read in part" in page, number < 2)

    def test_of_a_file_that_is_read_again(self):
        """It is opened by its name, before the list says under which name lies its log, which has another record."""
        messages = sms.Messages()
        messages.add(planted.SENDER, planted.LINK, "2026-03-14T21:05:10Z")
        main, log = databases.with_wal(messages.sql(), "UPDATE message SET service = 'RCS'")
        made = backup.Backup().add_pair(*backup.SMS, (main, log), "-wal")
        folder = made.write(self.path("again"))
        name, other = backup.file_id(backup.SMS[0], backup.SMS[1] + "-wal"), "ab" * 20
        os.makedirs(os.path.join(folder, other[:2]), exist_ok=True)
        os.rename(os.path.join(folder, name[:2], name), os.path.join(folder, other[:2], other))
        with sqlite3.connect(os.path.join(folder, "Manifest.db")) as connection:
            connection.execute("UPDATE Files SET fileID = ? WHERE fileID = ?", (other, name))
        page = self.assert_same(folder, "-i", planted.listed(self), "--jobs", "2", records=1)
        self.assertIn("<td>RCS</td>", page)

    def test_many_of_context_leave_room_for_others(self):
        rule = definitions.rule("test_context", "ios_sms", "1", grade="context", time="sent")
        self.text_file("rules/test_context.sql", rule)
        messages = sms.Messages()
        for number in range(600):
            messages.add("+12025550123", "m", times.shifted("2026-03-01T10:00:00Z", -60 * number))
        messages.add(planted.SENDER, planted.LINK, "2026-03-02T10:00:00Z")
        acquisition = backup.Backup().add(*backup.SMS, messages.built()).write(self.path("many"))
        for language, words in (("en", NO_RECORD), ("fr", "ne figure pas sur cette page")):
            self.run_bridle("check", acquisition, "-i", planted.listed(self), "--rules", self.path("rules"), "--report",
                            self.report, "--force", "--language", language, status=1)
            cards = cards_of(self.page())
            self.assertEqual(len(cards), 500)
            self.assertIn("<details>", cards[0])
            self.assertIn("chimera", cards[0])
            without = [card for card in cards if words in card]
            self.assertEqual(len(without), 100)
            self.assertFalse([card for card in without if "<details>" in card])

    def test_a_case_that_lost_it_says_so(self):
        case = self.path("a.bridle")
        self.examine("-o", case)
        with sqlite3.connect(case) as connection:
            connection.execute("DELETE FROM ios_sms")
        page = self.run_bridle("report", case, "--format", "html", status=0).out
        self.assertIn(NO_RECORD, page)
        self.assertNotIn(RECORD, page)


class RefusedTest(ReportFileCase):

    def test_what_is_there_stays_without_force(self):
        self.text_file("out/r.html", "mine")
        run = self.examine(status=2)
        self.assertEqual(run.out, "", "said before the examination")
        self.assertIn("--force", run.err)
        with open(self.report, encoding="utf-8") as file:
            self.assertEqual(file.read(), "mine")
        self.examine("--force")
        self.assertTrue(self.page())

    def test_a_folder_that_is_not_there_or_cannot_be_written(self):
        self.examine(report=self.path("nowhere", "r.html"), status=2)
        self.examine(report=self.path("out"), status=2)
        self.assert_nothing()

    def test_a_link_is_not_written_through(self):
        target = self.text_file("target", "mine")
        os.symlink(target, self.report)
        self.examine("--force", status=2)
        with open(target, encoding="utf-8") as file:
            self.assertEqual(file.read(), "mine")

    def test_inside_the_acquisition(self):
        """Not even for a moment: a temporary file would change the folder's time."""
        with program.unchanged(self, self.acquisition):
            facts = os.stat(self.acquisition).st_mtime_ns
            for path in ("r.html", "3d/r.html", "../phone/r.html"):
                run = self.examine(report=os.path.join(self.acquisition, path), status=2)
                self.assertIn("would change the evidence", run.err, path)
            os.symlink(self.acquisition, self.path("link"))
            self.examine(report=self.path("link", "r.html"), status=2)
            run = self.examine(report="r.html", status=2, cwd=self.acquisition)
            self.assertIn("would change the evidence", run.err)
            self.assertEqual(os.stat(self.acquisition).st_mtime_ns, facts)

    def test_over_the_acquisition_or_the_case(self):
        archive = self.text_file("phone.tar", b"evidence" * 100)
        run = self.run_bridle("check", archive, "--report", archive, "--force", status=2)
        self.assertIn("would change the evidence", run.err)
        with open(archive, "rb") as file:
            self.assertEqual(file.read(), b"evidence" * 100)
        run = self.examine("-o", self.report, "--force", status=2)
        self.assertIn("a file each", run.err)
        self.assert_nothing()

    def test_standard_output_carries_the_result(self):
        self.refused("check", self.acquisition, "--report", "-", words="needs a file")

    def test_a_folder_beside_that_begins_with_the_same_name_is_outside(self):
        os.mkdir(self.path("phone2"))
        self.examine(report=self.path("phone2", "r.html"))


class HalfTest(ReportFileCase):
    """Whatever goes wrong, no half report stays."""

    def test_what_cannot_be_examined_leaves_none(self):
        self.refused("check", self.path("nowhere"), "--report", self.report)
        os.mkdir(self.path("empty"))
        self.refused("check", self.path("empty"), "--report", self.report)
        self.assert_nothing()

    def test_no_file_may_grow(self):
        for size in (0, 4096, 10000):
            with self.subTest(size):
                run = self.examine(
                    status=2,
                    restore_signals=False,
                    preexec_fn=lambda size=size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
                )
                self.assertRegex(run.err, r"(?m)^bridle: ")
                self.assert_nothing()

    @unittest.skipUnless(os.geteuid() == 0, "needs root to mount a small file system")
    def test_full_file_system(self):
        mount = ["mount", "-t", "tmpfs", "-o", "size=8k", "tmpfs", self.path("out")]
        if subprocess.run(mount, check=False, stderr=subprocess.DEVNULL).returncode != 0:
            self.skipTest("cannot mount a small file system here")
        try:
            self.examine(status=2)
            self.assert_nothing()
        finally:
            subprocess.run(["umount", self.path("out")], check=True)

    def test_an_earlier_report_stays_when_the_disk_is_full(self):
        self.examine()
        before = self.page()
        self.examine(
            "--force",
            status=2,
            restore_signals=False,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192)),
        )
        self.assertEqual(self.page(), before)

    def test_a_signal_leaves_none(self):
        messages = harmless.messages(count=150_000)
        made = backup.Backup().add(*backup.SMS, messages.built())
        self.acquisition = made.write(self.path("large"))
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            command = [program.PROGRAM, "check", self.acquisition, "--report", self.report, "-o", self.path("out", "a")]
            with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
                deadline = time.monotonic() + 20
                while not os.listdir(self.path("out")) and time.monotonic() < deadline:
                    time.sleep(0.005)
                process.send_signal(number)
                process.communicate(timeout=program.TIMEOUT)
            self.assertEqual(process.returncode, 2)
            self.assert_nothing()


def nameless_files(folder):
    """Whether the file system of the folder has files without a name: there, what is killed leaves nothing."""
    try:
        os.close(os.open(folder, os.O_TMPFILE | os.O_RDWR, 0o600))
    except OSError:
        return False
    return True


class KilledTest(ReportFileCase):

    def is_open(self, process):
        """Whether a file of the report's folder is open in it."""
        found = []
        for name in os.listdir(f"/proc/{process.pid}/fd"):
            try:
                found.append(os.readlink(f"/proc/{process.pid}/fd/{name}"))
            except OSError:
                pass
        return any(path.startswith(self.path("out") + "/") for path in found)

    def test_while_the_examination_runs(self):
        if not nameless_files(self.path("out")):
            self.skipTest("no files without a name on this file system")
        made = backup.Backup().add(*backup.SMS, harmless.messages(count=150_000).built())
        command = [program.PROGRAM, "check", made.write(self.path("large")), "--report", self.report]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            deadline = time.monotonic() + 20
            while not self.is_open(process) and time.monotonic() < deadline:
                time.sleep(0.002)
            self.assertTrue(self.is_open(process))
            process.kill()
        self.assertEqual(process.returncode, -signal.SIGKILL)
        self.assert_nothing()


# A file system that has no files without a name, no RENAME_NOREPLACE, or both; another who is faster; and an end that
# nobody can catch, before so many bytes are written or before the whole is named.
ANOTHER_SYSTEM = r"""
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static long opened(const char *path, int flags, int mode)
{
    if ((flags & O_TMPFILE) == O_TMPFILE && getenv("NO_NAMELESS")) {
        errno = EOPNOTSUPP;
        return -1;
    }
    return syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

int open(const char *path, int flags, ...)
{
    va_list list;
    va_start(list, flags);
    int mode = va_arg(list, int);
    va_end(list);
    return (int)opened(path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    va_list list;
    va_start(list, flags);
    int mode = va_arg(list, int);
    va_end(list);
    return (int)opened(path, flags, mode);
}

ssize_t write(int fd, const void *bytes, size_t size)
{
    static long left = -1;
    struct stat status;
    if (getenv("KILLED_AT") && fstat(fd, &status) == 0 && S_ISREG(status.st_mode)) {
        left = left < 0 ? atol(getenv("KILLED_AT")) : left;
        if (left < (long)size) {
            (void)syscall(SYS_write, fd, bytes, left);
            raise(SIGKILL);
        }
        left -= (long)size;
    }
    return syscall(SYS_write, fd, bytes, size);
}

int fsync(int fd)
{
    if (getenv("KILLED_WHOLE"))
        raise(SIGKILL);
    return (int)syscall(SYS_fsync, fd);
}

static void faster(const char *path)
{
    if (getenv("FASTER"))
        close((int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_EXCL, 0600));
}

int linkat(int from, const char *path, int to, const char *name, int flags)
{
    faster(name);
    return (int)syscall(SYS_linkat, from, path, to, name, flags);
}

int renameat2(int from, const char *path, int to, const char *name, unsigned flags)
{
    faster(name);
    if (flags && getenv("NO_NOREPLACE")) {
        errno = EINVAL;
        return -1;
    }
    return (int)syscall(SYS_renameat2, from, path, to, name, flags);
}
"""


@unittest.skipUnless(shutil.which("cc"), "needs a compiler")
class OtherFileSystemTest(ReportFileCase):

    SYSTEMS = ({}, {"NO_NAMELESS": "1"}, {"NO_NAMELESS": "1", "NO_NOREPLACE": "1"})

    def setUp(self):
        super().setUp()
        self.case, library = self.path("a.bridle"), self.path("another.so")
        self.run_bridle("check", self.acquisition, "-i", planted.listed(self), "-o", self.case, status=1)
        subprocess.run(["cc", "-shared", "-fPIC", "-o", library, self.text_file("another.c", ANOTHER_SYSTEM)], check=True)
        self.env = {"LD_PRELOAD": library}

    def report_on(self, system, *arguments, **options):
        return program.bridle("report", self.case, "--format", "html", "-o", self.report, *arguments,
                              env={**self.env, **system}, **options)

    def test_killed_while_it_is_written(self):
        if not nameless_files(self.path("out")):
            self.skipTest("no files without a name on this file system")
        ends = [{"KILLED_AT": "4096"}, {"KILLED_AT": "10000"}, {"KILLED_WHOLE": "1"}]
        for end in ends:
            with self.subTest(end):
                self.assertEqual(self.report_on(end).status, -signal.SIGKILL)
                self.assert_nothing()
        self.assertEqual(self.report_on({}).status, 0)
        before = self.page()
        for end in ends:
            with self.subTest(end, force=True):
                self.assertEqual(self.report_on(end, "--force").status, -signal.SIGKILL)
                self.assertEqual(os.listdir(self.path("out")), ["r.html"])
                self.assertEqual(self.page(), before)

    def test_the_end_is_one(self):
        """The test above can fail: with a name, the half file stays."""
        self.assertEqual(self.report_on({"NO_NAMELESS": "1", "KILLED_AT": "10000"}).status, -signal.SIGKILL)
        self.assertRegex(" ".join(os.listdir(self.path("out"))), r"^r\.html\.[0-9a-f]{16}\.part$")

    def test_written_and_replaced(self):
        for system in self.SYSTEMS:
            with self.subTest(system):
                self.assertEqual(self.report_on(system).status, 0)
                self.page()
                self.assertEqual(stat.S_IMODE(os.stat(self.report).st_mode), 0o600)
                self.assertIn("--force", self.report_on(system).err)
                self.text_file("out/r.html", "old")
                self.assertEqual(self.report_on(system, "--force").status, 0)
                self.page()
                self.assertEqual(os.listdir(self.path("out")), ["r.html"])
                os.remove(self.report)

    def test_what_came_meanwhile_stays(self):
        for system in self.SYSTEMS:
            with self.subTest(system):
                run = self.report_on({**system, "FASTER": "1"})
                self.assertEqual(run.status, 2, run)
                self.assertIn("it is there already", run.err)
                self.assertEqual(os.listdir(self.path("out")), ["r.html"])
                self.assertEqual(os.path.getsize(self.report), 0)
                os.remove(self.report)

    def test_a_folder_of_each_form(self):
        os.mkdir(self.path("here"))
        for path in ("here.html", "./here.html", "here/h.html", self.path("here.html")):
            self.report = path
            self.assertEqual(self.report_on({}, cwd=self.home).status, 0)
            os.remove(os.path.join(self.home, path))
