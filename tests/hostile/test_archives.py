# SPDX-License-Identifier: Apache-2.0
"""Archives made to be cut, to lie, to wear their reader out, or to lead out of themselves."""

import gzip
import io
import os
import random
import shutil
import subprocess
import time
import unittest
import zipfile
import zlib

from fixtures import archives, backup, planted, program, sysdiagnose

PS = "sysdiagnose_ps"
CAUGHT, HARMLESS = sysdiagnose.processes("/usr/libexec/chimerad"), sysdiagnose.processes("/usr/libexec/oats")
MARKS = [("sysdiagnose.log", b""), ("system_logs.logarchive/Info.plist", b"")]
NOT_WHOLE = "archives? could not be read whole"
GIGABYTE = 1 << 30


def tar(*entries, end=archives.TAR_END):
    """A sysdiagnose's marks, and these entries as bytes or (name, content)."""
    marks = [archives.tar_entry(*mark) for mark in MARKS]
    return b"".join(marks + [e if isinstance(e, bytes) else archives.tar_entry(*e) for e in entries]) + end


class HostileCase(program.BridleCase):

    def look(self, content, name="x.tar", status=None, **options):
        """`check` of these bytes; the archive stays as it was."""
        archive = self.text_file(name, content)
        result = self.check(archive, "-i", planted.listed(self), status=status, **options)
        with open(archive, "rb") as file:
            self.assertEqual(file.read(), content)
        return result

    def assert_caught(self, content, name="x.tar", whole=False):
        result = self.look(content, name, status=1)
        self.assertEqual(self.one(result.serious)["artefact"], PS)
        (self.assert_says_not if whole else self.assert_says)(NOT_WHOLE, result.sentence)
        return result

    def notes(self, content, name="x.tar"):
        run = self.run_bridle("check", self.text_file(name, content), "-i", planted.listed(self))
        return " ".join(run.out.split())


