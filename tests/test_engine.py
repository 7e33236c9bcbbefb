"""Each step of a build does only what depends on a change, and tells why."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from making import write_files

from generator.build import build, make_site
from generator.cache import FOLDER, Cache
from generator.engine import Engine
from generator.output import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from generator.result import Result

FILES = {
    "articles/one.md": "---\ntitle: One\ndate: 2020-01-01\n---\nAnn Lee came.[@book]\n",
    "articles/two.md": "---\ntitle: Two\ndate: 2020-01-02\n---\nNothing was said.\n",
    "people/ann.md": "---\nname: Ann Lee\nfamily: Lee\n---\n",
    "people/bo.md": "---\nname: Bo Roe\nfamily: Roe\n---\n",
    "sources/book.md": "---\ntitle: A book\ntype: book\n---\n",
    "events/2019-meeting.md": "---\ntitle: Meeting\ndate: 2019\nparticipants: [ann]\n---\n",
}


class Author:
    """Somebody who edits a site and builds it, each time into the same folder."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.output = folder, folder / "public"
        assert self.build().published

    def edit(self, files: Mapping[str, str | None]) -> None:
        for path, text in files.items():
            if text is None:
                (self.folder / "content" / path).unlink()
            else:
                write_files(self.folder, {path: text})

    def build(self) -> Result:
        return build(self.folder, self.output)

    def made(self, **files: str | None) -> dict[str, list[str]]:
        """What is made anew because of edits; the site is as one from nothing."""
        self.edit(files)
        result = self.build()
        assert result.published
        clean = make_site(self.folder)
        made = {url: data for url, data in clean.files.items() if isinstance(data, bytes)}
        found = {url: (self.output / url).read_bytes() for url in made}
        assert found == made
        # What was published before, a build from nothing cannot know.
        assert clean.problems == [p for p in result.problems if p.code != "page-gone"]
        return result.made


@pytest.fixture
def author(site: Callable[..., Path]) -> Author:
    return Author(site(FILES))


def test_first_build_makes_everything_because_it_is_new(site: Callable[..., Path]) -> None:
    folder = site(FILES)
    result = build(folder, folder / "public")
    assert set(result.made) >= {"index.html", "articles/one.html", "people/ann.html"}
    assert {why for reasons in result.made.values() for why in reasons} == {"new"}


def test_without_a_change_nothing_is_made(author: Author) -> None:
    result = author.build()
    assert result.made == {}
    assert result.published is not None
    assert (result.published.written, result.published.removed) == (0, 0)


def test_new_words_in_a_body_make_its_page(author: Author) -> None:
    text = FILES["articles/two.md"].replace("Nothing", "Little")
    made = author.made(**{"articles/two.md": text})
    assert "text two" in made["articles/two.html"]
    assert "articles/one.html" not in made
    assert "people/ann.html" not in made
    assert "sources/book.html" not in made


def test_sentence_that_cites_a_source_makes_the_sources_page(author: Author) -> None:
    text = FILES["articles/one.md"].replace("came", "went")
    made = author.made(**{"articles/one.md": text})
    assert "quotes book" in made["sources/book.html"]
    assert "quotes ann" in made["people/ann.html"]
    assert "people/bo.html" not in made
    assert "articles/two.html" not in made


def test_new_name_makes_all_that_show_it(author: Author) -> None:
    text = FILES["people/ann.md"].replace("Ann", "Anna")
    made = author.made(**{"people/ann.md": text})
    assert {"people/ann.html", "people/index.html", "articles/one.html"} <= made.keys()
    assert "events/2019-meeting.html" in made
    assert "articles/two.html" not in made
    # What was a mention is none any more.
    page = (author.output / "articles/one.html").read_text(encoding="utf-8")
    assert "people/ann.html" not in page.partition('class="body"')[2].partition("</div>")[0]


def test_name_that_comes_is_found_in_old_texts(author: Author) -> None:
    text = "---\nname: Nothing Was\nfamily: Was\n---\n"
    author.edit({"articles/two.md": FILES["articles/two.md"].replace("was", "Was")})
    author.build()
    made = author.made(**{"people/new.md": text})
    assert "articles/two.html" in made
    page = (author.output / "articles/two.html").read_text(encoding="utf-8")
    assert 'class="mention" href="../people/new.html"' in page
    assert "articles/one.html" not in made


def test_record_that_goes_takes_its_page_along(author: Author) -> None:
    made = author.made(**{"people/bo.md": None})
    assert not (author.output / "people/bo.html").exists()
    assert "kind person" in made["people/index.html"]
    assert author.made(**{"people/bo.md": FILES["people/bo.md"]})["people/bo.html"] == ["new"]


def test_settings_make_everything(author: Author) -> None:
    pages = {path.name for path in author.output.rglob("*.html")}
    made = author.made(**{"site.yaml": "title: Another\n"})
    assert {url.rpartition("/")[2] for url in made if url.endswith(".html")} == pages
    assert all("site" in reasons for reasons in made.values())


def test_template_makes_the_pages_that_use_it(author: Author) -> None:
    folder = author.folder / "templates"
    folder.mkdir()
    (folder / "person.html").write_text(
        '{% extends "theme/person.html" %}\n{% block main %}Mine{{ super() }}{% endblock %}\n',
        encoding="utf-8",
    )
    made = author.made()
    assert {url for url in made if url.startswith("people/")} == {
        "people/ann.html",
        "people/bo.html",
    }
    assert not [url for url in made if url.startswith("articles/")]


