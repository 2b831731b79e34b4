# SPDX-License-Identifier: Apache-2.0
"""Acquisitions of phones on which nothing happened: an ordinary one, its oddities one by one, and real phones' files."""

import os
import plistlib

from truth_phone import PROFILES, START, Phone, times

from fixtures import backup, fs, harmless, harmless_sysdiagnose, program, safari, sysdiagnose, usage

STAGING = "/private/var/db/com.apple.xpc.roleaccountd.staging"
BRAIN = "com.apple.MobileSoftwareUpdate.UpdateBrainService"
NOTICE = (
    "My colleague got this, is it real? “ALERT: Apple detected a targeted mercenary spyware attack against your iPhone”"
)
REAL = {
    "DataUsage.sqlite": "private/var/wireless/Library/Databases/DataUsage.sqlite",
    "netusage.sqlite": "private/var/networkd/netusage.sqlite",
    "Accounts3.sqlite": "private/var/mobile/Library/Accounts/Accounts3.sqlite",
    "com.apple.identityservices.idstatuscache.plist":
        "private/var/mobile/Library/Preferences/com.apple.identityservices.idstatuscache.plist",
    "macos_same_schema/History.db": "private/var/mobile/Library/Safari/History.db",
    "macos_same_schema/TCC-test.db": "private/var/mobile/Library/TCC/TCC.db",
}


def app(phone, bundle, **metadata):
    content = {"softwareVersionBundleId": bundle, "itemName": bundle, **metadata}
    phone.info.setdefault("Installed Applications", []).append(bundle)
    phone.info.setdefault("Applications", {})[bundle] = {
        "iTunesMetadata": plistlib.dumps(content, fmt=plistlib.FMT_BINARY)
    }


def stores(phone):
    """Apps of another store, of TestFlight, of a company's device management, and one of Messages."""
    app(phone, "com.example.notes", sourceApp="com.apple.AppStore", itemId=1000000001)
    app(phone, "io.altstore.AltStore", distributorInfo={"distributorID": "io.altstore.AltStore"}, itemId=1000000002)
    app(phone, "com.example.clip", sourceApp="io.altstore.AltStore",
        distributorInfo={"distributorID": "io.altstore.AltStore"}, itemId=1000000003)
    app(phone, "com.example.beta", sourceApp="com.apple.TestFlight", betaExternalVersionIdentifier=1, itemId=1000000004)
    app(phone, "com.example.company", sourceApp="com.apple.dmd", DeviceBasedVPP=1, itemId=1000000005)
    app(phone, "com.example.stickers", launchProhibited=True, hasMessagesExtension=True, itemId=1000000006)


def eduroam(phone):
    """The profile with which a university's Wi-Fi is joined, and what was noted of its installation."""
    identifier = "edu.example.eduroam"
    wifi = {
        "PayloadType": "com.apple.wifi.managed",
        "PayloadUUID": "11111111-0000-4000-8000-000000000001",
        "PayloadIdentifier": f"{identifier}.wifi",
        "SSID_STR": "eduroam",
        "EncryptionType": "WPA",
        "EAPClientConfiguration": {"AcceptEAPTypes": [21], "UserName": "mira@example.edu"},
    }
    phone.plists[(PROFILES, f"Library/ConfigurationProfiles/profile-{identifier}.stub")] = {
        "PayloadType": "Configuration",
        "PayloadUUID": "11111111-0000-4000-8000-000000000000",
        "PayloadIdentifier": identifier,
        "PayloadDisplayName": "eduroam",
        "PayloadOrganization": "Example University",
        "InstallDate": times.plist_date(START),
        "PayloadContent": [wifi],
    }
    phone.plists[(PROFILES, "Library/ConfigurationProfiles/MCProfileEvents.plist")] = {
        "ProfileEvents": [
            {identifier: {"timestamp": times.plist_date(START), "operation": "install", "process": "profiled"}}
        ]
    }


def network(phone):
    """BackupAgent2, Apple's updater in staging, keys with gaps, a process without usage and usage without a process."""
    for counted in (phone.datausage, phone.netusage):
        counted.process("BackupAgent2", phone.tick())
        counted.process("BackupAgent2/com.apple.datausage.backup", phone.tick(), "com.apple.datausage.backup")
        counted.process(f"{STAGING}/{BRAIN}.16777222.456767.xpc/{BRAIN}", phone.tick(), rows=4)
        counted.process(f"{STAGING}/exec/16777224.1.xpc/com.apple.NRD.UpdateBrainService", phone.tick())
        counted.skip(40)
        counted.process("mDNSResponder/com.apple.Maps", phone.tick(), "com.apple.Maps", rows=12)
        counted.skip(2)
        counted.process("backupd/com.apple.datausage.backup", phone.tick(), rows=0)
        counted.use(None, phone.tick())
    daily = phone.plist("HomeDomain", "Library/Preferences/com.apple.osanalytics.addaily.plist")
    daily["netUsageBaseline"] = {
        name: [times.plist_date(START), 1, 2, 3, 4] for name in ("BackupAgent2", "mDNSResponder", "cloudd")
    }


def reset(phone):
    """The statistics were reset: three processes and then forty went within a minute each."""
    for counted in (phone.datausage, phone.netusage):
        for moment, count in ((phone.tick(), 3), (phone.tick(), 40)):
            for number in range(count):
                counted.skip()
                counted.use(counted.processes, times.shifted(moment, number))


