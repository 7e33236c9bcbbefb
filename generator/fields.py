"""What each kind of record is: its fields.

Front matter is text until here; the fields below give it types. Their order is the order in which
a person would fill them in: `backstory new` writes them so.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from generator.csl import CSL_GROUPS, CslType
from generator.values import (
    Coordinates,
    EdtfDate,
    FieldError,
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

Kind = Literal["article", "event", "person", "place", "organization", "source", "page"]

# The folder of each kind under content/, and of its pages in the site.
FOLDERS: dict[str, Kind] = {
    "articles": "article",
    "events": "event",
    "people": "person",
    "places": "place",
    "organizations": "organization",
    "sources": "source",
    "pages": "page",
}
FOLDER_OF: dict[Kind, str] = {kind: folder for folder, kind in FOLDERS.items()}


class Part(BaseModel):
    """A map in front matter; a plain string there stands for its first field."""

    # A build of one article needs few models, and each takes long to be made ready.
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, defer_build=True)
    takes_text: ClassVar[bool] = True

    @model_validator(mode="before")
    @classmethod
    def parse_map(cls, value: Any) -> Any:
        """Drop empty values, which mean that nothing was filled in; turn text into a map."""
        # A list is [[id]], which YAML reads so.
        if isinstance(value, str | list) and cls.takes_text:
            value = {next(iter(cls.model_fields)): value}
        return drop_empty(value)


def drop_empty(value: Any) -> Any:
    """A map without the keys that were left empty."""
    if not isinstance(value, dict):
        return value
    return {key: item for key, item in value.items() if key == "draft" or not is_empty(item)}


def is_empty(value: Any) -> bool:
    """Whether a value says nothing: `key:`, `key: []`, `key: "  "`."""
    return not value.strip() if isinstance(value, str) else value in ([], {}, None)


class Cite(Part):
    """A pointer to a source; in front matter written `id, para. 4`."""

    source: RecordId
    locator: str = ""
    prefix: str = ""

    @model_validator(mode="before")
    @classmethod
    def parse_map(cls, value: Any) -> Any:
        """Split `id, para. 4` at the first comma."""
        if isinstance(value, str):
            source, _, locator = drop_brackets(value).partition(",")
            return {"source": source.strip().removeprefix("@"), "locator": locator.strip()}
        return value

    @field_validator("locator")
    @classmethod
    def check_locator(cls, value: str) -> str:
        """A semicolon parts citations, so no locator holds one."""
        if ";" in value:
            raise FieldError(f"`{value}` has a semicolon", "name one source; write a comma")
        return value


def drop_brackets(text: str) -> str:
    """What `[@one, para. 4]` holds."""
    text = text.strip()
    return text[1:].removesuffix("]") if text.startswith("[") else text


def split_cites(value: Any) -> list[Any]:
    """Citations one by one: `a, p. 2; b` is two, alone or in a list."""
    split: list[Any] = []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str):
            split += [part for part in drop_brackets(item).split(";") if part.strip()]
        else:
            split.append(item)
    return split


Cites = Annotated[list[Cite], BeforeValidator(split_cites)]


class Native(Part):
    """A name in its own script."""

    text: Text
    lang: Language = ""


class Alias(Part):
    """Another name of a record."""

    name: Text
    type: Literal["spelling", "former", "title", "nickname"] = "spelling"
    lang: Language = ""


class Position(Part):
    """An office that a person held."""

    title: Text
    organization: RecordId = ""
    start: EdtfDate | None = None
    end: EdtfDate | None = None
    sources: Cites = []


class Participant(Part):
    """A person or organization that took part in an event."""

    who: RecordId = ""
    described_as: Text = ""
    role: Text = ""
    on_behalf_of: RecordId = ""
    attendance: Text = ""
    sources: Cites = []

    @model_validator(mode="after")
    def check_who(self) -> Participant:
        """A participant is named or described."""
        if not self.who and not self.described_as:
            raise FieldError("it needs `who` or `described_as`", "write `who:` and an id")
        return self


class Quote(Part):
    """Words as they were said, and in translation."""

    text: Text
    lang: Language = ""
    translation: Text = ""
    translator: Text = ""


class Standing(Part):
    """How an account is regarded, and why."""

    rank: Literal["preferred", "normal", "deprecated"] = "normal"
    reason: Text = ""

    @model_validator(mode="after")
    def check_reason(self) -> Standing:
        """A deprecated account says why."""
        if self.rank == "deprecated" and not self.reason:
            raise FieldError("a deprecated account needs a `reason`", "add `reason: …`")
        return self


class Account(Part):
    """One party's or one source's version of an event."""

    takes_text: ClassVar[bool] = False

    says: Text
    source: Cite
    by: RecordId = ""
    described_as: Text = ""
    date: EdtfDate | None = None
    place: RecordId = ""
    quote: Quote | None = None
    said_on: EdtfDate | None = None
    standing: Standing = Standing()


class Correction(Part):
    """What an article once said wrongly."""

    takes_text: ClassVar[bool] = False

    date: EdtfDate
    was: Text
    now: Text


class Fields(Part):
    """What every kind of record may say of itself."""

    takes_text: ClassVar[bool] = False

    # `id` and `body` are taken out before, in parse.
    summary: Text = ""
    sources: Cites = []
    lang: Language = ""
    translation_of: RecordId = ""
    updated: EdtfDate | None = None
    corrections: Many[Correction] = []
    content_warning: Text = ""
    redirect_from: Many[Text] = []
    draft: Flag = False
    notes: str | list[Any] | dict[str, Any] = ""
    extra: dict[str, Any] = {}


class Article(Fields):
    """A story."""

    title: Text
    date: EdtfDate
    authors: Many[Text] = []
    topics: Many[Text] = []
    series: Text = ""
    part: Annotated[int, Field(ge=1)] | None = None
    image: Text = ""
    names: Spellings = {}

    @model_validator(mode="before")
    @classmethod
    def parse_map(cls, value: Any) -> Any:
        """Accept `tags`, which other programs say for topics."""
        if isinstance(value, dict) and "tags" in value and "topics" not in value:
            value = {"topics" if key == "tags" else key: item for key, item in value.items()}
        return drop_empty(value)


class Event(Fields):
    """Something that happened, or was to happen."""

    title: Text
    date: EdtfDate | None = None
    after: RecordId = ""
    before: RecordId = ""
    time: Time = ""
    place: Many[RecordId] = []
    type: Text = ""
    participants: Many[Participant] = []
    parent: RecordId = ""
    status: Literal["held", "cancelled", "planned"] = "held"
    disclosed: EdtfDate | None = None
    importance: Literal["major", "normal", "minor"] = "normal"
    order: int = 0
    accounts: Many[Account] = []

    @model_validator(mode="after")
    def check_date(self) -> Event:
        """An event has a date, or stands after or before another."""
        if self.date is None and not self.after and not self.before:
            message = "an event needs a `date`, or `after` or `before` another event"
            raise FieldError(message, "add `date: …`")
        return self


class Person(Fields):
    """A human being."""

    name: Text
    family: Text = ""
    given: Text = ""
    name_order: Literal["", "family-first", "given-first", "mononym"] = ""
    sort_name: Text = ""
    native: Native | None = None
    aliases: Many[Alias] = []
    disambiguation: Text = ""
    different_from: Many[RecordId] = []
    positions: Many[Position] = []
    born: EdtfDate | None = None
    died: EdtfDate | None = None
    image: Text = ""
    pseudonym: Flag = False
    listed: Flag = True


class Place(Fields):
    """Somewhere."""

    name: Text
    native: Native | None = None
    aliases: Many[Alias] = []
    coordinates: Coordinates | None = None
    timezone: Zone = ""
    within: RecordId = ""
    type: Text = ""
    autolink: Flag = False


class Organization(Fields):
    """A state's organ, a company, a newspaper, a party: anything that acts as one."""

    name: Text
    short_name: Text = ""
    native: Native | None = None
    aliases: Many[Alias] = []
    type: Text = ""
    parent: RecordId = ""
    place: RecordId = ""
    founded: EdtfDate | None = None
    dissolved: EdtfDate | None = None


