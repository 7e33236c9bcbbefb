from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from generator.config import Config, Limits, NavigationLink, Topic


def test_a_title_is_enough() -> None:
    config = Config.model_validate({"title": "T"})
    assert (config.title, config.base_url, config.language, config.timezone) == (
        "T",
        "",
        "en",
        "UTC",
    )
    assert config.search is True
    assert config.limits == Limits(page_bytes=2_000_000, line_length=50_000, nesting=50)


def test_values_may_be_written_short() -> None:
    config = Config.model_validate(
        {
            "title": "T",
            "authors": "A",
            "start": [["a"]],
            "navigation": ["about", {"to": "https://example.org", "title": "X"}],
            "topics": {"summits": {"title": "Summits"}, "sanctions": "Sanctions"},
            "search": "no",
            "limits": {"nesting": "9"},
            "least_cited": {"articles": "90"},
        }
    )
    assert config.authors == ["A"]
    assert config.start == ["a"]
    assert config.navigation == [
        NavigationLink(to="about"),
        NavigationLink(to="https://example.org", title="X"),
    ]
    assert config.topics == {
        "summits": Topic(title="Summits"),
        "sanctions": Topic(title="Sanctions"),
    }
    assert config.search is False
    assert config.limits.nesting == 9
    assert (config.least_cited.articles, config.least_cited.events) == (90, 0)


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("https://example.org", "https://example.org/"),
        ("https://example.org/folder/", "https://example.org/folder/"),
        ("https://example.org/folder//", "https://example.org/folder/"),
        ("", ""),
    ],
)
def test_the_address_ends_in_one_slash(value: str, kept: str) -> None:
    assert Config.model_validate({"title": "T", "base_url": value}).base_url == kept


@pytest.mark.parametrize(
    ("settings", "place", "message"),
    [
        ({}, ("title",), "Field required"),
        ({"title": ""}, ("title",), "Field required"),
        ({"title": "T", "titel": "x"}, ("titel",), "Extra inputs"),
        ({"title": "T", "base_url": "example.org"}, ("base_url",), "is not a web address"),
        ({"title": "T", "base_url": "https://a.b/?q"}, ("base_url",), "has a query or a fragment"),
        ({"title": "T", "base_url": "https://a.b/#f"}, ("base_url",), "has a query or a fragment"),
        ({"title": "T", "editor": "vim"}, ("editor",), "is not the address of an editor"),
        ({"title": "T", "editor": "x://{line}"}, ("editor",), "is not the address of an editor"),
        ({"title": "T", "editor": "x:{path}{x}"}, ("editor",), "is not the address of an editor"),
        ({"title": "T", "editor": "javascript:{path}"}, ("editor",), "is not the address of an"),
        ({"title": "T", "language": "x"}, ("language",), "is not a language tag"),
        ({"title": "T", "timezone": "x"}, ("timezone",), "is not a time zone"),
        ({"title": "T", "limits": {"nesting": "0"}}, ("limits", "nesting"), "greater than or"),
        ({"title": "T", "limits": {"nest": "1"}}, ("limits", "nest"), "Extra inputs"),
        ({"title": "T", "least_cited": {"pages": "1"}}, ("least_cited", "pages"), "Extra inputs"),
        ({"title": "T", "least_cited": {"events": "101"}}, ("least_cited", "events"), "less than"),
        ({"title": "T", "least_cited": "90"}, ("least_cited",), "valid dictionary"),
        ({"title": "T", "limits": "1"}, ("limits",), "valid dictionary"),
        ({"title": "T", "topics": {"a": {"description": "x"}}}, ("topics", "a", "title"), "Field"),
    ],
)
def test_a_wrong_setting_is_refused_at_its_place(
    settings: dict[str, Any], place: tuple[str, ...], message: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        Config.model_validate(settings)
    (fault,) = caught.value.errors()
    assert fault["loc"] == place
    assert message in fault["msg"]


def test_settings_are_not_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Config(title="T").title = "U"  # type: ignore[misc]


@pytest.mark.parametrize("value", ["vscode://file{path}", "idea://open?file={path}&line={line}"])
def test_an_editor_is_named_by_its_address(value: str) -> None:
    assert Config.model_validate({"title": "T", "editor": value}).editor == value
