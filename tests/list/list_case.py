# SPDX-License-Identifier: Apache-2.0
"""What `indicators list` and `indicators lint` say of a list, taken apart."""

import json

from fixtures import program, stix


class ListCase(program.BridleCase):

    def used(self, name, text, status=0):
        """The indicators of a list given as text or bytes: (kind, value, malware)."""
        path = self.text_file(name, text)
        run = self.run_bridle("indicators", "list", path, status=status)
        rows = [line.split("\t") for line in run.out.splitlines()]
        self.assertEqual({row[3] for row in rows} - {path}, set())
        return [tuple(row[:3]) for row in rows]

    def values(self, name, text):
        """(kind, value) alone."""
        return [row[:2] for row in self.used(name, text)]

    def linted(self, name, text):
        """What lint says, a line each without the list's path; its exit status says whether there is anything."""
        path = self.text_file(name, text)
        run = self.run_bridle("indicators", "lint", path)
        self.assertEqual(run.status, 1 if run.out else 0, run)
        lines = run.out.splitlines()
        for line in lines:
            self.assertTrue(line.startswith(path + ": "), line)
        return [line[len(path) + 2:] for line in lines]

    def nothing_usable(self, name, text, words=None):
        """A list of which nothing can be used: status 2 everywhere, and the list is named."""
        path = self.text_file(name, text)
        for command in (("indicators", "list", path), ("indicators", "lint", path),
                        ("check", self.empty_phone(), "-i", path)):
            run = self.refused(*command, words=words)
            self.assertIn(name, run.err)

    def empty_phone(self):
        from fixtures import backup

        return backup.Backup().add("HomeDomain", "Library/a", b"x").write(self.path("empty-phone"))


def pattern(text, key=None, **fields):
    """One indicator whose id ends in something to recognise."""
    found = stix.indicator(text, **fields)
    found["id"] = f"indicator--{key}" if key else found["id"]
    return found


def bundled(*objects):
    """A bundle of objects, as JSON text; not all of them need be objects."""
    return json.dumps({"type": "bundle", "id": "bundle--x", "objects": list(objects)}, ensure_ascii=False)
