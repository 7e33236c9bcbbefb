from __future__ import annotations

from typing import Any

import pytest

from generator.fields import Source
from generator.imprint import (
    format_edition,
    format_number,
    format_pages,
    list_archive,
    list_links,
    list_publication,
    say_issued,
)
from generator.words import ENGLISH


def source(**values: Any) -> Source:
    given = {name.replace("_", "-"): value for name, value in values.items()}
    return Source.model_validate({"title": "T", "type": "book"} | given)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        # the day of what has days, the year of what has years
        ({"type": "webpage", "issued": "2019-10-10"}, "10 October 2019"),
        ({"type": "book", "issued": "2019-10-10"}, "2019"),
        ({"type": "book", "issued": "2018-11/2019-02"}, "2018–2019"),
        ({"type": "book", "issued": "2018-11/2018-12"}, "2018"),
        ({"type": "interview", "issued": "2019-10-10"}, "10 October 2019"),
        ({"type": "interview", "issued": "2019-10-10", "editor": "E"}, "2019"),
        ({"type": "entry", "issued": "2019-10-10"}, "2019"),
        ({"type": "entry", "issued": "2019-10-10", "URL": "https://example.org/"},
         "10 October 2019"),
        # doubts stay
        ({"type": "book", "issued": "2018-03~"}, "c. March 2018"),
        ({"type": "book", "issued": "195X"}, "1950s"),
        ({"type": "book", "issued": "2018/.."}, "from 2018"),
        ({"type": "book", "issued": "[2018,2019]"}, "2018 or 2019"),
        ({"type": "book", "issued": "-0043"}, "44 BCE"),
        # none
        ({"type": "book"}, "n.d."),
        ({"type": "book", "status": "forthcoming"}, ""),
        ({"type": "webpage"}, ""),
        ({"type": "treaty"}, ""),
        ({"type": "personal_communication"}, ""),
        ({"type": "personal_communication", "archive": "A"}, "n.d."),
        # what is withheld may have a date
        ({"type": "book", "access": "confidential"}, ""),
    ],
)  # fmt: skip
def test_a_source_says_when_it_came_out(values: dict[str, Any], said: str) -> None:
    assert say_issued(source(**values), ENGLISH) == said


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"publisher": "P", "publisher_place": "Seoul", "issued": "2018"}, ["P", "2018"]),
        ({"publisher_place": "Seoul", "issued": "2018"}, ["Seoul", "2018"]),
        ({"status": "in press"}, ["in press"]),
        ({"type": "thesis", "genre": "PhD diss.", "publisher": "U", "issued": "2018"},
         ["PhD diss.", "U", "2018"]),
        ({"type": "speech", "event_title": "Assembly", "event_place": "Here", "issued": "2018"},
         ["Assembly", "Here", "2018"]),
        ({"type": "broadcast", "publisher": "Radio", "issued": "2018"}, ["aired 2018, on Radio"]),
        ({"type": "broadcast", "issued": "2018"}, ["aired 2018"]),
    ],
)  # fmt: skip
def test_an_imprint_names_publisher_and_date(values: dict[str, Any], said: list[str]) -> None:
    assert list_publication(source(**values), ENGLISH) == said


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, ("", "")),
        ({"accessed": "2020-01-02"}, ("", "")),
        ({"URL": "https://example.org/"}, ("", "https://example.org/")),
        ({"URL": "https://example.org/", "accessed": "2020-01-02"},
         ("accessed 2 January 2020", "https://example.org/")),
        ({"URL": "https://example.org/", "accessed": "2020-01-02", "issued": "2019"},
         ("", "https://example.org/")),
        ({"URL": "https://example.org/", "DOI": "10.1/x", "accessed": "2020-01-02"},
         ("", "https://doi.org/10.1/x")),
    ],
)  # fmt: skip
def test_an_address_says_when_it_was_seen_if_it_has_no_date(
    values: dict[str, Any], said: tuple[str, str]
) -> None:
    assert list_links(source(**values), ENGLISH) == said


def test_an_archive_is_named_from_the_box_to_the_place() -> None:
    held = {"archive_location": "box 1", "archive_collection": "RG 59", "archive": "NARA"}
    memo = Source.model_validate({"title": "T", "type": "document", "archive-place": "MD"} | held)
    assert list_archive(memo) == ("box 1", "RG 59", "NARA, MD")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("1", "1st ed."), ("2", "2nd ed."), ("3", "3rd ed."), ("4", "4th ed."), ("11", "11th ed."),
        ("12", "12th ed."), ("21", "21st ed."), ("113", "113th ed."), ("rev. ed.", "rev. ed."),
        ("Second edition", "Second edition"),
    ],
)  # fmt: skip
def test_an_edition_is_written_as_chicago_has_it(written: str, said: str) -> None:
    assert format_edition(written, ENGLISH) == said


def test_only_numbers_get_a_label() -> None:
    assert format_number("vol.", "2") == "vol. 2"
    assert format_number("vol.", "2-3") == "vol. 2–3"
    assert format_number("vol.", "Second series") == "Second series"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        # few digits, whole hundreds, the first ten of a hundred, all others
        ("3-10", "3–10"), ("71-72", "71–72"), ("96-117", "96–117"), ("100-104", "100–104"),
        ("1100-1113", "1100–1113"), ("101-108", "101–8"), ("808-833", "808–33"),
        ("1103-1104", "1103–4"), ("321-328", "321–28"), ("498-532", "498–532"),
        ("1087-1089", "1087–89"), ("1496-1500", "1496–500"), ("11564-11615", "11564–615"),
        # as they may be written
        ("201–226", "201–26"), ("201 -- 226", "201–26"), ("5, 201-226", "5, 201–26"),
        ("101-7", "101–7"), ("226-201", "226–201"), ("A1", "A1"), ("xi-xx", "xi-xx"),
    ],
)  # fmt: skip
def test_a_range_of_pages_says_the_digits_that_change(written: str, said: str) -> None:
    assert format_pages(written) == said
