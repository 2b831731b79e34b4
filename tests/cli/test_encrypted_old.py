# SPDX-License-Identifier: Apache-2.0
"""An encrypted backup from before iOS 10: its list, Manifest.mbdb, stands in clear and holds each file's key."""

import os
import struct

from fixtures import backup, databases, encrypted, expect, harmless, planted, same, sms

LIST = "ios_manifest_mbdb"
FEW = ("--only", f"{LIST},{expect.SMS},{expect.SAFARI}")


def old(made):
    made.old = True
    return made


def of_messages(change):
    """`blob` of a backup whose sms.db alone has another key in the list."""
    return lambda row, blob: change(blob) if row.path.endswith("sms.db") else blob


class OldSameTest(same.SameCase):
    """Every trace of the plain form, with its id, and the same records."""

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
                plain = self.compare(lambda make=make: old(make()), "-i", planted.listed(self), status=1)
                self.assertTrue(plain.serious)
                self.assertEqual(plain.input_of(LIST)["outcome"], "read")

    def test_harmless_phone(self):
        self.compare(lambda: old(harmless.made()), status=0)

    def test_every_class_of_the_password(self):
        for number in (1, 2, 4, 6, 9):
            with self.subTest(number):
                make = lambda: old(planted.message_link())  # noqa: E731
                self.compare(make, status=0, class_of=lambda row, number=number: number)

    def test_some_files_in_clear(self):
        self.compare(
            lambda: old(planted.everything()),
            "-i",
            planted.listed(self),
            status=1,
            class_of=lambda row: None if row.path.endswith("sms.db") else encrypted.USUAL_CLASS,
        )

    def test_without_padding(self):
        self.compare(lambda: old(planted.everything()), status=1, padding=lambda row: len(row.content) % 16 != 0)

    def test_write_ahead_log_has_a_key_of_its_own(self):
        messages = harmless.messages(count=60)
        wal = databases.with_wal(messages.sql(), sms.inserted("message", guid="n", text=planted.LINK, handle_id=1))
        self.compare(
            lambda: old(backup.Backup().add_pair(*backup.SMS, wal, "-wal")), "-i", planted.listed(self), status=1
        )

    def test_class_is_the_records_whatever_stands_before_the_key(self):
        for before in (bytes(4), b"\xff" * 4, struct.pack(">I", encrypted.USUAL_CLASS)):
            with self.subTest(before):
                make = lambda: old(planted.message_link())  # noqa: E731
                self.compare(make, status=0, blob=lambda row, blob, before=before: before + blob[4:])

    def test_derivation_of_ios_10_2_opens_it_too(self):
        """A newer computer may have changed the password of an old backup's phone."""
        self.compare(lambda: old(planted.message_link()), status=0, first_rounds=encrypted.FIRST_ROUNDS)


