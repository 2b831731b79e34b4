# SPDX-License-Identifier: Apache-2.0
"""Every text that people read is collected and translated, whole and with its placeholders; and each check can fail."""

import os
import re
import shutil
import tempfile
import unittest

import messages_all
import messages_c
import messages_po
import messages_sql

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")

# Literals that look like a sentence and are none for people: what is compared with or built from, and keys.
NO_MESSAGES = {
    "help ", "bridle ", "SQLite format 3", "bridle case 1", "code of this language", "direction of this language",
    "no such table", "no such column", "no such module", "access to view", "' is not a function",
    "no such function: ", "no libraries here", "no memory", "/private/var/Managed Preferences/",
    " (input INTEGER, record INTEGER", "%lu %s", "what may stand before a path", "time column",
    "mark context", "mark weak", "mark strong", "mark known", "a match may lie before its beginning",
}
SQL = re.compile(r"\b(SELECT|CREATE|PRAGMA|FROM|INSERT|WHERE|ORDER BY|AS|iif)\b")
# Markup and style of the page: its words are said by html_words(), never beside an element.
MARKUP = re.compile(r"<[/!a-z]|\b[a-z-]+=\"")
SENTENCE = re.compile(r"[a-z]{2,}.* .*[a-z]|^ ?[a-z]{3,} | [a-z]{2,}$")
# A phone is never called so, in any form.
NEVER = {"fr": r"\bpropres?\b|\bsaine?s?\b|\bsûre?s?\b|infect|pirat|\bvirus\b|hack"}


def literals_of_file(text):
    """Every string literal, adjacent ones joined."""
    tokens, joined = list(messages_c.tokens_of(text)), None
    for kind, word in tokens + [("other", ";")]:
        if kind == "string":
            joined = (joined or "") + messages_c.unescaped(word)
        elif kind == "word" and word in messages_c.INTTYPES and joined is not None:
            joined += messages_c.INTTYPES[word]
        elif joined is not None:
            yield joined
            joined = None


def unmarked(text):
    """The sentences of a C file that nothing collects."""
    known = set()
    for message in messages_c.messages_of(text):
        known.update({message.text, message.plural})
    for literal in literals_of_file(text):
        fitted = literal.replace("%.*s", "%s")
        collected = any(fitted + more in known or literal in known for more in ("", *messages_c.SUFFIXES.values()))
        if collected or SQL.search(literal) or MARKUP.search(literal) or literal in NO_MESSAGES:
            continue
        if SENTENCE.search(literal):
            yield literal


def untranslated_says(text):
    """What the command line says without translating it: literals with words in say() that no _() holds."""
    tokens = list(messages_c.tokens_of(text))
    for position, token in enumerate(tokens[:-1]):
        if token[1] in ("say", "target_refuse") and tokens[position + 1] == ("other", "("):
            for argument in messages_c.call_arguments(tokens, position + 1):
                yield from (literal for literal in messages_c.literals_of(argument)
                            if re.search("[a-z]{2,} [a-z]", literal))


