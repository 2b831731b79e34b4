# SPDX-License-Identifier: Apache-2.0
"""Hostile folders: names, links, devices, files that change while they are read, files that may not be read."""

import os
import shutil
import subprocess
import threading
import time

from fixtures import backup, expect, fs, harmless, planted, program

ODD_NAMES = [
    "line\nbreak",
    "escape\x1b[31m",
    "tab\t",
    "bell\x07",
    "..",
    "../../../etc/passwd",
    "./.",
    "a/../b",
    "//double//slash",
    "/absolute",
    " leading and trailing ",
    "quote\"'`$(id);&|<>*?[]{}!#~\\",
    "\u202ereversed",
    "e\u0301",
    "x" * 1000,
    "-rf",
    "%s%n%x",
    "nul",
    "日本語",
]


class NameTest(program.BridleCase):

    def test_odd_names_in_the_manifest(self):
        made = planted.manifest_path()
        for number, name in enumerate(ODD_NAMES):
            made.add("HomeDomain", f"Library/Odd/{number}/{name}", b"x", stored=False)
            made.add(f"AppDomain-{name}", "Documents/a", b"x", stored=False)
            made.add("HomeDomain", name, b"x", stored=False)
        made.folders = False
        result = self.check(made.write(self.path("phone")), "-i", planted.listed(self), status=1)
        self.assertEqual(result.input_of(expect.MANIFEST)["records"], len(made.rows))
        for byte in "\x1b\x07\u202e":
            self.assertNotIn(byte, result.text)

    def test_invalid_utf_8_in_the_manifest(self):
        made = planted.manifest_path()
        for number, name in enumerate(
            (b"Library/\xff\xfe", b"\xc3\x28", b"\xed\xa0\x80", b"a\0b", b"\xf4\x90\x80\x80")
        ):
            made.add("HomeDomain", name, b"x", stored=False)
        made.folders = False
        result = self.check(made.write(self.path("phone")), "-i", planted.listed(self), status=1)
        self.assertEqual(result.input_of(expect.MANIFEST)["records"], len(made.rows))

    def test_listed_name_with_escapes_is_told_escaped(self):
        made = planted.manifest_path(path="Library/Caches/com.chimera.stage/\x1b[31m\nagentd")
        acquisition = made.write(self.path("phone"))
        text = self.run_bridle("check", acquisition, "-i", planted.listed(self), status=1)
        self.assertNotIn("\x1b", text.out)
        result = self.check(acquisition, "-i", planted.listed(self), status=1)
        self.assertTrue(
            any("\x1b[31m\nagentd" in (finding["value"] or "") for finding in result.found(artefact=expect.MANIFEST))
        )

    def test_odd_names_in_a_folder(self):
        folder = fs.written(self.path("dump"), {fs.SMS: harmless.messages(count=20).built()})
        for name in (
            b"line\nbreak",
            b"escape\x1b[31m",
            b"\xff\xfe",
            b"\xc3(",
            b" ",
            b"-rf",
            b"%s%n",
            b"..hidden",
            "日本語".encode(),
            b"x" * 250,
        ):
            with open(os.path.join(os.fsencode(folder), b"private/var", name), "wb") as file:
                file.write(b"x")
        self.check(folder, status=0)

    def test_file_ids_that_point_elsewhere(self):
        """fileID is the evidence's word too: nothing outside the backup is opened, and its own file is read still."""
        own = backup.Backup().add(*backup.SMS, harmless.messages(count=10).built()).write(self.path("own"))
        records = self.check(own, status=0).input_of(expect.SMS)["records"]
        secret = self.text_file("secret.db", harmless.messages(count=20).built())
        for number, name in enumerate(
            (
                "../secret.db",
                secret,
                "../../../../../../etc/passwd",
                "..",
                "",
                "3d/../../secret.db",
                "zz" * 20,
                "3D0D7E5FB2CE288813306E4D4636395E047A3D28",
                "\x1b[31m",
                "3d0d7e5fb2ce288813306e4d4636395e047a3d28/../x",
            )
        ):
            with self.subTest(name):
                made = backup.Backup().add(*backup.SMS, harmless.messages(count=10).built())
                made.manifest_sql = [f"UPDATE Files SET fileID = '{name}' WHERE relativePath = 'Library/SMS/sms.db';"]
                result = self.check(made.write(self.path(str(number))))
                for line in result.inputs:
                    self.assertNotIn("secret", line["input"] or "")
                    self.assertNotIn("passwd", line["input"] or "")
                self.assertEqual(sum(line["records"] for line in result.inputs_of(expect.SMS)), records)


