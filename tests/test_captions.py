from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.captions import find_flaws

GOOD = [
    "WEBVTT\n\n00:00.000 --> 00:01.000\nHere.",
    "WEBVTT - a title\nKind: captions\n\nNOTE\nby Zed\n\n1\n00:00:00.000 --> 01:00:00.500\nA\nB\n",
    "WEBVTT\t\n\n\n\nSTYLE\n::cue { color: red }\n\nREGION\nid:a\n\n0:00:01.000-->0:00:02.000\nA\n",
    "WEBVTT\n\n00:01.000 --> 00:02.000 align:start line:0 position:10%,line-left\n어서 오세요",
    # Two at once, and one that says nothing.
    "WEBVTT\n\n00:01.000 --> 00:02.000\nA\n\n00:01.000 --> 00:02.000\nB\n\n00:02.000 --> 00:03.000",
]


@pytest.mark.parametrize("text", GOOD)
def test_what_a_browser_reads_is_good(text: str) -> None:
    assert [*find_flaws(text)] == []


HEAD = "WEBVTT\n\n00:00.000 --> 00:01.000\nHere.\n\n"
BAD = [
    ("Here.\n", [(1, "captions begin with the line `WEBVTT`")]),
    ("WEBVTTX\n\n00:00.000 --> 00:01.000\nA", [(1, "captions begin with the line `WEBVTT`")]),
    ("1\n00:00:00,000 --> 00:00:01,000\nHere.", [(1, "this is SubRip (`.srt`), not WebVTT")]),
    ("WEBVTT\n00:00.000 --> 00:01.000\nHere.", [(2, "no blank line stands below `WEBVTT`")]),
    ("WEBVTT", [(1, "the captions hold nothing")]),
    ("WEBVTT\n\nNOTE empty\n", [(1, "the captions hold nothing")]),
    (f"{HEAD}Here too.", [(6, "this stands below no time: `Here too.`")]),
    (f"{HEAD}{'x' * 99}", [(6, f"this stands below no time: `{'x' * 40}…`")]),
    (f"{HEAD}a\nb\n00:01.000 --> 00:02.000\nc", [(6, "this stands below no time: `a`")]),
    (f"{HEAD}00:01,000 --> 00:02,000\nc",
     [(6, "a browser cannot read this time: `00:01,000 --> 00:02,000`")]),
    (f"{HEAD}0:01.000 --> 0:02.000\nc",
     [(6, "a browser cannot read this time: `0:01.000 --> 0:02.000`")]),
    (f"{HEAD}00:01.000 --> 00:61.000\nc",
     [(6, "a browser cannot read this time: `00:01.000 --> 00:61.000`")]),
    (f"{HEAD}2\n00:02.000 --> 00:01.000\nc", [(7, "this caption ends before it begins")]),
    (f"{HEAD}01:00:00.000 --> 00:59.000\nc", [(6, "this caption ends before it begins")]),
    (f"{HEAD}00:01.000 --> 00:02.000 Here.",
     [(6, "`Here.` says nothing of where the caption stands")]),
    (f"{HEAD}00:01.000 --> 00:02.000\nc\n00:02.000 --> 00:03.000\nd",
     [(8, "`-->` stands among the words of another caption")]),
    # Each of several.
    (f"{HEAD}a\n\nb\n\n00:09.000 --> 00:08.000",
     [(6, "this stands below no time: `a`"), (8, "this stands below no time: `b`"),
      (10, "this caption ends before it begins")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), BAD)
def test_what_a_browser_drops_is_told_with_its_line(
    text: str, wanted: list[tuple[int, str]]
) -> None:
    found = [*find_flaws(text)]
    assert [(flaw.line, flaw.message) for flaw in found] == wanted
    assert all(flaw.fix for flaw in found)


def test_words_beside_a_time_are_marked_where_they_stand() -> None:
    (flaw,) = find_flaws("WEBVTT\n\n00:01.000 --> 00:02.000 line:1 Here.\nA")
    assert (flaw.line, flaw.column, flaw.length) == (3, 32, 5)


@given(st.lists(st.sampled_from(
    ["WEBVTT", "", "1", "a", "NOTE", "00:01.000 --> 00:02.000", "-->", " ", "00:01.000 --> b"]
)))  # fmt: skip
def test_any_text_is_read_to_its_end(lines: list[str]) -> None:
    for flaw in find_flaws("\n".join(lines)):
        assert 1 <= flaw.line <= max(len(lines), 1)
