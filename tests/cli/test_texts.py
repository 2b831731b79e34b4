# SPDX-License-Identifier: Apache-2.0
"""A user's own artefacts over the texts of a sysdiagnose: lines that are not understood, blocks, regular expressions, times by
the phone's own clock, files that the phone packed, and files that are only named."""

import gzip
import hashlib
import os
import sqlite3

from fixtures import databases, definitions, planted, program, sysdiagnose

LOG = "logs/stable.log"
PARSER = """\
SELECT text_time(p.p1)             AS "seen:time",
       p.p2                        AS "process:process",
       capture(p.p3, 'to (\\S+)$')  AS "peer:domain",
       iif(p.p1 IS NULL, 1, 0)     AS "not_understood:unread"
  FROM lines() AS l
  LEFT JOIN parts(l.line, '^\\[([^\\]]+)\\] (\\w+): (.*)$') AS p
 WHERE trim(l.line) <> ''"""


def log(good, bad=0):
    """`good` lines that PARSER understands, the last of them with an indicator, behind `bad` that it doesn't."""
    lines = [f"?? a line that is new, {number}" for number in range(bad)]
    lines += [f"[Thu Dec 16 05:{number // 60:02d}:{number % 60:02d} 2021] horsed: trot" for number in range(good - 1)]
    lines.append(f"[Thu Dec 16 06:00:00 2021] chimerad: connected to {planted.DOMAIN}")
    return "".join(line + "\r\n\n" for line in lines).encode()


class TextCase(program.BridleCase):

    def setUp(self):
        super().setUp()
        self.own = self.path("own")
        os.makedirs(self.own)

    def artefact(self, sql, name="test_stable", place=LOG, **lines):
        places = [f"sysdiagnose/{one}" for one in ([place] if isinstance(place, str) else place)]
        return self.text_file(f"own/{name}.sql", definitions.artefact(name, places, sql, **lines))

    def examine(self, files, *arguments, status=None, **options):
        self.folder = sysdiagnose.written(self.path("sysdiagnose_2021.12.16"), files)
        return self.check(self.folder, "--artefacts", self.own, "-i", planted.listed(self), *arguments, status=status,
                          **options)

    def line(self, files, *arguments, name="test_stable", **options):
        return self.examine(files, *arguments, **options).input_of(name)


class UnreadTest(TextCase):

    def test_few_lines_that_are_new_are_counted_and_the_rest_is_read(self):
        self.artefact(PARSER)
        line = self.line({LOG: log(199, 1)}, status=1)
        self.assertEqual((line["outcome"], line["records"], line["lost"], line["lost_unit"], line["error"]),
                         ("read", 199, 1, "line", None))
        self.assertEqual((line["first"], line["last"]), ("2021-12-16T05:00:00.000000Z", "2021-12-16T06:00:00.000000Z"))

    def test_many_of_them_make_it_partial(self):
        self.artefact(PARSER)
        files = {LOG: log(95, 5).replace(planted.DOMAIN.encode(), b"a.example").replace(b"chimerad", b"farrierd")}
        result = self.examine(files, status=4)
        line = result.input_of("test_stable")
        self.assertEqual((line["outcome"], line["records"], line["lost"], line["lost_unit"], line["error"]),
                         ("partial", 95, 5, "line", "5 of 100 lines were not understood"))
        self.assertIn("1 input was read only in part", result.sentence)
        text = " ".join(self.run_bridle("check", self.folder, "--artefacts", self.own, "--language", "fr").out.split())
        self.assertIn("5 lignes sur 100 n", text)

    def test_a_log_of_another_form_is_not_understood(self):
        self.artefact(PARSER)
        line = self.line({LOG: b"another\nform\n"}, status=4)
        self.assertEqual((line["outcome"], line["records"], line["lost"]), ("not-understood", 0, 2))

    def test_what_is_found_stands_at_its_record(self):
        self.artefact(PARSER, means="contacted")
        found = self.examine({LOG: log(199, 1)}, status=1).found(artefact="test_stable")
        self.assertEqual(sorted((one["kind"], one["value"], one["record"], one["means"]) for one in found),
                         [("domain", planted.DOMAIN, "199", "contacted"), ("process", "chimerad", "199", "contacted")])

    def test_the_case_has_neither_their_rows_nor_their_column(self):
        self.artefact(PARSER)
        case = self.path("a.bridle")
        self.examine({LOG: log(199, 1)}, "-o", case)
        rows = sqlite3.connect(case)
        self.assertEqual(rows.execute("SELECT count(*), min(record), max(record) FROM test_stable").fetchone(), (199, 1, 199))
        names = [column[1] for column in rows.execute("PRAGMA table_info(test_stable)")]
        self.assertEqual(names, ["input", "record", "seen", "process", "peer"])
        page = self.path("a.html")
        self.run_bridle("report", case, "--format", "html", "-o", page, "--artefacts", self.own, status=0)
        with open(page, encoding="utf-8") as file:
            self.assertNotIn("not_understood", file.read())

    def test_one_very_long_line_is_cut_and_said(self):
        self.artefact(PARSER)
        line = self.line({LOG: log(199) + b"?" * (3 << 20) + b"\n"}, status=1)
        self.assertEqual((line["outcome"], line["records"]), ("partial", 199))


