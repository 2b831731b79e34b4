# SPDX-License-Identifier: Apache-2.0
"""`ios_sms`: what other programs miss or get wrong in messages, each as a test named after the defect."""

from fixtures import backup, expect, planted, program, sms, stix, times, typedstream


class MissedTest(program.BridleCase):
    """Traces that must be found."""

    def found(self, made, rows=None, status=1):
        listed = planted.listed(self, rows or planted.LIST)
        result = self.check(made.write(self.path("phone")), "-i", listed, status=status)
        return result, result.found(artefact=expect.SMS)

    def test_text_in_attributed_body_alone(self):
        _, found = self.found(planted.message_link(body=True))
        self.assertIn(planted.DOMAIN, self.one(found)["value"])

    def test_text_in_a_mutable_attributed_body(self):
        body = typedstream.attributed_body(f"look {planted.LINK}", mutable=True)
        _, found = self.found(planted.with_messages((planted.SENDER, None, "2026-03-14T21:05:10Z", {"body": body})))
        self.one(found)

    def test_long_text_in_attributed_body(self):
        for length in (100, 127, 128, 300, 32767, 32768, 70000):
            with self.subTest(length=length):
                made = planted.message_link(f"{'ä' * length} {planted.LINK}", body=True)
                result = self.check(made.write(self.path(str(length))), "-i", planted.listed(self), status=1)
                self.one(result.found(artefact=expect.SMS))

    def test_empty_text_and_filled_attributed_body(self):
        body = typedstream.attributed_body(planted.LINK)
        for text in ("", "\ufffc", None):
            with self.subTest(text=text):
                made = planted.with_messages((planted.SENDER, text, "2026-03-14T21:05:10Z", {"body": body}))
                result = self.check(made.write(self.path(repr(text))), "-i", planted.listed(self), status=1)
                self.assertTrue(result.found(artefact=expect.SMS))

    def test_messages_without_a_handle_are_kept(self):
        result, found = self.found(planted.with_messages((None, planted.LINK)))
        self.assertEqual(result.input_of(expect.SMS)["records"], 11)
        self.one(found)

    def test_message_whose_handle_is_not_there(self):
        result, found = self.found(
            planted.with_messages((None, planted.LINK, "2026-03-14T21:05:10Z", {"handle_id": 4711}))
        )
        self.assertEqual(result.input_of(expect.SMS)["records"], 11)
        self.one(found)

    def test_links_without_a_scheme(self):
        for text in (
            f"track.{planted.DOMAIN}/t/8f2k",
            f"see track.{planted.DOMAIN}.",
            f"({planted.DOMAIN})",
            f"www.{planted.DOMAIN}",
        ):
            with self.subTest(text):
                result = self.check(
                    planted.message_link(text).write(self.path(str(abs(hash(text))))),
                    "-i",
                    planted.listed(self),
                    status=1,
                )
                self.assertTrue(result.found(artefact=expect.SMS))

    def test_defanged_links(self):
        for number, text in enumerate(
            (f"hxxps://track[.]{planted.DOMAIN.replace('.', '[.]')}/t", f"hxxp://{planted.DOMAIN}")
        ):
            with self.subTest(text):
                made = planted.message_link(text)
                self.check(made.write(self.path(str(number))), "-i", planted.listed(self), status=1)

    def test_link_balloon_payload_data(self):
        columns = {
            "balloon_bundle_id": "com.apple.messages.URLBalloonProvider",
            "payload_data": sms.link_balloon(planted.LINK, "Parcel"),
        }
        _, found = self.found(planted.message_link("\ufffc", **columns))
        self.assertTrue(found)

    def test_senders_email(self):
        _, found = self.found(planted.with_messages(("Notice@Chimera.example", "hello")))
        finding = self.one(found)
        self.assertEqual((finding["kind"], finding["column"]), ("email", "peer"))

    def test_senders_email_with_mailto(self):
        _, found = self.found(planted.with_messages(("mailto:notice@chimera.example", "hello")))
        self.assertTrue(found)

    def test_edit_history(self):
        info = sms.edits([(planted.LINK, "2026-03-14T21:05:10Z"), ("never mind", "2026-03-14T21:06:00Z")])
        _, found = self.found(
            planted.message_link("never mind", message_summary_info=info, date_edited="2026-03-14T21:06:00Z")
        )
        self.assertTrue(found)

    def test_retracted_message_as_far_as_its_row_stands(self):
        result, _ = self.found(
            planted.with_messages(
                (
                    planted.SENDER,
                    None,
                    "2026-03-14T21:05:10Z",
                    {"date_retracted": "2026-03-14T21:05:40Z", "message_summary_info": sms.retracted()},
                )
            ),
            status=0,
        )
        self.assertEqual(result.input_of(expect.SMS)["records"], 11)

    def test_recently_deleted_message(self):
        messages = sms.Messages()
        gone = messages.add(planted.SENDER, planted.LINK, "2026-03-14T21:05:10Z")
        messages.statements.append(
            sms.inserted(
                "chat_recoverable_message_join",
                chat_id=1,
                message_id=gone,
                delete_date=times.cocoa_nanos("2026-03-15T00:00:00Z"),
            )
        )
        made = backup.Backup().add(*backup.SMS, messages.built())
        self.one(self.found(made)[1])

    def test_one_message_in_two_chats_is_one_record(self):
        messages = sms.Messages()
        number = messages.add(planted.SENDER, planted.LINK, "2026-03-14T21:05:10Z")
        messages.group("One", [planted.SENDER], [number])
        messages.group("Two", [planted.SENDER], [number])
        result, found = self.found(backup.Backup().add(*backup.SMS, messages.built()))
        self.assertEqual(result.input_of(expect.SMS)["records"], 1)
        self.one(found)

    def test_domains_that_begin_with_w_or_www(self):
        rows = [("domain", "www.andropwn.example"), ("domain", "wwf.example"), ("domain", "web.x.example")]
        for number, host in enumerate(("www.andropwn.example", "www.wwf.example", "a.web.x.example")):
            made = planted.message_link(f"https://{host}/")
            result = self.check(made.write(self.path(str(number))), "-i", planted.listed(self, rows), status=1)
            self.one(result.found(artefact=expect.SMS))

    def test_subdomain_indicator_matches_deeper_names_and_ports(self):
        rows = [("domain", "a.b.chimera.example")]
        for number, url in enumerate(
            (
                "https://x.a.b.chimera.example/",
                "http://a.b.chimera.example:8080/x",
                "https://user:pw@a.b.chimera.example/",
                "HTTPS://A.B.CHIMERA.EXAMPLE./",
            )
        ):
            made = planted.message_link(url)
            result = self.check(made.write(self.path(str(number))), "-i", planted.listed(self, rows), status=1)
            self.one(result.found(artefact=expect.SMS))

    def test_link_of_a_shortener_is_compared_itself(self):
        self.one(self.found(planted.message_link("https://t.co/Evil123"), [("url", "https://t.co/Evil123")])[1])

    def test_text_stored_as_blob(self):
        messages = planted.with_messages((planted.SENDER, planted.LINK.encode()))
        self.one(self.found(messages)[1])

    def test_nul_in_a_text_hides_nothing(self):
        result, found = self.found(planted.message_link(f"hello\0 {planted.LINK}"))
        self.assertTrue(found, result.run)

    def test_idn_and_case(self):
        rows = [("domain", "xn--bcher-kva.example")]
        for number, text in enumerate(
            ("https://BÜCHER.example/x", "https://bücher.example", "https://xn--bcher-kva.example")
        ):
            made = planted.message_link(text)
            self.check(made.write(self.path(str(number))), "-i", planted.listed(self, rows), status=1)


