from __future__ import annotations

from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, find, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from generator.csl import CSL_DATES, CSL_NAMES, CSL_TEXTS, CslType
from generator.fields import (
    FOLDER_OF,
    FOLDERS,
    MODELS,
    Alias,
    Article,
    Cite,
    Cites,
    CslName,
    Event,
    Kind,
    Part,
    Participant,
    Position,
    Source,
    Standing,
    drop_empty,
    split_cites,
)
from generator.model import Record
from generator.traits import pack_record
from generator.values import (
    Coordinates,
    EdtfDate,
    Flag,
    Language,
    Many,
    RecordId,
    Spellings,
    Text,
    Time,
    Url,
    Zone,
)


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
        (["s, p. 2; t", {"source": "a"}, "u"], ["s, p. 2", " t", {"source": "a"}, "u"]),
        ("[@s, p. 2; @t]", ["@s, p. 2", " @t"]),
        ("s, p. [2]", ["s, p. [2]"]),
    ],
)
def test_citations_are_split_at_semicolons(written: Any, parts: Any) -> None:
    assert split_cites(written) == parts


def test_what_was_left_empty_was_not_filled_in() -> None:
    assert drop_empty({"a": "", "b": [], "c": {}, "d": None, "e": "0", "f": " "}) == {"e": "0"}
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
        (Cite, "s, p. 2; t", "has a semicolon"),
        (Cite, {"source": "s", "locator": "2; 3"}, "has a semicolon"),
        (Alias, "  ", "Field required"),
        (Article, {"title": " ", "date": "2018"}, "Field required"),
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
    fields = Source.model_validate({"title": "T", "type": "book"})
    record = Record(kind="source", id="s", path="x", fields=fields)
    unpacked = Record.unpack(pack_record(record))
    assert isinstance(unpacked.fields, Source)
    assert unpacked == record


# A record goes to another process as JSON and comes back as it was.

WORDS = st.one_of(
    st.sampled_from(
        ["", " ", "a", "Kim  Jong-un", "null", "~", "[[a]]", "[[a|b]]", "[[[[a]]", "a]]", "s, p. 2",
         "a; b", "[@a, p. 2; @b]", "[[null]]", "yes", "1"]
    ),
    st.text("ab[]|;,@ ~.-", max_size=8),
)  # fmt: skip
DATES = st.sampled_from(
    ["2018", " 2018-06-12 ", "2018-06-12T09:00", "2018?", "201X", "2018-06/2018-07", "2018/..",
     "-0044", "[2018-04-20,2018-04-21]", "2018-21", "1984~", "../2018", "156X-12"]
)  # fmt: skip
SINGLE: dict[Any, st.SearchStrategy[Any]] = {
    Text: WORDS,
    RecordId: WORDS | st.just([["a"]]),
    EdtfDate: DATES,
    Time: st.sampled_from(["", "09:30", "00:00"]),
    Language: st.sampled_from(["", "ko", "zh-Hant", "es-419"]),
    Zone: st.sampled_from(["", "UTC", "Asia/Seoul"]),
    Url: st.sampled_from(["", "https://example.org/a?b"]),
    Flag: st.sampled_from(["yes", "false", "No"]),
    Coordinates: st.tuples(st.floats(-90, 90), st.floats(-180, 180)).map(
        lambda pair: f"{pair[0]:.7f}, {pair[1]:.12f}"
    ) | st.sampled_from(["0.00001, 5", "-0.0, 0", "[1, 2]"]),
    Spellings: st.dictionaries(WORDS, WORDS | st.none(), max_size=3),
    Cite: WORDS,
    Cites: WORDS | st.lists(WORDS, max_size=3),
    str: WORDS,
    int: st.sampled_from(["1", "2"]),
    Any: WORDS | st.lists(WORDS, max_size=2) | st.dictionaries(WORDS, WORDS, max_size=2),
}  # fmt: skip


def written(annotation: Any) -> st.SearchStrategy[Any]:
    """What people may write in a field of a type."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if annotation in SINGLE:
        return SINGLE[annotation]
    if isinstance(annotation, type) and issubclass(annotation, Part):
        hints = get_type_hints(annotation, include_extras=True)
        fields = {
            field.alias or name: written(hints[name])
            for name, field in annotation.model_fields.items()
            if name not in ("people", "texts", "dates")
        }
        if annotation is Source:
            fields |= {"author": written(Many[CslName]), "page": WORDS, "event-date": DATES}
        needed = {n: s for n, s in fields.items() if is_needed(annotation, n)}
        rest = {n: s for n, s in fields.items() if n not in needed}
        full = st.fixed_dictionaries(needed, optional=rest)
        return full | WORDS if annotation.takes_text else full
    if origin is Annotated:
        return written(inner[0])
    if origin is list:
        one = written(inner[0])
        return one | st.lists(one, max_size=2)
    if origin is dict:
        return st.dictionaries(WORDS, written(inner[1]), max_size=2)
    if origin is Literal:
        return st.sampled_from(inner)
    return st.one_of(*(written(one) for one in inner if one is not type(None)))


def is_needed(model: type[Part], name: str) -> bool:
    """Whether a field must be there, so that what is written is often right."""
    field = model.model_fields.get(name)
    return name == "date" or (field is not None and field.is_required())


@settings(max_examples=75, deadline=None, suppress_health_check=list(HealthCheck))
@pytest.mark.parametrize("kind", MODELS)
@given(st.data())
def test_every_field_takes_back_what_it_gave(kind: Kind, data: st.DataObject) -> None:
    values = data.draw(written(MODELS[kind]))
    try:
        fields = MODELS[kind].model_validate(values)
    except ValidationError:
        return
    record = Record(kind=kind, id="a", path="x", fields=fields)
    assert Record.unpack(pack_record(record)) == record


def test_what_is_written_is_often_right() -> None:
    for kind, model in MODELS.items():
        if kind != "page":
            find(written(model), lambda values, model=model: is_right(model, values, 3))


def is_right(model: type[Part], values: Any, fields: int) -> bool:
    """Whether values make a record with so many fields."""
    try:
        return len(model.model_validate(values).model_fields_set) >= fields
    except ValidationError:
        return False