class PatternTest(TextCase):

    def test_literal_that_is_none_is_a_mistake_with_its_line(self):
        for number, (sql, words) in enumerate((
                ("SELECT line AS \"a\"\n FROM lines()\n WHERE matches(line, '(a')", r"line 10: the regular expression \"\(a\" is none: missing closing parenthesis"),
                ("SELECT capture(line, '[') AS \"a\" FROM lines()", r"line 8: the regular expression \"\[\" is none"),
                ("SELECT n AS \"a\" FROM blocks(NULL, '*')", r"line 8: the regular expression \"\*\" is none"))):
            with self.subTest(sql):
                path = self.artefact(sql, name=f"test_bad{number}")
                self.refused("check", self.home, "--artefacts", self.own, words=words)
                os.unlink(path)

    def test_one_that_is_put_together_is_said_without_its_words(self):
        self.artefact("SELECT capture(line, '(' || line) AS \"a\" FROM lines()")
        result = self.examine({LOG: b"secretword\n"}, status=4)
        self.assertEqual(result.input_of("test_stable")["error"],
                         "a regular expression of the artefact is none: missing closing parenthesis")
        text = self.run_bridle("check", self.folder, "--artefacts", self.own, "--language", "fr").out
        self.assertIn("expression", text)
        self.assertNotIn("secretword", text)

    def test_one_that_goes_round_for_ever_ends(self):
        self.artefact("SELECT matches(line, '^(a+)+$') AS \"a\" FROM lines()")
        line = self.line({LOG: b"a" * 40 + b"!\nplain\n"}, status=4, timeout=60)
        self.assertEqual((line["outcome"], line["records"], line["lost"]), ("partial", 2, 1))


class BlocksTest(TextCase):

    SQL = """\
SELECT b.n AS "block", b.line AS "line", b.at AS "at", capture(b.head, 'Process: (\\S+)') AS "process:process",
       l.n AS "frame", l.line AS "call"
  FROM blocks('^Process:', '^---$') AS b LEFT JOIN lines(b.body) AS l
 WHERE b.head IS NOT NULL"""

    def test_blocks_and_their_lines(self):
        self.artefact(self.SQL)
        text = b"Report of today\nProcess: horsed\n  trot\r\n  canter\n---\nbetween\nProcess: chimerad\n  lurk\n"
        case = self.path("a.bridle")
        result = self.examine({LOG: text}, "-o", case, status=1)
        rows = sqlite3.connect(case).execute("SELECT block, line, at, process, frame, call FROM test_stable ORDER BY record")
        self.assertEqual(rows.fetchall(), [(2, 2, 16, "horsed", 1, "  trot"), (2, 2, 16, "horsed", 2, "  canter"),
                                           (4, 7, 61, "chimerad", 1, "  lurk")])
        self.assertEqual(self.one(result.found(artefact="test_stable"))["value"], "chimerad")


class LocalTimeTest(TextCase):

    SQL = """\
SELECT text_time(capture(line, '^\\[(.*?)\\]')) AS "seen:time local", capture(line, '\\] (\\w+)') AS "process:process",
       iso_time(capture(line, ' at (\\S+)$')) AS "sent:time"
  FROM lines()"""
    TEXT = b"[Thu Dec 16 05:54:01 2021] chimerad at 2021-12-16T04:54:01Z\n[Thu Dec 16 06:54:01 2021] horsed\n"

    def setUp(self):
        super().setUp()
        self.artefact(self.SQL, event=['seen "{process} ran"', 'sent "{process} sent"'])
        self.case = self.path("a.bridle")
        self.result = self.examine({LOG: self.TEXT}, "-o", self.case, "--events", status=1)

    def test_a_finding_says_by_whose_clock(self):
        found = self.one(self.result.found(artefact="test_stable"))
        self.assertEqual((found["datetime"], found["timestamp_desc"], found["time_origin"]),
                         ("2021-12-16T05:54:01.000000Z", "seen", "device-local"))
        for language, words in (("en", "2021-12-16 05:54:01 by the phone's own clock"),
                                ("fr", "2021-12-16 05:54:01 selon l’horloge du téléphone")):
            text = self.run_bridle("report", self.case, "--artefacts", self.own, "--language", language).out
            self.assertIn(words, " ".join(text.split()))

    def test_events_say_it_too(self):
        self.assert_lines_well_formed(self.result)
        self.assertEqual([(one["datetime"][11:19], one["timestamp_desc"], one["time_origin"], one["message"])
                          for one in self.result.events],
                         [("04:54:01", "sent", "utc", "chimerad sent"), ("05:54:01", "seen", "device-local", "chimerad ran"),
                          ("06:54:01", "seen", "device-local", "horsed ran")])
        rows = sqlite3.connect(self.case).execute("SELECT DISTINCT timestamp_desc, time_origin FROM event ORDER BY 1")
        self.assertEqual(rows.fetchall(), [("seen", "device-local"), ("sent", "utc")])
        run = self.run_bridle("report", self.case, "--format", "jsonl", "--events", "--artefacts", self.own)
        self.assertEqual(program.Result(run).events, self.result.events)

    def test_local_alone_is_a_mistake(self):
        self.artefact('SELECT line AS "a:local" FROM lines()', name="test_bad")
        self.refused("check", self.home, "--artefacts", self.own,
                     words='line 8: the kind "local" of column "a" stands beside "time" alone')