class OldUnlockTest(encrypted.EncryptedCase):
    """Password, key, and what must stand nowhere."""

    def setUp(self):
        super().setUp()
        self.made = old(planted.everything())
        self.acquisition = self.written(self.made)
        self.arguments = ("check", self.acquisition, *FEW, "-i", planted.listed(self), "--format", "jsonl")

    def test_wrong_password_and_none(self):
        self.refused(*self.arguments, "--password-file", self.password_file("wrong"), words="wrong password")
        self.refused(*self.arguments, words="encrypted: it takes its password")

    def test_key(self):
        run = self.run_bridle("key", self.acquisition, "--password-file", self.password_file(), status=0)
        self.assertEqual(run.out, self.locked.derived().hex() + "\n")
        by_key = self.run_bridle(*self.arguments, "--key-file", self.text_file("key", run.out), status=1)
        by_password = self.run_bridle(*self.arguments, "--password-file", self.password_file(), status=1)
        self.assertEqual(by_key.out.splitlines()[1:], by_password.out.splitlines()[1:])
        self.assertTrue(any('"known"' in line and '"ios_sms"' in line for line in by_key.out.splitlines()))

    def test_wrong_key(self):
        self.refused(*self.arguments, "--key-file", self.text_file("key", "00" * 32), words="does not open this backup")

    def test_hashes_are_of_the_list_as_it_stands_and_of_the_contents(self):
        result = self.open(self.acquisition, *FEW)
        with open(os.path.join(self.acquisition, "Manifest.mbdb"), "rb") as file:
            digest = encrypted.hashlib.sha256(file.read()).hexdigest()
        self.assertEqual((result.case["evidence_sha256"], result.input_of(LIST)["sha256"]), (digest, digest))
        content = next(row.content for row in self.made.rows if (row.domain, row.path) == backup.SMS)
        self.assertEqual(result.input_of(expect.SMS)["sha256"], encrypted.hashlib.sha256(content).hexdigest())

    def test_verify(self):
        case, password = self.path("a.bridle"), self.password_file()
        self.open(self.acquisition, "-o", case, "-i", planted.listed(self), status=1)
        run = self.run_bridle("verify", case, self.acquisition, "--password-file", password, status=0)
        self.assert_says("0 changed, 0 gone", " ".join(run.out.split()))
        name = self.made.place(self.acquisition, *backup.SMS)
        with open(name, "r+b") as file:
            file.seek(5000)
            file.write(b"\0")
        run = self.run_bridle("verify", case, self.acquisition, "--password-file", password, status=1)
        self.assertIn(os.path.basename(name), run.out)

    def test_no_key_and_nothing_private_in_the_case(self):
        secret = "Quetzalcoatlus meets nobody tonight"
        made = old(planted.with_messages((planted.SENDER, secret, "2026-03-14T21:05:10Z", {})))
        acquisition, case = self.written(made, "private"), self.path("a.bridle")
        run = self.open(acquisition, "-o", case, "-v", "-v").run
        with open(case, "rb") as file:
            content = file.read() + run.out_bytes + run.err_bytes
        for table in (LIST, "input", "meta"):
            content += self.run_bridle("show", case, table, status=0).out_bytes
        keys = [self.locked.derived(), *map(self.locked.class_key, encrypted.CLASSES)]
        keys += [self.locked.file_key(row) for row in made.rows]
        keys += [self.locked.key_blob(encrypted.USUAL_CLASS, self.locked.file_key(row))[4:] for row in made.rows]
        forms = keys + [key.hex().encode() for key in keys] + [encrypted.PASSWORD.encode(), b"file_key"]
        for form in forms + [secret.encode(), secret.encode("utf-16-le")]:
            self.assertNotIn(form, content)

    def test_nothing_of_what_stays_locked_is_in_the_case(self):
        """Beside the list, which stands in clear."""
        case, words = self.path("a.bridle"), planted.DOMAIN.encode()
        for option, status in (("--password-file", 2), ("--key-file", 2)):
            self.run_bridle(*self.arguments, option, self.text_file("no", "00" * 32), "-o", case, status=status)
            self.assertFalse(os.path.exists(case))
        locked = self.written(old(planted.message_link()), "all", class_of=lambda row: encrypted.DEVICE_CLASS)
        self.open(locked, *FEW, "-o", case, status=4)
        with open(case, "rb") as file:
            self.assertNotIn(words, file.read())


