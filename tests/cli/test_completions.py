# SPDX-License-Identifier: Apache-2.0
"""What the shells complete is what --help says and what the program takes."""

import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import unittest

from fixtures import expect, harmless, planted, program
from fixtures.help import Help, commands

FOLDER = os.path.join(program.ROOT, "completions")
VERBS = {"artefacts": ["list", "show"], "rules": ["list", "show"], "indicators": ["lint", "list", "where"]}


def text_of(name):
    with open(os.path.join(FOLDER, name), encoding="utf-8") as file:
        return file.read()


def valued(options):
    """{(letter, name, whether it takes a value)}"""
    return {(letter, name, argument is not None) for letter, name, argument in options}


def spelled(options):
    """The options as they are typed."""
    return sorted([f"-{letter}" for letter, _, _ in options if letter] + [f"--{name}" for _, name, _ in options])


class CompletionCase(program.BridleCase):

    def setUp(self):
        super().setUp()
        self.case = self.path("march.bridle")
        os.mkdir(self.path("bin"))
        os.symlink(program.PROGRAM, self.path("bin", "bridle"))
        self.text_file("list.stix2", "{}")
        self.text_file("with space.txt", "x")

    def make_case(self):
        self.check(
            planted.everything().write(self.path("phone")), "-i", planted.listed(self), "-o", self.case, status=1
        )

    def names(self, kind):
        out = self.run_bridle(kind, "list", status=0).out
        return sorted(re.findall(r"(?m)^((?:ios|sysdiagnose|android|any)_\w+)", out))

    def shell(self, command, **options):
        environment = {**os.environ, "PATH": f"{self.path('bin')}:{os.environ['PATH']}", "HOME": self.home}
        done = subprocess.run(
            command, cwd=self.home, env=environment, capture_output=True, text=True, check=False, timeout=60, **options
        )
        self.assertEqual(done.stderr, "", command)
        return done.stdout.splitlines()


class Values:
    """What holds for every shell that can be asked; self.complete(line) gives the words offered at its end."""

    def test_commands(self):
        self.assertEqual(sorted(self.complete("bridle ")), sorted(commands()))
        self.assertEqual(self.complete("bridle ver"), ["verify", "version"])
        self.assertEqual(self.complete("bridle --color never ver"), ["verify", "version"])
        self.assertEqual(sorted(self.complete("bridle help ")), sorted(commands()))

    def test_verbs(self):
        for command, verbs in VERBS.items():
            self.assertEqual(sorted(self.complete(f"bridle {command} ")), verbs)
            for verb in verbs:
                self.run_bridle(command, verb, *(["ios_sms"] if verb == "show" and command == "artefacts" else []))

    def test_words_of_options(self):
        self.assertEqual(sorted(self.complete("bridle check --color ")), ["always", "auto", "never"])
        self.assertEqual(sorted(self.complete("bridle --color ")), ["always", "auto", "never"])
        self.assertEqual(sorted(self.complete("bridle check --limit ")), ["memory=", "time="])
        for word in ("memory=256M", "time=30"):
            self.run_bridle("check", harmless.made().write(self.path(word)), "--limit", word, status=0)

    def test_formats_are_those_that_the_program_takes(self):
        self.make_case()
        for command in ("check", "report"):
            run = self.refused(command, self.case, "--format", "no-such-format", words="known: ")
            known = re.search("known: (.*)", run.err).group(1).split(", ")
            self.assertEqual(sorted(self.complete(f"bridle {command} --format ")), sorted(known))

    def test_names_of_artefacts_and_rules(self):
        names = self.names("artefacts")
        for option in ("--only", "--skip"):
            self.assertEqual(sorted(self.complete(f"bridle check {option} ")), names)
            self.assertIn("ios_sms,ios_tcc", self.complete(f"bridle check {option} ios_sms,ios_t"))
        self.assertEqual(sorted(self.complete("bridle artefacts show ")), names)
        self.assertEqual(sorted(self.complete("bridle rules show ")), self.names("rules"))
        self.assertEqual(self.complete("bridle rules list "), [])

    def test_tables_and_findings_of_a_case(self):
        self.make_case()
        offered = self.complete("bridle show march.bridle ")
        for name in ("meta", "finding", expect.SMS):
            self.assertIn(name, offered)
        ids = [name for name in offered if re.fullmatch("[0-9a-f]{12}", name)]
        self.assertTrue(ids)
        for name in (ids[0], expect.SMS):
            self.run_bridle("show", self.case, name, status=0)
        self.assertEqual(self.complete("bridle show --no-pager march.bridle findi"), ["finding"])

    def test_hostile_case_offers_nothing_of_its_own(self):
        self.make_case()
        connection = sqlite3.connect(self.case)
        connection.executescript(
            'CREATE TABLE "$(touch ran)" (a); CREATE TABLE "`touch ran`" (a); CREATE TABLE "evil" (a);'
            "UPDATE finding SET id = '$(touch ran)' WHERE rowid = 1;"
            "UPDATE finding SET id = '\x1b[31m0123456789' WHERE rowid = 2;"
        )
        connection.close()
        offered = self.complete("bridle show march.bridle ")
        self.assertEqual([name for name in offered if not re.fullmatch("[a-z0-9_]+", name) or name == "evil"], [])
        self.assertFalse(os.path.exists(self.path("ran")))

    def test_files(self):
        for line in ("bridle check -i li", "bridle check --indicators li", "bridle indicators lint li", "bridle check li",
                     "bridle check -o li", "bridle verify x li", "bridle indicators lint li li"):
            with self.subTest(line):
                self.assertEqual(self.complete(line), ["list.stix2"])
        self.assertEqual(self.complete("bridle check --artefacts b"), [self.folder("bin")])
        self.assertEqual(self.complete("bridle check --artefacts li"), [])

    def test_nothing_where_nothing_can_be_known(self):
        for line in ("bridle version ", "bridle check --consent ", "bridle show --sql ", "bridle no-such-command "):
            self.assertEqual(self.complete(line), [], line)


