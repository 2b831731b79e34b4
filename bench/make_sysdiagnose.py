#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Make a sysdiagnose of made-up data, packed as a phone packs it: the same bytes for the same numbers.


Most of a real one is the files of the unified logs: here bytes of no meaning that pack as those do, to about a third.
The rest are the surfaces that bridle reads, in their published forms, as large as on a phone that is used.
"""

import argparse
import gzip
import io
import json
import random
import tarfile

NAME = "sysdiagnose_2026.03.14_10-00-00+0100_iPhone-OS_iPhone_22F76"
MEGABYTE = 1 << 20
DAEMONS = ["launchd", "UserEventAgent", "logd", "runningboardd", "installd", "locationd", "bluetoothd", "wifid",
           "CommCenter", "SpringBoard", "backboardd", "mediaserverd", "imagent", "identityservicesd", "homed", "apsd"]
IMAGES = [f"/System/Library/PrivateFrameworks/Stable{i}.framework/Stable{i}" for i in range(120)]
DAY = "2026-03-13"


def path_of(number):
    if number % 3 == 0:
        return f"/private/var/containers/Bundle/Application/{number:08X}-0000-4000-8000-000000000001/Horse{number}.app/Horse{number}"
    return f"/usr/libexec/{DAEMONS[number % len(DAEMONS)]}{'' if number < 48 else number}"


def name_of(number):
    return path_of(number).rsplit("/", 1)[1]


def ps(count):
    head = "USER             UID PRSNA   PID  PPID        F  %CPU %MEM PRI NI      VSZ    RSS WCHAN    TT  STAT STARTED      TIME COMMAND"
    rows = [f"mobile           501   199 {100 + i:5d}     1  4004004   0.0  0.3  37  0 407993328   7008 -        ??  Ss    9:15AM   0:01.90 {path_of(i)}"
            for i in range(count)]
    return "\n".join([head, *rows, ""]).encode()


def ps_thread(count):
    head = "USER             PID   TT   %CPU STAT PRI     STIME     UTIME COMMAND  PPID        F %MEM PRI NI      VSZ    RSS WCHAN  STARTED      TIME COMMAND"
    rows = []
    for i in range(count):
        rows.append(f"mobile         {100 + i:5d}   ??    0.0 S     31T   0:00.00   0:00.17 {path_of(i)[:7]}     1  4004004  0.9 31T  0 407965120  18224 -       1:25PM    0:02.38 {path_of(i)}")
        rows += [f"               {100 + i:5d}         0.0 S    37T   0:00.00   0:00.08             1   104004  0.7 37T  0 407931472  13728 -       1:25PM   0:02.37"] * 5
    return "\n".join([head, *rows, ""]).encode()


def spindump(count):
    out = ["Date/Time:        2026-03-14 10:00:10.500 +0100", "End time:         2026-03-14 10:00:12.499 +0100",
           "OS Version:       iPhone OS 18.5 (Build 22F76)", "Architecture:     arm64e", "Report Version:   57", "",
           "Hardware model:   iPhone14,5", "Active cpus:      6", "", "-" * 60,
           "Heavy format: stacks are sorted by count", "-" * 60, ""]
    for i in range(count):
        out += ["", f"Process:          {name_of(i)} [{100 + i}]", f"UUID:             AAAAAAAA-0000-4000-8000-{i:012X}",
                f"Path:             {path_of(i)}",
                "Shared Cache:     AAAAAAAA-0000-4000-8000-0000000000CC slid base address 0x180734000, slide 0x734000",
                "Architecture:     arm64", "Parent:           launchd [1]", "UID:              501",
                "Footprint:        3792 KB", f"Time Since Fork:  {200 + i}s", "Num samples:      8 (1-8)", ""]
        for thread in range(6):
            out.append(f'  Thread 0x{i * 8 + thread:x}    DispatchQueue "com.apple.main-thread"(1)    8 samples (1-8)    priority 31 (base 31)')
            out.append("  <process unclamped, IO tier 0>")
            out += ["  " * depth + f"  8  ??? (dyld + {99536 + depth}) [0x102c504d0]" for depth in range(20)]
            out.append("")
        out += ["  Binary Images:", f"           0x1027f4000 -        ???  {name_of(i)}                        <AAAAAAAA-0000-4000-8000-{i:012X}>  {path_of(i)}"]
        out += [f"           0x1{number:04x}4000 -        ???  {image.rsplit('/', 1)[1]}  <AAAAAAAA-0000-4000-8000-{number:012X}>  {image}"
                for number, image in enumerate(IMAGES[: 10 + i % 20])]
        out.append("")
    return "\n".join(out).encode()


def taskinfo(count):
    out = [f"num tasks: {count}", ""]
    for i in range(count):
        out += [f'process: "{name_of(i)[:32]}" [{100 + i}] [unique ID: {100 + i}]', "architecture: arm64",
                "coalition (type 0) ID: 7", "coalition (type 1) ID: 3", "suspend count: 0",
                "virtual bytes: 389.03 GB; phys_footprint bytes: 12.23 MB; phys_footprint lifetime maximum bytes: 12.36 MB",
                "run time: 216 s", "user/system time    (current threads): 0.145469 s / 0.000000 s", "P-time: 0.000000 s (0%)",
                "default sched policy: POLICY_TIMESHARE", "dirty tracking: untracked  dirty", "requested policy",
                "\treq apptype: TASK_APPTYPE_NONE", "\treq other: ", "effective policy",
                "\teff role: TASK_UNSPECIFIED (PRIO_DARWIN_ROLE_DEFAULT)", "ios-appledaemon: NO", "ios-imppromotion: NO",
                "ios-application: NO", "pid suspended: NO", "adaptive daemon: NO (boosted: NO)", "threads:"]
        for thread in range(5):
            out += [f"\tthread ID: 0x{i * 8 + thread:x} / {i * 8 + thread}", "\tuser/system time: 0.000353 s / 0.000000 s", "\tsched mode: timeshare",
                    "\tpolicy: POLICY_TIMESHARE", "\t\ttimeshare max  priority: 63", "\trequested policy:",
                    "\t\treq thread qos: THREAD_QOS_LEGACY, relprio: 0", "\trun state: TH_STATE_WAITING",
                    "\tflags: TH_FLAGS_SWAPPED |  | ", "\tsuspend count: 0", ""]
        out.append("")
    return "\n".join(out).encode()


def crash(number):
    name = name_of(number * 3)
    head = {"app_name": name, "timestamp": f"{DAY} {number % 24:02d}:00:00.00 +0100", "bug_type": "309", "os_version": "iPhone OS 18.5 (22F76)",
            "incident_id": f"AAAAAAAA-0000-4000-8000-{number:012X}", "name": name}
    images = [{"source": "P", "base": 8231239680 + i * 65536, "size": 60000, "uuid": f"0a1b2c3d-0000-3000-8000-{i:012x}", "path": image,
               "name": image.rsplit("/", 1)[1]} for i, image in enumerate(IMAGES)]
    threads = [{"id": t, "triggered": t == 0, "frames": [{"imageOffset": f * 16, "imageIndex": f % 100} for f in range(40)],
                "threadState": {"pc": {"value": 8231239690}}} for t in range(12)]
    body = {"userID": 501, "captureTime": f"{DAY} {number % 24:02d}:00:00.0000 +0100", "pid": 3000 + number, "procName": name,
            "procPath": path_of(number * 3), "parentProc": "launchd", "parentPid": 1,
            "exception": {"codes": "0x0000000000000000, 0x0000000000000000", "type": "EXC_CRASH", "signal": "SIGABRT"},
            "threads": threads, "usedImages": images, "faultingThread": 0}
    return (json.dumps(head) + "\n" + json.dumps(body, indent=1)).encode()


def jetsam(number, count):
    head = {"bug_type": "298", "timestamp": f"{DAY} {number % 24:02d}:10:00.00 +0100", "os_version": "iPhone OS 18.5 (22F76)",
            "incident_id": f"BBBBBBBB-0000-4000-8000-{number:012X}"}
    body = {"build": "iPhone OS 18.5 (22F76)", "date": head["timestamp"], "largestProcess": name_of(3),
            "processes": [{"uuid": f"0a1b2c3d-0000-3000-8000-{i:012x}", "states": ["daemon", "idle"], "age": 3724485992920, "rpages": 229, "pid": 100 + i,
                           "cpuTime": 0.06, "name": name_of(i)} for i in range(count)]}
    return (json.dumps(head) + "\n" + json.dumps(body, indent=1)).encode()


def statistics(files, count):
    return "".join(json.dumps({"record": "logd statistics", "type": "File Rotate", "file": f"Persist/{number:016x}.tracev3",
                               "unixTime": 1773000000 + number * 900, "totalBytes": 10485760,
                               "processList": [{"sizeBytes": 10000 - i, "process": path_of(i)} for i in range(count)]}) + "\n"
                   for number in range(files)).encode()


def shutdown(reboots):
    return "".join(f"After 1.26s, these clients are still here:\n\t\tremaining client pid: {100 + i} (/usr/sbin/filecoordinationd)\n"
                   f"SIGTERM: [{1690086400 + i * 86400}] All buffers flushed\n" for i in range(reboots)).encode()


def installs(lines):
    return "".join(f"Fri Mar 13 10:{i // 60 % 60:02d}:{i % 60:02d} 2026 [{i % 900}] <notice> (0x16f0db000) -[MIClientConnection _doInstall]: "
                   f"Install of \"/private/var/Stable{i}\" requested by installer (pid {i % 700})\n" for i in range(lines)).encode()


class LogBytes:
    """Bytes that deflate packs to about a third, as it does those of the unified logs."""

    def __init__(self, seed):
        chosen = random.Random(seed)
        words = [chosen.randbytes(chosen.randint(4, 24)) for _ in range(4096)]
        self.pool = b"".join(chosen.choice(words) + chosen.randbytes(2) for _ in range(500000))

    def take(self, number, size):
        start = number * 65537 % (len(self.pool) // 2)
        return (self.pool[start:] + self.pool)[:size]


def members(options):
    yield "sysdiagnose.log", b""
    yield "ps.txt", ps(options.processes)
    yield "ps_thread.txt", ps_thread(options.processes)
    yield "taskinfo.txt", taskinfo(options.processes)
    yield "spindump-nosymbols.txt", spindump(options.processes)
    for i in range(options.reports):
        yield f"crashes_and_spins/Horse-{DAY}-{i:06d}.ips", crash(i)
    for i in range(options.reports // 10):
        yield f"crashes_and_spins/JetsamEvent-{DAY}-{i:06d}.ips", jetsam(i, options.processes)
    yield "system_logs.logarchive/Extra/shutdown.log", shutdown(60)
    yield "system_logs.logarchive/Extra/logdata.statistics.0.jsonl", statistics(options.processes // 8, options.processes)
    yield "logs/MobileInstallation/mobile_installation.log.0", installs(options.processes * 40)


def add(archive, name, content):
    info = tarfile.TarInfo(f"{NAME}/{name}")
    info.size = len(content)
    info.mtime = 1773478800
    archive.addfile(info, io.BytesIO(content))


def make(path, options):
    packed = {"bytes": 0}

    class Counted(io.RawIOBase):
        def __init__(self, file):
            super().__init__()
            self.file = file

        def writable(self):
            return True

        def write(self, data):
            packed["bytes"] += len(data)
            return self.file.write(data)

    content = LogBytes(7)
    with open(path, "wb") as file, gzip.GzipFile(fileobj=Counted(file), mode="wb", mtime=0, compresslevel=6) as unpacked, \
            tarfile.open(fileobj=unpacked, mode="w") as archive:
        for name, data in members(options):
            add(archive, name, data)
        number = 0
        while packed["bytes"] < options.size * MEGABYTE:
            folder = ("Persist", "Persist", "Special", "Signpost")[number % 4]
            add(archive, f"system_logs.logarchive/{folder}/{number:016x}.tracev3", content.take(number, min(10, max(1, options.size // 4)) * MEGABYTE))
            number += 1
    return packed["bytes"]


def options_of(words):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out")
    parser.add_argument("--size", type=int, default=300, help="megabytes when packed")
    parser.add_argument("--processes", type=int, default=600)
    parser.add_argument("--reports", type=int, default=150)
    return parser.parse_args(words)


if __name__ == "__main__":
    chosen = options_of(None)
    print(f"{make(chosen.out, chosen)} bytes")