class CutTest(HostileCase):
    """What came before the cut is found; that it is cut is said, and never ends in 0."""

    def assert_cuts(self, content, name, begins, whole, points=50):
        """From the size `begins` on the trace is found; from `whole` on nothing is missing."""
        for number in range(points):
            size = len(content) * number // points
            with self.subTest(name=name, size=size):
                path = self.text_file(name, content[:size])
                run = self.run_bridle("check", path, "-i", planted.listed(self), "--format", "jsonl")
                self.assertIn(run.status, {1, 2, 3, 4}, run)
                if size < begins:
                    continue
                result = program.Result(run)
                self.assertEqual(run.status, 1, run)
                self.assertTrue(result.found(indicator="chimerad"))
                if size < whole:
                    self.assert_says(NOT_WHOLE, result.sentence)
        self.look(content, name, status=1)

    def sysdiagnose(self):
        noise = [(f"logs/{number}", random.Random(number).randbytes(3000)) for number in range(20)]
        return [*MARKS, ("ps.txt", CAUGHT), *noise]

    def test_tar(self):
        content = archives.tar_of(self.sysdiagnose())
        members = [archives.tar_entry(*member) for member in self.sysdiagnose()]
        self.assert_cuts(content, "x.tar", len(b"".join(members[:3])), len(b"".join(members)) + 512)

    def test_tar_gz(self):
        content = archives.packed("tar.gz", self.sysdiagnose())
        self.assert_cuts(content, "x.tar.gz", 6000, len(content))

    def test_zip(self):
        for kind in ("zip", "stored.zip"):
            content = archives.packed(kind, self.sysdiagnose())
            self.assert_cuts(content, "x.zip", 4000, len(content))

    def test_zip_without_sizes(self):
        writer = archives.ZipWriter()
        for name, content in self.sysdiagnose():
            writer.add(name, content, descriptor=True)
        self.assert_cuts(writer.built(), "x.zip", 4000, len(writer.built()))

    def test_nothing_found_in_a_cut_archive_is_never_0(self):
        members = [*MARKS, ("ps.txt", HARMLESS), ("logs/a", random.Random(1).randbytes(9000))]
        for kind in archives.KINDS:
            content = archives.packed(kind, members)
            self.assertEqual(self.look(content, "x." + kind).status, 0)
            # The end of a tar archive is zeros, of which a few are enough.
            last = len(content) - (9000 if kind == "tar" else 1)
            for size in (len(content) - 1, last, len(content) * 3 // 4):
                with self.subTest(kind=kind, size=size):
                    if kind == "tar" and size > last:
                        continue
                    result = self.look(content[:size], "x." + kind, status=4)
                    self.assert_says(NOT_WHOLE, result.sentence)

    def test_cut_between_two_entries(self):
        """Where only the mark of the end is missing."""
        result = self.look(tar(("ps.txt", HARMLESS), end=b""), status=4)
        self.assert_says(NOT_WHOLE, result.sentence)
        self.assertIn("the mark of the archive's end is missing", self.notes(tar(("ps.txt", HARMLESS), end=b"")))
        self.assertEqual(self.look(tar(("ps.txt", HARMLESS), end=bytes(512))).status, 0)

    def test_cut_within_the_file(self):
        many = sysdiagnose.processes("/usr/libexec/chimerad", *(f"/usr/libexec/{number}" for number in range(90)))
        content = tar(("ps.txt", many), end=b"")
        # At the end of a line: what is there is understood.
        head = len(content) - (len(many) + 511) // 512 * 512
        result = self.assert_caught(content[: head + many.rindex(b"\n", 0, 7000) + 1])
        line = result.input_of(PS)
        self.assertEqual(line["outcome"], "partial")
        self.assertIn("the archive is cut", line["error"])

    def test_backup_cut_at_fifty_points(self):
        folder = planted.everything().write(self.path("phone"))
        members = dict(archives.listed(folder))
        first = ["Manifest.db", "Manifest.plist", "Info.plist", "Status.plist"]
        stored = os.path.relpath(backup.stored_path(folder, *backup.SMS), folder)
        names = first + [stored] + sorted(set(members) - {*first, stored})
        for kind in archives.KINDS:
            content = archives.packed(kind, [(name, members[name]) for name in names])
            found = 0
            for number in range(50):
                path = self.text_file("x." + kind, content[: len(content) * number // 50])
                run = self.run_bridle("check", path, "-i", planted.listed(self), "--format", "jsonl")
                self.assertIn(run.status, {1, 2, 4}, run)
                found += run.status == 1 and any(program.Result(run).found(indicator=planted.DOMAIN))
            self.assertGreater(found, 3, kind)


class DamageTest(HostileCase):

    def test_gzip_of_two_members(self):
        content = tar(("ps.txt", CAUGHT), ("logs/a", b"x" * 9000))
        for at in (1, 700, 1500, 5000):
            two = gzip.compress(content[:at]) + gzip.compress(content[at:]) + bytes(512)
            self.assert_caught(two, "x.tar.gz", whole=True)

    def test_something_behind_a_gzip_file(self):
        self.assert_caught(gzip.compress(tar(("ps.txt", CAUGHT))) + b"oats", "x.tar.gz")

    def test_wrong_sum_of_a_gzip_file(self):
        content = bytearray(gzip.compress(tar(("ps.txt", CAUGHT))))
        content[-6] ^= 1
        self.assert_caught(bytes(content), "x.tar.gz")
        self.assertIn("the check sum is wrong: its content was changed or damaged", self.notes(bytes(content), "x.tar.gz"))

    def test_wrong_sum_of_a_zip_entry_costs_that_entry(self):
        writer = archives.ZipWriter()
        for name, content in MARKS:
            writer.add(name, content)
        writer.add("ps.txt", CAUGHT, crc=1)
        result = self.look(writer.built(), "x.zip", status=1)
        self.assertEqual(result.input_of(PS)["outcome"], "partial")
        self.assertIn("damaged, within it", result.input_of(PS)["error"])

    def test_wrong_sum_of_a_header(self):
        content = bytearray(tar(("ps.txt", CAUGHT), ("logs/a", b""), ("logs/b", b"")))
        content[-2 * 512 - 1024] ^= 1
        self.assert_caught(bytes(content))

    def test_sizes_that_cannot_be(self):
        fields = (b"\xff" * 12, b"\x80" + b"\xff" * 11, b"\xc0" + bytes(10) + b"\1", b"-0000000001\0", b"77777777777\0",
                  b"oats oats oa", b"\x80" + bytes(3) + b"\x7f" + b"\xff" * 7)
        for field in fields:
            with self.subTest(field):
                self.assert_caught(tar(("ps.txt", CAUGHT), archives.tar_header("logs/a", raw_size=field)))

    def test_something_behind_the_end(self):
        self.assert_caught(tar(("ps.txt", CAUGHT)) + archives.tar_entry("hidden", b"x") + archives.TAR_END)

    def test_mutations(self):
        """Whatever is changed: no crash, no endless reading, no 0 where a trace was."""
        chance = random.Random(11)
        members = [*MARKS, ("ps.txt", CAUGHT), ("logs/a", b"oats " * 400)]
        for kind in archives.KINDS:
            content = archives.packed(kind, members)
            for number in range(40):
                changed = bytearray(content)
                for _ in range(chance.choice((1, 1, 3, 20))):
                    changed[chance.randrange(len(changed))] = chance.choice((0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)))
                path = self.text_file("x." + kind, bytes(changed))
                run = self.run_bridle("check", path, "-i", planted.listed(self), "--format", "jsonl", timeout=30)
                self.assertIn(run.status, {1, 2, 3, 4} | ({0} if kind == "tar" else set()), (number, run))
                self.assertNotIn("reader was ended", run.out + run.err)
                self.assertNotIn("died of a signal", run.out + run.err)


class NameTest(HostileCase):

    def test_names_that_lead_out(self):
        for name in ("../ps.txt", "../../../../../../etc/ps.txt", "x/../../ps.txt", "..", "x/..", "a\0b", "y" * 256):
            with self.subTest(name):
                content = archives.pax(path=name) + archives.tar_entry("x", HARMLESS)
                result = self.assert_caught(tar(content, ("ps.txt", CAUGHT)))
                self.assertEqual(result.input_of(PS)["input"], "ps.txt")
        self.assertIn("1 name in the archive", self.notes(tar(("../ps.txt", CAUGHT))))
        self.assertIn("2 names in the archive", self.notes(tar(("../ps.txt", CAUGHT), ("..", b""))))
        only = self.text_file("y.tar", archives.tar_entry("../ps.txt") + archives.TAR_END)
        self.refused("check", only, words="nothing could be read of the archive")

    def test_zip_names_that_lead_out(self):
        writer = archives.ZipWriter()
        for name, content in [*MARKS, ("../../ps.txt", HARMLESS), ("ps.txt", CAUGHT), ("..\\x", b"")]:
            writer.add(name, content, made=0 if "\\" in name else 0x0314)
        self.assert_caught(writer.built(), "x.zip")
        writer = archives.ZipWriter()
        for name, content in [*MARKS, ("../../ps.txt", HARMLESS), ("ps.txt", CAUGHT)]:
            writer.add(name, content, descriptor=True)
        self.assert_caught(writer.bytes, "x.zip")

    def test_odd_but_harmless_names(self):
        """As a program that unpacks them takes them."""
        for name in ("./ps.txt", "/ps.txt", "//ps.txt", "././ps.txt", "./././/ps.txt"):
            with self.subTest(name):
                result = self.assert_caught(tar((name, CAUGHT)), whole=True)
                self.assertEqual(result.input_of(PS)["input"], "ps.txt")

    def test_names_that_a_terminal_would_obey(self):
        content = tar(("ps.txt", CAUGHT), ("../\x1b[31m", b""), ("line\nbreak", b""), (b"\xff\xfe", b""))
        self.assertNotIn("\x1b", self.notes(content))
        folder = [(f"a\nb\x1b/{name}", content) for name, content in [*MARKS, ("ps.txt", CAUGHT)]]
        for kind in archives.KINDS:
            self.assert_caught(archives.packed(kind, folder), "x." + kind, whole=True)

    def test_folder_with_a_line_break_around_a_backup(self):
        folder = planted.everything().write(self.path("phone"))
        plain = self.check(folder, "-i", planted.listed(self))
        members = archives.placed(archives.listed(folder), "my\nphone\r")
        for kind in archives.KINDS:
            result = self.look(archives.packed(kind, members), "x." + kind)
            self.assertEqual(result.findings, plain.findings)

    def test_names_without_measure(self):
        for size in (1 << 16, (1 << 16) + 1, 1 << 20):
            long = archives.tar_entry("././@LongLink", b"n" * size + b"\0", kind=b"L", magic=b"ustar  \0")
            self.assert_caught(tar(long + archives.tar_entry("n", b"x", magic=b"ustar  \0"), ("ps.txt", CAUGHT)))
            self.assert_caught(tar(archives.pax(path="n" * size) + archives.tar_entry("n"), ("ps.txt", CAUGHT)))

    def test_deep_names(self):
        deep = "/".join(["d"] * 2000)
        content = archives.pax(path=deep) + archives.tar_entry("x")
        self.assert_caught(tar(content, ("ps.txt", CAUGHT)))

    def test_a_name_that_stands_there_twice(self):
        """The first is read, and that there is another is said."""
        for first, second in ((CAUGHT, HARMLESS), (HARMLESS, CAUGHT)):
            members = [*MARKS, ("ps.txt", first), ("ps.txt", second), ("logs", None), ("logs", None)]
            for kind in ("tar", "tar.gz"):
                result = self.look(archives.packed(kind, members), "x." + kind, status=1 if first is CAUGHT else 4)
                line = result.input_of(PS)
                self.assertEqual((line["outcome"], line["records"]), ("partial", 2))
                self.assertIn("more than once", line["error"])
                self.assertIn("1 entry of the archive", self.notes(archives.packed(kind, members), "x." + kind))

    def test_what_macos_puts_beside_files(self):
        beside = [(f"{folder}._{name}", b"\0\5\26\7") for folder in ("", "crashes_and_spins/") for name in ("ps.txt", "a.ips")]
        members = [*MARKS, *beside, ("ps.txt", CAUGHT)]
        for kind in archives.KINDS:
            result = self.assert_caught(archives.packed(kind, members), "x." + kind, whole=True)
            self.assertEqual(result.input_of(PS)["input"], "ps.txt")
        finder = [*MARKS, ("__MACOSX", None), ("__MACOSX/._ps.txt", b"\0\5\26\7"), ("ps.txt", CAUGHT)]
        self.assert_caught(archives.zip_of(finder), "x.zip", whole=True)

    def test_a_folder_and_a_file_of_one_name(self):
        self.look(tar(("ps.txt/x", b""), ("ps.txt", CAUGHT)))
        self.assert_caught(tar(("ps.txt", CAUGHT), ("ps.txt/x", b"")), whole=True)


class SortTest(HostileCase):
    """What is no plain file where a file is wanted: never followed, never silent."""

    def assert_damaged(self, content, words, outcome="damaged", name="x.tar"):
        result = self.look(content, name, status=4)
        line = result.input_of(PS)
        self.assertEqual((line["outcome"], line["records"]), (outcome, 0))
        self.assertRegex(line["error"], words)

    def test_links(self):
        for kind in (b"2", b"3", b"4", b"6"):
            self.assert_damaged(tar(archives.tar_header("ps.txt", kind=kind, link=b"/etc/passwd")), "not a regular file")
        hard = archives.tar_header("ps.txt", 77, kind=b"1", link=b"other")
        self.assert_damaged(tar(("other", CAUGHT), hard), "second name of another file")

    def test_links_outside_what_is_wanted_change_nothing(self):
        links = [archives.tar_header(f"logs/{number}", kind=kind, link=b"/etc/passwd") for number, kind in enumerate((b"1", b"2", b"3", b"6"))]
        self.assert_caught(tar(*links, ("ps.txt", CAUGHT)), whole=True)

    def test_link_in_a_zip_archive(self):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            for name, content in MARKS:
                archive.writestr(name, content)
            entry = zipfile.ZipInfo("ps.txt")
            entry.create_system, entry.external_attr = 3, 0o120777 << 16
            archive.writestr(entry, "/etc/passwd")
        self.assert_damaged(stream.getvalue(), "not a regular file", name="x.zip")

    def test_files_with_holes(self):
        sparse = archives.pax(GNU_sparse_major="1", GNU_sparse_minor="0", GNU_sparse_name="ps.txt", GNU_sparse_realsize="9")
        self.assert_damaged(tar(sparse + archives.tar_entry("GNUSparseFile.1/ps.txt", b"1\n0\n9\n")), "file with holes")
        old = bytearray(archives.tar_header("ps.txt", 0, kind=b"S", magic=b"ustar  \0"))
        self.assert_damaged(tar(bytes(old)), "file with holes")
        self.assert_caught(tar(archives.tar_header("logs/a", kind=b"S"), ("ps.txt", CAUGHT)), whole=True)

    @unittest.skipUnless(shutil.which("tar"), "no tar")
    def test_holes_that_gnu_tar_finds(self):
        with open(self.path("ps.txt"), "wb") as file:
            file.write(CAUGHT)
            file.truncate(1 << 20)
        for name, content in MARKS:
            self.text_file(name, content)
        for form in ("gnu", "pax"):
            command = ["tar", "-C", self.home, f"--format={form}", "-Scf", self.path("x.tar")]
            subprocess.run([*command, "ps.txt", *(name for name, _ in MARKS)], check=True)
            with open(self.path("x.tar"), "rb") as file:
                content = file.read()
            if len(content) < 1 << 20:
                self.assert_damaged(content, "file with holes")

    def test_methods_that_are_not_read(self):
        for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
            stream = io.BytesIO()
            with zipfile.ZipFile(stream, "w") as archive:
                for name, content in MARKS:
                    archive.writestr(name, content)
                archive.writestr("ps.txt", CAUGHT, method)
            self.assert_damaged(stream.getvalue(), "in a way that is not read", name="x.zip")

    def test_one_encrypted_entry(self):
        writer = archives.ZipWriter()
        for name, content in MARKS:
            writer.add(name, content)
        writer.add("logs/a", b"oats").add("ps.txt", CAUGHT, flags=1)
        self.assert_damaged(writer.built(), "encrypted in the archive", outcome="locked", name="x.zip")


class LieTest(HostileCase):
    """Zip archives whose directory and entries tell different things."""

    def writer(self):
        writer = archives.ZipWriter()
        for name, content in MARKS:
            writer.add(name, content)
        return writer

    def test_names_that_differ(self):
        content = self.writer().add("ps.txt", CAUGHT, local={"name": b"xx.txt"}).built()
        self.assert_caught(content, "x.zip")
        self.assertIn("1 entry of the archive", self.notes(content, "x.zip"))
        content = self.writer().add("ps.txt", CAUGHT).add("logs/a", b"x", local={"name": b"ps.txt"}).built()
        self.assert_caught(content, "x.zip")

    def test_entries_that_the_directory_leaves_out(self):
        for content in (
            self.writer().add("ps.txt", CAUGHT).add("hidden", b"x", central=False).built(),
            self.writer().add("hidden", b"x", central=False).add("ps.txt", CAUGHT).built(),
        ):
            self.assert_caught(content, "x.zip")
            self.assertIn("belong to no entry of its directory", self.notes(content, "x.zip"))

    def test_a_wrong_count(self):
        for count in (0, 1, 4, 60000):
            self.assert_caught(self.writer().add("ps.txt", CAUGHT).built(count), "x.zip")

    def test_a_directory_of_nothing(self):
        writer = self.writer().add("ps.txt", CAUGHT)
        writer.directory, writer.count = b"", 0
        self.refused("check", self.text_file("x.zip", writer.built()), words="belong to no entry of its directory")

    def test_headers_that_are_not_there(self):
        content = self.writer().add("lost", b"x", central={"header": 1 << 30}).add("ps.txt", CAUGHT).built()
        result = self.look(content, "x.zip", status=1)
        self.assertTrue(result.found(indicator="chimerad"))
        content = self.writer().add("ps.txt", CAUGHT, central={"header": 7}).built()
        result = self.look(content, "x.zip", status=4)
        self.assertEqual(result.input_of(PS)["outcome"], "damaged")

    def test_sizes_that_lie(self):
        for said in ({"size": 0}, {"size": 1 << 30}, {"packed": 0}, {"size": 0xFFFFFFFF}, {"packed": 3}):
            with self.subTest(said):
                content = self.writer().add("ps.txt", CAUGHT, **said).add("logs/a", b"").built()
                result = self.look(content, "x.zip", status=(1, 4))
                self.assertIn(result.input_of(PS)["outcome"], {"partial", "damaged"})
        # Where the packed data itself says where it ends, it is read, and the lie is told.
        self.assert_caught(self.writer().add("ps.txt", CAUGHT, packed=1 << 30).add("logs/a", b"").built(), "x.zip")

    def test_one_archive_before_another(self):
        first = self.writer().add("ps.txt", CAUGHT).built()
        second = self.writer().add("ps.txt", HARMLESS).built()
        result = self.look(first + second, "x.zip", status=4)
        self.assert_says(NOT_WHOLE, result.sentence)
        self.assertIn("something stands before it", self.notes(first + second, "x.zip"))

    def test_entries_that_share_their_bytes(self):
        """Thousands of names for one packed megabyte of zeros."""
        writer = self.writer().add("crashes_and_spins/0", bytes(1 << 20))
        header = len(writer.bytes)
        one = self.writer().add("crashes_and_spins/0", bytes(1 << 20)).directory
        each = one[-(46 + len("crashes_and_spins/0")):]
        for number in range(1, 3000):
            name = f"crashes_and_spins/{number}".encode()
            writer.directory += each[:28] + len(name).to_bytes(2, "little") + each[30:46] + name
            writer.count += 1
        self.assertLess(header, 1 << 20)
        started = time.monotonic()
        result = self.look(writer.add("ps.txt", CAUGHT).built(), "x.zip", status=1)
        self.assertLess(time.monotonic() - started, 20)
        self.assert_says(NOT_WHOLE, result.sentence)


class WearTest(HostileCase):
    """Archives made to wear their reader out are given up soon, or cost little."""

    @staticmethod
    def bomb(before, gigabytes, behind=b""):
        """A gzip file of `before`, zeros, and `behind`, made in no time; its sum is wrong, which nobody gets to see."""
        worker = zlib.compressobj(9, zlib.DEFLATED, -15)
        head = worker.compress(before) + worker.flush(zlib.Z_FULL_FLUSH)
        zeros = worker.compress(bytes(1 << 22)) + worker.flush(zlib.Z_FULL_FLUSH)
        tail = worker.compress(behind) + worker.flush()
        return b"\x1f\x8b\x08" + bytes(6) + b"\xff" + head + zeros * (256 * gigabytes) + tail + bytes(8)

    def assert_soon(self, content, seconds=10):
        path = self.text_file("x.tar.gz", content)
        started = time.monotonic()
        result = self.check(path, "-i", planted.listed(self), status=1, timeout=60)
        self.assertLess(time.monotonic() - started, seconds)
        self.assertTrue(result.found(indicator="chimerad"))
        self.assert_says(NOT_WHOLE, result.sentence)
        return result

    def test_ten_gigabytes_of_zeros(self):
        size = b"\x80" + bytes(6) + (10 * GIGABYTE).to_bytes(5, "big")
        for name in ("logs/zeros", "crashes_and_spins/x.ips"):
            before = tar(("ps.txt", CAUGHT), end=archives.tar_header(name, raw_size=size))
            content = self.bomb(before, 10, archives.TAR_END)
            self.assertLess(len(content), 12 << 20)
            self.assert_soon(content, 5)
            self.assertIn("as no acquisition does", self.notes(content, "x.tar.gz"))

    def test_the_wanted_file_of_ten_gigabytes(self):
        size = b"\x80" + bytes(6) + (10 * GIGABYTE).to_bytes(5, "big")
        content = self.bomb(tar(end=archives.tar_header("ps.txt", raw_size=size)), 10)
        started = time.monotonic()
        self.look(content, "x.tar.gz", status=4)
        self.assertLess(time.monotonic() - started, 5)

    def test_zeros_behind_the_end(self):
        self.assert_soon(self.bomb(tar(("ps.txt", CAUGHT)), 40))

    def test_a_map_of_holes_without_end(self):
        head = bytearray(archives.tar_header("logs/a", kind=b"S", magic=b"ustar  \0"))
        head[482] = 1
        head[148:156] = b" " * 8
        head[148:156] = b"%06o\0 " % sum(head)
        more = bytes(504) + b"\1" + bytes(7)
        self.assert_soon(gzip.compress(tar(("ps.txt", CAUGHT), end=bytes(head) + more * 200000), 1))

    def test_extensions_without_end(self):
        long = archives.tar_entry("././@LongLink", b"n", kind=b"L")
        self.assert_soon(gzip.compress(tar(("ps.txt", CAUGHT), end=long * 1000), 1))

    def test_a_zip_entry_that_unpacks_to_more_than_it_says(self):
        writer = archives.ZipWriter()
        for name, content in MARKS:
            writer.add(name, content)
        writer.add("ps.txt", CAUGHT + bytes(200 << 20), size=len(CAUGHT))
        started = time.monotonic()
        self.look(writer.built(), "x.zip", status=(1, 4))
        self.assertLess(time.monotonic() - started, 10)

    def test_many_members_in_many_folders(self):
        """Crash reports in none of a thousand folders: each name is looked at a few times."""
        header = archives.tar_header
        entries = b"".join(header(f"{number % 100:02}/{number % 1000:03}/{number}") for number in range(150000))
        content = gzip.compress(entries + archives.tar_entry("zz/a.ips", b"{}\n") + archives.TAR_END, 1)
        started = time.monotonic()
        self.check(self.text_file("x.tar.gz", content), timeout=100)
        self.assertLess(time.monotonic() - started, 30 if program.SANITIZED else 15)

    def test_more_entries_than_a_limit_allows_cost_no_memory(self):
        deep = "/".join(["d" * 20] * 60)
        entries = [archives.pax(path=f"{number}/{deep}") + archives.tar_entry("x") for number in range(3000)]
        self.assert_caught(gzip.compress(tar(("ps.txt", CAUGHT), *entries), 1), "x.tar.gz", whole=True)

    @unittest.skipIf(program.SANITIZED, "the sanitizers take more than that")
    def test_memory(self):
        members = [*MARKS, ("ps.txt", CAUGHT), *((f"logs/{number}", b"oats " * 20000) for number in range(500))]
        archive = self.text_file("x.tar.gz", archives.packed("tar.gz", members))
        self.assertLess(program.peak_kilobytes("check", archive), 160 << 10)
