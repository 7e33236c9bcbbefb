"""The folders that a site is made of, and what shows that something in them has changed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from making import ROOT, write_files

from generator import folders
from generator.folders import is_ignored, is_temporary, list_roots, take_snapshot, theme_folder


@pytest.mark.parametrize(
    ("name", "ignored", "temporary"),
    [
        ("a.md", False, False),
        (".nojekyll", True, False),
        (".well-known", True, False),
        (".git", True, False),
        (".#a.md", True, True),
        (".DS_Store", True, True),
        ("#a.md#", True, True),
        ("a.md~", True, True),
        ("a.swp", True, True),
        ("a.bak", True, True),
        ("a.part", True, True),
        ("Thumbs.db", True, True),
        ("4913", True, True),
        ("4914", False, False),
    ],
)
def test_names_of_editors_and_systems(name: str, ignored: bool, temporary: bool) -> None:
    assert (is_ignored(name), is_temporary(name)) == (ignored, temporary)


def test_site_is_made_of_its_own_folders_and_the_themes(tmp_path: Path) -> None:
    own = [tmp_path / name for name in ("content", "templates", "static")]
    assert list_roots(tmp_path) == [*own, ROOT / "templates", ROOT / "static"]
    assert list_roots(ROOT) == [ROOT / name for name in ("content", "templates", "static")]


def test_theme_of_an_installed_package_is_inside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site-packages/generator"
    package.mkdir(parents=True)
    monkeypatch.setattr(folders, "__file__", str(package / "folders.py"))
    assert theme_folder() == package.parent
    (package / "theme").mkdir()
    assert theme_folder() == package / "theme"


@pytest.fixture
def roots(tmp_path: Path) -> list[Path]:
    write_files(tmp_path, {"people/a.md": "a", "people/.a.md.swp": "x", ".git/config": "x"})
    (tmp_path / "static").mkdir()
    for name in (".nojekyll", "own.css", "own.css~"):
        (tmp_path / "static" / name).write_text("x", encoding="utf-8")
    return [tmp_path / name for name in ("content", "templates", "static")]


def test_what_stands_there_is_found_without_what_editors_leave(
    roots: list[Path], tmp_path: Path
) -> None:
    found = take_snapshot(roots)
    names = {Path(path).relative_to(tmp_path).as_posix() for path in found}
    assert names == {
        "content/people",
        "content/people/a.md",
        "content/site.yaml",
        "static/.nojekyll",
        "static/own.css",
    }
    assert found[str(tmp_path / "content/people")] == ()
    state = (tmp_path / "content/people/a.md").stat()
    signs = found[str(tmp_path / "content/people/a.md")]
    assert signs == (state.st_mtime_ns, state.st_ctime_ns, state.st_size, state.st_ino)
    assert take_snapshot(roots) == found


def test_link_has_the_signs_of_its_target(roots: list[Path], tmp_path: Path) -> None:
    target = tmp_path / "target.md"
    target.write_text("a", encoding="utf-8")
    link = tmp_path / "content/people/b.md"
    link.symlink_to(target)
    before = take_snapshot(roots)[str(link)]
    target.write_text("longer", encoding="utf-8")
    after = take_snapshot(roots)[str(link)]
    assert before != after
    assert after[2] == len("longer")
    target.unlink()
    assert take_snapshot(roots)[str(link)] == (0,)


def test_folders_behind_links_are_not_looked_into(roots: list[Path], tmp_path: Path) -> None:
    (tmp_path / "content/places").symlink_to(tmp_path)
    found = take_snapshot(roots)
    assert not [path for path in found if f"{os.sep}places{os.sep}" in path]
    assert len(found[str(tmp_path / "content/places")]) == 4
