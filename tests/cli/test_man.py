# SPDX-License-Identifier: Apache-2.0
"""The manual pages say what --help says: commands, options, operands, exit statuses; and their source is in order."""

import os
import re
import shutil
import subprocess
import unittest

from fixtures import program
from fixtures.help import Help, commands

FOLDER = os.path.join(program.ROOT, "man")
SECTIONS = ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXIT STATUS", "EXAMPLES", "SEE ALSO"]


class Page:
    """What a page in mdoc says, by sections."""

    def __init__(self, command):
        self.name = f"bridle-{command}" if command else "bridle"
        with open(os.path.join(FOLDER, f"{self.name}.1"), encoding="utf-8") as file:
            self.text = file.read()
        parts = re.split(r"(?m)^\.Sh (.*)\n", self.text)
        self.sections = dict(zip(parts[1::2], parts[2::2]))
        self.order = parts[1::2]

    @staticmethod
    def option(line):
        """(letter or None, long name, argument or None) of a macro's line with `Fl`."""
        names = re.findall(r"Fl (-?)([\w-]+)", line)
        argument = re.search(r"\bAr (.*)", line)
        letters = [name for dash, name in names if not dash]
        words = argument and re.sub(r" (Ns|Op|Ar)\b|[ ;]", "", argument.group(1).replace("Op ,", "[,"))
        return (letters[0] if letters else None, next(name for dash, name in names if dash), words or None)

    @property
    def options(self):
        """The page's own; brackets of an argument that may be repeated are left out."""
        return [self.option(line) for line in re.findall(r"(?m)^\.It (Fl .*)$", self.sections["OPTIONS"])]

    @property
    def common(self):
        found = re.search(r"(?m)^Every command takes\n((?:.*\n)*?)too; see\n\.Xr bridle 1 \.$", self.sections["OPTIONS"])
        return [self.option(line) for line in found.group(1).splitlines() if line.startswith(".Fl")]

    @property
    def statuses(self):
        section = self.sections["EXIT STATUS"]
        return sorted({number for line in re.findall(r"(?m)^\.It (.*)$", section) for number in re.findall(r"\d", line)})

    @property
    def synopsis(self):
        """(options, operands)."""
        section = self.sections["SYNOPSIS"]
        operands = re.findall(r"(?:\bAr|\|) ([A-Z]+)", section)
        return set(re.findall(r"Fl (-?[\w-]+)", section)), set(operands)


def bare(options):
    return [(letter, name, argument and re.sub(r"\W", "", argument)) for letter, name, argument in options]


class ManTest(program.BridleCase):

    def test_every_command_has_a_page_and_every_page_a_command(self):
        pages = sorted(name for name in os.listdir(FOLDER) if name.endswith(".1"))
        self.assertEqual(pages, sorted(["bridle.1"] + [f"bridle-{command}.1" for command in commands()]))

    def test_every_page_is_installed(self):
        with open(os.path.join(FOLDER, "meson.build"), encoding="utf-8") as file:
            installed = re.findall(r"'(.*\.1)'", file.read())
        self.assertEqual(sorted(installed), sorted(name for name in os.listdir(FOLDER) if name.endswith(".1")))

    def test_options_are_those_of_help(self):
        for command in commands():
            with self.subTest(command):
                page, said = Page(command), Help(command)
                self.assertEqual(sorted(bare(page.options), key=str), sorted(bare(said.options), key=str))
                self.assertEqual(bare(page.common), bare(said.common))
        self.assertEqual(bare(Page(None).options), bare(Help(None).common))

    def test_exit_statuses_are_those_of_help(self):
        for command in commands():
            with self.subTest(command):
                self.assertEqual(Page(command).statuses, sorted(Help(command).statuses))

    def test_synopsis_is_that_of_help(self):
        for command in commands():
            with self.subTest(command):
                usage = re.sub(r"'.*?'", "SELECT", Help(command).usage)
                options = {found.removeprefix("-") for found in re.findall(r"(?<![\w-])--?[\w-]+", usage)}
                operands = set(re.findall(r"\b[A-Z]+\b", usage))
                self.assertEqual(Page(command).synopsis, (options, operands))

    def test_overview_names_the_commands(self):
        said = re.findall(r"(?m)^\.It Cm (\w+)$", Page(None).sections["COMMANDS"])
        self.assertEqual(said, commands())
        links = re.findall(r"(?m)^\.Xr bridle-(\w+) 1", Page(None).sections["SEE ALSO"])
        self.assertEqual(sorted(links), sorted(commands()))

    def test_sections_stand_in_order(self):
        for command in [None, *commands()]:
            page = Page(command)
            self.assertEqual([name for name in page.order if name in SECTIONS], SECTIONS, page.name)
            self.assertIn(f".Nm {page.name}\n.Nd ", page.sections["NAME"])
            self.assertRegex(page.text, rf"(?m)^\.Dt {page.name.upper()} 1$")

    def test_examples_use_options_that_there_are(self):
        for command in [None, *commands()]:
            for line in re.findall(r"(?m)^(?:\.Dl )?bridle (.*)$", Page(command).sections["EXAMPLES"]):
                said = Help(line.split()[0])
                known = {f"-{letter}" for letter, _, _ in said.options + said.common if letter}
                known |= {f"--{name}" for _, name, _ in said.options + said.common}
                self.assertLessEqual({word for word in line.split() if word.startswith("-")}, known, line)

    def test_references_lead_somewhere(self):
        for command in [None, *commands()]:
            for name in re.findall(r"(?m)^\.Xr (bridle\S*) 1", Page(command).text):
                self.assertTrue(os.path.exists(os.path.join(FOLDER, f"{name}.1")), name)

    @unittest.skipUnless(shutil.which("mandoc"), "mandoc is not installed")
    def test_mandoc_has_nothing_to_say(self):
        pages = [os.path.join(FOLDER, f"{Page(command).name}.1") for command in [None, *commands()]]
        done = subprocess.run(["mandoc", "-T", "lint", *pages], capture_output=True, text=True, check=False)
        # Which other pages are installed here says nothing about ours.
        lines = [line for line in done.stdout.splitlines() if "referenced manual not found" not in line]
        self.assertEqual(lines, [])

    @unittest.skipUnless(shutil.which("groff"), "groff is not installed")
    def test_groff_has_nothing_to_say(self):
        for command in [None, *commands()]:
            path = os.path.join(FOLDER, f"{Page(command).name}.1")
            done = subprocess.run(["groff", "-mdoc", "-ww", "-Tutf8", path], capture_output=True, text=True, check=False)
            self.assertEqual((done.returncode, done.stderr), (0, ""), path)
            self.assertIn(f"bridle {command or ''}".strip(), done.stdout)
