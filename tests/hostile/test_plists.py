# SPDX-License-Identifier: Apache-2.0
"""Property lists: cut at every byte, with every byte changed, bombs, circles, depth; through an artefact of the test,
through the manifest's records, and as the backup's own Info.plist, Status.plist and Manifest.plist."""

import os
import plistlib

from fixtures import backup, damage, databases, definitions, expect, harmless, planted, program

PLACES = "HomeDomain/Library/Test/*.plist"
KEY, VALUE = expect.PLIST_ROWS_COLUMNS


def bombs():
    """Names and bytes of documents that ask for more than there is."""
    return {
        "shared-332": damage.shared_reference_bomb(),
        "shared-wide": damage.shared_reference_bomb(20, 14),
        "deep-binary": damage.deep_plist(),
        "deep-xml": damage.deep_xml_plist(),
        "entities": damage.xml_entity_bomb(),
        "circle-array": damage.circle()[0],
        "circle-dictionary": damage.circle()[1],
        "count": b"bplist00\xaf\x13"
        + b"\x7f"
        + b"\xff" * 7
        + bytes(6)
        + b"\x01\x01"
        + (1).to_bytes(8, "big")
        + bytes(8)
        + (8).to_bytes(8, "big"),
        "string": b"bplist00\x5f\x13"
        + b"\x7f"
        + b"\xff" * 7
        + bytes(6)
        + b"\x01\x01"
        + (1).to_bytes(8, "big")
        + bytes(8)
        + (8).to_bytes(8, "big"),
    }


class PlistCase(program.BridleCase):

    def examine(self, documents, *arguments, status=None, sql=None, memory=None, timeout=120):
        """Read each of `documents` (name -> bytes) with plist_rows()."""
        self.text_file(
            "artefacts/test_plists.sql",
            definitions.artefact(
                "test_plists", PLACES, sql or f'SELECT {KEY} AS "key", {VALUE} AS "value:text" FROM plist_rows();'
            ),
        )
        made = planted.message_link()
        for name, content in documents.items():
            made.add("HomeDomain", f"Library/Test/{name}.plist", content)
        result = self.check(
            made.write(self.path("phone")),
            "--artefacts",
            self.path("artefacts"),
            *arguments,
            status=status,
            timeout=timeout,
        )
        lines = {os.path.basename(line["device_path"] or ""): line for line in result.inputs_of("test_plists")}
        self.assertEqual(set(lines), {f"{name}.plist" for name in documents}, result.run)
        return result, {name[: -len(".plist")]: line for name, line in lines.items()}


