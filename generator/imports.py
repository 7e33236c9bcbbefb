"""Sources from other programs: which of their fields are taken, and what stands where.

An export carries more than its sources: its owner's files, notes and keywords. So only the fields
below are taken in; `file`, for one, is a document of the site's own and never comes from outside.
"""

from __future__ import annotations

import re
from typing import Any, get_args

from generator.csl import CSL_DATES, CSL_NAMES, CSL_TEXTS, CslType
from generator.dates import find_meaning
from generator.decoding import FORBIDDEN, REPLACEMENT, forbidden_character
from generator.problems import Problem, error, warning
from generator.values import LANGUAGE
from generator.yamltext import Data, KeyPath, Position

# What an import may say of a source; the rest of a source's fields are the site's own.
IMPORTED = {"title", "type", "issued", "accessed", "URL", "language"} | {
    *CSL_NAMES,
    *CSL_TEXTS,
    *CSL_DATES,
}
TYPES = frozenset(get_args(CslType))
# The ending of each kind of import.
ENDINGS = (".bib", ".json")
# What is between a work and its printing, which programs write in place of a date.
STATUS = re.compile(
    r"(?:in[ -]?press|forthcoming|submitted|in preparation|accepted)", re.IGNORECASE
)
DOI_ADDRESS = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
# Names of languages as BibTeX (babel) and people write them.
LANGUAGES = {
    "english": "en",
    "american": "en-US",
    "usenglish": "en-US",
    "british": "en-GB",
    "ukenglish": "en-GB",
    "australian": "en-AU",
    "canadian": "en-CA",
    "german": "de",
    "ngerman": "de",
    "austrian": "de-AT",
    "naustrian": "de-AT",
    "swissgerman": "de-CH",
    "french": "fr",
    "canadien": "fr-CA",
    "spanish": "es",
    "portuguese": "pt",
    "brazilian": "pt-BR",
    "italian": "it",
    "dutch": "nl",
    "swedish": "sv",
    "danish": "da",
    "norwegian": "no",
    "norsk": "nb",
    "nynorsk": "nn",
    "finnish": "fi",
    "icelandic": "is",
    "polish": "pl",
    "czech": "cs",
    "slovak": "sk",
    "slovene": "sl",
    "hungarian": "hu",
    "romanian": "ro",
    "bulgarian": "bg",
    "serbian": "sr",
    "croatian": "hr",
    "greek": "el",
    "russian": "ru",
    "ukrainian": "uk",
    "belarusian": "be",
    "turkish": "tr",
    "arabic": "ar",
    "hebrew": "he",
    "persian": "fa",
    "farsi": "fa",
    "hindi": "hi",
    "bengali": "bn",
    "urdu": "ur",
    "thai": "th",
    "vietnamese": "vi",
    "indonesian": "id",
    "malay": "ms",
    "korean": "ko",
    "japanese": "ja",
    "chinese": "zh",
    "mongolian": "mn",
    "latin": "la",
    "estonian": "et",
    "latvian": "lv",
    "lithuanian": "lt",
    "catalan": "ca",
    "irish": "ga",
}


def is_import(path: str) -> bool:
    """Whether a file of sources is another program's."""
    return path.endswith(ENDINGS)


class Library:
    """The sources of one file as values of fields, like a list of records in YAML."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.sources: list[dict[str, Any]] = []
        self.positions: dict[KeyPath, Position] = {(): Position(1, 1, 1)}
        self.problems: list[Problem] = []
        self.unknown: dict[str, Position] = {}

    def begin(self, key: str, place: Position) -> None:
        """A source begins; `key` is its citation key."""
        self.sources.append({"id": self.clean(key, place)})
        self.positions[len(self.sources) - 1,] = place
        self.positions[len(self.sources) - 1, "id"] = place

    def put(self, name: str, value: Any, place: Position) -> None:
        """A field of the source that was begun last; an empty value says nothing."""
        value = self.clean(value, place)
        if value:
            self.sources[-1][name] = value
            self.positions[len(self.sources) - 1, name] = place

    def clean(self, value: Any, place: Position) -> Any:
        """A value without characters that content may not hold, which escapes can bring in."""
        if isinstance(value, list):
            return [self.clean(item, place) for item in value]
        if isinstance(value, dict):
            return {name: self.clean(item, place) for name, item in value.items()}
        match = FORBIDDEN.search(value)
        if not match:
            return value.strip()
        code, message = forbidden_character(match[0])
        where = place.line, place.column
        self.problems.append(
            error(code, self.path, *where, message, "remove its escape", place.length)
        )
        return FORBIDDEN.sub(REPLACEMENT, value).strip()

    def put_date(self, name: str, text: str, place: Position) -> None:
        """A date, if it is certain which; "in press" is a status."""
        if STATUS.fullmatch(text.strip(" []().")):
            if "status" not in self.sources[-1]:
                self.put("status", text.strip(" []()."), place)
            return
        meant = find_meaning(text)
        if meant is None:
            message = f"{name}: `{text[:60]}` is no date that can be read, and is left out"
            fix = "write it as `2018-06-12` where it comes from, or in a record of your own"
            self.warn("import-date", place, message, fix)
        else:
            self.put(name, meant, place)

    def put_type(self, name: str, known: str, place: Position) -> None:
        """What a source is; one of an unknown type is a document."""
        if known not in TYPES:
            said = f"the type `{name}` is not known" if name else "no type is given"
            message = f"{said}; the source is taken for a document"
            fix = "change it where it comes from, or write `type:` in a record of your own"
            self.warn("import-type", place, message, fix)
        self.put("type", known if known in TYPES else "document", place)

    def put_language(self, text: str, place: Position) -> None:
        """A language by its tag or its name."""
        tag = LANGUAGES.get(text.strip().lower(), text.strip().replace("_", "-"))
        if not LANGUAGE.fullmatch(tag):
            message = f"language: `{text[:60]}` is not known, and is left out"
            fix = "write it as BCP 47 does where it comes from: `en`, `zh-Hant`"
            self.warn("import-language", place, message, fix)
        else:
            self.put("language", tag, place)

    def put_doi(self, text: str, place: Position) -> None:
        """A DOI without the address of its resolver."""
        self.put("DOI", DOI_ADDRESS.sub("", text.strip(), count=1), place)

    def leave(self, name: str, place: Position) -> None:
        """A field that means nothing here; all of a file are told of at once."""
        self.unknown.setdefault(name, place)

    def warn(self, code: str, place: Position, message: str, fix: str) -> None:
        """Report what is left out or guessed."""
        self.problems.append(
            warning(code, self.path, place.line, place.column, message, fix, place.length)
        )

    def finish(self) -> tuple[Data, list[Problem]]:
        """All sources with their places, and what was wrong with them."""
        if self.unknown:
            place = next(iter(self.unknown.values()))
            names = ", ".join(f"`{name}`" for name in sorted(self.unknown))
            message = f"these fields have no place here and are left out: {names}"
            where = self.path, place.line, place.column
            self.problems.append(Problem("info", "import-fields", *where, message))
        return Data(self.sources, self.positions, {}), self.problems
