"""Why pages were made anew, in an author's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

# So many pages are told, each with so many reasons.
MOST_PAGES = 20
MOST_REASONS = 3
# For the word of each fact: what an author changed, of the page's own record and of another one.
# What tells most comes first.
WORDS = {
    "new": ("new", "new"),
    "text": ("own text", "the text of `{}`"),
    "fields": ("own fields", "the fields of `{}`"),
    "template": ("template", "the template `{}`"),
    "templates": ("templates", "templates"),
    "site": ("settings, header or footer", "settings, header or footer"),
    "settings": ("settings", "settings"),
    "media": ("a picture or document", "the file `{}`"),
    "medium": ("a picture or document", "a file called `{}`"),
    "quotes": ("a link to it, or the sentence around one", "what is said of `{}`"),
    "pointers": ("a record that names it in its fields", "a record that names `{}` in its fields"),
    "name": ("own name", "the name “{}”"),
    "called": ("own name", "the name of `{}`"),
    "bearer": ("own name", "the name “{}”"),
    "spelling": ("a name", "the name “{}”"),
    "id": ("what links to it show", "a name: what links to `{}` show"),
    "path": ("where its file is", "where `{}` is"),
    "is": ("whether it is shown", "whether `{}` is shown"),
    "links": ("what it links to", "what `{}` links to"),
    "translations": ("its translations", "the translations of `{}`"),
    "around": ("its neighbours in time", "what stands beside `{}` in time"),
    "beside": ("what is near it on the map", "what is near `{}` on the map"),
    "series": ("its series", "the series “{}”"),
    "led": ("whether something leads to it", "whether something leads to `{}`"),
    "card": ("which records have cards", "which records have cards in part {}"),
    "kind": ("a list", "which records there are, or their order: {}"),
    "part": ("a part of the evidence", "a part of the evidence: {}"),
    "type": ("the events of its type", "the events of type `{}`"),
    "audit": ("how far it is cited", "how far `{}` is cited"),
}
# Of what depends on all records of some sort, there is no id.
WHOLE = {
    "new": "new",
    "template": "template",
    "series": "which series there are",
    "led": "whether something leads to its records",
    "part": "a part of the evidence",
    "type": "which types of events there are",
    "audit": "how far records are cited",
}
# No fact has changed, yet the page was made: what was published is not what was left there.
TOUCHED = "its published file was missing or not as it was left"
ORDER = [*WORDS]
# Folders of pages that are no record's.
OTHERS = {"timeline", "types", "topics", "evidence", "corrections"}


def explain(made: Mapping[str, list[str]]) -> Iterator[str]:
    """Lines that tell, for a few of the pages that were made anew, why.

    `made` has the names of changed facts by the URLs of pages, as in `Result.made`.
    """
    if not made:
        return
    count = f"{len(made)} {'file' if len(made) == 1 else 'files'}"
    if len(made) > 1 and all(facts == ["new"] for facts in made.values()):
        yield f"made for the first time: {count}"
        return
    yield f"made anew: {count}"
    for url in sorted(made)[:MOST_PAGES]:
        yield f"  {url}: {say_reasons(url, made[url])}"
    if len(made) > MOST_PAGES:
        yield f"  and {len(made) - MOST_PAGES} more"


def say_reasons(url: str, facts: Iterable[str]) -> str:
    """Why one page was made anew: a few reasons, those that tell most first."""
    places = {fact: rank(url, fact) for fact in facts}
    reasons = list(
        dict.fromkeys(say_fact(url, fact) for fact in sorted(places, key=places.__getitem__))
    )
    more = len(reasons) - MOST_REASONS
    if more > 0:
        reasons[MOST_REASONS:] = [f"{more} more {'reason' if more == 1 else 'reasons'}"]
    return "; ".join(reasons) or TOUCHED


def rank(url: str, fact: str) -> tuple[int, int, str]:
    """By what facts are sorted: those of the page's own record come first."""
    word, _, name = fact.partition(" ")
    place = ORDER.index(word) if word in WORDS else len(ORDER)
    return not is_own(url, name), place, fact


def say_fact(url: str, fact: str) -> str:
    """A changed fact in words that an author understands."""
    word, _, name = fact.partition(" ")
    if not name:
        return WHOLE.get(word) or WORDS.get(word, (word, ""))[0]
    own, other = WORDS.get(word, (fact, fact))
    return own if is_own(url, name) else other.format(name.partition("\t")[0])


def is_own(url: str, name: str) -> bool:
    """Whether a page, or a part of it, is that of the record with this id."""
    parts = url.rpartition(".")[0].split("/")
    is_record = parts[0] not in OTHERS and (len(parts) == 1 or parts[1] != "index")
    return bool(name) and is_record and fold(parts[:2][-1]) == fold(name)


def fold(name: str) -> str:
    """An id without what tells it from its form in addresses: capitals and signs."""
    return "".join(char for char in name.casefold() if char.isalnum())
