# SPDX-License-Identifier: Apache-2.0
"""Sysdiagnoses of the rows that the fixtures of rules on crash reports hold: a row is what happened from one moment on."""

import json

from fixtures import sysdiagnose, times

IMAGE, CACHE = 4366106624, {"base": 6478430208, "size": 2213691392}
PLACES = {
    "SpringBoard": "/System/Library/CoreServices/SpringBoard.app/SpringBoard",
    "MessagesBlastDoorService": "/System/Library/PrivateFrameworks/MessagesBlastDoorSupport.framework/XPCServices/"
                                "MessagesBlastDoorService.xpc/MessagesBlastDoorService",
    "com.apple.WebKit.WebContent": "/private/preboot/Cryptexes/OS/System/Library/Frameworks/WebKit.framework/"
                                   "XPCServices/com.apple.WebKit.WebContent.xpc/com.apple.WebKit.WebContent",
}
APP = "/private/var/containers/Bundle/Application/0A1B2C3D-0000-4000-8000-00000000000F/%s.app/%s"
SAID = ("exception", "signal", "subtype", "codes")


def place_of(words):
    """The program's path: as the words say, an app's, or where the system has it."""
    process = words["process"]
    if words.get("app"):
        return APP % (process, process)
    return words.get("path", PLACES.get(process, "/usr/libexec/" + process))


def crash_of(words, number):
    """The body of a report: `exception`, `signal`, `subtype`, `codes`; `frames` deep, in turns of `turns` functions;
    `pc`; `images`, paths of further libraries."""
    path = place_of(words)
    frames = [{"imageOffset": 960 + 4 * (at % words.get("turns", 3)), "imageIndex": 0} for at in range(words.get("frames", 5))]
    thread = {"triggered": True, "id": 1, "frames": frames}
    if "pc" in words:
        thread["threadState"] = {"flavor": "ARM_THREAD_STATE64", "pc": {"value": words["pc"]}}
    images = [{"source": "P", "base": IMAGE + 65536 * at, "size": 32768, "path": image, "name": (image or "hay").rsplit("/", 1)[-1],
               "uuid": f"0a1b2c3d-0000-3000-8000-{at:012x}"} for at, image in enumerate([path, *words.get("images", [])])]
    return {"pid": 1000 + number, "procName": words["process"], "procPath": path, "parentProc": "launchd", "parentPid": 1,
            "exception": {{"exception": "type"}.get(key, key): words[key] for key in SAID if key in words},
            "faultingThread": 0, "threads": [thread], "usedImages": images, "sharedCache": CACHE}


BODIES = {
    "309": crash_of,
    "308": crash_of,
    "210": lambda words, number: {"panicString": words.get("panic", "panic(cpu 1 caller 0xfffffff0): Kernel data abort\n")},
    "298": lambda words, number: {"largestProcess": words["process"], "processes": [
        {"name": words["process"], "pid": 1000 + number, "reason": "per-process-limit", "states": ["frontmost"]}]},
}


def report_of(words, moment, number):
    """The text of one report (`type`, by default of a crash)."""
    kind = words.get("type", "309")
    head = {"app_name": words["process"], "name": words["process"], "bug_type": kind, "timestamp": moment and written(moment),
            "os_version": words.get("system", "iPhone OS 18.5 (22F76)")}
    if words.get("incident", True):
        head["incident_id"] = f"AAAAAAAA-0000-4000-8000-{number:012}"
    if kind == "202":
        return f"{json.dumps(head)}\nDate/Time: {head['timestamp']}\nCommand: {words['process']}\nPath: {place_of(words)}\n" \
               "Event: cpu usage\nCPU: 90 seconds cpu time over 100 seconds\n"
    return json.dumps(head) + "\n" + json.dumps({"captureTime": head["timestamp"], **BODIES[kind](words, number)}) + "\n"


def written(moment):
    """A time as reports have it, in the zone of the phone."""
    local = times.instant(times.shifted(moment, 3600))
    return local.strftime("%Y-%m-%d %H:%M:%S.00 +0100")


def spindump_of(rows):
    """A process a row: `process` (its path) and `bundle` (the path of a library in it)."""
    lines = ["Date/Time:        2026-06-01 10:00:10.500 +0200", "End time:         2026-06-01 10:00:12.499 +0200",
             "OS Version:       iPhone OS 18.5 (Build 22F76)", ""]
    for number, row in enumerate(rows):
        lines += [f"Process:          {row['process'].rsplit('/', 1)[-1]} [{100 + number}]",
                  f"UUID:             0A1B2C3D-0000-3000-8000-{number:012X}", f"Path:             {row['process']}",
                  "Parent:           launchd [1]", "UID:              501", "", "  Thread 0x1a2    8 samples (1-8)",
                  "  8  ??? (hay + 960) [0x1043c83c0]", "", "  Binary Images:",
                  f"           0x1043c8000 -                ???  {row['bundle'].rsplit('/', 1)[-1]}"
                  f"  <0B1B2C3D-0000-3000-8000-{number:012X}>  {row['bundle']}", "", ""]
    return "\n".join(lines)


class Reports:
    """Reports of a phone, `count` of each sort, `every` so many seconds, from `after` seconds behind the row's time on;
    `twice`: each lies in a second folder too."""

    def __init__(self, rows):
        rows = list(rows)
        self.files, self.number = {}, 0
        for row in rows:
            for words in row.get("reports", []):
                self.add(row["at"], words)
        if [row for row in rows if "reports" not in row]:
            self.files["spindump-nosymbols.txt"] = spindump_of([row for row in rows if "reports" not in row]).encode()

    def add(self, moment, words):
        for number in range(words.get("count", 1)):
            self.number += 1
            after = words.get("after", 0) + number * words.get("every", 60)
            text = report_of(words, moment and times.shifted(moment, after), self.number)
            for folder in ["", "Retired/"] if words.get("twice") else [""]:
                self.files[f"crashes_and_spins/{folder}{words['process']}-{self.number:05}.ips"] = text.encode()

    def write(self, folder):
        return sysdiagnose.written(folder, self.files)


MAKERS = {"sysdiagnose_crashes": (Reports, "at"), "sysdiagnose_crash_images": (Reports, "at")}
