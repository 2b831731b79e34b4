# SPDX-License-Identifier: Apache-2.0
"""Where a published indicator can stand, a row a place: the artefact, what stands there, and how a value is put there.

For each place, each kind that it can carry, and each way of writing that kind, one indicator of its own is listed and
planted; and for each near miss one that is listed and of which only the near miss is planted.
"""

import dataclasses
import hashlib
import plistlib
import typing

from truth_phone import PROFILES, times

from fixtures import sms

BACKUP, FOLDER = "backup", "folder"

# What a cell holds -> the kinds of indicators that it can carry.
CELLS = {
    "text": ("domain", "url", "ip", "email", "phone"),
    "link": ("domain", "url", "ip"),
    "peer": ("phone", "email"),
    "email": ("email",),
    "phone": ("phone",),
    "site": ("domain",),
    "process": ("process", "path"),
    "path": ("path", "name"),
    "name": ("name",),
    "app": ("app",),
    "profile": ("profile",),
    "own": ("phone",),
    "host": ("domain", "ip"),
    "certificate": ("certificate",),
}

# A made-up value of each kind; {} is a number.
VALUES = {
    "domain": "t{}.chimera-truth.example",
    "url": "https://ordinary-{}.example/landing/{}?id=8f2k",
    "ip": "198.18.{}.7",
    "email": "t{}@chimera-truth.example",
    "phone": "+1202555{:04d}",
    "process": "chimera{}d",
    "path": "/private/var/mobile/Library/Caches/com.chimera.t{}/agent",
    "name": "chimera-t{}.plist",
    "app": "com.chimera.t{}a",
    "profile": "0a1b2c3d-0000-4000-8000-{:012x}",
}
CERTIFICATES = {}  # SHA-256 -> the bytes that stand for a certificate

# (cell, kind) -> ways of writing the value. Kinds and cells not named here: the value as it is.
WRITTEN = {
    ("text", "domain"): ("see https://{}/t/8f2k now", "{}", "http://www.{}:8080/", "hxxps://{dots}", "{upper}"),
    ("text", "url"): ("{}", "<{}>", "go to {}."),
    ("text", "ip"): ("http://{}/x", "https://{}:8443/"),
    ("text", "email"): ("write to {}", "mailto:{}", "{upper}"),
    ("text", "phone"): ("call {}", "call {spaced} today"),
    ("link", "domain"): ("https://{}/t/8f2k", "https://{upper}/", "http://user@www.{}:8080/"),
    ("link", "url"): ("{}", "{}#part"),
    ("link", "ip"): ("http://{}/", "https://{}:8443/x"),
    ("peer", "email"): ("{}", "mailto:{}"),
    ("peer", "phone"): ("{}", "{spaced}"),
    ("email", "email"): ("{}", "mailto:{}"),
    ("site", "domain"): ("{}", "www.{}"),
    ("process", "process"): ("{}", "{}/com.apple.datausage.general", "/usr/libexec/{}"),
    ("process", "path"): ("{}",),
    ("path", "path"): ("{}", "{}/below"),
    ("path", "name"): ("/private/var/mobile/Library/{}",),
    ("profile", "profile"): ("{}", "{upper}"),
    ("host", "domain"): ("{}", "vpn.{}", "{upper}"),
}

# (cell, kind) -> what only reads like the value.
NEAR = {
    ("text", "domain"): ("https://not{}/", "https://{}.org/", "https://example.org/?q={}", "https://example.org/{}/"),
    ("text", "url"): ("{}0", "{}&x=1", "https://example.net/landing?id=8f2k"),
    ("text", "ip"): ("http://{}9/", "http://1.{}/", "https://example.org/?ip={}"),
    ("text", "email"): ("x{}", "{}.org"),
    ("text", "phone"): ("call {}9", "number 9{digits}"),
    ("link", "domain"): ("https://not{}/", "https://{}.org/", "https://example.org/?q={}", "https://example.org/{}"),
    ("link", "url"): ("{}0", "{}&x=1"),
    ("link", "ip"): ("http://{}9/", "https://example.org/?ip={}"),
    ("peer", "email"): ("x{}", "{}.org"),
    ("peer", "phone"): ("{}9",),
    ("email", "email"): ("x{}", "{}.org"),
    ("phone", "phone"): ("{}9",),
    ("site", "domain"): ("not{}", "{}.org", "{without_first}"),
    ("process", "process"): ("{}2", "x{}", "{cut}", "{upper}", "/usr/libexec/{}/other"),
    ("process", "path"): ("{}2", "/usr{}"),
    ("path", "path"): ("{}2", "/private/var/mobile{}"),
    ("path", "name"): ("/private/var/mobile/Library/{}.bak", "/private/var/mobile/Library/x{}"),
    ("name", "name"): ("{}.bak", "x{}"),
    ("app", "app"): ("{}x", "x{}", "{}.extension", "{cut}"),
    ("profile", "profile"): ("{cut}", "{}0"),
    ("host", "domain"): ("not{}", "{}.org"),
    ("host", "ip"): ("{}9",),
    ("certificate", "certificate"): ("{cut}",),
}


