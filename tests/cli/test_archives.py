# SPDX-License-Identifier: Apache-2.0
"""An acquisition in an archive is read as its folder is: the same inputs, findings, ids; nothing is unpacked to disk."""

import gzip
import hashlib
import os
import resource
import shutil
import subprocess
import unittest
import zipfile

from fixtures import archives, backup, definitions, encrypted, expect, fs, harmless, planted, program, sysdiagnose

PS = "sysdiagnose_ps"
CAUGHT = sysdiagnose.processes("/usr/libexec/chimerad")
SECOND = "sysdiagnose_2026.01.02_03-04-05+0000_iPhone-OS_iPhone_21G93"
NAMES = definitions.artefact(
    "test_names",
    "sysdiagnose/(files)",
    "SELECT json_extract(l.json, '$.path') AS \"path:path\", json_extract(l.json, '$.sort') AS \"sort\",\n"
    "       json_extract(l.json, '$.size') AS \"size\" FROM json_lines() AS l;",
)


class ArchiveCase(encrypted.EncryptedCase):
    """Packs folders, and compares what is found in them with what was found in the folder."""

    def packed(self, folder, kind, prefix="", name="packed"):
        members = archives.placed(archives.listed(folder), prefix)
        return self.text_file(f"{name}.{kind}", archives.packed(kind, members))

    def assert_same(self, folder, archive):
        """Two results that say the same of the phone, each thing at the same place."""
        self.assertEqual([line["id"] for line in folder.findings], [line["id"] for line in archive.findings])
        self.assertEqual(folder.findings, archive.findings)
        self.assertEqual(folder.inputs, archive.inputs)
        for key in ("verdict", "sentence", "kind", "device_model", "os_version", "os_build", "acquired", "set_up"):
            self.assertEqual(folder.case[key], archive.case[key], key)
        self.assertEqual(folder.status, archive.status)

    def assert_packed_the_same(self, folder, *arguments, prefixes=("", "inner", "outer/inner"), check=None):
        check = check or self.check
        plain = check(folder, "-i", planted.listed(self), *arguments)
        for kind in archives.KINDS:
            for prefix in prefixes:
                with self.subTest(kind=kind, prefix=prefix):
                    archive = self.packed(folder, kind, prefix)
                    self.assert_same(plain, check(archive, "-i", planted.listed(self), *arguments))
        return plain


