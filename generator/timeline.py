"""The timeline: as it happened and, where events became known later, as it became known."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from generator.dates import format_year
from generator.density import draw_rail, find_silences, name_month
from generator.entries import UNDATED
from generator.listing import MOST_ENTRIES, Lister, Page, Task
from generator.moments import show_disclosed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.dates import Date
    from generator.entries import Entry

# So many entries are shown of a timeline that is too long to be shown whole.
MOST_MAJOR = 150
# No year is called so; years are digits, or begin with Y or a hyphen.
DISCLOSED = "disclosed"


@dataclass(frozen=True)
class Axis:
    """One order of the timeline: `years` holds its events, each with what is shown of it.

    `dates` is by which date each stands, None for an event that no date is near; `note` says it.
    """

    url: str
    title: str
    name: str
    years: dict[str, list[Entry]]
    dates: Mapping[str, Date | None]
    note: str = ""

    @property
    def data_url(self) -> str:
        """Where its events are as data; see `facets`."""
        return f"{self.url.removesuffix('html')}js"

    def year_url(self, year: str) -> str:
        """Where the page of a year is, or the whole where that year has none."""
        is_known = year in self.years
        return f"{self.url.removesuffix('.html')}/{year}.html" if is_known else self.url


def list_timeline(lister: Lister, gaps: Mapping[str, Entry]) -> Iterator[Task]:
    """All events in order and a page for each year; twice, if any became known later."""
    yield Task("timeline", partial(list_orders, lister, gaps))


def list_axes(lister: Lister, gaps: Mapping[str, Entry]) -> list[Axis]:
    """The orders that the timeline has."""
    axes = [make_happened(lister, gaps)]
    if any(lister.entries.event(i).disclosed for i in lister.timeline):
        axes.append(make_disclosed(lister))
    return axes


def list_orders(lister: Lister, gaps: Mapping[str, Entry]) -> Iterator[Page]:
    """The pages of the timeline in all its orders."""
    axes = list_axes(lister, gaps)
    for axis in axes:
        yield list_whole(lister, axis, axes)
        yield from list_years(lister, axis, axes)


def make_happened(lister: Lister, gaps: Mapping[str, Entry]) -> Axis:
    """The events as they happened, with the days for which nothing is recorded before."""
    words = lister.entries.words
    dates = {i: lister.entries.standing_date(i) for i in lister.timeline}
    shown = [lister.timeline_entry(i) | {"gap": gaps.get(i)} for i in lister.timeline]
    years = group_years(shown, dates)
    return Axis("timeline.html", words.timeline, words.as_happened, years, dates)


def make_disclosed(lister: Lister) -> Axis:
    """The events as they became known; what does not say stands where it happened."""
    words = lister.entries.words
    known = {i: lister.entries.event(i).disclosed for i in lister.timeline}
    dates = {i: known[i] or lister.entries.standing_date(i) for i in lister.timeline}

    def order(event_id: str) -> tuple[Any, ...]:
        date = known[event_id]
        if date is None:
            return lister.entries.order_event(event_id)
        # The time is that of the event. Those of one day keep the order in which they happened.
        return (*date.sort_key[:3], "", *date.sort_key[3:])

    shown = [show_disclosed(lister.entries, i) for i in sorted(lister.timeline, key=order)]
    url = f"timeline/{DISCLOSED}.html"
    years = group_years(shown, dates)
    title, name = words.timeline_disclosed, words.as_disclosed
    return Axis(url, title, name, years, dates, words.disclosed_note)


def group_years(entries: list[Entry], dates: Mapping[str, Date | None]) -> dict[str, list[Entry]]:
    """Events by the year in which they stand, as EDTF; all undated ones share one."""
    years: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        years[name_year(dates[entry["id"]])].append(entry)
    return dict(years)


def name_year(date: Date | None) -> str:
    """The year in which a date stands, as EDTF."""
    return date.year_text if date else UNDATED


def year_title(lister: Lister, year: str) -> str:
    """A year in words."""
    words = lister.entries.words
    return words.undated if year == UNDATED else format_year(int(year.removeprefix("Y")), words)


def list_whole(lister: Lister, axis: Axis, axes: list[Axis]) -> Page:
    """All events of an axis, or above the limit its years with their major events."""
    count, words = len(lister.timeline), lister.entries.words
    is_long = count > MOST_ENTRIES
    chosen = choose_major(axis.years) if is_long else axis.years
    silences = find_silences(axis.years, axis.dates, words)
    shown = [
        say_year(lister, axis, year, chosen[year]) | {"silence": silences.get(year, "")}
        for year in axis.years
    ]
    rail = draw_rail((e for found in axis.years.values() for e in found), axis.dates, words)
    return lister.page(
        axis.url,
        "timeline.html",
        axis.title,
        axes=link_axes(axes, axis),
        years=shown,
        count=count,
        is_long=is_long,
        rail=rail,
        data=axis.data_url if count else "",
        note=axis.note,
        section="timeline.html",
    )


def choose_major(years: Mapping[str, list[Entry]]) -> dict[str, list[Entry]]:
    """The major events of each year; where these are many, the same number of each year at most.

    Those with most sources come first.
    """
    major = {y: [e for e in found if e["importance"] == "major"] for y, found in years.items()}
    counts = [len(found) for found in major.values()]
    most = max(counts, default=0)
    while sum(min(count, most) for count in counts) > MOST_MAJOR:
        most -= 1
    chosen = {}
    for year, found in major.items():
        best = sorted(found, key=lambda entry: -entry["sources"])[:most]
        ids = {entry["id"] for entry in best}
        chosen[year] = [entry for entry in found if entry["id"] in ids]
    return chosen


def list_years(lister: Lister, axis: Axis, axes: list[Axis]) -> Iterator[Page]:
    """The page of each year of an axis."""
    ordered = list(axis.years)
    for place, (year, entries) in enumerate(axis.years.items()):
        before, after = ordered[max(place - 1, 0) : place], ordered[place + 1 : place + 2]
        yield lister.page(
            axis.year_url(year),
            "year.html",
            year_title(lister, year),
            whole={"title": axis.title, "url": axis.url},
            axes=link_axes(axes, axis, year),
            year=say_year(lister, axis, year, entries),
            previous=link_year(lister, axis, before[0]) if before else None,
            next=link_year(lister, axis, after[0]) if after else None,
            section="timeline.html",
        )


def link_axes(axes: list[Axis], current: Axis, year: str = "") -> list[dict[str, Any]]:
    """The orders of the timeline to choose from, at a year if they have it; none if there is one.

    An empty year leads to the whole.
    """
    if len(axes) < 2:
        return []
    return [
        {"title": axis.name, "url": axis.year_url(year), "is_current": axis is current}
        for axis in axes
    ]


def link_year(lister: Lister, axis: Axis, year: str) -> dict[str, str]:
    """A link to a year's page."""
    return {"title": year_title(lister, year), "url": axis.year_url(year)}


def say_year(lister: Lister, axis: Axis, year: str, chosen: list[Entry]) -> dict[str, Any]:
    """A year's events under its months; those of which only the year is known come first."""
    months: dict[str, list[Entry]] = {}
    for entry in chosen:
        date = axis.dates[entry["id"]]
        month = date.month if date else 0
        name = lister.entries.words.months[month - 1] if month else ""
        months.setdefault(name, []).append(entry)
    return link_year(lister, axis, year) | {
        "at": name_month(axis.dates[axis.years[year][0]["id"]]).partition(".")[0],
        "count": len(axis.years[year]),
        "is_whole": len(chosen) == len(axis.years[year]),
        "months": [
            {"title": name, "at": name_month(axis.dates[events[0]["id"]]), "events": events}
            for name, events in months.items()
        ],
    }
