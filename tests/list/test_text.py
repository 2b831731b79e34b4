# SPDX-License-Identifier: Apache-2.0
"""Plain text lists: the kind by the file's name or by the value, comments, line ends."""

import os

from list_case import ListCase

HASH = "ab" * 32


class KindTest(ListCase):

    def test_by_the_name_of_the_file(self):
        """The names that published lists have."""
        cases = {
            "domains.txt": ("domain", "a.example"),
            "v4_validation_domains.txt": ("domain", "a.example"),
            "emails.txt": ("email", "a@b.example"),
            "processes.txt": ("process", "bh"),
            "files.txt": ("file", "com.apple.CrashReporter.plist"),
            "file_names.txt": ("file", "a.plist"),
            "file_paths.txt": ("path", "/private/var/x"),
            "config_profiles.txt": ("profile", "76DAB334-7E17-475D-A5D6-0794EB5818A5"),
            "package_names.txt": ("app", "com.example.x"),
            "package_cert_hashes.txt": ("certificate", "ab" * 20),
            "android_properties.txt": ("property", "persist.x"),
            "phones.txt": ("phone", "+12025550142"),
            "DOMAINS.TXT": ("domain", "a.example"),
            "domains.list": ("domain", "a.example"),
        }
        for name, row in cases.items():
            with self.subTest(name):
                self.assertEqual(self.values(name, row[1] + "\n"), [row])

    def test_by_the_value(self):
        rows = [("domain", "a.example"), ("domain", "xn--bcher-kva.example"), ("url", "https://a.example/x"),
                ("url", "http://a.example/x#part"), ("email", "a@b.example"), ("path", "/private/var/x"),
                ("ip", "203.0.113.7"), ("ip", "2001:db8::1"), ("phone", "+1 202 555 0142"), ("hash", HASH),
                ("hash", "AB" * 16), ("hash", "0" * 40), ("hash", "0" * 128), ("process", "bh"),
                ("process", "a daemon of two words")]
        for name in ("sha256.txt", "ips.txt", "ip-addresses.txt", "mixed.list"):
            self.assertEqual(self.values(name, "".join(value + "\n" for _, value in rows)), rows)

    def test_value_of_another_kind_than_the_name_says(self):
        self.assertEqual(self.values("domains.txt", "203.0.113.7\n"), [("ip", "203.0.113.7")])
        self.assertEqual(self.linted("domains.txt", "203.0.113.7\n"),
                         ["line 1: is plainly another kind, and matched as that: 203.0.113.7: ip"])

    def test_malware_is_not_known(self):
        self.assertEqual(self.used("domains.txt", "a.example\n"), [("domain", "a.example", "")])


class LineTest(ListCase):

    ROWS = [("domain", "a.example"), ("domain", "b.example")]

    def test_line_ends(self):
        for end in ("\n", "\r\n", "\n\n", "\r\n\r\n", " \t\r\n"):
            with self.subTest(end):
                self.assertEqual(self.values("x.txt", f"a.example{end}b.example{end}"), self.ROWS)
                self.assertEqual(self.values("x.txt", f"a.example{end}b.example"), self.ROWS)

    def test_comments(self):
        text = "# a list of 2026\na.example # the first\n#b2.example\n   # indented\n\t#x\n b.example\t#second\n#\n"
        self.assertEqual(self.values("x.txt", text), self.ROWS)

    def test_number_sign_within_a_value_is_no_comment(self):
        self.assertEqual(self.values("x.txt", "https://a.example/x#y # z\n"), [("url", "https://a.example/x#y")])

    def test_byte_order_mark(self):
        self.assertEqual(self.values("x.txt", "\ufeffa.example\r\nb.example"), self.ROWS)

    def test_lines_are_named(self):
        said = self.linted("ips.txt", "# c\n203.0.113.7\n\n203.0.113.0/24\nb.example/x\n")
        self.assertEqual([line.split(": ")[0] for line in said if line.startswith("line ")], ["line 4", "line 5"])

    def test_partly_broken(self):
        text = "a.example\nlocalhost:80/x\nb.example\n\0\n" + "x" * 100_000 + "\n"
        self.assertEqual(self.values("domains.txt", text), self.ROWS)
        self.assertGreaterEqual(len(self.linted("domains.txt", text)), 3)

    def test_nothing_in_it(self):
        for text in ("", "\n", "# nothing\n", "\ufeff", " \t \r\n"):
            with self.subTest(text):
                self.nothing_usable("x.txt", text, words="nothing")

    def test_no_text_at_all(self):
        run = self.run_bridle("indicators", "list", self.text_file("domains.txt", bytes(range(256)) * 300))
        self.assertIn(run.status, (0, 2), run)

    def test_many_lines(self):
        text = "".join(f"a{number}.example\n" for number in range(100_000))
        self.assertEqual(len(self.values("domains.txt", text)), 100_000)


class FileTest(ListCase):

    def test_unknown_names(self):
        for name in ("list.xls", "list", "list.txt.gz", ".txt.", "list.yaml"):
            with self.subTest(name):
                self.nothing_usable(name, "a.example\n", words="format|known")

    def test_no_file(self):
        os.mkdir(self.path("folder.txt"))
        os.mkfifo(self.path("pipe.txt"))
        for name in ("folder.txt", "pipe.txt", "absent.txt"):
            with self.subTest(name):
                self.refused("indicators", "list", self.path(name), words="file|open|such")
                self.refused("check", self.empty_phone(), "-i", self.path(name))

    def test_list_in_a_folder_of_the_users_own_with_a_format_of_its_own(self):
        self.text_file("formats/own.sql", "-- list: own\n-- title: A list of a test\n-- from: *.own\n-- source: a test\n"
                       "SELECT 'domain' AS kind, substr(line, 3) AS value, 'line ' || n AS id, 'used' AS state FROM lines()\n")
        path = self.text_file("a.own", "> a.example\n> b.example\n")
        run = self.run_bridle("indicators", "list", "--lists", self.path("formats"), path, status=0)
        self.assertEqual([line.split("\t")[:2] for line in run.out.splitlines()],
                         [["domain", "a.example"], ["domain", "b.example"]])
