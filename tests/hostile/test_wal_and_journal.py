# SPDX-License-Identifier: Apache-2.0
"""`-wal` and `-journal` beside a database: committed content is seen, uncommitted content is rolled back."""

from fixtures import backup, databases, expect, fs, harmless, planted, program, sms

NEW_TABLE = (
    "CREATE TABLE big (id INTEGER PRIMARY KEY, text TEXT);;"
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400) "
    "INSERT INTO big SELECT i, printf('%0300d', i) FROM n"
)
FRAME = 24 + 4096


class WalTest(program.BridleCase):

    def examine(self, files, *arguments, suffix="-wal", status=None, name="phone"):
        made = backup.Backup().add_pair(*backup.SMS, files, suffix)
        result = self.check(made.write(self.path(name)), *arguments, status=status)
        return result, result.input_of(expect.SMS)

    def setUp(self):
        super().setUp()
        self.messages = harmless.messages(count=100)
        self.count = self.messages.count

    def test_all_content_in_the_wal(self):
        files = databases.with_wal("", self.messages.sql())
        self.assertEqual(len(files[0]), 4096)
        _, line = self.examine(files, status=0)
        self.assertEqual((line["outcome"], line["records"]), ("read", self.count))

    def test_database_of_zero_bytes_with_all_content_in_the_wal(self):
        _, wal = databases.with_wal("", self.messages.sql())
        _, line = self.examine((b"", wal))
        self.assertIn(line["records"], {0, self.count})
        if line["records"] == 0:
            self.assertNotEqual(line["outcome"], "read")

    def test_newer_rows_in_the_wal(self):
        files = databases.with_wal(
            self.messages.sql(), sms.inserted("message", guid="new", text=planted.LINK, handle_id=1)
        )
        result, line = self.examine(files, "-i", planted.listed(self), status=1)
        self.assertEqual(line["records"], self.count + 1)
        self.assertTrue(result.found(artefact=expect.SMS))

    def test_wal_row_missing_in_the_backup_gives_the_older_rows(self):
        database, _ = databases.with_wal(self.messages.sql(), sms.inserted("message", guid="new", text="x"))
        made = backup.Backup().add(*backup.SMS, database)
        line = self.check(made.write(self.path("phone")), status=(0, 4)).input_of(expect.SMS)
        self.assertEqual(line["records"], self.count)

    def test_empty_wal(self):
        database, _ = databases.with_wal(self.messages.sql(), "")
        for number, wal in enumerate((b"", bytes(32), bytes(5000))):
            _, line = self.examine((database, wal), name=str(number), status=(0, 4))
            self.assertEqual(line["records"], self.count)

    def test_torn_wal(self):
        """The last commit is torn: what was committed before it stands."""
        after = [sms.inserted("message", guid=f"new{number}", text="x" * 3000) for number in range(10)]
        database, wal = databases.with_wal(self.messages.sql(), after)
        for lost in (1, 100, FRAME, FRAME + 1, 3 * FRAME + 17, len(wal) - 32, len(wal) - 31, len(wal) - 1):
            with self.subTest(lost=lost):
                _, line = self.examine((database, wal[:-lost]), name=str(lost), status=(0, 4))
                self.assertIn(line["outcome"], expect.TORN_WAL_OUTCOMES)
                self.assertGreaterEqual(line["records"], self.count)
                self.assertLess(line["records"], self.count + 10)

    def test_wal_without_a_commit_is_not_seen(self):
        database, wal = databases.with_wal(self.messages.sql(), [sms.inserted("message", guid="new", text="y" * 20000)])
        _, line = self.examine((database, wal[: 32 + FRAME]), status=(0, 4))
        self.assertEqual(line["records"], self.count)

    def test_frames_of_an_earlier_wal_behind_the_end_are_not_seen(self):
        database, wal = databases.with_wal(self.messages.sql(), sms.inserted("message", guid="new", text="x"))
        stale = bytearray(wal[32:])
        stale[8:16] = b"\0" * 8  # other salts
        _, line = self.examine((database, wal + bytes(stale)), status=(0, 4))
        self.assertEqual(line["records"], self.count + 1)

    def test_wrong_salts_and_checksums(self):
        database, wal = databases.with_wal(self.messages.sql(), sms.inserted("message", guid="new", text="x"))
        for offset in (0, 4, 8, 12, 16, 24, 32, 36, 40, 48, 60, 500):
            with self.subTest(offset=offset):
                hurt = bytearray(wal)
                hurt[offset] ^= 0xFF
                _, line = self.examine((database, bytes(hurt)), name=str(offset), status=(0, 4))
                self.assertIn(line["records"], {self.count, self.count + 1})

    def test_wal_of_another_database(self):
        database, _ = databases.with_wal(self.messages.sql(), "")
        _, wal = databases.with_wal("CREATE TABLE other (a);", ["INSERT INTO other VALUES (1);"] * 5)
        _, line = self.examine((database, wal))
        self.assertNotEqual(line["outcome"], "killed")

    def test_wal_that_names_enormous_pages(self):
        database, wal = databases.with_wal(self.messages.sql(), sms.inserted("message", guid="new", text="x"))
        hurt = bytearray(wal)
        hurt[32:36] = b"\xff\xff\xff\xfe"
        _, line = self.examine((database, bytes(hurt)), status=(0, 4))
        self.assertGreaterEqual(line["records"], self.count)

    def test_garbage_as_wal(self):
        database, _ = databases.with_wal(self.messages.sql(), "")
        for number, wal in enumerate((b"x", bytes(range(256)) * 100, b"\x37\x7f\x06\x82" + bytes(28))):
            _, line = self.examine((database, wal), name=str(number), status=(0, 4))
            self.assertEqual(line["records"], self.count)