class BashTest(Values, CompletionCase):

    def folder(self, name):
        return name

    def bash(self, script):
        return self.shell(["bash", "--norc", "-c", f"source {shlex.quote(FOLDER)}/bridle.bash; {script}"])

    def complete(self, line):
        """As readline calls it: words are taken apart at COMP_WORDBREAKS too, of which `=` counts here."""
        words = re.findall(r"=|[^\s=]+", line)
        if line.endswith((" ", "=")):
            words.append("")
        if words[-1] == "" and words[-2] == "=":
            words.pop()
        current = words[-1] if words[-1] != "=" else "="
        return self.bash(
            f"COMP_WORDS=({' '.join(map(shlex.quote, words))}); COMP_CWORD={len(words) - 1}; "
            f"COMP_LINE={shlex.quote(line)}; COMP_POINT={len(line)}; "
            f"_bridle bridle {shlex.quote(current)} {shlex.quote(words[-2])}; printf '%s\\n' \"${{COMPREPLY[@]}}\""
            " | grep -v '^$'; true"
        )

    def test_options(self):
        for command in commands():
            said = Help(command)
            self.assertEqual(sorted(self.complete(f"bridle {command} -")), spelled(said.options + said.common))
            self.assertEqual(self.complete(f"bridle {command} -- -"), [])
        self.assertEqual(sorted(self.complete("bridle -")), spelled(Help(None).common))

    def test_options_that_take_a_value(self):
        for command in commands():
            for letter, name, argument in Help(command).options + Help(command).common:
                for word in [f"--{name}"] + ([f"-{letter}"] if letter else []):
                    answer = self.bash(f"_bridle_takes_value {word} && echo yes || echo no")
                    self.assertEqual(answer, ["yes" if argument else "no"], word)

    def test_value_behind_an_equals_sign(self):
        self.assertEqual(self.complete("bridle check --format="), ["text", "jsonl"])
        self.assertEqual(self.complete("bridle check --format=j"), ["jsonl"])
        self.assertEqual(self.complete("bridle check --format=jsonl li"), ["list.stix2"])

    def test_cases_come_first(self):
        self.make_case()
        self.assertIn("march.bridle", self.complete("bridle report "))
        self.assertNotIn("list.stix2", self.complete("bridle report "))
        self.assertEqual(self.complete("bridle report li"), ["list.stix2"])
        self.assertEqual(self.complete("bridle check wi"), ["with space.txt"])

    def test_is_registered(self):
        self.assertEqual(self.bash("complete -p bridle"), ["complete -F _bridle bridle"])