@dataclasses.dataclass(frozen=True)
class Place:
    artefact: str
    what: str
    cell: str
    put: typing.Callable  # (phone, text, number)
    kinds: tuple = ()  # else those of the cell
    where: tuple = (BACKUP, FOLDER)


def said(phone, text, **columns):
    phone.messages.add("+12025550123", text, phone.tick(), **columns)


def edited(phone, text):
    when = phone.tick()
    later = times.shifted(when, 60)
    history = sms.edits([(text, when), ("never mind", later)])
    phone.messages.add("+12025550123", "never mind", when, date_edited=later, message_summary_info=history)


def event(phone, **columns):
    """An event to come, so that no rule calls it late."""
    when = phone.tick()
    phone.events.event(columns.pop("summary", "Dinner"), times.shifted(when, 86400), when, **columns)


def located(phone, text):
    phone.events.statements.append(
        f"INSERT INTO Location (ROWID, title) VALUES ({phone.events.items + 1}, '{text}');\n"
    )
    event(phone, location_id=phone.events.items + 1)


def attended(phone, text, phone_number=None):
    event(phone, organizer="mira@example.org")
    participant = phone.events.participant(phone.events.items, text)
    if phone_number:
        phone.events.statements.append(
            f"UPDATE Participant SET phone_number = '{phone_number}' WHERE ROWID = {participant};\n"
        )


def acted(phone, *actions):
    phone.shortcuts.add("Shortcut", phone.tick(), list(actions))


def file_named(phone, text):
    """A file at this path of the phone: in the home folder of a backup, anywhere in a folder."""
    home = "/private/var/mobile/"
    if text.startswith(home):
        phone.files.append(("HomeDomain", text[len(home):], b"x"))
    else:
        phone.folder_files[text.lstrip("/")] = b"x"


def site_folder(phone, text):
    phone.files.append(
        ("AppDomain-com.example.reader", f"Library/WebKit/WebsiteData/LocalStorage/https_{text}_0.localstorage", b"x")
    )


def application(phone, text):
    installed = phone.info.setdefault("Applications", {})
    metadata = {"softwareVersionBundleId": text, "sourceApp": "com.apple.AppStore"}
    installed[text] = {"iTunesMetadata": plistlib.dumps(metadata, fmt=plistlib.FMT_BINARY)}


def daily(phone, text):
    plist = phone.plist("HomeDomain", "Library/Preferences/com.apple.osanalytics.addaily.plist")
    plist.setdefault("netUsageBaseline", {})[text] = [times.plist_date(phone.tick()), 1, 1, 1, 1]


def located_client(phone, text, **columns):
    clients = phone.plist("RootDomain", "Library/Caches/locationd/clients.plist")
    clients[text] = {"LocationTimeStopped": times.cocoa(phone.tick()), **columns}


def profile(phone, text, number):
    content = {
        "PayloadUUID": text,
        "PayloadIdentifier": f"com.example.profile{number}",
        "PayloadDisplayName": "Wi-Fi",
        "PayloadType": "Configuration",
        "InstallDate": times.plist_date(phone.tick()),
        "PayloadContent": [],
    }
    phone.plists[(PROFILES, f"Library/ConfigurationProfiles/profile-{number}.stub")] = content


def profile_event(phone, text, process="profiled"):
    events = phone.plist(PROFILES, "Library/ConfigurationProfiles/MCProfileEvents.plist")
    entry = {"timestamp": times.plist_date(phone.tick()), "operation": "install", "process": process}
    events.setdefault("ProfileEvents", []).append({text: entry})


def payload(phone, number, **content):
    """A profile with one payload."""
    profile(phone, f"1a1b2c3d-0000-4000-8000-{number:012x}", number)
    made = phone.plists[(PROFILES, f"Library/ConfigurationProfiles/profile-{number}.stub")]
    made["PayloadContent"] = [{"PayloadIdentifier": f"com.example.payload{number}", **content}]


def identified(phone, text, number):
    """A profile's own identifier, which need not be a UUID."""
    payload(phone, number, PayloadType="com.apple.wifi.managed")
    phone.plists[(PROFILES, f"Library/ConfigurationProfiles/profile-{number}.stub")]["PayloadIdentifier"] = text


