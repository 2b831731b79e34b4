# SPDX-License-Identifier: Apache-2.0
"""In which language people are answered, that nothing of it stays English, and that programs' output never changes."""

import html
import json
import os
import platform
import re
import shutil
import socket
import sqlite3
import subprocess
import tempfile

from fixtures import backup, damage, databases, definitions, harmless, languages, planted, program, stix

FRENCH = "Rien de trouvé dans ce qui a été lu"
ENGLISH = "Nothing found in what was read"
ENDLESS = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT i AS "i" FROM n WHERE i = 2;'
EVIDENCE = ("input device_path artefact variant record column value process app path domain url sha256 "
            "rule id tag case device_model os os_version os_build consent examiner name date tool_version list also "
            "malware").split()


def evidence_of(lines):
    """The words of the JSON lines that are no sentences: what the evidence and the artefacts call things."""
    def values(thing, key=None):
        if isinstance(thing, dict):
            told = thing.get("means") == "unreadable"  # its value is bridle's own sentence
            for name, value in thing.items():
                yield from values(value, None if told and name == "value" else name)
        elif isinstance(thing, list):
            for value in thing:
                yield from values(value, key)
        elif isinstance(thing, str) and key in EVIDENCE:
            yield thing

    return " ".join(value for line in lines for value in values(line))


class ChoiceTest(program.BridleCase):

    def setUp(self):
        super().setUp()
        self.acquisition = harmless.made().write(self.path("phone"))

    def sentence(self, *arguments, **env):
        env = {"LC_ALL": None, "LC_MESSAGES": None, "LANG": None, "LANGUAGE": None, **env}
        run = self.run_bridle("check", self.acquisition, "-q", *arguments, env=env, status=0)
        self.assertEqual(run.err, "")
        return run.out.strip().rstrip(".").replace("\n", " ")

    def test_asked_for(self):
        for asked in ("fr", "fr_FR", "fr-FR", "fr_FR.UTF-8", "fr_CA"):
            self.assertEqual(self.sentence("--language", asked), FRENCH, asked)
            self.assertEqual(self.sentence(f"--language={asked}", LC_ALL="C"), FRENCH, asked)
        for asked in ("en", "en_GB.UTF-8", "en-US"):
            self.assertEqual(self.sentence("--language", asked, LANGUAGE="fr", LANG="fr_FR.UTF-8"), ENGLISH, asked)

    def test_as_the_environment_says(self):
        for language, env in (
            (ENGLISH, {}),
            (ENGLISH, {"LANG": "C"}),
            (ENGLISH, {"LANG": "en_US.UTF-8"}),
            (ENGLISH, {"LANG": "de_DE.UTF-8"}),
            (ENGLISH, {"LC_ALL": "C.UTF-8", "LANG": "fr_FR.UTF-8"}),
            (ENGLISH, {"LC_ALL": "C", "LANGUAGE": "fr"}),
            (ENGLISH, {"LC_ALL": "POSIX", "LANGUAGE": "fr"}),
            (ENGLISH, {"LANG": "fr_FR.UTF-8", "LANGUAGE": "en"}),
            (ENGLISH, {"LANG": "../../fr"}),
            (FRENCH, {"LANG": "fr_FR.UTF-8"}),
            (FRENCH, {"LANG": "fr_BE@euro"}),
            (FRENCH, {"LC_MESSAGES": "fr_FR.UTF-8", "LANG": "C"}),
            (FRENCH, {"LC_ALL": "fr_FR.UTF-8", "LANG": "en_US.UTF-8"}),
            (FRENCH, {"LC_ALL": "", "LANG": "fr_FR.UTF-8"}),
            (FRENCH, {"LANG": "de_DE.UTF-8", "LANGUAGE": "de:fr:en"}),
            (FRENCH, {"LC_ALL": "C.UTF-8", "LANGUAGE": "fr"}),
            (FRENCH, {"LANGUAGE": "fr_CA:en"}),
        ):
            with self.subTest(env=env):
                self.assertEqual(self.sentence(**env), language)

    def test_unknown_is_refused_with_those_that_are_there(self):
        for asked in ("xx", "french", "../fr", "fr/../fr", "", "C", "f" * 300, "fr\n"):
            run = self.refused("check", self.acquisition, "--language", asked)
            self.assertIn("en, fr", run.err)
        run = self.refused("check", self.acquisition, "--language", "xx", env={"LANG": "fr_FR.UTF-8", "LC_ALL": None})
        self.assertIn("n’est pas une des langues", run.err)

    def test_messages_about_the_command_line_itself(self):
        for arguments in (["chekc", "--language", "fr"], ["--language=fr", "check", "--nope", "x"],
                          ["check", "--language", "fr"], ["--color", "x", "version", "--language", "fr"]):
            run = self.refused(*arguments)
            self.assertRegex(run.err, "commande inconnue|option inconnue|il manque quelque chose|n’est ni auto")

    def test_value_of_another_option_is_no_language(self):
        run = self.run_bridle("check", self.acquisition, "-q", "--examiner", "--language=fr", status=0)
        self.assertIn(ENGLISH, run.out)


