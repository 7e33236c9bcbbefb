"""Pictures without what cameras and programs leave in them: where, when and by whom they were made.

The picture itself is not decoded: its file is a row of parts, and only those that say how it looks
are kept. So nothing is lost of what can be seen, and nothing hides behind the end.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# How files begin, and of what form they are then.
SIGNATURES = {
    "JPEG": re.compile(rb"\xff\xd8\xff"),
    "PNG": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "GIF": re.compile(rb"GIF8[79]a"),
    "WEBP": re.compile(rb"RIFF[\s\S]{4}WEBP"),
    "AVIF": re.compile(rb"[\s\S]{4}ftyp(?:avif|avis)"),
}
EXIF = b"Exif\0\0"
# JPEG (ITU-T T.81, annex B): markers that stand alone, and what ends a scan.
ALONE = {0x01, *range(0xD0, 0xD9)}
SCAN, END = 0xDA, 0xD9
AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
# A JFIF header says nothing after its first 14 bytes but a second, smaller picture.
JFIF = b"JFIF\0"
JFIF_LENGTH = 14
# Segments for applications that say how a picture looks: its profile, Adobe's kind of colours.
LOOKS = {0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
# PNG: chunks that say how it looks, APNG's among them.
CHUNKS = set(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP cICP sBIT bKGD pHYs acTL fcTL fdAT".split()
)
# WebP's: https://developers.google.com/speed/webp/docs/riff_container
PIECES = set(b"VP8 |VP8L|VP8X|ALPH|ANIM|ANMF|ICCP".split(b"|"))
HAS_TRACES = 0x08 | 0x04
# GIF89a: an application's block that says how often to repeat, or the colours.
REPEATS = (b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012")


def find_form(data: bytes) -> str:
    """Of what form a picture is by its first bytes; "" for what is none that browsers show."""
    return next((form for form, begins in SIGNATURES.items() if begins.match(data)), "")


def take_out(data: bytes, form: str) -> tuple[bytes, bytes]:
    """A picture's file without its traces, and the Exif block that was among them.

    The same bytes come back where there was nothing to take out. An AVIF file, whose parts point
    to one another, comes back as it is.
    """
    exif = b""
    kept = []
    parts = {"JPEG": split_jpeg, "PNG": split_png, "WEBP": split_webp, "GIF": split_gif}
    if form not in parts:
        return data, b""
    for part, is_look, found in parts[form](data):
        exif = exif or found
        if is_look:
            kept.append(part)
    clean = b"".join(kept)
    if form == "WEBP":
        clean = b"RIFF" + (len(clean) + 4).to_bytes(4, "little") + b"WEBP" + clean
    return clean, exif


def split_jpeg(data: bytes) -> Iterator[tuple[bytes, bool, bytes]]:
    """Each segment, whether it says how the picture looks, and Exif if that is what it is."""
    yield data[:2], True, b""
    at = 2
    while at + 1 < len(data):
        marker = data[at + 1]
        if data[at] != 0xFF or marker == 0xFF:
            at += 1
            continue
        if marker in ALONE or marker == END:
            yield data[at : at + 2], True, b""
            if marker == END:
                return
            at += 2
            continue
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        content = data[at + 4 : end]
        if marker == SCAN:
            found = AFTER_SCAN.search(data, end)
            end = found.start() if found else len(data)
            yield data[at:end], True, b""
        elif marker == 0xE0 and content.startswith(JFIF):
            header = content[: JFIF_LENGTH - 2] + b"\0\0"
            yield b"\xff\xe0" + (JFIF_LENGTH + 2).to_bytes(2, "big") + header, True, b""
        else:
            is_of_program = 0xE0 <= marker <= 0xEF
            is_look = marker != 0xFE and not is_of_program
            is_look |= marker in LOOKS and content.startswith(LOOKS[marker])
            is_exif = marker == 0xE1 and content.startswith(EXIF)
            yield data[at:end], is_look, content if is_exif else b""
        at = max(end, at + 4)


def split_png(data: bytes) -> Iterator[tuple[bytes, bool, bytes]]:
    """The same of each chunk of a PNG."""
    yield data[:8], True, b""
    at = 8
    while at + 12 <= len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        name, content = data[at + 4 : at + 8], data[at + 8 : end - 4]
        yield data[at:end], name in CHUNKS, EXIF + content if name == b"eXIf" else b""
        if name == b"IEND":
            return
        at = end


def split_webp(data: bytes) -> Iterator[tuple[bytes, bool, bytes]]:
    """The same of each chunk of a WebP."""
    at = 12
    end = min(len(data), 8 + int.from_bytes(data[4:8], "little"))
    while at + 8 <= end:
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        name, content = data[at : at + 4], data[at + 8 : at + 8 + length]
        part = data[at : at + 8 + length + length % 2]
        if name == b"VP8X" and content:
            part = part[:8] + bytes([content[0] & ~HAS_TRACES]) + part[9:]
        exif = content if content.startswith(EXIF) else EXIF + content
        yield part, name in PIECES, exif if name == b"EXIF" else b""
        at += len(part)


def split_gif(data: bytes) -> Iterator[tuple[bytes, bool, bytes]]:
    """The same of each block of a GIF."""
    at = 13 + colors(data[10:11])
    yield data[:at], True, b""
    while at < len(data):
        begin, kind = at, data[at]
        if kind == 0x2C:
            at = skip_blocks(data, at + 11 + colors(data[at + 9 : at + 10]))
            yield data[begin:at], True, b""
        elif kind == 0x21:
            at = skip_blocks(data, at + 2)
            is_look = data[begin + 1 : begin + 2] == b"\xf9"
            yield data[begin:at], is_look or data[begin + 3 :].startswith(REPEATS), b""
        else:
            yield b"\x3b", True, b""
            return


def colors(flags: bytes) -> int:
    """How many bytes a table of colours takes, by the byte that announces it."""
    return 3 << (flags[0] & 7) + 1 if flags and flags[0] & 0x80 else 0


def skip_blocks(data: bytes, at: int) -> int:
    """Where a row of blocks ends, each of which begins with its length, the last with 0."""
    while at < len(data) and data[at]:
        at += 1 + data[at]
    return at + 1
