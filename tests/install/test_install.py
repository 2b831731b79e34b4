# SPDX-License-Identifier: Apache-2.0
"""The program runs where it was built and where it was installed, and another program can use the library."""

import os
import re
import shlex
import shutil
import subprocess
import tempfile
import unittest

ROOT = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))
BUILD = os.path.abspath(os.environ.get("BRIDLE_BUILD") or os.path.join(ROOT, "build"))
PROGRAM = os.path.abspath(os.environ.get("BRIDLE") or os.path.join(BUILD, "bridle"))

# A version, then the status that an acquisition that isn't there gives: the library is found, linked and run.
CONSUMER = r"""
#include <bridle.h>
#include <stdio.h>

int main(void)
{
    struct bridle_check check = BRIDLE_CHECK_INIT;
    struct bridle_result *result = NULL;
    static struct bridle_error error;
    check.acquisition = "/no/such/acquisition";
    printf("%s %d\n", bridle_version(), bridle_check(&check, &result, &error));
    return 0;
}
"""


def run(command, **options):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, text=True, **options)


def definitions_of_tree(kind):
    return sorted(name[: -len(".sql")] for _, _, files in os.walk(os.path.join(ROOT, kind)) for name in files
                  if name.endswith(".sql"))


class Program:
    """What holds for the program wherever it stands; `self.program` says where."""

    program = None

    def said(self, *arguments, **options):
        done = run([self.program, *arguments], **options)
        self.assertEqual(done.returncode, 0, done.stdout)
        return done.stdout

    def test_version(self):
        self.assertRegex(self.said("version"), r"\b\d+\.\d+\.\d+\b")

    def test_finds_its_artefacts_and_rules(self):
        for kind in ("artefacts", "rules"):
            listed = set(re.findall(r"\b[a-z0-9]+(?:_[a-z0-9]+)+\b", self.said(kind, "list")))
            wanted = set(definitions_of_tree(kind))
            self.assertTrue(wanted)
            self.assertLessEqual(wanted, listed)

    def test_finds_its_lists(self):
        paths = self.said("indicators", "where").splitlines()
        self.assertEqual([os.path.basename(path) for path in paths],
                         sorted(name for name in os.listdir(os.path.join(ROOT, "lists/published")) if name.endswith(".tsv")))
        self.assertTrue(all(map(os.path.exists, paths)))

    def test_runs_from_another_folder_and_through_a_link(self):
        with tempfile.TemporaryDirectory() as folder:
            link = os.path.join(folder, "linked")
            os.symlink(self.program, link)
            self.assertEqual(run([link, "artefacts", "list"], cwd=folder).stdout, self.said("artefacts", "list"))

    def test_checks_the_sample(self):
        with tempfile.TemporaryDirectory() as folder:
            sample = os.path.join(folder, "sample")
            made = run(["python3", os.path.join(ROOT, "samples/make.py"), sample])
            self.assertEqual(made.returncode, 0, made.stdout)
            done = run([self.program, "check", sample, "-i", os.path.join(ROOT, "samples/indicators.stix2.json")],
                       cwd=folder)
            self.assertEqual(done.returncode, 1, done.stdout)
            self.assertEqual(os.listdir(folder), ["sample"])


    def test_speaks_french(self):
        for environment, options in (({"LC_ALL": "C"}, ["--language", "fr"]),
                                     ({"LC_ALL": "fr_FR.UTF-8"}, []), ({"LC_ALL": "C.UTF-8", "LANGUAGE": "fr"}, [])):
            environment = {**os.environ, "LANGUAGE": "", **environment}
            with tempfile.TemporaryDirectory() as folder:
                sample = os.path.join(folder, "sample")
                run(["python3", os.path.join(ROOT, "samples/make.py"), sample])
                done = run([self.program, "check", sample, *options], cwd=folder, env=environment)
            for words in ("Apple a averti", "3919", "Qui appeler"):
                self.assertIn(words, done.stdout)
            self.assertNotIn("Whom to call", done.stdout)
            listed = run([self.program, "artefacts", "list", *options], env=environment).stdout
            self.assertIn("L’historique de navigation de Safari", listed)
            self.assertIn("commande inconnue", run([self.program, "chekc", *options], env=environment).stdout)


class InPlace(Program, unittest.TestCase):
    program = PROGRAM

    def test_is_where_it_is_said_to_be(self):
        self.assertEqual(PROGRAM, os.path.join(BUILD, "bridle"))