class JournalTest(program.BridleCase):

    def setUp(self):
        super().setUp()
        self.messages = harmless.messages(count=1500)
        self.count = self.messages.count

    def examine(self, files, *arguments, status=None, name="phone"):
        made = backup.Backup().add_pair(*backup.SMS, files, "-journal")
        result = self.check(made.write(self.path(name)), *arguments, status=status)
        return result, result.input_of(expect.SMS)

    def hot(self):
        return databases.with_hot_journal(
            self.messages.sql() + "UPDATE message SET subject = printf('%01200d', ROWID);",
            f"UPDATE message SET text = 'see {planted.LINK} ' || ROWID;;"
            "UPDATE message SET text = text || 'x', subject = 'changed'",
        )

    def test_journal_of_100_segments_is_rolled_back(self):
        files = self.hot()
        self.assertGreaterEqual(databases.journal_segments(files[1]), 100)
        result, line = self.examine(files, "-i", planted.listed(self))
        self.assertEqual(line["records"], self.count)
        self.assertEqual(
            result.found(artefact=expect.SMS, recovered=False, grade="known"),
            [],
            "rows of a transaction that never ended are no rows",
        )

    def test_journal_in_a_plain_folder(self):
        database, journal = self.hot()
        folder = fs.written(self.path("dump"), {fs.SMS: database, fs.SMS + "-journal": journal})
        result = self.check(folder, "-i", planted.listed(self))
        self.assertEqual(result.input_of(expect.SMS)["records"], self.count)

    def test_cold_journal_is_not_used(self):
        database, journal = self.hot()
        for number, cold in enumerate((bytes(28) + journal[28:], b"", bytes(512))):
            result, line = self.examine((database, cold), "-i", planted.listed(self), name=str(number))
            self.assertGreater(line["records"], 0, result.run)

    def test_cut_journal(self):
        database, journal = self.hot()
        for share in (0.1, 0.5, 0.9, 0.999):
            with self.subTest(share=share):
                result, line = self.examine((database, journal[: int(len(journal) * share)]), name=str(share))
                self.assertNotEqual(line["outcome"], "killed")
                self.assertGreater(line["records"], 0)

    def test_garbage_as_journal(self):
        database = self.messages.built()
        magic = bytes.fromhex("d9d505f920a163d7")
        for number, journal in enumerate(
            (
                b"x",
                bytes(range(256)) * 100,
                magic + b"\xff" * 20,
                magic + b"\xff" * 5000,
                magic + bytes(4) + bytes(8) + b"\xff" * 8 + bytes(5000),
            )
        ):
            _, line = self.examine((database, journal), name=str(number), status=(0, 4))
            self.assertEqual(line["records"], self.count)

    def test_journal_of_a_table_that_the_transaction_made(self):
        files = databases.with_hot_journal(self.messages.sql(), NEW_TABLE)
        _, line = self.examine(files, status=(0, 4))
        self.assertEqual(line["records"], self.count)

    def test_manifest_with_a_hot_journal(self):
        made = planted.manifest_path()
        database, journal = databases.with_hot_journal(
            manifest_sql(made),
            "UPDATE Files SET relativePath = 'gone/' || fileID;;UPDATE Files SET domain = 'Other'",
            cache_size=1,
        )
        made.replaced["Manifest.db"], made.extra["Manifest.db-journal"] = database, journal
        result = self.check(made.write(self.path("phone")), "-i", planted.listed(self))
        self.assertEqual(result.input_of(expect.MANIFEST)["records"], len(made.manifest_rows()))


def manifest_sql(made):
    """A callable that fills a manifest for `databases.with_hot_journal`."""

    def fill(connection):
        connection.executescript(backup.MANIFEST_SCHEMA)
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO Files VALUES (?, ?, ?, ?, ?)", made.manifest_rows())
        connection.execute("COMMIT")

    return fill
