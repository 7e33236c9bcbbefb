"""Which file each URL of the site belongs to, and that no two want the same."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from generator.exports import clean_url
from generator.index import has_page, record_url
from generator.problems import Problem, error
from generator.traits import traits_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from generator.listing import Lister

# Files that hosts look for; a page may not take their place. The last is our own.
HOST_FILES = ["_headers", "_redirects", "cname", ".nojekyll", ".backstory.json"]


def check_urls(
    lister: Lister, pages: Sequence[str], redirects: Sequence[str], files: Sequence[tuple[str, str]]
) -> Iterator[Problem]:
    """Each URL belongs to one file, also where case and Unicode form do not count."""
    if are_apart([*pages, *redirects, *(url for url, _ in files)]):
        return
    entries = lister.entries
    records = {record_url(r): i for i, r in dict.items(entries.records) if has_page(r)}
    placed = [(url, *place_page(lister, url, records)) for url in pages]
    # A record with the id of an index is an error already.
    claims = [*dict.fromkeys(claim for claim in placed if claim[2])]
    claims += [claim for claim in placed if not claim[2]]
    claims += [(url, *place_redirect(lister, url)) for url in redirects]
    claims += [(url, path, 0, 0) for url, path in files]
    static = {path for _, path in files}
    seen: dict[str, tuple[str, str]] = {}
    for url, path, line, column in claims:
        key = fold_url(url)
        is_kept = key in HOST_FILES and (path not in static or key == HOST_FILES[-1])
        if key in seen or is_kept:
            same, other = seen.get(key, ("", "a file that hosts or this program look for"))
            message = f"two files have the URL `{url}`: this and {other}"
            if same == path and line:
                message = f"`{url}` is this record's own URL, or stands here twice"
            fix = "give one of them another name, `id` or `redirect_from`"
            yield error("url-collision", path, line, column, message, fix)
        said = f"{path}:{line}" if line else path
        seen.setdefault(key, (path, f"`{said}`" if path != "content/site.yaml" else "an index"))
    for url, path, line, column in claims:
        folder = next((f for f in list_parents(fold_url(url)) if f in seen), "")
        if folder:
            message = f"`{url}` needs a folder where the file of {seen[folder][1]} is"
            fix = "give one of them another name, `id` or `redirect_from`"
            yield error("url-collision", path, line, column, message, fix)


def are_apart(urls: Sequence[str]) -> bool:
    """Whether each URL has a file of its own, in folders that are none: so it mostly is."""
    folded = {fold_url(url) for url in urls}
    folders = {url.rpartition("/")[0] for url in folded}
    taken = {parent for folder in folders for parent in list_parents(f"{folder}/")}
    return len(folded) == len(urls) and folded.isdisjoint({*HOST_FILES, *taken})


def list_parents(url: str) -> list[str]:
    """The folders that a URL lies in: "a" and "a/b" for "a/b/c.html"."""
    parts = url.split("/")
    return ["/".join(parts[:end]) for end in range(1, len(parts))]


def place_page(lister: Lister, url: str, records: Mapping[str, str]) -> tuple[str, int, int]:
    """Path, line and column of what makes a page: a record, else the site as a whole."""
    record = dict.get(lister.entries.records, records.get(url, ""))
    return (record.path, record.line, 1) if record else ("content/site.yaml", 0, 0)


def place_redirect(lister: Lister, url: str) -> tuple[str, int, int]:
    """Path, line and column of an old URL."""
    for record in dict.values(lister.entries.records):
        old = [clean_url(one) for one in traits_of(record).redirects]
        if url in old:
            line, column, _ = record.position("redirect_from", old.index(url))
            return record.path, line, column
    return "content/site.yaml", 0, 0


def fold_url(url: str) -> str:
    """A URL as a file system that ignores case and Unicode form sees it."""
    if url.isascii():
        return url.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", url).casefold())