class OldLossTest(encrypted.EncryptedCase):
    """What cannot be opened is said, and never ends in 0."""

    def hurt(self, name, status=(1, 4), **options):
        """(the whole result, the line of sms.db) of a backup whose Safari history is as it should be, and is found."""
        acquisition = self.written(old(planted.everything()), name, **options)
        result = self.open(acquisition, *FEW, "-i", planted.listed(self), status=status)
        self.assert_read(result, expect.SAFARI)
        self.assertTrue(result.found(artefact=expect.SAFARI, grade="known"))
        return result, result.input_of(expect.SMS)

    def test_class_that_the_phone_alone_has(self):
        for number in (encrypted.DEVICE_CLASS, encrypted.STRANGE_CLASS):
            with self.subTest(number):
                options = {"class_of": lambda row, number=number: number if row.path.endswith("sms.db") else 3}
                if number == encrypted.STRANGE_CLASS:
                    options["classes"] = {**encrypted.CLASSES, number: encrypted.BY_PASSWORD}
                    keybag = encrypted.Encrypted(old(planted.everything())).keybag_entries()
                    options["keybag"] = b"".join(keybag)
                acquisition = self.written(old(planted.everything()), str(number), **options)
                result = self.open(acquisition, "--only", f"{expect.SMS},{expect.SAFARI}", status=4)
                line = result.input_of(expect.SMS)
                self.assertEqual((line["outcome"], line["records"]), ("locked", 0))
                self.assert_says(rf"class {number}\b", line["error"])
                self.assert_says("locked|could not be opened", result.sentence)
                self.assert_read(result, expect.SAFARI)

    def test_key_of_another_size(self):
        """A key that is there and makes no sense is damage: the file is not read as if it stood in clear."""
        for size in (0, 1, 4, 40, 43, 45, 88, 400):
            with self.subTest(size):
                blob = of_messages(lambda blob, size=size: (blob * 10)[:size])
                _, line = self.hurt(f"size{size}", blob=blob)
                self.assertEqual((line["outcome"], line["records"]), ("damaged", 0))
                self.assert_says("key", line["error"])

    def test_damaged_key_is_said_of_the_list_too(self):
        result, _ = self.hurt("list", blob=of_messages(lambda blob: blob[:43]))
        self.assert_says("could not be decoded", result.input_of(LIST)["error"])

    def test_one_bit_of_the_key(self):
        for at in (4, 20, 43):
            with self.subTest(at):
                changed = lambda blob, at=at: blob[:at] + bytes([blob[at] ^ 1]) + blob[at + 1 :]  # noqa: E731
                _, line = self.hurt(f"bit{at}", blob=of_messages(changed))
                self.assertEqual((line["outcome"], line["records"]), ("damaged", 0))
                self.assert_says("key is damaged", line["error"])

    def test_no_key_of_a_file_that_has_one(self):
        _, line = self.hurt("none", blob=of_messages(lambda blob: None))
        self.assertIn(line["outcome"], expect.UNREAD)
        self.assertEqual(line["records"], 0)

    def test_key_of_the_write_ahead_log_has_another_size(self):
        messages = harmless.messages(count=30)
        wal = databases.with_wal(messages.sql(), sms.inserted("message", guid="n", text=planted.LINK, handle_id=1))
        made = old(backup.Backup().add_pair(*backup.SMS, wal, "-wal"))
        acquisition = self.written(made, blob=lambda row, blob: blob[:-1] if row.path.endswith("-wal") else blob)
        line = self.open(acquisition, *FEW, status=4).input_of(expect.SMS)
        self.assertEqual((line["outcome"], line["records"]), ("partial", messages.count))

    def test_list_that_ends_before_a_file(self):
        """The file is there, and its key stood behind the cut."""
        acquisition = self.written(old(planted.everything()))
        name = os.path.join(acquisition, "Manifest.mbdb")
        with open(name, "rb") as file:
            content = file.read()
        os.truncate(name, content.index(struct.pack(">H", len(backup.SMS[1])) + backup.SMS[1].encode()) + 30)
        result = self.open(acquisition, *FEW, status=(1, 4))
        self.assertEqual(result.input_of(LIST)["outcome"], "partial")
        line = result.input_of(expect.SMS)
        self.assertEqual((line["outcome"], line["records"]), ("damaged", 0))
        self.assert_says("key stands in the list of files", line["error"])

    def test_listed_but_missing(self):
        acquisition = self.written(old(planted.everything()))
        os.remove(self.locked.made.place(acquisition, *backup.SMS))
        result = self.open(acquisition, *FEW, status=(1, 4))
        missing = [line for line in result.inputs if line["reason"] == "listed-but-missing"]
        self.assertEqual([line["artefact"] for line in missing], [expect.SMS])
        self.assert_says(expect.WORDS_MISSING, result.sentence)
