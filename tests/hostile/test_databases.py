# SPDX-License-Identifier: Apache-2.0
"""Damaged databases: what their undamaged pages hold is in the result, and what is lost is named."""

from fixtures import backup, damage, databases, expect, harmless, planted, program, safari, sms, times


class DamageCase(program.BridleCase):

    def setUp(self):
        super().setUp()
        self.messages = harmless.messages(count=1500)
        self.count = self.messages.count
        self.content = self.messages.built()

    def examine(self, content, *arguments, status=None, name="phone"):
        made = backup.Backup().add(*backup.SMS, content)
        result = self.check(made.write(self.path(name)), *arguments, status=status, timeout=60)
        return result, result.input_of(expect.SMS)

    def assert_hurt(self, result, line, least=0):
        """Some rows were read, the loss is named in the input, in the sentence, and by a finding of the grade context."""
        self.assertIn(line["outcome"], expect.HURT, result.run)
        self.assertGreaterEqual(line["records"], least, result.run)
        self.assertTrue(line["error"] or line["lost"], result.run)
        self.assert_says(expect.WORDS_LOSS, result.sentence)
        self.assertIn(result.status, {1, 3, 4})
        self.assertTrue(result.found(artefact=expect.SMS, means="unreadable"), "damage is never silence")


class CutTest(DamageCase):

    def test_sms_db_cut_to_60_percent(self):
        result, line = self.examine(damage.cut(self.content, 0.6), status=4)
        self.assert_hurt(result, line, self.count // 4)
        self.assertEqual(line["lost_unit"], "page")
        self.assertGreater(line["lost"], 0)

    def test_traces_in_what_is_left_are_found(self):
        self.messages.statements.insert(0, sms.inserted("message", guid="planted", text=planted.LINK, ROWID=-5))
        result, line = self.examine(damage.cut(self.messages.built(), 0.6), "-i", planted.listed(self), status=1)
        self.assertTrue(result.found(artefact=expect.SMS, indicator=planted.DOMAIN))
        self.assert_says(expect.WORDS_LOSS, result.sentence)

    def test_cut_at_many_places(self):
        for percent in range(5, 100, 10):
            with self.subTest(percent=percent):
                result, line = self.examine(damage.cut(self.content, percent / 100), status=4, name=str(percent))
                self.assertIn(line["outcome"], expect.UNREAD)
                self.assertLess(line["records"], self.count)

    def test_cut_inside_the_first_page(self):
        for size in (1, 15, 16, 50, 99, 100, 101, 512, 4095):
            with self.subTest(size=size):
                _, line = self.examine(self.content[:size], status=4, name=str(size))
                self.assertIn(line["outcome"], expect.UNREAD)

    def test_cut_by_one_byte(self):
        _, line = self.examine(self.content[:-1], status=(0, 4))
        self.assertGreater(line["records"], self.count // 2)

    def test_bytes_behind_the_end_do_no_harm(self):
        for tail in (b"\x10" * 16, b"x", bytes(5000)):
            _, line = self.examine(self.content + tail, status=0, name=str(len(tail)))
            self.assertEqual(line["records"], self.count)


class OverwrittenTest(DamageCase):

    def test_a_page_overwritten(self):
        leaves = damage.leaf_pages(self.content, "message")
        page = leaves[len(leaves) // 2]
        result, line = self.examine(damage.overwritten(self.content, [page]), status=4)
        self.assert_hurt(result, line)
        self.assertGreaterEqual(line["records"], self.count - damage.rows_of_leaf(self.content, page))

    def test_a_page_of_zeros(self):
        leaves = damage.leaf_pages(self.content, "message")
        result, line = self.examine(damage.overwritten(self.content, [leaves[3]], b"\0"), status=4)
        self.assert_hurt(result, line, self.count - damage.rows_of_leaf(self.content, leaves[3]) - 1)

    def test_six_pages_overwritten_still_give_the_other_rows(self):
        leaves = damage.leaf_pages(self.content, "message")[:: len(damage.leaf_pages(self.content, "message")) // 6][:6]
        lost = sum(damage.rows_of_leaf(self.content, page) for page in leaves)
        result, line = self.examine(damage.overwritten(self.content, leaves), status=4)
        self.assert_hurt(result, line, self.count - lost)

    def test_root_page_of_message_overwritten(self):
        result, line = self.examine(
            damage.overwritten(self.content, [damage.root_page(self.content, "message")]), status=4
        )
        self.assert_hurt(result, line, self.count // 2)

    def test_root_pages_overwritten(self):
        roots = [damage.root_page(self.content, table) for table in ("message", "handle", "chat", "chat_message_join")]
        result, line = self.examine(damage.overwritten(self.content, roots), status=4)
        self.assert_hurt(result, line, self.count // 2)

    def test_traces_behind_a_damaged_page_are_found(self):
        self.messages.add(planted.SENDER, planted.LINK, "2026-03-14T21:05:10Z")
        content = self.messages.built()
        first = damage.leaf_pages(content, "message")[0]
        result, _ = self.examine(damage.overwritten(content, [first]), "-i", planted.listed(self), status=1)
        self.assertTrue(result.found(artefact=expect.SMS, indicator=planted.DOMAIN))

    def test_handles_damaged_alone(self):
        """The texts are all there; peers that cannot be read are missing."""
        result, line = self.examine(
            damage.overwritten(self.content, [damage.root_page(self.content, "handle")]), status=4
        )
        self.assertEqual(line["records"], self.count, result.run)

    def test_index_damaged_alone(self):
        page = damage.root_page(self.content, "message_idx_date")
        _, line = self.examine(damage.overwritten(self.content, [page]), status=(0, 4))
        self.assertEqual(line["records"], self.count)

    def test_first_page_overwritten(self):
        _, line = self.examine(damage.overwritten(self.content, [1]), status=4)
        self.assertIn(line["outcome"], expect.UNREAD)

    def test_every_page_once(self):
        """One run over forty copies, each with another page overwritten: no crash, and what is lost is named."""
        pages = len(self.content) // damage.PAGE
        from fixtures import definitions

        made = backup.Backup()
        chosen = range(1, pages + 1, max(1, pages // 40))
        for page in chosen:
            made.add("HomeDomain", f"Library/Test/{page:04d}.db", damage.overwritten(self.content, [page]))
        self.text_file(
            "artefacts/test_things.sql",
            definitions.artefact(
                "test_things",
                "HomeDomain/Library/Test/*.db",
                'SELECT ROWID AS "row", text AS "text:text" FROM message;',
            ),
        )
        result = self.check(made.write(self.path("phone")), "--artefacts", self.path("artefacts"))
        lines = result.inputs_of("test_things")
        self.assertEqual(len(lines), len(chosen))
        for line in lines:
            self.assertNotEqual(line["outcome"], "killed", line)
            if line["records"] != self.count:
                self.assertIn(line["outcome"], expect.UNREAD)


class SchemaTest(DamageCase):
    """The schema is lost, every page with data is whole: the tables are found by the shapes that the artefacts declare."""

    def assert_all_there(self, content, name="phone"):
        result, line = self.examine(content, status=4, name=name)
        self.assert_hurt(result, line)
        self.assertEqual((line["outcome"], line["records"]), ("partial", self.count), result.run)

    def schema_pages(self):
        """The leaf pages below page 1."""
        self.assertEqual(self.content[100], 5, "the schema has several pages")
        cells = int.from_bytes(self.content[103:105], "big")
        at = [int.from_bytes(self.content[112 + 2 * i : 114 + 2 * i], "big") for i in range(cells)] + [108]
        return [int.from_bytes(self.content[start : start + 4], "big") for start in at]

    def test_a_page_of_the_schema(self):
        for page in self.schema_pages():
            self.assert_all_there(damage.overwritten(self.content, [page]), str(page))

    def test_all_pages_of_the_schema(self):
        self.assert_all_there(damage.overwritten(self.content, [1] + self.schema_pages()))

    def test_a_bit_in_the_count_of_cells(self):
        for bit in range(8):
            content = bytearray(self.content)
            content[104] ^= 1 << bit
            self.assert_all_there(bytes(content), str(bit))

    def test_one_row_of_the_schema(self):
        for table in (b"message", b"handle", b"chat_recoverable_message_join"):
            at = self.content.index(b"CREATE TABLE " + table + b" (")
            content = bytearray(self.content)
            content[at + 1] = 0xFF  # the text alone
            self.assert_all_there(bytes(content), f"{table.decode()}-text")
            content[at - 30 : at + 20] = b"\xff" * 50
            self.assert_all_there(bytes(content), f"{table.decode()}-row")

    def test_peers_are_the_right_ones(self):
        rows = []
        kept = ("--keep-content", "--consent", "a test", "--examiner", "a test", "-o")
        lost = damage.overwritten(self.content, [1] + self.schema_pages())
        for name, content, status in (("whole", self.content, 0), ("hurt", lost, 4)):
            case = self.path(f"{name}.bridle")
            self.examine(content, *kept, case, status=status, name=name)
            rows.append(damage.query(databases.read(case), "SELECT sent, peer, direction, text FROM ios_sms ORDER BY record"))
        self.assertEqual(len(rows[0]), self.count)
        self.assertEqual(rows[0], rows[1])

    def test_no_variant_fits_what_is_left(self):
        """A table whose shape nobody declares, its CREATE text broken: damaged, never not-understood."""
        from fixtures import definitions

        content = bytearray(databases.built("CREATE TABLE thing (name); INSERT INTO thing VALUES ('x'); CREATE TABLE t (a);"))
        content[content.index(b"CREATE TABLE thing") + 1] = 0xFF
        self.text_file(
            "artefacts/test_things.sql",
            definitions.artefact("test_things", "HomeDomain/Library/things.db", 'SELECT name AS "name" FROM thing;'),
        )
        made = backup.Backup().add("HomeDomain", "Library/things.db", bytes(content))
        result = self.check(made.write(self.path("phone")), "--artefacts", self.path("artefacts"), status=4)
        self.assertEqual(result.input_of("test_things")["outcome"], "damaged")
        self.assertTrue(result.found(artefact="test_things", means="unreadable"))

    def test_history_without_its_first_page(self):
        visits = safari.Visits()
        for number in range(500):
            visits.add(f"https://site{number % 90}.example/", times.shifted("2026-01-01T00:00:00Z", number * 60), "t")
        content = visits.built()
        made = backup.Backup().add(*backup.SAFARI, damage.overwritten(content, [1]))
        line = self.check(made.write(self.path("safari")), status=4).input_of(expect.SAFARI)
        self.assertEqual((line["outcome"], line["records"], line["lost"]), ("partial", 500, 1))


class TornTest(DamageCase):

    def test_leaves_that_an_old_parent_does_not_fit(self):
        """As a write leaves them that stopped half-way and lost its journal: their rows are read all the same."""
        start = (damage.root_page(self.content, "message") - 1) * damage.PAGE
        leaves = damage.leaf_pages(self.content, "message")
        content = bytearray(damage.overwritten(self.content, [leaves[4]]))
        self.assertEqual(content[start], 5)
        cells = int.from_bytes(content[start + 3 : start + 5], "big")
        self.assertTrue(10 < cells < 128)
        for i in range(cells):
            key = start + 4 + int.from_bytes(content[start + 12 + 2 * i : start + 14 + 2 * i], "big")
            if content[key] & 0x80:  # two bytes: 128 + i
                content[key : key + 2] = bytes([0x81, i])
            else:
                content[key] = i
        result, line = self.examine(bytes(content), status=4)
        self.assert_hurt(result, line)
        self.assertEqual(line["records"], self.count - damage.rows_of_leaf(self.content, leaves[4]))
        self.assertEqual((line["lost"], line["lost_unit"]), (1, "page"))


class HeaderTest(DamageCase):

    def test_zero_bytes(self):
        _, line = self.examine(b"", status=4)
        self.assertIn(line["outcome"], expect.EMPTY_FILE_OUTCOMES)
        self.assertEqual((line["records"], line["size"]), (0, 0))

    def test_wrong_header(self):
        _, line = self.examine(b"SQLite format 4\0" + self.content[16:], status=4)
        self.assertIn(line["outcome"], expect.UNREAD)

    def test_not_a_database(self):
        for number, content in enumerate((b"hello", bytes(100000), b"\xff" * 5000, b"bplist00" + bytes(100))):
            _, line = self.examine(content, status=4, name=str(number))
            self.assertIn(line["outcome"], expect.UNREAD)
            self.assertEqual(line["records"], 0)

    def test_page_sizes_that_lie(self):
        for size in (0, 1, 511, 513, 1024, 8192, 32768, 65535):
            with self.subTest(size=size):
                content = self.content[:16] + size.to_bytes(2, "big") + self.content[18:]
                result, line = self.examine(content, status=4, name=str(size))
                self.assertEqual(line["records"], self.count)
                self.assert_hurt(result, line)

    def test_encodings_that_lie(self):
        for encoding in (2, 3):
            with self.subTest(encoding=encoding):
                content = self.content[:56] + encoding.to_bytes(4, "big") + self.content[60:]
                result, line = self.examine(content, "-i", planted.listed(self), status=4, name=str(encoding))
                self.assertEqual(line["records"], self.count)
                self.assert_hurt(result, line)

    def test_page_count_that_lies(self):
        for pages in (0, 1, 2, 2**31 - 1, 2**32 - 1):
            with self.subTest(pages=pages):
                content = self.content[:28] + pages.to_bytes(4, "big") + self.content[32:]
                _, line = self.examine(content, name=str(pages))
                self.assertNotEqual(line["outcome"], "killed")
                if line["records"] != self.count:
                    self.assertIn(line["outcome"], expect.UNREAD)

    def test_every_header_byte(self):
        from fixtures import definitions

        made = backup.Backup()
        for offset in range(100):
            content = bytearray(self.content[: damage.PAGE * 8])
            content[offset] ^= 0xFF
            made.add("HomeDomain", f"Library/Test/{offset:04d}.db", bytes(content))
        self.text_file(
            "artefacts/test_things.sql",
            definitions.artefact(
                "test_things", "HomeDomain/Library/Test/*.db", 'SELECT text AS "text:text" FROM message;'
            ),
        )
        result = self.check(made.write(self.path("phone")), "--artefacts", self.path("artefacts"))
        self.assertEqual(len(result.inputs_of("test_things")), 100)
        self.assertNotIn("killed", {line["outcome"] for line in result.inputs_of("test_things")})

    def test_utf_16_database(self):
        content = databases.built("PRAGMA encoding='UTF-16be';" + harmless.messages(count=20).sql())
        _, line = self.examine(content, status=0)
        self.assertEqual(line["outcome"], "read")

    def test_auto_vacuum_and_small_pages(self):
        for pragma in ("PRAGMA auto_vacuum=FULL", "PRAGMA page_size=512", "PRAGMA page_size=65536"):
            with self.subTest(pragma):
                _, line = self.examine(
                    databases.built(pragma + ";" + harmless.messages(count=20).sql()), status=0, name=pragma[7:13]
                )
                self.assertEqual(line["outcome"], "read")


class ManifestTest(program.BridleCase):
    """Manifest.db itself."""

    def examine(self, content, status, name="phone", *arguments):
        made = planted.manifest_path()
        for number in range(600):
            made.add("CameraRollDomain", f"Media/DCIM/100APPLE/IMG_{number:04d}.HEIC", b"x")
        made.replaced["Manifest.db"] = content(made.manifest()) if callable(content) else content
        return self.check(made.write(self.path(name)), *arguments, status=status)

    def assert_list_lost(self, content):
        """The list is lost and said so; what stands under its name's digest is read without it."""
        result = self.examine(content, 4)
        self.assertEqual(result.case["verdict"], "nothing-found-in-what-was-read")
        self.assertIn(result.input_of(expect.MANIFEST)["outcome"], expect.UNREAD)
        messages = result.input_of(expect.SMS)
        self.assertEqual(messages["outcome"], "partial")
        self.assertGreater(messages["records"], 0)

    def test_random_bytes(self):
        self.assert_list_lost(bytes((byte * 167 + 13) % 256 for byte in range(65536)))

    def test_zero_bytes(self):
        self.assert_list_lost(b"")

    def test_only_zeros(self):
        self.assert_list_lost(bytes(40960))

    def test_nothing_else_in_the_folder(self):
        made = backup.Backup()
        made.replaced["Manifest.db"] = bytes(40960)
        result = self.check(made.write(self.path("phone")), status=4)
        self.assertEqual(result.case["verdict"], "could-not-be-read")
        self.assertIn(result.input_of(expect.MANIFEST)["outcome"], expect.UNREAD)

    def test_what_shares_a_reason_is_told_once(self):
        made = backup.Backup()
        made.replaced["Manifest.db"] = bytes(40960)
        text = self.run_bridle("check", made.write(self.path("phone")), status=4).out
        self.assertEqual(" ".join(text.split()).count("whether this file was in it is not known"), 1, text)
        self.assertIn("ios_calendar, ios_datausage", text)

    def test_cut_gives_what_stands(self):
        result = self.examine(lambda content: damage.cut(content, 0.6), 4)
        line = result.input_of(expect.MANIFEST)
        self.assertIn(line["outcome"], expect.HURT)
        self.assertGreater(line["records"], 50)
        self.assert_says(expect.WORDS_LOSS, result.sentence)

    def test_a_page_overwritten_gives_what_stands(self):
        def hurt(content):
            return damage.overwritten(content, [damage.leaf_pages(content, "Files")[5]])

        line = self.examine(hurt, 4).input_of(expect.MANIFEST)
        self.assertIn(line["outcome"], expect.HURT)
        self.assertGreater(line["records"], 400)

    def test_root_page_overwritten_gives_what_stands(self):
        def hurt(content):
            return damage.overwritten(content, [damage.root_page(content, "Files")])

        line = self.examine(hurt, 4).input_of(expect.MANIFEST)
        self.assertIn(line["outcome"], expect.HURT)
        self.assertGreater(line["records"], 100)

    def test_first_page_overwritten_gives_all_files(self):
        line = self.examine(lambda content: damage.overwritten(content, [1]), 4).input_of(expect.MANIFEST)
        self.assertEqual(line["outcome"], "partial")
        self.assertGreaterEqual(line["records"], 600)

    def test_files_named_by_rows_that_stand_are_read(self):
        def hurt(content):
            return damage.overwritten(content, [damage.leaf_pages(content, "Files")[-1]])

        result = self.examine(hurt, (1, 4), "phone", "-i", planted.listed(self))
        self.assertGreater(sum(line["records"] for line in result.inputs if line["artefact"] == expect.MANIFEST), 0)

    def test_table_missing(self):
        made = harmless.made()
        made.manifest_sql = ["DROP TABLE Files;"]
        line = self.check(made.write(self.path("phone")), status=4).input_of(expect.MANIFEST)
        self.assertIn(line["outcome"], expect.UNREAD)

    def test_table_of_properties_missing_is_no_loss(self):
        made = harmless.made()
        made.manifest_sql = ["DROP TABLE Properties;"]
        self.check(made.write(self.path("phone")), status=0)

    def test_column_missing(self):
        made = harmless.made()
        made.manifest_sql = ["DROP INDEX FilesRelativePathIdx; ALTER TABLE Files DROP COLUMN relativePath;"]
        self.assertIn(
            self.check(made.write(self.path("phone")), status=4).input_of(expect.MANIFEST)["outcome"], expect.UNREAD
        )

    def test_indices_missing_or_damaged_are_no_loss(self):
        made = harmless.made()
        made.manifest_sql = ["DROP INDEX FilesDomainIdx; DROP INDEX FilesFlagsIdx;"]
        self.check(made.write(self.path("phone")), status=0)

    def test_files_is_a_view(self):
        made = planted.message_link()
        made.manifest_sql = ["ALTER TABLE Files RENAME TO Real; CREATE VIEW Files AS SELECT * FROM Real;"]
        result = self.check(made.write(self.path("phone")), status=(3, 4))
        self.assertTrue([finding for finding in result.findings if finding["means"] == "tampered"], result.run)
        self.assertEqual(result.input_of(expect.MANIFEST)["outcome"], "partial")
