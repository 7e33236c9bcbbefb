"""The parts of one reference: who, what, in what, by whom, when, where.

Parts follow in the order of the Chicago Manual of Style, 18th edition, chapters 13 and 14.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from generator.contributors import list_heads, list_people, list_short
from generator.dates import format_date
from generator.imprint import (
    ENTRIES,
    SERIAL,
    format_edition,
    format_number,
    format_pages,
    has_editor,
    list_archive,
    list_links,
    list_publication,
    say_issued,
    say_year,
)
from generator.titles import LEGAL, capitalize, format_title, title_form, to_html

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.contributors import Forms
    from generator.fields import Source
    from generator.words import Words

# These stand for a locator in a note that is said once for all of them: its "p.", and the rest.
LABEL, PLACE = "\ue005", "\ue006"
PAGES = re.compile(rf"(?:pp?\.|pages?)\s*(?=[\divxlcA-Z])|{LABEL}")
# Serials that count their volumes, and those that say the day.
NUMBERED = set("article-journal periodical review review-book".split())
BRACKETED = set("book chapter classic musical_score pamphlet report thesis".split())
# Their container is a site or a channel and not a book.
SITES = {"post", "webpage"}
CHANNELS = SITES | {"broadcast"}
# Where these name no author, what they appeared in stands at the head of an entry.
BY_CONTAINER = {"article-newspaper", "article-magazine", "broadcast", "webpage"}
# Whose names follow a title.
CONTRIBUTORS = ("editor", "translator", "compiler", "director")


class Part(NamedTuple):
    """A part of a reference, as HTML; in a note it may stand in parentheses."""

    html: str
    is_bracketed: bool = False


def say_page(locator: str) -> str:
    """A locator without "p.", which goes without saying; others as they are."""
    return locator[match.end() :] if (match := PAGES.match(locator)) else locator


class Wording:
    """Says the parts of one reference, for an entry of a bibliography or for a note."""

    def __init__(
        self, source: Source, words: Words, bearers: Mapping[str, Forms], *, is_note: bool
    ) -> None:
        self.source, self.words, self.bearers, self.is_note = source, words, bearers, is_note
        self.texts, self.people, self.type = source.texts, source.people, source.type
        self.role = self.find_role()

    def texts_of(self, *names: str) -> list[str]:
        """The texts of those names that the source has."""
        return [self.texts[name] for name in names if name in self.texts]

    def begin(self, said: str) -> Part:
        """A part that is a sentence of an entry, from words."""
        return Part(to_html(said if self.is_note else capitalize(said)))

    def say_people(self, role: str) -> str:
        """The people in a role, in reading order."""
        return list_people(self.people[role], self.words, self.bearers, is_note=self.is_note)

    # At the head, and the title

    def find_role(self) -> str:
        """Whose names stand at the head: the author's, else those of who made the whole."""
        roles = ["author"]
        if "container-title" not in self.texts and self.type != "interview":
            roles += ["editor", "compiler", "translator"]
            roles += [] if self.is_note else ["director"]
        return next((role for role in roles if role in self.people), "")

    def head(self) -> str:
        """What stands before the title, as HTML."""
        if not self.role:
            return self.container() if self.leads_container() else ""
        names = self.people[self.role]
        if self.is_note:
            said = list_people(names, self.words, self.bearers, is_note=True)
        else:
            said = list_heads(names, self.words, self.bearers)
        label = self.words.plain.get(f"csl_role_{self.role}{'s' if len(names) > 1 else ''}", "")
        return to_html(f"{said}, {label}" if label else said)

    def leads_container(self) -> bool:
        """Whether what a source appeared in stands in the place of its author."""
        return not self.is_note and not self.role and self.type in BY_CONTAINER

    def container(self) -> str:
        """The title of what a source appeared in, as HTML."""
        name = self.texts.get("container-title", "")
        if self.type in SITES:
            return to_html(name)
        return format_title(name, "italic") if name else ""

    def title(self) -> str:
        """The title as HTML."""
        return format_title(self.source.title, title_form(self.source), self.source.language)

    def short_head(self) -> str:
        """Who is named in a short note, as HTML."""
        if self.type in LEGAL:
            return ""
        if not self.role:
            is_shown = self.type in (ENTRIES | BY_CONTAINER) - {"broadcast"}
            return self.container() if is_shown else ""
        said = list_short(self.people[self.role], self.words, self.bearers)
        if "recipient" in self.people:
            recipient = list_short(self.people["recipient"], self.words, self.bearers)
            said += f" {self.words.csl_by_recipient} {recipient}"
        return to_html(said)

    def short_title(self) -> str:
        """The short title as HTML; a case that was named in full is in italics."""
        form = "italic" if self.type == "legal_case" else title_form(self.source)
        title = self.texts.get("title-short", self.source.title)
        return format_title(title, form, self.source.language)

    # Behind the title

    def list_parts(self, locator: str) -> Iterator[Part]:
        """What stands behind the title, up to the address."""
        yield from self.list_descriptions()
        is_serial = self.type in ("interview", "paper-conference") and not has_editor(self.source)
        if self.type in SERIAL or is_serial:
            yield from self.list_serial(locator)
        else:
            yield from self.list_book(locator)
        yield from map(self.begin, self.texts_of("medium"))
        yield from (Part(to_html(said)) for said in self.texts_of("scale", "dimensions"))
        location, collection, whole = list_archive(self.source)
        yield self.begin(location)
        yield Part(to_html(locator if location else ""))
        yield from (Part(to_html(said)) for said in (collection, whole))

    def list_links(self) -> list[Part]:
        """Where the source is on the Web."""
        seen, address = list_links(self.source, self.words)
        url = f'<span class="url">{to_html(address)}</span>' if address else ""
        return [self.begin(seen), Part(url)]

    def list_descriptions(self) -> Iterator[Part]:
        """What a source is: to whom it speaks, what it speaks of, where it was given, its kind."""
        for role in ("recipient", "interviewer"):
            if role in self.people and role != self.role:
                yield self.begin(self.say_role(role))
        if reviewed := self.texts.get("reviewed-title"):
            work = [format_title(reviewed, "italic")]
            if "reviewed-author" in self.people:
                work.append(to_html(self.say_role("reviewed-author")))
            yield Part(", ".join(work))
        event = ", ".join(self.texts_of("event-title", "event-place"))
        if event and self.type == "paper-conference" and "container-title" not in self.texts:
            yield self.begin(f"{self.words.csl_presented} {event}")
        if self.type != "thesis":
            yield self.begin(" ".join(self.texts_of("genre", "number")))

    def say_role(self, role: str) -> str:
        """People with what they did: "edited by Maja Lindqvist", in a note "ed. Maja Lindqvist"."""
        plain = self.words.plain
        long = plain[f"csl_by_{role.replace('-', '_')}"]
        said = plain.get(f"csl_role_{role}", long) if self.is_note and role != "director" else long
        return f"{said} {self.say_people(role)}"

    def say_roles(self) -> list[str]:
        """Who edited, translated or compiled it, where they do not stand at the head."""
        return [self.say_role(r) for r in CONTRIBUTORS if r in self.people and r != self.role]

    def list_serial(self, locator: str) -> Iterator[Part]:
        """In what periodical it appeared, and where in it."""
        container = "" if self.leads_container() else self.container()
        yield from (Part(to_html(capitalize(said))) for said in self.texts_of("section"))
        yield from map(self.begin, self.say_roles())
        is_counted = self.type in NUMBERED or self.type == "paper-conference"
        if is_counted and self.texts.keys() & {"volume", "issue"}:
            yield from self.list_numbered(container, locator)
            return
        issued = to_html(say_issued(self.source, self.words))
        publisher = [] if container else map(to_html, self.texts_of("publisher"))
        yield Part(", ".join(part for part in (container, *publisher, issued) if part))
        for edition in self.texts_of("edition"):
            yield self.begin(f"{edition} {self.words.csl_newspaper_edition}")
        yield from self.list_locator(locator)

    def list_numbered(self, container: str, locator: str) -> Iterator[Part]:
        """A journal with volume, issue, year and pages: "Border Studies 12, no. 3 (2018): 4"."""
        said = " ".join([container, *map(to_html, self.texts_of("volume"))]).strip()
        issues = [format_number(self.words.csl_issue, one) for one in self.texts_of("issue")]
        said = ", ".join(part for part in (said, *map(to_html, issues)) if part)
        if self.source.issued:
            said += f" ({to_html(say_year(self.source.issued, self.words))})"
        page = say_page(locator)
        is_page = page != locator
        pages = page if locator else format_pages(self.texts.get("page", ""))
        yield Part(f"{said}: {to_html(pages)}" if pages and (is_page or not locator) else said)
        yield Part("" if is_page else to_html(locator))

    def list_book(self, locator: str) -> Iterator[Part]:
        """In what book or on what site it appeared, who published it, and when."""
        words = self.words
        container = "" if self.leads_container() else self.container()
        if container and self.type not in CHANNELS:
            yield self.say_book(container)
        else:
            yield from map(self.begin, [*self.list_editions(), *self.say_roles()])
            if not self.say_volume(locator):
                yield from map(self.begin, self.list_volumes())
        yield Part(container if self.type == "broadcast" else "")
        yield Part(to_html(" ".join(self.texts_of("collection-title", "collection-number"))))
        said = [to_html(part) for part in list_publication(self.source, words)]
        if self.type == "broadcast" and not self.is_note:
            said = [capitalize(part) for part in said]
        if self.type in SITES:
            said.insert(0, container)
        yield Part(", ".join(part for part in said if part), self.is_bracketed())
        if volume := self.say_volume(locator):
            yield Part(volume)
        else:
            yield from self.list_locator(locator)

    def say_book(self, container: str) -> Part:
        """The book that the source is a part of, with its volume, edition and editors."""
        is_online = self.type in ENTRIES and "publisher" not in self.texts
        word = self.words.csl_in
        said = [
            container if is_online else f"{word if self.is_note else word.capitalize()} {container}"
        ]
        said += map(to_html, [*self.list_volumes(), *self.list_editions()])
        if "container-author" in self.people:
            said.append(to_html(self.say_role("container-author")))
        return Part(", ".join([*said, *map(to_html, self.say_roles())]))

    def list_editions(self) -> list[str]:
        """The edition and the version."""
        said = [format_edition(one, self.words) for one in self.texts_of("edition")]
        return said + [f"{self.words.csl_version} {one}" for one in self.texts_of("version")]

    def list_volumes(self) -> list[str]:
        """Which volume, or how many."""
        said = [format_number(self.words.csl_volume, one) for one in self.texts_of("volume")]
        number = [] if self.is_note else self.texts_of("number-of-volumes")
        return said + [f"{n} {self.words.csl_volumes}" for n in number]

    def say_volume(self, locator: str) -> str:
        """Volume and page of a work of several volumes, as HTML: "2:12"."""
        volume, page = self.texts.get("volume", ""), say_page(locator)
        is_book = self.type == "book" and volume.isdecimal() and page != locator
        return to_html(f"{volume}:{page}") if is_book else ""

    def is_bracketed(self) -> bool:
        """Whether publisher and date stand in parentheses in a note."""
        published = bool(self.texts_of("publisher", "publisher-place"))
        return self.type in BRACKETED | {"interview", "paper-conference"} or (
            published and self.type in ENTRIES | {"motion_picture"}
        )

    def list_locator(self, locator: str) -> Iterator[Part]:
        """The locator, unless it belongs to a box of an archive."""
        if "archive_location" not in self.texts:
            yield Part(to_html(say_page(locator)))

    def list_law(self, locator: str) -> Iterator[Part]:
        """What stands behind the title of a law, a case or a treaty."""
        issued, page = self.source.issued, say_page(locator)
        if "author" in self.people:
            yield Part(to_html(self.say_people("author")))
        for number in self.texts_of("number"):
            label = self.words.csl_public_law if self.type == "legislation" else ""
            yield Part(to_html(format_number(label, number).strip()))
        reporter = self.texts_of("volume", "container-title", "page")
        reporter += [f"§ {section}" for section in self.texts_of("section")]
        authority = self.texts_of("authority")
        if self.type == "treaty" and issued:
            yield Part(to_html(format_date(issued, self.words)))
        elif self.type != "legal_case":
            yield from (Part(to_html(one)) for one in authority)
        yield Part(to_html(" ".join(reporter)))
        if self.type != "treaty":
            court = authority if self.type == "legal_case" else []
            year = [say_year(issued, self.words)] if issued else []
            yield Part(to_html(" ".join([*court, *year])), is_bracketed=True)
        at = f"{self.words.csl_at} " if "page" in self.texts and page != locator else ""
        yield Part(to_html(f"{at}{page}" if page else ""))
