"""Texts in a file without a name, which forks of a process read, too."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from multiprocessing import get_context
from typing import TYPE_CHECKING

import pytest

from generator.cache import Cache, CacheError
from generator.spool import Spool

if TYPE_CHECKING:
    from pathlib import Path

SHARED: list[Cache] = []
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")


def fetch(keys: list[str]) -> list[str | None]:
    """What a fork finds; it reads at the same time as others."""
    return [SHARED[0].fetch("texts", key) for key in keys for _ in range(50)]


def test_texts_are_found_by_table_and_key_and_replaced(tmp_path: Path) -> None:
    with closing(Spool(tmp_path)) as spool:
        spool.write("a", {"texts": "Ä\ud800", "quotes": ""})
        assert (spool.read("texts", "a"), spool.read("quotes", "a")) == ("Ä\ud800", "")
        spool.write("a", {"texts": "B"})
        assert spool.read("texts", "a") == "B"
        # Nobody else finds the file, and none is left.
        assert not list(tmp_path.iterdir())


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no forks here")
@pytest.mark.parametrize("is_file", [True, False])
def test_forks_find_what_was_held_and_what_was_kept(tmp_path: Path, *, is_file: bool) -> None:
    with closing(Cache(tmp_path / "a #c?/site.sqlite" if is_file else None)) as cache:
        cache.write("texts", "old", "Old.")
        cache.write("texts", "unasked", "Not shared.")
        cache.commit()
        keys = [f"new {number}" for number in range(40)]
        for key in keys:
            cache.hold(key, {"texts": f"{key}." * 99})
        cache.share("texts", ["old", "new 1", "none"])
        SHARED[:] = [cache]
        try:
            with ProcessPoolExecutor(2, get_context("fork")) as forks:
                found = list(forks.map(fetch, [[key] for key in [*keys, "old", "none"]]))
                wanted = [*(f"{key}." * 99 for key in keys), "Old.", None]
                assert found == [[text] * 50 for text in wanted]
                if is_file:
                    assert forks.submit(fetch, ["unasked"]).result() == ["Not shared."] * 50
                else:
                    with pytest.raises(RuntimeError, match="fork"):
                        forks.submit(fetch, ["unasked"]).result()
        finally:
            SHARED.clear()


def test_what_is_held_is_kept_from_the_next_commit_on(tmp_path: Path) -> None:
    path = tmp_path / "c/site.sqlite"
    with closing(Cache(path)) as cache:
        cache.hold("a", {"texts": "A"})
        assert (cache.fetch("texts", "a"), cache.read("texts", "a")) == ("A", None)
        cache.commit()
        assert cache.read("texts", "a") == "A"
        cache.put("c", {"texts": "C"})
        assert (cache.fetch("texts", "c"), cache.read("texts", "c")) == ("C", "C")
        cache.hold("a", {"texts": "B"})
        cache.hold("b", {"texts": "B"})
        cache.rollback()
        found = [cache.fetch("texts", key) for key in "abc"]
        assert found == ["A", None, None]
        cache.commit()
    with closing(Cache(path)) as cache:
        assert dict(cache.read_all("texts")) == {"a": "A"}


def test_where_nothing_can_be_written_the_cache_says_so(tmp_path: Path) -> None:
    with closing(Cache(None)) as cache:
        cache.spool.folder = tmp_path / "nowhere"
        with pytest.raises(CacheError):
            cache.hold("a", {"texts": "A"})