def enterprise(phone, text, number):
    metadata = {"softwareVersionBundleId": f"com.example.enterprise{number}", "enterpriseInstallURL": text}
    installed = phone.info.setdefault("Applications", {})
    installed[f"com.example.enterprise{number}"] = {"iTunesMetadata": plistlib.dumps(metadata, fmt=plistlib.FMT_BINARY)}


def observed(phone, text):
    phone.observed.append((text, phone.tick(), None))


def own_number(phone, text):
    phone.info["Phone Number"] = text


PLACES = [
    Place("ios_backup_info", "own number", "own", lambda phone, text, _: own_number(phone, text), where=(BACKUP,)),
    Place("ios_sms", "text", "text", lambda phone, text, _: said(phone, text)),
    Place("ios_sms", "attributed text alone", "text", lambda phone, text, _: said(phone, text, body=True)),
    Place("ios_sms", "subject", "text", lambda phone, text, _: said(phone, "look", subject=text)),
    Place("ios_sms", "earlier wording", "text", lambda phone, text, _: edited(phone, text)),
    Place("ios_sms", "link preview", "link",
          lambda phone, text, _: said(phone, "\ufffc", payload_data=sms.link_balloon(text, "A page"))),
    Place("ios_sms", "peer", "peer", lambda phone, text, _: phone.messages.add(text, "hello", phone.tick())),
    Place("ios_sms", "without a handle", "text", lambda phone, text, _: phone.messages.add(None, text, phone.tick())),
    Place("ios_safari_history", "visit", "link", lambda phone, text, _: phone.visits.add(text, phone.tick(), "Page")),
    Place("ios_safari_history", "page without a visit", "link", lambda phone, text, _: phone.visits.item(text)),
    Place("ios_manifest", "path", "path", lambda phone, text, _: file_named(phone, text), where=(BACKUP,)),
    Place("ios_manifest", "web site's folder", "site", lambda phone, text, _: site_folder(phone, text),
          where=(BACKUP,)),
    Place("ios_filesystem", "path", "path", lambda phone, text, _: file_named(phone, text), where=(FOLDER,)),
    Place("ios_sms_attachments", "path", "path", lambda phone, text, _: phone.attach(text, "IMG_1.HEIC")),
    Place("ios_sms_attachments", "name", "name", lambda phone, text, _: phone.attach(None, text)),
    Place("ios_datausage", "process", "process", lambda phone, text, _: phone.datausage.process(text, phone.tick())),
    Place("ios_datausage", "process without usage", "process",
          lambda phone, text, _: phone.datausage.process(text, phone.tick(), rows=0)),
    Place("ios_datausage", "app", "app", lambda phone, text, _: phone.datausage.process("App", phone.tick(), text)),
    Place("ios_netusage", "process", "process", lambda phone, text, _: phone.netusage.process(text, phone.tick()),
          where=(FOLDER,)),
    Place("ios_netusage", "app", "app", lambda phone, text, _: phone.netusage.process("App", phone.tick(), text),
          where=(FOLDER,)),
    Place("ios_webkit_observations", "site", "site", lambda phone, text, _: observed(phone, text)),
    Place("ios_calendar", "summary", "text", lambda phone, text, _: event(phone, summary=text)),
    Place("ios_calendar", "description", "text", lambda phone, text, _: event(phone, description=text)),
    Place("ios_calendar", "location", "text", lambda phone, text, _: located(phone, text)),
    Place("ios_calendar", "link", "link", lambda phone, text, _: event(phone, url=text)),
    Place("ios_calendar", "conference", "link", lambda phone, text, _: event(phone, conference_url=text)),
    Place("ios_calendar", "organiser", "email", lambda phone, text, _: event(phone, organizer=text)),
    Place("ios_calendar", "participant", "email", lambda phone, text, _: attended(phone, text)),
    Place("ios_shortcuts", "text of an action", "text",
          lambda phone, text, _: acted(phone, ["gettext", {"WFTextActionText": text}])),
    Place("ios_shortcuts", "token string", "text",
          lambda phone, text, _: acted(phone, ["openurl", {"WFInput": {"Value": {"string": text}}}])),
    Place("ios_shortcuts", "second of a list", "link",
          lambda phone, text, _: acted(phone, ["url", {"WFURLActionURL": ["https://example.org/", text]}])),
    Place("ios_applications", "app", "app", lambda phone, text, _: application(phone, text), where=(BACKUP,)),
    Place("ios_addaily", "process", "process", lambda phone, text, _: daily(phone, text), kinds=("process",)),
    Place("ios_tcc", "app", "app", lambda phone, text, _: phone.permit("kTCCServiceReminders", text, False)),
    Place("ios_tcc", "path", "process", lambda phone, text, _: phone.permit("kTCCServiceReminders", text, True),
          kinds=("path",)),
    Place("ios_locationd", "app", "app", lambda phone, text, _: located_client(phone, text, BundleId=text)),
    Place("ios_locationd", "executable", "path",
          lambda phone, text, number: located_client(phone, f"com.example.client{number}", Executable=text)),
    Place("ios_profiles", "profile", "profile", profile),
    Place("ios_profile_events", "profile", "profile", lambda phone, text, _: profile_event(phone, text)),
    Place("ios_profile_events", "process", "process",
          lambda phone, text, number: profile_event(phone, f"com.example.profile{number}", text), kinds=("process",)),
    Place("ios_profiles", "identifier", "profile", identified),
    Place("ios_profiles", "payload", "profile",
          lambda phone, text, number: payload(phone, number, PayloadType="com.apple.vpn.managed", PayloadUUID=text)),
    Place("ios_profiles", "host of a VPN", "host",
          lambda phone, text, number: payload(phone, number, PayloadType="com.apple.vpn.managed",
                                              IKEv2={"RemoteAddress": text})),
    Place("ios_profiles", "proxy", "host",
          lambda phone, text, number: payload(phone, number, PayloadType="com.apple.wifi.managed", ProxyServer=text)),
    Place("ios_profiles", "mail server", "host",
          lambda phone, text, number: payload(phone, number, PayloadType="com.apple.mail.managed",
                                              OutgoingMailServerHostName=text)),
    Place("ios_profiles", "web clip", "link",
          lambda phone, text, number: payload(phone, number, PayloadType="com.apple.webClip.managed", URL=text)),
    Place("ios_profiles", "device management", "link",
          lambda phone, text, number: payload(phone, number, PayloadType="com.apple.mdm", CheckInURL=text)),
    Place("ios_profiles", "certificate", "certificate",
          lambda phone, text, number: payload(phone, number, PayloadType="com.apple.security.root",
                                              PayloadContent=CERTIFICATES.get(text, b"another"))),
    Place("ios_addaily", "path", "process", lambda phone, text, _: daily(phone, text), kinds=("path",)),
    Place("ios_addaily", "for an app", "app", lambda phone, text, _: daily(phone, f"worker/{text}")),
    Place("ios_datausage", "for an app", "app",
          lambda phone, text, _: phone.datausage.process(f"worker/{text}", phone.tick())),
    Place("ios_locationd", "key of an executable", "process",
          lambda phone, text, _: located_client(phone, f"com.apple.locationd.executable-{text}"), kinds=("path",)),
    Place("ios_locationd", "key of an app", "app", lambda phone, text, _: located_client(phone, f"i{text}:")),
    Place("ios_applications", "link of a company", "link", enterprise, where=(BACKUP,)),
    Place("ios_applications", "app without metadata", "app",
          lambda phone, text, _: phone.info.setdefault("Installed Applications", []).append(text), where=(BACKUP,)),
    Place("ios_calendar", "participant's number", "phone",
          lambda phone, text, _: attended(phone, None, phone_number=text)),
]