class FalseAlarmTest(program.BridleCase):
    """What must not be found."""

    def assert_nothing(self, texts, rows):
        made = planted.with_messages(*[(planted.SENDER, text) for text in texts])
        result = self.check(made.write(self.path("phone")), "-i", planted.listed(self, rows), status=0)
        self.assertEqual(result.serious, [])

    def test_ip_address_that_contains_an_indicator(self):
        self.assert_nothing(["http://11.2.3.45/", "http://1.2.3.45/", "v1.2.3.4.5", "11.2.3.4"], [("ip", "1.2.3.4")])

    def test_domain_that_only_contains_an_indicator(self):
        self.assert_nothing(
            [
                f"https://not{planted.DOMAIN}/",
                f"https://{planted.DOMAIN}.org/",
                f"https://{planted.DOMAIN}x/",
                "https://delivery.example/",
            ],
            planted.LIST,
        )

    def test_domain_in_the_query_of_another_site_is_the_other_site(self):
        """The host is that of the link; what a query mentions was not opened by it."""
        made = planted.message_link(f"https://ordinary.example/?u=https://{planted.DOMAIN}")
        result = self.check(made.write(self.path("phone")), "-i", planted.listed(self))
        for finding in result.found(artefact=expect.SMS):
            self.assertNotEqual(finding["value"], "ordinary.example")

    def test_userinfo_is_not_the_host(self):
        made = planted.message_link("https://ordinary.example@chimera-delivery.example/")
        self.check(
            made.write(self.path("phone")), "-i", planted.listed(self, [("domain", "ordinary.example")]), status=(0, 1)
        )
        result = self.check(made.write(self.path("phone")), "-i", planted.listed(self), status=1)
        self.assertTrue(result.found(indicator=planted.DOMAIN))

    def test_parent_domain_of_an_indicator(self):
        self.assert_nothing(
            ["https://chimera.example/", "https://b.chimera.example"], [("domain", "a.b.chimera.example")]
        )

    def test_broken_attributed_bodies_are_no_finding(self):
        body = typedstream.attributed_body("hello there")
        rows = [(planted.SENDER, None, "2026-03-14T21:05:10Z", {"body": body[:length]}) for length in range(len(body))]
        result = self.check(
            planted.with_messages(*rows).write(self.path("phone")), "-i", planted.listed(self), status=(0, 4)
        )
        self.assertEqual(result.input_of(expect.SMS)["records"], 10 + len(rows))