class Project(unittest.TestCase):
    def test_nothing_is_stale_missing_or_wrong(self):
        faults = messages_all.faults(ROOT)
        self.assertFalse(faults, "\n" + "\n".join(faults))
        self.assertGreater(messages_all.count(ROOT), 500)
        self.assertIn("fr", messages_all.languages(ROOT))

    def test_every_sentence_of_the_library_is_collected(self):
        # --help stays English, and what else the command line says is tested by running it.
        for path in messages_all.files_of(ROOT, "src", (".c", ".h")):
            if not path.startswith("src/cli/") and path != "src/report/html/style.c":
                found = list(unmarked(messages_all.read(ROOT, path)))
                self.assertEqual(found, [], f"{path}: mark these with N_(), or name them in NO_MESSAGES")

    def test_the_command_line_translates_what_it_says(self):
        for path in messages_all.files_of(ROOT, "src/cli", ".c"):
            self.assertEqual(list(untranslated_says(messages_all.read(ROOT, path))), [], path)
        self.assertEqual(list(untranslated_says('say("not yet %s", x); say(_("but this"), QUOTE(y));')), ["not yet %s"])

    def test_every_rule_and_artefact_is_translated(self):
        for code in messages_all.languages(ROOT):
            catalog = messages_po.parse(messages_all.read(ROOT, f"po/{code}.po"))
            translated = {entry.msgid for entry in catalog if all(entry.strings) and not entry.obsolete}
            for folder, keys in messages_sql.PRINTED.items():
                for path in messages_all.files_of(ROOT, folder, ".sql"):
                    header = messages_sql.header_of(messages_all.read(ROOT, path))
                    self.assertIn("title", dict(header), path)
                    for key, value in header:
                        if key in keys:
                            self.assertIn(value, translated, f"{code}: {path}: {key}")

    def test_every_time_column_has_its_word(self):
        columns = {}
        for path in messages_all.files_of(ROOT, "artefacts", ".sql"):
            text = messages_all.read(ROOT, path)
            named = [part.split(":", 1) for part in text.split('"') if re.fullmatch(r"\w+:.*", part)]
            found = [name for name, kinds in named if "time" in kinds.replace("|", " ").split()]
            columns[path] = found + re.findall(r"(?m)^-- event: (\w+) ", text)
        self.assertGreater(len(set(sum(columns.values(), []))), 30)
        for code in messages_all.languages(ROOT):
            catalog = messages_po.parse(messages_all.read(ROOT, f"po/{code}.po"))
            translated = {entry.msgid for entry in catalog if entry.context == messages_sql.TIME_COLUMN and all(entry.strings)}
            for path, names in columns.items():
                for name in names:
                    self.assertIn(name.replace("_", " "), translated, f"{code}: {path}")

    def test_advice_has_the_same_sections_in_every_language(self):
        english = messages_all.read(ROOT, "advice/en.txt")
        for code in messages_all.languages(ROOT):
            text = messages_all.read(ROOT, f"advice/{code}.txt")
            shape = r"(?m)^(?:\[.+\]|date: .*|(?:brief|do|not|text)(?=:))$|^(?:brief|do|not|text):"
            self.assertEqual(re.findall(shape, text), re.findall(shape, english), code)

    def test_no_word_that_promises_or_frightens(self):
        for code, never in NEVER.items():
            texts = [text for entry in messages_po.parse(messages_all.read(ROOT, f"po/{code}.po"))[1:]
                     for text in entry.strings] + [messages_all.read(ROOT, f"advice/{code}.txt")]
            found = [text for text in texts if re.search(never, text, re.IGNORECASE)]
            self.assertEqual(found, [])

    def test_french_typography(self):
        entries = messages_po.parse(messages_all.read(ROOT, "po/fr.po"))[1:]
        prose = [text for entry in entries for text in entry.strings] + [messages_all.read(ROOT, "advice/fr.txt")]
        for wrong in (r"\w [;!?»]|\w :|« ", r"[a-zé]'[a-zéè]", r"[a-zé)»][;!?](?: |$)", r"[a-zé)»]:(?: |$)"):
            found = [line for text in prose for line in text.split("\n")
                     if re.search(wrong, re.sub(r"^(date|brief|do|not|text):|^#.*|«[^»]*»|column \"words\"", "", line))]
            self.assertEqual(found, [], wrong)