@dataclasses.dataclass(frozen=True)
class Planting:
    place: Place
    kind: str
    value: str
    text: str
    near: bool


def text_of(form, value):
    """`form` with the value in it, as it is or changed as the name between the braces says."""
    return (
        form.replace("{}", value)
        .replace("{upper}", value.upper())
        .replace("{dots}", value.replace(".", "[.]"))
        .replace("{spaced}", f"{value[:2]} ({value[2:5]}) {value[5:8]}-{value[8:]}")
        .replace("{digits}", value.lstrip("+"))
        .replace("{cut}", value[:-1])
        .replace("{without_first}", value.partition(".")[2])
    )


def plantings(known):
    """Every place of the artefacts in `known`, each with a value that no other has."""
    numbers, made = {}, []
    for place in PLACES:
        if place.artefact not in known:
            continue
        for kind in place.kinds or CELLS[place.cell]:
            forms = [(form, False) for form in WRITTEN.get((place.cell, kind), ("{}",))]
            forms += [(form, True) for form in NEAR.get((place.cell, kind), ())]
            for form, near in forms:
                number = numbers[kind] = numbers.get(kind, 0) + 1
                value = value_of(kind, number)
                made.append(Planting(place, kind, value, text_of(form, value), near))
    return made


def value_of(kind, number):
    if kind != "certificate":
        return VALUES[kind].format(number, number)
    content = f"certificate {number}".encode()
    value = hashlib.sha256(content).hexdigest()
    CERTIFICATES[value] = content
    return value
