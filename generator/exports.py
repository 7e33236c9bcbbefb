"""What the site offers to programs: feed, sitemap, robots.txt, sources, redirects."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from html import escape
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, cast
from urllib.parse import quote

from generator.biblatex import make_entry
from generator.bibliography import export_urls
from generator.cast import say_line
from generator.credit import list_authors
from generator.csljson import make_csl
from generator.evidence import find_corrections
from generator.fields import FOLDER_OF, Kind
from generator.listing import Page, absolute, last_change
from generator.names import fold_name, list_names
from generator.titles import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from generator.fields import Article, Fields, Source
    from generator.listing import Lister
    from generator.model import Record

# So many articles, and so many corrections.
FEED_ENTRIES = 20
# Pages that are no destination of a search.
UNLISTED = {"404.html"}
# Kinds whose index has a filter.
INDEXED: tuple[Kind, ...] = ("person", "place", "organization", "source")


class FeedEntry(NamedTuple):
    """An entry of the feed: the day by which it stands, that of its last change, its lines."""

    day: str
    changed: str
    lines: list[str]


def list_exports(lister: Lister, pages: Sequence[Page]) -> Iterator[tuple[str, str]]:
    """URL and text of each file; what needs the site's address is left out without it."""
    base = lister.config.base_url
    if base:
        yield "feed.xml", render_feed(lister)
        yield "sitemap.xml", render_sitemap(base, pages)
    yield "robots.txt", render_robots(base)
    for kind in INDEXED:
        records = [r for r in lister.of_kind(kind) if lister.entries[r.id]["url"]]
        if records:
            yield f"{FOLDER_OF[kind]}/names.js", render_names(lister, records)
    yield from list_references(lister)


def render_names(lister: Lister, records: Iterable[Record]) -> str:
    """What the filter of an index finds, as a script, so that it can be read from a disk.

    An entry's URL, name, native name with its language, a line, and its words; see `filter.js`.
    """
    lines = []
    for record in records:
        entry = lister.entries[record.id]
        native = entry.get("native") or {"text": "", "lang": ""}
        if record.kind == "source":
            name, line = plain_text(entry["reference"]), ""
            spellings = [name]
        else:
            name, line = entry["sort"], say_line(entry)
            spellings = [entry["sort"], *list_names(cast("Fields", record.fields))]
        found = [entry["url"], name, native["text"], native["lang"], line, fold_words(spellings)]
        lines.append(json.dumps(found, ensure_ascii=False))
    return "(globalThis.backstory ??= {}).names = [\n" + ",\n".join(lines) + "\n];\n"


def fold_words(spellings: Iterable[str]) -> str:
    """All words of some spellings, folded, each once with a space before it.

    What a hyphen or an apostrophe joins is found as one word too: "jong", "un" and "jongun".
    """
    words: dict[str, None] = {}
    for spelling in spellings:
        for word in spelling.split():
            folded = fold_name(unicodedata.normalize("NFC", word))
            words |= dict.fromkeys([*folded.split(), folded.replace(" ", "")])
    return "".join(f" {word}" for word in words if word)


def list_references(lister: Lister) -> Iterator[tuple[str, str]]:
    """Each source, and all of them, as BibTeX and as CSL-JSON, for reference managers."""
    records = lister.of_kind("source")
    sources = [(record.id, cast("Source", record.fields)) for record in records]
    entries = {key: make_entry(key, source) for key, source in sources}
    items = {key: make_csl(key, source) for key, source in sources}
    for record in records:
        urls = export_urls(record)
        yield urls["bib"], entries[record.id]
        yield urls["json"], render_json([items[record.id]])
    if records:
        yield "sources.bib", "\n".join(entries.values())
        yield "sources.json", render_json(list(items.values()))


def render_json(data: Sequence[object]) -> str:
    """Data for programs, as people can read it, too."""
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def render_sitemap(base: str, pages: Iterable[Page]) -> str:
    """All pages with the day of their last change, as sitemaps.org has it."""
    lines = ['<?xml version="1.0" encoding="utf-8"?>']
    lines.append('<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">')
    for page in sorted(pages, key=lambda page: page.url):
        if page.url not in UNLISTED:
            changed = f"<lastmod>{page.modified}</lastmod>" if page.modified else ""
            lines.append(f"<url><loc>{escape(absolute(base, page.url))}</loc>{changed}</url>")
    return "\n".join([*lines, "</urlset>", ""])


def render_robots(base: str) -> str:
    """Every robot is welcome, and is told of the sitemap."""
    lines = ["User-agent: *", "Disallow:"]
    return "\n".join([*lines, *([f"Sitemap: {base}sitemap.xml"] if base else []), ""])


def render_feed(lister: Lister) -> str:
    """The newest articles and corrections in Atom (RFC 4287), the newest first.

    Its dates are timestamps; those of records are civil days, given as a day's start in UTC. What
    is dated outside the years 0 to 9999 has no timestamp (RFC 3339), and is not in the feed.
    """
    config, base = lister.config, lister.config.base_url
    articles = (list_article(lister, record) for record in reversed(lister.of_kind("article")))
    found = list(islice(filter(is_timestamped, articles), FEED_ENTRIES))
    found += islice(filter(is_timestamped, list_corrected(lister)), FEED_ENTRIES)
    found.sort(key=lambda entry: entry.day, reverse=True)
    updated = max((entry.changed for entry in found), default="1970-01-01")
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{escape(config.language)}">',
        f"<title>{escape(config.title)}</title>",
        f"<subtitle>{escape(config.description)}</subtitle>",
        f"<id>{escape(base)}</id>",
        f'<link rel="alternate" type="text/html" href="{escape(base)}"/>',
        f'<link rel="self" type="application/atom+xml" href="{escape(base)}feed.xml"/>',
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


def list_redirects(lister: Lister) -> Iterator[tuple[str, Page]]:
    """A page for each old URL, which leads on to the new one; and the record's id."""
    for record in lister.entries.records.values():
        fields, target = record.fields, lister.entries[record.id]["url"]
        for old in fields.redirect_from if fields and target else []:
            url = clean_url(old)
            if url:
                title = lister.entries[record.id]["name"]
                page = lister.page(url, "redirect.html", title, target=target)
                base = lister.config.base_url
                page.context["canonical"] = absolute(base, target) if base else ""
                yield record.id, page


def clean_url(old: str) -> str:
    """An old URL as a file's: "/about/" is "about/index.html"; "" where it is none of ours."""
    url = old.strip().removeprefix("./").lstrip("/")
    unsafe = any(part in ("", ".", "..") for part in url.rstrip("/").split("/"))
    if unsafe or any(c in ":?#%\\<>\"'|*" or c.isspace() or not c.isprintable() for c in url):
        return ""
    if url.endswith("/"):
        return f"{url}index.html"
    return url if "." in url.rpartition("/")[2] else f"{url}/index.html"