def redirects(phone):
    """Sites that lead from http to https within the second."""
    for source, destination in (
        ("http://example.org/", "https://example.org/"),
        ("http://example.com/", "https://www.example.com/start"),
        ("http://intranet.example/", "https://login.example:8443/"),
    ):
        phone.visits.redirect(source, destination, phone.tick(), 0.12)


def notice(phone):
    """A friend forwards Apple's notice; it is weak, and worth a look."""
    phone.messages.add("+12025550123", NOTICE, phone.tick())
    phone.messages.add("+12025550123", "Did you see the story on Apple's warnings?", phone.tick())


def pictures(phone):
    """Pictures that are not of the type that their name says; files sent from temporary folders."""
    phone.attach("~/Library/SMS/Attachments/ab/11/IMG_0001.jpg", "IMG_0001.HEIC")
    phone.attach("~/Library/SMS/Attachments/ab/12/IMG_0002.HEIC", "IMG_0002.jpg")
    phone.attach("/var/tmp/com.apple.messages/IMG_0003.HEIC", "IMG_0003.HEIC", outgoing=1)
    phone.attach(None, None)


def calendar(phone):
    """An imported calendar, birthdays of long ago, an owner's own late entries, subscribed holidays, a moved meeting."""
    imported = phone.tick()
    for number in range(200):
        starts = times.shifted("2019-01-07T09:00:00Z", 604800 * number)
        phone.events.event("Weekly", starts, times.shifted(imported, number), "jonas@example.com")
    phone.events.event("Anna's birthday", "1604-03-14T00:00:00Z", None, has_recurrences=1, all_day=1)
    phone.events.event("Grandmother", "1941-03-14T00:00:00Z", phone.tick(), has_recurrences=1, all_day=1)
    for year in range(2010, 2020):
        phone.events.event("Dentist", f"{year}-05-05T09:00:00Z", phone.tick())
        phone.events.event("Trip", f"{year}-06-05T09:00:00Z", phone.tick(), "mira@example.org")
    phone.events.event("Meeting", "2026-03-02T09:00:00Z", "2026-02-20T09:00:00Z", "jonas@example.com")
    phone.events.event("Team meeting", "2026-03-02T09:00:00Z", "2026-02-20T09:00:00Z", "jonas@example.com",
                       description="Notes")
    phone.events.event("Retrospective", "2026-01-02T09:00:00Z", "2026-02-20T09:00:00Z", "jonas@example.com")


def automations(phone):
    """Automations as people make them: that ask, that open an app, that set a light; and links that are tapped."""
    phone.shortcuts.add("News", phone.tick(), [["openurl", {"WFInput": "https://example.org/news"}]])
    phone.shortcuts.add("Ask", phone.tick(), [["openurl", {"WFInput": "https://example.org/"}]], prompt=1)
    phone.shortcuts.add("Off", phone.tick(), [["openurl", {"WFInput": "https://example.org/"}]], enabled=0)
    phone.shortcuts.add("Music", phone.tick(), [["openurl", {"WFInput": "music://show"}]], prompt=0)
    phone.shortcuts.add("Home", phone.tick(), [["homeaccessory", {"WFHomeTriggerActionSets": []}]], prompt=0)


def browsing(phone):
    """Sites of ordinary pages in an app's own browser."""
    for number, site in enumerate(("example.org", "wikipedia.org", "gstatic.com", "bbc.co.uk")):
        phone.observed.append((site, phone.tick(), START if number % 2 else None))


ODDITIES = {
    "apps of other stores": stores,
    "an eduroam profile": eduroam,
    "network use": network,
    "statistics reset": reset,
    "http to https": redirects,
    "a forwarded notice": notice,
    "pictures": pictures,
    "calendar": calendar,
    "automations": automations,
    "sites in an app": browsing,
}


# Also as a plain folder, since a backup lacks what they are about.
FOLDERS = {"network use", "statistics reset"}


def real_files():
    """The files of real phones that are there: place in a folder -> bytes."""
    found = {}
    for name, place in REAL.items():
        path = os.path.join(program.TEST_DATA, "ios", name)
        if os.path.exists(path):
            with open(path, "rb") as file:
                found[place] = file.read()
    return found


def written(folder):
    """Write all harmless acquisitions below `folder`: (name, path)."""
    yield "ordinary", harmless.made().write(os.path.join(folder, "ordinary"))
    older = backup.Backup().add(*backup.SMS, harmless.messages(old=True).built())
    yield "ordinary, older", older.write(os.path.join(folder, "older"))
    for name, fill in ODDITIES.items():
        phone = Phone()
        fill(phone)
        yield name, phone.write_backup(os.path.join(folder, name))
        if name in FOLDERS:
            yield f"{name} (folder)", phone.write_folder(os.path.join(folder, f"{name} (folder)"))
    yield "sysdiagnose", harmless_sysdiagnose.made().write(os.path.join(folder, "sysdiagnose"))
    files = real_files()
    if files:
        yield "real phones' files", fs.written(os.path.join(folder, "real"), files)
    files = harmless_sysdiagnose.real_files()
    if files:
        yield "real phones' sysdiagnose", sysdiagnose.written(os.path.join(folder, "real sysdiagnose"), files)
