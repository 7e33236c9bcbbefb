"""What goes out as it is: style sheets, scripts, and the media that records refer to."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from generator.captions import find_flaws
from generator.decoding import decode
from generator.fetching import read_bytes
from generator.films import ending_of
from generator.problems import Problem, error

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from generator.model import Picture

# So many bytes of a file are served at a time.
PIECE = 64 * 1024
# More of one file are one mistake, made in all of it.
MOST_FLAWS = 10
# What a browser runs as a page or a script of this site.
PROGRAMS = tuple(".htm .html .js .mht .mhtml .mjs .shtml .xht .xhtml .xml .xsl .xslt".split())


def find_media(name: str, media: Mapping[str, Picture]) -> str:
    """The file of content/media/ that a field names: by its path there, or under content/."""
    bare = name.replace("../", "")
    return next((path for path in (bare, f"media/{bare}") if bare and path in media), "")


def media_url(path: str) -> str:
    """A medium's address in a link: names of files may hold signs that addresses may not."""
    return quote(path)


def check_media(paths: Iterable[str]) -> Iterator[Problem]:
    """No medium is a page or a script of its own."""
    for path in sorted(paths):
        if path.lower().endswith(PROGRAMS):
            ending = path.lower().rpartition(".")[2]
            message = f"a `.{ending}` file can run scripts on the site's pages"
            fix = "save it as a PDF or a picture, or link to where it is published"
            yield error("media-active", f"content/{path}", 0, 0, message, fix)


def check_captions(files: Mapping[str, Path]) -> Iterator[Problem]:
    """Captions among some media are WebVTT that a browser can read."""
    for path in sorted(path for path in files if ending_of(path) == "vtt"):
        name = f"content/{path}"
        problems: list[Problem] = []
        data = read_bytes(files[path], name, problems)
        text, found = decode(name, data) if data is not None else ("", [])
        yield from [*problems, *found]
        for flaw in islice(find_flaws(text), MOST_FLAWS) if text else ():
            place = (name, flaw.line, flaw.column)
            yield error("captions-broken", *place, flaw.message, flaw.fix, flaw.length or 1)


def find_inside(file: Path, folders: Iterable[Path]) -> Path | None:
    """Where a regular file really is, if that is inside one of some folders."""
    target = Path(os.path.realpath(file))
    is_inside = any(target.is_relative_to(os.path.realpath(folder)) for folder in folders)
    return target if is_inside and target.is_file() else None


def read_small(file: Path, folders: Iterable[Path], limit: int) -> bytes | None:
    """A file's bytes, unless it has more than `limit` of them or lies outside the folders."""
    target = find_inside(file, folders)
    if target is None or target.stat().st_size > limit:
        return None
    return read_bytes(target, "", [])


def read_part(file: Path, start: int, end: int) -> Iterator[bytes]:
    """The bytes of a file from `start` to before `end`, in pieces."""
    with file.open("rb") as opened:
        opened.seek(start)
        while start < end and (piece := opened.read(min(PIECE, end - start))):
            start += len(piece)
            yield piece
