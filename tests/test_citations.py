from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.citations import parse_citation


@pytest.mark.parametrize(
    ("text", "cites"),
    [
        # one source
        ("@one", [("", "one", "")]),
        ("@one, para. 4", [("", "one", "para. 4")]),
        # citation keys of other programs
        ("@doe:2018_a", [("", "doe:2018_a", "")]),
        ("see @10.1000/a+b.c, p. 1", [("see", "10.1000/a+b.c", "p. 1")]),
        ("@Kim2018: ", [("", "Kim2018", "")]),
        ("@{Kim2018:}, p. 1", [("", "Kim2018:", "p. 1")]),
        ("@one, §§ 4–5, 7", [("", "one", "§§ 4–5, 7")]),
        ("-@one", [("", "one", "")]),
        ("see also @one", [("see also", "one", "")]),
        ("  see\n  @one ,  p. 9 ", [("see", "one", "p. 9")]),
        # keys as Zotero makes them
        ("@symonds_2019:a/b+c", [("", "symonds_2019:a/b+c", "")]),
        ("@Kim.2019", [("", "Kim.2019", "")]),
        ("@김2019", [("", "김2019", "")]),
        # the stop of a sentence is no part of a key
        ("@one.", [("", "one", "")]),
        ("@one:, p. 4", [("", "one", "p. 4")]),
        # several
        ("@one; @two, p. 9", [("", "one", ""), ("", "two", "p. 9")]),
        ("see @one; cf. @two", [("see", "one", ""), ("cf.", "two", "")]),
        # no citation
        ("one", None),
        ("@", None),
        ("name@example.org", None),
        ("@one p. 4", None),
        ("@one,", None),
        ("@one;", None),
        ("; @one", None),
        ("@one; see", None),
        ("@one @two", None),
        ("@one [x]", None),
        ("", None),
    ],
)
def test_a_citation_is_read(text: str, cites: list[tuple[str, str, str]] | None) -> None:
    found = parse_citation(text)
    said = None if found is None else [(c.prefix, c.source, c.locator) for c in found]
    assert said == cites


keys = st.from_regex(r"[a-z][a-z0-9_:-]*[a-z0-9]", fullmatch=True)
locators = st.sampled_from(["", "p. 4", "paras. 2–3", "§ 5, note 2"])


@given(st.lists(st.tuples(keys, locators), min_size=1, max_size=4))
def test_a_citation_gives_back_what_it_was_made_of(parts: list[tuple[str, str]]) -> None:
    text = "; ".join(f"@{key}, {locator}" if locator else f"@{key}" for key, locator in parts)
    found = parse_citation(text)
    assert found is not None
    assert [(cite.source, cite.locator) for cite in found] == parts
