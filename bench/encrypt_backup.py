#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Make the encrypted form of a backup, with the package `cryptography`: none of bridle's code, none of the tests'.

usage: encrypt_backup.py BACKUP OUT [--password WORD] [--rounds N] [--key-file FILE]

Key bag, keys and files as a phone with iOS 10.2 or later leaves them, and as many rounds as a phone asks for
(10,000,000). Every file gets a key of its own. The same input gives the same bytes. It writes the derived key into FILE.
"""

import argparse
import hashlib
import os
import plistlib
import shutil
import sqlite3
import struct
import tempfile

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.keywrap import aes_key_wrap

SALTS = hashlib.sha256(b"bench salt").digest()[:20], hashlib.sha256(b"bench first salt").digest()[:20]
SECOND_ROUNDS = 10_000
CLASSES = range(1, 12)
USED_CLASS, LIST_CLASS = 3, 4
PIECE = 1 << 20


def key_of(*words):
    """Made up, and the same in every run."""
    return hashlib.sha256(" ".join(map(str, ("bench", *words))).encode()).digest()


def entry(tag, value):
    value = value if isinstance(value, bytes) else struct.pack(">I", value)
    return tag + struct.pack(">I", len(value)) + value


def derived(password, rounds):
    first = hashlib.pbkdf2_hmac("sha256", password.encode(), SALTS[1], rounds, 32)
    return hashlib.pbkdf2_hmac("sha1", first, SALTS[0], SECOND_ROUNDS, 32)


def keybag(key, rounds):
    parts = [entry(b"VERS", 5), entry(b"TYPE", 1), entry(b"UUID", key_of("uuid")[:16]), entry(b"HMCK", bytes(40))]
    parts += [entry(b"WRAP", 0), entry(b"SALT", SALTS[0]), entry(b"ITER", SECOND_ROUNDS)]
    parts += [entry(b"DPWT", 1), entry(b"DPIC", rounds), entry(b"DPSL", SALTS[1])]
    for number in CLASSES:
        parts += [entry(b"UUID", key_of("uuid", number)[:16]), entry(b"CLAS", number), entry(b"WRAP", 2)]
        parts += [entry(b"KTYP", 0), entry(b"WPKY", aes_key_wrap(key, key_of("class", number)))]
    return b"".join(parts)


def encrypt_file(key, source, target):
    """AES-256-CBC with a vector of zeros and PKCS #7 padding, piece by piece."""
    encryptor = Cipher(algorithms.AES(key), modes.CBC(bytes(16))).encryptor()
    with open(source, "rb") as reading, open(target, "wb") as writing:
        size = 0
        while piece := reading.read(PIECE):
            size += len(piece)
            if len(piece) < PIECE:
                break
            writing.write(encryptor.update(piece))
        count = 16 - size % 16
        writing.write(encryptor.update(piece + bytes([count]) * count) + encryptor.finalize())


def with_key(blob, key):
    """The archive of a file with its own key in it."""
    archive = plistlib.loads(blob)
    objects = archive["$objects"]
    wrapped = struct.pack("<I", USED_CLASS) + aes_key_wrap(key_of("class", USED_CLASS), key)
    objects[1].update({"ProtectionClass": USED_CLASS, "EncryptionKey": plistlib.UID(len(objects))})
    objects.append({"NS.data": wrapped, "$class": plistlib.UID(len(objects) + 1)})
    objects.append({"$classname": "NSMutableData", "$classes": ["NSMutableData", "NSData", "NSObject"]})
    return plistlib.dumps(archive, fmt=plistlib.FMT_BINARY, sort_keys=False)


def encrypt_list(source, target):
    """Manifest.db with a key for each file; gives the ids of the files."""
    with tempfile.TemporaryDirectory() as folder:
        plain = os.path.join(folder, "Manifest.db")
        shutil.copyfile(source, plain)
        connection = sqlite3.connect(plain, isolation_level=None)
        connection.execute("BEGIN")
        rows = connection.execute("SELECT fileID, file FROM Files WHERE flags = 1").fetchall()
        connection.executemany(
            "UPDATE Files SET file = ? WHERE fileID = ?",
            ((with_key(blob, key_of("file", name)), name) for name, blob in rows),
        )
        connection.execute("COMMIT")
        connection.close()
        encrypt_file(key_of("list"), plain, target)
    return [name for name, _ in rows]


def make(source, out, password="bench", rounds=10_000_000):
    """The whole backup; gives the derived key."""
    os.makedirs(out)
    for name in ("Info.plist", "Status.plist"):
        shutil.copyfile(os.path.join(source, name), os.path.join(out, name))
    key = derived(password, rounds)
    with open(os.path.join(source, "Manifest.plist"), "rb") as file:
        manifest = plistlib.load(file)
    manifest["IsEncrypted"] = True
    manifest["BackupKeyBag"] = keybag(key, rounds)
    manifest["ManifestKey"] = struct.pack("<I", LIST_CLASS) + aes_key_wrap(key_of("class", LIST_CLASS), key_of("list"))
    with open(os.path.join(out, "Manifest.plist"), "wb") as file:
        plistlib.dump(manifest, file, fmt=plistlib.FMT_BINARY)
    for name in encrypt_list(os.path.join(source, "Manifest.db"), os.path.join(out, "Manifest.db")):
        stored = os.path.join(source, name[:2], name)
        if os.path.exists(stored):
            os.makedirs(os.path.join(out, name[:2]), exist_ok=True)
            encrypt_file(key_of("file", name), stored, os.path.join(out, name[:2], name))
    return key


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("backup")
    parser.add_argument("out")
    parser.add_argument("--password", default="bench")
    parser.add_argument("--rounds", type=int, default=10_000_000)
    parser.add_argument("--key-file")
    options = parser.parse_args()
    key = make(options.backup, options.out, options.password, options.rounds)
    if options.key_file:
        with open(options.key_file, "w", encoding="ascii") as file:
            file.write(key.hex() + "\n")


if __name__ == "__main__":
    main()
