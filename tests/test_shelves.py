"""Small values in few texts."""

from __future__ import annotations

import pytest

from generator.cache import Cache
from generator.shelves import BOXES, TABLE, Shelf, number_of

MANY = {f"key {number}": {"number": number} for number in range(3 * BOXES)}


@pytest.fixture
def cache() -> Cache:
    return Cache(None)


def test_what_was_written_is_there(cache: Cache) -> None:
    Shelf(cache, "page").write(MANY)
    assert Shelf(cache, "page").read_all() == MANY
    assert Shelf(cache, "page").read(["key 7", "missing"]) == {"key 7": {"number": 7}}
    assert Shelf(cache, "pages").read_all() == {}


def test_new_values_replace_old_ones_and_others_stay(cache: Cache) -> None:
    shelf = Shelf(cache, "page")
    shelf.write(MANY)
    shelf.write({"key 1": "other", "\ud800": "odd"}, ["key 2", "missing"])
    wanted = {**MANY, "key 1": "other", "\ud800": "odd"}
    del wanted["key 2"]
    assert shelf.read_all() == wanted


def test_what_is_nothing_takes_no_place(cache: Cache) -> None:
    shelf = Shelf(cache, "check")
    shelf.write({"a": [], "b": [1]})
    shelf.write({"b": []})
    assert shelf.read_all() == {}


def test_only_boxes_with_something_new_are_written(cache: Cache) -> None:
    shelf = Shelf(cache, "page")
    shelf.write(MANY)
    cache.write_many(TABLE, ((f"page {number}", "{}") for number in range(BOXES)))
    shelf.write({"key 1": 1})
    assert shelf.read_all() == {"key 1": 1}
    assert 0 <= number_of("key 1") < BOXES
