# SPDX-License-Identifier: Apache-2.0
"""What somebody could do to keep a trace from being read, short of damage: it is found, or its loss is said."""

import hashlib
import os
import sqlite3
import struct

from fixtures import backup, definitions, expect, fs, planted, program, sms

MESSAGES = backup.SMS


def edited(folder, statement):
    """The backup's list of files after a statement of somebody else's."""
    connection = sqlite3.connect(os.path.join(folder, "Manifest.db"))
    connection.execute(statement)
    connection.commit()
    connection.close()


class ListTest(program.BridleCase):
    """The list of files tells less than what lies in the folder."""

    def found_all_the_same(self, statement):
        folder = planted.message_link().write(self.path("phone"))
        edited(folder, statement)
        result = self.check(folder, "-i", planted.listed(self), status=1)
        self.assertTrue(result.found(artefact=expect.SMS))
        self.assertIn(result.input_of(expect.SMS)["outcome"], expect.HURT)

    def test_row_taken_away(self):
        self.found_all_the_same("DELETE FROM Files WHERE relativePath = 'Library/SMS/sms.db'")

    def test_row_that_calls_it_a_folder(self):
        self.found_all_the_same("UPDATE Files SET flags = 2 WHERE relativePath = 'Library/SMS/sms.db'")

    def test_row_with_a_nul_in_its_name(self):
        self.found_all_the_same(
            "UPDATE Files SET relativePath = relativePath || char(0) || 'x' WHERE relativePath = 'Library/SMS/sms.db'")

    def test_table_of_files_taken_away(self):
        self.found_all_the_same("DROP TABLE Files")

    def test_log_that_is_listed_and_not_there(self):
        made = planted.with_messages().add(MESSAGES[0], MESSAGES[1] + "-wal", b"x" * 100, stored=False)
        result = self.check(made.write(self.path("phone")), "-i", planted.listed(self), status=4)
        self.assertEqual(result.input_of(expect.SMS)["outcome"], "partial")

    def test_log_that_the_list_gives_another_name(self):
        """The database is opened by its name, before the list says under which its log lies."""
        main, log = LogTest.database_with_log(self)
        made = planted.with_messages().replace(*MESSAGES, main)
        folder = made.add(MESSAGES[0], MESSAGES[1] + "-wal", log).write(self.path("phone"))
        name, other = backup.file_id(MESSAGES[0], MESSAGES[1] + "-wal"), "ab" * 20
        os.makedirs(os.path.join(folder, other[:2]), exist_ok=True)
        os.rename(os.path.join(folder, name[:2], name), os.path.join(folder, other[:2], other))
        edited(folder, f"UPDATE Files SET fileID = '{other}' WHERE fileID = '{name}'")
        for jobs in ("1", "2", "8"):
            with self.subTest(jobs=jobs):
                result = self.check(folder, "-i", planted.listed(self), "--jobs", jobs, status=1)
                self.assertEqual(result.input_of(expect.SMS)["outcome"], "read")
                self.assertEqual(len(result.found(artefact=expect.SMS)), 50)

    def test_same_place_a_thousand_times(self):
        folder = planted.message_link().write(self.path("phone"))
        connection = sqlite3.connect(os.path.join(folder, "Manifest.db"))
        connection.executemany("INSERT INTO Files VALUES (?, 'HomeDomain', 'Library/SMS/sms.db', 1, NULL)",
                               [(f"{number:040x}",) for number in range(1000)])
        connection.commit()
        connection.close()
        result = self.check(folder, "-i", planted.listed(self), status=1, timeout=30)
        self.assertEqual(result.input_of(expect.MANIFEST)["outcome"], "partial")


class FolderTest(program.BridleCase):
    """Links in a plain folder are not followed, and that is said."""

    def linked(self, replaced):
        folder = fs.written(self.path("dump"), {fs.SMS: planted.sms.Messages().built()})
        path = os.path.join(folder, replaced)
        os.rename(path, path + ".real")
        os.symlink(os.path.basename(path) + ".real", path)
        return self.check(folder, status=4)

    def test_database_that_is_a_link(self):
        self.assertEqual(self.linked(fs.SMS).input_of(expect.SMS)["outcome"], "damaged")

    def test_folder_that_is_a_link(self):
        self.linked(os.path.dirname(fs.SMS))


