# SPDX-License-Identifier: Apache-2.0
"""The record that holds a file's key, cut at every byte and with each bit changed: the file is read, or named as not.

One backup holds a wanted file for each damage, so that one run sees them all.
"""

import hashlib

from fixtures import backup, encrypted, program

ARTEFACT = "ios_profiles"
FOLDER = "Library/ConfigurationProfiles/profile-"
BITS = 1 if program.SANITIZED else 8  # of each byte; the function alone meets all of them there (unit tests of sql)
CLASS_SIZE, KEY_SIZE = 4, 44


def changed(blob, bit):
    """`blob` with one bit turned."""
    at = bit // 8
    return blob[:at] + bytes([blob[at] ^ 1 << bit % 8]) + blob[at + 1 :]


class FileKeyTest(encrypted.EncryptedCase):

    def backup(self, count):
        """Small files that an artefact asks for by a pattern; records of one and the same layout."""
        made = backup.Backup()
        made.folders = False
        for number in range(count):
            made.add("HomeDomain", f"{FOLDER}{number:05d}", {"PayloadUUID": f"U{number:05d}"})
        return made

    def record(self):
        """A record as it should be: every other one has its size, and what is where."""
        made = self.backup(1)
        locked = encrypted.Encrypted(made)
        blob = locked.record(made.rows[0], made.rows[0].blob(1000))
        return blob, blob.index(locked.key_blob(encrypted.USUAL_CLASS, locked.file_key(made.rows[0])))

    def examine(self, damages):
        """The input lines of a backup with a file for each of `damages`, in their order; before them one unharmed."""
        made = self.backup(len(damages) + 1)
        locked = encrypted.Encrypted(made)
        damage = {row.path: how for row, how in zip(made.rows[1:], damages)}
        whole = locked.record
        locked.record = lambda row, blob: damage.get(row.path, bytes)(whole(row, blob))
        result = self.open(locked.write(self.path("locked")), "--only", ARTEFACT, status=4)
        lines = {line["device_path"].rpartition("/mobile/")[2]: line for line in result.inputs_of(ARTEFACT)}
        self.assertEqual(sorted(lines), [row.path for row in made.rows])
        for row in made.rows:
            self.assert_told(lines[row.path], row)
        unread = sum(line["outcome"] == "damaged" for line in lines.values())
        self.assert_says(rf"\b{unread} inputs were damaged", result.sentence)
        first, *others = (lines[row.path] for row in made.rows)
        self.assertEqual(first["outcome"], "read")
        return others

    def assert_told(self, line, row):
        """Read whole, or nothing of it, and why."""
        if line["outcome"] == "read":
            self.assertEqual((line["records"], line["error"]), (1, None), line)
            self.assertEqual(line["sha256"], hashlib.sha256(row.content).hexdigest(), line)
        else:
            self.assertIn(line["outcome"], ("damaged", "locked", "not-understood"), line)
            self.assertEqual(line["records"], 0, line)
            self.assertTrue(line["error"], line)

    def test_cut_at_every_byte(self):
        sizes = range(len(self.record()[0]))
        for line in self.examine([lambda blob, size=size: blob[:size] for size in sizes]):
            self.assertEqual(line["outcome"], "damaged", line)
            self.assert_says("its entry in the list of files is damaged", line["error"])

    def test_each_bit_changed(self):
        blob, key_at = self.record()
        bits = [8 * at + (at + more) % 8 for at in range(len(blob)) for more in range(BITS)]
        lines = self.examine([lambda blob, bit=bit: changed(blob, bit) for bit in bits])
        for bit, line in zip(bits, lines):
            at = bit // 8 - key_at
            if 0 <= at < CLASS_SIZE:
                # Another class, with a key of its own, or without.
                self.assertIn(line["outcome"], ("damaged", "locked"), line)
                self.assert_says(r"class \d+", line["error"])
            elif CLASS_SIZE <= at < KEY_SIZE:
                self.assertEqual(line["outcome"], "damaged", line)
                self.assert_says("its own key is damaged", line["error"])
        read = sum(line["outcome"] == "read" for line in lines)
        self.assertGreater(read, len(lines) // 4, "what does not lead to the key may change")

    def test_no_record(self):
        for line in self.examine([lambda blob, size=size: bytes(size) for size in (0, 1, 44, 4096, 1 << 20)]):
            self.assertEqual(line["outcome"], "damaged", line)
            self.assert_says("its entry in the list of files is damaged", line["error"])
