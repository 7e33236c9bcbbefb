"""Pages that were published and are gone, with no redirect from their addresses.

Others link to them, cite them and have them in their bookmarks.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from html import unescape
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from generator.fields import FOLDER_OF
from generator.imports import is_import
from generator.index import has_page, record_url
from generator.links import FIXED_URLS
from generator.names import fold_name, slugify
from generator.problems import Problem, warning
from generator.traits import traits_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from generator.model import Record

KIND_OF = {folder: kind for kind, folder in FOLDER_OF.items()}
# A record's page or an own page; those of indexes, years and parts lie elsewhere.
PAGE = re.compile(r"(?:(\w+)/)?([^/]+)\.html")
OURS = FIXED_URLS | {"404.html", "search.html"}
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
# So many ids are compared with so many others, letter by letter; beyond, it takes too long.
MOST_COMPARED = 100


def find_gone(
    old: Collection[str],
    new: Collection[str],
    records: Iterable[Record],
    read: Callable[[str], str],
    output: str,
) -> Iterator[Problem]:
    """A record's page or an own page that was published is there still, or leads on.

    `old` and `new` are the URLs of all files of the site as it is published and as it will be,
    `records` all there are, also those that are held back: whoever made a draft of one has said
    what becomes of its page. `read` gives the text of a published file.
    """
    lost = sorted((url, *split_url(url)) for url in {*old} - {*new} if split_url(url)[1])
    if not lost:
        return
    known = [*records]
    ids = {(record.kind, slugify(record.id)) for record in known}
    shown = [record for record in known if has_page(record) and record_url(record) in new]
    fresh = [record for record in shown if record_url(record) not in old]
    is_few = max(len(lost), len(fresh)) <= MOST_COMPARED
    for url, kind, slug in lost:
        if (kind, slug) in ids:
            continue
        found = find_named(shown, kind, read(url)) or find_filed(fresh, kind, slug)
        if not found and is_few:
            found = find_similar(fresh, kind, slug)
        yield report(url, found, output)


def split_url(url: str) -> tuple[str, str]:
    """The kind and the id, as addresses have it, of the record whose page it is; "" if none."""
    match = PAGE.fullmatch(url)
    kind = KIND_OF.get(match[1] or "pages", "") if match else ""
    is_page = match and kind and url not in OURS and (match[1] != "pages")
    return (kind, match[2]) if match and is_page else ("", "")


def find_named(records: list[Record], kind: str, text: str) -> Record | None:
    """The one record of a kind that has the title of a published page."""
    match = TITLE.search(text)
    title = " ".join(unescape(match[1]).split()) if match else ""
    names = {fold_name(title), fold_name(title.rpartition(" · ")[0])} - {""}
    found = [r for r in records if r.kind == kind and fold_name(traits_of(r).name) in names]
    return found[0] if len(found) == 1 else None


def find_filed(records: list[Record], kind: str, slug: str) -> Record | None:
    """The record that has the id in another folder, or stands in the file that the old one had."""
    same = [record for record in records if slugify(record.id) == slug]
    stems = [r for r in records if r.kind == kind and slugify(PurePosixPath(r.path).stem) == slug]
    found = same or stems
    return found[0] if len(found) == 1 else None


def find_similar(records: list[Record], kind: str, slug: str) -> Record | None:
    """The record of a kind whose id is most like a lost one."""
    ids = {slugify(record.id): record for record in records if record.kind == kind}
    return next((ids[one] for one in get_close_matches(slug, ids, 1)), None)


def report(url: str, record: Record | None, output: str) -> Problem:
    """The warning for one page, at the record that seems to take its place if there is one."""
    message = f"the page `{url}` was published and is gone; links to it from elsewhere lead nowhere"
    let_go = "a build without `--strict` lets it go"
    if record is None:
        fix = f"write `redirect_from: [{url}]` in the record that takes its place; {let_go}"
        return warning("page-gone", f"{output}/{url}", 0, 0, message, fix)
    line = f"redirect_from: [{', '.join([*traits_of(record).redirects, url])}]"
    where = f"write `{line}` in `{record.id}`"
    if is_import(record.path):
        where = f"write a record with `id: {record.id}` and `{line}`"
    place = record.path, *((0, 0) if record.path.endswith(".md") else (record.line, 1))
    return warning("page-gone", *place, message, f"{where}, if it takes its place; {let_go}")
