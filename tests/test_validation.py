from __future__ import annotations

import pytest

from generator.fields import MODELS, Event, Participant, Person, Position, Source
from generator.validation import find_model, nearest, parse_fields, unknown_key
from generator.yamltext import parse_yaml


def complaints(text: str) -> list[tuple[str, int, int, str]]:
    """What is wrong with an event's fields: code, place, fix."""
    data, problems = parse_yaml("x.yaml", text)
    assert data is not None
    assert problems == []
    _, found = parse_fields("x.yaml", MODELS["event"], data.value, data)
    return sorted((p.code, p.line, p.column, p.fix) for p in found)


def test_each_wrong_value_is_told_at_its_place() -> None:
    assert complaints("title: T\ndate: 2018-13\nplaec: a\norder: x\nstatus: hold\n") == [
        ("date", 2, 7, "months go from 01 to 12, seasons 21 to 24"),
        ("field-type", 4, 8, "write digits, such as `2`"),
        ("field-value", 5, 9, "did you mean `held`?"),
        ("unknown-key", 3, 1, "did you mean `place`?"),
    ]


def test_keys_of_obsidian_are_only_mentioned() -> None:
    assert complaints("title: T\ndate: 2018\ncssclass: a") == [("obsidian-key", 3, 1, "")]


@pytest.mark.parametrize(
    ("path", "model"),
    [(("participants", 0), Participant), (("accounts", 0, "nowhere"), None), ((), Event)],
)
def test_a_path_leads_to_a_model(path: tuple[str | int, ...], model: object) -> None:
    assert find_model(Event, path) is model


def test_a_list_of_maps_has_a_model() -> None:
    assert find_model(Person, ("positions", 1)) is Position


@pytest.mark.parametrize(
    ("key", "fix"),
    [
        ("Title", "write `title`"),
        ("doi", "write `DOI`"),
        ("people", "your own data goes under `extra:`"),
    ],
)
def test_a_key_that_is_written_otherwise_is_named(key: str, fix: str) -> None:
    assert unknown_key(Source, key, (key,))[1] == fix


def test_what_is_near_is_proposed() -> None:
    assert nearest("placse", ["place", "type"], "else") == "did you mean `place`?"
    assert nearest("zzz", ["place"], "else") == "else"
