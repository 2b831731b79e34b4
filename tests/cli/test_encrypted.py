# SPDX-License-Identifier: Apache-2.0
"""An encrypted backup says what the plain one says; what does not open is a sentence, and loss is never silence."""

import os
import plistlib
import shutil
import sqlite3
import subprocess
import sys
import time

from fixtures import backup, databases, encrypted, expect, fs, harmless, planted, program, sms

SAMPLES = os.path.join(program.ROOT, "samples")
REAL = os.path.join(program.TEST_DATA, "ios", "encrypted_backup")
REAL_PASSWORD = "0000"
# What differs by the encryption itself: the list of files and the property list have other bytes.
OWN_BYTES = ("Manifest.db", "Manifest.plist")
ENCRYPTED_ONLY = {expect.SAFARI}  # a real phone gives it to encrypted backups alone, so that its absence means more


def sample_backup():
    """The backup of samples/, as an object."""
    sys.path.insert(0, SAMPLES)
    try:
        import make  # pylint: disable=import-outside-toplevel
    finally:
        sys.path.remove(SAMPLES)
    return make.sample()


def hot_journal(rows=60):
    """(database, journal) of messages, half of which a transaction that never ended had changed."""
    messages = harmless.messages(count=rows)
    return databases.with_hot_journal(
        messages.sql(),
        "UPDATE message SET text = 'changed by what was never committed';;"
        "CREATE TABLE big (id INTEGER PRIMARY KEY, text TEXT);;"
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400) "
        "INSERT INTO big SELECT i, printf('%0300d', i) FROM n",
    )


def told(line):
    """An input's line without what the encryption itself changes."""
    line = dict(line)
    if line["outcome"] == "absent" and line["artefact"] in ENCRYPTED_ONLY:
        line["reason"] = None
    if line["input"] in OWN_BYTES:
        line["size"] = line["sha256"] = None
    return line


def records(case):
    """All record tables of a case; private cells (their fingerprints' key is the evidence's) by how often they come."""
    connection = sqlite3.connect(case)
    tables = [
        row[0]
        for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY 1")
        if row[0].startswith("ios_")
    ]
    paths = dict(connection.execute("SELECT number, input FROM input WHERE number IS NOT NULL"))
    content = {}
    for table in tables:
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        wanted = ", ".join(f'"{name}"' for name in columns if name != "protection_class")
        rows, names = connection.execute(f"SELECT {wanted} FROM {table} ORDER BY input, record"), {}
        content[table] = sorted(
            (paths[row[0]], *(names.setdefault(v, len(names)) if str(v).startswith("fp:") else v for v in row[1:]))
            for row in rows
        )
    return content


def without_own(content):
    """Of the records those that do not tell of the encryption itself."""
    return {name: rows for name, rows in content.items() if name != "ios_backup_info"}


