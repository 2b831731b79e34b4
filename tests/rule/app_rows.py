# SPDX-License-Identifier: Apache-2.0
"""Acquisitions of the rows that the fixtures of rules on apps, profiles, permissions, location and network use hold."""

import plistlib

from fixtures import backup, databases, stores, times

PROFILES = ("SysSharedContainerDomain-systemgroup.com.apple.configurationprofiles", "Library/ConfigurationProfiles/")
MANAGEMENT = [{"PayloadType": "com.apple.mdm", "ServerURL": "https://mdm.example.org/"}]


def filled(schema, table, rows):
    """A database with `rows` (column → value) in one table."""

    def fill(connection):
        for row in rows:
            places = ", ".join("?" * len(row))
            connection.execute(f'INSERT INTO {table} ({", ".join(row)}) VALUES ({places})', list(row.values()))
        connection.commit()

    return databases.built(schema, fill)


def with_permissions(made, rows):
    """A TCC.db of (service, client, client_type, auth_value, time)."""
    columns = ("service", "client", "client_type", "auth_value", "last_modified")
    entries = [{**dict(zip(columns, row)), "auth_reason": 2, "auth_version": 1} for row in rows]
    return made.add("HomeDomain", "Library/TCC/TCC.db", filled(stores.TCC_14, "access", entries))


def with_location(made, clients):
    return made.add("RootDomain", "Library/Caches/locationd/clients.plist", clients)


def with_management(made, rows):
    """A profile of device management, where a row says so, or one with the payload that it names."""
    managed = next((row["managed"] for row in rows if row.get("managed")), None)
    if managed:
        content = MANAGEMENT if managed is True else [{"PayloadType": managed}]
        made.add(PROFILES[0], PROFILES[1] + "profile-mdm.stub", {"PayloadContent": content})
    return made


def application(row):
    metadata = {"softwareVersionBundleId": row["bundle"], "itemId": 1, **row["metadata"]}
    if row["purchased"]:
        metadata["com.apple.iTunesStore.downloadInfo"] = {"purchaseDate": row["purchased"]}
    return {"iTunesMetadata": plistlib.dumps({key: value for key, value in metadata.items() if value is not None})}


def applications_made(rows):
    """One app a row: bundle, purchased, metadata (None: named alone), allowed (service → auth_value), location (time),
    use (its key)."""
    rows = list(rows)
    made = with_management(backup.Backup().add("HomeDomain", "Library/a", b"x"), rows)
    made.info["Installed Applications"] = [row["bundle"] for row in rows] + ["com.example.store"]
    listed = [row for row in rows if row["metadata"] is not None]
    listed.append({"bundle": "com.example.store", "metadata": {}, "purchased": None})
    made.info["Applications"] = {row["bundle"]: application(row) for row in listed}
    with_permissions(made, [(service, row["bundle"], 0, auth, times.unix(row["asked"]))
                            for row in rows for service, auth in row.get("allowed", {}).items()])
    return with_location(made, {f"i{row['bundle']}:": {"BundleId": row["bundle"],
                                                       row.get("use", "LocationTimeStopped"): times.cocoa(row["location"])}
                                for row in rows if row.get("location")})


def network_made(rows):
    """One process a row: name, noted, bytes (four numbers), version (of the system)."""
    rows = list(rows)
    made = backup.Backup(**{"version": row["version"] for row in rows if row.get("version")})
    usage = {row["name"]: [times.plist_date(row["noted"]), *row["bytes"]] for row in rows}
    return made.add("HomeDomain", "Library/Preferences/com.apple.osanalytics.addaily.plist", {"netUsageBaseline": usage})


def permissions_made(rows):
    """One request a row: client, path (whether it is one), changed."""
    return with_permissions(backup.Backup(), [("kTCCServiceMicrophone", row["client"], int(row["path"]), 2,
                                               times.unix(row["changed"])) for row in rows])


def locations_made(rows):
    """One client a row: key, entry, location_stopped."""
    return with_location(backup.Backup(), {
        row["key"]: {**row["entry"], "LocationTimeStopped": times.cocoa(row["location_stopped"])} for row in rows})


def profiles_made(rows):
    """One profile a row: identifier, installed, payloads."""
    made = backup.Backup()
    for number, row in enumerate(rows):
        profile = {"PayloadIdentifier": row["identifier"], "InstallDate": times.plist_date(row["installed"]),
                   "PayloadContent": row["payloads"]}
        made.add(PROFILES[0], f"{PROFILES[1]}profile-{number}.stub",
                 {key: value for key, value in profile.items() if value is not None})
    return made


def provisioning_made(rows):
    """One signing profile a row: uuid, bundle, installed, all_devices, internal, managed."""
    rows = list(rows)
    entries = [{"uuid": row["uuid"], "team_id": "TEAM000001", "name": "N", "expires": 1803895200,
                "install_time": row["installed"].replace("T", " ").rstrip("Z"),
                "is_for_all_devices": row["all_devices"], "is_apple_internal": row.get("internal", 0),
                "cms_blob": b"0<key>application-identifier</key>\n<string>TEAM000001.%s</string>" % row["bundle"].encode()}
               for row in rows]
    made = with_management(backup.Backup(), rows)
    return made.add("MobileDeviceDomain", "ProvisioningProfiles/mis.db", filled(stores.MIS, "profiles", entries))


# Artefact (the first that a case rule reads): what makes an acquisition of rows, and which entry of a row is its time.
MAKERS = {
    "ios_applications": (applications_made, "purchased"),
    "ios_addaily": (network_made, "noted"),
    "ios_tcc": (permissions_made, "changed"),
    "ios_locationd": (locations_made, "location_stopped"),
    "ios_profiles": (profiles_made, "installed"),
    "ios_provisioning_profiles": (provisioning_made, "installed"),
}
