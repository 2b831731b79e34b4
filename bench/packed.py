# SPDX-License-Identifier: Apache-2.0
"""The packed part of the bench: a sysdiagnose of 300 MB and a small one, beside inflating the large one once with the
fastest inflater that is installed."""

import argparse
import os
import shutil

import make_sysdiagnose
import measure

MEGABYTE = 1 << 20
SIZES = {"large": (300, 600, 150), "small": (7, 200, 10)}
INFLATERS = (["igzip", "-d", "-c"], ["pigz", "-d", "-c"], ["gzip", "-d", "-c"])


def prepare(bench):
    bench.packed = {}
    for name, (size, processes, reports) in SIZES.items():
        path = bench.packed[name] = bench.path(f"{name}.tar.gz")
        if not os.path.exists(path):
            make_sysdiagnose.make(path, argparse.Namespace(size=size, processes=processes, reports=reports))


def inflater():
    return next(command for command in INFLATERS if shutil.which(command[0]))


def examine(bench):
    """(rows of judged(), the best of each)."""
    inflate = inflater()
    commands = {f"bridle {name}": [bench.program, "check", path, "--format", "jsonl", "--no-progress"]
                for name, path in bench.packed.items()}
    # Its output goes nowhere: writing it would cost more than inflating.
    commands[inflate[0]] = ["sh", "-c", f"{' '.join(inflate)} \"$1\" > /dev/null", "sh", bench.packed["large"]]
    for command in commands.values():
        measure.measured(command, bench.path("warm.out"))
    for sample in [None] * bench.options.rounds + [0.02]:
        for name, command in commands.items():
            bench.run(name, command, sample)
    best = bench.best()
    large, small, floor = best["bridle large"], best["bridle small"], best[inflate[0]]
    return [
        ("wall, bridle / inflating", large.wall / floor.wall, "x", "at most 1.3", large.wall <= 1.3 * floor.wall),
        ("CPU, bridle / inflating", large.cpu / floor.cpu, "x", "", None),
        ("peak, large", large.pss / MEGABYTE, "MB", "at most 150", large.pss <= 150 * MEGABYTE),
        ("wall, small", small.wall, "s", "at most 0.15", small.wall <= 0.15),
        ("peak, small", small.pss / MEGABYTE, "MB", "at most 60", small.pss <= 60 * MEGABYTE),
    ], best
