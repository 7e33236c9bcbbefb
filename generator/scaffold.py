"""New sites and new records: files that a person goes on writing in."""

from __future__ import annotations

import datetime
import json
from typing import TYPE_CHECKING

from generator.fields import FOLDER_OF, Kind
from generator.names import is_id, slugify
from generator.parse import RESERVED, RESERVED_PAGES

if TYPE_CHECKING:
    from pathlib import Path


class ScaffoldError(Exception):
    """What keeps a file from being made, and the way out."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.fix = fix


LONGEST_ID = 100
# What `backstory new` writes. Lines that begin with # show fields that may be wanted.
RECORDS: dict[Kind, str] = {
    "article": """\
---
id: {id}
title: {name}
date: {today}
summary:
# authors: [Your name]
# topics: []
# series:
# part:
---

Write here. Refer to a record with two square brackets, [[{id}]], and cite a source behind each
statement with an @ and its id in square brackets.
""",
    "event": """\
---
id: {id}
title: {name}
# A year, a month, a day, or two of these joined by a slash: 2018, 2018-06, 2018-06-12.
date:
summary:
# place: id-of-a-place
# type: meeting
# participants:
#   - who: id-of-a-person
#     role:
#     on_behalf_of: id-of-an-organization
# sources: ["id-of-a-source, para. 4"]
---
""",
    "person": """\
---
id: {id}
name: {name}
{family}
summary:
# native: {{text: , lang: }}
# aliases: []
# positions:
#   - title:
#     organization: id-of-an-organization
#     start:
---
""",
    "place": """\
---
id: {id}
name: {name}
summary:
# coordinates: 39.03, 125.75
# timezone: Asia/Seoul
# within: id-of-a-place
# type: city
---
""",
    "organization": """\
---
id: {id}
name: {name}
summary:
# short_name:
# type:
# parent: id-of-an-organization
# place: id-of-a-place
# founded: 1945
# dissolved:
---
""",
    "source": """\
---
id: {id}
title: {name}
# What CSL calls it: article-newspaper, webpage, report, book, speech, treaty, dataset …
type: document
# author: [{{family: , given: }}]
# issued: 2018-06-12
# URL: https://
# evidence: news
# speaks_for:
---
""",
    "page": """\
---
id: {id}
title: {name}
navigation: footer
---

Write here.
""",
}


def write_record(source: Path, kind: Kind, name: str) -> Path:
    """Write a new record named `name` and give its path.

    Raises ScaffoldError where there is no site, no id in the name, or a record already.
    """
    name = " ".join(name.encode(errors="replace").decode().split())
    record_id = slugify(name)
    if not (source / "content").is_dir():
        raise ScaffoldError(
            "there is no folder `content` here",
            "go to the site's folder, name it with `--source`, or make one: `backstory init`",
        )
    if not is_id(record_id):
        raise ScaffoldError(f"`{name}` has no letter or digit", "name it in words")
    if len(record_id) > LONGEST_ID:
        raise ScaffoldError(
            f"the name has {len(record_id)} characters, too many for a file's name",
            "name it in short; its `title` or `name` may be longer",
        )
    if record_id in RESERVED or (kind == "page" and record_id in RESERVED_PAGES):
        raise ScaffoldError(f"`{record_id}` is a reserved name", "choose another name")
    path = source / "content" / FOLDER_OF[kind] / f"{record_id}.md"
    for there in sorted((source / "content").rglob(path.name)):
        raise ScaffoldError(f"{there} is there already", "choose another name, or edit that file")
    today = datetime.datetime.now(tz=datetime.UTC).astimezone().date().isoformat()
    text = RECORDS[kind].format(
        id=record_id, name=quote_yaml(name), today=today, family=suggest_family(name)
    )
    return write_new(path, text)


def quote_yaml(text: str) -> str:
    """A text as YAML's plain scalar where that is safe, else in double quotes."""
    is_plain = text[:1].isalnum() and not any(sign in text for sign in (": ", " #", '"', "\\"))
    return text if is_plain and not text.endswith(":") else json.dumps(text, ensure_ascii=False)


def suggest_family(name: str) -> str:
    """The lines for a person's family name: a guess to check, for the displayed name is theirs."""
    words = name.split()
    if len(words) < 2:
        return "name_order: mononym"
    given, family = quote_yaml(" ".join(words[:-1])), quote_yaml(words[-1])
    return (
        f"# Take the signs away, and turn them round where the family name comes first.\n"
        f"# family: {family}\n# given: {given}"
    )


def write_site(folder: Path) -> list[Path]:
    """Write a small site with one record of each kind, and give the paths.

    Raises ScaffoldError where there is content already.
    """
    if (folder / "content").exists():
        raise ScaffoldError(
            f"{folder / 'content'} is there already", "choose another folder: `backstory init NAME`"
        )
    wanted = {folder / name: text for name, text in SITE.items()}
    return [write_new(path, text) for path, text in wanted.items() if not path.exists()]


def write_new(path: Path, text: str) -> Path:
    """Write a file that is not there yet, and the folders that it needs."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as failure:
        message = f"cannot write {path}: {failure.strerror}"
        raise ScaffoldError(message, "choose another folder or name") from failure
    return path


SITE = {
    ".gitignore": "/public/\n.backstory/\n",
    "content/site.yaml": """\
title: A first documentary
description: What this documentary is about, in two sentences. It replaces this text.
language: en
authors: [Your name]
timezone: Europe/London
# The address that the site will have; with it come a feed and a sitemap.
# base_url: https://example.org/
""",
    "content/articles/the-eagle-has-landed.md": """\
---
title: The Eagle has landed
date: 2024-07-20
topics: [space]
summary: How two people came to stand on the Moon.
---

On 20 July 1969 [[neil-armstrong]] set foot on [[moon|the Moon]] during
[[1969-07-20-moon-landing|the first landing]]. [@nasa-apollo-11]

## What he said

Neil Armstrong spoke as he stepped down.[^1]
NASA printed its report on the flight in November 1969. [@nasa-apollo-11]

[^1]: A name in full is linked by itself, here and in the list of people.
""",
    "content/events/1969-07-20-moon-landing.md": """\
---
title: First landing on the Moon
date: 1969-07-20
place: moon
type: landing
participants:
  - who: neil-armstrong
    role: commander
    on_behalf_of: nasa
importance: major
summary: Two people land on the Moon; a third waits in orbit.
sources: [nasa-apollo-11]
---
""",
    "content/people/neil-armstrong.md": """\
---
name: Neil Armstrong
family: Armstrong
given: Neil
summary: The first person to walk on the Moon.
born: 1930-08-05
died: 2012-08-25
positions:
  - title: Astronaut
    organization: nasa
---
""",
    "content/places/moon.md": """\
---
name: Moon
type: celestial body
summary: The Earth's only natural satellite.
---
""",
    "content/organizations/nasa.md": """\
---
name: National Aeronautics and Space Administration
short_name: NASA
type: agency
summary: The space agency of the United States.
---
""",
    "content/sources/nasa-apollo-11.md": """\
---
title: Apollo 11 Mission Report
type: report
author: NASA
issued: 1969-11
evidence: primary
speaks_for: NASA
---
""",
    "content/pages/about.md": """\
---
title: About
navigation: header
---

Say here who made this documentary, how, and how to report an error.
""",
}
