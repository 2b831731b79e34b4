# SPDX-License-Identifier: Apache-2.0
"""What is an acquisition, what is none, and what is only half of one."""

import os
import shutil
import unittest

from fixtures import backup, expect, fs, harmless, planted, program

ENCRYPTED = os.path.join(program.TEST_DATA, "ios", "encrypted_backup")


class NotAnAcquisitionTest(program.BridleCase):

    def test_not_a_backup(self):
        self.text_file("things/readme.txt", "hello\n")
        self.refused("check", self.path("things"), words=r"things")

    def test_empty_folder(self):
        os.mkdir(self.path("empty"))
        self.refused("check", self.path("empty"), words=r"empty")

    def test_no_such_folder(self):
        self.refused("check", self.path("nowhere"), words=r"nowhere")

    def test_file_that_is_nothing_known(self):
        for name, content in [("a.txt", b"hello"), ("empty.bin", b""), ("random.bin", bytes(range(256)) * 40)]:
            with self.subTest(name):
                self.refused("check", self.text_file(name, content))

    def test_device_and_fifo_do_not_hang(self):
        os.mkfifo(self.path("fifo"))
        self.refused("check", self.path("fifo"), timeout=20)
        self.refused("check", "/dev/zero", timeout=20)

    def test_several_backups_side_by_side_are_named(self):
        harmless.made().write(self.path("both", "phone-one"))
        harmless.made().write(self.path("both", "phone-two"))
        run = self.refused("check", self.path("both"))
        self.assertIn("phone-one", run.err)
        self.assertIn("phone-two", run.err)

    def test_long_names_side_by_side_stay_apart(self):
        names = ["0123456789abcdef0123456789abcdef0123456" + last for last in "abc"]
        for name in names:
            harmless.made().write(self.path("MobileSync", "Backup", name))
        run = self.refused("check", self.path("MobileSync"), words="name one of them")
        for name in names:
            self.assertIn(f"Backup/{name}", run.err)

    def test_more_side_by_side_than_a_message_has_room_for(self):
        for number in range(9):
            harmless.made().write(self.path("many", f"{number:040}"))
        self.refused("check", self.path("many"), words=r"\.\.\.\): name one of them")

    def test_names_in_every_script_are_readable_in_messages(self):
        for name in ("Sauvegarde d’été", "Резервная копия", "備份", "ünï"):
            with self.subTest(name):
                self.assertIn(name + ": ", self.refused("check", self.path(name)).err)
                made = harmless.made().write(self.path(name))
                self.text_file("é.bridle", "")
                self.assertIn(name, self.refused("check", made, "-o", self.path(name, "é.bridle")).err)

    def test_what_a_terminal_would_obey_is_escaped_in_names(self):
        run = self.refused("check", self.path("a\u202eb\x1b[2Jc\u200d"))
        self.assertIn("a\\xe2\\x80\\xaeb\\x1b[2Jc\\xe2\\x80\\x8d: ", run.err)

    def test_known_kind_that_cannot_be_read_is_named(self):
        run = self.refused("check", self.text_file("phone.ufdr", b"PK\x03\x04"))
        self.assertIn("phone.ufdr", run.err)


class PlaceTest(program.BridleCase):

    def test_backup_one_level_down(self):
        planted.message_link().write(self.path("outer", "00008120-000000000000001E"))
        self.check(self.path("outer"), "-i", planted.listed(self), status=1)

    def test_backup_two_levels_down(self):
        planted.message_link().write(self.path("outer", "Backup", "00008120-000000000000001E"))
        self.check(self.path("outer"), "-i", planted.listed(self), status=1)

    def test_backup_beside_other_things_one_level_down(self):
        planted.message_link().write(self.path("outer", "phone"))
        self.text_file("outer/notes/readme.txt", "x")
        self.text_file("outer/notes.txt", "x")
        self.check(self.path("outer"), "-i", planted.listed(self), status=1)

    def test_trailing_slash_dot_and_relative_names(self):
        planted.message_link().write(self.path("phone"))
        listed = planted.listed(self)
        for name in ("phone", "phone/", "./phone", "phone/.", "../" + os.path.basename(self.home) + "/phone"):
            with self.subTest(name):
                self.check(name, "-i", listed, status=1, cwd=self.home)

    def test_name_that_begins_with_a_dash(self):
        planted.message_link().write(self.path("-phone"))
        self.run_bridle("check", "-i", planted.listed(self), "--", "-phone", status=1, cwd=self.home)

    def test_plain_folder_needs_private_var(self):
        fs.written(self.path("dump"), {fs.SMS: harmless.messages().built()})
        self.assertEqual(self.check(self.path("dump"), status=0).case["kind"], "ios-filesystem")

    def test_wal_beside_a_database_in_a_plain_folder(self):
        from fixtures import databases

        messages = harmless.messages(count=20)
        database, wal = databases.with_wal("", messages.sql())
        folder = fs.written(self.path("dump"), {fs.SMS: database, fs.SMS + "-wal": wal})
        result = self.check(folder, status=0)
        self.assertEqual(result.input_of(expect.SMS)["records"], messages.count)