class Installed(Program, unittest.TestCase):
    """Below a prefix of its own, so that what it finds there can't be the source's."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="bridle-install-")
        cls.addClassCleanup(shutil.rmtree, cls.folder, True)
        # Built for that prefix, since the program carries it.
        build = os.path.join(cls.folder, "build")
        cls.prefix = os.path.join(cls.folder, "prefix")
        for command in (["meson", "setup", f"--prefix={cls.prefix}", "-Dtests=false", build, ROOT],
                        ["ninja", "-C", build, "-j", os.environ.get("JOBS") or "2"],
                        ["meson", "install", "--no-rebuild", "-C", build]):
            done = run(command, env={**os.environ, "CC": "gcc"})
            if done.returncode:
                raise AssertionError(f"{' '.join(command)}:\n{done.stdout}")
        shutil.rmtree(build)  # so that nothing can be found beside it
        cls.program = os.path.join(cls.prefix, "bin/bridle")
        libraries = [folder for folder, _, files in os.walk(cls.prefix) if "libbridle.so" in files]
        cls.library_folder = libraries[0] if libraries else ""

    def test_files_are_in_place(self):
        data = os.path.join(self.prefix, "share/bridle")
        for kind in ("artefacts", "rules", "lists"):
            with self.subTest(kind=kind):
                found = sorted(name[: -len(".sql")] for _, _, files in os.walk(os.path.join(data, kind))
                               for name in files if name.endswith(".sql"))
                self.assertEqual(found, definitions_of_tree(kind))
        for path in (self.program, os.path.join(self.prefix, "include/bridle.h"),
                     os.path.join(self.library_folder, "libbridle.so"),
                     os.path.join(self.library_folder, "libbridle.so.0"),
                     os.path.join(self.library_folder, "pkgconfig/libbridle.pc")):
            self.assertTrue(os.path.isfile(path), path)

    def test_pages_and_completions_are_in_place(self):
        share = os.path.join(self.prefix, "share")
        pages = sorted(name for name in os.listdir(os.path.join(ROOT, "man")) if name.endswith(".1"))
        self.assertTrue(pages)
        self.assertEqual(sorted(os.listdir(os.path.join(share, "man/man1"))), pages)
        for path, source in (("bash-completion/completions/bridle", "bridle.bash"),
                             ("zsh/site-functions/_bridle", "_bridle"),
                             ("fish/vendor_completions.d/bridle.fish", "bridle.fish")):
            with open(os.path.join(share, path), "rb") as installed, \
                    open(os.path.join(ROOT, "completions", source), "rb") as file:
                self.assertEqual(installed.read(), file.read())

    def test_uses_the_installed_artefacts(self):
        moved = os.path.join(self.prefix, "share/bridle-away")
        os.rename(os.path.join(self.prefix, "share/bridle"), moved)
        try:
            done = run([self.program, "artefacts", "show", "ios_sms"])
            self.assertNotEqual(done.returncode, 0, done.stdout)
        finally:
            os.rename(moved, os.path.join(self.prefix, "share/bridle"))

    def test_uses_the_installed_catalogs(self):
        catalog = os.path.join(self.prefix, "share/locale/fr/LC_MESSAGES/bridle.mo")
        os.rename(catalog, catalog + "-away")
        try:
            done = run([self.program, "version", "--language", "fr"])
            self.assertEqual(done.returncode, 2, done.stdout)
            self.assertRegex(done.stdout, "there: en\n$")
            self.assertEqual(run([self.program, "version"], env={**os.environ, "LC_ALL": "fr_FR.UTF-8"}).returncode, 0)
        finally:
            os.rename(catalog + "-away", catalog)

    def test_library_shows_its_interface_alone(self):
        listing = run(["nm", "-D", "--defined-only", "--with-symbol-versions",
                       os.path.join(self.library_folder, "libbridle.so")]).stdout
        names = [line.split()[-1] for line in listing.splitlines() if " A " not in line]
        self.assertIn("bridle_check@@LIBBRIDLE_0.1", names)
        self.assertEqual([name for name in names if not re.fullmatch(r"bridle_\w+@@LIBBRIDLE_0\.1", name)], [])

    def test_header_declares_what_the_library_shows(self):
        with open(os.path.join(self.prefix, "include/bridle.h"), encoding="utf-8") as file:
            declared = set(re.findall(r"BRIDLE_API\s[^;]*?\b(bridle_\w+)\(", file.read()))
        listing = run(["nm", "-D", "--defined-only", os.path.join(self.library_folder, "libbridle.so")]).stdout
        shown = {line.split()[-1].split("@")[0] for line in listing.splitlines() if " T " in line}
        self.assertEqual(declared, shown)

    def test_another_program_uses_the_library(self):
        source = os.path.join(self.folder, "consumer.c")
        with open(source, "w", encoding="utf-8") as file:
            file.write(CONSUMER)
        environment = {**os.environ, "PKG_CONFIG_PATH": os.path.join(self.library_folder, "pkgconfig"),
                       "LD_LIBRARY_PATH": self.library_folder}
        flags = run(["pkg-config", "--cflags", "--libs", "libbridle"], env=environment)
        self.assertEqual(flags.returncode, 0, flags.stdout)
        for compiler in ("gcc -std=c11", "gcc -std=c17"):
            program = os.path.join(self.folder, "consumer")
            done = run([*compiler.split(), "-Wall", "-Wextra", "-Wpedantic", "-Werror", source, "-o", program,
                        *shlex.split(flags.stdout)])
            self.assertEqual(done.returncode, 0, done.stdout)
            self.assertRegex(run([program], env=environment).stdout, r"^\d+\.\d+\.\d+ 2\n$")

    def test_header_is_cplusplus_too(self):
        header = os.path.join(self.prefix, "include/bridle.h")
        done = run(["clang", "-x", "c++", "-std=c++11", "-fsyntax-only", "-Wall", "-Wextra", "-Werror",
                    "-Wno-pragma-once-outside-header", header])
        self.assertEqual(done.returncode, 0, done.stdout)


if __name__ == "__main__":
    unittest.main()
