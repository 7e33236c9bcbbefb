"""Sources for tests: read from a library's text, or generated."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from generator.biblatex import ARTICLES, TEXTS
from generator.cache import Cache
from generator.config import Limits
from generator.csl import CSL_DATES, CSL_NAMES, CSL_TEXTS
from generator.fields import Source
from generator.imports import TYPES
from generator.load import collect, load_records
from generator.parse import File, parse_file
from generator.workers import Workers

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

    from generator.model import Record
    from generator.problems import Problem

# Letters of many scripts, and every sign that LaTeX, BibTeX or JSON mean something by. Not `<`: CSL
# has mark-up in texts and no way to write that sign.
LETTERS = "abzABZäßÉçŁøñ김정은习近平Жλ0159"
SIGNS = "\\{}$&%#_^~`'\"-–—,;:.()[]@=+*/|>?!“”«» "
DATES = (
    "2018 2018-06 2018-06-12 2018-06-12/2018-06-13 2018/2019 2018~ 2018-06?/2019 2018-22 201X "
    "[2018,2019] 2018/.. ../2018 -0043-03-15 0000 2018-06~/2018-07~ 2018~/2019 2018-06-XX "
    "{2018-06,2018-07} Y12018 -0043~ 2018-22/2018-23"
).split()


def read(name: str, text: str | bytes) -> tuple[list[Record], list[Problem]]:
    """The records of a library and what is wrong with it."""
    data = text.encode() if isinstance(text, str) else text
    parsed = parse_file(File(f"content/sources/{name}", "source", data), Limits())
    return parsed.records, parsed.problems


def load(name: str, text: str) -> tuple[dict[str, Record], list[Problem]]:
    """A library as a whole site loads it: by way of JSON, and put together."""
    file = File(f"content/sources/{name}", "source", text.encode())
    records, problems = load_records([file], Limits(), Cache(None), Workers(1))
    by_id, found = collect(records)
    return by_id, problems + found


def words(alphabet: str = LETTERS + SIGNS, most: int = 12) -> SearchStrategy[str]:
    """A text as fields hold it: one line, composed, not empty."""
    return (
        st.text(alphabet, min_size=1, max_size=most)
        .map(lambda text: unicodedata.normalize("NFC", " ".join(text.split())))
        .filter(bool)
    )


@st.composite
def names(draw: DrawFn) -> dict[str, str]:
    """A name as a person would write it: an institution, or family and given name."""
    if draw(st.booleans()):
        return {"literal": draw(words())}
    name = {"family": draw(words(LETTERS + "-' ")), "given": draw(words())}
    if draw(st.booleans()):
        name["non-dropping-particle"] = draw(st.sampled_from(["van", "de la", "af"]))
        name["suffix"] = draw(words())
    return {part: text.strip("{} ") or "X" for part, text in name.items()}


@st.composite
def sources(draw: DrawFn, *, for_bibtex: bool = False) -> Source:
    """A source with some of CSL's variables; for BibTeX only those that its fields can hold."""
    csl_type = draw(st.sampled_from(sorted(TYPES)))
    people, texts, dates = CSL_NAMES, CSL_TEXTS, CSL_DATES
    if for_bibtex:
        people, dates = ["author", "editor", "translator"], ["event-date", "original-date"]
        texts = sorted({*TEXTS.values(), "issue", "number"} - {"title"})
        if csl_type not in ARTICLES:
            texts += ["collection-number"] if csl_type == "book" else []
            texts.remove("number" if csl_type in {"book", "chapter"} else "issue")
    values: dict[str, Any] = {"title": draw(words()), "type": csl_type}
    chosen = st.lists(st.sampled_from(texts), max_size=4, unique=True)
    values |= {name: draw(words()) for name in draw(chosen)}
    chosen = st.lists(st.sampled_from(people), max_size=2, unique=True)
    values |= {name: draw(st.lists(names(), min_size=1, max_size=3)) for name in draw(chosen)}
    chosen = st.lists(st.sampled_from(["issued", "accessed", *dates]), max_size=3, unique=True)
    values |= {name: draw(st.sampled_from(DATES)) for name in draw(chosen)}
    if "collection-number" in values:
        values["collection-title"] = "Series"
    if draw(st.booleans()):
        values["URL"] = "https://example.org/" + draw(words("ab_%20~&#?=-."))
        values["language"] = draw(st.sampled_from(["en", "ko", "de-CH", "zh-Hant", "sux"]))
    return Source.model_validate(values)
