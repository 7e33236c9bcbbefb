from __future__ import annotations

import hashlib
import json
import sqlite3
from typing import TYPE_CHECKING

import pytest
from making import command, write_files

from generator.build import build, ignore
from generator.cache import pack
from generator.output import MANIFEST
from generator.summary import MOST_DIFFERENCES, list_differences
from generator.verify import Compared, Difference, Verification

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

GOOD = {
    "articles/a.md": "---\ntitle: A\ndate: 2020\n---\nThe sea was calm. ![Sea](../media/sea.svg)\n",
    "media/sea.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
}
FAULT = (
    "error: the site is not what a build from nothing gives: a fault of backstory itself\n"
    "    fix: report it, with these lines; then delete `.backstory/` and build again\n"
)


@pytest.fixture
def built(site: Callable[..., Path]) -> Path:
    """A site that was built."""
    folder = site(GOOD)
    assert build(folder, folder / "public", search=True, jobs=1).published
    return folder


def compare(folder: Path) -> list[Difference] | None:
    """In what the published site differs from one that is built from nothing."""
    verification = Verification(folder)
    return verification.compare(
        folder / "public", drafts=False, search=True, jobs=1, executor=None, watch=ignore
    )


def tamper_cache(folder: Path, table: str, old: str, new: str) -> int:
    """Change what was kept as a fault of the program would: with a right check."""
    changed = 0
    with sqlite3.connect(folder / ".backstory/site.sqlite") as database:
        for key, value in database.execute(f"SELECT key, value FROM {table}").fetchall():
            text = value[4:].decode()
            if old in text:
                packed = pack(key, text.replace(old, new))
                database.execute(f"UPDATE {table} SET value = ? WHERE key = ?", (packed, key))
                changed += 1
    database.close()
    return changed


def test_sound_site_has_no_differences(built: Path) -> None:
    assert compare(built) == []
    done = command("build", "--verify", folder=built)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (
        0,
        "verified: a build from nothing gives the same bytes",
    )
    assert "verified" not in command("build", "--verify", "-q", folder=built).stdout
    assert json.loads(command("build", "--verify", "--format", "json", folder=built).stdout)


def test_each_way_to_differ_is_found(built: Path) -> None:
    public, manifest = built / "public", built / "public" / MANIFEST
    (public / "articles/a.html").write_text("another")
    (public / "media/sea.svg").write_text("another")
    (public / "index.html").unlink()
    (public / "foreign.html").write_text("not ours")
    data = json.loads(manifest.read_text())
    data["files"] |= {"old.html": "0", "404.html": "0"}
    manifest.write_text(json.dumps(data))
    assert compare(built) == [
        ("404.html", "is not as the manifest says"),
        ("articles/a.html", "differs"),
        ("index.html", "is missing"),
        ("media/sea.svg", "differs"),
        ("old.html", "is too much"),
    ]


def test_build_heals_a_published_file_that_was_changed(built: Path) -> None:
    (built / "public/articles/a.html").write_text("another")
    assert command("build", "--verify", folder=built).returncode == 0


def test_file_that_cache_and_manifest_vouch_for_is_found_all_the_same(built: Path) -> None:
    page, manifest = built / "public/articles/a.html", built / "public" / MANIFEST
    before = hashlib.sha256(page.read_bytes()).hexdigest()
    page.write_text("another")
    after = hashlib.sha256(b"another").hexdigest()
    manifest.write_text(manifest.read_text().replace(before, after))
    assert tamper_cache(built, "shelves", before, after) == 1
    done = command("build", "--verify", folder=built)
    assert done.returncode == 3
    assert done.stderr.endswith("\narticles/a.html: differs\n" + FAULT)
    # The way out that is shown is one.
    assert command("clean", folder=built).returncode == 0
    assert command("build", "--verify", folder=built).returncode == 0


def test_page_that_was_made_of_a_wrong_text_in_the_cache_is_found(built: Path) -> None:
    assert tamper_cache(built, "texts", "The sea was calm.", "The sea was rough.") == 1
    assert command("build", "--verify", folder=built).returncode == 0
    write_files(built, {"templates/article.html": "{% extends 'theme/article.html' %}"})
    done = command("build", "--verify", "-q", folder=built)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == "articles/a.html: differs\n" + FAULT
    assert "rough" in (built / "public/articles/a.html").read_text()


def test_site_that_is_edited_meanwhile_is_not_judged(built: Path) -> None:
    verification = Verification(built)
    write_files(built, {"articles/b.md": "---\ntitle: B\ndate: 2020\n---\n"})
    found = verification.compare(
        built / "public", drafts=False, search=True, jobs=1, executor=None, watch=lambda _: None
    )
    assert found is None


def test_wrong_content_is_not_verified(built: Path) -> None:
    write_files(built, {"articles/a.md": "---\ntitle: A\ndate: x\n---\n"})
    done = command("build", "--verify", folder=built)
    assert done.returncode == 1
    assert "verified" not in done.stdout


def test_drafts_are_verified_with_drafts(site: Callable[..., Path]) -> None:
    folder = site({"articles/a.md": "---\ntitle: A\ndate: 2020\ndraft: true\n---\nText.\n"})
    assert command("build", "--verify", "--drafts", folder=folder).returncode == 0
    assert (folder / "public/articles/a.html").is_file()


def test_nothing_that_is_compared_is_kept(built: Path) -> None:
    compared = Compared(built / "public")
    assert not compared.has("index.html", "")
    with pytest.raises(ValueError, match="nothing is kept"):
        compared.keep("index.html")


def test_a_few_differences_are_told_and_how_many_more_there_are() -> None:
    found = [Difference(f"{number}.html", "differs") for number in range(MOST_DIFFERENCES + 2)]
    lines = list(list_differences(found))
    assert lines[0] == "0.html: differs"
    assert lines[MOST_DIFFERENCES:] == ["and 2 more"]
