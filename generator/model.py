"""A record with its converted body, and a picture with what is said of it."""

from __future__ import annotations

import json
from copy import copy
from dataclasses import astuple, dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict

from generator.fields import MODELS, Cite, Fields, Kind, PartialSource
from generator.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from generator.reads import Reads

TokenType = Literal[
    "reference",
    "link",
    "cite",
    "picture",
    "file",
    "size",
    "cover",
    "citation",
    "footnote",
    "comment",
    "text",
]


@dataclass
class Token:
    """What one marker in a body stands for, and where its author wrote it.

    A `link` is the address of an `<a>`, a `cite` that of an attribute `cite`, a `file` that of a
    film, a sound or the like; a `size` stands behind a link that may lead to a document, and says
    how large that is; a `cover` stands behind the block that has a picture in a line of text, which
    is there if it needs a warning. One of the type `text` stands for nothing but what was written.
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


# Line, column and length of each field, by its path.
Places = dict[str, tuple[int, int, int]]


class Heading(BaseModel):
    """A heading of a body, for the table of contents."""

    model_config = ConfigDict(defer_build=True)

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

    model_config = ConfigDict(defer_build=True)

    html: str = ""
    tokens: list[Token] = []
    headings: list[Heading] = []
    anchors: list[str] = []
    sentences: list[Sentence] = []
    runs: list[Run] = []
    notes: int = 0
    words: int = 0


class Traits(NamedTuple):
    """What is known of a record without decoding its fields and its body.

    `name` is what it is called, `names` are the folded names that `[[…]]` may use, `spellings` its
    names in running text. `is_listed` tells whether it has a page, `is_confidential` that no more
    than its title may be shown. `anchors` stand one a line, `headings` are pairs of id and words;
    `places` is a digest of both. `sort` is by what it is put in order among its kind, as far as its
    fields tell. `lang` is its language, `warning` what is shown before it, `date` that of an
    article or event in EDTF, `file` a picture or document of content/media/, `redirects` are old
    URLs. Of a source, `stance` tells for whom it speaks and what kind of evidence it is,
    `is_unarchived` whether it is on the web and nobody kept a copy. Of a person, `forms` are those
    of the name in references, `bears` by what names a source may call that person. `shows` are the
    names of files that the body shows, `offers` of those that it links to. `fields` and `body` are
    digests of what the record says there.
    """

    name: str = ""
    names: Sequence[str] = ()
    spellings: Sequence[Sequence[Any]] = ()
    is_draft: bool = False
    is_listed: bool = True
    is_confidential: bool = False
    anchors: str = ""
    headings: Sequence[Sequence[str]] = ()
    places: str = ""
    sort: Sequence[Any] = ()
    authors: Sequence[str] = ()
    lang: str = ""
    summary: str = ""
    warning: str = ""
    date: str = ""
    is_corrected: bool = False
    stance: Sequence[str] = ("", "")
    is_unarchived: bool = False
    forms: Sequence[str] = ()
    bears: Sequence[str] = ()
    file: str = ""
    redirects: Sequence[str] = ()
    shows: Sequence[str] = ()
    offers: Sequence[str] = ()
    fields: str = ""
    body: str = ""


class Packed(NamedTuple):
    """A record as texts in JSON, of which only what is asked for is decoded."""

    head: str
    fields: str
    positions: str
    body: str


class Record:
    """One thing the site knows.

    `fields` is None where the front matter is wrong: the record's id is known, so that others may
    refer to it without a second error. `positions` gives line, column and length of each field
    by its path, such as `participants.0.who`. What is not decoded is `packed`, or `fetch` gets it.
    `lacks` is what is wrong with a source unless another record completes it: the problem of each
    required field that is missing. `reads` notes who decodes what. `home` tells where the body is
    kept: by what key, and which of those there.
    """

    def __init__(
        self,
        kind: Kind,
        id: str,
        path: str,
        line: int = 1,
        lacks: Mapping[str, Problem] | None = None,
        fields: Fields | None = None,
        body: Body | None = None,
        positions: Places | None = None,
        traits: Traits | None = None,
        *,
        is_whole: bool = True,
    ) -> None:
        """Take a record whole; `unpack` makes one that is decoded when it is asked for."""
        self.kind, self.id, self.path, self.at = kind, id, path, line
        self.lacks: Mapping[str, Problem] = lacks or {}
        self.traits = traits
        self.packed: Packed | None = None
        self.fetch: Callable[[], Packed] | None = None
        self.reads: Reads | None = None
        self.home: tuple[str, int] | None = None
        # Of a copy whose body is elsewhere: the traits of the original, which has the same.
        self.outline: Traits | None = None
        self.decoded: dict[str, Any] = {}
        if is_whole:
            whole = {"fields": fields, "body": body or Body(), "positions": positions or {}}
            self.decoded = whole

    @classmethod
    def unpack(cls, packed: Packed) -> Record:
        """A record of which only the head is decoded."""
        record = cls.unpack_head(json.loads(packed.head))
        record.packed = packed
        return record

    @classmethod
    def unpack_head(cls, head: Sequence[Any], fetch: Callable[[], Packed] | None = None) -> Record:
        """A record of which all but the head is elsewhere."""
        kind, record_id, path, line, lacks, traits = head
        lacking = {name: Problem(*problem) for name, problem in lacks.items()}
        record = cls(kind, record_id, path, line, lacking, traits=Traits(*traits), is_whole=False)
        record.fetch = fetch
        return record

    def read_packed(self) -> Packed | None:
        """The record as texts, if it came as texts."""
        return self.packed or (self.fetch() if self.fetch else None)

    def pack(self, body: str = "") -> Packed:
        """The record as texts, with its body's if that is elsewhere."""
        packed = self.read_packed()
        if packed:
            head = packed.head or self.pack_head()
            return packed._replace(head=head, body=body or packed.body)
        return Packed(
            self.pack_head(),
            self.fields.model_dump_json() if self.fields else "",
            json.dumps(self.positions),
            body or self.body.model_dump_json(),
        )

    def with_body(self, body: str) -> Record:
        """The record with its body, which was elsewhere."""
        found = copy(self)
        found.decoded = self.decoded | {"body": Body.model_validate_json(body)}
        return found

    def __copy__(self) -> Record:
        """A copy has all that the record has."""
        made = object.__new__(Record)
        made.__dict__.update(self.__dict__)
        return made

    def __getstate__(self) -> dict[str, Any]:
        """What other processes are told of a record to which links may lead."""
        state = self.__dict__ | {"reads": None, "fetch": None}
        if self.packed or self.fetch:
            packed = self.read_packed() if self.kind == "source" else None
            fields = packed.fields if packed else ""
            state |= {"packed": Packed("", fields, "", ""), "decoded": {}}
        return state

    def pack_head(self) -> str:
        """The first of these texts, with what tells one record from others."""
        lacks = {name: astuple(problem) for name, problem in self.lacks.items()}
        head = [self.kind, self.id, self.path, self.at, lacks, self.traits]
        return json.dumps(head, ensure_ascii=False)

    @property
    def fields(self) -> Fields | None:
        """What the front matter says, by the model of the record's kind."""
        if self.reads:
            self.reads.note(f"fields {self.id}")
        if "fields" not in self.decoded:
            packed = self.read_packed()
            text = packed.fields if packed else ""
            model = PartialSource if self.lacks else MODELS[self.kind]
            self.decoded["fields"] = model.model_validate_json(text) if text else None
        fields: Fields | None = self.decoded["fields"]
        return fields

    @property
    def body(self) -> Body:
        """The converted text. It is kept apart from the rest, and must have been put in."""
        if "body" not in self.decoded:
            if self.packed is None or not self.packed.body:
                raise LookupError(f"the body of {self.id} is elsewhere")
            self.decoded["body"] = Body.model_validate_json(self.packed.body)
        body: Body = self.decoded["body"]
        return body

    @property
    def has_body(self) -> bool:
        """Whether the body is here."""
        return "body" in self.decoded or (self.packed is not None and self.packed.body != "")

    @property
    def positions(self) -> Places:
        """Where each field stands. Only problems may tell of it: they are looked for each time."""
        if "positions" not in self.decoded:
            packed = self.read_packed()
            text = packed.positions if packed else ""
            found = json.loads(text) if text else {}
            self.decoded["positions"] = {name: tuple(place) for name, place in found.items()}
        positions: Places = self.decoded["positions"]
        return positions

    @property
    def line(self) -> int:
        """The line at which the record begins."""
        return self.at

    def position(self, *path: str | int) -> tuple[int, int, int]:
        """Where a field stands, or the nearest thing around it: line, column and length."""
        for end in range(len(path), 0, -1):
            found = self.positions.get(".".join(map(str, path[:end])))
            if found:
                return found
        return self.line, 1, 1

    def copy(self, **changes: Any) -> Record:
        """The same record with other fields, or another body and so on."""
        made = copy(self)
        made.packed, made.fetch = None, None
        made.traits, made.outline = None, self.traits or self.outline
        made.decoded = {name: getattr(self, name) for name in ("fields", "positions")}
        if "body" not in changes and self.has_body:
            made.decoded["body"] = self.body
        for name, value in changes.items():
            if name in ("fields", "body", "positions"):
                made.decoded[name] = value
            else:
                setattr(made, name, value)
        return made

    def __eq__(self, other: object) -> bool:
        """Whether two records say the same at the same place."""
        if not isinstance(other, Record):
            return NotImplemented
        names = ["kind", "id", "path", "at", "lacks", "fields", "positions", "has_body"]
        names += ["body"] if self.has_body and other.has_body else []
        return all(getattr(self, name) == getattr(other, name) for name in names)

    __hash__ = None  # type: ignore[assignment]


class Track(NamedTuple):
    """Captions of a sound or a film: their file, and their language if that is told."""

    path: str
    lang: str = ""


class Shape(NamedTuple):
    """How large a picture is as a page shows it, and in which widths there are copies of it.

    `own` are the widths of copies in the picture's own format, `webp` of those in WebP.
    """

    width: int
    height: int
    own: tuple[int, ...] = ()
    webp: tuple[int, ...] = ()
    has_portrait: bool = False


@dataclass(frozen=True)
class Picture:
    """A file of content/media/, what its sidecar says of it, and what stands beside it.

    `size` counts its bytes, `shape` is there if it is a picture that a page refers to. `tracks`
    are captions of a film or a sound, `poster` is what is shown before a film, `transcript` what
    is said in it: paths under content/.
    """

    path: str
    alt: str = ""
    caption: str = ""
    credit: str = ""
    licence: str = ""
    source: Cite | None = None
    content_warning: str = ""
    size: int = 0
    shape: Shape | None = None
    tracks: tuple[Track, ...] = ()
    poster: str = ""
    transcript: str = ""
