"""Drawings, in SVG: how large they are, and whether they do more than be looked at."""

from __future__ import annotations

import codecs
import gzip
import re
import zlib
from contextlib import suppress
from html import unescape

from generator.model import Shape

ENDINGS = ("svg", "svgz")
SCRIPT = re.compile(
    r"<\s*(?:[\w.-]+:)?(?:script|foreignObject)|\son\w+\s*=|javascript:", re.IGNORECASE
)
GZIP = b"\x1f\x8b"
ROOT = re.compile(r"<(?:[\w.-]+:)?svg\b(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>", re.IGNORECASE)
LENGTH = re.compile(r"\s(width|height)\s*=\s*[\"']\s*([\d.]+)\s*(?:px)?\s*[\"']", re.IGNORECASE)
VIEW = re.compile(r"\sviewBox\s*=\s*[\"']([^\"']*)[\"']", re.IGNORECASE)
# A drawing that says only its proportions is as wide as a text can be.
WIDE = 1200
MOST = 1_000_000.0


def read_drawing(data: bytes) -> str:
    """An SVG's text as a browser takes it: unpacked, decoded, without character references."""
    if data.startswith(GZIP):
        with suppress(OSError, EOFError, zlib.error):
            data = gzip.decompress(data)
    is_utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return unescape(data.decode("utf-16" if is_utf16 else "utf-8", "replace"))


def find_script(text: str) -> str:
    """What in a drawing could run; "" if nothing could."""
    found = SCRIPT.search(text)
    return found[0].strip() if found else ""


def measure(text: str) -> Shape | None:
    """How large a drawing is by its own words; None where it does not say."""
    root = ROOT.search(text)
    if root is None:
        return None
    sides = {name.lower(): read_number(value) for name, value in LENGTH.findall(root[0])}
    width, height = sides.get("width", 0.0), sides.get("height", 0.0)
    view = VIEW.search(root[0])
    box = [read_number(side) for side in re.split(r"[\s,]+", view[1].strip())] if view else []
    if len(box) == 4 and min(box[2:]) > 0 and not (width and height):
        width = width or (height * box[2] / box[3] if height else WIDE)
        height = height or width * box[3] / box[2]
    if not (width and height):
        return None
    return Shape(max(1, round(width)), max(1, round(height)))


def read_number(text: str) -> float:
    """A length without a unit; 0 for what is none."""
    with suppress(ValueError):
        number = float(text)
        return number if 0 < number < MOST else 0.0
    return 0.0
