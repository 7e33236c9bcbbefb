"""What the site offers to programs: feeds, sitemap, robots.txt, sources, redirects."""

from __future__ import annotations

import json
from functools import partial
from html import escape
from typing import TYPE_CHECKING, cast

from generator.biblatex import make_entry
from generator.bibliography import export_urls
from generator.cards import list_cards
from generator.csljson import make_csl
from generator.facets import list_facets
from generator.feeds import render_corrections, render_feed
from generator.index import absolute, has_page
from generator.listing import Export, Page, Task
from generator.lookup import list_lookup
from generator.traits import traits_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from generator.fields import Fields, Source
    from generator.listing import Lister
    from generator.model import Record

# So many does the protocol allow in one file.
SITEMAP_PAGES = 50_000
# Pages that are no destination of a search.
UNLISTED = {"404.html"}


def list_exports(lister: Lister) -> Iterator[Task]:
    """Each file but the sitemap; what needs the site's address is left out without it."""
    if lister.config.base_url:
        yield Task("feed", lambda: [Export("feed.xml", render_feed(lister))])
        yield Task("corrected", lambda: [Export("corrections.xml", render_corrections(lister))])
    yield Task("robots", lambda: [Export("robots.txt", render_robots(lister.config.base_url))])
    yield Task("facets", lambda: [Export(*one) for one in list_facets(lister)])
    yield from list_lookup(lister)
    yield from list_cards(lister)
    yield Task("references", partial(list_library, lister))
    for record_id in lister.kinds["source"]:
        yield Task(f"reference {record_id}", partial(list_reference, lister, record_id))


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


def list_sitemaps(base: str, pages: Iterable[tuple[str, str]]) -> Iterator[Export]:
    """All pages with the day of their last change, as sitemaps.org has it.

    `pages` are their URLs, each with that day or "". What is too long for one file stands in
    several, which the first one names.
    """
    shown = [(absolute(base, url), day) for url, day in sorted(pages) if url not in UNLISTED]
    parts = [shown[n : n + SITEMAP_PAGES] for n in range(0, len(shown), SITEMAP_PAGES)]
    if len(parts) <= 1:
        yield Export("sitemap.xml", render_sitemap("urlset", "url", shown))
        return
    urls = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    named = [(absolute(base, url), "") for url in urls]
    yield Export("sitemap.xml", render_sitemap("sitemapindex", "sitemap", named))
    for url, part in zip(urls, parts, strict=True):
        yield Export(url, render_sitemap("urlset", "url", part))


def render_sitemap(root: str, item: str, addresses: Iterable[tuple[str, str]]) -> str:
    """A list of addresses, each with a day or ""."""
    lines = ['<?xml version="1.0" encoding="utf-8"?>']
    lines.append(f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">')
    for address, day in addresses:
        changed = f"<lastmod>{day}</lastmod>" if day else ""
        lines.append(f"<{item}><loc>{escape(address)}</loc>{changed}</{item}>")
    return "\n".join([*lines, f"</{root}>", ""])


def render_robots(base: str) -> str:
    """Every robot is welcome, and is told of the sitemap."""
    lines = ["User-agent: *", "Disallow:"]
    return "\n".join([*lines, *([f"Sitemap: {base}sitemap.xml"] if base else []), ""])


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
