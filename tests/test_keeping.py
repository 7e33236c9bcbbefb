from __future__ import annotations

import pytest

from generator.cache import Cache
from generator.keeping import Bodies
from generator.linking import Shown, sign
from generator.reads import Reads

SHOWN = Shown(
    '{"headings": [], "words": 1}\n<p>A</p>\n',
    '\nab\t[["w"]]\nb\t[["x"]]\n',
    '[{"text": "T", "anchor": "p.1"}]',
    sign(["ann", "lee"]),
)


@pytest.fixture
def bodies() -> Bodies:
    bodies = Bodies(Cache(None))
    bodies.keep("a", SHOWN)
    return bodies


def test_what_was_kept_is_there(bodies: Bodies) -> None:
    assert bodies.text("a", Reads()) == {"html": "<p>A</p>\n", "headings": [], "words": 1}
    assert bodies.quotes("b", ["a"]) == {"a": [["x"]]}
    assert bodies.quotes("c", ["a", "nobody"]) == {}
    assert bodies.uncited("a") == [{"text": "T", "anchor": "p.1"}]


def test_whoever_shows_a_text_has_read_it(bodies: Bodies) -> None:
    reads = Reads()
    with reads.noting() as facts:
        bodies.text("a", reads)
    assert facts == {"text a"}


def test_of_what_was_never_kept_there_is_nothing(bodies: Bodies) -> None:
    assert bodies.text("b", Reads()) == {"html": "", "headings": [], "words": 0}
    assert bodies.quotes("a", ["b"]) == {}
    assert bodies.uncited("b") == []


def test_what_is_kept_anew_replaces_what_was_fetched(bodies: Bodies) -> None:
    assert bodies.quotes("b", ["a"]) == {"a": [["x"]]}
    bodies.keep("a", Shown("{}", '\nb\t[["y"]]\n', "[]", ""))
    assert bodies.quotes("b", ["a"]) == {"a": [["y"]]}
    assert bodies.uncited("a") == []


def test_text_that_may_hold_words_is_found_by_its_sign(bodies: Bodies) -> None:
    bodies.cache.commit()
    assert bodies.find_holding({sign(["lee"])}) == {"a"}
    assert bodies.find_holding({sign(["tom"]), sign(["ann", "lee"])}) == {"a"}
    assert bodies.find_holding({sign(["tom", "lee"])}) == set()
