# SPDX-License-Identifier: Apache-2.0
"""How SQLite runs each artefact's query, every variant, joined with the rules on it: rows stream (nothing is kept in a
materialised table, a temporary B-tree or an automatic index, unless the header says `-- bounded: why`), no row of one
table is sought by reading all of another, and each column is evaluated once a row (the artefact is a co-routine).
"""

import glob
import os
import re
import subprocess

import acquisition
import test_artefacts
from fixtures import definitions, program

PLAN = os.path.join(os.environ.get("BRIDLE_BUILD") or os.path.dirname(program.PROGRAM), "tests", "artefact", "plan")
RULES = sorted(glob.glob(os.path.join(acquisition.ROOT, "rules", "*", "*.sql")))
NOT_STREAMING = re.compile(r"MATERIALIZE|USE TEMP B-TREE|AUTOMATIC\b.*INDEX")
# A scan, or a search for nothing in particular (of the largest value), but of what a table function finds in a value.
WHOLE_TABLE = re.compile(r"^ *(SCAN|SEARCH) (?!.*VIRTUAL TABLE)(?!.*\([^()]*[=<>]\?)")
TABLE = "CREATE TABLE one (id INTEGER PRIMARY KEY, a, b); CREATE TABLE two (a, b);"


class Plan:
    """What `plan` printed."""

    def __init__(self, text):
        self.lines = text.splitlines()
        self.variant = self.lines[0][len("variant "):]
        self.bounded = self.lines[1][len("bounded "):].strip()
        self.skipped = [line for line in self.lines if line.startswith("skipped ")]

    def problems(self):
        """What is wrong with the plan, in words."""
        found = []
        if not self.bounded:
            found += [f"does not stream: {line.strip()}" for line in self.lines if NOT_STREAMING.search(line)]
        if not [line for line in self.lines if line.strip() == "CO-ROUTINE a"]:
            found.append("columns are not evaluated once: no co-routine")
        return found + [f"reads a whole table a row: {line}" for line in self.scans_a_row()]

    def scans_a_row(self):
        """Scans of a table within a subquery that is run once a row."""
        found, below = [], None
        for line in self.lines[2:]:
            depth = len(line) - len(line.lstrip())
            if below is not None and depth <= below:
                below = None
            if below is None and line.strip().startswith("CORRELATED"):
                below = depth
            elif below is not None and WHOLE_TABLE.search(line):
                found.append(line.strip())
        return found


class PlanCase(program.BridleCase):

    def setUp(self):
        super().setUp()
        if not os.path.exists(PLAN):
            self.skipTest(f"{PLAN} is not built")

    def plan(self, artefact, database, *rules):
        done = subprocess.run([PLAN, artefact, database, *rules], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              check=False, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        return Plan(done.stdout.decode())


class ArtefactPlanTest(PlanCase):
    """The artefacts that come with bridle."""

    def databases_of(self, name):
        """Paths of databases, one a fixture; `-` for an artefact that is not over a database."""
        for path in test_artefacts.fixtures_of(name, "match"):
            if path.endswith(".sql"):
                yield self.text_file(os.path.basename(path) + ".db", acquisition.database(path)[0])
            elif os.path.exists(os.path.join(acquisition.HERE, name, "rows.sql")):
                yield self.text_file("Manifest.db", acquisition.backup.Backup().manifest())
            else:
                yield "-"

    def assert_streams(self, name):
        if acquisition.is_undecoded(name):
            return
        variants = set()
        for database in self.databases_of(name):
            plan = self.plan(acquisition.definition(name), database, *RULES)
            variants.add(plan.variant)
            self.assertEqual(plan.problems(), [], "\n".join(plan.lines))
            self.assertEqual(plan.skipped, [])
        written = re.findall(r"(?m)^-- variant: (.*)$", acquisition.definition_text(name)) or ["current"]
        self.assertEqual(variants, set(written))

    def test_rules_take_part(self):
        """A rule on the artefact makes a column more: that the rules are joined at all is seen by a broken one."""
        path = self.text_file("broken.sql", definitions.rule("broken", "ios_sms", "no_such_column = 1"))
        for database in self.databases_of("ios_sms"):
            plan = self.plan(acquisition.definition("ios_sms"), database, *RULES, path)
            self.assertEqual(len(plan.skipped), 1, plan.lines)


class BadPlanTest(PlanCase):
    """Artefacts that must not pass."""

    def problems(self, sql, **header):
        artefact = self.text_file("bad.sql", definitions.artefact("bad", "HomeDomain/bad.db", sql, **header))
        database = self.text_file("bad.db", acquisition.databases.built(TABLE))
        return self.plan(artefact, database).problems()

    def test_good_artefact_has_no_problem(self):
        sql = 'SELECT one.a AS "a", o.b AS "b" FROM one LEFT JOIN one AS o ON o.id = one.b'
        self.assertEqual(self.problems(sql), [])

    def test_order_needs_a_temporary_tree(self):
        self.assertRegex(self.problems('SELECT a AS "a" FROM one ORDER BY b')[0], "TEMP B-TREE")

    def test_group_and_distinct_need_a_temporary_tree(self):
        for sql in ('SELECT a AS "a" FROM one GROUP BY b', 'SELECT DISTINCT a AS "a" FROM one'):
            self.assertRegex(self.problems(sql)[0], "TEMP B-TREE")

    def test_join_without_an_index_needs_an_automatic_one(self):
        sql = 'SELECT one.a AS "a" FROM one JOIN two ON two.a = one.a'
        self.assertRegex(self.problems(sql)[0], "AUTOMATIC")

    def test_materialised_table(self):
        sql = 'WITH x AS MATERIALIZED (SELECT a FROM one) SELECT x.a AS "a" FROM x JOIN two ON two.b > x.a'
        self.assertRegex(self.problems(sql)[0], "MATERIALIZE")

    def test_whole_table_a_row(self):
        sql = 'SELECT a AS "a", (SELECT max(b) FROM two WHERE two.a = one.a) AS "b" FROM one'
        self.assertRegex(self.problems(sql)[0], "reads a whole table a row")

    def test_bounded_says_why(self):
        self.assertEqual(self.problems('SELECT a AS "a" FROM one ORDER BY b', bounded="a handful of rows"), [])


def add_test(name):
    setattr(ArtefactPlanTest, f"test_{name}", lambda self: self.assert_streams(name))


for artefact in test_artefacts.names():
    add_test(artefact)
