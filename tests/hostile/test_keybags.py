# SPDX-License-Identifier: Apache-2.0
"""A key bag with each byte changed and cut at every byte: it opens, or it is a sentence and status 2; never a crash."""

import os
import plistlib

from fixtures import backup, encrypted, planted, program

# A run takes much longer with the sanitizers. Under them unit tests meet every byte: the parser (format, test_keybag),
# the frame to the parent (examine, test_frames_keybag), all from bytes to keys (evidence, test_unlock_keybag).
STEP = 11 if program.SANITIZED else 1


class KeybagTest(encrypted.EncryptedCase):

    def setUp(self):
        super().setUp()
        self.acquisition = self.written(planted.message_link(), classes={3: 2, 4: 2, 11: 1})
        self.bag = b"".join(self.locked.keybag_entries())
        self.name = os.path.join(self.acquisition, "Manifest.plist")
        with open(self.name, "rb") as file:
            self.plist = plistlib.load(file)
        # Counts of many millions take their time, and are no other case.
        self.slow = {self.bag.index(tag) + 8 for tag in (b"ITER", b"DPIC")}
        self.password = self.password_file()

    def tried(self, bag):
        """(status, what was said) of opening it with this key bag."""
        backup.store(self.name, plistlib.dumps({**self.plist, "BackupKeyBag": bag}, fmt=plistlib.FMT_BINARY))
        run = self.run_bridle("key", self.acquisition, "--password-file", self.password, status=(0, 2))
        if run.status == 2:
            self.assertEqual(run.out, "")
            self.assert_says(r"key bag|wrong password", run.err)
        else:
            self.assertEqual(run.out, self.locked.derived().hex() + "\n")
        return run.status

    def test_each_byte_changed(self):
        opened = 0
        for at in range(0, len(self.bag), STEP):
            if at not in self.slow:
                changed = self.bag[:at] + bytes([self.bag[at] ^ (1 << at % 8)]) + self.bag[at + 1 :]
                opened += self.tried(changed) == 0
        self.assertGreater(opened, 60 // STEP, "what the derivation does not use may change")

    def test_cut_at_every_byte(self):
        opened = [size for size in range(0, len(self.bag), STEP) if self.tried(self.bag[:size]) == 0]
        # Whole with its first class's key, it opens at the ends of entries.
        self.assertTrue(all(size > self.bag.index(b"WPKY") + 40 for size in opened))

    def test_key_of_the_list_changed_and_cut(self):
        whole = self.plist["ManifestKey"]
        for at in range(0, len(whole), 5):
            for value in (whole[:at], whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]):
                with self.subTest(at=at, size=len(value)):
                    content = {**self.plist, "ManifestKey": value}
                    backup.store(self.name, plistlib.dumps(content, fmt=plistlib.FMT_BINARY))
                    result = self.open(self.acquisition, *encrypted.FEW, status=4)
                    self.assertIn(result.input_of("ios_manifest")["outcome"], ("damaged", "locked"))
                    self.assertEqual(result.case["verdict"], "could-not-be-read")