def test_group_that_is_new_makes_what_lists_all_groups(author: Author) -> None:
    text = FILES["articles/two.md"].replace("---\nNothing", "series: Talks\n---\nNothing")
    made = author.made(**{"articles/two.md": text})
    assert "series" in made["articles/index.html"]
    assert "series Talks" not in made.get("articles/one.html", [])
    other = FILES["articles/one.md"].replace("---\nAnn", "series: Talks\n---\nAnn")
    made = author.made(**{"articles/one.md": other})
    assert "series Talks" in made["articles/two.html"]


def test_build_that_is_not_kept_is_forgotten_by_the_engine() -> None:
    engine = Engine(Cache(None))
    engine.memory.compare({"fields": ("", {"a": "1"})})
    engine.memory.remember("page a", ["fields a"], "old")
    engine.files = {"a.md": "digest"}
    engine.keep()
    engine.commit()
    engine.memory.compare({"fields": ("", {"a": "2"})})
    engine.memory.remember("page a", ["fields a"], "new")
    engine.cache.write("texts", "a", "new")
    assert not engine.memory.is_fresh("page a")
    engine.forget()
    assert engine.memory.is_fresh("page a")
    assert engine.memory.recall("page a") == "old"
    assert engine.cache.read("texts", "a") is None
    assert engine.digests() == {"a.md": "digest"}


def test_published_file_that_was_edited_by_hand_is_made_again(author: Author) -> None:
    page = author.output / "articles/two.html"
    good = page.read_bytes()
    page.chmod(0o644)
    page.write_bytes(good.replace(b"Nothing", b"Naughty"))
    result = author.build()
    assert page.read_bytes() == good
    assert list(result.made) == ["articles/two.html"]
    assert result.published is not None
    assert result.published.written == 1


@pytest.mark.parametrize("name", ["articles/two.html", MANIFEST])
def test_published_file_that_was_removed_is_there_again(name: str, author: Author) -> None:
    good = (author.output / name).read_bytes()
    (author.output / name).unlink()
    result = author.build()
    if name == MANIFEST:
        # Without it, this program cannot know that the folder is its own.
        assert result.published is None
        assert result.count("error") == 1
    else:
        assert (author.output / name).read_bytes() == good


def test_what_a_failed_build_found_out_is_forgotten(author: Author) -> None:
    text = FILES["articles/two.md"].replace("Nothing", "[[nobody]]")
    author.edit({"articles/two.md": text})
    failed = author.build()
    assert failed.published is None
    assert [p.code for p in failed.problems if p.severity == "error"] == ["link-missing"]
    assert author.made(**{"articles/two.md": FILES["articles/two.md"]}) == {}


def test_problems_of_what_is_not_checked_again_are_told_again(author: Author) -> None:
    author.edit({"people/bo.md": "---\nname: Bo Roe\n---\n"})
    first = [p.code for p in author.build().problems]
    assert "name-parts" in first
    author.edit({"articles/two.md": FILES["articles/two.md"] + "More.\n"})
    assert [p.code for p in author.build().problems] == first


def test_template_that_fails_is_told_with_its_pages_and_nothing_is_published(
    author: Author,
) -> None:
    folder = author.folder / "templates"
    folder.mkdir()
    bad = folder / "person.html"
    bad.write_text("{{ nothing.of.it }}\n", encoding="utf-8")
    result = author.build()
    assert result.published is None
    (one,) = [p for p in result.problems if p.severity == "error"]
    assert one.path == "templates/person.html"
    assert "people/ann.html and 1 more" in one.message
    bad.unlink()
    assert author.made() == {}


def test_cache_that_was_removed_costs_time_alone(author: Author) -> None:
    for path in (author.folder / FOLDER).iterdir():
        path.unlink()
    result = author.build()
    assert result.published is not None
    assert result.published.written == 0
    assert set(result.made) >= {"index.html", "articles/one.html"}


def test_drafts_are_another_site_with_a_memory_of_its_own(author: Author) -> None:
    drafts = author.folder / "drafts"
    assert build(author.folder, drafts, drafts=True).made
    assert build(author.folder, drafts, drafts=True).made == {}
    assert author.build().made == {}
    names = {path.name for path in (author.folder / FOLDER).iterdir()}
    assert names == {".gitignore", "drafts.sqlite", "site.sqlite"}


def test_executor_gives_the_same_after_a_change(author: Author) -> None:
    author.edit({"people/ann.md": FILES["people/ann.md"].replace("Ann", "Anna")})
    with ThreadPoolExecutor(2) as executor:
        result = build(author.folder, author.output, executor=executor)
    assert result.published
    assert "articles/one.html" in result.made
    assert author.made() == {}


def test_file_that_is_as_it_was_is_not_read(
    author: Author, monkeypatch: pytest.MonkeyPatch
) -> None:
    author.edit({"articles/two.md": FILES["articles/two.md"] + "More.\n"})
    read, names = type(author.folder).read_bytes, list[str]()

    def note(path: Path) -> bytes:
        names.append(path.name)
        return read(path)

    for path in (author.folder / "content").rglob("*.md"):
        os.utime(path, ns=(10**18, 10**18)) if path.name == "bo.md" else None
    monkeypatch.setattr(type(author.folder), "read_bytes", note)
    author.build()
    assert {"two.md", "bo.md"} <= set(names)
    assert not {"one.md", "ann.md", "book.md"} & set(names)
