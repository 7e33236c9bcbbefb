"""When how much is recorded: the rail above the timeline, and the years of which nothing is."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from typing import TYPE_CHECKING, Any

from generator.dates import format_date, format_year, parse_date
from generator.terms import choose_years

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from generator.dates import Date
    from generator.entries import Entry
    from generator.words import Words

# A bar is a hundredth of the rail at least, and a month at least.
MOST_BARS = 100
# In pixels; the years are written below.
HEIGHT = 48
LEAST_HEIGHT = 3


def name_month(date: Date | None) -> str:
    """Where a date stands, "2018.6"; of which only the year is known, "2018.0"."""
    return f"{int(date.year_text.removeprefix('Y'))}.{date.month or 0}" if date else ""


def draw_rail(
    entries: Iterable[Entry], dates: Mapping[str, Date | None], words: Words
) -> dict[str, Any] | None:
    """How many events, and how many major ones, stand where, as bars over the whole span.

    None where they all stand in one year. `months` tells it to `rail.js`, which draws the same;
    every `x` and `width` is in hundredths of the rail's width.
    """
    found, major = Counter[str](), Counter[str]()
    for entry in entries:
        month = name_month(dates[entry["id"]])
        found[month] += 1
        major[month] += entry["importance"] == "major"
    del found[""]
    years = sorted(int(month.partition(".")[0]) for month in found)
    if not years or years[0] == years[-1]:
        return None
    low, high, step = scale_rail(years[0], years[-1])
    ticks = choose_years(low, high - 1)
    return {
        "words": say_years(years[0], years[-1], words),
        "months": " ".join(
            f"{at}.{found[at]}.{major[at]}" for at in sorted(found, key=split_month)
        ),
        "span": f"{low} {high}",
        "bars": list(draw_bars(found, major, low, high, step)),
        "ticks": [
            {"x": place(year, low, high), "label": format_year(year, words)} for year in ticks
        ],
    }


def split_month(name: str) -> tuple[int, int]:
    """The year and the month's number of what `name_month` names."""
    year, _, month = name.partition(".")
    return int(year), int(month)


def scale_rail(first: int, last: int) -> tuple[int, int, float]:
    """The first year of the rail, the one after the last, and how many years a bar is."""
    span = last + 1 - first
    if span * 12 <= MOST_BARS:
        return first, last + 1, 1 / 12
    steps = (digit * 10**power for power in itertools.count() for digit in (1, 2, 5))
    step = next(step for step in steps if span <= step * MOST_BARS)
    return first // step * step, -(-(last + 1) // step) * step, step


def draw_bars(
    found: Counter[str], major: Counter[str], low: int, high: int, step: float
) -> Iterator[dict[str, Any]]:
    """The bars from left to right; what has no month is as wide as its year.

    In front of each stands the part of it that is major.
    """
    bars: dict[tuple[float, float], list[int]] = {}
    for month, count in found.items():
        year, number = split_month(month)
        wide = max(step, 1) if not number else step
        at = year + max(number - 1, 0) / 12
        start = low + math.floor((at - low) / wide + 0.01) * wide
        both = bars.setdefault((start, wide), [0, 0])
        both[0] += count
        both[1] += major[month]
    most = max(both[0] for both in bars.values())
    # The wide ones stand behind the others.
    for (start, wide), (count, strong) in sorted(bars.items(), key=lambda b: (-b[0][1], b[0])):
        # A root, so that one event shows beside hundreds.
        whole = max(round(HEIGHT * math.sqrt(count / most)), LEAST_HEIGHT)
        part = math.ceil(whole * strong / count)
        heights = [("wide" if wide > step else "", whole), *([("strong", part)] if part else [])]
        for kind, height in heights:
            yield {
                "kind": kind,
                "x": place(start, low, high),
                "y": HEIGHT - height,
                "width": round(100 * wide / (high - low), 2),
                "height": height,
            }


def place(at: float, low: int, high: int) -> float:
    """Where a moment stands, in hundredths of the width."""
    return round(100 * (at - low) / (high - low), 2)


def find_silences(
    years: Mapping[str, list[Entry]], dates: Mapping[str, Date | None], words: Words
) -> dict[str, str]:
    """The years of which nothing is recorded, in words, by the year that follows them.

    What lasted fills its years; what goes on without a known end fills that of its beginning.
    """
    found: dict[str, str] = {}
    last: int | None = None
    for year, entries in years.items():
        known = [date for entry in entries if (date := dates[entry["id"]])]
        if not known:
            continue
        own = int(year.removeprefix("Y"))
        if last is not None and own > last + 1:
            found[year] = words.nothing_recorded.format(say_years(last + 1, own - 1, words))
        ends = [date.upper.year for date in known if date.upper]
        last = max([own, *ends, *([last] if last is not None else [])])
    return found


def say_years(first: int, last: int, words: Words) -> str:
    """Some years in words: "1954–2010", or a single one."""
    texts = [f"Y{y}" if abs(y) > 9999 else f"{'-' * (y < 0)}{abs(y):04}" for y in (first, last)]
    return format_date(parse_date("/".join(dict.fromkeys(texts))), words)
