"""What web servers answered when they were asked for the sources: content/links.yaml.

`backstory check --links` writes the file and the build reads it, so that a build needs neither a
network nor a clock.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import yaml

from generator import decoding, yamltext
from generator.fields import Part
from generator.problems import Problem, error
from generator.validation import parse_fields, place_of_key
from generator.values import Day, Text, Url, name_type

if TYPE_CHECKING:
    from collections.abc import Iterable

PATH = "content/links.yaml"
HEAD = """\
# What web servers answered when they were asked for the sources of this site.
# Written by `backstory check --links`; keep it with the content.
"""


class Dumper(yaml.SafeDumper):
    """Writes a value that comes twice in full, both times."""

    def ignore_aliases(self, data: Any) -> bool:
        """No value is an alias of another."""
        return True


class Answer(Part):
    """What is known of one address.

    `status` is the number of the last answer, or says in words why there was none. `moved_to` is
    the address to write instead; `etag` and `last_modified` are what RFC 9110, section 8.8, calls
    validators: with them a server can say that nothing has changed. An address is missing from
    the first day on which it was not there, and dead from the second such day.
    """

    takes_text = False

    url: Url
    status: Text
    checked: Day
    moved_to: Url = ""
    etag: Text = ""
    last_modified: Text = ""
    missing_since: Day | None = None
    dead_since: Day | None = None


def parse_answers(data: bytes | None, path: str = PATH) -> tuple[dict[str, Answer], list[Problem]]:
    """The answers of a file by their URLs, and what is wrong with it; none without a file."""
    if data is None:
        return {}, []
    text, problems = decoding.decode(path, data)
    read, found = yamltext.parse_yaml(path, text) if text else (None, [])
    problems += found
    if read is None:
        return {}, problems
    if not isinstance(read.value, list):
        message = f"the file holds {name_type(read.value)}, not a list of addresses"
        fix = "delete it; `backstory check --links` makes it anew"
        return {}, [*problems, error("links-form", path, 1, 1, message, fix)]
    answers: dict[str, Answer] = {}
    for number, item in enumerate(read.value):
        line, column = place_of_key(read, (number,))
        if not isinstance(item, dict):
            message = f"an address must be a map, not {name_type(item)}"
            problems.append(error("links-form", path, line, column, message, "write `- url: …`"))
            continue
        answer, found = parse_fields(path, Answer, item, read, (number,))
        problems += found
        if answer and answer.url in answers:
            message = f"the address `{answer.url}` stands here twice"
            fix = "keep the one that was checked later"
            problems.append(error("links-form", path, line, column, message, fix))
        elif answer:
            answers[answer.url] = answer
    return answers, problems


def format_answers(answers: Iterable[Answer]) -> str:
    """The file's text: one address an entry, in the order of the addresses."""
    items = [list_values(answer) for answer in sorted(answers, key=lambda one: one.url)]
    text = yaml.dump(items, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=math.inf)
    return HEAD + text


def list_values(answer: Answer) -> dict[str, Any]:
    """The fields that say something; numbers and days stand without quotation marks."""
    values = answer.model_dump(exclude_defaults=True)
    status = answer.status
    return values | {"status": int(status) if status.isdecimal() else status}