class SameTest(ArchiveCase):

    def test_backup(self):
        plain = self.assert_packed_the_same(planted.everything().write(self.path("phone")))
        self.assertEqual(plain.status, 1)
        self.assertGreaterEqual(len(plain.serious), 4)

    def test_old_backup(self):
        made = planted.everything()
        made.old = True
        self.assert_packed_the_same(made.write(self.path("phone")), prefixes=("", "x"))

    def test_encrypted_backup(self):
        plain = self.assert_packed_the_same(self.written(planted.everything()), prefixes=("", "x"), check=self.open)
        self.assertEqual(plain.status, 1)

    def test_file_system(self):
        messages = harmless.messages(count=20)
        messages.add(planted.SENDER, planted.LINK, "2026-03-14T21:05:10Z")
        folder = fs.written(
            self.path("dump"),
            {
                fs.SMS: messages.built(),
                fs.SAFARI: harmless.visits().built(),
                # In an order that is not that of whole paths.
                "private/var/mobile/a/b": b"1",
                "private/var/mobile/a.b/c": b"2",
                "private/var/mobile/a-b": b"3",
                "private/var/mobile/Library/Caches/com.chimera.stage": b"4",
            },
        )
        os.mkdir(os.path.join(folder, "private/var/empty"))
        plain = self.assert_packed_the_same(folder, prefixes=("", "dump"))
        self.assertEqual({line["artefact"] for line in plain.serious}, {expect.SMS, "ios_filesystem"})

    def test_sysdiagnose(self):
        folder = sysdiagnose.written(self.path(SECOND), {"ps.txt": CAUGHT})
        plain = self.assert_packed_the_same(folder, prefixes=("", SECOND, "outer/" + SECOND))
        self.assertEqual(self.one(plain.serious)["artefact"], PS)

    def test_names_of_a_sysdiagnose(self):
        self.text_file("artefacts/test_names.sql", NAMES)
        folder = sysdiagnose.written(self.path("s"), {"ps.txt": CAUGHT, "private/chimerad": b"1", "a/b": b"2", "a.b": b""})
        plain = self.assert_packed_the_same(folder, "--artefacts", self.path("artefacts"), prefixes=("", "x"))
        self.assertGreater(plain.input_of("test_names")["records"], 8)

    def test_log_archive_alone(self):
        files = {"Persist/0001.tracev3": b"x", "timesync/1.timesync": b"x", "Info.plist": b""}
        for name, content in files.items():
            self.text_file(f"one.logarchive/{name}", content)
        folder = self.path("one.logarchive")
        plain = self.check(folder)
        self.assertEqual(plain.case["kind"], "sysdiagnose")
        for kind in archives.KINDS:
            with self.subTest(kind):
                result = self.check(self.packed(folder, kind, "one.logarchive"))
                self.assertEqual((result.case["kind"], result.inputs), ("sysdiagnose", plain.inputs))

    def test_archive_without_folder_entries(self):
        folder = planted.everything().write(self.path("phone"))
        plain = self.check(folder, "-i", planted.listed(self))
        members = archives.listed(folder, folders=False)
        for kind in archives.KINDS:
            archive = self.text_file(f"bare.{kind}", archives.packed(kind, archives.placed(members, "x")))
            self.assert_same(plain, self.check(archive, "-i", planted.listed(self)))

    def test_what_other_programs_pack(self):
        folder = planted.everything().write(self.path("phone"))
        plain = self.check(folder, "-i", planted.listed(self))
        commands = [["tar", "-C", folder, "-cf", "OUT.tar", "."], ["tar", "-C", self.home, "-czf", "OUT.tgz", "phone"]]
        commands += [["tar", "-C", self.home, f"--format={form}", "-cf", f"OUT-{form}.tar", "phone"]
                     for form in ("v7", "ustar", "pax", "oldgnu")]
        commands += [["zip", "-qr", "OUT.zip", "phone"], ["zip", "-qr0", "OUT-stored.zip", "phone"]]
        commands += [["bsdtar", "-C", self.home, "-cf", "OUT-bsd.zip", "--format", "zip", "phone"]]
        for command in commands:
            with self.subTest(command[0] + " " + command[-2]):
                if not shutil.which(command[0]):
                    continue
                command = [part.replace("OUT", self.path("out")) for part in command]
                subprocess.run(command, check=True, cwd=self.home, stdout=subprocess.DEVNULL)
                archive = next(part for part in command if part.startswith(self.path("out")))
                self.assert_same(plain, self.check(archive, "-i", planted.listed(self)))

    def test_names_of_windows(self):
        folder = planted.everything().write(self.path("phone"))
        writer = archives.ZipWriter()
        for name, content in archives.listed(folder, folders=False):
            writer.add("phone\\" + name.replace("/", "\\"), content, made=20)
        archive = self.text_file("windows.zip", writer.built())
        self.assert_same(self.check(folder, "-i", planted.listed(self)), self.check(archive, "-i", planted.listed(self)))

    def test_what_finder_adds(self):
        folder = planted.everything().write(self.path("phone"))
        members = archives.placed(archives.listed(folder), "phone")
        beside = [(f"__MACOSX/phone/._{os.path.basename(name)}", b"\0\5\26\7") for name, _ in members]
        archive = self.text_file("finder.zip", archives.zip_of(members + [("__MACOSX", None)] + beside))
        self.assert_same(self.check(folder, "-i", planted.listed(self)), self.check(archive, "-i", planted.listed(self)))

    def test_log_beside_a_database(self):
        from fixtures import databases

        made = backup.Backup()
        messages = harmless.messages(count=20)
        made.add_pair(*backup.SMS, databases.with_wal("", messages.sql()), "-wal")
        plain = self.assert_packed_the_same(made.write(self.path("phone")), prefixes=("x",))
        self.assertEqual(plain.input_of(expect.SMS)["records"], messages.count)

    def test_more_files_than_descriptors(self):
        """A soft limit is raised; under a hard one what is too much is said, and the rest is read."""
        sql = "SELECT l.line AS \"line:process\" FROM lines() AS l;"
        self.text_file(
            "artefacts/test_lines.sql",
            definitions.artefact("test_lines", "sysdiagnose/crashes_and_spins/*.txt", sql),
        )
        files = {f"crashes_and_spins/{number:03}.txt": b"chimerad\n" for number in range(450)}
        folder = sysdiagnose.written(self.path("s"), {"ps.txt": sysdiagnose.processes(), **files})
        archive = self.packed(folder, "tar.gz", "x")
        options = ("--artefacts", self.path("artefacts"), "-i", planted.listed(self))
        plain = self.check(folder, *options)
        self.assertEqual(len(plain.serious), 450)

        def limited(soft, hard):
            limit = lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))  # noqa: E731
            return self.check(archive, *options, preexec_fn=limit)

        self.assert_same(plain, limited(300, 4096))
        few = limited(300, 400)
        told = [line["outcome"] for line in few.inputs_of("test_lines")]
        self.assertEqual(set(told), {"read", "damaged"})
        self.assertGreater(told.count("read"), 100)
        self.assertEqual(len(few.serious), told.count("read"))
        self.assert_says("were damaged and could not be read; 1 archive could not be read whole", few.sentence)