class MissingRootFileTest(program.BridleCase):

    def test_any_of_three_root_files_may_be_missing(self):
        for names in (
            ["Info.plist"],
            ["Status.plist"],
            ["Manifest.plist"],
            ["Info.plist", "Status.plist", "Manifest.plist"],
        ):
            with self.subTest(names):
                made = planted.message_link()
                made.leave_out = set(names)
                acquisition = made.write(self.path("-".join(names)))
                self.check(acquisition, "-i", planted.listed(self), status=1)

    def test_garbage_in_a_root_plist_takes_nothing_with_it(self):
        for name in ("Info.plist", "Status.plist"):
            for number, content in enumerate((b"", b"garbage", b"bplist00", bytes(range(256)))):
                with self.subTest(name=name, content=content[:9]):
                    made = planted.message_link()
                    made.replaced[name] = content
                    self.check(made.write(self.path(f"{name}-{number}")), "-i", planted.listed(self), status=1)

    def test_info_plist_garbage_is_no_traceback_and_the_rest_runs(self):
        made = harmless.made()
        made.replaced["Info.plist"] = b"\x00\x01garbage"
        result = self.check(made.write(self.path("phone")), status=(0, 4))
        self.assertEqual(result.input_of(expect.SMS)["records"], 200)


class EncryptedTest(program.BridleCase):

    def test_encrypted_backup_is_refused_with_a_sentence(self):
        made = harmless.made()
        made.manifest_plist["IsEncrypted"] = True
        made.replaced["Manifest.db"] = bytes((byte * 167 + 13) % 256 for byte in range(65536))
        self.refused("check", made.write(self.path("phone")), words=expect.WORDS_ENCRYPTED)

    def test_encrypted_by_its_manifest_plist_alone(self):
        made = harmless.made()
        made.manifest_plist["IsEncrypted"] = True
        self.refused("check", made.write(self.path("phone")), words=expect.WORDS_ENCRYPTED)

    @unittest.skipUnless(os.path.isdir(ENCRYPTED), "BRIDLE_TEST_DATA has no ios/encrypted_backup")
    def test_real_encrypted_backup_is_refused(self):
        shutil.copytree(ENCRYPTED, self.path("real"))
        self.refused("check", self.path("real"), words=expect.WORDS_ENCRYPTED)

    def test_unreadable_manifest_is_not_called_encrypted(self):
        made = harmless.made()
        made.replaced["Manifest.db"] = bytes((byte * 167 + 13) % 256 for byte in range(65536))
        result = self.check(made.write(self.path("phone")), status=4)
        self.assert_says_not(expect.WORDS_ENCRYPTED, result.text)

    def test_encrypted_xml_manifest_plist(self):
        import plistlib

        made = harmless.made()
        made.manifest_plist["IsEncrypted"] = True
        made.replaced["Manifest.plist"] = plistlib.dumps(made.manifest_plist, fmt=plistlib.FMT_XML)
        self.refused("check", made.write(self.path("phone")), words=expect.WORDS_ENCRYPTED)