class Collecting(unittest.TestCase):
    def texts(self, code):
        return [message.text for message in messages_c.messages_of(code)]

    def test_what_is_for_people(self):
        for code, wanted in (
                ('error_set(e, A, "x", 0, "no %s here", ERROR_QUOTE(SLICE("not this")));', ["no %s here"]),
                ('error_set(e, A, "x", 0, a ? "one" : "two");', ["one", "two"]),
                ('error_set(e, A, "x", 0, "%" PRIu64 " of " "all");', ["%lu of all"]),
                ('error_system(e, "x", "cannot open");', ["cannot open: %s"]),
                ('error_set(e, A, "x", 0, "%s: %s", a, b);', []),
                ('// error_set(e, A, "x", 0, "no");\n#define X N_("no")\n', []),
                ('char *a[] = {N_("a \\"b\\"\\n"), "not this"};', ['a "b"\n']),
                ('f(N_("the %.*s"), 1, x);', ["the %s"]),
                ('say(_("a, b (c)"), QUOTE("no"));', ["a, b (c)"])):
            with self.subTest(code=code):
                self.assertEqual(self.texts(code), wanted)

    def test_plurals_and_contexts(self):
        plural = list(messages_c.messages_of('language_plural("%s row", "%s rows", n)'))
        self.assertEqual([(one.text, one.plural) for one in plural], [("%s row", "%s rows")])
        context = list(messages_c.messages_of('language_in("digits", ",")'))
        self.assertEqual([(one.context, one.text) for one in context], [("digits", ",")])

    def test_only_what_is_composed_is_known_again(self):
        code = 'error_set(e, A, "x", 0, "after %s"); language_fill(t, _("%s to %s"), p, 2);'
        composed = {message.text: message.composed for message in messages_c.messages_of(code)}
        self.assertEqual(composed, {"after %s": True, "%s to %s": False})

    def test_unmarked_sentence_is_found(self):
        self.assertEqual(list(unmarked('f("no such thing here"); g(N_("but this"));')), ["no such thing here"])

    def test_headers_and_queries(self):
        header = "-- rule: a\n-- title: One,\n--   and more\n-- benign: Two\nSELECT 1\n-- title: not this\n"
        self.assertEqual([message.text for message in messages_sql.messages_of_header("rules", header)],
                         ["One, and more", "Two"])
        query = "SELECT f('no: in a call'), 'line ' || n AS id, 'It is Apple''s own', 'word', NULL -- 'not this one'\n"
        self.assertEqual([message.text for message in messages_sql.messages_of_list(query)],
                         ["no: in a call", "line %s", "It is Apple's own"])

    def test_time_columns(self):
        text = ('-- artefact: a\n-- event: sent "sent by {peer}"\n-- event: last_used "x"\nSELECT t.a AS "sent:time",\n'
                ' t.b AS "set_up:time fact", t.c AS "ends:fact|time", t.d AS "time:text", t.e AS "seen",\n'
                '-- t.f AS "gone:time"\n NULL AS "sent:time" FROM t;')
        found = [(one.context, one.text, one.composed) for one in messages_sql.messages_of_times(text)]
        self.assertEqual(found, [(messages_sql.TIME_COLUMN, word, False) for word in ("sent", "set up", "ends", "last used")])

    def test_longest_template_first(self):
        pot = "".join(f'\n#. {messages_all.COMPOSED}\n#, c-format\nmsgid "{text}"\nmsgstr ""\n'
                      for text in ("%s is quite none", "no %s", "no key %s here", 'a \\"%s\\"'))
        table = messages_all.templates_of('msgid ""\nmsgstr ""\n' + pot)
        rows = re.findall(r'\{"(.*)", NULL\},', table)
        self.assertEqual(rows, ["no key %s here", 'a \\"%s\\"', "no %s", "%s is quite none", ""])


class Translations(unittest.TestCase):
    def faults(self, text):
        return [fault for entry in messages_po.parse(text) for fault in messages_po.faults_of(entry)]

    def test_good_ones(self):
        for text in ('msgid "a %s of %lu"\nmsgstr "%2$lu : %1$s"\n', 'msgid "a"\nmsgstr ""\n"b"\n',
                     'msgid "%lu row"\nmsgid_plural "%lu rows"\nmsgstr[0] "%lu ligne"\nmsgstr[1] "%lu lignes"\n',
                     'msgid "100 %%"\nmsgstr "100 %%"\n'):
            self.assertEqual(self.faults(text), [], text)

    def test_each_fault(self):
        for text, fault in (('msgid "a"\nmsgstr ""\n', "not translated"),
                            ('#, fuzzy\nmsgid "a"\nmsgstr "b"\n', "fuzzy"),
                            ('#~ msgid "a"\n#~ msgstr "b"\n', "obsolete"),
                            ('msgid "a %s"\nmsgstr "b"\n', "placeholders"),
                            ('msgid "a %s"\nmsgstr "b %s %s"\n', "placeholders"),
                            ('msgid "a %lu"\nmsgstr "b %s"\n', "placeholders"),
                            ('msgid "%s %lu"\nmsgstr "%2$s %1$lu"\n', "placeholders"),
                            ('msgid "%s %s"\nmsgstr "%2$s %s"\n', "placeholders"),
                            ('msgid "%lu a"\nmsgid_plural "%lu b"\nmsgstr[0] "%lu c"\nmsgstr[1] ""\n', "not translated"),
                            ('msgid "a\\n"\nmsgstr "b"\n', "line end")):
            with self.subTest(text=text):
                self.assertTrue(any(fault in found for found in self.faults(text)), self.faults(text))

    def test_catalog_reads_back(self):
        text = ('#. who\n#: src/a.c\n#, c-format\nmsgctxt "c"\nmsgid ""\n"a\\n"\n"b \\"c\\" \\\\ %s"\nmsgstr "d"\n\n'
                'msgid "one"\nmsgid_plural "many"\nmsgstr[0] "x"\nmsgstr[1] "y"\n')
        self.assertEqual("\n".join(map(messages_po.written, messages_po.parse(text))), text)


