"""Articles and corrections in Atom (RFC 4287), for programs that follow many sites.

Its dates are timestamps; those of records are civil days, given as a day's start in UTC. What is
dated outside the years 0 to 9999 has no timestamp (RFC 3339), and is in no feed.
"""

from __future__ import annotations

from collections import Counter
from html import escape
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, cast
from urllib.parse import quote

from generator.credit import list_authors
from generator.evidence import find_corrections
from generator.index import absolute
from generator.listing import last_change

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.fields import Article
    from generator.listing import Lister
    from generator.model import Record

# So many articles, and so many corrections.
FEED_ENTRIES = 20


class FeedEntry(NamedTuple):
    """An entry of the feed: the day by which it stands, that of its last change, its lines."""

    day: str
    changed: str
    lines: list[str]


def render_feed(lister: Lister) -> str:
    """The newest articles and corrections, the newest first."""
    articles = (list_article(lister, record) for record in reversed(lister.of_kind("article")))
    found = list(islice(filter(is_timestamped, articles), FEED_ENTRIES))
    found += find_newest(lister)
    found.sort(key=lambda entry: entry.day, reverse=True)
    return render_entries(lister, "feed.xml", "", lister.config.title, found)


def render_corrections(lister: Lister) -> str:
    """The newest corrections alone."""
    title = f"{lister.config.title}: {lister.entries.words.corrections}"
    found = find_newest(lister)
    return render_entries(lister, "corrections.xml", "corrections.html", title, found)


def find_newest(lister: Lister) -> list[FeedEntry]:
    """The newest corrections, the newest first."""
    return list(islice(filter(is_timestamped, list_corrected(lister)), FEED_ENTRIES))


def render_entries(lister: Lister, url: str, page: str, title: str, found: list[FeedEntry]) -> str:
    """A feed; `page` is that for people, by whose address the feed is known."""
    config = lister.config
    own, address = (escape(absolute(config.base_url, one)) for one in (url, page))
    updated = max((entry.changed for entry in found), default="1970-01-01")
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{escape(config.language)}">',
        f"<title>{escape(title)}</title>",
        f"<subtitle>{escape(config.description)}</subtitle>",
        f"<id>{address}</id>",
        f'<link rel="alternate" type="text/html" href="{address}"/>',
        f'<link rel="self" type="application/atom+xml" href="{own}"/>',
        f"<updated>{updated}T00:00:00Z</updated>",
        *render_authors(config.authors or [config.title]),
    ]
    return "\n".join([*lines, *(line for entry in found for line in entry.lines), "</feed>", ""])


def is_timestamped(entry: FeedEntry) -> bool:
    """Whether an entry's day can be written as a timestamp, with four digits for the year."""
    return len(entry.day) == len("2000-01-01")


def list_article(lister: Lister, record: Record) -> FeedEntry:
    """An article as an entry of the feed."""
    entry, article = lister.entries[record.id], cast("Article", record.fields)
    address = escape(absolute(lister.config.base_url, entry["url"]))
    names = [author["name"] for author in list_authors(lister.entries, article)]
    lang = f' xml:lang="{escape(article.lang)}"' if article.lang else ""
    day = article.date.first_day
    changed = last_change(record) or day
    lines = [
        f"<entry{lang}>",
        f"<title>{escape(entry['name'])}</title>",
        f"<id>{address}</id>",
        f'<link rel="alternate" type="text/html" href="{address}"/>',
        f"<published>{day}T00:00:00Z</published>",
        f"<updated>{changed}T00:00:00Z</updated>",
        *render_authors(names),
        f"<summary>{escape(entry['summary'])}</summary>",
        "</entry>",
    ]
    return FeedEntry(day, changed, lines)


def list_corrected(lister: Lister) -> Iterator[FeedEntry]:
    """Each correction as an entry of the feed, the newest first.

    Its id is made of the record's address and the correction's date; of several with one date, the
    second in the record's list ends in 2, and so on.
    """
    words = lister.entries.words
    seen: Counter[str] = Counter()
    for record, correction in find_corrections(lister):
        entry, day = lister.entries[record.id], correction.date.first_day
        address = escape(absolute(lister.config.base_url, entry["url"]))
        identity = f"{address}#correction.{quote(correction.date.text)}"
        seen[identity] += 1
        title = f"{words.correction}: {entry['name']}"
        said = f"{words.was} “{correction.was}” {words.now} “{correction.now}”"
        lines = [
            "<entry>",
            f"<title>{escape(title)}</title>",
            f"<id>{identity}{f'.{seen[identity]}' if seen[identity] > 1 else ''}</id>",
            f'<link rel="alternate" type="text/html" href="{address}#page.corrections"/>',
            f"<published>{day}T00:00:00Z</published>",
            f"<updated>{day}T00:00:00Z</updated>",
            f"<summary>{escape(said)}</summary>",
            "</entry>",
        ]
        yield FeedEntry(day, day, lines)


def render_authors(names: Iterable[str]) -> list[str]:
    """Atom's author elements."""
    return [f"<author><name>{escape(name)}</name></author>" for name in names]