class IndexTest(program.BridleCase):

    def test_index_that_leaves_rows_out(self):
        """SQLite may scan an index in place of its table; an index is not the evidence."""
        content = sms.Messages()
        content.add("+12025550142", planted.LINK, "2026-03-14T21:05:10Z")
        path = self.path("x.db")
        with open(path, "wb") as file:
            file.write(content.built())
        connection = sqlite3.connect(path)
        connection.execute("PRAGMA writable_schema = ON")
        columns = ", ".join(row[1] for row in connection.execute("PRAGMA table_info(message)"))
        connection.execute(f"CREATE INDEX zz ON message({columns}) WHERE ROWID < 0")
        connection.execute("UPDATE sqlite_schema SET sql = replace(sql, ' WHERE ROWID < 0', '') WHERE name = 'zz'")
        connection.commit()
        connection.close()
        with open(path, "rb") as file:
            made = planted.with_messages().replace(*MESSAGES, file.read())
        result = self.check(made.write(self.path("phone")), "-i", planted.listed(self), status=1)
        self.assertTrue(result.found(artefact=expect.SMS))


class SpreadTest(program.BridleCase):
    """A large database is read by a worker for each of its artefacts: that changes nothing of what comes out."""

    def grown(self, size):
        path = self.path(f"{size}.db")
        messages = sms.Messages()
        messages.add(planted.SENDER, planted.LINK, "2026-03-14T21:05:10Z")
        with open(path, "wb") as file:
            file.write(messages.built())
        connection = sqlite3.connect(path)
        connection.execute("CREATE TABLE filling (content BLOB)")
        connection.execute("INSERT INTO filling VALUES (zeroblob(?))", (size,))
        connection.commit()
        connection.close()
        with open(path, "rb") as file:
            content = file.read()
        made = planted.with_messages().replace(*MESSAGES, content)
        return content, self.check(made.write(self.path(f"phone{size}")), "-i", planted.listed(self), status=1)

    def test_same_records_and_one_hash(self):
        results = [self.grown(size) for size in (1000, 65 << 20)]
        for name in (expect.SMS, "ios_sms_attachments"):
            small, large = (result.input_of(name) for _, result in results)
            self.assertEqual((small["outcome"], large["outcome"]), ("read", "read"))
            self.assertEqual(small["records"], large["records"])
            self.assertEqual(large["sha256"], hashlib.sha256(results[1][0]).hexdigest())
            self.assertEqual(large["size"], len(results[1][0]))
        ids = [[finding["id"] for finding in result.findings] for _, result in results]
        self.assertEqual(*ids)
        self.assertTrue(ids[0])


class LogTest(program.BridleCase):
    """A write-ahead log that is not whole is a loss, whatever the rest says."""

    def examined(self, change):
        main, log = sms.Messages().built_with_wal() if hasattr(sms.Messages, "built_with_wal") else (None, None)
        if main is None:
            main, log = self.database_with_log()
        made = planted.with_messages().replace(*MESSAGES, main)
        made.add(MESSAGES[0], MESSAGES[1] + "-wal", change(log))
        return self.check(made.write(self.path("phone")), "-i", planted.listed(self))

    def database_with_log(self):
        path = self.path("x.db")
        with open(path, "wb") as file:
            file.write(sms.Messages().built())
        connection = sqlite3.connect(path)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        for number in range(50):
            connection.execute("INSERT INTO message (guid, text, date, is_from_me) VALUES (?, ?, 1, 0)",
                               (f"g{number}", planted.LINK + str(number)))
            connection.commit()
        with open(path, "rb") as main, open(path + "-wal", "rb") as log:
            files = main.read(), log.read()
        connection.close()
        return files

    def test_whole_log_is_no_loss(self):
        self.assertEqual(self.examined(lambda log: log).input_of(expect.SMS)["outcome"], "read")

    def test_log_with_a_flipped_bit(self):
        def flip(log):
            at = len(log) // 2
            return log[:at] + bytes([log[at] ^ 1]) + log[at + 1:]
        result = self.examined(flip)
        self.assertEqual(result.input_of(expect.SMS)["outcome"], "partial")
        self.assertNotEqual(result.status, 0)

    def test_log_with_a_wrong_magic(self):
        result = self.examined(lambda log: struct.pack(">I", 0x12345678) + log[4:])
        self.assertEqual(result.input_of(expect.SMS)["outcome"], "partial")
        self.assertNotEqual(result.status, 0)


