# SPDX-License-Identifier: Apache-2.0
"""Private values leave the worker only where a finding rests on them, or with --keep-content."""

import sqlite3

from fixtures import backup, expect, harmless, planted, program, safari

SECRET_TEXT = "Quetzalcoatlus meets nobody tonight"
SECRET_PEER = "+12025550199"
SECRET_EMAIL = "quetzal@private.example"
SECRET_URL = "https://quetzal.private.example/diary"
SECRET_TITLE = "Diary of a quetzal"
SECRETS = (SECRET_TEXT, SECRET_PEER, SECRET_PEER[2:], SECRET_EMAIL, "quetzal.private.example", SECRET_TITLE)


def backup_with_secrets(trace=True):
    """Private values that match nothing, beside one listed link and one listed visit."""
    messages = harmless.sms.Messages()
    messages.add(SECRET_PEER, SECRET_TEXT, "2026-03-01T10:00:00Z")
    messages.add(SECRET_EMAIL, f"look: {SECRET_URL}", "2026-03-01T10:01:00Z", body=True)
    if trace:
        messages.add(SECRET_PEER, planted.LINK, "2026-03-01T10:02:00Z")
    visits = safari.Visits()
    visits.add(SECRET_URL, "2026-03-01T11:00:00Z", SECRET_TITLE)
    if trace:
        visits.add(planted.PAGE, "2026-03-01T11:01:00Z", SECRET_TITLE)
    made = backup.Backup()
    made.add(*backup.SMS, messages.built())
    made.add(*backup.SAFARI, visits.built())
    return made


