from __future__ import annotations

from typing import Any, get_args

import pytest
from pydantic import ValidationError

from generator.csl import CSL_DATES, CSL_NAMES, CSL_TEXTS, CslType
from generator.fields import (
    FOLDER_OF,
    FOLDERS,
    MODELS,
    Article,
    Cite,
    CslName,
    Event,
    Kind,
    Participant,
    Position,
    Source,
    Standing,
    drop_empty,
    split_cites,
)
from generator.model import Record


def test_every_kind_has_a_model_and_a_folder() -> None:
    assert MODELS.keys() == set(get_args(Kind)) == set(FOLDERS.values()) == FOLDER_OF.keys()
    assert all(FOLDERS[folder] == kind for kind, folder in FOLDER_OF.items())


def test_no_variable_of_csl_is_named_twice() -> None:
    names = [*CSL_NAMES, *CSL_TEXTS, *CSL_DATES, *Source.model_fields]
    assert len(names) == len(set(names))
    assert len(get_args(CslType)) == len(set(get_args(CslType))) == 45


@pytest.mark.parametrize(
    ("written", "source", "locator"),
    [
        ("one", "one", ""),
        ("one, para. 4", "one", "para. 4"),
        ("one, p. 2, note 3", "one", "p. 2, note 3"),
        (" @one ", "one", ""),
        ("[@one, p. 2]", "one", "p. 2"),
        ({"source": "one", "locator": "p. 2"}, "one", "p. 2"),
    ],
)
def test_a_citation_is_split_at_its_first_comma(written: Any, source: str, locator: str) -> None:
    assert Cite.model_validate(written) == Cite(source=source, locator=locator)


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("a, p. 2; b", ["a, p. 2", " b"]),
        ("a;", ["a"]),
        ("", []),
        ({"source": "a"}, [{"source": "a"}]),
        (["a", "b"], ["a", "b"]),
    ],
)
def test_citations_are_split_at_semicolons(written: Any, parts: Any) -> None:
    assert split_cites(written) == parts


def test_what_was_left_empty_was_not_filled_in() -> None:
    assert drop_empty({"a": "", "b": [], "c": {}, "d": None, "e": "0"}) == {"e": "0"}
    assert drop_empty("text") == "text"


@pytest.mark.parametrize(
    ("model", "text", "field"),
    [
        (Participant, "kim", "who"),
        (Position, "Envoy", "title"),
        (Standing, "normal", "rank"),
        (CslName, "KCNA", "literal"),
    ],
)
def test_a_plain_text_stands_for_the_first_field(model: Any, text: str, field: str) -> None:
    assert getattr(model.model_validate(text), field) == text


@pytest.mark.parametrize(
    ("model", "values", "message"),
    [
        (Event, {"title": "T"}, "needs a `date`"),
        (Participant, {"role": "x"}, "needs `who` or `described_as`"),
        (Standing, "deprecated", "needs a `reason`"),
        (CslName, {"suffix": "x"}, "needs `family` and `given`"),
        (Article, "text", "valid dictionary"),
        (Source, "text", "valid dictionary"),
    ],
)
def test_rules_between_fields_are_kept(model: Any, values: Any, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        model.model_validate(values)


@pytest.mark.parametrize("field", ["after", "before"])
def test_an_event_may_stand_beside_another_instead_of_a_date(field: str) -> None:
    assert Event.model_validate({"title": "T", field: "other"}).date is None


def test_a_standing_with_its_reason_is_deprecated() -> None:
    assert Standing.model_validate({"rank": "deprecated", "reason": "r"}).reason == "r"


def test_fields_of_a_record_have_the_model_of_its_kind() -> None:
    record = Record.model_validate(
        {"kind": "source", "id": "s", "path": "x", "fields": {"title": "T", "type": "book"}}
    )
    assert isinstance(record.fields, Source)
    assert Record(kind="source", id="s", path="x", fields=record.fields) == record
