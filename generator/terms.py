"""When someone held a position: in words, and as a strip of time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from generator.dates import format_year
from generator.edtf import Date, Day, count_days

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.entries import Entries
    from generator.fields import Position

# Parts of a strip's width, in hundredths: where an end fades out, of one year and at least; and the
# least that is drawn of a term and of a doubtful end.
FADE_OF_YEAR, LEAST_FADE = 40.0, 12.0
LEAST, LEAST_DOUBT = 1.0, 3.0
MOST_TICKS = 5


def say_term(position: Position, entries: Entries) -> list[dict[str, Any]]:
    """Since and until when, in parts: the words before a date, and the date.

    A date that is a stretch of time speaks for itself: "from 2018", never "from from 2018".
    """
    words, start, end = entries.words, position.start, position.end
    if start and end and start.text == end.text:
        end = None
        if not is_stretch(start):
            return [{"before": "", "date": entries.say_date(start)}]
    sides = [(words.plain[n], d) for n, d in (("from", start), ("until", end)) if d]
    is_range = len(sides) == 2 and not any(is_stretch(date) for _, date in sides)
    glue = words.dates["wide_range"].format("", "") if is_range else words.dates["comma"]
    parts: list[dict[str, Any]] = []
    for word, date in sides:
        before = "" if is_range or is_stretch(date) else f"{word} "
        said = entries.say_date(date)
        parts.append({"before": (glue if parts else "") + before, "date": said})
    return parts


def is_stretch(date: Date) -> bool:
    """Whether a date was written as an interval or a range, and says so in its words."""
    return any(span.start != span.end for span in date.spans)


@dataclass(frozen=True)
class Edge:
    """One end of a term: the days between which it lies, their years, what is not known of it.

    The days are numbers; `last` is the day after the last one.
    """

    first: int
    last: int
    years: tuple[int, int]
    is_open: bool
    is_doubtful: bool


def find_edge(date: Date | None, *, is_end: bool) -> Edge | None:
    """The edge that a date makes, None where there is no date."""
    first, last = (date.lower or date.upper, date.upper or date.lower) if date else (None, None)
    if date is None or first is None or last is None:
        return None
    is_open = (date.upper if is_end else date.lower) is None
    is_doubtful = date.is_approximate or date.is_uncertain or any(p.is_masked for p in date.points)
    days = count_days(first), count_days(last) + 1
    return Edge(*days, (first.year, last.year), is_open, is_doubtful)


def draw_strip(
    positions: Sequence[Position], events: Sequence[Date], entries: Entries
) -> dict[str, Any]:
    """Positions as bars over one axis of time; empty where none has a date.

    Where a term is open, the axis goes on as far as there are events.

    `bars` holds a list for each position, `ticks` the years of the axis. Every `x` and `width` is
    in hundredths of the strip's width. A part of a bar is `held`, in `doubt`, or fades to the
    `past` or the `future`.
    """
    edges = [(find_edge(p.start, is_end=False), find_edge(p.end, is_end=True)) for p in positions]
    known = [edge for pair in edges for edge in pair if edge]
    if not known:
        return {}
    dated = [pair for pair in edges if any(pair)]
    has_past = any(start is None or start.is_open for start, _ in dated)
    has_future = any(end is None or end.is_open for _, end in dated)
    around = [*known, *filter(None, (find_edge(date, is_end=False) for date in events))]
    low = min(edge.years[0] for edge in (around if has_past else known))
    high = max(edge.years[1] for edge in (around if has_future else known)) + 1
    fade = max(LEAST_FADE, FADE_OF_YEAR / (high - low))
    scale = Scale(first_day(low), first_day(high), has_past * fade, 100 - has_future * fade)
    return {
        "bars": [list(draw_bar(*pair, scale)) for pair in edges],
        "ticks": [
            {"x": round(scale.place(first_day(year)), 2), "label": format_year(year, entries.words)}
            for year in choose_years(low, high)
        ],
    }


@dataclass(frozen=True)
class Scale:
    """From days to hundredths of a strip's width."""

    low: int
    high: int
    left: float
    right: float

    def place(self, day: int) -> float:
        """Where a day stands."""
        share = (day - self.low) / (self.high - self.low)
        return self.left + share * (self.right - self.left)


def draw_bar(start: Edge | None, end: Edge | None, scale: Scale) -> Iterator[dict[str, Any]]:
    """The parts of one position's bar, from left to right."""
    one = start or end
    if one is None:
        return
    begin, stop, least = scale.place(one.first), scale.place((end or one).last), LEAST
    if start is None or start.is_open:
        yield from part("past", 0, begin)
    elif start.is_doubtful:
        doubt = max(scale.place(start.last), begin + LEAST_DOUBT)
        yield from part("doubt", begin, doubt)
        begin, least = doubt, 0.0
    if end is None or end.is_open:
        stop = scale.place(one.last if end is None else end.first)
        yield from part("held", begin, stop)
        yield from part("future", max(begin, stop), 100)
    elif end.is_doubtful:
        doubt = max(begin, min(scale.place(end.first), stop - LEAST_DOUBT))
        yield from part("held", begin, doubt)
        yield from part("doubt", doubt, stop)
    else:
        yield from part("held", begin, max(stop, begin + least))


def part(kind: str, begin: float, stop: float) -> Iterator[dict[str, Any]]:
    """A part of a bar, if there is any of it inside the strip."""
    stop = min(stop, 100.0)
    if stop > begin:
        yield {"kind": kind, "x": round(begin, 2), "width": round(stop - begin, 2)}


def first_day(year: int) -> int:
    """The number of a year's first day."""
    return count_days(Day(year, 1, 1))


def choose_years(low: int, high: int) -> list[int]:
    """The years to write on an axis: round ones, and no more than have room."""
    power = 1
    while True:
        for step in (power, 2 * power, 5 * power):
            # Only counted, until they are few: of the age of the earth no list has room.
            years = range(-(-low // step) * step, high + 1, step)
            if len(years) <= MOST_TICKS:
                return list(years)
        power *= 10
