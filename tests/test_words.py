from __future__ import annotations

from dataclasses import fields
from typing import get_args

import pytest

from generator.csl import CslType
from generator.fields import FOLDERS, Alias, Event, Source, Standing
from generator.words import ENGLISH, WORDS, Words


@pytest.mark.parametrize("language", WORDS)
def test_every_language_has_the_words_of_english(language: str) -> None:
    words = WORDS[language]
    assert len(words.months) == 12
    assert words.plain.keys() == ENGLISH.plain.keys()
    assert words.counted.keys() == ENGLISH.counted.keys()
    assert all(words.plain.values())


def test_a_word_is_an_attribute() -> None:
    assert ENGLISH.timeline == "Timeline"


def test_no_word_hides_what_a_table_has_besides() -> None:
    others = {*dir(Words), *(field.name for field in fields(Words))}
    assert not ENGLISH.plain.keys() & others
    assert Words(months=("January",), plain={"months": "Months"}).months == ("January",)


def test_a_word_that_is_missing_is_a_missing_attribute() -> None:
    with pytest.raises(AttributeError, match="nothing_of_the_kind"):
        _ = ENGLISH.nothing_of_the_kind
    assert not hasattr(Words(months=(), plain={}), "timeline")


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "0 events"),
        (1, "1 event"),
        (2, "2 events"),
        (1000, "1\u202f000 events"),
        (1234567, "1\u202f234\u202f567 events"),
    ],
)
def test_a_count_takes_the_form_of_its_number(number: int, said: str) -> None:
    assert ENGLISH.count("event", number) == said


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (0, "1 kB"),
        (1499, "1.5 kB"),
        (12_345, "12 kB"),
        (999_499, "999 kB"),
        (999_500, "1 MB"),
        (9_949_999, "9.9 MB"),
        (9_950_000, "10 MB"),
        (4_700_000_000, "4.7 GB"),
        (4_700_000_000_000, "4700 GB"),
    ],
)
def test_a_size_is_said_in_the_unit_in_which_it_is_short(size: int, said: str) -> None:
    assert ENGLISH.say_size(size) == said.replace(" ", "\u00a0")


def choices(model: type, field: str) -> tuple[str, ...]:
    return get_args(model.model_fields[field].annotation)  # type: ignore[attr-defined]


def test_every_value_that_a_field_may_have_has_a_word() -> None:
    wanted = [f"csl_type_{name}" for name in get_args(CslType)]
    wanted += [f"alias_{name}" for name in choices(Alias, "type")]
    wanted += [f"access_{name.replace(' ', '_')}" for name in choices(Source, "access")]
    wanted += [f"status_{name}" for name in choices(Event, "status") if name != "held"]
    wanted += [f"dated_{name}" for name in choices(Event, "status")]
    wanted += [f"standing_{name}" for name in choices(Standing, "rank") if name != "normal"]
    wanted += [*FOLDERS, *FOLDERS.values(), *(f"plural_{kind}" for kind in FOLDERS.values())]
    missing = set(wanted) - ENGLISH.plain.keys() - {"pages"}
    assert missing == set()