@unittest.skipUnless(shutil.which("fish"), "fish is not installed")
class FishTest(Values, CompletionCase):

    def folder(self, name):
        return f"{name}/"

    def complete(self, line):
        script = f"source {shlex.quote(FOLDER)}/bridle.fish; complete -C{shlex.quote(line)}"
        return [found.split("\t")[0] for found in self.shell(["fish", "--no-config", "-c", script])]

    def test_options(self):
        for command in commands():
            said = Help(command)
            names = sorted(f"--{name}" for _, name, _ in said.options + said.common)
            self.assertEqual(sorted(set(self.complete(f"bridle {command} --"))), names)

    def test_syntax(self):
        self.shell(["fish", "--no-execute", f"{FOLDER}/bridle.fish"])


class FishSourceTest(program.BridleCase):

    @staticmethod
    def options(condition):
        lines = re.findall(rf"(?m)^complete -c bridle {condition}((?:-s \w )?-l \S+.*)$", text_of("bridle.fish"))
        found = [re.match(r"(?:-s (\w) )?-l (\S+)(.*)", line).groups() for line in lines]
        return {(letter, name, bool(re.match(r" (-r -F|-x)( |$)", rest))) for letter, name, rest in found}

    def test_options(self):
        for command in commands():
            self.assertEqual(self.options(rf"-n '__bridle_using {command}' "), valued(Help(command).options), command)
        self.assertEqual(self.options(""), valued(Help(None).common))

    def test_options_that_take_a_value(self):
        said = re.search(r"(?s)set -g __bridle_valued (.*?)\n\n", text_of("bridle.fish")).group(1)
        names = set()
        for command in commands():
            for letter, name, argument in Help(command).options + Help(command).common:
                names |= ({letter, name} - {None}) if argument else set()
        self.assertEqual(set(said.replace("\\\n", " ").split()), names)


class ZshTest(program.BridleCase):

    @staticmethod
    def options(block):
        """{(letter, name, whether it takes a value)} of the specifications of _arguments."""
        found = set()
        for one, pair in re.findall(r"^\s+'(?:\*|\([^)]*\))?(--[\w-]+=?)\[|(?:\{)(-\w\+?,--[\w-]+=?)\}", block, re.M):
            letter, name = (pair or f",{one}").split(",")
            found.add((letter.strip("-+") or None, name.strip("-="), name.endswith("=")))
        return found

    def test_options(self):
        text = text_of("_bridle")
        for command in commands():
            block = re.search(rf"(?ms)^    \({command}\)\n(.*?)^        ;;", text).group(1)
            self.assertEqual(self.options(block), valued(Help(command).options), command)
            self.assertIn("_arguments -S $every", block)
        every = re.search(r"(?ms)^    every=\(\n(.*?)^    \)", text).group(1)
        self.assertEqual(self.options(every), valued(Help(None).common))

    def test_commands_and_words(self):
        text = text_of("_bridle")
        listed = re.search(r"(?s)commands=\((.*?)\n    \)", text).group(1)
        self.assertEqual(re.findall(r"'(\w+):", listed), commands())
        for command, verbs in VERBS.items():
            block = re.search(rf"(?ms)^    \({command}\)\n(.*?)^        ;;", text).group(1)
            self.assertEqual(sorted(re.search(r"'1: :\(([^)]*)\)'", block).group(1).split()), verbs)
        for command in ("check", "report"):
            run = self.refused(command, self.home, "--format", "no-such-format", words="known: ")
            block = re.search(rf"(?ms)^    \({command}\)\n(.*?)^        ;;", text).group(1)
            words = re.search(r":format:\(([^)]*)\)", block).group(1)
            self.assertIn(f"known: {words.replace(' ', ', ')}\n", run.err)

    @unittest.skipUnless(shutil.which("zsh"), "zsh is not installed")
    def test_syntax(self):
        done = subprocess.run(["zsh", "-n", f"{FOLDER}/_bridle"], capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
