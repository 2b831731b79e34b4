# SPDX-License-Identifier: Apache-2.0
"""Every artefact over its fixtures: the exact rows and findings of `match*`, and no finding above context in `nomatch*`.

`BRIDLE_EXPECT=write` writes the `expected*.json` anew from what the program gives: read the difference.
"""

import json
import os
import re

import acquisition
from fixtures import program

KEPT = ("--keep-content", "--consent", "x", "--examiner", "y")


def fixtures_of(name, kind):
    """The fixtures of an artefact, `match` or `nomatch`."""
    folder = os.path.join(acquisition.HERE, name)
    return sorted(os.path.join(folder, file) for file in os.listdir(folder)
                  if re.fullmatch(rf"{kind}(_\w+)?\.(sql|json)", file))


def expected_of(path):
    """The file with what must come out of a match."""
    suffix = os.path.splitext(os.path.basename(path))[0][len("match"):]
    return os.path.join(os.path.dirname(path), f"expected{suffix}.json")


def names():
    return sorted(entry for entry in os.listdir(acquisition.HERE)
                  if os.path.isdir(os.path.join(acquisition.HERE, entry)) and not entry.startswith("_"))


class FixtureTest(program.BridleCase):
    maxDiff = None

    def examine(self, path, name):
        listed = acquisition.build(path, self.path("phone"))
        case = self.path("a.bridle")
        result = self.check(self.path("phone"), "-o", case, *KEPT, *acquisition.listed(self, listed))
        return result, acquisition.outcome(result, case, name)

    def assert_match(self, name, path):
        _, found = self.examine(path, name)
        if os.environ.get("BRIDLE_EXPECT") == "write":
            with open(expected_of(path), "w", encoding="utf-8") as file:
                json.dump(found, file, indent=1, ensure_ascii=False)
                file.write("\n")
        with open(expected_of(path), encoding="utf-8") as file:
            self.assertEqual(json.load(file), found)
        self.assertTrue([finding for finding in found["findings"] if finding["artefact"] == name] or
                        not acquisition.definition_text(name).count("\n-- means:") or
                        not any(line["records"] for line in found["inputs"]), "a match without a finding")

    def assert_no_match(self, name, path):
        result, found = self.examine(path, name)
        self.assertEqual([finding for finding in found["findings"] if finding["grade"] != "context"], [])
        self.assertEqual(result.status, 0, result.run)
        self.assertTrue(found["inputs"])
        for line in found["inputs"]:
            self.assertEqual(line["outcome"], "skipped" if acquisition.is_undecoded(name) else "read")
            self.assertEqual(line["records"] == 0, acquisition.is_undecoded(name))

    def assert_variants(self, name):
        """Each variant of the artefact is the one that wins over some fixture."""
        won = set()
        for path in fixtures_of(name, "match"):
            with open(expected_of(path), encoding="utf-8") as file:
                won |= {line["variant"] for line in json.load(file)["inputs"]}
        variants = set(re.findall(r"(?m)^-- variant: (.*)$", acquisition.definition_text(name))) or {"current"}
        self.assertEqual(won, {None} if acquisition.is_undecoded(name) else variants)


def add_test(name, path, method):
    def test(self):
        method(self, name, path)

    words = os.path.splitext(os.path.basename(path))[0]
    setattr(FixtureTest, f"test_{name}_{words}", test)


for artefact in names():
    for fixture in fixtures_of(artefact, "match"):
        add_test(artefact, fixture, FixtureTest.assert_match)
    for fixture in fixtures_of(artefact, "nomatch"):
        add_test(artefact, fixture, FixtureTest.assert_no_match)
    setattr(FixtureTest, f"test_{artefact}_variants", lambda self, name=artefact: self.assert_variants(name))