class LinkTest(program.BridleCase):

    def setUp(self):
        super().setUp()
        self.acquisition = (
            planted.manifest_path().add(*backup.SAFARI, harmless.visits().built()).write(self.path("phone"))
        )
        self.stored = backup.stored_path(self.acquisition, *backup.SMS)

    def outside(self):
        messages = harmless.sms.Messages()
        messages.add(planted.SENDER, planted.LINK, "2026-03-14T21:05:10Z")
        return self.text_file("outside/sms.db", messages.built())

    def assert_not_followed(self):
        result = self.check(self.acquisition, "-i", planted.listed(self))
        self.assertEqual(result.found(indicator=planted.DOMAIN), [], result.run)
        line = result.input_of(expect.SMS)
        self.assertEqual(line["records"], 0)
        self.assertNotEqual(line["outcome"], "read")
        self.assertNotEqual(result.status, 0)
        self.assertEqual(result.inputs_of(expect.SAFARI)[0]["outcome"], "read", "the run goes on")

    def test_link_in_place_of_a_file(self):
        os.unlink(self.stored)
        os.symlink(self.outside(), self.stored)
        self.assert_not_followed()

    def test_link_in_place_of_a_folder(self):
        outside = self.outside()
        os.rename(outside, os.path.join(os.path.dirname(outside), os.path.basename(self.stored)))
        shutil.rmtree(os.path.dirname(self.stored))
        os.symlink(os.path.dirname(outside), os.path.dirname(self.stored))
        self.assert_not_followed()

    def test_link_inside_the_backup_is_not_followed_either(self):
        os.rename(self.stored, self.stored + "x")
        os.symlink(os.path.basename(self.stored) + "x", self.stored)
        self.assert_not_followed()

    def test_fifo_in_place_of_a_file_does_not_hang(self):
        os.unlink(self.stored)
        os.mkfifo(self.stored)
        self.assert_not_followed()

    def test_folder_in_place_of_a_file(self):
        os.unlink(self.stored)
        os.mkdir(self.stored)
        self.assert_not_followed()

    def test_socket_and_device_in_place_of_a_file(self):
        import socket

        os.unlink(self.stored)
        server = socket.socket(socket.AF_UNIX)
        self.addCleanup(server.close)
        previous = os.getcwd()
        os.chdir(os.path.dirname(self.stored))
        try:
            server.bind(os.path.basename(self.stored))
        finally:
            os.chdir(previous)
        self.assert_not_followed()

    def test_manifest_that_is_a_link(self):
        outside = self.text_file("outside/Manifest.db", planted.manifest_path().manifest())
        os.unlink(os.path.join(self.acquisition, "Manifest.db"))
        os.symlink(outside, os.path.join(self.acquisition, "Manifest.db"))
        run = self.run_bridle("check", self.acquisition, "-i", planted.listed(self))
        self.assertIn(run.status, {2, 4}, run)

    def test_links_in_a_plain_folder(self):
        outside = self.outside()
        folder = fs.written(self.path("dump"), {fs.SAFARI: harmless.visits().built()})
        os.makedirs(os.path.join(folder, os.path.dirname(fs.SMS)))
        os.symlink(outside, os.path.join(folder, fs.SMS))
        os.symlink("/", os.path.join(folder, "private/var/root"))
        os.symlink(folder, os.path.join(folder, "private/var/loop"))
        result = self.check(folder, "-i", planted.listed(self), timeout=60)
        self.assertEqual(result.found(indicator=planted.DOMAIN), [])
        self.assertEqual(len(result.inputs_of(expect.SAFARI)), 1)

    def test_link_in_the_middle_of_a_path_in_a_plain_folder(self):
        outside = self.outside()
        folder = fs.written(self.path("dump"), {fs.SAFARI: harmless.visits().built()})
        os.symlink(os.path.dirname(outside), os.path.join(folder, "private/var/mobile/Library/SMS"))
        self.assertEqual(self.check(folder, "-i", planted.listed(self)).found(indicator=planted.DOMAIN), [])