class CrashFolderTest(ArchiveCase):
    """What a computer fetches of a phone's crash reports, with the sysdiagnoses that lie among them."""

    def setUp(self):
        super().setUp()
        self.inner = sysdiagnose.written(self.path("made", SECOND), {"ps.txt": CAUGHT})
        self.place = f"DiagnosticLogs/sysdiagnose/{SECOND}.tar.gz"
        content = archives.packed("tar.gz", archives.placed(archives.listed(self.inner), SECOND))
        self.text_file(f"crashes/{self.place}", content)
        self.text_file("crashes/Stable-2026-01-02-030405.ips", "{}\n{}\n")
        self.crashes = self.path("crashes")

    def test_packed_sysdiagnose_is_read(self):
        result = self.check(self.crashes, "-i", planted.listed(self), status=1)
        self.assertEqual(result.case["kind"], "sysdiagnose")
        self.assertEqual(result.input_of(PS)["input"], self.place + "!/ps.txt")
        found = self.one(result.serious)
        self.assertEqual(found["input"], self.place + "!/ps.txt")
        unpacked = self.check(self.inner, "-i", planted.listed(self), status=1)
        self.assertEqual(found["id"], self.one(unpacked.serious)["id"])

    def test_its_names_are_among_the_names(self):
        self.text_file("artefacts/test_names.sql", NAMES)
        case = self.path("a.bridle")
        self.check(self.crashes, "--artefacts", self.path("artefacts"), "-o", case)
        out = self.run_bridle("show", case, "--sql", "SELECT path FROM test_names ORDER BY record").out
        self.assertIn("crashes_and_spins/" + self.place, "".join(out.split()))
        self.assertRegex(out, r"(?m)^path +ps\.txt$")

    def test_two_of_them(self):
        other = sysdiagnose.written(self.path("made", "b"), {"ps.txt": sysdiagnose.processes()})
        content = archives.packed("tar.gz", archives.placed(archives.listed(other), "sysdiagnose_b"))
        self.text_file("crashes/DiagnosticLogs/sysdiagnose/sysdiagnose_b.tar.gz", content)
        result = self.check(self.crashes, "-i", planted.listed(self), status=1)
        self.assertEqual(
            [line["input"] for line in result.inputs_of(PS)],
            [self.place + "!/ps.txt", "DiagnosticLogs/sysdiagnose/sysdiagnose_b.tar.gz!/ps.txt"],
        )

    def test_one_that_is_none(self):
        for name, content in (("a", b"oats"), ("b", gzip.compress(b"oats")), ("c", b""), ("d", archives.packed("tar.gz", [("x", b"")]))):
            with self.subTest(name):
                bad = f"DiagnosticLogs/sysdiagnose/sysdiagnose_{name}.tar.gz"
                path = self.text_file(f"crashes/{bad}", content)
                result = self.check(self.crashes, "-i", planted.listed(self), status=1)
                self.assertEqual(result.input_of(PS)["input"], self.place + "!/ps.txt")
                self.assert_says("1 archive could not be read whole", result.sentence)
                text = self.run_bridle("check", self.crashes, "-i", planted.listed(self)).out
                self.assertIn(f"sysdiagnose_{name}.tar.gz could not be read: ", " ".join(text.split()))
                os.unlink(path)

    def test_more_than_are_read(self):
        content = archives.packed("tar.gz", [("ps.txt", sysdiagnose.processes())] + [("sysdiagnose.log", b"")])
        for number in range(17):
            self.text_file(f"crashes/DiagnosticLogs/sysdiagnose/sysdiagnose_{number:02}.tar.gz", content)
        result = self.check(self.crashes, status=4)
        self.assertEqual(len(result.inputs_of(PS)), 16)
        self.assert_says("2 archives could not be read whole", result.sentence)

    def test_crash_folder_in_an_archive(self):
        plain = self.check(self.crashes, "-i", planted.listed(self))
        for kind in archives.KINDS:
            for prefix in ("", "crashes"):
                with self.subTest(kind=kind, prefix=prefix):
                    archive = self.packed(self.crashes, kind, prefix)
                    self.assert_same(plain, self.check(archive, "-i", planted.listed(self)))

    def test_verify(self):
        case = self.path("a.bridle")
        self.check(self.crashes, "-o", case)
        run = self.run_bridle("verify", case, self.crashes, status=0)
        self.assert_says("0 gone", " ".join(run.out.split()))
        other = sysdiagnose.written(self.path("made", "b"), {"ps.txt": sysdiagnose.processes("/sbin/other")})
        content = archives.packed("tar.gz", archives.placed(archives.listed(other), SECOND))
        self.text_file(f"crashes/{self.place}", content)
        run = self.run_bridle("verify", case, self.crashes, status=1)
        self.assertIn(f"changed: {self.place}!/ps.txt", run.out)
        os.unlink(os.path.join(self.crashes, self.place))
        run = self.run_bridle("verify", case, self.crashes, status=1)
        self.assertIn(f"gone:    {self.place}!/ps.txt", run.out)


