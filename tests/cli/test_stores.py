# SPDX-License-Identifier: Apache-2.0
"""An app that is installed, and whether what it keeps is in the acquisition: said in words, and never a status."""

import os

from fixtures import backup, definitions, fs, program

WHATSAPP = "AppDomainGroup-group.net.whatsapp.WhatsApp.shared"
MISSING = "WhatsApp is installed; its messages are not in this backup"
CHATS = ("AppDomain-org.example.chat", "Documents/chat.db")


def phone(*apps):
    made = backup.Backup().add("HomeDomain", "Library/a", b"x")
    made.info["Installed Applications"] += apps
    return made


class InstalledAppTest(program.BridleCase):

    def told(self, made, name="phone", *options):
        """(outcome, reason, sentence) of each app, and the whole result."""
        result = self.check(made.write(self.path(name)), *options, status=0)
        lines = [line for line in result.inputs if line["error"] and line["outcome"] in ("absent", "skipped")]
        return [(line["outcome"], line["reason"], line["error"]) for line in lines], result

    def text(self, folder):
        return " ".join(self.run_bridle("check", self.path(folder), status=0).out.split())

    def test_store_that_is_missing(self):
        told, _ = self.told(phone("net.whatsapp.WhatsApp"))
        self.assertEqual(told, [("absent", "not-collected", MISSING)])
        self.assertIn(f"- {MISSING} ", self.text("phone"))

    def test_app_with_metadata_and_in_other_letters(self):
        made = phone()
        made.info["Applications"] = {"net.whatsapp.whatsapp": {}}
        self.assertEqual(self.told(made)[0], [("absent", "not-collected", MISSING)])

    def test_app_that_is_not_there(self):
        self.assertEqual(self.told(phone("net.whatsapp", "net.whatsapp.WhatsApp.other"))[0], [])
        self.assertNotIn("is installed", self.text("phone"))

    def test_stores_that_no_backup_holds(self):
        told, _ = self.told(phone("ph.telegra.Telegraph", "org.whispersystems.signal"))
        self.assertEqual(told, [("absent", "not-in-this-kind", f"{name} is installed; its messages are not in this "
                                 "backup, nor in any other: the app keeps them out") for name in ("Signal", "Telegram")])

    def test_store_that_is_there_and_not_read_yet(self):
        made = phone("net.whatsapp.WhatsApp").add(WHATSAPP, "ChatStorage.sqlite", b"x")
        told, result = self.told(made)
        self.assertEqual([line[:2] for line in told], [("skipped", "no-decoder")])
        self.assertEqual(result.sentence, "Nothing found in what was read; the messages of the app WhatsApp were not examined.")

    def test_not_asked_for(self):
        made = phone("net.whatsapp.WhatsApp")
        self.assertEqual(self.told(made, "phone", "--only", "ios_manifest")[0], [])

    def test_case_tells_the_same(self):
        made = phone("net.whatsapp.WhatsApp", "org.whispersystems.signal", "ph.telegra.Telegraph")
        folder, case = made.write(self.path("phone")), self.path("x.bridle")
        for form in ("text", "jsonl"):
            whole = self.run_bridle("check", folder, "-o", case, "--force", "--format", form, status=0).out
            self.assertEqual(self.run_bridle("report", case, "--format", form, status=0).out, whole)

    def test_folder_names_no_app(self):
        folder = fs.written(self.path("dump"), {"private/var/mobile/Library/a": b"x"})
        self.assertEqual([line for line in self.check(folder).inputs if line["error"]], [])


class OwnArtefactTest(program.BridleCase):
    """A store that its own artefact reads needs no place."""

    def line(self, made, store='org.example.chat "Chat" messages', name="phone"):
        text = definitions.artefact("test_chat", "/".join(CHATS), 'SELECT a AS "a" FROM t', store=store)
        self.text_file("own/test_chat.sql", text)
        return self.check(made.write(self.path(name)), "--artefacts", self.path("own")).input_of("test_chat")

    def test_absent_though_the_app_is_installed(self):
        line = self.line(phone("org.example.chat"))
        self.assertEqual((line["outcome"], line["reason"], line["error"]),
                         ("absent", "not-collected", "Chat is installed; its messages are not in this backup"))

    def test_absent_with_its_app(self):
        line = self.line(phone())
        self.assertEqual((line["outcome"], line["reason"], line["error"]), ("absent", "app-not-installed", None))

    def test_there(self):
        made = phone("org.example.chat").add(*CHATS, b"")
        self.assertNotIn("is installed", str(self.line(made)["error"]))

    def test_line_that_is_none(self):
        for number, store in enumerate(("org.example.chat", 'a "Chat"', 'a Chat messages', 'a "" messages', 'a "b messages',
                                        'a "Chat" messages nowhere', 'a "Chat" messages /chat.db')):
            with self.subTest(store):
                text = definitions.artefact("test_chat", "/".join(CHATS), 'SELECT a AS "a" FROM t', store=store)
                folder = os.path.dirname(self.text_file(f"own{number}/test_chat.sql", text))
                self.refused("check", phone().write(self.path("phone")), "--artefacts", folder,
                             words='line 8: a store is: bundle "name" what')
