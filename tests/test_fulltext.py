"""The index of all texts: made when a text changes, always the same, and whose fault it is."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

from making import write_files

from generator.build import build, make_site

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

FILES = {
    "site.yaml": "title: T\n",
    "articles/a.md": "---\ntitle: A <b> & c\ndate: 2020-05-06\n---\nFirst.[^1]\n\n[^1]: A note.\n",
    "articles/old.md": "---\ntitle: Old\ndate: -0043\n---\nSecond.\n",
    "people/ada.md": "---\nname: Ada\nnative: {text: 에이다, lang: ko}\naliases: Countess\n---\n",
    "events/e.md": "---\ntitle: E\ndate: 2019\nparticipants: [ada]\naccounts:\n"
    "- {says: So it was., source: s, by: ada}\n---\n",
    "sources/s.md": "---\ntitle: Letters\ntype: book\n---\n",
    "people/dora.md": "---\nname: Dora\ndraft: true\n---\nHidden.\n",
    "people/wit.md": "---\nname: Wit\nlisted: false\n---\nHidden.\n",
}


def read_index(folder: Path) -> dict[str, bytes]:
    """The files of the published index."""
    found = (folder / "public" / "pagefind").rglob("*")
    files = [path for path in found if path.is_file()]
    return {path.relative_to(folder / "public").as_posix(): path.read_bytes() for path in files}


def read_fragments(folder: Path) -> dict[str, dict[str, object]]:
    """What is searched of each page, by its URL."""
    packed = [data for name, data in read_index(folder).items() if name.endswith("fragment")]
    found = [json.loads(gzip.decompress(one).removeprefix(b"pagefind_dcd")) for one in packed]
    return {one["url"]: one for one in found}


def run(folder: Path) -> list[str]:
    """Build, and tell what keeps the site from being published."""
    result = build(folder, folder / "public", search=True)
    return [problem.message for problem in result.problems if problem.severity == "error"]


def test_documents_hold_names_texts_and_anchors_and_nobody_who_is_not_shown(
    site: Callable[..., Path],
) -> None:
    folder = site(FILES)
    assert run(folder) == []
    found = read_fragments(folder)

    assert found.keys() == {
        f"/{url}.html"
        for url in ("articles/a", "articles/old", "people/ada", "events/e", "sources/s")
    }
    article, event = found["/articles/a.html"], found["/events/e.html"]
    assert article["meta"] == {"title": "A <b> & c", "date": "6 May 2020"}
    assert article["content"] == "A <b> & c. 6 May 2020. First. A note."
    assert [one["id"] for one in article["anchors"]] == ["p.1", "note.1"]
    assert event["content"] == "E. 2019. Ada. Accounts. Ada. So it was."
    assert found["/people/ada.html"]["content"] == "Ada. 에이다. Countess."
    assert found["/people/ada.html"]["filters"] == {"person": ["yes"]}


def test_index_is_made_again_only_when_a_text_has_changed(
    site: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = site(FILES)
    assert run(folder) == []
    before = read_index(folder)
    # Whoever asks Pagefind for anything now is told so.
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", "/nowhere")
    write_files(folder, {"site.yaml": "title: Another\n"})
    assert run(folder) == []
    assert read_index(folder) == before
    write_files(folder, {"articles/a.md": FILES["articles/a.md"].replace("First", "Third")})
    [message] = run(folder)
    assert message.startswith("the index of texts cannot be made: Pagefind ended with 1: ")
    assert "No such file" in message
    # The old site stays, and the next build does what was missed.
    assert read_index(folder) == before
    monkeypatch.delenv("PAGEFIND_BINARY_PATH")
    assert run(folder) == []
    assert "Third." in read_fragments(folder)["/articles/a.html"]["content"]


def test_after_a_change_the_index_is_that_of_a_build_from_nothing(
    site: Callable[..., Path],
) -> None:
    folder = site(FILES)
    assert run(folder) == []
    write_files(folder, {"people/ada.md": "---\nname: Ada Byron\nfamily: Byron\n---\nNew.\n"})
    (folder / "content" / "articles" / "old.md").unlink()
    assert run(folder) == []
    whole = make_site(folder, search=True).files

    assert {url: whole[url] for url in whole if url.startswith("pagefind/")} == read_index(folder)


def test_settings_for_other_sites_do_not_matter(
    site: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = site(FILES)
    usual = make_site(folder, search=True).files
    monkeypatch.setenv("PAGEFIND_ROOT_SELECTOR", "h1")
    monkeypatch.setenv("PAGEFIND_KEEP_INDEX_URL", "true")

    assert make_site(folder, search=True).files == usual


def test_a_site_without_records_or_without_search_has_no_index(site: Callable[..., Path]) -> None:
    folder = site({"people/wit.md": FILES["people/wit.md"]})
    assert run(folder) == []
    assert read_index(folder) == {}
    write_files(folder, {**FILES, "site.yaml": "title: T\nsearch: false\n"})
    assert run(folder) == []
    assert read_index(folder) == {}
    write_files(folder, {"site.yaml": "title: T\n"})
    assert run(folder) == []
    assert len(read_index(folder)) > 8
    write_files(folder, {"site.yaml": "title: T\nsearch: false\n"})
    assert run(folder) == []
    assert read_index(folder) == {}