class EvidenceTest(ArchiveCase):

    def setUp(self):
        super().setUp()
        self.folder = planted.everything().write(self.path("phone"))

    def test_hash_is_that_of_the_archive(self):
        for kind in archives.KINDS:
            archive = self.packed(self.folder, kind, "x")
            with open(archive, "rb") as file:
                expected = hashlib.sha256(file.read()).hexdigest()
            result = self.check(archive)
            self.assertEqual(result.case["evidence_sha256"], expected)
            self.assertEqual(result.case["acquisition"], archive)

    def test_archive_is_not_changed_and_nothing_written_beside_it(self):
        archive = self.packed(self.folder, "tar.gz", "x")
        os.mkdir(self.path("work"))
        with program.unchanged(self, self.home):
            self.check(archive, cwd=self.path("work"), env={"TMPDIR": self.path("work"), "HOME": self.path("work")})
        os.chmod(archive, 0o400)
        self.check(archive, "-o", self.path("work", "a.bridle"))
        self.refused("check", archive, "-o", archive, "--force", words="would change the evidence")

    def test_verify(self):
        for kind in archives.KINDS:
            with self.subTest(kind):
                archive, case = self.packed(self.folder, kind, "x"), self.path(kind + ".bridle")
                result = self.check(archive, "-o", case)
                read = {line["input"] for line in result.inputs if line["sha256"]}
                run = self.run_bridle("verify", case, archive, status=0)
                self.assertRegex(" ".join(run.out.split()), rf"\b{len(read)} files the same, 0 changed, 0 gone")
                # Another archive of the same files has the same files, and is another archive.
                other = self.packed(self.folder, kind, "y", name="other")
                run = self.run_bridle("verify", case, other, status=1)
                self.assertIn("evidence_sha256", run.out)
                self.assertRegex(" ".join(run.out.split()), rf"\b{len(read)} files the same, 1 changed, 0 gone")

    def test_verify_finds_the_changed_file(self):
        archive, case = self.packed(self.folder, "tar"), self.path("a.bridle")
        self.check(archive, "-o", case)
        path = backup.stored_path(self.folder, *backup.SMS)
        with open(path, "r+b") as file:
            file.seek(5000)
            file.write(b"!")
        os.unlink(backup.stored_path(self.folder, *backup.SAFARI))
        run = self.run_bridle("verify", case, self.packed(self.folder, "tar"), status=1)
        self.assertIn("changed: " + os.path.relpath(path, self.folder), run.out)
        self.assertRegex(run.out, r"gone: +1a/")

    def test_verify_a_folders_case_on_its_archive(self):
        case = self.path("a.bridle")
        self.check(self.folder, "-o", case)
        run = self.run_bridle("verify", case, self.packed(self.folder, "zip", "x"), status=1)
        self.assertRegex(" ".join(run.out.split()), "1 changed, 0 gone")

    def test_verify_an_encrypted_backup(self):
        folder = self.written(planted.everything())
        for kind in ("tar.gz", "zip"):
            archive, case = self.packed(folder, kind, "x"), self.path(kind + ".bridle")
            self.open(archive, "-o", case)
            run = self.run_bridle("verify", case, archive, "--password-file", self.password_file(), status=0)
            self.assertIn("0 changed, 0 gone", " ".join(run.out.split()))
            self.assertNotIn("encrypted", run.out)
            run = self.run_bridle("verify", case, archive, status=0)
            self.assertIn("takes the password or the key", " ".join(run.out.split()))

    def test_key(self):
        folder = self.written(planted.everything())
        key = self.run_bridle("key", folder, "--password-file", self.password_file(), status=0).out
        for kind in archives.KINDS:
            archive = self.packed(folder, kind, "x")
            run = self.run_bridle("key", archive, "--password-file", self.password_file(), status=0)
            self.assertEqual(run.out, key)
            self.check(archive, "--key-file", self.text_file("key", key), *encrypted.FEW, status=1)
        self.refused("key", self.packed(self.folder, "tar"), "--password-file", self.password_file(), words="not encrypted")
        dump = fs.written(self.path("dump"), {fs.SMS: b""})
        self.refused("key", self.packed(dump, "tar"), "--password-file", self.password_file(), words="no backup")

    def test_encrypted_backup_without_a_password(self):
        archive = self.packed(self.written(planted.everything()), "zip", "x")
        self.refused("check", archive, words=expect.WORDS_ENCRYPTED)
        run = self.refused("check", archive, "--password-file", self.password_file("wrong"), words="wrong password")
        self.assertIn("packed.zip", run.err)