class SameTest(encrypted.EncryptedCase):
    """Every trace of the plain form, with its id, and the same records."""

    def compare(self, make, *arguments, status, **options):
        shutil.rmtree(self.path("plain"), ignore_errors=True)
        plain = self.check(make().write(self.path("plain")), *arguments, "-o", self.path("plain.bridle"), "--force")
        locked = self.open(
            self.written(make(), **options), *arguments, "-o", self.path("locked.bridle"), "--force", status=status
        )
        self.assertEqual(plain.status, locked.status)
        self.assertEqual(plain.sentence, locked.sentence)
        self.assertEqual([told(line) for line in plain.inputs], [told(line) for line in locked.inputs])
        self.assertEqual(plain.findings, locked.findings)
        first, second = (records(self.path(f"{name}.bridle")) for name in ("plain", "locked"))
        self.assertEqual(without_own(first), without_own(second))
        return plain

    def test_planted_traces(self):
        makers = {
            "link": planted.message_link,
            "warning": planted.apple_warning,
            "visit": planted.with_visits,
            "path": planted.manifest_path,
            "all": planted.everything,
        }
        for name, make in makers.items():
            with self.subTest(name):
                plain = self.compare(make, "-i", planted.listed(self), status=1)
                self.assertTrue(plain.serious)

    def test_sample(self):
        lists = ("-i", os.path.join(SAMPLES, "indicators.stix2.json"))
        self.assertTrue(self.compare(sample_backup, *lists, status=1).findings)

    def test_first_page_says_what_another_kind_of_backup_would_hold(self):
        """And says it of no other: not of what is absent from an encrypted backup, not of what was left out by wish."""
        words = "an encrypted one has it"
        made = planted.message_link()
        plain = made.write(self.path("plain"))
        for acquisition, more, said in (
            (plain, (), True),
            (plain, ("--skip", "ios_safari_history"), False),
            (self.written(made), ("--password-file", self.password_file()), False),
        ):
            with self.subTest(acquisition, more=more):
                self.run_bridle("check", acquisition, *more, "--report", self.path("r.html"), "--force")
                with open(self.path("r.html"), encoding="utf-8") as file:
                    page = file.read().partition('id="contents"')[0]
                self.assertEqual(words in page, said)
                self.assertNotIn("not in this kind of acquisition", page)

    def test_harmless_phone(self):
        self.compare(harmless.made, status=0)

    def test_older_list_beside_the_newer_one_is_in_clear(self):
        acquisition = self.written(planted.message_link())
        with open(os.path.join(acquisition, "Manifest.mbdb"), "wb") as file:
            file.write(harmless.made().manifest_mbdb())
        result = self.open(acquisition, status=(0, 1, 3, 4))
        lines = {line["input"]: line["outcome"] for line in result.inputs if (line["input"] or "").startswith("Manifest.")}
        self.assertEqual((lines["Manifest.db"], lines["Manifest.mbdb"]), ("read", "read"))

    def test_as_before_ios_10_2(self):
        self.compare(planted.message_link, "-i", planted.listed(self), status=1, first_rounds=None)

    def test_without_padding(self):
        self.compare(
            planted.everything, status=1, padding=lambda row: len(row.content) % 16 != 0, manifest_padded=False
        )

    def test_some_files_in_clear(self):
        self.compare(
            planted.everything,
            "-i",
            planted.listed(self),
            status=1,
            class_of=lambda row: None if row.path.endswith("sms.db") else encrypted.USUAL_CLASS,
        )

    def test_every_class_of_the_password(self):
        for number in (1, 2, 4, 6, 9):
            with self.subTest(number):
                self.compare(planted.message_link, status=0, class_of=lambda row, number=number: number)

    def test_list_of_files_that_is_decrypted_already(self):
        self.compare(planted.everything, "-i", planted.listed(self), status=1, manifest_clear=True)

    def test_sizes_that_lie(self):
        for size in (0, 1, 4096, 2**40, -1):
            with self.subTest(size):
                self.written(planted.message_link(), f"size{size}", sizes={backup.SMS: size})
                result = self.open(self.path(f"size{size}"), *encrypted.FEW, "-i", planted.listed(self), status=1)
                self.assertEqual(result.input_of(expect.SMS)["records"], 11)
                self.assertEqual(result.input_of(expect.SMS)["outcome"], "read")

    def test_write_ahead_log_and_journal_have_keys_of_their_own(self):
        messages = harmless.messages(count=60)
        wal = databases.with_wal(messages.sql(), sms.inserted("message", guid="n", text=planted.LINK, handle_id=1))
        for suffix, files in (("-wal", wal), ("-journal", hot_journal())):
            with self.subTest(suffix):
                self.compare(
                    lambda: backup.Backup().add_pair(*backup.SMS, files, suffix),
                    "-i",
                    planted.listed(self),
                    status=1 if suffix == "-wal" else 0,
                )

    def test_any_number_of_workers_gives_the_same_lines(self):
        acquisition = self.written(planted.everything())
        one, two = (
            [line for line in self.open(acquisition, "--jobs", jobs).lines if line["schema"] != "bridle.case/1"]
            for jobs in (1, 7)
        )
        self.assertEqual(one, two)

    def test_real_backup(self):
        if not os.path.isdir(REAL):
            self.skipTest(f"no {REAL}")
        result = self.open(REAL, password=REAL_PASSWORD, status=(0, 3, 4))
        self.assertGreater(result.input_of(expect.MANIFEST)["records"], 0)
        self.assertEqual(result.input_of(expect.MANIFEST)["outcome"], "read")

    def test_hash_is_of_the_content_and_of_the_evidence_as_it_stands(self):
        made = planted.message_link()
        result = self.open(self.written(made), *encrypted.FEW)
        content = next(row.content for row in made.rows if (row.domain, row.path) == backup.SMS)
        self.assertEqual(result.input_of(expect.SMS)["sha256"], encrypted.hashlib.sha256(content).hexdigest())
        with open(self.path("locked", "Manifest.db"), "rb") as file:
            self.assertEqual(result.case["evidence_sha256"], encrypted.hashlib.sha256(file.read()).hexdigest())

    def test_acquisition_is_not_changed(self):
        acquisition = self.written(planted.everything())
        with program.unchanged(self, acquisition):
            self.open(acquisition, "-i", planted.listed(self), status=1)