class FrenchTest(program.BridleCase):

    def test_plurals_numbers_and_punctuation(self):
        made = backup.Backup().add(*backup.SMS, harmless.messages(count=1500).built())
        run = self.run_bridle("check", made.write(self.path("phone")), "--language", "fr")
        self.assertRegex(run.out, "ios_sms\u00a0: 1\u202f5[0-9]{2} enregistrements")
        self.assertRegex(run.out, "ios_manifest\u00a0: [0-9]+ enregistrements")
        run = self.run_bridle("check", harmless.made().write(self.path("other")), "--language", "fr")
        self.assertRegex(run.out, "1 enregistrement[,\n]")
        self.assertRegex(run.out, "Qui appeler(.|\n)*3919")

    def test_clocks_say_utc(self):
        acquisition = planted.everything().write(self.path("phone"))
        for language in ("en", "fr"):
            run = self.run_bridle("check", acquisition, "-i", planted.listed(self), "-vv", "--language", language, status=1)
            clocks = re.findall(r"\d\d:\d\d:\d\d(?:\.\d+)?(.{4})", run.out)
            self.assertGreater(len(clocks), 5)
            self.assertEqual(set(clocks), {" UTC"})

    def test_labels_stand_in_one_column(self):
        run = self.run_bridle("check", planted.everything().write(self.path("phone")), "-i", planted.listed(self),
                              "--language", "fr", status=1)
        fields = re.findall(r"(?m)^  (vu|où|quand|signifie|ou bien|à faire|id)( +)", run.out)
        self.assertGreaterEqual(len({label for label, _ in fields}), 7)
        self.assertEqual({len(label + space) for label, space in fields}, {11})

    def test_lines_keep_to_the_width(self):
        run = self.run_bridle("check", planted.everything().write(self.path("phone")), "-i", planted.listed(self),
                              "--language", "fr", status=1)
        self.assertLessEqual(max(map(len, run.out.split("\n"))), 80)