class AnswerTest(ArchiveCase):

    def test_archives_that_are_not_read(self):
        for name in ("x.7z", "x.tar.xz", "x.TAR.BZ2", "x.rar", "x.tbz2", "x.zst"):
            with self.subTest(name):
                self.refused("check", self.text_file(name, b"whatever"), words=f"{name}.*is not read; unpack it first")

    def test_empty_archives(self):
        for name, content in (
            ("a.zip", archives.zip_of([])),
            ("a.tar.gz", gzip.compress(archives.TAR_END)),
            ("b.tar.gz", gzip.compress(b"")),
            ("c.tar.gz", b"\x1f\x8b"),
            ("a.tar", archives.TAR_END),
        ):
            with self.subTest(name):
                self.refused("check", self.text_file(name, content), words="nothing could be read of the archive")

    def test_archives_of_something_else(self):
        for kind in archives.KINDS:
            with self.subTest(kind):
                archive = self.text_file("photos." + kind, archives.packed(kind, [("photos/1.jpg", b"x")]))
                self.refused("check", archive, words=r"photos\S+: the archive holds no acquisition")
        self.refused("check", self.text_file("x.gz", gzip.compress(b"oats" * 999)), words="no tar archive")

    def test_two_acquisitions(self):
        folder = harmless.made().write(self.path("phone"))
        members = archives.listed(folder)
        for kind in archives.KINDS:
            with self.subTest(kind):
                both = archives.placed(members, "phone-one") + archives.placed(members, "phone-two")
                archive = self.text_file("both." + kind, archives.packed(kind, both))
                run = self.refused("check", archive, words=expect.WORDS_SEVERAL)
                self.assertIn("(phone-one, phone-two): unpack it", run.err)

    def test_encrypted_zip(self):
        folder = harmless.made().write(self.path("phone"))
        writer = archives.ZipWriter()
        writer.add("phone/", b"", method=archives.STORED)
        for name, content in archives.listed(folder, folders=False):
            writer.add(f"phone/{name}", content, flags=1)
        archive = self.text_file("locked.zip", writer.built())
        self.refused("check", archive, words="the archive is encrypted: unpack it with its password")
        self.refused("verify", self.path("none"), archive)

    @unittest.skipUnless(shutil.which("zip"), "no zip")
    def test_zip_that_a_program_encrypted(self):
        harmless.made().write(self.path("phone"))
        subprocess.run(["zip", "-qr", "-P", "oats", "locked.zip", "phone"], check=True, cwd=self.home)
        self.refused("check", self.path("locked.zip"), words="the archive is encrypted")

    def test_losses_in_french(self):
        folder = harmless.made().write(self.path("phone"))
        whole = archives.packed("tar.gz", archives.listed(folder))
        archive = self.text_file("cut.tar.gz", whole[: len(whole) * 9 // 10])
        english = self.run_bridle("check", archive, status=4)
        self.assertIn(
            "cut.tar.gz could not be read to its end: the file ends within the packed data", " ".join(english.out.split())
        )
        run = self.run_bridle("check", archive, env={"LANGUAGE": "fr", "LC_ALL": "C.UTF-8"}, status=4)
        self.assertIn("cut.tar.gz", run.out)
        self.assertNotRegex(" ".join(run.out.split()), r"could not be read|cut, or damaged|ends within")


class ZipAlwaysTest(unittest.TestCase):

    def test_the_writer_by_hand_writes_what_others_read(self):
        import io

        built = archives.ZipWriter().add("a", b"hay" * 99).add("b", b"oats", descriptor=True).built()
        with zipfile.ZipFile(io.BytesIO(built)) as archive:
            self.assertIsNone(archive.testzip())
            self.assertEqual(archive.read("b"), b"oats")