class UnfinishedTest(program.BridleCase):
    """An unfinished, interrupted or pruned backup is said in the sentence and never ends in 0."""

    def assert_unfinished(self, made, words=expect.WORDS_UNFINISHED):
        result = self.check(made.write(self.path("phone")), status=4)
        self.assertEqual(result.case["verdict"], "nothing-found-in-what-was-read")
        self.assert_says(words, result.sentence)
        return result

    def test_snapshot_state_not_finished(self):
        made = harmless.made()
        made.status["SnapshotState"] = "uploading"
        self.assert_unfinished(made)

    def test_snapshot_folder(self):
        made = harmless.made()
        made.extra["Snapshot/Manifest.db"] = b""
        self.assert_unfinished(made)

    def test_empty_snapshot_folder(self):
        acquisition = harmless.made().write(self.path("phone"))
        os.mkdir(os.path.join(acquisition, "Snapshot"))
        self.assert_says(expect.WORDS_UNFINISHED, self.check(acquisition, status=4).sentence)

    def test_wanted_row_without_its_file(self):
        made = harmless.made()
        next(row for row in made.rows if (row.domain, row.path) == backup.SMS).stored = False
        result = self.assert_unfinished(made, expect.WORDS_UNFINISHED + "|" + expect.WORDS_MISSING)
        line = result.input_of(expect.SMS)
        self.assertEqual((line["outcome"], line["reason"], line["records"]), ("damaged", "listed-but-missing", 0))
        self.assertEqual(line["device_path"], expect.SMS_DEVICE_PATH)

    def test_unwanted_row_without_its_file_changes_nothing(self):
        made = harmless.made()
        made.add("CameraRollDomain", "Media/DCIM/100APPLE/IMG_0099.HEIC", b"x", stored=False)
        self.check(made.write(self.path("phone")), status=0)

    def test_traces_in_an_unfinished_backup_keep_the_loss_in_the_sentence(self):
        made = planted.everything()
        made.status["SnapshotState"] = "uploading"
        result = self.check(made.write(self.path("phone")), "-i", planted.listed(self), status=1)
        self.assertEqual(result.case["verdict"], "traces-found")
        self.assert_says(expect.WORDS_UNFINISHED, result.sentence)

    def test_system_newer_than_any_variant_never_ends_in_0(self):
        result = self.check(harmless.made(version="99.1", build="99A1").write(self.path("phone")), status=4)
        self.assert_says(expect.WORDS_NEWER, result.sentence)


class UnchangedTest(program.BridleCase):
    """The acquisition is never changed."""

    def test_nothing_is_written_into_a_backup(self):
        acquisition = planted.everything().write(self.path("phone"))
        with program.unchanged(self, acquisition):
            self.check(acquisition, "-i", planted.listed(self), "-o", self.path("a.bridle"))
            self.run_bridle("verify", self.path("a.bridle"), acquisition)

    def test_nothing_is_written_beside_databases_with_wal_and_journal(self):
        from fixtures import databases

        made = backup.Backup()
        made.add_pair(*backup.SMS, databases.with_wal("", harmless.messages(count=20).sql()), "-wal")
        made.add_pair(
            *backup.SAFARI,
            databases.with_hot_journal(harmless.visits().sql(), "UPDATE history_items SET url = url || 'x'"),
            "-journal",
        )
        acquisition = made.write(self.path("phone"))
        with program.unchanged(self, acquisition):
            self.check(acquisition)

    def test_nothing_is_written_into_a_folder(self):
        from fixtures import databases

        database, wal = databases.with_wal("", harmless.messages(count=20).sql())
        folder = fs.written(
            self.path("dump"), {fs.SMS: database, fs.SMS + "-wal": wal, fs.SAFARI: harmless.visits().built()}
        )
        with program.unchanged(self, folder):
            self.check(folder, "-o", self.path("a.bridle"))

    def test_without_a_case_nothing_is_written_anywhere(self):
        acquisition = harmless.made().write(self.path("phone"))
        os.mkdir(self.path("work"))
        with program.unchanged(self, self.home):
            self.check(acquisition, cwd=self.path("work"), env={"TMPDIR": self.path("work"), "HOME": self.path("work")})

    def test_read_only_acquisition(self):
        acquisition = planted.message_link().write(self.path("phone"))
        for parent, _, files in os.walk(acquisition):
            for name in files:
                os.chmod(os.path.join(parent, name), 0o444)
            os.chmod(parent, 0o555)
        try:
            self.check(acquisition, "-i", planted.listed(self), status=1)
        finally:
            for parent, _, _ in os.walk(acquisition):
                os.chmod(parent, 0o755)