class DeepTest(program.BridleCase):

    def test_very_deep_folders_end(self):
        folder = fs.written(self.path("dump"), {fs.SMS: harmless.messages(count=20).built()})
        previous = os.getcwd()
        os.chdir(os.path.join(folder, "private/var"))
        try:
            for _ in range(400):
                os.mkdir("d" * 200)
                os.chdir("d" * 200)
        finally:
            os.chdir(previous)
        self.addCleanup(subprocess.run, ["rm", "-rf", folder], check=False)
        result = self.check(folder, status=(0, 4), timeout=60)
        self.assertEqual(result.input_of(expect.SMS)["outcome"], "read")

    def test_twenty_thousand_files(self):
        folder = fs.written(self.path("dump"), {fs.SMS: harmless.messages(count=20).built()})
        os.mkdir(os.path.join(folder, "private/var/many"))
        for number in range(20000):
            with open(os.path.join(folder, f"private/var/many/{number}"), "wb"):
                pass
        self.check(folder, status=0, timeout=60)


class ChangingTest(program.BridleCase):

    def test_file_that_grows_while_read(self):
        acquisition = planted.with_messages(extra=2000).write(self.path("phone"))
        path, stop = backup.stored_path(acquisition, *backup.SMS), threading.Event()

        def grow():
            with open(path, "ab") as file:
                while not stop.is_set() and file.tell() < 200 << 20:
                    file.write(b"\xa5" * 65536)
                    file.flush()
                    time.sleep(0.0005)

        writer = threading.Thread(target=grow)
        writer.start()
        try:
            result = self.check(acquisition, "-i", planted.listed(self), timeout=60)
        finally:
            stop.set()
            writer.join()
        self.assertIn(result.input_of(expect.SMS)["outcome"], expect.UNREAD | {"read"})

    def test_file_that_shrinks_while_read(self):
        for number in range(5):
            acquisition = planted.with_messages(extra=3000).write(self.path(str(number)))
            path = backup.stored_path(acquisition, *backup.SMS)
            cutter = threading.Timer(0.01 * number, os.truncate, (path, 5000))
            cutter.start()
            result = self.check(acquisition, timeout=60)
            cutter.join()
            self.assertIn(result.input_of(expect.SMS)["outcome"], expect.UNREAD | {"read"})


class UnreadableTest(program.BridleCase):

    def test_unreadable_file(self):
        acquisition = planted.with_messages().add(*backup.SAFARI, harmless.visits().built()).write(self.path("phone"))
        os.chmod(backup.stored_path(acquisition, *backup.SMS), 0)
        result = self.check(acquisition, **self.as_somebody())
        line = result.input_of(expect.SMS)
        self.assertIn(line["outcome"], {"damaged", "locked"})
        self.assertTrue(line["error"])
        self.assertEqual(result.status, 4)
        self.assertEqual(result.input_of(expect.SAFARI)["outcome"], "read")

    def test_unreadable_manifest(self):
        acquisition = planted.with_messages().write(self.path("phone"))
        os.chmod(os.path.join(acquisition, "Manifest.db"), 0)
        run = self.run_bridle("check", acquisition, **self.as_somebody())
        self.assertIn(run.status, {2, 4}, run)

    def test_unreadable_folder(self):
        folder = fs.written(
            self.path("dump"), {fs.SMS: harmless.messages(count=20).built(), "private/var/closed/a": b"x"}
        )
        os.chmod(os.path.join(folder, "private/var/closed"), 0)
        result = self.check(folder, **self.as_somebody())
        self.assertEqual(result.input_of(expect.SMS)["outcome"], "read")
        self.assertEqual(result.status, 4, "a folder that could not be looked into is a loss")

    def as_somebody(self):
        """Options that run the program without root's rights."""
        if os.geteuid() != 0:
            return {}
        os.chmod(self.home, 0o755)
        for parent, folders, _ in os.walk(self.home):
            for name in folders:
                if os.stat(os.path.join(parent, name)).st_mode & 0o777:
                    os.chmod(os.path.join(parent, name), 0o755)
        probe = (
            subprocess.run(
                [program.PROGRAM, "version"],
                user=65534,
                group=65534,
                extra_groups=[],
                check=False,
                cwd="/",
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            if os.path.exists(program.PROGRAM)
            else None
        )
        if probe is not None and probe.returncode != 0:
            self.skipTest("runs as root, and another user may not run the program")
        return {"user": 65534, "group": 65534, "extra_groups": [], "cwd": "/"}
