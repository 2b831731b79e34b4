# SPDX-License-Identifier: Apache-2.0
"""`ios_safari_history` and its rule, with the defects of other programs as tests."""

from fixtures import backup, expect, fs, harmless, planted, program, safari


def with_redirects(*rows):
    """A backup whose history has the redirects (source, destination, seconds)."""
    visits = safari.Visits()
    for number, (source, destination, seconds) in enumerate(rows):
        visits.redirect(source, destination, f"2026-03-14T{number:02d}:00:00Z", seconds)
    return planted.with_visits(visits)


class VisitTest(program.BridleCase):

    def test_all_profiles_are_read(self):
        made = harmless.made()
        visits = safari.Visits()
        visits.add(planted.PAGE, "2026-03-14T21:06:02Z")
        path = f"Library/Safari/Profiles/{harmless.PROFILES[1]}/History.db"
        made.replace("HomeDomain", path, visits.built())
        result = self.check(made.write(self.path("phone")), "-i", planted.listed(self), status=1)
        found = self.one(result.found(artefact=expect.SAFARI))
        self.assertEqual(found["device_path"], f"/private/var/mobile/{path}")
        self.assertEqual(len(result.inputs_of(expect.SAFARI)), 3)

    def test_history_in_safaris_own_container(self):
        for domain, path in (
            ("AppDomain-com.apple.mobilesafari", "Library/Safari/History.db"),
            ("AppDomain-com.apple.mobilesafari", f"Library/Safari/Profiles/{harmless.PROFILES[0]}/History.db"),
        ):
            with self.subTest(path):
                made = planted.with_visits(path=(domain, path))
                result = self.check(made.write(self.path(str(len(path)))), "-i", planted.listed(self), status=1)
                self.one(result.found(artefact=expect.SAFARI))

    def test_history_in_a_container_of_a_folder(self):
        visits = safari.Visits()
        visits.add(planted.PAGE, "2026-03-14T21:06:02Z")
        name = f"{fs.MOBILE}/Containers/Data/Application/0B8D8E4A-6C1F-4C7D-9C54-3B0A1B0F6A11/Library/Safari/History.db"
        self.check(fs.written(self.path("dump"), {name: visits.built()}), "-i", planted.listed(self), status=1)

    def test_url_without_redirects_is_one_record(self):
        made = planted.with_visits()
        self.assertEqual(self.check(made.write(self.path("phone"))).input_of(expect.SAFARI)["records"], 2)

    def test_visit_without_its_item_is_kept_or_said(self):
        visits = safari.Visits()
        visits.add(planted.PAGE, "2026-03-14T21:06:02Z")
        visits.statements.append("PRAGMA foreign_keys=OFF; DELETE FROM history_items;\n")
        line = self.check(planted.with_visits(visits).write(self.path("phone"))).input_of(expect.SAFARI)
        self.assertEqual(line["records"] + line["lost"], 1)

    def test_hosts_as_a_browser_reads_them(self):
        for number, url in enumerate(
            (
                f"https://ordinary.example\\@{planted.URL_DOMAIN}/",
                f"https:\\\\cdn.{planted.URL_DOMAIN}\\x",
                f"https://ordinary.example@cdn.{planted.URL_DOMAIN}/",
                f"https://cdn%2e{planted.URL_DOMAIN}/",
                f"https://{planted.URL_DOMAIN}:443",
                f"https:///{planted.URL_DOMAIN}/",
            )
        ):
            with self.subTest(url):
                visits = safari.Visits()
                visits.add(url, "2026-03-14T21:06:02Z")
                result = self.check(
                    planted.with_visits(visits).write(self.path(str(number))), "-i", planted.listed(self)
                )
                # A browser's backslash ends the host: the first one is ordinary.example, and what stands behind the
                # at sign is another program's reading, said as weak.
                self.assertEqual([f["grade"] for f in result.serious], ["weak" if number == 0 else "known"], result.run)

    def test_ip_addresses_in_all_their_forms(self):
        for number, host in enumerate(
            (
                "203.0.113.77",
                "0xcb.0x0.0x71.0x4d",
                "3405803853",
                "0313.0.0161.0115",
                "203.0.29005",
                "203.0.113.77.",
                "[::ffff:203.0.113.77]",
            )
        ):
            with self.subTest(host):
                visits = safari.Visits()
                visits.add(f"http://{host}/x", "2026-03-14T21:06:02Z")
                result = self.check(
                    planted.with_visits(visits).write(self.path(str(number))), "-i", planted.listed(self)
                )
                if number < 6:
                    self.assertEqual(self.one(result.serious)["kind"], "ip")

    def test_times_of_visits(self):
        visits = safari.Visits()
        visits.add("https://example.org/", "2026-03-14T21:06:02.25Z")
        for value in (0, -1.0, 1e300, -1e300, 1e15):
            visits.add("https://example.org/", value)
        line = self.check(planted.with_visits(visits).write(self.path("phone"))).input_of(expect.SAFARI)
        self.assertEqual(line["records"], 6)


