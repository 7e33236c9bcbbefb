"""WebVTT: whether captions can be read by a browser, which drops in silence what it cannot.

The format is that of https://www.w3.org/TR/webvtt1/, section 4.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

TIME = r"(?:(\d+):)?([0-5]\d):([0-5]\d)\.(\d{3})"
TIMING = re.compile(rf"[ \t]*{TIME}[ \t]*-->[ \t]*{TIME}(?:[ \t]+(.*))?", re.ASCII)
SETTING = re.compile(r"(?:vertical|line|position|size|align|region):\S+")
# A comma in a time is what SubRip writes.
COMMA = re.compile(r"(\d\d:\d\d),(\d{3})")
ARROW = "-->"
EXAMPLE = "`00:01:02.000 --> 00:01:05.000`"


class Flaw(NamedTuple):
    """What is wrong with captions, and at which line, column and length."""

    line: int
    column: int
    length: int
    message: str
    fix: str


def find_flaws(text: str) -> Iterator[Flaw]:
    """What a browser could not read of captions: their head, their times, their blank lines."""
    lines = text.split("\n")
    if not re.match(r"WEBVTT(?:[ \t]|$)", lines[0]):
        yield say_head(lines)
        return
    block, cues = 1, 0
    while block < len(lines):
        end = next((n for n in range(block, len(lines)) if not lines[n]), len(lines))
        # What stands right below the first line belongs to the head.
        if block > 1 and block < end and not is_remark(lines[block]):
            cues += 1
            yield from check_cue(lines, block, end)
        elif block == 1 and any(ARROW in line for line in lines[1:end]):
            yield Flaw(2, 1, len(lines[1]), "no blank line stands below `WEBVTT`", "add one")
            return
        block = end + 1
    if not cues:
        yield Flaw(1, 1, len(lines[0]), "the captions hold nothing", f"write {EXAMPLE} and words")


def say_head(lines: list[str]) -> Flaw:
    """What is wrong with a first line that is not that of WebVTT."""
    if COMMA.search("\n".join(lines[:4])):
        fix = "write `WEBVTT` and a blank line above it, and full stops for the commas in times"
        return Flaw(1, 1, len(lines[0]) or 1, "this is SubRip (`.srt`), not WebVTT", fix)
    fix = "write `WEBVTT` as the first line, and a blank line below it"
    return Flaw(1, 1, len(lines[0]) or 1, "captions begin with the line `WEBVTT`", fix)


def is_remark(line: str) -> bool:
    """Whether a block is a note, or says how captions look or where."""
    return re.match(r"(?:NOTE|STYLE|REGION)(?:[ \t]|$)", line) is not None


def check_cue(lines: list[str], start: int, end: int) -> Iterator[Flaw]:
    """A cue is a time from when to when, perhaps below a name, and words below it."""
    first, *others = [n for n in range(start, end) if ARROW in lines[n]] or [end]
    if first > start + 1 or first == end:
        message = f"this stands below no time: {shorten(lines[start])}"
        fix = f"write a line such as {EXAMPLE} above it, or take out the blank line before it"
        yield Flaw(start + 1, 1, len(lines[start]), message, fix)
    else:
        yield from check_time(lines[first], first + 1)
    for number in others:
        message = "`-->` stands among the words of another caption"
        fix = "put a blank line before this caption"
        yield Flaw(number + 1, 1, len(lines[number]), message, fix)


def check_time(text: str, line: int) -> Iterator[Flaw]:
    """A time is one that a browser reads, ends after it begins, and nothing else is beside it."""
    match = TIMING.fullmatch(text)
    if match is None:
        fix = "write a full stop for the comma" if COMMA.search(text) else f"write {EXAMPLE}"
        message = f"a browser cannot read this time: {shorten(text)}"
        yield Flaw(line, 1, len(text), message, fix)
    elif count(match, 5) <= count(match, 1):
        message = "this caption ends before it begins"
        yield Flaw(line, 1, len(text), message, "mend one of the times")
    elif wrong := [one for one in (match[9] or "").split() if not SETTING.fullmatch(one)]:
        message = f"`{wrong[0]}` says nothing of where the caption stands"
        fix = "put the words on the next line"
        yield Flaw(line, text.index(wrong[0], match.start(9)) + 1, len(wrong[0]), message, fix)


def count(match: re.Match[str], first: int) -> int:
    """A time in milliseconds, by the first of its four groups."""
    hours, minutes, seconds, rest = (int(match[n] or 0) for n in range(first, first + 4))
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest


def shorten(line: str) -> str:
    """A line as a message quotes it."""
    said = line.strip().replace("`", "'")
    return f"`{said[:40]}…`" if len(said) > 41 else f"`{said}`"
