"""A record with its converted body, and a picture with what is said of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, SerializeAsAny, field_validator

from generator.fields import MODELS, Cite, Fields, Kind, PartialSource
from generator.problems import Problem

TokenType = Literal[
    "reference", "link", "cite", "picture", "file", "citation", "footnote", "comment", "text"
]


@dataclass
class Token:
    """What one marker in a body stands for, and where its author wrote it.

    A `link` is the address of an `<a>`, a `cite` that of an attribute `cite`, a `file` that of a
    film, a sound or the like. One of the type `text` stands for nothing but what was written.
    `target` is an id, a name or a path as it was written; `label` is the words to show, empty
    where the target's own name is to be shown. `note` counts the body's notes from 1;
    `alone` is a picture's that has a paragraph to itself.
    """

    type: TokenType
    text: str
    line: int
    column: int
    target: str = ""
    anchor: str = ""
    label: str = ""
    title: str = ""
    cites: list[Cite] = field(default_factory=list)
    note: int = 0
    alone: bool = False


class Heading(BaseModel):
    """A heading of a body, for the table of contents."""

    level: int
    id: str
    text: str


class Sentence(NamedTuple):
    """Where a sentence stands in the HTML, and the id of the block that holds it."""

    start: int
    end: int
    anchor: str


class Run(NamedTuple):
    """A stretch of HTML without tags in which names may be linked; sections count from 0."""

    start: int
    end: int
    section: int


class Body(BaseModel):
    """A record's text as HTML in which tokens stand for what depends on other records."""

    html: str = ""
    tokens: list[Token] = []
    headings: list[Heading] = []
    anchors: list[str] = []
    sentences: list[Sentence] = []
    runs: list[Run] = []
    notes: int = 0
    words: int = 0


class Record(BaseModel):
    """One thing the site knows.

    `fields` is None where the front matter is wrong: the record's id is known, so that others may
    refer to it without a second error. `positions` gives line, column and length of each field
    by its path, such as `participants.0.who`. `lacks` is what is wrong with a source unless
    another record completes it: the problem of each required field that is missing.
    """

    kind: Kind
    id: str
    path: str
    line: int = 1
    lacks: dict[str, Problem] = {}
    fields: SerializeAsAny[Fields] | None = None
    body: Body = Body()
    positions: dict[str, tuple[int, int, int]] = {}

    @field_validator("fields", mode="before")
    @classmethod
    def parse_fields(cls, value: Any, info: Any) -> Any:
        """Choose the model by the kind."""
        if isinstance(value, dict):
            model = PartialSource if info.data["lacks"] else MODELS[info.data["kind"]]
            return model.model_validate(value)
        return value

    def position(self, *path: str | int) -> tuple[int, int, int]:
        """Where a field stands, or the nearest thing around it: line, column and length."""
        for end in range(len(path), 0, -1):
            found = self.positions.get(".".join(map(str, path[:end])))
            if found:
                return found
        return self.line, 1, 1


@dataclass(frozen=True)
class Picture:
    """A file of content/media/ and what its sidecar says of it."""

    path: str
    alt: str = ""
    caption: str = ""
    credit: str = ""
    licence: str = ""
    source: Cite | None = None
