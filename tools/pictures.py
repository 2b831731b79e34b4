#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the pictures of the HTML report that stand in docs/pictures: `pictures.py [LANGUAGE…]` (without: en).

The reports are those of the tests of the page, all of their names made up; Chromium draws them. Pictures are kept small
by a palette of at most 256 colours.
"""

import collections
import os
import struct
import sys
import tempfile
import zlib

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "tests"))

from fixtures import browser, program, reports  # noqa: E402  (needs the line above)

OUT = os.path.join(ROOT, "docs", "pictures")
WIDTH, HEIGHT, SCALE = 1000, 1240, 0.75
PICTURES = {
    "harmless": ("harmless", "light", None),
    "traces": ("traces", "light", None),
    "attempt": ("attempt", "light", None),
    "unreadable": ("unreadable", "light", None),
    "findings": ("traces", "light", "#findings"),
    "dark": ("attempt", "dark", "#read"),
}


def rows_of(png):
    """Width, and the rows of a PNG of 8-bit RGB or RGBA as lists of (r, g, b)."""
    width, height, depth, kind = struct.unpack(">IIBB", png[16:26])
    if depth != 8 or kind not in (2, 6):
        raise SystemExit("pictures.py: Chromium gave another kind of PNG")
    at, data, size = 8, b"", 3 if kind == 2 else 4
    while at < len(png):
        length, name = struct.unpack(">I4s", png[at : at + 8])
        data += png[at + 8 : at + 8 + length] if name == b"IDAT" else b""
        at += 12 + length
    raw, line, above, rows = zlib.decompress(data), width * size, bytearray(width * size), []
    for number in range(height):
        start = number * (line + 1)
        above = unfiltered(raw[start], bytearray(raw[start + 1 : start + 1 + line]), above, size)
        rows.append([tuple(above[i : i + 3]) for i in range(0, line, size)])
    return width, rows


def unfiltered(kind, row, above, size):
    for i, value in enumerate(row):
        left, up, corner = (row[i - size] if i >= size else 0), above[i], (above[i - size] if i >= size else 0)
        if kind == 1:
            value += left
        elif kind == 2:
            value += up
        elif kind == 3:
            value += (left + up) // 2
        elif kind == 4:
            near = left + up - corner
            value += min((abs(near - left), 0, left), (abs(near - up), 1, up), (abs(near - corner), 2, corner))[2]
        row[i] = value & 0xFF
    return row


def palette_of(rows):
    """At most 256 colours, the commonest, and for each colour of the picture the nearest of them."""
    counted = collections.Counter(color for row in rows for color in row)
    palette = [color for color, _ in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))[:256]]
    nearest = {color: number for number, color in enumerate(palette)}
    for color in counted:
        if color not in nearest:
            nearest[color] = min(range(len(palette)), key=lambda n: sum((a - b) ** 2 for a, b in zip(palette[n], color)))
    return palette, nearest


def with_palette(png):
    """The same picture as a PNG with a palette."""
    width, rows = rows_of(png)
    palette, nearest = palette_of(rows)
    raw = b"".join(b"\0" + bytes(nearest[color] for color in row) for row in rows)

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, len(rows), 8, 3, 0, 0, 0))
        + chunk(b"PLTE", b"".join(bytes(color) for color in palette))
        + chunk(b"IDAT", zlib.compress(raw, 9))
        + chunk(b"IEND", b"")
    )


def take(page, path, scheme, anchor):
    page.resize(WIDTH, HEIGHT, SCALE)
    page.media(scheme)
    page.open(path)
    if anchor:
        page.evaluate(f"document.querySelector('{anchor}').scrollIntoView()")
    return with_palette(page.screen())


def main():
    languages = sys.argv[1:] or ["en"]
    if not browser.program():
        sys.exit("pictures.py: no Chromium here")
    os.makedirs(OUT, exist_ok=True)
    one = browser.Browser()
    try:
        with tempfile.TemporaryDirectory(prefix="bridle-pictures-") as home:
            for language in languages:
                for name, (kind, scheme, anchor) in PICTURES.items():
                    report = reports.Report(os.path.join(home, f"{name}-{language}"), kind, ("--language", language))
                    target = os.path.join(OUT, f"{name}-{language}.png")
                    with open(target, "wb") as file:
                        file.write(take(one.page(), report.path, scheme, anchor))
                    print(os.path.relpath(target, program.ROOT), os.path.getsize(target))
    finally:
        one.close()


if __name__ == "__main__":
    main()