class SameBytesTest(program.BridleCase):
    """What programs read, and what a case keeps, knows no language."""

    LANGUAGES = (
        ([], {"LC_ALL": "C"}),
        (["--language", "fr"], {}),
        ([], {"LC_ALL": None, "LANG": "fr_FR.UTF-8"}),
        ([], {"LC_ALL": "C.UTF-8", "LANGUAGE": "fr"}),
    )

    def setUp(self):
        super().setUp()
        content = harmless.messages(count=600).built()
        made = planted.everything().replace(*backup.SMS, damage.cut(content, 0.6))
        made.status["SnapshotState"] = "uploading"
        next(row for row in made.rows if (row.domain, row.path) == backup.SAFARI).stored = False
        self.acquisition = made.write(self.path("phone"))
        self.list = planted.listed(self)

    def same(self, *arguments, clean=lambda text: text):
        outputs = []
        for more, env in self.LANGUAGES:
            run = self.run_bridle(*arguments, *more, env=env)
            outputs.append(clean(run.out))
        self.assertTrue(outputs[0])
        for output in outputs[1:]:
            self.assertEqual(output, outputs[0])
        return outputs[0]

    def test_json_lines(self):
        def clean(text):
            return re.sub(r'"examined":"[^"]*"', "", text)

        text = self.same("check", self.acquisition, "-i", self.list, "--format", "jsonl", clean=clean)
        self.assertIn("published as an indicator", text)

    def test_an_error_of_the_system_in_the_case(self):
        path = backup.stored_path(self.acquisition, *backup.SMS)
        os.remove(path)
        with socket.socket(socket.AF_UNIX) as stored:
            stored.bind(path)
            text = self.same("check", self.acquisition, "--format", "jsonl",
                             clean=lambda text: re.sub(r'"examined":"[^"]*"', "", text))
        self.assertIn("No such device or address", text)

    def test_case_and_what_is_made_of_it(self):
        dumps = []
        for number, (more, env) in enumerate(self.LANGUAGES):
            case = self.path(f"{number}.bridle")
            self.run_bridle("check", self.acquisition, "-i", self.list, "-o", case, "--no-fingerprints", "--jobs", "1", *more,
                            env=env, status=1)
            with sqlite3.connect(case) as connection:
                dumps.append([line for line in connection.iterdump() if "'examined'" not in line and "'ended'" not in line])
        for dump in dumps[1:]:
            self.assertEqual(dump, dumps[0])
        for arguments in (["report", case, "--format", "csv"], ["report", case, "--format", "jsonl"],
                          ["show", case, "finding"], ["show", case], ["indicators", "list", self.list],
                          ["artefacts", "show", "ios_sms"], ["version"]):
            with self.subTest(arguments=arguments):
                self.same(*arguments)