class PrivacyTest(program.BridleCase):

    def examine(self, *arguments, trace=True, status=1):
        self.case = self.path("a.bridle")
        self.acquisition = backup_with_secrets(trace).write(self.path("phone"))
        return self.check(self.acquisition, "-i", planted.listed(self), "-o", self.case, *arguments, status=status)

    def assert_no_secret(self, what, content):
        for secret in SECRETS:
            for form in (secret.encode(), secret.encode("utf-16-le"), secret.encode("utf-16-be")):
                self.assertNotIn(form, content, f"{secret!r} stands in {what}")

    def test_no_private_value_in_json_lines(self):
        self.assert_no_secret("the JSON lines", self.examine().run.out_bytes)

    def test_no_private_value_in_the_case(self):
        self.examine()
        with open(self.case, "rb") as file:
            self.assert_no_secret("the case", file.read())

    def test_no_private_value_in_the_text_or_the_messages(self):
        self.examine()
        for arguments in (
            ("check", self.acquisition, "-i", planted.listed(self), "-v", "-v"),
            ("report", self.case),
            ("report", self.case, "--format", "csv"),
            ("show", self.case, expect.SMS),
            ("show", self.case, expect.SAFARI),
            ("report", self.case, "--format", "jsonl", "--events"),
        ):
            run = self.run_bridle(*arguments)
            self.assert_no_secret(arguments[0], run.out_bytes + run.err_bytes)

    def test_value_a_finding_rests_on_is_told(self):
        result = self.examine()
        found = self.one(result.found(artefact=expect.SMS))
        self.assertIn(planted.DOMAIN, found["value"])

    def test_serial_numbers_and_the_phones_name_are_not_told(self):
        text = self.examine().text
        for private in (backup.DEVICE["serial"], backup.DEVICE["udid"], "IMEI"):
            self.assertNotIn(private, text)

    def test_private_cells_hold_fingerprints(self):
        self.examine()
        connection = sqlite3.connect(self.case)
        peers = [row[0] for row in connection.execute(f"SELECT peer FROM {expect.SMS} ORDER BY 1")]
        self.assertEqual(len(peers), 3)
        self.assertNotIn(None, peers)
        self.assertEqual(len(set(peers)), 2, "the same number has the same fingerprint")

    def test_fingerprints_are_kept(self):
        self.examine()
        connection = sqlite3.connect(self.case)
        self.assertGreater(connection.execute("SELECT count(*) FROM fingerprint").fetchone()[0], 0)

    def test_no_fingerprints(self):
        self.examine("--no-fingerprints")
        connection = sqlite3.connect(self.case)
        self.assertEqual(connection.execute("SELECT count(*) FROM fingerprint").fetchone()[0], 0)
        self.assertEqual(connection.execute(f"SELECT count(peer) FROM {expect.SMS}").fetchone()[0], 0)

    def test_fingerprints_of_two_phones_differ(self):
        """The key comes from the evidence: equal numbers of two cases cannot be compared by their fingerprints."""
        cases = []
        for name in ("One", "Two"):
            made = backup_with_secrets()
            made.info["Device Name"] = name
            made.add("HomeDomain", f"Library/{name}", b"")
            self.check(made.write(self.path(name)), "-o", self.path(f"{name}.bridle"))
            connection = sqlite3.connect(self.path(f"{name}.bridle"))
            cases.append({row[0] for row in connection.execute("SELECT hash FROM fingerprint")})
        self.assertTrue(cases[0])
        self.assertFalse(cases[0] & cases[1])

    def test_keep_content_needs_consent_and_examiner(self):
        acquisition = backup_with_secrets().write(self.path("phone"))
        for more in ((), ("--consent", "yes"), ("--examiner", "M. B."), ("--consent", "", "--examiner", "")):
            with self.subTest(more):
                self.refused("check", acquisition, "--keep-content", "-o", self.path("a.bridle"), *more)

    def test_keep_content_keeps_it(self):
        self.examine("--keep-content", "--consent", "yes, on paper", "--examiner", "M. B.")
        connection = sqlite3.connect(self.case)
        texts = {row[0] for row in connection.execute(f"SELECT text FROM {expect.SMS}")}
        self.assertIn(SECRET_TEXT, texts)
        run = self.run_bridle("report", self.case)
        self.assertIn("yes, on paper", " ".join(run.out.split()))

    def test_kept_content_is_in_the_case_and_in_no_report(self):
        arguments = ("--keep-content", "--consent", "yes, on paper", "--examiner", "M. B.")
        result = self.examine(*arguments, "--report", self.path("r.html"))
        with open(self.case, "rb") as file:
            case = file.read()
        for secret in (SECRET_TEXT, SECRET_PEER, SECRET_EMAIL, SECRET_URL, SECRET_TITLE):
            self.assertIn(secret.encode(), case, "it was asked for")
        shown = self.run_bridle("show", self.case, expect.SMS).out
        self.assertIn(SECRET_PEER, shown)
        self.assertIn(SECRET_EMAIL, shown)
        self.assertIn(SECRET_TEXT, " ".join(shown.split()))
        self.assert_no_secret("the JSON lines", result.run.out_bytes + result.run.err_bytes)
        self.assert_no_secret_in_reports()

    def test_no_private_value_in_the_html(self):
        self.examine("--report", self.path("r.html"))
        self.assert_no_secret_in_reports()
        run = self.run_bridle("report", self.case, "--format", "html", "--show", "all", status=0)
        self.assert_no_secret("--show all of a case that kept nothing", run.out_bytes)

    def assert_no_secret_in_reports(self):
        with open(self.path("r.html"), "rb") as file:
            self.assert_no_secret("check --report", file.read())
        for form in ("html", "text", "csv", "jsonl"):
            run = self.run_bridle("report", self.case, "--format", form, status=0)
            self.assert_no_secret(form, run.out_bytes + run.err_bytes)
        run = self.run_bridle("report", self.case, "-v", "-v", status=0)
        self.assert_no_secret("the console", run.out_bytes + run.err_bytes)

    def test_harmless_phone_leaves_no_message_in_any_output(self):
        acquisition = harmless.made().write(self.path("ordinary"))
        self.check(acquisition, "-o", self.path("b.bridle"), status=0)
        with open(self.path("b.bridle"), "rb") as file:
            case = file.read()
        for text in harmless.TEXTS:
            if len(text) > 12:
                self.assertNotIn(text.encode(), case)
        for peer in harmless.PEOPLE:
            if len(peer) > 6:
                self.assertNotIn(peer.encode(), case)

    def test_deleted_rows_never_leave_the_worker(self):
        messages = harmless.sms.Messages()
        for number in range(60):
            messages.add("+12025550123", f"row {number} " + "x" * 200, "2026-03-01T10:00:00Z")
        messages.add(SECRET_PEER, SECRET_TEXT, "2026-03-01T10:00:00Z")
        messages.statements.append("DELETE FROM message WHERE ROWID > 30;\n")
        made = backup.Backup()
        made.add(*backup.SMS, messages.built())
        result = self.check(
            made.write(self.path("phone")),
            "-o",
            self.path("a.bridle"),
            "--keep-content",
            "--consent",
            "y",
            "--examiner",
            "m",
        )
        self.assertEqual(result.input_of(expect.SMS)["records"], 30)
        with open(self.path("a.bridle"), "rb") as file:
            self.assertNotIn(SECRET_TEXT.encode(), file.read() + result.run.out_bytes)