class CrowdTest(program.BridleCase):

    def test_many_weak_findings_leave_no_known_one_out(self):
        messages = sms.Messages()
        for number in range(10_050):
            messages.add("+12025550142", "Apple threat notification", f"2026-01-02T00:00:00.{number:06d}Z")
        messages.add("+12025550142", planted.LINK, "2026-03-14T21:05:10Z")
        made = planted.with_messages().replace(*MESSAGES, messages.built())
        result = self.check(made.write(self.path("phone")), "-i", planted.listed(self), status=1)
        self.assertTrue([finding for finding in result.findings if finding["grade"] == "known"])

    def test_one_huge_text_takes_no_other_message_along(self):
        for size in (17 << 20, 40 << 20, 70 << 20):
            with self.subTest(size):
                messages = sms.Messages()
                messages.add("+12025550142", "x" * size, "2026-01-02T00:00:00Z")
                messages.add("+12025550142", planted.LINK, "2026-03-14T21:05:10Z")
                made = planted.with_messages().replace(*MESSAGES, messages.built())
                result = self.check(made.write(self.path(str(size))), "-i", planted.listed(self), status=1)
                self.assertTrue(result.found(artefact=expect.SMS))

    def test_endless_artefact_takes_no_finding_of_another_along(self):
        self.text_file("artefacts/zz_endless.sql", definitions.artefact(
            "zz_endless", "/".join(MESSAGES),
            'SELECT (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n) AS "n" '
            "FROM message;"))
        result = self.check(planted.apple_warning().write(self.path("phone")), "--artefacts", self.path("artefacts"),
                            "--limit", "time=2s", status=1, timeout=60)
        self.assertTrue(result.found(rule=expect.RULE_APPLE))
        self.assertEqual(result.input_of("zz_endless")["outcome"], "killed")


class MatchTest(program.BridleCase):

    def test_senders_domain(self):
        made = planted.with_messages(("x@sub.evil-track.example", "hello"))
        result = self.check(made.write(self.path("phone")), "-i",
                            planted.listed(self, [("domain", "evil-track.example")]), status=1)
        self.assertEqual(self.one(result.serious)["grade"], "known")

    def test_number_without_its_plus_is_weak(self):
        made = planted.with_messages(("12025550143", "hello"))
        result = self.check(made.write(self.path("phone")), "-i",
                            planted.listed(self, [("phone", "+12025550143")]), status=3)
        self.assertEqual(self.one(result.serious)["grade"], "weak")

    def test_names_of_people_in_paths_stay(self):
        made = planted.with_messages()
        made.add("AppDomainGroup-group.net.whatsapp.WhatsApp.shared", "Message/Media/4915112345678@s.whatsapp.net/a.jpg",
                 b"x")
        made.add("HomeDomain", "Library/icon@2x.png", b"x")
        case = self.path("a.bridle")
        self.check(made.write(self.path("phone")), "-o", case, status=0)
        with open(case, "rb") as file:
            content = file.read()
        self.assertNotIn(b"4915112345678", content)
        self.assertIn(b"icon@2x.png", content)
        run = self.run_bridle("show", case, "--sql", "SELECT * FROM event LIMIT 1", status=0)
        self.assertIn("timestamp", run.out)