class BracketedCase(program.BridleCase):
    """Runs the program in a language in which each text stands in brackets: a word outside of them is untranslated."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="bridle-brackets-")
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.program = languages.program_with_brackets(cls.folder)

    def bracketed(self, *arguments, **options):
        return self.run_bridle("--language", languages.CODE, *arguments, program=self.program, **options)

    def assert_translated(self, *arguments, known="", some=True, **options):
        run = self.bracketed(*arguments, **options)
        text = run.out + run.err
        known = " ".join([known, *map(str, arguments)])
        self.assertEqual(languages.words_left(text, known), [], run)
        self.assertTrue("⟦" in text or not some, run)
        return run

    def assert_report_translated(self, acquisition, *arguments, **options):
        lines = self.run_bridle("check", acquisition, *arguments, "--format", "jsonl", **options).out
        known = evidence_of(map(json.loads, lines.splitlines()))
        for detail in ([], ["-v"], ["-vv"], ["-q"]):
            run = self.assert_translated("check", acquisition, *arguments, *detail, known=known + " seccomp Landlock",
                                         **options)
        return run


class BracketedReportTest(BracketedCase):

    def test_test_itself_finds_what_is_untranslated(self):
        self.assertEqual(languages.words_left("⟦Two rows of ⟧sms.db⟦, and ⟧nothing else", "sms.db"), ["nothing", "else"])
        self.assertEqual(languages.bracketed("a %s of %lu%%"), "⟦a ⟧%1$s⟦ of ⟧%2$lu%%")

    def test_traces_attempts_and_a_warning(self):
        self.assert_report_translated(planted.everything().write(self.path("phone")), "-i", planted.listed(self))

    def test_with_the_published_lists(self):
        self.assert_report_translated(harmless.made().write(self.path("phone")))

    def test_sample(self):
        subprocess.run(["python3", os.path.join(program.SAMPLES, "make.py"), self.path("sample")], check=True,
                       stdout=subprocess.DEVNULL)
        self.assert_report_translated(self.path("sample"), "-i", os.path.join(program.SAMPLES, "indicators.stix2.json"))

    def test_attempts_alone_and_a_review_alone(self):
        self.assert_report_translated(planted.apple_warning().write(self.path("one")), "-i", planted.listed(self))
        self.assert_report_translated(planted.message_link().write(self.path("two")), "-i", planted.listed(self))
        self.assert_report_translated(planted.apple_warning(sender="+12025550111").write(self.path("three")))

    def test_unfinished_newer_and_missing(self):
        made = harmless.made(version="99.1", build="99A1")
        made.status["SnapshotState"] = "uploading"
        next(row for row in made.rows if (row.domain, row.path) == backup.SMS).stored = False
        self.assert_report_translated(made.write(self.path("phone")))

    def test_damaged_databases(self):
        content = harmless.messages(count=1500).built()
        page = damage.leaf_pages(content, "message")[3]
        for number, hurt in enumerate((damage.cut(content, 0.6), content[:50], b"", content[:-1], bytes(range(256)) * 64,
                                       damage.overwritten(content, [page]), damage.overwritten(content, [1]),
                                       damage.overwritten(content, [2]),
                                       databases.built("CREATE TABLE message (a);"),
                                       databases.built("CREATE TABLE m (a); CREATE VIEW message AS SELECT * FROM m;"))):
            with self.subTest(number=number):
                made = harmless.made().replace(*backup.SMS, hurt)
                self.assert_report_translated(made.write(self.path(str(number))))

    def test_damaged_property_lists_and_manifest(self):
        made = harmless.made()
        made.replaced["Info.plist"] = b"bplist00" + bytes(range(100))
        made.replaced["Status.plist"] = b"<plist><dict><key>"
        self.assert_report_translated(made.write(self.path("plists")))
        made = harmless.made()
        made.replaced["Manifest.db"] = bytes((byte * 167 + 13) % 256 for byte in range(65536))
        self.assert_report_translated(made.write(self.path("manifest")))

    def test_killed_worker_and_rules_that_fail(self):
        self.text_file("artefacts/test_things.sql", definitions.artefact(
            "test_things", "/".join(definitions.TEST_PATH), ENDLESS, title="Artikel"))
        acquisition = definitions.backup_with(databases.built("CREATE TABLE t (a);")).write(self.path("phone"))
        self.assert_report_translated(acquisition, "--artefacts", self.path("artefacts"), "--limit", "time=1",
                                      timeout=60)

    def test_list_used_in_part(self):
        objects = stix.objects_of("Chimera", [f"[domain-name:value='{planted.DOMAIN}']"])
        broken = [stix.indicator("[domain-name:value=", "broken-1"), {"type": "indicator"}, 3]
        path = self.text_file("part.stix2", stix.bundle(broken + objects))
        self.assert_report_translated(planted.message_link().write(self.path("phone")), "-i", path)
        self.assert_translated("indicators", "lint", path, known="indicator object domain name")

    def test_said_about_this_examination(self):
        acquisition = planted.message_link().write(self.path("phone"))
        self.assert_report_translated(acquisition, "-i", planted.listed(self), "--consent", "YES 3 MAY", "--examiner",
                                      "MIRA", "--keep-content", "--no-cage")

    def test_case(self):
        acquisition = planted.everything().write(self.path("phone"))
        case = self.path("a.bridle")
        lines = self.run_bridle("check", acquisition, "-i", planted.listed(self), "--format", "jsonl", "-o", case).out
        known = evidence_of(map(json.loads, lines.splitlines())) + f" seccomp Landlock {acquisition}"
        self.assert_translated("report", case, known=known)
        identity = json.loads(lines.splitlines()[-1])["id"]
        self.assert_translated("show", case, identity, known=known)
        self.assert_translated("verify", case, acquisition, status=0)
        with open(backup.stored_path(acquisition, *backup.SMS), "ab") as file:
            file.write(b"x")
        os.remove(backup.stored_path(acquisition, *backup.SAFARI))
        self.assert_translated("verify", case, acquisition, known=known + " evidence_sha256", status=1)
        self.assert_translated("check", acquisition, "-i", planted.listed(self), "-o", self.path("b.bridle"), known=known)

    def test_lists_of_artefacts_and_rules(self):
        tokens = " ".join(name[:-4] for folder in ("artefacts", "rules") for kind in ("ios", "sysdiagnose")
                          for name in os.listdir(os.path.join(program.ROOT, folder, kind)))
        self.assert_translated("artefacts", "list", known=tokens)
        self.assert_translated("rules", "list", known=tokens)


class BracketedPageTest(BracketedCase):
    """The HTML report; what stands in a record is not ours to translate."""

    def assert_page_translated(self, made, *arguments, more=()):
        case = self.path("a.bridle")
        run = self.run_bridle("check", made.write(self.path("phone")), *arguments, "-o", case, "--force", "--format", "jsonl")
        lines = list(map(json.loads, run.out.splitlines()))
        known = [evidence_of(lines), "--keep-content", *platform.uname()]
        known += [source.split(" ")[0] for source in languages.rule_sources({line.get("rule") for line in lines})]
        page = self.bracketed("report", case, "--format", "html", *more, status=0).out
        self.assertEqual(languages.words_left(languages.words_of_page(page), " ".join(known)), [])
        self.assertGreater(page.count("⟦"), 100)
        shutil.rmtree(self.path("phone"))

    def test_answers(self):
        for made in (harmless.made(), planted.everything(), planted.apple_warning(), planted.message_link(),
                     planted.apple_warning(sender="+12025550111"), planted.manifest_path()):
            self.assert_page_translated(made, "-i", planted.listed(self))
            shutil.rmtree(self.path("phone"), ignore_errors=True)

    def test_with_the_published_lists_and_custody(self):
        custody = self.text_file("custody.txt", "".join(f"{field}: 1\n" for field in ("item", "held", "serial", "contact")))
        self.assert_page_translated(harmless.made(), "--consent", "1", "--examiner", "2", "--keep-content",
                                    more=("--custody", custody))

    def test_a_list_without_names_of_spyware(self):
        path = self.text_file("listed.txt", "\n".join(value for _, value in planted.LIST))
        self.assert_page_translated(planted.everything(), "-i", path)

    def test_damage(self):
        content = harmless.messages(count=1500).built()
        unfinished = harmless.made(version="99.1", build="99A1")
        unfinished.status["SnapshotState"] = "uploading"
        view = databases.built("CREATE TABLE m (a); CREATE VIEW message AS SELECT * FROM m;")
        broken = harmless.made()
        broken.replaced["Manifest.db"] = b""
        for made in (unfinished, harmless.made().replace(*backup.SMS, damage.cut(content, 0.6)), broken,
                     harmless.made().replace(*backup.SAFARI, b"no database" * 300),
                     harmless.made().replace(*backup.SMS, view)):
            self.assert_page_translated(made, "-i", planted.listed(self))


class TimeWordsTest(program.BridleCase):
    """What a time is of is told in the reader's language, and to programs by the column's name."""

    def setUp(self):
        super().setUp()
        self.case = self.path("a.bridle")
        self.run_bridle("check", planted.message_link().write(self.path("phone")), "-i", planted.listed(self), "-o",
                        self.case, status=1)
        self.words = languages.time_words("fr")
        with sqlite3.connect(self.case) as connection:
            columns = [row[1] for row in connection.execute("PRAGMA table_info(finding)")]
            row = list(connection.execute("SELECT * FROM finding").fetchone())
            for name in self.words:
                row[columns.index("timestamp_desc")] = name
                connection.execute(f"INSERT INTO finding VALUES ({', '.join('?' * len(row))})", row)

    def told(self, *arguments):
        text = html.unescape(self.run_bridle("report", self.case, *arguments, status=0).out)
        return re.findall(r"UTC(?:</time>)?\s+\(([^()]*)\)", text.replace("\n", " "))

    def test_french(self):
        self.assertGreater(len(self.words), 30)
        for arguments in (["-v"], ["--format", "html"]):
            told = [re.sub(" +", " ", word) for word in self.told(*arguments, "--language", "fr")]
            self.assertEqual(told[1:], list(self.words.values()))
            self.assertEqual(told[0], "envoi")

    def test_english(self):
        for arguments in (["-v"], ["--format", "html"]):
            told = [re.sub(" +", " ", word) for word in self.told(*arguments)]
            self.assertEqual(told[1:], [name.replace("_", " ") for name in self.words])

    def test_programs(self):
        for arguments in (["--format", "jsonl"], ["--format", "csv"]):
            text = self.run_bridle("report", self.case, *arguments, "--language", "fr", status=0).out
            for name in self.words:
                self.assertRegex(text, rf"[,\"]{name}[,\"]")

    def test_what_is_no_column_stays_as_it_is(self):
        with sqlite3.connect(self.case) as connection:
            connection.execute("UPDATE finding SET timestamp_desc = 'Last_Used <b>\u202e'")
        for arguments in ([], ["--format", "html"]):
            self.assertIn("(Last_Used <b>\\u{202e})", self.run_bridle("report", self.case, *arguments).out.replace(
                "&lt;", "<").replace("&gt;", ">"))


class BracketedErrorTest(BracketedCase):

    def refused(self, *arguments, known="help check ACQUISITION", **options):
        return self.assert_translated(*arguments, known=known, status=2, **options)

    def test_usage(self):
        for arguments in (["chekc"], ["check"], ["check", "a", "b"], ["check", "a", "--nope"], ["check", "a", "--ouput=x"],
                          ["check", "a", "--jobs"], ["check", "a", "--jobs", "0"], ["check", "a", "--force=1"],
                          ["check", "a", "-o", "b", "-o", "c"], ["check", "a", "--limit", "x"], ["check", "a", "--color", "x"],
                          ["check", "a", "--format", "x"], ["check", "a", "--format", "misp"], ["check", "a", "--keep-content"],
                          ["check", "a", "--require-cage", "--no-cage"], ["check", "a", "--events"], ["hunt", "a"],
                          ["check", "a", "--password-fd", "x"], ["artefacts", "lsit"], ["indicators", "x"],
                          ["indicators", "update"], ["report", "a", "--events"], [self.path()]):
            with self.subTest(arguments=arguments):
                self.refused(*arguments, known="bridle help check list show lint where auto always never text jsonl csv "
                                               "memory SIZE time DURATION as in output CASE TEXT FORMAT N examiner consent "
                                               "ACQUISITION")

    def test_things_that_are_not_what_they_should_be(self):
        text = self.text_file("a.md", b"hello")
        made = harmless.made()
        made.manifest_plist["IsEncrypted"] = True
        encrypted = made.write(self.path("encrypted"))
        good = harmless.made().write(self.path("good"))
        for name in ("one", "two"):
            harmless.made().write(self.path("both", name))
        self.text_file("good.stix2", b"")
        unreadable = self.text_file("rules/a.sql", "-- rule: a\n-- title: X\n")
        for arguments in (["check", self.path("nowhere")], ["check", text], ["check", encrypted], ["check", self.path("both")],
                          ["check", self.text_file("a.ufdr", b"PK")], ["check", "/dev/zero"], ["report", text],
                          ["report", self.path("none")], ["show", text], ["verify", text, good], ["check", good, "-i", text],
                          ["check", good, "-i", self.path("none.csv")], ["check", good, "-i", self.path("good.stix2")],
                          ["check", good, "--only", "nope"], ["check", good, "--timezone", "Nowhere"],
                          ["check", good, "-o", os.path.join(good, "x.bridle")], ["check", good, "-o", text],
                          ["check", good, "-o", self.path("no", "x.bridle")], ["check", good, "--rules", self.path("rules")],
                          ["check", good, "--rules", self.path("none")], ["rules", "show", "nope"],
                          ["artefacts", "show", "nope"], ["check", good, "--advice", text],
                          ["check", good, "--advice", self.path("none")]):
            with self.subTest(arguments=arguments):
                self.refused(*arguments, known=f"private var stix csv docs indicators md force one two {unreadable} on reads "
                                               "brief do not text under help key value benign iOS")

    def test_mistakes_in_a_users_own_rules(self):
        good = harmless.made().write(self.path("good"))
        for number, text in enumerate((
                "-- rule: a\n-- title: X\n-- nope: x\n", "-- rule: A\n", "-- title: X\n",
                "-- rule: a\n-- on: nope\n-- title: X\n-- grade: weak\n-- means: received\n-- source: X\n-- benign: X\n1\n",
                "-- rule: a\n-- on: ios_sms\n-- title: X\n-- grade: odd\n-- means: received\n-- source: X\n-- benign: X\n1\n",
        )):
            with self.subTest(text=text):
                self.text_file(f"{number}/a.sql", text)
                run = self.bracketed("check", good, "--rules", self.path(str(number)), status=2)
                left = languages.words_left(run.err, f"{self.path(str(number))} a.sql rule nope on grade odd title means "
                                                     "source A benign reads")
                self.assertEqual(left, [], run)