class VerifyTest(encrypted.EncryptedCase):
    """`verify`: every file with the password or the key; without, the list of files as it stands, and that is said."""

    def setUp(self):
        super().setUp()
        self.acquisition, self.case = self.written(planted.message_link()), self.path("a.bridle")
        self.open(self.acquisition, "-o", self.case)

    def verify(self, *arguments, status, words):
        run = self.run_bridle("verify", self.case, self.acquisition, *arguments, status=status)
        self.assertLessEqual(max(map(len, run.out.split("\n"))), 80)
        self.assert_says(words, " ".join(run.out.split()))
        return run

    def test_same(self):
        key = self.text_file("key", self.locked.derived().hex())
        self.verify("--password-file", self.password_file(), status=0, words="0 changed, 0 gone")
        self.verify("--key-file", key, status=0, words="0 changed, 0 gone")
        self.verify(status=0, words="not compared one by one")

    def test_refusals_name_the_backup(self):
        for option, content in (("--password-file", "no"), ("--key-file", "00" * 32), ("--key-file", "00")):
            with self.subTest(option, content=content):
                run = self.refused("verify", self.case, self.acquisition, option, self.text_file("secret", content))
                self.assertIn(f"bridle: {self.acquisition}: ", run.err)

    def test_changed(self):
        name = backup.stored_path(self.acquisition, *backup.SMS)
        with open(name, "r+b") as file:
            file.seek(5000)
            file.write(b"\0")
        run = self.verify("--password-file", self.password_file(), status=1, words="1 changed")
        self.assertIn(os.path.basename(name), run.out)

    def test_wrong_password(self):
        password = self.password_file("wrong")
        self.refused("verify", self.case, self.acquisition, "--password-file", password, words="wrong password")