class RedirectRuleTest(program.BridleCase):
    """From http to an IP address or an odd port in under a second: weak."""

    def rules_of(self, *rows):
        result = self.check(with_redirects(*rows).write(self.path("phone")))
        return result, result.found(rule=expect.RULE_REDIRECT)

    def assert_fires(self, source, destination, seconds=0.31):
        result, found = self.rules_of((source, destination, seconds))
        finding = self.one(found)
        self.assertEqual(finding["grade"], "weak")
        self.assertEqual(result.status, 3)

    def assert_quiet(self, *rows):
        result, found = self.rules_of(*rows)
        self.assertEqual(found, [], result.run)
        self.assertEqual(result.status, 0)

    def test_to_an_ip_address(self):
        self.assert_fires("http://news.example/", "https://203.0.113.5/a")

    def test_to_an_ipv6_address(self):
        self.assert_fires("http://news.example/", "http://[2001:db8::5]/a")

    def test_to_an_odd_port(self):
        self.assert_fires("http://news.example/", "https://free247downloads.example:30495/szev4hz")

    def test_ordinary_redirects(self):
        self.assert_quiet(*harmless.REDIRECTS)

    def test_gap_of_a_day_is_not_zero_seconds(self):
        self.assert_quiet(("http://news.example/", "https://203.0.113.5/a", 86400.2))

    def test_one_second_and_more(self):
        self.assert_quiet(
            ("http://news.example/", "https://203.0.113.5/a", 1.0), ("http://b.example/", "https://203.0.113.5/b", 2.5)
        )

    def test_from_https(self):
        self.assert_quiet(("https://news.example/", "https://203.0.113.5/a", 0.2))

    def test_to_the_usual_ports(self):
        self.assert_quiet(
            ("http://news.example/", "https://news.example:443/", 0.2),
            ("http://b.example/", "http://c.example:80/", 0.2),
        )

    def test_redirect_to_itself_and_circles_end(self):
        visits = safari.Visits()
        first = visits.add("http://a.example/", "2026-03-14T21:06:02Z")
        second = visits.add("http://203.0.113.5:8080/", "2026-03-14T21:06:02.1Z", redirect_source=first)
        visits.statements.append(
            f"UPDATE history_visits SET redirect_destination = {second} WHERE id = {first};\n"
            f"UPDATE history_visits SET redirect_destination = {first} WHERE id = {second};\n"
        )
        self.assertEqual(
            self.check(planted.with_visits(visits).write(self.path("phone"))).input_of(expect.SAFARI)["records"], 2
        )

    def test_many_redirects_take_no_square_time(self):
        visits = safari.Visits()
        for number in range(4000):
            visits.redirect(f"http://a{number}.example/", f"https://b{number}.example/", "2026-03-14T00:00:00Z", 0.1)
        result = self.check(planted.with_visits(visits).write(self.path("phone")), status=0, timeout=30)
        self.assertEqual(result.input_of(expect.SAFARI)["records"], 8000)

    def test_destination_not_there(self):
        visits = safari.Visits()
        visits.add("http://a.example/", "2026-03-14T21:06:02Z")
        visits.statements.append("UPDATE history_visits SET redirect_destination = 4711;\n")
        self.check(planted.with_visits(visits).write(self.path("phone")), status=0)


class SameSchemaTest(program.BridleCase):

    def test_history_of_a_mac(self):
        import os

        path = os.path.join(program.TEST_DATA, "ios", "macos_same_schema", "History.db")
        if not os.path.exists(path):
            self.skipTest("BRIDLE_TEST_DATA has no ios/macos_same_schema/History.db")
        with open(path, "rb") as file:
            made = backup.Backup().add(*backup.SAFARI, file.read())
        line = self.check(made.write(self.path("phone")), status=(0, 3)).input_of(expect.SAFARI)
        self.assertEqual(line["outcome"], "read")
        self.assertGreater(line["records"], 0)
