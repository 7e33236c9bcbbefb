from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from making import Made, find_all, visible

from generator.fields import Place
from generator.places import say_coordinates
from generator.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Callable
    from xml.etree.ElementTree import Element

SVG = "{http://www.w3.org/2000/svg}"


def test_place_shows_what_lies_in_it_and_what_happened_there(make: Callable[..., Made]) -> None:
    made = make(
        {
            "places/korea.md": "---\nname: Korea\n---\n",
            "places/seoul.md": "---\nname: Seoul\nwithin: korea\n---\n",
            "places/busan.md": "---\nname: Busan\nwithin: korea\n---\n",
            "events/e.md": "---\ntitle: E\ndate: 2000\nplace: seoul\n---\n",
            "events/f.md": """
                ---
                title: F
                date: 2001
                accounts: [{says: So., source: s, place: seoul}]
                ---
                """,
            "sources/s.md": "---\ntitle: S\ntype: book\n---\n",
        }
    )
    assert made.told == []
    assert "Contains Busan, Seoul" in made.text("places/korea.html")
    assert "in Korea" in made.text("places/seoul.html")
    # Also an event that one account places there.
    assert {"events/e.html", "events/f.html"} <= set(made.links("places/seoul.html"))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("39.03, 125.75", "39.03° N, 125.75° E"),
        ("-33.87, -70.5", "33.87° S, 70.5° W"),
        ("0, 0", "0° N, 0° E"),
        ("37.123456, 126.987654", "37.123456° N, 126.987654° E"),
    ],
)
def test_coordinates_are_said_as_an_atlas_does(written: str, said: str) -> None:
    place = Place.model_validate({"name": "X", "coordinates": written})
    assert say_coordinates(place, ENGLISH) == said


def test_time_zone_is_that_of_what_is_around(make: Callable[..., Made]) -> None:
    made = make(
        {
            "places/korea.md": "---\nname: Korea\ntimezone: Asia/Seoul\n---\n",
            "places/seoul.md": "---\nname: Seoul\nwithin: korea\n---\n",
            "places/sea.md": "---\nname: Sea\n---\n",
            "site.yaml": "title: T\ntimezone: Europe/Oslo",
        }
    )
    assert "Asia/Seoul" in made.text("places/seoul.html")
    # A site's own zone is for times whose place has none, and says nothing of the place.
    assert "Europe/Oslo" not in made.text("places/sea.html")


def test_time_zone_that_nobody_gave_is_not_made_up(make: Callable[..., Made]) -> None:
    assert "UTC" not in make({"places/p.md": "---\nname: P\n---\n"}).text("places/p.html")


# Maps

ASIA = {
    "places/korea.md": "---\nname: Korea\n---\n",
    "places/seoul.md": "---\nname: Seoul\nwithin: korea\ncoordinates: 37.57, 126.98\n---\n",
    "places/pyongyang.md": "---\nname: Pyongyang\nwithin: korea\ncoordinates: 39.03, 125.75\n---\n",
    "places/oslo.md": "---\nname: Oslo & more\ncoordinates: 59.91, 10.75\n---\n",
    "events/e.md": "---\ntitle: E\ndate: 2000\nplace: seoul\n---\n",
    "events/f.md": "---\ntitle: F\ndate: 2000\nplace: seoul\n---\n",
}


def list_marks(element: Element) -> list[tuple[str, str]]:
    """Where the marks of a map lead, and how each is called."""
    return [
        (a.get("href", ""), "".join(next(a.iter(f"{SVG}title")).itertext()))
        for svg in find_all(element, f"{SVG}svg", class_="map")
        for a in svg.iter(f"{SVG}a")
    ]


def test_index_of_places_has_maps_and_beside_them_the_same_as_lists(
    make: Callable[..., Made],
) -> None:
    made = make(ASIA)
    assert made.told == []
    (atlas,) = find_all(made.main("places/index.html"), "section", class_="atlas")
    assert list_marks(atlas) == [
        ("#map.2", "Korea, 2 places"),
        ("../places/oslo.html", "1 Oslo & more, 0 events"),
        ("../places/seoul.html", "2 Seoul, 2 events"),
        ("../places/pyongyang.html", "3 Pyongyang, 0 events"),
    ]
    lists = [(ol.get("start"), [visible(li) for li in ol]) for ol in atlas.iter("ol")]
    assert lists == [
        ("1", ["Oslo & more 0 events"]),
        ("2", ["Seoul 2 events", "Pyongyang 0 events"]),
    ]
    assert [div.get("id") for div in find_all(atlas, "div", class_="plate")] == ["map.1", "map.2"]
    assert "Without coordinates: Korea" in visible(atlas)


def test_place_shows_on_a_small_map_where_it_is_and_what_is_near(
    make: Callable[..., Made],
) -> None:
    made = make(ASIA)
    (inset,) = find_all(made.main("places/seoul.html"), "figure", class_="inset")
    # It does not lead to itself.
    assert list_marks(inset) == [("../places/pyongyang.html", "Pyongyang")]
    assert [visible(text) for text in inset.iter(f"{SVG}text")] == ["Seoul", "Pyongyang"]
    assert visible(next(inset.iter("figcaption"))) == "Near: Pyongyang"
    assert len(find_all(inset, f"{SVG}circle", class_="own")) == 1


def test_place_that_is_far_from_all_others_is_shown_alone(make: Callable[..., Made]) -> None:
    (inset,) = find_all(make(ASIA).main("places/oslo.html"), "figure", class_="inset")
    assert list_marks(inset) == []
    assert find_all(inset, "figcaption") == []


def test_without_coordinates_there_is_no_map(make: Callable[..., Made]) -> None:
    made = make({"places/p.md": "---\nname: P\n---\n"})
    for url in ("places/p.html", "places/index.html"):
        assert find_all(made.main(url), f"{SVG}svg") == []
        assert "maps.css" not in made.pages[url]


@pytest.mark.usefixtures("uncounted")
def test_of_very_many_places_those_with_most_events_are_drawn(make: Callable[..., Made]) -> None:
    places = [f"- {{id: p{n}, name: P{n}, coordinates: '{n / 9}, {n / 7}'}}" for n in range(155)]
    event = "---\ntitle: E\ndate: 2000\nplace: p154\n---\n"
    made = make({"places/all.yaml": "\n".join(places), "events/e.md": event})
    (atlas,) = find_all(made.main("places/index.html"), "section", class_="atlas")
    items = [visible(li) for ol in atlas.iter("ol") for li in ol]
    assert len(items) == 150
    assert "P154 1 event" in items
    assert "150 of 155 places are drawn" in visible(atlas)


def test_maps_need_neither_styles_of_their_own_nor_other_files(make: Callable[..., Made]) -> None:
    made = make(ASIA)
    for url in ("places/seoul.html", "places/index.html"):
        for svg in made.main(url).iter(f"{SVG}svg"):
            for one in svg.iter():
                assert not {"style", "fill", "stroke", "src", "xlink:href"} & one.attrib.keys()
