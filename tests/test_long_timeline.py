"""A timeline of 5,000 events in a browser: `pytest tests/test_long_timeline.py --campaign -s`."""

from __future__ import annotations

import gzip
import random
from typing import TYPE_CHECKING

import pytest
from conftest import build_site
from making import write_files
from server import serve
from test_browser import DESK, PHONE, browser, open_tab

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

__all__ = ["browser"]

pytestmark = pytest.mark.browser

COUNT, PEOPLE, PLACES, OFFICES = 5000, 300, 80, 60
TYPES = "meeting talk visit statement agreement test sanctions letter hearing deadline".split()
# What is sent before anyone asks for more, in bytes, uncompressed.
MOST_BYTES = 300_000
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
# Choose, and wait until the page is laid out.
CHOOSE = """([name, value]) => {
  const field = document.querySelector(`.choices [name=${name}]`);
  const start = performance.now();
  field.value = value;
  field.dispatchEvent(new Event("change", { bubbles: true }));
  document.body.offsetHeight;
  return performance.now() - start;
}"""


def make_events() -> dict[str, str]:
    """Made-up events of seventy years, a tenth of them major."""
    chance = random.Random(5)
    files = {
        "people/all.yaml": "\n".join(
            f"- {{id: p{n}, name: Person {n} Made-up, family: Made-up, given: Person {n}}}"
            for n in range(PEOPLE)
        ),
        "places/all.yaml": "\n".join(f"- {{id: q{n}, name: Place {n}}}" for n in range(PLACES)),
        "organizations/all.yaml": "\n".join(
            f"- {{id: o{n}, name: Office {n}}}" for n in range(OFFICES)
        ),
        "sources/s.md": "---\ntitle: S\ntype: book\n---\n",
    }
    lines: list[str] = []
    for n in range(COUNT):
        year = int(chance.triangular(1950, 2019.99, 2018))
        date = f"{year}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        who = ", ".join(f"p{chance.randrange(PEOPLE)}" for _ in range(chance.randint(1, 4)))
        lines += [
            f"- id: e{n}",
            f"  title: What happened as number {n} of all that happened",
            f"  date: {date}",
            f"  type: {chance.choice(TYPES)}",
            f"  place: q{chance.randrange(PLACES)}",
            f"  participants: [{who}, o{chance.randrange(OFFICES)}]",
            f"  importance: {chance.choices(['major', 'normal', 'minor'], [1, 6, 3])[0]}",
            "  summary: A line that says what happened there, as long as such lines are.",
            "  sources: s",
        ]
    return files | {"events/all.yaml": "\n".join(lines)}


@pytest.fixture(scope="module")
def long(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site with all these events."""
    if not request.config.getoption("--campaign"):
        pytest.skip("builds 5,000 events: run it with --campaign")
    folder = tmp_path_factory.mktemp("long")
    return build_site(write_files(folder, make_events()), folder / "public")


def choose(tab: Page, name: str, value: str) -> float:
    """Choose events; how many milliseconds it took until they were laid out."""
    return float(tab.evaluate(CHOOSE, [name, value]))


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_long_timeline_is_light_and_quick(browser: Browser, long: Path, width: int) -> None:
    with serve(long) as top, open_tab(browser, width) as (tab, record):
        tab.goto(f"{top}timeline.html")
        tab.wait_for_function(f"({PAINT}) > 0")
        sent = [url.removeprefix(top).partition("?")[0] for url in record.requests]
        files = [(long / url).read_bytes() for url in sent]
        size, packed = sum(map(len, files)), sum(len(gzip.compress(data)) for data in files)
        paint = tab.evaluate(PAINT)
        start = tab.evaluate("performance.now()")
        tab.locator("summary").click()
        tab.locator("[name=person] option").nth(PEOPLE).wait_for(state="attached")
        waited = tab.evaluate("performance.now()") - start
        steps = "type=talk type= person=p7 person= importance=minor place=q3 order=newest place="
        steps += " importance= importance=normal"
        choices = [step.split("=") for step in steps.split()]
        times = sorted(choose(tab, name, value) for name, value in choices)
        shown = tab.locator(".found .event").count()
        told = tab.get_by_role("status").inner_text()
        data = (long / "timeline.js").read_bytes()
    print(
        f"\n{width} px: first contentful paint {paint:.0f} ms; {len(sent)} files, {size} bytes,"
        f" {packed} compressed\ndata when asked for: {len(data)} bytes, {len(gzip.compress(data))}"
        f" compressed, there after {waited:.0f} ms\nto choose: median"
        f" {times[len(times) // 2]:.0f} ms, longest {times[-1]:.0f} ms ({told}, {shown} shown)"
    )
    assert size < MOST_BYTES
    assert shown == 100
    assert told.endswith("of 5\u202f000 events")
    assert record.complaints == []
