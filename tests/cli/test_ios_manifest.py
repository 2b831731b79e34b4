# SPDX-License-Identifier: Apache-2.0
"""`ios_manifest`: device paths, path indicators on component borders, damage; the defects of other programs by name."""

from fixtures import backup, databases, expect, fs, keyed, planted, program


class PathTest(program.BridleCase):

    def findings(self, made, rows, name="phone"):
        result = self.check(made.write(self.path(name)), "-i", planted.listed(self, rows))
        line = result.input_of(expect.MANIFEST)
        self.assertEqual((line["outcome"], line["records"]), ("read", len(made.manifest_rows())))
        return result.found(artefact=expect.MANIFEST)

    def test_domains_are_mapped_to_real_paths(self):
        for number, ((domain, path), device_path) in enumerate(expect.DEVICE_PATHS.items()):
            with self.subTest(domain):
                made = planted.manifest_path(domain, path)
                found = self.findings(made, [("path", device_path)], str(number))
                self.assertTrue(found, f"{domain}-{path} is not {device_path}")

    def test_private_var_indicators_match_in_backups(self):
        self.assertTrue(self.findings(planted.manifest_path(), planted.LIST))

    def test_var_and_private_var_are_the_same(self):
        self.assertTrue(self.findings(planted.manifest_path(), [("path", planted.PATH.replace("/private", "", 1))]))

    def test_path_matches_itself_and_what_is_below(self):
        rows = [("path", "/private/var/mobile/Library/Caches/com.chimera.stage/agentd")]
        self.one(self.findings(planted.manifest_path(), rows))

    def test_trailing_slash_of_an_indicator(self):
        self.assertTrue(self.findings(planted.manifest_path(), [("path", planted.PATH + "/")]))

    def test_path_that_only_begins_like_an_indicator(self):
        made = planted.with_messages()
        for path in (
            "Library/Caches/com.chimera.stagecoach/a",
            "Library/Caches/com.chimera.stage.plist",
            "Library/Caches/com.chimera.stag",
        ):
            made.add("HomeDomain", path, b"x")
        self.assertEqual(self.findings(made, planted.LIST), [])

    def test_path_below_is_not_the_parent(self):
        self.assertEqual(self.findings(planted.manifest_path(), [("path", planted.PATH + "/agentd/deeper")]), [])

    def test_file_name_indicator(self):
        self.one(self.findings(planted.manifest_path(), [("name", "agentd")]))

    def test_file_name_that_only_contains_an_indicator(self):
        self.assertEqual(self.findings(planted.manifest_path(), [("name", "agent"), ("name", "gentd")]), [])

    def test_single_letter_path_indicators_of_tmp(self):
        made = planted.with_messages()
        made.add("HomeDomain", "tmp/log.txt", b"x")
        self.assertEqual(self.findings(made, [("path", "/private/var/mobile/tmp/l/")]), [])

    def test_plain_folder_matches_path_indicators(self):
        """Other programs compare `private/var/…` with `/private/var/…` and find none."""
        files = {
            f"private/var/tmp/{name}": b"x" for name in ("relaunch", "UserEventAgent", "keychain_dump.txt", "takePhoto")
        }
        rows = [("path", f"/private/var/tmp/{name.rsplit('/', 1)[-1]}") for name in files]
        result = self.check(
            fs.written(self.path("dump"), {**files, fs.SMS: planted.sms.Messages().built()}),
            "-i",
            planted.listed(self, rows),
            status=(0, 1),
        )
        if result.status == 1:
            self.assertEqual(len({finding["value"] for finding in result.serious}), 4)
        else:  # names of a plain folder belong to an artefact of its own
            self.assertNotEqual(result.input_of(expect.MANIFEST)["outcome"], "read")

    def test_domain_in_a_path(self):
        made = planted.with_messages()
        made.add(
            "HomeDomain", f"Library/WebKit/WebsiteData/LocalStorage/https_track.{planted.DOMAIN}_0.localstorage", b"x"
        )
        self.check(made.write(self.path("phone")), "-i", planted.listed(self), status=(0, 1))


