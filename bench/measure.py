# SPDX-License-Identifier: Apache-2.0
"""Run a command and tell what it took: wall time, CPU of the whole process tree, peak memory, bytes written.

Wall and CPU are taken in runs without sampling. Memory is the largest sum of PSS over the tree, files in memory with it (smaps_rollup, each 20 ms
unless told) in a run of its own, and the largest RSS that the kernel noted for one process of it (VmHWM: what wait4 tells
counts the pages of the process that forked it).
"""

import ctypes
import dataclasses
import os
import subprocess
import threading
import time

PR_SET_CHILD_SUBREAPER = 36


@dataclasses.dataclass
class Taken:
    """Seconds and bytes of one run; `pss` and `rss` are 0 where they were not sampled. `written` are bytes of files, as
    the kernel counts blocks that processes make dirty (in memory file systems: none)."""

    status: int
    wall: float
    cpu: float
    pss: int
    rss: int
    written: int = 0


def adopt_orphans():
    """Processes whose parent ends become ours, so that their time counts too."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def descendants(pid):
    """The process and all below it."""
    found, waiting = [], [pid]
    while waiting:
        current = waiting.pop()
        found.append(current)
        try:
            for task in os.listdir(f"/proc/{current}/task"):
                with open(f"/proc/{current}/task/{task}/children", encoding="ascii") as file:
                    waiting += map(int, file.read().split())
        except OSError:
            continue
    return found


def kilobytes(path, key):
    """The bytes behind `key` in a file of /proc that counts in kB; 0 when the process is gone."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            for line in file:
                if line.startswith(key):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


def memory_files(pids):
    """Bytes of the files in memory (memfd) that the processes hold: no process needs to map them, so PSS has them not."""
    sizes = {}
    for pid in pids:
        try:
            for name in os.listdir(f"/proc/{pid}/fd"):
                path = f"/proc/{pid}/fd/{name}"
                if os.readlink(path).startswith("/memfd:"):
                    status = os.stat(path)
                    sizes[status.st_ino] = status.st_blocks * 512
        except OSError:
            continue
    return sum(sizes.values())


class Sampler(threading.Thread):
    """Keeps the largest sum of PSS over a process tree, and the largest RSS of one process of it, until it is stopped."""

    def __init__(self, pid, interval):
        super().__init__(daemon=True)
        self.pid, self.interval, self.peak, self.rss = pid, interval, 0, 0
        self.ended = threading.Event()

    def run(self):
        while not self.ended.wait(self.interval):
            pids = descendants(self.pid)
            pss = sum(kilobytes(f"/proc/{pid}/smaps_rollup", "Pss:") for pid in pids)
            self.peak = max(self.peak, pss + memory_files(pids))
            self.rss = max(self.rss, *(kilobytes(f"/proc/{pid}/status", "VmHWM:") for pid in pids))


def reaped():
    """CPU seconds and written blocks of orphans that became ours and have ended."""
    seconds, blocks = 0.0, 0
    while True:
        try:
            pid, _, usage = os.wait4(-1, os.WNOHANG)
        except ChildProcessError:
            return seconds, blocks
        if pid == 0:
            return seconds, blocks
        seconds += usage.ru_utime + usage.ru_stime
        blocks += usage.ru_oublock


def measured(command, out, sample=None, environment=None):
    """Run `command` with standard output into the file `out`; `sample` is the interval in seconds, None for none."""
    with open(out, "wb") as file:
        started = time.monotonic()
        process = subprocess.Popen(
            command,
            stdout=file,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            env={**os.environ, **(environment or {})},
        )
        sampler = Sampler(process.pid, sample) if sample else None
        if sampler:
            sampler.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - started
        process.returncode = os.waitstatus_to_exitcode(status)
    if sampler:
        sampler.ended.set()
        sampler.join()
    seconds, blocks = reaped()
    cpu, written = usage.ru_utime + usage.ru_stime + seconds, (usage.ru_oublock + blocks) * 512
    return Taken(process.returncode, wall, cpu, sampler.peak if sampler else 0, sampler.rss if sampler else 0, written)


def best(runs):
    """The least of each, over several runs (of PSS and RSS the largest)."""
    return Taken(
        runs[0].status,
        min(run.wall for run in runs),
        min(run.cpu for run in runs),
        max(run.pss for run in runs),
        max(run.rss for run in runs),
        max(run.written for run in runs),
    )