class LossTest(encrypted.EncryptedCase):
    """What cannot be opened is said, and never ends in 0."""

    def test_class_that_the_phone_alone_has(self):
        for number in (encrypted.DEVICE_CLASS, encrypted.STRANGE_CLASS):
            with self.subTest(number):
                class_of = lambda row, number=number: number if row.path.endswith("sms.db") else 3  # noqa: E731
                options = {"class_of": class_of}
                if number == encrypted.STRANGE_CLASS:
                    options["classes"] = {**encrypted.CLASSES, number: encrypted.BY_PASSWORD}
                    keybag = encrypted.Encrypted(planted.everything(), password=encrypted.PASSWORD).keybag_entries()
                    options["keybag"] = b"".join(keybag)
                acquisition = self.written(planted.everything(), str(number), **options)
                result = self.open(acquisition, "--only", "ios_sms,ios_safari_history", status=4)
                line = result.input_of(expect.SMS)
                self.assertEqual((line["outcome"], line["records"]), ("locked", 0))
                self.assert_says(rf"class {number}", line["error"])
                self.assert_says("locked|could not be opened", result.sentence)
                self.assert_read(result, expect.SAFARI)

    def test_one_files_key_is_damaged(self):
        def flipped(row, blob):
            return blob[:20] + bytes([blob[20] ^ 1]) + blob[21:] if row.path.endswith("sms.db") else blob

        result = self.open(self.written(planted.everything(), blob=flipped), *encrypted.FEW, "-i", planted.listed(self), status=1)
        line = result.input_of(expect.SMS)
        self.assertEqual((line["outcome"], line["records"]), ("damaged", 0))
        self.assert_says("key is damaged", line["error"])
        self.assert_read(result, expect.SAFARI)
        self.assertTrue(result.found(artefact=expect.SAFARI, grade="known"))

    def test_one_files_key_has_another_size(self):
        """A key that is there and makes no sense is damage: the file is not read as if it stood in clear."""
        for size in (0, 1, 43, 45, 400):
            with self.subTest(size):
                acquisition = self.written(
                    planted.message_link(),
                    f"size{size}",
                    blob=lambda row, blob, size=size: (blob * 10)[:size],
                )
                result = self.open(acquisition, *encrypted.FEW, status=4)
                line = result.input_of(expect.SMS)
                self.assertIn(line["outcome"], ("damaged", "locked"))
                self.assert_says("key", line["error"])

    def test_key_of_the_write_ahead_log_is_damaged(self):
        messages = harmless.messages(count=30)
        wal = databases.with_wal(messages.sql(), sms.inserted("message", guid="n", text=planted.LINK, handle_id=1))

        def flipped(row, blob):
            return blob[:20] + bytes([blob[20] ^ 1]) + blob[21:] if row.path.endswith("-wal") else blob

        made = backup.Backup().add_pair(*backup.SMS, wal, "-wal")
        result = self.open(self.written(made, blob=flipped), *encrypted.FEW, status=4)
        line = result.input_of(expect.SMS)
        self.assertEqual((line["outcome"], line["records"]), ("partial", messages.count))

    def test_length_that_is_no_multiple_of_a_block(self):
        for lost in (1, 15, 17, 4096 + 3):
            with self.subTest(lost):
                acquisition = self.written(planted.message_link(), f"lost{lost}")
                name = backup.stored_path(acquisition, *backup.SMS)
                os.truncate(name, os.path.getsize(name) - lost)
                result = self.open(acquisition, *encrypted.FEW, status=(1, 3, 4))
                self.assertIn(result.input_of(expect.SMS)["outcome"], ("partial", "damaged"))

    def test_bytes_after_the_end(self):
        acquisition = self.written(planted.message_link())
        with open(backup.stored_path(acquisition, *backup.SMS), "ab") as file:
            file.write(b"seven x")
        line = self.open(acquisition, *encrypted.FEW, status=4).input_of(expect.SMS)
        self.assertEqual((line["outcome"], line["records"]), ("partial", 11))
        self.assert_says("16", line["error"])

    def test_file_without_a_byte(self):
        acquisition = self.written(planted.everything())
        os.truncate(backup.stored_path(acquisition, *backup.SMS), 0)
        result = self.open(acquisition, *encrypted.FEW, status=(1, 4))
        self.assertIn(result.input_of(expect.SMS)["outcome"], expect.EMPTY_FILE_OUTCOMES)
        self.assert_read(result, expect.SAFARI)

    def test_file_of_nothing_but_padding(self):
        made = planted.with_visits()
        made.add(*backup.SMS, b"")
        result = self.open(self.written(made), *encrypted.FEW, status=4)
        self.assertIn(result.input_of(expect.SMS)["outcome"], expect.EMPTY_FILE_OUTCOMES)
        self.assertEqual(result.input_of(expect.SMS)["size"], 0)

    def test_one_block_changed_hurts_two(self):
        acquisition = self.written(harmless.made())
        with open(backup.stored_path(acquisition, *backup.SMS), "r+b") as file:
            file.seek(8 * 4096 + 100)
            file.write(b"\0" * 16)
        result = self.open(acquisition, *encrypted.FEW, status=(0, 3, 4))
        self.assertGreater(result.input_of(expect.SMS)["records"], 0)

    def test_listed_but_missing_is_counted(self):
        acquisition = self.written(planted.everything())
        for count, place in enumerate((backup.SMS, backup.SAFARI), 1):
            os.remove(backup.stored_path(acquisition, *place))
            result = self.open(acquisition, *encrypted.FEW, status=(1, 4))
            missing = [line for line in result.inputs if line["reason"] == "listed-but-missing"]
            self.assertEqual([line["outcome"] for line in missing], ["damaged"] * count)
            self.assert_says(expect.WORDS_MISSING, result.sentence)
            self.assert_says(rf"\b{count} ", result.sentence)

    def test_file_that_the_list_leaves_out(self):
        """It has no key then, but it is there, and that is said as of a plain backup."""
        made = planted.everything()
        made.manifest_sql.append("DELETE FROM Files WHERE relativePath = 'Library/SMS/sms.db';")
        result = self.open(self.written(made), *encrypted.FEW, status=(1, 4))
        line = result.input_of(expect.SMS)
        self.assertNotEqual(line["outcome"], "absent")
        self.assert_says("key stands in the list of files", line["error"])