class CutTest(PlistCase):

    def test_binary_plist_cut_at_every_byte(self):
        whole = damage.sample_plist()
        result, lines = self.examine({f"{size:05d}": whole[:size] for size in range(len(whole) + 1)}, status=4)
        self.assertEqual(lines[f"{len(whole):05d}"]["outcome"], "read")
        self.assertNotIn("killed", {line["outcome"] for line in lines.values()})
        for name, line in lines.items():
            if int(name) < len(whole):
                self.assertIn(line["outcome"], expect.UNREAD, name)

    def test_xml_plist_cut_at_every_byte(self):
        whole = plistlib.dumps(plistlib.loads(damage.sample_plist()) | {"uid": 3}, fmt=plistlib.FMT_XML)
        _, lines = self.examine({f"{size:05d}": whole[:size] for size in range(0, len(whole), 3)}, status=4)
        self.assertNotIn("killed", {line["outcome"] for line in lines.values()})
        for name, line in lines.items():
            if int(name) < len(whole) - 10:
                self.assertIn(line["outcome"], expect.UNREAD, name)

    def test_every_byte_changed(self):
        whole = damage.sample_plist()
        documents = {}
        for offset in range(len(whole)):
            changed = bytearray(whole)
            changed[offset] ^= 0xFF
            documents[f"{offset:05d}"] = bytes(changed)
        _, lines = self.examine(documents)
        self.assertNotIn("killed", {line["outcome"] for line in lines.values()})

    def test_records_of_the_manifest_cut_at_every_byte(self):
        """All in one column, through pl() in one worker: every row is there."""
        made = planted.manifest_path()
        whole = made.rows[-1].blob(7)
        for size in range(len(whole)):
            made.add("CameraRollDomain", f"Media/{size:05d}", b"x", record=whole[:size], stored=False)
        result = self.check(made.write(self.path("phone")), "-i", planted.listed(self), status=1)
        line = result.input_of(expect.MANIFEST)
        self.assertEqual(line["records"], len(made.manifest_rows()))
        self.assertIn(line["outcome"], {"read", "partial"})

    def test_info_status_and_manifest_plist_cut(self):
        for name in ("Info.plist", "Status.plist", "Manifest.plist"):
            whole = planted.message_link().root_files()[name]
            for size in range(0, len(whole), max(1, len(whole) // 25)):
                with self.subTest(name=name, size=size):
                    made = planted.message_link()
                    made.replaced[name] = whole[:size]
                    acquisition = made.write(self.path(f"{name}-{size}"))
                    run = self.run_bridle("check", acquisition, "-i", planted.listed(self))
                    self.assertIn(run.status, {1, 2} if name == "Manifest.plist" else {1}, run)


class BombTest(PlistCase):

    def test_332_byte_bomb_has_332_bytes(self):
        self.assertEqual(len(damage.shared_reference_bomb()), 332)

    def test_bombs_cost_no_memory_and_the_run_goes_on(self):
        result, lines = self.examine(bombs(), "-i", planted.listed(self), status=1, timeout=100)
        for name, line in lines.items():
            with self.subTest(name):
                self.assertIn(line["outcome"], expect.UNREAD | {"read"})
        self.assertTrue(result.found(artefact=expect.SMS))
        self.assert_little_memory(self.path("phone"), "--artefacts", self.path("artefacts"))

    def test_no_bomb_kills_its_worker(self):
        _, lines = self.examine(bombs(), timeout=100)
        self.assertNotIn("killed", {line["outcome"] for line in lines.values()})

    def assert_little_memory(self, *arguments, megabytes=100):
        most = megabytes * 1024 * (8 if program.SANITIZED else 1)
        self.assertLess(program.peak_kilobytes("check", *arguments), most)

    def test_bombs_in_a_column(self):
        content = databases.built(
            "CREATE TABLE t (i INTEGER PRIMARY KEY, b BLOB);",
            lambda connection: connection.executemany(
                "INSERT INTO t (b) VALUES (?)", [(bomb,) for bomb in bombs().values()]
            ),
        )
        self.text_file(
            "artefacts/test_things.sql",
            definitions.artefact(
                "test_things",
                "HomeDomain/Library/Test/test.db",
                'SELECT i AS "i", pl(b) AS "a", pl(b, 0, 0, 0) AS "b", ' "pl(b, 'x') AS \"c\" FROM t;",
            ),
        )
        result = self.check(
            definitions.backup_with(content).write(self.path("phone")), "--artefacts", self.path("artefacts")
        )
        self.assertEqual(result.input_of("test_things")["records"], len(bombs()), result.run)
        self.assert_little_memory(self.path("phone"), "--artefacts", self.path("artefacts"))

    def test_bombs_as_root_plists(self):
        for name in ("Info.plist", "Status.plist", "Manifest.plist"):
            for bomb, content in bombs().items():
                with self.subTest(name=name, bomb=bomb):
                    made = planted.message_link()
                    made.replaced[name] = content
                    acquisition = made.write(self.path(f"{name}-{bomb}"))
                    run = self.run_bridle("check", acquisition, "-i", planted.listed(self), timeout=60)
                    self.assertIn(run.status, {1, 2} if name == "Manifest.plist" else {1}, run)
                    self.assert_little_memory(acquisition)

    def test_bombs_as_records_of_the_manifest(self):
        made = planted.manifest_path()
        for name, content in bombs().items():
            made.add("CameraRollDomain", f"Media/{name}", b"x", record=content, stored=False)
        result = self.check(made.write(self.path("phone")), "-i", planted.listed(self), status=1)
        self.assertEqual(result.input_of(expect.MANIFEST)["records"], len(made.manifest_rows()))

    def test_real_hostile_property_lists(self):
        folder = os.path.join(program.TEST_DATA, "plist")
        if not os.path.isdir(folder):
            self.skipTest("BRIDLE_TEST_DATA has no plist/")
        documents = {}
        for name in sorted(os.listdir(folder)):
            with open(os.path.join(folder, name), "rb") as file:
                documents[name.replace(".", "-")] = file.read()
        _, lines = self.examine(documents)
        self.assertNotIn("killed", {line["outcome"] for line in lines.values()})


class ValueTest(PlistCase):

    def test_keys_with_dots_quotes_and_nothing(self):
        document = plistlib.dumps({"com.apple.x": {'a"b': 1, "": 2, "ключ": 3, "a.b": 4}}, fmt=plistlib.FMT_BINARY)
        columns = [
            "pl(b, 'com.apple.x', 'a\"b')",
            "pl(b, 'com.apple.x', '')",
            "pl(b, 'com.apple.x', 'ключ')",
            "pl(b, 'com.apple.x', 'a.b')",
            "pl(b, 'com', 'apple')",
        ]
        self.assertEqual(self.values(document, columns), [1, 2, 3, 4, None])

    def test_kinds_of_values(self):
        columns = [
            "pl(b, 'text')",
            "pl(b, 'number')",
            "pl(b, 'negative')",
            "pl(b, 'real')",
            "pl(b, 'yes')",
            "pl(b, 'date')",
            "hex(pl(b, 'data'))",
            "pl(b, 'list', 0)",
            "pl(b, 'list', 2, 'deep')",
            "pl(b, 'missing')",
            "pl(b, 'text', 'deeper')",
        ]
        wanted = ["a needle", 2**40, -7, 0.5, 1, 1773522310000000, "000102", "x", "Ünicode", None, None]
        self.assertEqual(self.values(damage.sample_plist(), columns), wanted)

    def test_integers_above_two_to_the_63_are_text(self):
        document = plistlib.dumps({"a": 2**64 - 1, "b": 2**63 - 1}, fmt=plistlib.FMT_BINARY)
        self.assertEqual(self.values(document, ["pl(b, 'a')", "pl(b, 'b')"]), ["18446744073709551615", 2**63 - 1])

    def values(self, document, columns):
        import sqlite3

        content = databases.built(
            "CREATE TABLE t (b BLOB);", lambda connection: connection.execute("INSERT INTO t VALUES (?)", (document,))
        )
        names = ", ".join(f'{column} AS "c{number}"' for number, column in enumerate(columns))
        self.text_file(
            "artefacts/test_things.sql",
            definitions.artefact("test_things", "HomeDomain/Library/Test/test.db", f"SELECT {names} FROM t;"),
        )
        self.check(
            definitions.backup_with(content).write(self.path("values")),
            "--artefacts",
            self.path("artefacts"),
            "-o",
            self.path("v.bridle"),
            "--force",
        )
        cells = ", ".join(f"c{number}" for number in range(len(columns)))
        return list(sqlite3.connect(self.path("v.bridle")).execute(f"SELECT {cells} FROM test_things").fetchone())


class HarmlessRootTest(program.BridleCase):

    def test_huge_info_plist(self):
        made = harmless.made()
        metadata = plistlib.dumps({"softwareVersionBundleId": "com.example.app", "asset": bytes(3000)})
        made.info["Applications"] = {
            f"com.example.app{number}": {"PlaceholderIcon": bytes(2000), "iTunesMetadata": metadata}
            for number in range(800)
        }
        self.check(made.write(self.path("phone")), status=0, timeout=60)
        self.assertTrue(backup.DEVICE)