class PackedTest(TextCase):

    def test_a_file_that_the_phone_packed(self):
        self.artefact(PARSER, place=[LOG, "logs/stable.log.*.gz"])
        packed = gzip.compress(log(150), mtime=0)
        result = self.examine({LOG: log(100), "logs/stable.log.1.gz": packed, "logs/stable.log.2.gz": packed * 2}, status=1)
        lines = {line["input"]: line for line in result.inputs_of("test_stable")}
        self.assertEqual({name: (line["outcome"], line["records"]) for name, line in lines.items()},
                         {LOG: ("read", 100), "logs/stable.log.1.gz": ("read", 150), "logs/stable.log.2.gz": ("read", 300)})
        self.assertEqual(lines["logs/stable.log.1.gz"]["size"], len(packed))

    def test_its_packing_is_damaged_or_cut(self):
        self.artefact(PARSER)
        packed = gzip.compress(log(150), mtime=0)
        words = "it is packed, and its packing is damaged or cut"
        for content, outcome, some in ((packed[:-4], "partial", True), (packed[:len(packed) // 2], "partial", True),
                                       (packed[:-8] + b"\0" * 8, "partial", True), (packed + b"more", "partial", True),
                                       (packed[:12], "damaged", False), (b"\x1f\x8b", "damaged", False),
                                       (b"\x1f\x8b" + b"\xff" * 40, "damaged", False)):
            with self.subTest(len(content)):
                line = self.line({LOG: content})
                self.assertEqual((line["outcome"], line["records"] > 0, line["error"]), (outcome, some, words))
        text = " ".join(self.run_bridle("check", self.folder, "--artefacts", self.own, "--language", "fr", status=4).out.split())
        self.assertIn("sa compression est endommagée ou coupée", text)

    def test_a_bomb_is_read_to_its_limit(self):
        self.artefact("SELECT n AS \"n\" FROM lines() WHERE line <> ''")
        line = self.line({LOG: gzip.compress(b"\n" * (257 << 20), 9, mtime=0)}, timeout=300)
        self.assertEqual((line["outcome"], line["error"]), ("damaged", "it is packed, and unpacks to more than is read"))

    def test_a_database_that_was_packed(self):
        self.artefact('SELECT a AS "a:process" FROM t', place="logs/x.db.gz")
        content = databases.built("CREATE TABLE t (a); INSERT INTO t VALUES ('chimerad');")
        self.assertEqual(self.line({"logs/x.db.gz": gzip.compress(content, mtime=0)}, status=1)["outcome"], "read")


class UndecodedTest(TextCase):

    def name_only(self, place, words, name="test_named"):
        return self.text_file(f"own/{name}.sql", definitions.artefact(name, f"sysdiagnose/{place}", "", undecoded=words))

    def test_what_has_no_decoder_is_named(self):
        self.name_only("logs/*.tracev3", "the stable's own logs")
        files = {"logs/a.tracev3": b"x", "logs/b.tracev3": b"y", LOG: b"[x] horsed: y\n", "ps.txt": b"USER\n"}
        self.artefact(PARSER)
        result = self.examine(files)
        lines = result.inputs_of("test_named")
        self.assertEqual([(line["input"], line["outcome"], line["reason"], line["records"], line["error"]) for line in lines],
                         [(f"logs/{name}.tracev3", "skipped", "no-decoder", 0, None) for name in "ab"])
        self.assertIn("; the stable's own logs were not examined.", result.sentence)
        self.assertEqual(result.sentence.count("stable's own"), 1)
        text = " ".join(self.run_bridle("check", self.folder, "--artefacts", self.own).out.split())
        self.assertIn("not examined (bridle cannot read it yet): test_named", text)

    def test_it_is_no_loss(self):
        self.name_only("logs/*.tracev3", "the stable's own logs")
        self.artefact('SELECT line AS "line" FROM lines()')
        self.assertEqual(self.examine({"logs/a.tracev3": b"x", LOG: b"a\n"}, status=0).case["verdict"],
                         "nothing-found-in-what-was-read")

    def test_what_is_not_there_is_not_named(self):
        self.name_only("logs/*.tracev3", "the stable's own logs")
        result = self.examine({LOG: b"a\n"})
        self.assertEqual(result.input_of("test_named")["outcome"], "absent")
        self.assertNotIn("stable's own", result.sentence)

    def test_what_was_not_asked_for_is_not_named(self):
        self.name_only("logs/*.tracev3", "the stable's own logs")
        result = self.examine({"logs/a.tracev3": b"x"}, "--skip", "test_named")
        self.assertNotIn("stable's own", result.sentence)

    def test_beside_one_that_reads_the_same_file(self):
        self.name_only("logs/*", "the stable's own logs", name="aaa_named")
        self.name_only("logs/*", "what the farrier wrote", name="zzz_named")
        self.artefact(PARSER)
        result = self.examine({LOG: log(100)}, status=1)
        line = result.input_of("test_stable")
        self.assertEqual((line["outcome"], line["records"]), ("read", 100))
        sha256 = hashlib.sha256(log(100)).hexdigest()
        self.assertEqual(line["sha256"], sha256)
        for name in ("aaa_named", "zzz_named"):
            line = result.input_of(name)
            self.assertEqual((line["outcome"], line["reason"], line["sha256"]), ("skipped", "no-decoder", sha256))
        self.assertIn("; the stable's own logs, what the farrier wrote were not examined.", result.sentence)

    def test_many_are_told_once_each_and_not_without_end(self):
        for number in range(60):
            self.name_only("logs/*", f"sort {number // 2} of the logs " + "that nobody has read " * 4, name=f"test_n{number:02d}")
        sentence = self.examine({LOG: b"x"}).sentence
        self.assertEqual(sentence.count("sort 3 of"), 1)
        self.assertIn(", and others were not examined", sentence)
        self.assertLess(len(sentence), 3000)

    def test_in_french(self):
        """Each by itself, where all of them are bridle's own words."""
        self.artefact('SELECT line AS "line" FROM lines()')
        files = {LOG: b"x\n", "system_logs.logarchive/Persist/1.tracev3": b"x", "logs/appinstallation/appstored.sqlitedb": b"x"}
        self.examine(files)
        self.assertEqual(self.told(), " ; non examiné : les notes de l’App Store sur ce qu’il a installé, les messages des "
                         "journaux unifiés.")
        self.name_only("logs/*", "the farrier's own notes")
        self.assertEqual(self.told(), " ; non examiné : the App Store's records of what it installed, the messages of the "
                         "unified logs, the farrier's own notes.")

    def told(self):
        text = self.run_bridle("check", self.folder, "--artefacts", self.own, "--language", "fr", "-q").out
        return " ".join(text.split()).removeprefix("Rien de trouvé dans ce qui a été lu")

    def test_mistakes(self):
        for number, (sql, words, said) in enumerate((
                ('SELECT 1 AS "a"', "logs", "line 1: what is undecoded has no query"),
                ("", "logs, and more", "line 8: what is undecoded is told in a few words, without a comma"),
                ("", "x" * 121, "line 8: what is undecoded is told in a few words, without a comma"))):
            with self.subTest(words[:20]):
                path = self.text_file(f"own/test_bad{number}.sql", definitions.artefact(
                    f"test_bad{number}", "sysdiagnose/a", sql, undecoded=words))
                self.refused("check", self.home, "--artefacts", self.own, words=said)
                os.unlink(path)


class NamesTest(TextCase):

    SQL = """\
SELECT json_extract(l.json, '$.path') AS "path:path", json_extract(l.json, '$.size') AS "size",
       json_extract(l.json, '$.sort') AS "sort" FROM json_lines() AS l WHERE l.json IS NOT NULL"""

    def rows(self, files, **options):
        self.artefact(self.SQL, place="(files)")
        case = self.path("a.bridle")
        self.examine(files, "-o", case, "--force", **options)
        return sqlite3.connect(case).execute("SELECT path, size, sort FROM test_stable ORDER BY record").fetchall()

    def test_names_of_its_files(self):
        rows = self.rows({LOG: b"abc"})
        self.assertIn((LOG, 3, "file"), rows)
        self.assertIn(("logs", 0, "folder"), rows)

    def test_a_file_of_that_name_is_a_file(self):
        rows = self.rows({"(files)": b'{"path":"planted"}\n'})
        self.assertIn(("(files)", 19, "file"), rows)
        self.assertNotIn("planted", [row[0] for row in rows])
        self.assertEqual(len(rows), len(set(rows)))
