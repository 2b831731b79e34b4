# SPDX-License-Identifier: Apache-2.0
"""Every artefact over rows that nobody wrote: each column NULL, and each column of every wrong type. Nothing may crash,
no record may be missing, nothing may be found. A database artefact's folder says in `rows.sql` how many records count.
"""

import datetime
import json
import os
import plistlib
import re
import sqlite3

import acquisition
import test_artefacts
from fixtures import backup, damage, databases, fs, program, sysdiagnose

# No NUL in them: that is a finding of its own.
WRONG = (b"\xff\x41\xfe", b"", b"bplist00\xff", "neither a number nor a blob", "", -1, 1, 1.5e300, 2**63 - 1, -(2**63))
LISTED = [("domain", "chimera-delivery.example"), ("path", "/private/var/tmp/x"), ("phone", "+12025550142")]
WRONG_PLIST = (7, -1, 2**63, 1.5e300, "text", "", b"\xff\x41", datetime.datetime(2026, 3, 14), [1, "a"], {"a": 1},
               plistlib.UID(1))


def declared(content):
    """The tables of a database: name → (declarations without any constraint, names but the rowid's alias)."""
    tables = {}
    for name, in damage.query(content, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"):
        columns = damage.query(content, f"SELECT name, type, pk FROM pragma_table_info('{name}')")
        keys = [column for column, kind, key in columns if key and kind.upper() == "INTEGER"]
        alias = keys[0] if len(keys) == 1 and sum(key > 0 for _, _, key in columns) == 1 else None
        tables[name] = ([f'"{column}" {kind}{" PRIMARY KEY" if column == alias else ""}' for column, kind, _ in columns],
                        [column for column, _, _ in columns if column != alias])
    return tables


def rows_null(columns):
    return [[None] * len(columns)] * 3


def rows_wrong(columns):
    """Each wrong value in all columns, then in each column alone."""
    rows = [[value] * len(columns) for value in WRONG]
    for number in range(len(columns)):
        rows += [[value if other == number else None for other in range(len(columns))] for value in WRONG]
    return rows


def filled(content, rows_of):
    """A database with the tables of `content`, without constraints, filled with `rows_of(columns)`."""
    def fill(connection):
        connection.execute("BEGIN")
        for name, (declarations, columns) in declared(content).items():
            connection.execute(f'CREATE TABLE "{name}" ({", ".join(declarations)})')
            places = ", ".join("?" * len(columns))
            connection.executemany(
                f'INSERT INTO "{name}" ({", ".join(columns)}) VALUES ({places})', rows_of(columns))
        connection.execute("COMMIT")

    return databases.built(fill)


def schemas(name):
    """(fixture's name, database, place) of each schema that the artefact's fixtures have."""
    for path in test_artefacts.fixtures_of(name, "match"):
        if path.endswith(".sql"):
            content, lines = acquisition.database(path)
            yield os.path.basename(path), content, lines["file"][0]
        else:
            yield os.path.basename(path), databases.built(backup.MANIFEST_SCHEMA), "Manifest.db"


def counting_of(name, fixture):
    """The query that counts an artefact's records: `rows_X.sql` for `match_X.sql` where there is one, else `rows.sql`."""
    own = os.path.join(acquisition.HERE, name, os.path.basename(fixture).replace("match", "rows"))
    with open(own if os.path.exists(own) else os.path.join(acquisition.HERE, name, "rows.sql"), encoding="utf-8") as file:
        return file.read()


def beside_damage(result):
    """Findings but those that say that some value could not be decoded."""
    return [finding for finding in result.findings if finding["means"] != "unreadable" or finding["grade"] != "context"]


class GeneratedRowsTest(program.BridleCase):
    """Artefacts over databases: those whose folder has a `rows.sql`."""

    def examine(self, name, rows_of, outcomes):
        for fixture, content, place in schemas(name):
            with self.subTest(fixture):
                counting = counting_of(name, fixture)
                made = filled(content, rows_of)
                phone = acquisition.with_file(backup.Backup(), place, made).write(self.path(fixture))
                result = self.check(phone, *acquisition.listed(self, LISTED), status=(0, 4))
                line = result.input_of(name)
                self.assertEqual(line["records"], damage.query(made, counting)[0][0], line)
                self.assertEqual(beside_damage(result), [])
                self.assertIn(line["outcome"], outcomes, line)

    def assert_null(self, name):
        self.examine(name, rows_null, ["read"])

    def assert_wrong(self, name):
        self.examine(name, rows_wrong, ["read", "partial"])


class GeneratedPropertyListTest(program.BridleCase):
    """`ios_backup_info`: every key that it asks for, absent and of every wrong type."""

    NAME = "ios_backup_info"

    def examine(self, values, name):
        made = backup.Backup().add("HomeDomain", "Library/a", b"x")
        made.info = made.manifest_plist = made.status = {}
        for file in ("Info.plist", "Manifest.plist", "Status.plist"):
            made.replaced[file] = plistlib.dumps(values, fmt=plistlib.FMT_BINARY)
        result = self.check(made.write(self.path(name)), *acquisition.listed(self, LISTED), status=(0, 4))
        self.assertEqual([line["records"] for line in result.inputs_of(self.NAME)], [1, 1, 1], result.run)
        self.assertEqual(beside_damage(result), [])
        return result

    def keys(self):
        text = acquisition.definition_text(self.NAME)
        found = [re.findall(r"'([^']*)'", words) for words in re.findall(r"pl\(d\.node, ([^)]*)\)", text)]
        self.assertGreater(len(found), 10)
        return found

    def test_every_column_null(self):
        for line in self.examine({}, "phone").inputs_of(self.NAME):
            self.assertEqual((line["outcome"], line["lost"]), ("read", 0))

    def test_every_column_of_the_wrong_type(self):
        for number, value in enumerate(WRONG_PLIST):
            with self.subTest(value=value):
                values = {}
                for path in self.keys():
                    if len(path) == 1 and path[0] != "IsEncrypted":
                        values[path[0]] = value
                    elif len(path) == 2:
                        values.setdefault(path[0], {})[path[1]] = value
                self.examine(values, str(number))
                self.examine({**values, "Lockdown": value}, f"{number}-lockdown")

    def test_encrypted_of_the_wrong_type(self):
        """Refused as encrypted or read as not: never a crash, never a finding."""
        for number, value in enumerate(WRONG_PLIST):
            with self.subTest(value=value):
                made = backup.Backup().add("HomeDomain", "Library/a", b"x")
                made.manifest_plist["IsEncrypted"] = value
                run = self.run_bridle("check", made.write(self.path(str(number))), "--format", "jsonl", status=(0, 2, 4))
                self.assertNotIn("bridle.finding/1", run.out)


def leaves(value, path=()):
    """The paths of every value in a tree, containers too."""
    if path:
        yield path
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, entry in entries:
        yield from leaves(entry, (*path, key))


def replaced(value, path, wrong):
    """`value` with `wrong` at `path`."""
    if not path:
        return wrong
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = replaced(value[path[0]], path[1:], wrong)
    return copy


def metadata_of(entry):
    """An app of Info.plist, whose metadata is a property list inside data, unless a test put something else there."""
    inner = entry.get("iTunesMetadata") if isinstance(entry, dict) else None
    return {**entry, "iTunesMetadata": plistlib.dumps(inner, fmt=plistlib.FMT_BINARY)} if isinstance(inner, dict) else entry


DATE = datetime.datetime(2026, 3, 1, 10)
PREFERENCES = "Library/Preferences/"
PROFILES = ("SysSharedContainerDomain-systemgroup.com.apple.configurationprofiles", "Library/ConfigurationProfiles/")
PROFILE = {
    "PayloadUUID": "U", "PayloadIdentifier": "org.example.p", "PayloadDisplayName": "P", "PayloadOrganization": "O",
    "InstallDate": DATE, "PayloadRemovalDisallowed": True,
    "OTAProfileStub": {"PayloadContent": {"URL": "https://o.example/"}},
    "PayloadContent": [
        {"PayloadType": "com.apple.security.root", "PayloadUUID": "R", "PayloadIdentifier": "r", "PayloadContent": b"0"},
        {"PayloadType": "com.apple.wifi.managed", "EAPClientConfiguration": {"PayloadCertificateAnchorUUID": ["R"]}},
        {"PayloadType": "com.apple.vpn.managed", "VPNType": "AlwaysOn", "VPN": {"RemoteAddress": "v.example"},
         "AlwaysOn": {"TunnelConfigurations": [{"RemoteAddress": "t.example"}]}},
        {"PayloadType": "com.apple.notificationsettings", "NotificationSettings": [{"NotificationsEnabled": False}]},
        {"PayloadType": "com.apple.proxy.http.global", "ProxyServer": "p.example", "ProxyPACURL": "https://p.example/"},
        {"PayloadType": "com.apple.dnsSettings.managed",
         "DNSSettings": {"ServerName": "d", "ServerURL": "https://d/", "ServerAddresses": ["192.0.2.1"]}},
        {"PayloadType": "com.apple.mdm", "ServerURL": "https://m.example/", "CheckInURL": "https://c.example/"},
        {"PayloadType": "com.apple.mail.managed", "IncomingMailServerHostName": "i.example",
         "OutgoingMailServerHostName": "o.example", "CalDAVHostName": "d.example", "CardDAVHostName": "c.example",
         "LDAPAccountHostName": "l.example", "Host": "h.example", "SubCalAccountHostName": "s.example"},
        {"PayloadType": "com.apple.vpn.managed", "IKEv2": {"RemoteAddress": "k.example"},
         "IPSec": {"RemoteAddress": "p.example"}, "PPP": {"CommRemoteAddress": "q.example"},
         "Proxies": {"HTTPProxy": "x.example", "ProxyAutoConfigURLString": "https://x.example/"}},
        {"PayloadType": "com.apple.webClip.managed", "URL": "https://w.example/"},
    ],
}
SETUP = {
    "SetupLastExit": DATE, "SetupState": "SetupUsingAssistant", "SetupDone": True, "RestoreState": "RestoredFromDevice",
    "-FirstPurpleBuddyCompletion": 1730541600000, "com.apple.purplebuddy-SetupState": "a",
    "com.apple.purplebuddy-RestoreState": "b", "RestoredBackupProductType": "iPhone10,6",
    "RestoreInfo": {"RestoreDate": DATE, "WasCloudRestore": True, "BackupBuildVersion": "a", "DeviceBuildVersion": "b"},
    "DeviceTransferInfo": {"FileTransferStartDate": DATE, "SourceDeviceBuildVersion": "a", "SourceDeviceUDID": "b"},
}
APPLICATION = {"Path": "/a", "ContainerContentClass": "Data/Application", "CFBundleVersion": "1", "iTunesMetadata": {
    "softwareVersionBundleId": "com.example.a", "itemId": 1, "itemName": "A", "bundleShortVersionString": "1",
    "sourceApp": "com.apple.AppStore", "betaExternalVersionIdentifier": 0, "DeviceBasedVPP": False,
    "sideLoadedDeviceBasedVPP": False, "managementDeclarationIdentifier": "m", "launchProhibited": False,
    "hasMessagesExtension": False, "enterpriseInstallURL": "https://e.example/", "distributorInfo": {"distributorID": "d"},
    "com.apple.iTunesStore.downloadInfo": {"purchaseDate": "2025-12-01T08:00:00Z"}}}
CLIENT = {key: 762000000.5 for key in (
    "LocationTimeStarted", "LocationTimeStopped", "ReceivingLocationInformationTimeStopped",
    "BackgroundLocationTimeStopped", "SignificantTimeStopped", "NonPersistentSignificantTimeStopped", "VisitTimeStopped",
    "FenceTimeStopped", "BeaconRegionTimeStopped", "ConsumptionPeriodBegin")}
CLIENT.update(BundleId="com.example.a", Executable="/usr/bin/a", BundlePath="/a.app", Registered="/a", Authorization=2,
              Authorized=True)
NETWORK = [DATE, 1.0, 2.0, 3.0, 4.0]
CHANGE = {"timestamp": DATE, "event": "set", "process": "a"}
MANAGEMENT = {"ServerURL": "https://m.example/", "CheckInURL": "https://c.example/", "ConfigurationURL": "https://e.example/",
              "ManagingProfileIdentifier": "p", "Topic": "t", "AccessRights": 1, "LastPollingSuccess": DATE,
              "LastPollingAttempt": DATE, "IsSupervised": True, "OrganizationName": "O"}
EFFECTIVE = {"restrictedBool": {key: {"value": True} for key in (
    "allowLockdownMode", "allowUSBRestrictedMode", "allowUIConfigurationProfileInstallation", "allowHostPairing",
    "allowDiagnosticSubmission", "forceEncryptedBackup")}}
PROTOCOL = {"ServerAddress": "v.example", "NEProviderBundleIdentifier": "a.b", "ProviderBundleIdentifier": "a.c", "PluginType": "a",
            "DNSSettings": {"ServerURL": "https://d.example/", "Servers": ["192.0.2.1"]}, "VendorConfiguration": {"a": "b"},
            "ProviderConfiguration": {"a": "b"}, "ProxySettings": {
                "AutoConfigURL": "https://p.example/", "HTTPServer": {"Address": "p.example"},
                "HTTPSServer": {"Address": "q.example"}}}
NETWORK_EXTENSION = {
    "Name": "N", "Application": "a.b", "VPN": {"Enabled": True, "Protocol": PROTOCOL},
    "AppVPN": {"Enabled": True, "Protocol": PROTOCOL, "Rules": [{"SigningIdentifier": "a"}]},
    "AlwaysOnVPN": {"Enabled": True, "InterfaceProtocolMapping": {"WiFi": PROTOCOL}},
    "ContentFilter": {"Enabled": True, "Provider": {
        "ServerAddress": "f.example", "DataProviderBundleIdentifier": "a.f", "PluginType": "a", "VendorConfiguration": {"a": "b"}}},
    "DNSProxy": {"Enabled": True, "Protocol": PROTOCOL}, "Relay": {"Enabled": True}, "URLFilter": {"Enabled": True},
    "DNSSettings": {"Enabled": True, "Settings": {
        "Servers": ["192.0.2.1"], "ServerURL": "https://d.example/", "ServerName": "d.example"}},
    "PathController": {"Rules": [{"SigningIdentifier": "a"}]},
    "ProfileInfo": {"ProfileIdentifier": "p", "ProfileUUID": "u", "ProfileOrganization": "O", "profileIngestionDate": DATE}}
SERVICE = {
    "UserDefinedName": "W", "Interface": {"Type": "Ethernet", "DeviceName": "en0", "UserDefinedName": "W"},
    "Proxies": {"HTTPEnable": 1, "HTTPProxy": "h.example", "HTTPSProxy": "s.example", "SOCKSProxy": "k.example",
                "ProxyAutoConfigURLString": "https://p.example/"},
    "IPSec": {"RemoteAddress": "i.example"}, "PPP": {"CommRemoteAddress": "q.example"}, "VPN": {"RemoteAddress": "v.example"},
    "DNS": {"ServerAddresses": ["192.0.2.1"]}}
EVENT = {"Timestamp": DATE, "Operation": "install", "Process": "a", "timestamp": DATE, "operation": "b", "process": "c"}


def numbered(entries):
    return {f"n{number}": entry for number, entry in enumerate(entries)}


# Artefact: an entry with every key that it asks for; what puts many such entries into a backup (None: one file an entry),
# else where that file lies.
PLISTS = {
    "ios_setup": (SETUP, None, ("HomeDomain", PREFERENCES + "com.apple.purplebuddy.plist")),
    "ios_global_preferences": ({"LDMGlobalEnabled": True, "AppleLanguages": ["en-US"]}, None,
                               ("HomeDomain", PREFERENCES + ".GlobalPreferences.plist")),
    "ios_addaily": ({"e": NETWORK}, lambda made, entries: made.add(
        "HomeDomain", PREFERENCES + "com.apple.osanalytics.addaily.plist",
        {"netUsageBaseline": numbered(entry["e"] for entry in entries)}), None),
    "ios_locationd": ({"e": CLIENT}, lambda made, entries: made.add(
        "RootDomain", "Library/Caches/locationd/clients.plist",
        numbered(entry["e"] if isinstance(entry["e"], dict) else {"BundleId": entry["e"]} for entry in entries)), None),
    "ios_profile_events": ({"e": EVENT}, lambda made, entries: made.add(
        *PROFILES[:1], PROFILES[1] + "MCProfileEvents.plist",
        {"ProfileEvents": [{"p": entry["e"]} for entry in entries]}), None),
    "ios_settings_events": ({"e": CHANGE}, lambda made, entries: made.add(
        *PROFILES[:1], PROFILES[1] + "MCSettingsEvents.plist", {"restrictedBool": {
            f"s{number}": {"value": {**CHANGE, **entry["e"]} if isinstance(entry["e"], dict) else CHANGE}
            for number, entry in enumerate(entries)}}), None),
    "ios_effective_settings": (EFFECTIVE, None, (
        "HomeDomain", "Library/UserConfigurationProfiles/EffectiveUserSettings.plist")),
    "ios_device_management": (MANAGEMENT, None, (PROFILES[0], PROFILES[1] + "MDM.plist")),
    "ios_managed_apps": ({"e": {"state": 7, "flags": 1, "source": "s", "Attributes": {"Removable": True}}},
                         lambda made, entries: made.add(*PROFILES[:1], PROFILES[1] + "MDMAppManagement.plist", {
                             "metadataByBundleID": numbered(entry["e"] for entry in entries)}), None),
    "ios_network_extensions": ({"e": NETWORK_EXTENSION}, lambda made, entries: made.add(
        "SystemPreferencesDomain", "com.apple.networkextension.plist",
        numbered(entry["e"] if isinstance(entry["e"], dict) else {"Name": entry["e"]} for entry in entries)), None),
    "ios_network_extension_apps": ({"e": ["a"]}, lambda made, entries: made.add(
        "SystemPreferencesDomain", "com.apple.networkextension.cache.plist",
        {"app-rules": numbered(entry["e"] for entry in entries)}), None),
    "ios_network_services": ({"e": SERVICE}, lambda made, entries: made.add(
        "SystemPreferencesDomain", "SystemConfiguration/preferences.plist",
        {"NetworkServices": numbered(entry["e"] for entry in entries)}), None),
    "ios_applications": ({"e": APPLICATION}, lambda made, entries: made.info.update(
        {"Applications": numbered(metadata_of(entry["e"]) for entry in entries)}), None),
    "ios_profiles": (PROFILE, lambda made, entries: [
        made.add(PROFILES[0], f"{PROFILES[1]}profile-{number}.stub", entry) for number, entry in enumerate(entries)], None),
}


class WrongPropertyListTest(program.BridleCase):
    """Every artefact of PLISTS: each key of every wrong type."""

    def examine(self, made, name, count):
        made.add("HomeDomain", "Library/a", b"x")
        # In binary, since XML has no UID.
        made.replaced["Info.plist"], made.info = plistlib.dumps(made.info, fmt=plistlib.FMT_BINARY), {}
        phone = made.write(self.path(f"phone{len(os.listdir(self.path('.')))}"))
        result = self.check(phone, *acquisition.listed(self, LISTED), status=(0, 3, 4))
        lines = [line for line in result.inputs_of(name) if line["input"] != "Manifest.plist"]
        self.assertTrue(lines)
        self.assertGreaterEqual(sum(line["records"] for line in lines), count, lines)
        for line in lines:
            self.assertIn(line["outcome"], ("read", "partial"), line)
        grave = ("known", "strong")
        bad = [finding for finding in beside_damage(result) if finding["indicator"] or finding["grade"] in grave]
        self.assertEqual(bad, [])

    def assert_wrong(self, name):
        example, fill, place = PLISTS[name]
        entries = [replaced(example, path, wrong) for path in leaves(example) for wrong in WRONG_PLIST]
        if fill:
            made = backup.Backup()
            fill(made, entries)
            self.examine(made, name, len(entries))
            return
        for entry in entries:
            self.examine(backup.Backup().add(*place, entry), name, 1)

    def assert_empty(self, name):
        """A property list that is no dictionary, and one without any key."""
        example, fill, place = PLISTS[name]
        if fill:
            made = backup.Backup()
            fill(made, [{key: {} for key in example}])
            self.examine(made, name, 0)
            return
        for value in ({}, [], 7):
            self.examine(backup.Backup().add(*place, plistlib.dumps(value, fmt=plistlib.FMT_BINARY)), name, 0)

    def test_every_key_is_in_the_examples(self):
        for name, (example, _, _) in PLISTS.items():
            asked = set(re.findall(r"pl\(\w+\.node, '([^']+)'", acquisition.definition_text(name)))
            asked |= set(re.findall(r"'iTunesMetadata'\), '([^']+)'", acquisition.definition_text(name)))
            known = {key for path in leaves(example) for key in path}
            self.assertLessEqual(asked - known - ASKED_ELSEWHERE, set(), name)


# Keys of Manifest.plist's applications and of a dump's metadata.
ASKED_ELSEWHERE = {"CFBundleIdentifier", "Applications"}


class GeneratedNamesTest(program.BridleCase):
    """`ios_filesystem`: names of every sort that a file system takes."""

    def test_every_name_is_a_record(self):
        names = [b"new\nline", b"quote\"back\\slash", b"tab\tbell\x07", b"\xff\xfe", "e\u0301".encode(), b"a" * 255,
                 b" ", b"-", b"%00", b"'; DROP TABLE x; --", b"{\"path\":1}", "\u202e".encode(), b"\x1b[31mred"]
        folder = fs.written(self.path("dump"), {})
        for name in names:
            with open(os.path.join(os.fsencode(folder), b"private/var", name), "wb"):
                pass
        result = self.check(folder, *acquisition.listed(self, LISTED), status=(0, 4))
        line = result.input_of("ios_filesystem")
        folders = 2  # private, private/var
        self.assertEqual(line["records"] + line["lost"], len(names) + folders, line)
        self.assertEqual(beside_damage(result), [])


class GeneratedOldListTest(program.BridleCase):
    """`ios_manifest_mbdb`: records of every sort, and the list cut or changed at every byte."""

    NAME = "ios_manifest_mbdb"

    def backup(self):
        made = backup.Backup()
        made.old = True
        for number, path in enumerate(("", "a", "a" * 255, "\u0301", "..", "../../etc/passwd", "a\x00b", "a\nb",
                                       "Library/WebKit/https_x.example_0", "日記")):
            made.add("HomeDomain", path, b"x" * number, flags=(backup.FILE, backup.FOLDER)[number == 0])
        return made

    def test_every_record_is_there(self):
        made = self.backup()
        made.folders = False
        line = self.check(made.write(self.path("phone")), *acquisition.listed(self, LISTED)).input_of(self.NAME)
        self.assertEqual(line["records"], len(made.rows), line)

    def test_cut_at_every_byte(self):
        made = self.backup()
        made.rows = made.rows[:3]
        whole = made.manifest_mbdb()
        for size in range(0, len(whole), 7):
            with self.subTest(size=size):
                made.replaced["Manifest.mbdb"] = whole[:size]
                line = self.check(made.write(self.path(str(size))), status=4).input_of(self.NAME)
                self.assertIn(line["outcome"], ("read", "partial", "damaged"), line)

    def test_changed_at_every_byte(self):
        made = self.backup()
        made.rows = made.rows[:2]
        whole = made.manifest_mbdb()
        for at in range(0, len(whole), 5):
            with self.subTest(at=at):
                made.replaced["Manifest.mbdb"] = whole[:at] + bytes([whole[at] ^ 0xff]) + whole[at + 1:]
                self.check(made.write(self.path(str(at))), status=(0, 1, 3, 4))


def files_of_fixture(name):
    """The files of a sysdiagnose that the first JSON fixture of an artefact has, where it has any: name → bytes."""
    paths = [path for path in test_artefacts.fixtures_of(name, "match") if path.endswith(".json")]
    if not paths or acquisition.is_undecoded(name):
        return {}
    with open(paths[0], encoding="utf-8") as file:
        return {key: acquisition.content_of(value) for key, value in json.load(file).get("sysdiagnose", {}).items()}


def damaged_texts(whole):
    """Texts that nobody wrote: cut short, a byte changed, in one line, backwards, with NUL bytes, as lines that have no end."""
    step = len(whole) // 6 + 1
    yield from (whole[:at] for at in range(0, len(whole), step))
    yield from (whole[:at] + bytes([whole[at] ^ 0xff]) + whole[at + 1:] for at in range(0, len(whole), step))
    yield from (whole.replace(b"\n", b" "), whole.replace(b" ", b"\n"), whole[::-1], whole.replace(b" ", b"\0"))
    yield from (whole * 50, b"\n".join(line[:len(line) // 2] for line in whole.split(b"\n")), whole + b"(" * 2000000)


class GeneratedSysdiagnoseTest(program.BridleCase):
    """Artefacts over a sysdiagnose's texts and property lists: damaged ones are read, in part or not, and never a crash."""

    def assert_survives(self, name):
        for file, whole in files_of_fixture(name).items():
            is_list = whole.startswith(b"bplist")
            values = plistlib.loads(whole) if is_list else None
            contents = ((plistlib.dumps(replaced(values, path, wrong), fmt=plistlib.FMT_BINARY)
                         for path in leaves(values) for wrong in WRONG_PLIST) if is_list else damaged_texts(whole))
            for number, content in enumerate(contents):
                phone = sysdiagnose.written(self.path(f"{file.replace('/', '-')}-{number}"), {file: content})
                result = self.check(phone, *acquisition.listed(self, LISTED), status=(0, 1, 3, 4))
                for line in result.inputs_of(name):
                    self.assertIn(line["outcome"], ("read", "partial", "empty", "not-understood", "damaged"), line)


class CoverageTest(program.BridleCase):

    def test_every_artefact_has_generated_rows(self):
        others = {GeneratedPropertyListTest.NAME, GeneratedOldListTest.NAME, "ios_filesystem", *PLISTS}
        for name in test_artefacts.names():
            counted = os.path.exists(os.path.join(acquisition.HERE, name, "rows.sql"))
            self.assertTrue(counted or name in others or files_of_fixture(name) or acquisition.is_undecoded(name), name)

    def test_wrong_rows_stay_of_the_wrong_type(self):
        """The database that is made holds the values as they were meant, but for what a column's affinity turns."""
        content = filled(databases.built(backup.MANIFEST_SCHEMA), rows_wrong)
        kinds = damage.query(content, "SELECT DISTINCT typeof(file) FROM Files")
        self.assertEqual({kind for kind, in kinds}, {"blob", "text", "integer", "real", "null"})


def add_tests(name):
    def null(self):
        self.assert_null(name)

    def wrong(self):
        self.assert_wrong(name)

    setattr(GeneratedRowsTest, f"test_{name}_every_column_null", null)
    setattr(GeneratedRowsTest, f"test_{name}_every_column_of_the_wrong_type", wrong)


for artefact in test_artefacts.names():
    if os.path.exists(os.path.join(acquisition.HERE, artefact, "rows.sql")):
        add_tests(artefact)
for artefact in PLISTS:
    setattr(WrongPropertyListTest, f"test_{artefact}_wrong", lambda self, name=artefact: self.assert_wrong(name))
    setattr(WrongPropertyListTest, f"test_{artefact}_empty", lambda self, name=artefact: self.assert_empty(name))
for artefact in test_artefacts.names():
    if files_of_fixture(artefact):
        setattr(GeneratedSysdiagnoseTest, f"test_{artefact}", lambda self, name=artefact: self.assert_survives(name))
