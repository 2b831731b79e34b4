# SPDX-License-Identifier: Apache-2.0
"""`bridle check`: verdict, exit status and findings of ordinary phones and of phones with planted traces."""

import os
import subprocess
import sys

from fixtures import backup, expect, fs, harmless, planted, program, sms, stix


class HarmlessTest(program.BridleCase):
    """An ordinary phone: nothing above `context`, exit status 0."""

    def test_harmless_backup_ends_in_0(self):
        result = self.check(harmless.made().write(self.path("phone")), status=0)
        self.assertEqual(result.case["verdict"], "nothing-found-in-what-was-read")
        self.assertEqual(result.serious, [])

    def test_harmless_backup_without_list_uses_the_published_ones(self):
        acquisition = harmless.made().write(self.path("phone"))
        without = self.check(acquisition, status=0)
        self.assert_says_not(expect.WORDS_NO_LIST, without.sentence)
        self.assertTrue(without.case["lists"])
        text = self.run_bridle("check", acquisition, status=0)
        for listed in without.case["lists"]:
            self.assertIn(f"{listed['name']} of {listed['date']}", " ".join(text.out.split()))

    def test_harmless_backup_with_list_ends_in_0(self):
        result = self.check(harmless.made().write(self.path("phone")), "-i", planted.listed(self), status=0)
        self.assertEqual(result.serious, [])
        self.assert_says_not(expect.WORDS_NO_LIST, result.sentence)

    def test_harmless_backup_with_published_lists_ends_in_0(self):
        lists = published_lists()
        if not lists:
            self.skipTest("no published lists: BRIDLE_TEST_DATA is not there")
        arguments = [word for path in lists for word in ("-i", path)]
        result = self.check(harmless.made().write(self.path("phone")), *arguments, status=0)
        self.assertEqual(result.serious, [])
        self.assertEqual(len(result.case["lists"]), len(lists))

    def test_every_artefact_of_a_harmless_backup_is_read_to_its_end(self):
        result = self.check(harmless.made().write(self.path("phone")))
        self.assertEqual(result.input_of(expect.MANIFEST)["outcome"], "read")
        messages = result.input_of(expect.SMS)
        self.assertEqual((messages["outcome"], messages["records"], messages["lost"]), ("read", 200, 0))
        self.assertEqual(messages["device_path"], expect.SMS_DEVICE_PATH)
        histories = result.inputs_of(expect.SAFARI)
        self.assertEqual({line["outcome"] for line in histories}, {"read"})
        self.assertEqual(len(histories), 1 + len(harmless.PROFILES))

    def test_records_of_the_manifest_are_its_rows(self):
        made = harmless.made()
        result = self.check(made.write(self.path("phone")))
        self.assertEqual(result.input_of(expect.MANIFEST)["records"], len(made.manifest_rows()))

    def test_messages_before_ios_11_are_read(self):
        made = backup.Backup(version="10.3.3", build="14G60")
        made.add(*backup.SMS, harmless.messages(old=True).built())
        result = self.check(made.write(self.path("phone")), status=0)
        messages = result.input_of(expect.SMS)
        self.assertEqual(messages["outcome"], "read")
        self.assertTrue(messages["variant"])
        self.assertEqual(messages["first"], "2026-01-02T07:00:00.000000Z")

    def test_harmless_folder_ends_in_0(self):
        folder = fs.written(
            self.path("dump"),
            {
                fs.SMS: harmless.messages().built(),
                fs.SAFARI: harmless.visits().built(),
                f"{fs.MOBILE}/Library/Safari/Profiles/{harmless.PROFILES[0]}/History.db": harmless.visits(
                    days=3
                ).built(),
            },
        )
        result = self.check(folder, status=0)
        self.assertEqual(result.case["kind"], "ios-filesystem")
        self.assertEqual(result.input_of(expect.SMS)["records"], 200)
        self.assertEqual(len(result.inputs_of(expect.SAFARI)), 2)

    def test_absent_artefacts_are_said_and_do_not_change_the_status(self):
        made = backup.Backup()
        made.add(*backup.SMS, harmless.messages().built())
        result = self.check(made.write(self.path("phone")), status=0)
        safari = result.input_of(expect.SAFARI)
        self.assertEqual((safari["outcome"], safari["input"], safari["records"]), ("absent", None, 0))


