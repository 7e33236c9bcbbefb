"""The site's settings, content/site.yaml."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import ConfigDict, Field, field_validator

from generator.fields import Part
from generator.values import FieldError, Flag, Language, Many, RecordId, Text, Url, Zone

# Addresses that a browser would run instead of handing them on.
RUNS = {"javascript", "data", "vbscript", "blob"}
Size = Annotated[int, Field(ge=1)]
Share = Annotated[int, Field(ge=0, le=100)]


class Limits(Part):
    """Bounds beyond which a file is an error rather than a wait."""

    takes_text = False

    page_bytes: Size = 2_000_000
    library_bytes: Size = 20_000_000
    line_length: Size = 50_000
    nesting: Size = 50


class LeastCited(Part):
    """How many of a hundred statements of each article, event and so on must be cited."""

    takes_text = False

    articles: Share = 0
    events: Share = 0
    people: Share = 0
    places: Share = 0
    organizations: Share = 0


class NavigationLink(Part):
    """A link of the site's navigation: an id of an own page, an index, or a title and a URL."""

    to: Text
    title: Text = ""


class Topic(Part):
    """A topic that articles may have."""

    title: Text
    description: Text = ""


class Config(Part):
    """Everything that site.yaml may say. Unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    takes_text = False

    title: Text
    description: Text = ""
    base_url: Url = ""
    language: Language = "en"
    authors: Many[Text] = []
    timezone: Zone = "UTC"
    edition: Text = ""
    licence: Text = ""
    start: Many[RecordId] = []
    capitals: Many[RecordId] = []
    navigation: Many[NavigationLink] = []
    topics: dict[Text, Topic] = {}
    evidence: Many[Text] = []
    least_cited: LeastCited = LeastCited()
    search: Flag = True
    editor: Text = "vscode://file{path}:{line}:{column}"
    limits: Limits = Limits()

    @field_validator("base_url")
    @classmethod
    def check_base_url(cls, value: str) -> str:
        """The address that the site will have, without query or fragment."""
        if "?" in value or "#" in value:
            raise FieldError(
                f"`{value}` has a query or a fragment", "write `https://example.org/folder/`"
            )
        return value.rstrip("/") + "/" if value else ""

    @field_validator("editor")
    @classmethod
    def check_editor(cls, value: str) -> str:
        """The address by which the preview opens a file in an editor, with `{path}` in it."""
        example = "vscode://file{path}:{line}:{column}"
        scheme = re.match(r"([a-z][a-z0-9+.-]*):", value)
        unknown = set(re.findall(r"\{[^{}]*\}", value)) - set(re.findall(r"\{\w+\}", example))
        if not scheme or scheme[1] in RUNS or "{path}" not in value or unknown:
            raise FieldError(
                f"`{value}` is not the address of an editor", f"write one such as `{example}`"
            )
        return value
