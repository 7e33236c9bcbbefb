"""What goes out as it is: style sheets, scripts, and the media that records refer to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.fields import Article, Person, Source
from generator.problems import Problem, error

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from generator.links import Resolved
    from generator.model import Picture, Record

SCRIPT = re.compile(rb"<\s*script|\son\w+\s*=|javascript:|<\s*foreignObject", re.IGNORECASE)


def list_media(
    records: Iterable[Record], resolved: Mapping[str, Resolved], media: Mapping[str, Picture]
) -> set[str]:
    """The paths under content/ of all media that something refers to."""
    used: set[str] = set()
    for record in records:
        used |= {target for target in resolved[record.id].tokens if target in media}
        fields = record.fields
        for name in (
            fields.image if isinstance(fields, Article | Person) else "",
            fields.file if isinstance(fields, Source) else "",
        ):
            path = find_media(name, media)
            used |= {path} if path else set()
    return used


def find_media(name: str, media: Mapping[str, Picture]) -> str:
    """The file of content/media/ that a field names: by its path there, or under content/."""
    bare = name.replace("../", "")
    return next((path for path in (bare, f"media/{bare}") if bare and path in media), "")


def read_media(source: Path, paths: Iterable[str]) -> Iterator[tuple[str, Path]]:
    """Each medium's URL and file."""
    for path in sorted(paths):
        yield path, source / "content" / path


def check_media(source: Path, paths: Iterable[str]) -> Iterator[Problem]:
    """A drawing holds no script."""
    for path in sorted(paths):
        if not path.lower().endswith((".svg", ".svgz")):
            continue
        found = SCRIPT.search((source / "content" / path).read_bytes())
        if found:
            message = f"the drawing holds `{found[0].decode('utf-8', 'replace').strip()}`"
            fix = "save it without scripts, as a plain SVG"
            yield error("svg-script", f"content/{path}", 0, 0, message, fix)
