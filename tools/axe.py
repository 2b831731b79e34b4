#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""axe-core, the accessibility checker that the tests of the page use: `axe.py` prints where its package lies.

It is fetched once, from npm's registry, and kept in the user's cache; only the very bytes named here are used. It is not
a part of bridle, and nothing but these tests needs it.
"""

import base64
import hashlib
import io
import os
import sys
import tarfile
import urllib.error
import urllib.request

VERSION = "4.14.1"
URL = f"https://registry.npmjs.org/axe-core/-/axe-core-{VERSION}.tgz"
SHA512 = "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ=="
SIZE_MOST = 20_000_000
TIMEOUT = 60


class Unavailable(Exception):
    pass


def package_path():
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(cache, "bridle", f"axe-core-{VERSION}.tgz")


def is_right(content):
    return base64.b64encode(hashlib.sha512(content).digest()).decode() == SHA512


def fetched():
    try:
        with urllib.request.urlopen(URL, timeout=TIMEOUT) as answer:
            content = answer.read(SIZE_MOST)
    except (urllib.error.URLError, OSError) as error:
        raise Unavailable(f"{URL}: {error}") from error
    if not is_right(content):
        raise Unavailable(f"{URL}: other bytes than expected (SHA-512)")
    return content


def package():
    """The bytes of the package, from the cache or from the registry."""
    path = package_path()
    if os.path.exists(path):
        with open(path, "rb") as file:
            content = file.read()
        if is_right(content):
            return content
    content = fetched()
    os.makedirs(os.path.dirname(path), exist_ok=True)
    temporary = f"{path}.{os.getpid()}"
    with open(temporary, "wb") as file:
        file.write(content)
    os.replace(temporary, path)  # several tests may fetch at once
    return content


def script():
    """axe.min.js as text; Unavailable where it can't be had."""
    with tarfile.open(fileobj=io.BytesIO(package())) as archive:
        return archive.extractfile("package/axe.min.js").read().decode()


if __name__ == "__main__":
    try:
        package()
    except Unavailable as error:
        sys.exit(f"axe.py: {error}")
    print(package_path())