class PlantedTest(program.BridleCase):
    """One trace at a time: grade, means, kind, value, verdict, exit status."""

    def planted(self, made, *arguments, **options):
        return self.check(made.write(self.path("phone")), "-i", planted.listed(self), *arguments, **options)

    def test_link_in_a_message(self):
        result = self.planted(planted.message_link(), status=1)
        self.assertEqual(result.case["verdict"], "signs-of-an-attempt")
        found = self.one(result.serious)
        self.assertEqual((found["grade"], found["means"], found["rule"]), ("known", "received", None))
        self.assertEqual((found["artefact"], found["column"], found["record"]), (expect.SMS, "text", "11"))
        self.assertEqual(found["kind"], "domain")
        self.assertIn(planted.DOMAIN, found["value"])
        self.assertEqual(found["device_path"], expect.SMS_DEVICE_PATH)
        self.assertEqual(found["datetime"], "2026-03-14T21:05:10.000000Z")
        self.assertEqual(found["timestamp"], 1773522310000000)
        self.assertEqual(found["time_origin"], "utc")

    def test_indicator_of_a_finding_is_told(self):
        found = self.one(self.planted(planted.message_link()).serious)
        indicator = found["indicator"]
        self.assertEqual((indicator["value"], indicator["kind"]), (planted.DOMAIN, "domain"))
        self.assertEqual(indicator["malware"], "Chimera")
        self.assertTrue(indicator["id"].startswith("indicator--"))
        self.assertIn("planted.stix2", indicator["list"])

    def test_same_indicator_in_two_lists_is_one_finding(self):
        acquisition = planted.message_link().write(self.path("phone"))
        first, second = planted.listed(self), planted.listed(self, name="second.stix2", malware="Hydra")
        found = self.one(self.check(acquisition, "-i", first, "-i", second, status=1).serious)
        self.assertEqual(len(found["indicator"]["also"]), 1)

    def test_visit_of_a_listed_page(self):
        result = self.planted(planted.with_visits(), status=1)
        self.assertEqual(result.case["verdict"], "signs-of-an-attempt")
        found = self.one(result.serious)
        self.assertEqual((found["grade"], found["means"], found["kind"]), ("known", "visited", "domain"))
        self.assertEqual((found["artefact"], found["column"], found["record"]), (expect.SAFARI, "url", "2"))
        self.assertEqual(found["datetime"], "2026-03-14T21:06:02.400000Z")

    def test_listed_path_in_the_manifest(self):
        result = self.planted(planted.manifest_path(), status=1)
        self.assertEqual(result.case["verdict"], "traces-found")
        found = result.found(artefact=expect.MANIFEST, indicator=planted.PATH)
        self.assertTrue(found, result.run)
        for finding in found:  # the folder and the file below it
            self.assertEqual((finding["grade"], finding["means"], finding["kind"]), ("known", "present", "path"))

    def test_apples_threat_notification(self):
        result = self.planted(planted.apple_warning(), status=1)
        self.assertEqual(result.case["verdict"], "signs-of-an-attempt")
        found = self.one(result.serious)
        self.assertEqual((found["grade"], found["means"], found["rule"]), ("strong", "warned", expect.RULE_APPLE))
        self.assertEqual(found["indicator"], None)
        self.assertTrue(found["title"] and found["message"] and found["benign"] and found["advice"])

    def test_imitated_threat_notification_is_worth_a_review(self):
        result = self.planted(planted.apple_warning(sender="+12025550143"), status=3)
        self.assertEqual(result.case["verdict"], "worth-a-review")
        found = self.one(result.serious)
        self.assertEqual((found["grade"], found["rule"]), ("weak", expect.RULE_APPLE))

    def test_traces_win_over_signs_and_review(self):
        result = self.planted(planted.everything(), status=1)
        self.assertEqual(result.case["verdict"], "traces-found")
        self.assertEqual({finding["means"] for finding in result.serious}, {"present", "received", "visited", "warned"})

    def test_planted_sample_backup(self):
        done = subprocess.run(
            [sys.executable, os.path.join(program.SAMPLES, "make.py"), self.path("sample")], check=False
        )
        self.assertEqual(done.returncode, 0)
        result = self.check(self.path("sample"), "-i", os.path.join(program.SAMPLES, "indicators.stix2.json"), status=1)
        self.assertEqual(result.case["verdict"], "traces-found")
        means = sorted(finding["means"] for finding in result.serious)
        self.assertEqual(means.count("received"), 1)
        self.assertEqual(means.count("visited"), 2)
        self.assertEqual(means.count("warned"), 1)
        self.assertGreaterEqual(means.count("present"), 1)

    def test_exit_zero(self):
        result = self.planted(planted.message_link(), "--exit-zero", status=0)
        self.assertEqual(result.case["verdict"], "signs-of-an-attempt")

    def test_exit_zero_does_not_hide_that_it_could_not_run(self):
        self.refused("check", self.path("nowhere"), "--exit-zero")

    def test_planted_folder(self):
        folder = fs.written(
            self.path("dump"),
            {fs.SMS: sms_with_link(), "private/var/mobile/Library/Caches/com.chimera.stage/agentd": b"x"},
        )
        result = self.check(folder, "-i", planted.listed(self), status=1)
        self.assertTrue(result.found(artefact=expect.SMS, indicator=planted.DOMAIN), result.run)

    def test_only_and_skip(self):
        acquisition, listed = planted.everything().write(self.path("phone")), planted.listed(self)
        only = self.check(acquisition, "-i", listed, "--only", expect.SAFARI, status=1)
        self.assertEqual({finding["artefact"] for finding in only.serious}, {expect.SAFARI})
        skipped = only.input_of(expect.SMS)
        self.assertEqual((skipped["outcome"], skipped["reason"], skipped["records"]), ("skipped", "asked", 0))
        skip = self.check(acquisition, "-i", listed, "--skip", f"{expect.SAFARI},{expect.MANIFEST}", status=1)
        self.assertEqual({finding["artefact"] for finding in skip.serious}, {expect.SMS})

    def test_skipped_as_asked_never_changes_the_status(self):
        result = self.check(harmless.made().write(self.path("phone")), "--skip", expect.SMS, status=0)
        self.assertEqual(result.input_of(expect.SMS)["outcome"], "skipped")

    def test_second_equals_sign_in_a_value(self):
        made = planted.message_link("see https://shop.example/?a=1&b=2 now")
        listed = planted.listed(self, [("url", "https://shop.example/?a=1&b=2")])
        result = self.check(made.write(self.path("phone")), "-i", listed, status=1)
        self.assertEqual(self.one(result.serious)["kind"], "url")

    def test_pattern_with_or_and_in_is_matched(self):
        made = planted.message_link()
        patterns = [
            f"[domain-name:value = 'other.example' OR domain-name:value = '{planted.DOMAIN}']",
            f"[domain-name:value IN ('{planted.URL_DOMAIN}', 'third.example')]",
        ]
        path = self.text_file("or.stix2", stix.bundle(stix.objects_of("Chimera", patterns)))
        self.assertEqual(
            self.check(made.write(self.path("phone")), "-i", path, status=1).case["lists"][0]["indicators"], 4
        )


