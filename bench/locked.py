# SPDX-License-Identifier: Apache-2.0
"""The encrypted part of the bench: the same backup behind a password, for bridle and for mvt, and the floor of a key
derivation. mvt decrypts the whole backup to disk first, and then checks what it wrote."""

import json
import os
import shutil
import subprocess

import measure

HERE = os.path.dirname(os.path.abspath(__file__))
PASSWORD, ROUNDS = "bench", 10_000_000
MEGABYTE = 1 << 20
TRIES = 5  # of the derivation alone
PYTHON = "python"  # in mvt's environment, which has the package `cryptography`


def prepare(bench, wanted):
    """The encrypted form (kept with the backup), its key, the password in a file."""
    bench.locked, bench.key_file = bench.path("locked"), bench.path("locked.key")
    with open(bench.path("password"), "w", encoding="ascii") as file:
        file.write(PASSWORD + "\n")
    with open(os.path.join(HERE, "encrypt_backup.py"), encoding="utf-8") as file:
        wanted += file.read()
    made = bench.path("made.locked")
    if os.path.exists(made):
        with open(made, encoding="utf-8") as file:
            if file.read() == wanted:
                return
    shutil.rmtree(bench.locked, ignore_errors=True)
    python = os.path.join(os.path.dirname(bench.mvt), PYTHON)
    command = [python, os.path.join(HERE, "encrypt_backup.py"), bench.backup, bench.locked]
    subprocess.run([*command, "--password", PASSWORD, "--key-file", bench.key_file], check=True)
    with open(made, "w", encoding="utf-8") as file:
        file.write(wanted)


def floor(bench):
    """Seconds of the chain of instructions that no derivation can do without; None where they are not there."""
    target = bench.path("kdf-floor")
    subprocess.run(["gcc", "-O2", "-o", target, os.path.join(HERE, "kdf_floor.c")], check=True)
    said = subprocess.run([target], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
    return None if said == "not measured" else float(said)


def findings(path):
    """Ids of bridle's findings in its JSON lines."""
    with open(path, encoding="utf-8") as file:
        return sorted(json.loads(line)["id"] for line in file if '"bridle.finding/1"' in line)


def run_bridle(bench):
    """Plain, with the password, with the key, in turn; memory in a round of its own; the derivation alone."""
    plain = bench.check()
    at = plain.index(bench.backup)
    locked = [*plain[:at], bench.locked, *plain[at + 1 :]]
    commands = {
        "bridle plain": plain,
        "bridle password": [*locked, "--password-file", bench.path("password")],
        "bridle key-file": [*locked, "--key-file", bench.key_file],
    }
    for command in commands.values():
        measure.measured(command, bench.path("warm.out"))
    for sample in [None] * bench.options.rounds + [0.02]:
        for name, command in commands.items():
            bench.run(name, command, sample)
    first, *others = (findings(bench.path(f"{name}.out")) for name in commands)
    if not first or any(other != first for other in others):
        raise SystemExit("bench: the encrypted form does not give the findings of the plain one")
    for _ in range(TRIES):
        bench.run("derivation", [plain[0], "key", bench.locked, "--password-file", bench.path("password")])


def run_mvt(bench):
    """Decrypted to a folder, then checked there."""
    out = bench.path("decrypted")
    for _ in range(bench.options.mvt_rounds):
        shutil.rmtree(out, ignore_errors=True)
        command = [bench.mvt, "--disable-update-check", "--disable-indicator-update-check"]
        bench.run(
            "mvt decrypt",
            [*command, "decrypt-backup", "-d", out, bench.locked],
            0.25,
            {"MVT_IOS_BACKUP_PASSWORD": PASSWORD},
        )
        bench.run("mvt check", [*command, "check-backup", *bench.lists(), out], 0.25)
        shutil.rmtree(out, ignore_errors=True)


def ratio(what, value, unit, wanted, reached):
    return (what, value, unit, wanted, reached)


def judged(best, chain):
    plain, password, key = (best[f"bridle {name}"] for name in ("plain", "password", "key-file"))
    beyond = password.written - plain.written  # the JSON lines themselves are written into a file
    rows = [
        ratio("CPU, key-file / plain", key.cpu / plain.cpu, "x", "at most 1.3", key.cpu <= 1.3 * plain.cpu),
        ratio("wall, key-file / plain", key.wall / plain.wall, "x", "at most 1.3", key.wall <= 1.3 * plain.wall),
        ratio("peak of bridle (PSS)", password.pss / MEGABYTE, "MB", "at most 100", password.pss <= 100 * MEGABYTE),
        ratio("written, password - plain", beyond / MEGABYTE, "MB", "nothing", beyond <= 65536),
    ]
    if "mvt check" in best:
        both = best["mvt decrypt"].wall + best["mvt check"].wall
        rows.insert(0, ratio("wall, mvt both / bridle", both / password.wall, "x", "at least 60", both >= 60 * password.wall))
    if chain:
        taken = best["derivation"].cpu
        rows.append(ratio("CPU, derivation / floor", taken / chain, "x", "below 2", taken < 2 * chain))
    else:
        print("floor of the derivation: not measured (no SHA instructions)")
    return rows


def examine(bench):
    """(rows of judged(), the best of each)."""
    os.makedirs(bench.path("home"), exist_ok=True)
    run_bridle(bench)
    chain = floor(bench)
    run_mvt(bench)
    best = bench.best()
    if chain:
        print(f"floor of {ROUNDS} rounds of PBKDF2 with SHA-256: {chain:.2f} s\n")
    return judged(best, chain), best