class ManifestTest(encrypted.EncryptedCase):
    """Manifest.plist and Manifest.db that are not as they should be."""

    def refused_for(self, words):
        return self.refused(
            "check", self.path("locked"), *encrypted.FEW, "--password-file", self.password_file(), words=words
        )

    def test_no_property_list(self):
        """Nobody knows then whether it is encrypted; that its keys stood there is said."""
        made = planted.message_link()
        made.leave_out = {"Manifest.plist"}
        result = self.open(self.written(made), *encrypted.FEW, status=4)
        line = result.input_of(expect.MANIFEST)
        self.assertEqual(line["outcome"], "damaged")
        self.assert_says("keys stood in Manifest.plist", line["error"])
        self.assertEqual(result.case["verdict"], "could-not-be-read")

    def test_property_list_that_is_empty_or_damaged(self):
        acquisition = self.written(planted.message_link())
        name = os.path.join(acquisition, "Manifest.plist")
        with open(name, "rb") as file:
            content = file.read()
        for number, damaged in enumerate((b"", b"bplist00", content[: len(content) // 2], bytes(2000), b"<plist>")):
            with self.subTest(number):
                backup.store(name, damaged)
                result = self.open(acquisition, *encrypted.FEW, status=4)
                self.assert_says("keys stood in Manifest.plist", result.input_of(expect.MANIFEST)["error"])

    def test_no_key_bag(self):
        made = planted.message_link()
        locked = encrypted.Encrypted(made)
        for value, words in ((None, "no key bag"), (b"", "key bag"), ("text", "key bag"), (7, "key bag")):
            with self.subTest(value):
                acquisition = locked.write(self.path("locked"))
                name = os.path.join(acquisition, "Manifest.plist")
                with open(name, "rb") as file:
                    content = plistlib.load(file)
                content["BackupKeyBag"] = value
                if value is None:
                    del content["BackupKeyBag"]
                backup.store(name, plistlib.dumps(content, fmt=plistlib.FMT_BINARY))
                self.refused_for(words)

    def test_no_key_of_the_list(self):
        """Before iOS 10.2 the list stands in clear; one that is encrypted cannot be read without its key."""
        acquisition = self.written(planted.everything())
        with open(os.path.join(acquisition, "Manifest.db"), "rb") as file:
            list_of_files = file.read()
        self.written(planted.everything(), manifest_class=None)
        result = self.open(self.path("locked"), *encrypted.FEW, "-i", planted.listed(self), status=1)
        self.assertEqual(result.input_of(expect.MANIFEST)["outcome"], "read")
        backup.store(self.path("locked", "Manifest.db"), list_of_files)
        result = self.open(self.path("locked"), *encrypted.FEW, status=4)
        self.assertNotEqual(result.input_of(expect.MANIFEST)["outcome"], "read")

    def test_key_of_the_list_is_of_the_phone_alone(self):
        self.written(planted.everything(), manifest_class=encrypted.DEVICE_CLASS)
        result = self.open(self.path("locked"), *encrypted.FEW, status=4)
        self.assertEqual(result.input_of(expect.MANIFEST)["outcome"], "locked")

    def test_round_counts(self):
        self.written(planted.message_link())
        entries = self.locked.keybag_entries()
        for tag, count, words in (
            ("ITER", 2**31 + 1, "rounds"),
            ("DPIC", 2**31 + 1, "rounds"),
            ("DPIC", 2**32 - 1, "rounds"),
            ("ITER", 0, "key bag"),
            ("DPIC", 0, "key bag"),
        ):
            with self.subTest(tag=tag, count=count):
                bag = [encrypted.entry(tag, count) if item.startswith(tag.encode()) else item for item in entries]
                self.written(planted.message_link(), keybag=b"".join(bag))
                began = time.monotonic()
                self.refused_for(words)
                self.assertLess(time.monotonic() - began, 20)

    def test_long_derivation_is_announced_before_it_runs(self):
        """2^31 rounds are minutes at least: the sentence comes first, and the program is ended then."""
        self.written(planted.message_link())
        acquisition = self.written(planted.message_link(), keybag=self.locked.without_end())
        process = subprocess.Popen(
            [program.PROGRAM, "check", acquisition, "--password-file", self.password_file()],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        try:
            self.assertRegex(process.stderr.readline().decode(), r"^bridle: .*about \d+ minutes")
            time.sleep(1)  # it is in the middle of it
            self.assertIsNone(process.poll())
        finally:
            process.terminate()
            began = time.monotonic()
            process.communicate(timeout=30)
        self.assertLess(time.monotonic() - began, 10, "a derivation ends when it is told to")

    def test_file_named_twice(self):
        made = planted.everything()
        made.manifest_sql += [
            "CREATE TABLE Twice (fileID TEXT, domain TEXT, relativePath TEXT, flags INTEGER, file BLOB);"
            "INSERT INTO Twice SELECT * FROM Files;"
            "INSERT INTO Twice SELECT * FROM Files WHERE relativePath LIKE '%sms.db';"
            "DROP TABLE Files; ALTER TABLE Twice RENAME TO Files;"
        ]
        result = self.open(self.written(made), *encrypted.FEW, "-i", planted.listed(self), status=1)
        self.assertEqual(result.input_of(expect.SMS)["outcome"], "read")
        self.assertTrue(result.found(artefact=expect.SMS, grade="known"))

    def test_file_named_twice_with_another_key(self):
        made = planted.everything()
        made.add("HomeDomain", "Library/SMS/sms.db.other", b"another file")
        made.manifest_sql += [
            "CREATE TABLE Twice (fileID TEXT, domain TEXT, relativePath TEXT, flags INTEGER, file BLOB);"
            "INSERT INTO Twice SELECT * FROM Files;"
            "INSERT INTO Twice SELECT a.fileID, a.domain, a.relativePath, a.flags, b.file FROM Files a, Files b "
            "WHERE a.relativePath LIKE '%sms.db' AND b.relativePath LIKE '%sms.db.other';"
            "DROP TABLE Files; ALTER TABLE Twice RENAME TO Files;"
        ]
        result = self.open(self.written(made), *encrypted.FEW, "-i", planted.listed(self), status=1)
        line = result.input_of(expect.SMS)
        self.assertTrue(line["outcome"] != "read" or line["records"] > 100, line)
        self.assertTrue(result.found(artefact=expect.SAFARI, grade="known"))

    def test_paths_that_lead_out(self):
        secret = self.text_file("outside.db", databases.built(harmless.messages(count=5).sql()))
        made = planted.message_link()
        for path in ("../outside.db", "Library/SMS/../../../../outside.db", "/etc/passwd", "Library//SMS/./sms.db"):
            made.add("HomeDomain", path, b"x", stored=False)
        made.manifest_sql.append("UPDATE Files SET fileID = '../outside.db' WHERE relativePath LIKE '../outside%';")
        result = self.open(self.written(made), *encrypted.FEW, "-i", planted.listed(self), status=1)
        self.assertTrue(os.path.exists(secret))
        self.assertFalse([line for line in result.inputs if ".." in (line["input"] or "")])
        self.assertEqual(result.input_of(expect.SMS)["records"], 11)

    def test_archives_that_are_no_archives(self):
        made = planted.everything()
        made.manifest_sql.append(
            "UPDATE Files SET file = CASE flags WHEN 1 THEN zeroblob(40) ELSE file END WHERE relativePath LIKE '%sms%';"
        )
        result = self.open(self.written(made), *encrypted.FEW, status=(1, 4))
        self.assertNotEqual(result.input_of(expect.SMS)["outcome"], "read")


class MediumTest(encrypted.EncryptedCase):
    """A medium that can't be written, a backup that is still being written."""

    def test_read_only_medium(self):
        acquisition = self.written(planted.message_link())
        for parent, folders, files in os.walk(acquisition):
            for name in files:
                os.chmod(os.path.join(parent, name), 0o444)
            for name in folders:
                os.chmod(os.path.join(parent, name), 0o555)
        os.chmod(acquisition, 0o555)
        mounted = (
            subprocess.run(["mount", "--bind", acquisition, acquisition], check=False, capture_output=True).returncode
            == 0
        )
        if mounted:
            self.addCleanup(subprocess.run, ["umount", acquisition], check=False, capture_output=True)
            subprocess.run(["mount", "-o", "remount,bind,ro", acquisition], check=False, capture_output=True)
        with program.unchanged(self, acquisition):
            self.open(acquisition, *encrypted.FEW, "-i", planted.listed(self), status=1)

    def test_unfinished(self):
        made = planted.with_messages()
        made.status["SnapshotState"] = "uploading"
        result = self.open(self.written(made), *encrypted.FEW, status=4)
        self.assert_says(expect.WORDS_UNFINISHED, result.sentence)

    def test_files_that_grow_and_vanish_meanwhile(self):
        acquisition = self.written(planted.everything())
        writer = subprocess.Popen(
            [
                sys.executable,
                "-c",
                "import os, sys, time\n"
                "grows, gone = sys.argv[1:]\n"
                "end = time.monotonic() + 20\n"
                "while time.monotonic() < end:\n"
                "    with open(grows, 'ab') as file: file.write(os.urandom(160))\n"
                "    if os.path.exists(gone): os.rename(gone, gone + 'x')\n"
                "    else: os.rename(gone + 'x', gone)\n"
                "    time.sleep(0.001)\n",
                backup.stored_path(acquisition, *backup.SMS),
                backup.stored_path(acquisition, *backup.SAFARI),
            ]
        )
        try:
            for _ in range(6):
                result = self.open(acquisition, *encrypted.FEW, status=(1, 3, 4))
                self.assertEqual(result.input_of(expect.MANIFEST)["outcome"], "read")
        finally:
            writer.kill()
            writer.wait()