class Stale(unittest.TestCase):
    """A small project of its own, changed in each way that must be noticed."""

    def setUp(self):
        self.root = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.root)
        self.put("src/a.c", 'error_set(e, A, "x", 0, "no %s here");')
        self.put("rules/a.sql", "-- rule: a\n-- title: A rule\nSELECT 1\n")
        self.put("artefacts/a.sql", "-- artefact: a\n-- title: An artefact\nSELECT 1\n")
        self.put("lists/a.sql", "SELECT 1\n")
        self.put("po/LINGUAS", "fr\n")
        self.put("po/foreign.txt", "# nothing\n")
        self.put("po/bridle.pot", messages_all.pot_of(self.root))
        self.put("po/fr.po", messages_all.pot_of(self.root).replace('here"\nmsgstr ""', 'here"\nmsgstr "pas de %s"')
                 .replace('rule"\nmsgstr ""', 'rule"\nmsgstr "Une règle"')
                 .replace('artefact"\nmsgstr ""', 'artefact"\nmsgstr "Un artefact"'))

    def put(self, name, text):
        path = os.path.join(self.root, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def change(self, name, old, new):
        text = messages_all.read(self.root, name)
        self.assertIn(old, text)
        self.put(name, text.replace(old, new))
        return messages_all.faults(self.root)

    def test_nothing_is_wrong(self):
        self.assertEqual(messages_all.faults(self.root), [])

    def test_text_that_was_not_collected(self):
        faults = self.change("src/a.c", ";", '; note_add(e, "more of it");')
        self.assertEqual([re.sub(r".*(stale|missing).*", r"\1", fault) for fault in faults], ["stale", "missing"])

    def test_rule_without_a_translation(self):
        self.assertTrue(any("missing: 'Another rule'" in fault
                            for fault in self.change("rules/a.sql", "A rule", "Another rule")))

    def test_time_column_without_a_translation(self):
        for column in ('"last_used:time"', '"last_used:time fact"'):
            faults = self.change("artefacts/a.sql", "SELECT 1", f"SELECT 1 AS {column}")
            self.assertTrue(any("missing: 'last used'" in fault for fault in faults), faults)
            self.change("artefacts/a.sql", f"SELECT 1 AS {column}", "SELECT 1")
        faults = self.change("artefacts/a.sql", "SELECT 1", '-- event: edited "changed"\nSELECT 1')
        self.assertTrue(any("missing: 'edited'" in fault for fault in faults), faults)

    def test_translation_of_what_nothing_says(self):
        faults = self.change("src/a.c", "no %s here", "none")
        self.assertTrue(any("nothing says it any more" in fault for fault in faults), faults)

    def test_placeholder(self):
        self.assertTrue(any("placeholders" in fault for fault in self.change("po/fr.po", "pas de %s", "pas de %d")))

    def test_empty(self):
        self.assertTrue(any("not translated" in fault for fault in self.change("po/fr.po", "Une règle", "")))


if __name__ == "__main__":
    unittest.main()