class ListTest(program.BridleCase):
    """Lists given with -i."""

    def setUp(self):
        super().setUp()
        self.acquisition = planted.message_link().write(self.path("phone"))

    def test_plain_text_list(self):
        path = self.text_file("domains.txt", f"other.example\n{planted.DOMAIN}")  # no newline at its end
        result = self.check(self.acquisition, "-i", path, status=1)
        self.assertEqual(self.one(result.serious)["indicator"]["value"], planted.DOMAIN)
        self.assertEqual(result.case["lists"][0]["indicators"], 2)

    def test_list_that_is_not_there(self):
        self.refused("check", self.acquisition, "-i", self.path("none.stix2"), words=r"none\.stix2")

    def test_list_of_which_nothing_can_be_used(self):
        for name, text in [
            ("empty.stix2", b""),
            ("cut.stix2", b'{"type":"bundle","objects":[{"type":"ind'),
            ("random.stix2", bytes(range(256))),
            ("none.stix2", b'{"type":"bundle","objects":[]}'),
        ]:
            with self.subTest(name):
                self.refused(
                    "check", self.acquisition, "-i", self.text_file(name, text), words=name.replace(".", r"\.")
                )

    def test_list_used_in_part_says_which_object_and_why(self):
        objects = stix.objects_of("Chimera", [f"[domain-name:value='{planted.DOMAIN}']"])
        broken = [
            stix.indicator("[domain-name:value=", "broken-1"),
            {"type": "indicator"},
            {"type": "malware", "id": 7},
            3,
        ]
        path = self.text_file("part.stix2", stix.bundle(broken + objects))
        run = self.run_bridle("check", self.acquisition, "-i", path, status=1)
        self.assertIn(broken[0]["id"], run.err + run.out)

    def test_list_with_byte_order_mark(self):
        path = self.text_file("bom.stix2", b"\xef\xbb\xbf" + stix.listed(planted.LIST).encode())
        self.check(self.acquisition, "-i", path, status=1)

    def test_list_hash_and_counts_stand_in_the_case_line(self):
        import hashlib

        path = planted.listed(self)
        facts = self.one(self.check(self.acquisition, "-i", path).case["lists"])
        with open(path, "rb") as file:
            self.assertEqual(facts["sha256"], hashlib.sha256(file.read()).hexdigest())
        self.assertEqual(facts["indicators"], len(planted.LIST))
        self.assertLessEqual(facts["applicable"], facts["indicators"])

    def test_applicable_counts_what_this_acquisition_can_show(self):
        result = self.check(self.acquisition, "-i", planted.listed(self, [("domain", "a.example"), ("app", "com.x")]))
        self.assertEqual(result.case["lists"][0]["indicators"], 2)
        self.assertGreaterEqual(result.case["lists"][0]["applicable"], 1)


def published_lists():
    """The STIX files of BRIDLE_TEST_DATA."""
    base = os.path.join(program.TEST_DATA, "indicators")
    return sorted(
        os.path.join(parent, name) for parent, _, names in os.walk(base) for name in names if name.endswith(".stix2")
    )


def sms_with_link():
    messages = sms.Messages()
    messages.add(planted.SENDER, planted.LINK, "2026-03-14T21:05:10Z")
    return messages.built()
