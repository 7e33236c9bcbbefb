"""Every HTML page of the site: its URL, its template, and the plain data that it shows.

All that a template needs is decided before it is rendered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.bibliography import list_sources
from generator.cast import list_organizations
from generator.chronology import find_types, list_events, list_types
from generator.evidence import list_corrections, list_evidence
from generator.gaps import find_gaps
from generator.home import list_home
from generator.insets import find_near
from generator.listing import NEAREST, Lister, Page, Task
from generator.lookup import list_search
from generator.people import list_people
from generator.places import list_places
from generator.stories import list_articles, list_topics
from generator.timeline import list_timeline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def list_pages(lister: Lister, derive: Callable[[Task], Any]) -> Iterator[Task]:
    """All pages of the site, as tasks that list some of them each.

    `derive` gives what a task gives: that is remembered, or made now.
    """
    gaps = lister.gather("gap", derive(Task("gaps", lambda: [find_gaps(lister)]))[0])
    types = lister.gather("type", derive(Task("types", lambda: [find_types(lister)]))[0])
    near = lister.gather("beside", derive(Task("beside", lambda: [find_near(lister)]))[0])
    yield Task("home", lambda: [list_home(lister)])
    yield from list_articles(lister)
    yield from list_timeline(lister, gaps)
    yield from list_events(lister, gaps)
    yield from list_types(lister, types)
    yield from list_people(lister)
    yield from list_places(lister, near)
    yield from list_organizations(lister)
    yield from list_sources(lister)
    yield from list_topics(lister)
    yield from list_evidence(lister)
    yield from list_corrections(lister)
    yield from lister.record_tasks("page", lister.record_page)
    yield Task("search", lambda: list_search(lister))
    yield Task("missing", lambda: [list_missing(lister)])


def list_missing(lister: Lister) -> Page:
    """The page for what is not there; served at any depth, so its links begin at the root."""
    page = lister.page("404.html", "404.html", lister.entries.words.missing_title)
    base = lister.config.base_url
    path = "/" + base.split("/", 3)[3] if base and not lister.preview else "/"
    nearest = NEAREST if lister.preview else ""
    context = {"root": path, "canonical": "", "nearest": nearest}
    return Page(page.url, page.template, page.context | context)
