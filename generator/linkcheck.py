"""Which sources can still be reached: asks for them, keeps the answers, says what to mend."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from generator.fields import Source
from generator.liveness import PATH, Answer, format_answers
from generator.probes import OFFLINE, ask
from generator.problems import Problem, error, warning
from generator.transport import NO_HOST, Manners, Reply

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date
    from pathlib import Path

    from generator.model import Record
    from generator.result import Result

MISSING = {"404", "410", NO_HOST}


@dataclass(frozen=True)
class Address:
    """An address that a source gives, and the field that holds it: URL or archive_url.

    `copies` are other addresses or files that do for it.
    """

    url: str
    field: str
    record: Record
    copies: tuple[str, ...]


def check_links(
    folder: Path,
    result: Result,
    day: date,
    watch: Callable[[str], None],
    manners: Manners | None = None,
) -> list[Problem]:
    """Ask for the addresses of a site's sources, record what was answered, and say what is wrong.

    Of a confidential source nothing is asked: its server would learn of it. Where the record is
    damaged nothing is asked either, since it would be lost. Where no address answers, this
    computer is taken to be offline and nothing is recorded.
    """
    if any(one.path == PATH and one.severity == "error" for one in result.problems):
        return []
    addresses = list(list_addresses(result.sources))
    urls = {address.url for address in addresses}
    replies: dict[str, Reply] = {}
    problems = []
    try:
        ask(urls, result.answers, replies, watch, manners or Manners())
    except KeyboardInterrupt:
        message = f"stopped after {len(replies)} of {len(urls)} addresses"
        fix = "run it again for the others"
        problems.append(error("links-interrupted", PATH, 0, 0, message, fix))
    heard = {reply.status for reply in replies.values()}
    if heard and heard <= OFFLINE:
        message = "no address of a source answered, so nothing was recorded"
        fix = "look whether this computer is online, and run it again"
        return [*problems, warning("links-offline", PATH, 0, 0, message, fix)]
    answers = {url: renew(url, result.answers.get(url), replies[url], day) for url in replies}
    # The addresses of records that could not be read are not known.
    is_whole = all(record.fields for record in result.sources)
    old = {u: a for u, a in result.answers.items() if u in urls or not is_whole}
    problems += write_answers(folder, old | answers)
    for address in addresses:
        if address.url in replies:
            problems += check_address(address, answers, replies[address.url])
    return problems


def list_addresses(sources: Iterable[Record]) -> Iterator[Address]:
    """The addresses of all sources, drafts among them, but not of confidential ones."""
    for record in sources:
        source = record.fields
        if not isinstance(source, Source) or source.access == "confidential":
            continue
        if source.URL:
            copies = tuple(copy for copy in (source.archive_url, source.file) if copy)
            yield Address(source.URL, "URL", record, copies)
        if source.archive_url:
            yield Address(
                source.archive_url, "archive_url", record, (source.file,) if source.file else ()
            )


def renew(url: str, old: Answer | None, reply: Reply, day: date) -> Answer:
    """What is known of an address after another answer.

    It is missing when the server says so (404, 410) or there is no such host, and dead when that
    was seen on two different days with no good answer between them. Any other failure, such as a
    timeout, may be the server's trouble of one day, and changes nothing of that.
    """
    since, dead = (old.missing_since, old.dead_since) if old else (None, None)
    keeps = old if old and not reply.is_good else reply
    if reply.is_good:
        since = dead = None
    elif reply.status in MISSING:
        since = since or day
        dead = dead or (day if since < day else None)
    return Answer(
        url=url,
        status=reply.status,
        checked=day,
        moved_to=keeps.moved_to,
        etag=keeps.etag,
        last_modified=keeps.last_modified,
        missing_since=since,
        dead_since=dead,
    )


def write_answers(folder: Path, answers: Mapping[str, Answer]) -> Iterator[Problem]:
    """Write the record in one step, where there is something to record or to take out."""
    path = folder / PATH
    if not answers and not path.exists():
        return
    draft = path.with_name(f".{path.name}.tmp")
    try:
        draft.write_text(format_answers(answers.values()), encoding="utf-8", newline="\n")
        draft.replace(path)
    except OSError as failure:
        message = f"the answers could not be written: {failure.strerror}"
        yield error("links-unwritable", PATH, 0, 0, message, "make the folder writable")


def check_address(
    address: Address, answers: Mapping[str, Answer], reply: Reply
) -> Iterator[Problem]:
    """A source's address leads to it, and a copy is kept of what is gone."""
    answer = answers[address.url]
    line, column, length = address.record.position(address.field)
    place, url = (address.record.path, line, column), f"`{address.url}`"
    if answer.dead_since:
        message = f"{url} is no longer there, since {answer.missing_since}: {say(reply)}"
        dead = {url for url, one in answers.items() if one.dead_since}
        if set(address.copies) - dead:
            yield Problem("info", "link-dead", *place, message, "", length)
            return
        fix = f"add `archive_url:` with a copy; look at https://web.archive.org/web/*/{answer.url}"
        if address.field == "archive_url":
            fix = "write the address of another copy, or take it out"
        yield warning("link-dead", *place, message, fix, length)
    elif not reply.is_good:
        message = f"{url} could not be reached: {say(reply)}"
        fix = "look at it yourself, or ask again later"
        if reply.status in MISSING:
            fix = "ask again on another day; if it is the same then, the address counts as dead"
        yield Problem("info", "link-unsure", *place, message, fix, length)
    elif reply.moved_to and address.field == "URL":
        # An archive's redirects are often those of what it keeps.
        message, fix = f"{url} has moved for good", f"write `URL: {reply.moved_to}`"
        yield Problem("info", "link-moved", *place, message, fix, length)


def say(reply: Reply) -> str:
    """What an answer was, in words."""
    said = reply.status
    if said.isdecimal():
        names = {status.value: status.phrase for status in HTTPStatus}
        name = names.get(int(said), "")
        said = f"the server answers {said}" + (f", {name.lower()}" if name else "")
    return f"{said} ({reply.detail})" if reply.detail else said