class CslName(Part):
    """A name as CSL has it; a plain string is taken literally."""

    literal: Text = ""
    family: Text = ""
    given: Text = ""
    suffix: Text = ""
    dropping_particle: Text = Field("", alias="dropping-particle")
    non_dropping_particle: Text = Field("", alias="non-dropping-particle")

    @model_validator(mode="after")
    def check_name(self) -> CslName:
        """A name has something to show."""
        if not (self.literal or self.family or self.given):
            fix = "write `{family: Kim, given: Yong-chol}`"
            raise FieldError("a name needs `family` and `given`, or `literal`", fix)
        return self


class PartialSource(Fields):
    """A source that another record may complete: an own one adds to an imported one."""

    title: Text = ""
    type: CslType | None = None
    issued: EdtfDate | None = None
    accessed: EdtfDate | None = None
    URL: Url = ""
    language: Language = ""
    people: dict[str, Many[CslName]] = Field({}, exclude_if=lambda value: not value)
    texts: dict[str, Text] = Field({}, exclude_if=lambda value: not value)
    dates: dict[str, EdtfDate] = Field({}, exclude_if=lambda value: not value)
    archive_url: Url = ""
    archive_date: EdtfDate | None = None
    file: Text = ""
    access: Literal["public", "on request", "confidential"] = "public"
    evidence: Text = ""
    speaks_for: Text = ""

    @model_validator(mode="before")
    @classmethod
    def parse_map(cls, value: Any) -> Any:
        """Gather the variables of CSL by what they hold: names, texts, dates."""
        value = drop_empty(value)
        if not isinstance(value, dict):
            return value
        gathered = {
            group: {name: value[name] for name in names if name in value} | value.get(group, {})
            for group, names in CSL_GROUPS.items()
        }
        known = {*CSL_GROUPS, *(name for names in CSL_GROUPS.values() for name in names)}
        rest = {name: item for name, item in value.items() if name not in known}
        return rest | {group: items for group, items in gathered.items() if items}


class Source(PartialSource):
    """What a statement rests on; its fields have the names of CSL."""

    title: Text
    type: CslType


class OwnPage(Fields):
    """A page of the site's own, such as "About"."""

    title: Text
    navigation: Literal["header", "footer", "none"] = "footer"


MODELS: dict[Kind, type[Fields]] = {
    "article": Article,
    "event": Event,
    "person": Person,
    "place": Place,
    "organization": Organization,
    "source": Source,
    "page": OwnPage,
}