class AppleWarningTest(program.BridleCase):

    def warned(self, **options):
        result = self.check(planted.apple_warning(**options).write(self.path("phone")))
        return [finding["grade"] for finding in result.found(rule=expect.RULE_APPLE)]

    def test_real_sender(self):
        self.assertEqual(self.warned(), ["strong"])

    def test_sender_in_other_case(self):
        self.assertEqual(self.warned(sender="Threat-Notifications@Email.Apple.com"), ["strong"])

    def test_earlier_wording(self):
        text = "ALERT: State-sponsored attackers may be targeting your iPhone"
        self.assertEqual(self.warned(text=text), ["strong"])

    def test_words_behind_a_greeting(self):
        self.assertEqual(self.warned(text=f"Hello.\n{planted.APPLE_TEXT}"), ["strong"])

    def test_other_sender_is_weak(self):
        self.assertEqual(self.warned(sender="threat-notifications@email.app1e.example"), ["weak"])

    def test_sender_that_only_ends_like_apples(self):
        self.assertEqual(self.warned(sender="x-threat-notifications@email.apple.com"), ["weak"])

    def test_quoted_by_the_owner(self):
        self.assertIn(self.warned(sender=planted.SENDER, from_me=True), (["weak"], []))

    def test_in_attributed_body_alone(self):
        self.assertEqual(self.warned(body=True), ["strong"])

    def test_behind_a_nul(self):
        self.assertEqual(self.warned(text=f"x\0{planted.APPLE_TEXT}"), ["strong"])

    def test_as_a_blob(self):
        self.assertEqual(self.warned(text=planted.APPLE_TEXT.encode()), ["strong"])

    def test_runs_without_any_list(self):
        result = self.check(planted.apple_warning().write(self.path("phone")), status=1)
        self.assertEqual(result.case["verdict"], "signs-of-an-attempt")

    def test_value_says_only_what_it_rests_on(self):
        result = self.check(planted.apple_warning(sender=planted.SENDER).write(self.path("phone")), status=3)
        self.assertNotIn(planted.SENDER, result.text)


