"""What the site offers to programs: feed, sitemap, robots.txt, sources, redirects."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from functools import partial
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
from generator.index import has_page
from generator.listing import Page, Task, absolute, last_change
from generator.names import fold_name, list_names
from generator.titles import plain_text
from generator.traits import traits_of

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


class Export(NamedTuple):
    """A file that is no page: its URL and its text."""

    url: str
    text: str


def list_exports(lister: Lister) -> Iterator[Task]:
    """Each file but the sitemap; what needs the site's address is left out without it."""
    if lister.config.base_url:
        yield Task("feed", lambda: [Export("feed.xml", render_feed(lister))])
    yield Task("robots", lambda: [Export("robots.txt", render_robots(lister.config.base_url))])
    for kind in INDEXED:
        yield Task(f"names {kind}", partial(list_names_of, lister, kind))
    yield Task("references", partial(list_library, lister))
    for record_id in lister.kinds["source"]:
        yield Task(f"reference {record_id}", partial(list_reference, lister, record_id))


def list_names_of(lister: Lister, kind: Kind) -> Iterator[Export]:
    """The names of a kind's records, for the filter of its index."""
    records = [record for record in lister.of_kind(kind) if has_page(record)]
    if records:
        yield Export(f"{FOLDER_OF[kind]}/names.js", render_names(lister, records))


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


def list_reference(lister: Lister, record_id: str) -> Iterator[Export]:
    """One source as BibTeX and as CSL-JSON, for reference managers."""
    record = lister.entries.records[record_id]
    urls, source = export_urls(record), cast("Source", record.fields)
    yield Export(urls["bib"], make_entry(record_id, source))
    yield Export(urls["json"], render_json([make_csl(record_id, source)]))


def list_library(lister: Lister) -> Iterator[Export]:
    """All sources, in the same two forms."""
    records = lister.of_kind("source")
    sources = [(record.id, cast("Source", record.fields)) for record in records]
    if sources:
        yield Export("sources.bib", "\n".join(make_entry(*one) for one in sources))
        yield Export("sources.json", render_json([make_csl(*one) for one in sources]))


def render_json(data: Sequence[object]) -> str:
    """Data for programs, as people can read it, too."""
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def render_sitemap(base: str, pages: Iterable[tuple[str, str]]) -> str:
    """All pages with the day of their last change, as sitemaps.org has it.

    `pages` are their URLs, each with that day or "".
    """
    lines = ['<?xml version="1.0" encoding="utf-8"?>']
    lines.append('<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">')
    for url, day in sorted(pages):
        if url not in UNLISTED:
            changed = f"<lastmod>{day}</lastmod>" if day else ""
            lines.append(f"<url><loc>{escape(absolute(base, url))}</loc>{changed}</url>")
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


def list_redirects(lister: Lister) -> Iterator[Task]:
    """A page for each old URL, which leads on to the new one."""
    for record_id, record in dict.items(lister.entries.records):
        if traits_of(record).redirects and has_page(record):
            yield Task(f"redirect {record_id}", partial(list_redirected, lister, record))


def list_redirected(lister: Lister, record: Record) -> Iterator[Page]:
    """The pages of one record's old URLs."""
    entry, base = lister.entries[record.id], lister.config.base_url
    for old in cast("Fields", record.fields).redirect_from:
        url = clean_url(old)
        if url:
            page = lister.page(url, "redirect.html", entry["name"], target=entry["url"])
            page.context["canonical"] = absolute(base, entry["url"]) if base else ""
            yield page


def clean_url(old: str) -> str:
    """An old URL as a file's: "/about/" is "about/index.html"; "" where it is none of ours."""
    url = old.strip().removeprefix("./").lstrip("/")
    unsafe = any(part in ("", ".", "..") for part in url.rstrip("/").split("/"))
    if unsafe or any(c in ":?#%\\<>\"'|*" or c.isspace() or not c.isprintable() for c in url):
        return ""
    if url.endswith("/"):
        return f"{url}index.html"
    return url if "." in url.rpartition("/")[2] else f"{url}/index.html"
