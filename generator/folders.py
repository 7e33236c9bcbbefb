"""The folders that a site is made of, and by what it shows that nothing in them has changed."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

IGNORED = {"Thumbs.db", "desktop.ini", "Icon\r", "4913"}
# What people call a folder of ours.
OTHER_FOLDERS = {
    "media": "assets attachments audio documents files images img photos pictures videos",
    "articles": "blog chapters posts stories texts",
    "people": "authors persons",
    "places": "locations",
    "organizations": "organisations orgs",
    "sources": "bibliography references",
}
# Paths, each with signs of its state; a folder has none.
Snapshot = dict[str, tuple[int, ...]]


def theme_folder() -> Path:
    """Where the built-in templates/ and static/ are: beside the package, or inside the wheel."""
    package = Path(__file__).parent
    inside = package / "theme"
    return inside if inside.is_dir() else package.parent


def meant_folder(name: str) -> str:
    """The folder of content/ that goes elsewhere by another name, or ""."""
    meant = (one for one, words in OTHER_FOLDERS.items() if name.lower() in words.split())
    return next(meant, "")


def is_ignored(name: str) -> bool:
    """Whether a name is an editor's or a system's own: hidden, temporary, a backup."""
    endings = ("~", ".swp", ".swo", ".tmp", ".bak", ".part", ".crdownload")
    return name.startswith((".", "#", "~$")) or name.endswith(endings) or name in IGNORED


def is_temporary(name: str) -> bool:
    """Whether a static file's name is an editor's; hidden ones such as .nojekyll are wanted."""
    return is_ignored(name) and (not name.startswith(".") or name.startswith((".#", ".DS_")))


def list_roots(source: Path) -> list[Path]:
    """The folders that a site is made of, the built-in theme's among them, there or not."""
    own = source.resolve()
    theme = theme_folder().resolve()
    roots = [own / name for name in ("content", "templates", "static")]
    return roots + ([] if own == theme else [theme / name for name in ("templates", "static")])


def take_snapshot(roots: Sequence[Path]) -> Snapshot:
    """What stands in folders, without what editors leave there: by path, signs of its state.

    A file's signs are its time and size, and its number and the time of its last change of name
    or rights, by which a file is told from an older one that was moved into its place.
    """
    return dict(list_signs(roots))


def list_signs(roots: Sequence[Path]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The same, one after another."""
    for root in roots:
        ignores = is_ignored if root.name == "content" else is_temporary
        folders = [str(root)]
        while folders:
            with suppress(OSError), os.scandir(folders.pop()) as entries:
                for entry in entries:
                    if ignores(entry.name):
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
                        yield entry.path, ()
                        continue
                    yield entry.path, sign(entry)


def sign(entry: os.DirEntry[str]) -> tuple[int, ...]:
    """The signs of a file's state; those of a link are its target's."""
    try:
        state = entry.stat()
    except OSError:
        return (0,)
    return state.st_mtime_ns, state.st_ctime_ns, state.st_size, state.st_ino