class DateTest(program.BridleCase):

    def first(self, made):
        return self.check(made.write(self.path("phone"))).input_of(expect.SMS)["first"]

    def test_nanoseconds_keep_their_microseconds(self):
        made = planted.with_messages((planted.SENDER, "x", "2026-03-14T21:05:10.123456Z"), extra=0)
        self.assertEqual(self.first(made), "2026-03-14T21:05:10.123456Z")

    def test_nanoseconds_of_seventeen_digits(self):
        made = planted.with_messages((planted.SENDER, "x", "2003-06-01T00:00:00Z"), extra=0)
        self.assertEqual(self.first(made), "2003-06-01T00:00:00.000000Z")

    def test_seconds_before_ios_11(self):
        made = planted.with_messages((planted.SENDER, "x", "2016-03-14T21:05:10Z"), old=True, extra=0)
        self.assertEqual(self.first(made), "2016-03-14T21:05:10.000000Z")

    def test_seconds_and_nanoseconds_in_one_database(self):
        messages = sms.Messages()
        messages.add(planted.SENDER, "new", "2026-03-14T21:05:10Z")
        messages.add(planted.SENDER, "old", times.cocoa_seconds("2016-03-14T21:05:10Z"))
        self.assertEqual(self.first(backup.Backup().add(*backup.SMS, messages.built())), "2016-03-14T21:05:10.000000Z")

    def test_zero_and_null_are_unset(self):
        made = planted.with_messages((planted.SENDER, "x", 0), (planted.SENDER, "x", None), extra=0)
        line = self.check(made.write(self.path("phone"))).input_of(expect.SMS)
        self.assertEqual((line["records"], line["first"], line["last"]), (2, None, None))

    def test_out_of_range_is_no_crash(self):
        values = [2**63 - 1, -(2**63), 10**18 * 9, -1, 1]
        made = planted.with_messages(*[(planted.SENDER, planted.LINK, value) for value in values], extra=0)
        result = self.check(made.write(self.path("phone")), "-i", planted.listed(self), status=1)
        self.assertEqual(result.input_of(expect.SMS)["records"], len(values))
        self.assertEqual(len(result.found(artefact=expect.SMS)), len(values))

    def test_sent_message_is_not_called_received(self):
        acquisition = planted.with_messages((planted.SENDER, "x", "2026-03-14T21:05:10Z", {"from_me": True}), extra=0)
        result = self.check(acquisition.write(self.path("phone")), "--events", "-o", self.path("a.bridle"))
        event = self.one([event for event in result.events if event["artefact"] == expect.SMS])
        self.assertIn("sent", event["message"])
        self.assertNotIn("received", event["message"])


class ColumnTest(program.BridleCase):

    def test_every_column_null(self):
        schema = sms.MODERN.replace("NOT NULL", "")
        null = (
            "INSERT INTO message (ROWID, "
            + ", ".join(names_of(sms.BEFORE_IOS_11 + "," + sms.SINCE_IOS_11))
            + ") VALUES (1"
            + ", NULL" * len(names_of(sms.BEFORE_IOS_11 + "," + sms.SINCE_IOS_11))
            + ");"
        )
        self.assert_read(schema + null, 1)

    def test_every_column_of_the_wrong_type(self):
        names = names_of(sms.BEFORE_IOS_11 + "," + sms.SINCE_IOS_11)
        for value in ("'text'", "x'00ff'", "-1", "1.5e300", "9223372036854775807"):
            with self.subTest(value):
                row = f"INSERT INTO message (ROWID, {', '.join(names)}) VALUES (1{(', ' + value) * len(names)});"
                self.assert_read(sms.MODERN + row, 1, value.strip("'"))

    def assert_read(self, sql, records, name="phone"):
        from fixtures import databases

        made = backup.Backup().add(*backup.SMS, databases.built(sql))
        result = self.check(made.write(self.path(name)), "-i", planted.listed(self), status=(0, 4))
        self.assertEqual(result.input_of(expect.SMS)["records"], records)

    def test_missing_column_in_a_newer_schema_is_not_understood(self):
        """A column that no variant can do without: the artefact is not understood, never empty."""
        from fixtures import databases

        sql = sms.MODERN.replace("is_from_me INTEGER DEFAULT 0,", "").replace(
            "ON message (is_finished, is_from_me, error)", "ON message (is_finished)"
        )
        made = backup.Backup().add(*backup.SMS, databases.built(sql + sms.inserted("message", guid="a", text="x")))
        line = self.check(made.write(self.path("phone")), status=4).input_of(expect.SMS)
        self.assertEqual(line["outcome"], "not-understood")
        self.assertTrue(line["error"])

    def test_further_tables_and_columns_are_no_hindrance(self):
        from fixtures import databases

        sql = (
            sms.MODERN.replace("fallback_hash TEXT", "fallback_hash TEXT, brand_new INTEGER DEFAULT 3")
            + "CREATE TABLE brand_new (a);"
        )
        made = backup.Backup().add(
            *backup.SMS, databases.built(sql + sms.inserted("message", guid="a", text=planted.LINK))
        )
        self.check(made.write(self.path("phone")), "-i", planted.listed(self), status=1)

    def test_sms_in_a_list_of_published_shape(self):
        listed = stix.written(self.path("x.stix2"), [("phone", "+1 (202) 555-0142")])
        result = self.check(planted.message_link("hi").write(self.path("phone")), "-i", listed, status=(0, 1))
        if result.status == 1:
            self.assertEqual(result.serious[0]["kind"], "phone")


def names_of(columns):
    """The names in a list of column definitions."""
    return [definition.split()[0] for definition in columns.split(",")]