class RowTest(program.BridleCase):

    def records(self, made, status=(0, 4), name="phone"):
        return self.check(made.write(self.path(name)), status=status).input_of(expect.MANIFEST)

    def test_missing_keys_in_a_record_lose_nothing_else(self):
        made = planted.with_messages()
        for number, record in enumerate(
            (
                None,
                keyed.archived("MBFile", {}, {}),
                keyed.archived("Other", {"A": 1}, {}),
                b"",
                b"garbage",
                b"bplist00",
                keyed.archived("MBFile", {"Size": "text", "Mode": -1, "LastModified": 2**63 - 1}, {}),
            )
        ):
            made.add("HomeDomain", f"Library/odd/{number}", b"x", record=record)
        self.assertEqual(self.records(made)["records"], len(made.manifest_rows()))

    def test_dates_in_a_record_of_old_ios(self):
        import datetime

        made = planted.with_messages()
        date = datetime.datetime(2016, 1, 2, 3, 4, 5)
        record = keyed.archived(
            "MBFile", {"Birth": date, "LastModified": date, "LastStatusChange": date, "Size": 1, "Mode": 33188}, {}
        )
        made.add("HomeDomain", "Library/old", b"x", record=record)
        self.assertEqual(self.records(made)["first"], "2016-01-02T03:04:05.000000Z")

    def test_null_record_and_null_columns(self):
        made = planted.manifest_path()
        made.manifest_sql = [
            "INSERT INTO Files VALUES ('00ff', NULL, NULL, NULL, NULL), (NULL, 'HomeDomain', 'a', 1, NULL), "
            "(NULL, x'00', x'ff', 'text', 1.5)"
        ]
        result = self.check(made.write(self.path("phone")), "-i", planted.listed(self), status=1)
        self.assertEqual(result.input_of(expect.MANIFEST)["records"], len(made.manifest_rows()) + 3)

    def test_times_of_a_finding(self):
        made = planted.with_messages()
        made.add(
            "HomeDomain",
            "Library/Caches/com.chimera.stage/agentd",
            b"x",
            birth="2026-03-14T21:07:31Z",
            modified="2026-03-14T21:07:32Z",
            changed="2026-03-14T21:07:33Z",
        )
        result = self.check(made.write(self.path("phone")), "-i", planted.listed(self), status=1)
        times = {finding["datetime"] for finding in result.found(artefact=expect.MANIFEST)}
        self.assertTrue(times & {f"2026-03-14T21:07:3{second}.000000Z" for second in (1, 2, 3)}, times)

    def test_manifest_in_wal_mode(self):
        made = planted.manifest_path()
        content = bytearray(made.manifest())
        content[18:20] = b"\x02\x02"
        made.replaced["Manifest.db"] = bytes(content)
        self.check(made.write(self.path("phone")), "-i", planted.listed(self), status=1)

    def test_manifest_with_its_wal_beside_it(self):
        made = planted.manifest_path()
        rows = made.manifest_rows()

        def fill(connection):
            connection.execute("BEGIN")
            connection.executemany("INSERT INTO Files VALUES (?, ?, ?, ?, ?)", rows)
            connection.execute("COMMIT")

        database, wal = databases.with_wal(backup.MANIFEST_SCHEMA, fill)
        made.replaced["Manifest.db"], made.extra["Manifest.db-wal"] = database, wal
        self.check(made.write(self.path("phone")), "-i", planted.listed(self), status=1)


class PlaceOfFilesTest(program.BridleCase):

    def test_wanted_file_under_another_file_id_is_found_by_its_row(self):
        """The manifest's row says where a file lies; nothing is guessed from its name."""
        made = planted.message_link()
        acquisition = made.write(self.path("phone"))
        self.assertEqual(
            self.check(acquisition).input_of(expect.SMS)["input"], "3d/3d0d7e5fb2ce288813306e4d4636395e047a3d28"
        )

    def test_two_rows_for_the_same_path(self):
        made = planted.message_link()
        made.manifest_sql = [
            "INSERT INTO Files SELECT 'ff' || substr(fileID, 3), domain, relativePath, flags, file FROM Files "
            "WHERE relativePath = 'Library/SMS/sms.db'"
        ]
        result = self.check(made.write(self.path("phone")), "-i", planted.listed(self), status=1)
        self.assertTrue(result.found(artefact=expect.SMS))
