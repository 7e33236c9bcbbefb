"""The home page: what this is, where to start, the time it spans, the people, how it was made."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, cast

from generator.credit import find_author
from generator.dates import format_year
from generator.density import draw_rail
from generator.index import find_ids, has_page
from generator.listing import Lister, Page, last_change
from generator.machines import describe_site
from generator.timeline import year_title

if TYPE_CHECKING:
    from generator.dates import Date
    from generator.entries import Entry
    from generator.fields import OwnPage
    from generator.words import Words

NEWEST = 5
MAIN_PEOPLE = 8
MAIN_EVENTS = 12
# Where there are more, only the whole timeline leads to them.
MOST_YEARS = 24


def list_home(lister: Lister) -> Page:
    """The page that a site opens with."""
    entries, config = lister.entries, lister.config
    articles = lister.of_kind("article")
    newest = articles[: -NEWEST - 1 : -1]
    events = {i: entries.event(i) for i in lister.timeline}
    dates = {i: entries.standing_date(i) for i in lister.timeline}
    dated = [i for i in lister.timeline if events[i].date]
    major = [i for i in dated if events[i].importance == "major"][:MAIN_EVENTS]
    shown = [{"id": i, "importance": events[i].importance} for i in lister.timeline]
    return lister.page(
        "index.html",
        "index.html",
        config.title,
        modified=max(map(last_change, newest), default=""),
        schema=describe_site(config),
        start=find_start(lister) or [entries[r.id] for r in articles[:3]],
        newest=[entries[r.id] for r in newest],
        articles=len(articles),
        span=say_span([d for i in dated if (d := events[i].date)], entries.words),
        rail=draw_rail(shown, dates, entries.words),
        years=list_years(lister, dates),
        events=len(lister.timeline),
        major=[lister.timeline_entry(i) for i in major],
        people=entries.sort(list_main(lister)),
        authors=[find_author(entries, name) for name in config.authors],
        sources=len(lister.kinds["source"]),
        own_pages=list_own(lister),
    )


def find_start(lister: Lister) -> list[Entry]:
    """The records that site.yaml recommends to begin with, as far as they have pages."""
    entries = lister.entries
    wanted = [find_ids(entries.index, name) for name in lister.config.start]
    found = [entries.get(ids[0]) for ids in wanted if len(ids) == 1]
    return [entry for entry in found if entry and entry["url"]]


def list_years(lister: Lister, dates: dict[str, Date | None]) -> list[dict[str, Any]]:
    """The years of which something is recorded, with how much; none where they are many."""
    years = Counter(date.year_text for date in dates.values() if date)
    if not 1 < len(years) <= MOST_YEARS:
        return []
    return [
        {"title": year_title(lister, year), "url": f"timeline/{year}.html", "count": count}
        for year, count in years.items()
    ]


def list_own(lister: Lister) -> list[Entry]:
    """The site's own pages, which tell of the site."""
    records = lister.of_kind("page")
    shown = [r for r in records if cast("OwnPage", r.fields).navigation != "none"]
    return [lister.entries[record.id] for record in shown]


def list_main(lister: Lister) -> list[str]:
    """The people whom most articles name, and of these who took part in most events."""
    records = lister.entries.records
    weight: dict[str, tuple[int, int]] = {}
    for record in lister.of_kind("person"):
        quoting = lister.quoting.get(record.id, [])
        articles = sum(records[i].kind == "article" for i in quoting)
        weight[record.id] = (articles, len(lister.part_of.get(record.id, [])))
    named = [i for i in weight if any(weight[i]) and has_page(records[i])]
    return sorted(named, key=lambda i: weight[i], reverse=True)[:MAIN_PEOPLE]


def say_span(dates: list[Date], words: Words) -> str:
    """The years from the first day to the last of some dates."""
    if not dates:
        return ""
    first = min(date.year for date in dates)
    last = max(date.upper.year if date.upper else date.year for date in dates)
    return "–".join(format_year(year, words) for year in dict.fromkeys([first, last]))
