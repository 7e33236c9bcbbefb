# ruff: noqa: E501 - one edit a line
"""A small made-up site with many links, and the ways in which its author changes it.

The site at any moment is a function of the names of the edits that are made: each of them changes
the texts of the last state, in the order of the table. So a sequence of edits can be read, pasted
and tried again, and to take an edit back is to restore what was there before it.
"""

from __future__ import annotations

import os
import re
import shutil
from textwrap import dedent
from typing import TYPE_CHECKING

from making import FORMATS, PAINTING, ROOT, paint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    Files = dict[str, str]
    Edit = Callable[[Files], None]

# When the site's files were first written, in seconds since 1970: long before any test.
LONG_AGO = 1_500_000_000
ARTICLE = "articles/first-story.md"
SECOND = "articles/second-story.md"
ANN, BORIS, PEOPLE = "people/ann-lee.md", "people/boris-kovar.md", "people/more.yaml"
MEETING, EVENTS = "events/2019-meeting.md", "events/more.yaml"
EARLIER = "events/2018-meeting.md"
REPORT, LETTER, LIBRARY = "sources/report.md", "sources/letter.md", "sources/library.bib"
COUNCIL, OFFICE = "organizations/council.md", "organizations/office.md"
ALMA, QUAY, HILL = "places/alma.md", "places/quay.md", "places/north-hill.md"

BASE: Mapping[str, str] = {
    "site.yaml": """
        title: The harbour papers
        description: A made-up documentary.
        base_url: https://example.org/papers/
        authors: [ann-lee, The editors]
        start: [first-story]
        capitals: [alma, north-hill]
        topics: {talks: {title: Talks, description: Who met whom.}, ships: Ships}
        """,
    ARTICLE: """
        ---
        title: The first story
        date: 2020-02-03
        summary: What the log tells.
        topics: [talks, ships]
        series: The harbour
        part: 1
        image: map.png
        authors: [boris-kovar, A guest]
        sources: "report, pp. 1–3"
        ---
        Ann Lee met [[boris-kovar|the pilot]] on [[quay]].[@report, p. 4] Lee spoke first.[^said]
        It was [the meeting](../events/2019-meeting.md), and Kim Su left early.[see @letter; @Marr2001, p. 5]

        [^said]: So the [[about|method page]] says. [@letter]

        ## What was said

        Ann Lee and Ilse Marr spoke again. Nobody wrote it down.

        ![A map of the port](../media/map.png "Where it was")

        ## What followed

        The Harbour Council agreed; see [[#What was said]] and [[storm]].
        """,
    SECOND: """
        ---
        title: The second story
        date: 2020-03
        topics: talks
        series: The harbour
        part: 2
        ---
        After [[first-story#What was said]] came this one. The harbour was calm, the Pilot Office shut.
        Boris Kovar told it to Ilse Marr.[@Roe2003] Tom Lee was not there, Amy Lee was, says [[watch]].

        The north wind blew over North Hill.

        ![[plan.svg]]

        ![The storm](../media/storm.mp4)

        It hit ![the quay](../media/plan.svg), says [the report](../media/report.pdf).
        """,
    "articles/historia.md": """
        ---
        title: A história
        date: 2020-04-01
        lang: pt
        translation_of: first-story
        ---
        Ann Lee esperou por Kim Su.
        """,
    "articles/unfinished.md": """
        ---
        title: Unfinished
        date: 2020-05
        draft: true
        topics: [ships]
        ---
        Ann Lee is not done.[@letter]
        """,
    ANN: """
        ---
        name: Ann Lee
        family: Lee
        given: Ann
        image: map.png
        different_from: kim-su
        positions: [{title: Harbour master, organization: council, start: 2015, sources: "report, p. 9"}]
        summary: Who kept the log.
        ---
        Ann Lee wrote [[letter]] herself.[@report, p. 2] She trusted Boris Kovar.
        """,
    BORIS: """
        ---
        name: Boris Kovar
        family: Kovar
        given: Boris
        born: 1970
        image: plan.svg
        ---
        He came with [[ann-lee]], says Ilse Marr.
        """,
    PEOPLE: """
        - {id: ilse-marr, name: Ilse Marr, family: Marr, given: Ilse, body: "She kept the report."}
        - {id: kim-su, name: Kim Su, family: Kim, given: Su, native: {text: 김수, lang: ko}}
        """,
    ALMA: """
        ---
        name: Port Alma
        timezone: Europe/Lisbon
        coordinates: 37.1, -8.6
        ---
        """,
    QUAY: """
        ---
        name: The quay
        within: alma
        ---
        """,
    HILL: """
        ---
        name: North Hill
        timezone: Asia/Seoul
        ---
        Who climbed it stands in [a log](log.txt).
        """,
    "places/reef.md": """
        ---
        name: The reef
        ---
        """,
    "organizations/watch.md": """
        ---
        name: Night Watch
        ---
        It saw [[storm|the storm]] from Port Alma. Ann Lee asked [[boris-kovar|the pilot]]. Lee was late.
        """,
    COUNCIL: """
        ---
        name: Harbour Council
        place: alma
        ---
        """,
    OFFICE: """
        ---
        name: Pilot Office
        parent: council
        ---
        The Harbour Council founded it in [the port](places/alma.md).
        """,
    MEETING: """
        ---
        title: The meeting
        date: 2019-10-05
        time: "23:30"
        place: [quay]
        type: meeting
        parent: 2019-talks
        importance: major
        participants: [{who: ann-lee, on_behalf_of: council}, {who: boris-kovar, on_behalf_of: office}]
        accounts: [{says: It went well., source: "report, p. 7", by: council}, {says: It failed., source: letter, described_as: A neighbour}]
        sources: "report, p. 1"
        ---
        They met on [[quay]].[@report, p. 1] Kim Su waited outside.
        """,
    EARLIER: """
        ---
        title: The first meeting
        date: 2018-06-12
        type: meeting
        place: [alma]
        participants: [{who: ann-lee, on_behalf_of: council}, {who: boris-kovar, on_behalf_of: office}]
        ---
        """,
    EVENTS: """
        - {id: 2019-talks, title: The talks, date: 2018/2022}
        - {id: troubles, title: The troubles, date: 2017/2023}
        - {id: departure, title: The departure, after: 2019-meeting, participants: [boris-kovar]}
        - {id: inquiry, title: The inquiry, date: 2021-06}
        - {id: invitation, title: The invitation, date: 2019-09, participants: [kim-su]}
        - {id: storm, title: The storm, date: 2020-01-02, time: "21:00", place: reef, body: "It broke the roof of the Pilot Office.[@talk]"}
        """,
    REPORT: """
        ---
        title: Report on the harbour
        type: report
        author: [{family: Marr, given: Ilse}]
        publisher: Harbour Council
        issued: 2019-12
        URL: https://example.com/report
        file: report.pdf
        evidence: official statement
        speaks_for: Harbour Council
        ---
        """,
    LETTER: """
        ---
        title: A letter
        type: personal_communication
        author: [{family: Lee, given: Ann}]
        access: on request
        ---
        """,
    "sources/talk.md": """
        ---
        title: A talk on the quay
        type: interview
        author: [{family: Kim, given: Su}]
        evidence: testimony
        ---
        """,
    LIBRARY: """
        @book{Marr2001, author = {Marr, Otto and Kovar, Boris}, title = {Tides}, year = {2001}, publisher = {Shore}}
        @article{Roe2003, author = {Roe, Jane}, title = {On winds}, journal = {Winds}, year = {2003}}
        """,
    "sources/own-tides.md": """
        ---
        id: Marr2001
        evidence: scholarship
        ---
        """,
    "pages/about.md": """
        ---
        title: About this site
        navigation: header
        ---
        Made by hand. See [all people](../people/index.html).
        """,
    "pages/imprint.md": """
        ---
        title: Imprint
        ---
        Nobody.
        """,
    "links.yaml": """
        - {url: https://example.com/report, status: 404, checked: 2020-06-01, missing_since: 2020-05-01, dead_since: 2020-06-01}
        """,
    "media/map.png": "600x30 red",
    "media/map.png.yaml": """
        alt: A map
        caption: The port & its quay
        credit: A surveyor
        source: report, p. 12
        """,
    "media/report.pdf": "a report",
    "media/old/log.txt": "a log",
    "media/storm.mp4": "a film",
    "media/storm.mp4.yaml": "captions: storm.vtt\nposter: map.png\ntranscript: storm.txt",
    "media/storm.vtt": "WEBVTT\n\n00:01.000 --> 00:02.000\nIt comes.\n",
    "media/storm.txt": "It comes.",
    "media/plan.svg": "<svg/>",
    "media/plan.svg.yaml": "alt: A plan",
    "static/robots.txt": "User-agent: *",
    "static/own.txt": "own",
    "templates/event.html": """
        {% extends "theme/event.html" %}
        {% block under_title %}{{ super() }}{% include "_own.html" %}{% endblock %}
        """,
    "templates/article.html": """
        {% extends "theme/article.html" %}
        {% block byline %}{{ super() }}{{ extra.mood }}{% endblock %}
        """,
    "templates/_own.html": "<p>{{ site.title }}</p>\n",
}  # fmt: skip

# What a body may be made of, in any choice and order.
SENTENCES = (
    "Ann Lee waited.",
    "Amy Lee waited.",
    "Lee had no log.",
    "Kovar had one.[@report, p. 6]",
    "Boris Kovar and Ann Lee agreed.",
    "Tom Lee was at sea.",
    "Marr denied it.[@Roe2003]",
    "Ilse Marr had asked [[kim-su]].",
    "The Harbour Council paid.[see @letter, p. 3; @talk]",
    "The Harbour Master of the port was ill, the north hill bare.",
    "It was after [[2019-meeting]], before [[storm|a storm]].",
    "김수 and the Pilot Office knew of [[report]].",
    "\n\n## In between\n\nNothing is known.",
    "\n\n## What was said\n\nKim Su told Ann Lee of it.",
    "\n\n> [!note] A caution\n> Kim Su kept no log.[@Marr2001]\n\n",
    "\n\n\n\n",
    "See [[about]], [[north-hill]] and [the quay](../places/quay.md).[^1]\n\n[^1]: So says Ann Lee.\n\n",
    "\n\n![A map](../media/map.png)\n\n",
)  # fmt: skip
WORDED = (SECOND, "articles/historia.md", ANN, BORIS, QUAY, OFFICE, MEETING, EARLIER)


def put(name: str, content: str) -> Edit:
    """Write a whole file."""

    def edit(files: Files) -> None:
        files[name] = dedent(content).lstrip("\n")

    return edit


def take(name: str) -> Edit:
    """Delete a file."""

    def edit(files: Files) -> None:
        files.pop(name, None)

    return edit


def move(name: str, to: str) -> Edit:
    """Give a file another place."""

    def edit(files: Files) -> None:
        if name in files:
            files[to] = files.pop(name)

    return edit


def exchange(name: str, other: str) -> Edit:
    """Give each of two files the place of the other."""

    def edit(files: Files) -> None:
        if name in files and other in files:
            files[name], files[other] = files[other], files[name]

    return edit


def swap(name: str, old: str, new: str) -> Edit:
    """Write other words in a file."""

    def edit(files: Files) -> None:
        if name in files:
            files[name] = files[name].replace(old, new)

    return edit


def more(name: str, words: str) -> Edit:
    """Write something at a file's end."""

    def edit(files: Files) -> None:
        if name in files:
            files[name] = files[name].rstrip("\n") + f"\n{words}\n"

    return edit


def field(name: str, line: str) -> Edit:
    """Fill in a field, whether it is there or not."""
    key = line.partition(":")[0]

    def edit(files: Files) -> None:
        text = files.get(name, "")
        if re.search(rf"(?m)^{key}:", text):
            files[name] = re.sub(rf"(?m)^{key}:.*$", lambda _: line, text)
        elif text.startswith("---\n"):
            files[name] = text.replace("---\n", f"---\n{line}\n", 1)
        elif text:
            files[name] = f"{line}\n{text}"

    return edit


def drop(name: str, key: str) -> Edit:
    """Take out a field."""

    def edit(files: Files) -> None:
        if name in files:
            files[name] = re.sub(rf"(?m)^{key}:.*\n", "", files[name], count=1)

    return edit


def each(*edits: Edit) -> Edit:
    """Several changes that an author makes before saving."""

    def edit(files: Files) -> None:
        for one in edits:
            one(files)

    return edit


def theme(name: str) -> str:
    """A built-in template."""
    return (ROOT / "templates" / name).read_text(encoding="utf-8")


# Each of these, made alone, leaves a site without errors. Those that move and delete stand last, so
# that they take along what others wrote.
EDITS: dict[str, Edit] = {
    # A record's own fields, and where they show on the pages of others
    "person: another name": each(
        field(ANN, "name: Anna Lee"), field(ANN, "given: Anna")
    ),
    "person: another name of the same length": swap(BORIS, "name: Boris Kovar", "name: Borys Kovar"),
    "person: another summary": field(ANN, "summary: Who lost the log."),
    "person: another sort name": field(ANN, "sort_name: Zeta Lee"),
    "person: no sort by family": field(BORIS, "name_order: mononym"),
    "person: family first": swap(PEOPLE, "given: Ilse,", "given: Ilse, name_order: family-first,"),
    "person: name in its own script": field(BORIS, "native: {text: Борис Ковар, lang: sr}"),
    "person: disambiguation": field(BORIS, "disambiguation: the pilot"),
    "person: born later": field(BORIS, "born: 1971"),
    "person: died": field(BORIS, "died: 2021-05"),
    "person: another position": field(ANN, 'positions: [{title: Log keeper, organization: office, start: 2018, sources: "letter"}]'),
    "person: position has ended": field(ANN, "positions: [{title: Harbour master, organization: council, start: 2015, end: 2019-10-01}]"),
    "person: pseudonym": field(BORIS, "pseudonym: true"),
    "person: no picture": drop(ANN, "image"),
    "person: other picture": field(BORIS, "image: map.png"),
    "person: in a list, other fields": swap(PEOPLE, "given: Su,", "given: Su, summary: Who waited, born: 1980,"),
    "person: in a list, others told apart": swap(PEOPLE, "given: Su,", "given: Su, disambiguation: the sailor,"),
    "person: told apart from another": field(BORIS, "different_from: ann-lee"),
    "person: in a list, other body": swap(PEOPLE, "She kept the report.", "She kept it; see [[storm]]."),
    "person: unlisted": each(field(BORIS, "listed: false"), field(ARTICLE, "authors: [A guest]")),
    "person: unlisted in a list": swap(PEOPLE, "given: Su,", "given: Su, listed: false,"),
    "article: another title": field(SECOND, "title: Another second story"),
    "article: another title, referred to": field(ARTICLE, "title: The very first story"),
    "article: another summary": field(ARTICLE, "summary: What Tom Lee's log tells."),
    "article: earlier": field(SECOND, "date: 2020-01"),
    "article: another date of the same length": field(ARTICLE, "date: 2020-02-04"),
    "article: updated": field(ARTICLE, "updated: 2020-06-07"),
    "article: correction": field(SECOND, "corrections: [{date: 2020-05-01, was: a gale, now: a calm}]"),
    "article: two corrections": field(ARTICLE, "corrections: [{date: 2020-05-01, was: on Friday, now: on Saturday}, {date: 2020-06, was: Tom, now: Ann}]"),
    "article: other authors": field(SECOND, "authors: [Kim Su, Harbour Council]"),
    "article: no authors of its own": drop(ARTICLE, "authors"),
    "article: other topics": field(SECOND, "topics: [ships]"),
    "article: no topics": drop(ARTICLE, "topics"),
    "article: other part": field(SECOND, "part: 3"),
    "article: no series": drop(SECOND, "series"),
    "article: another joins the series": field("articles/historia.md", "series: The harbour"),
    "article: names": field(SECOND, "names: {wind: ilse-marr, Pilot Office: null}"),
    "article: names of a family": field(ARTICLE, "names: {Lee: kim-su}"),
    "article: sources in front matter": field(SECOND, 'sources: ["letter, p. 2", talk]'),
    "article: no sources in front matter": drop(ARTICLE, "sources"),
    "article: content warning": field(ARTICLE, "content_warning: Describes a storm."),
    "article: other language": field(SECOND, "lang: de"),
    "article: translation of another": field("articles/historia.md", "translation_of: second-story"),
    "article: a translation of the translation": field(SECOND, "translation_of: historia"),
    "article: own data": field(ARTICLE, "extra: {mood: calm}"),
    "article: old address": field(ARTICLE, "redirect_from: [old/story.html]"),
    "article: another old address": field(SECOND, "redirect_from: [old/other.html]"),
    "article: other picture": field(ARTICLE, "image: plan.svg"),
    "article: draft": field(SECOND, "draft: true"),
    "article: draft is done": field("articles/unfinished.md", "draft: false"),
    "event: another title": field(MEETING, "title: The long meeting"),
    "event: another title, pointed to": swap(EVENTS, "title: The talks", "title: The long talks"),
    "event: another day": field(MEETING, "date: 2019-10-06"),
    "event: in another year": field(MEETING, "date: 2021-10-05"),
    "event: an uncertain day": field(EARLIER, "date: 2018-06?"),
    "event: another hour": field(MEETING, 'time: "09:15"'),
    "event: before what it stood after": swap(EVENTS, "after: 2019-meeting", "before: 2019-meeting"),
    "event: undated after another": each(drop(EARLIER, "date"), field(EARLIER, "after: storm")),
    "event: undated between two": swap(EVENTS, 'date: 2020-01-02, time: "21:00"', "after: invitation, before: 2019-meeting"),
    "event: order among equals": each(field(EARLIER, "date: 2019-10-05"), field(EARLIER, "order: 2")),
    "event: an hour later elsewhere": field(MEETING, "place: [alma, north-hill]"),
    "event: no place": drop(MEETING, "place"),
    "event: another parent": field(MEETING, "parent: troubles"),
    "event: a parent": field(EARLIER, "parent: 2019-talks"),
    "event: disclosed": field(MEETING, "disclosed: 2020-03"),
    "event: cancelled": field(EARLIER, "status: cancelled"),
    "event: minor": field(MEETING, "importance: minor"),
    "event: another type": field(EARLIER, "type: dinner"),
    "event: one more took part": field(EARLIER, "participants: [{who: ann-lee, on_behalf_of: council}, {who: boris-kovar, on_behalf_of: office}, {who: ilse-marr, role: notes}]"),
    "event: others took part": field(MEETING, "participants: [{who: ilse-marr}, {who: council}, {described_as: A sailor, on_behalf_of: office}]"),
    "event: on behalf of others": field(EARLIER, "participants: [{who: ann-lee, on_behalf_of: office}, {who: boris-kovar, on_behalf_of: council}]"),
    "event: took part from afar": field(EARLIER, "participants: [{who: ann-lee, attendance: by letter}, {who: boris-kovar, on_behalf_of: office}]"),
    "event: another account": field(MEETING, "accounts: [{says: It went on., source: letter, by: ilse-marr, date: 2019-10-06, place: north-hill, standing: preferred}]"),
    "event: no account": drop(MEETING, "accounts"),
    "event: an account": field(EARLIER, 'accounts: [{says: It was short., source: "Roe2003, p. 9", by: ann-lee, said_on: 2019-01}]'),
    "event: other sources": field(MEETING, "sources: [letter, Marr2001]"),
    "place: another name": field(QUAY, "name: The long quay"),
    "place: another time zone": field(ALMA, "timezone: America/New_York"),
    "place: within another": field(QUAY, "within: north-hill"),
    "place: linked by its name": field(HILL, "autolink: true"),
    "place: elsewhere": field(ALMA, "coordinates: 37.2, -8.7"),
    "place: near another": field(HILL, "coordinates: 37.4, -8.3"),
    "place: a summary": field(ALMA, "summary: Where they met."),
    "organization: another name": field(OFFICE, "name: Office of Pilots"),
    "organization: another name of the same length": swap(COUNCIL, "name: Harbour", "name: Haubour"),
    "organization: short name": field(COUNCIL, "short_name: HC"),
    "organization: no parent": drop(OFFICE, "parent"),
    "organization: a place": field(OFFICE, "place: quay"),
    "organization: founded": field(COUNCIL, "founded: 1901"),
    "organization: dissolved": field(OFFICE, "dissolved: 2022"),
    "source: another title": field(REPORT, "title: Report on the port"),
    "source: another author": field(LETTER, "author: [{family: Marr, given: Ilse}]"),
    "source: two authors": field(REPORT, "author: [{family: Marr, given: Ilse}, {family: Kim, given: Su}]"),
    "source: another year": field(REPORT, "issued: 2020-01"),
    "source: another kind of evidence": field(REPORT, "evidence: state media"),
    "source: speaks for another side": field(LETTER, "speaks_for: Pilot Office"),
    "source: archived": each(field(REPORT, "archive_url: https://example.com/copy"), field(REPORT, "archive_date: 2020-02-02")),
    "source: no file": drop(REPORT, "file"),
    "source: confidential": field(LETTER, "access: confidential"),
    "source: another confidential one": field("sources/talk.md", "access: confidential"),
    "source: rests on another": field(LETTER, 'sources: "report, p. 8"'),
    "import: another title": swap(LIBRARY, "{Tides}", "{High tides}"),
    "import: another author": swap(LIBRARY, "{Roe, Jane}", "{Lee, Ann}"),
    "import: one more": more(LIBRARY, "@book{Roe2005, author = {Roe, Jane}, title = {More winds}, year = {2005}}"),
    "import: own record adds more": field("sources/own-tides.md", "title: Tides, by hand"),
    "page: another title": field("pages/about.md", "title: How it was made"),
    "page: another body": more("pages/about.md", "Ann Lee helped."),
    "page: from header to footer": field("pages/about.md", "navigation: footer"),
    "page: in neither": field("pages/imprint.md", "navigation: none"),
    # Names, and what they mean where they stand in other texts
    "names: an alias": field(ANN, "aliases: [{name: Amy Lee}]"),
    "names: a former name, first word known": field(BORIS, "aliases: [{name: Nobody Wrote, type: former}, {name: The pilot, type: title}]"),
    "names: an alias with the family name of another": field(BORIS, "aliases: [{name: Tiberius Lee}]"),
    "names: a new spelling begins as another": field(OFFICE, "aliases: [{name: Harbour Master}]"),
    "names: a longer spelling of another": field(COUNCIL, "aliases: [{name: Harbour Council Agreed}]"),
    "names: alias in another script": field(ANN, "aliases: [{name: 김수아}]"),
    "names: a second person of that name": each(
        put("people/ann-lee-2.md", "---\nname: Ann Lee\nfamily: Lee\ngiven: Ann\ndisambiguation: the other\ndifferent_from: ann-lee\n---\n"),
    ),
    "names: another of that family": put("people/tom-lee.md", "---\nname: Tom Lee\nfamily: Lee\ngiven: Tom\n---\nTom Lee sailed with Boris Kovar.\n"),
    "names: another of that family, unlisted": put("people/tim-lee.md", "---\nname: Tom Lee\nfamily: Lee\ngiven: Tim\nlisted: false\nname_order: mononym\n---\n") ,
    "names: the author of an import": put("people/otto-marr.md", "---\nname: Marr Otto\nfamily: Marr\ngiven: Otto\nname_order: family-first\n---\n"),
    "names: another author of an import": put("people/jane-roe.yaml", "- {id: jane-roe, name: Roe Jane, family: Roe, given: Jane, name_order: family-first}\n"),
    "names: an organization named in text": put("organizations/wind.md", "---\nname: North Wind\n---\n"),
    "names: an author of the site": put("organizations/editors.md", "---\nname: The editors\n---\n"),
    "names: an author of an article": put("people/guest.md", "---\nname: A guest\nname_order: mononym\n---\n"),
    "names: as an address": field(COUNCIL, "aliases: [{name: A guest}]"),
    # Bodies
    "body: another word of the same length": swap(ARTICLE, "Nobody wrote", "Nobody noted"),
    "body: another heading": swap(SECOND, "The north wind blew", "## The north wind\n\nIt blew"),
    "body: the sentence around a mention": swap(SECOND, "told it to", "hid it from"),
    "body: the sentence around a reference": swap(BORIS, "He came with", "He left with"),
    "body: the sentence around a citation": swap(MEETING, "They met", "They sat"),
    "body: another locator": swap(ARTICLE, "p. 5", "p. 6"),
    "body: one citation less": swap(MEETING, "[@report, p. 1]", ""),
    "body: another source": swap(SECOND, "[@Roe2003]", "[@letter]"),
    "body: one mention more": more(EARLIER, "Kim Su was there, too."),
    "body: one mention less": swap(ARTICLE, "Ilse Marr", "A clerk"),
    "body: a name in full before the family name": swap(ARTICLE, "Lee spoke first", "Kovar spoke first"),
    "body: another medium": more(SECOND, "![A plan](../media/plan.svg)"),
    "body: a comment": more(SECOND, "%% for nobody %%"),
    "body: longer": more(SECOND, "And so on. " * 150),
    "body: tells of a later event": more(SECOND, "Then came [[inquiry|an inquiry]]."),
    "body: refers to another record": swap(ARTICLE, "[[storm]]", "[[invitation]]"),
    "body: a heading and what leads there": each(
        swap(ARTICLE, "What was said", "What they said"), swap(SECOND, "What was said", "What they said")
    ),
    "body: line ends": swap(ARTICLE, "\n", "\r\n"),
    # What belongs to the whole site
    "site: another title": field("site.yaml", "title: The port papers"),
    "site: another description": field("site.yaml", "description: Made up as well."),
    "site: another language": field("site.yaml", "language: de"),
    "site: another address": field("site.yaml", "base_url: https://example.net/"),
    "site: no address": drop("site.yaml", "base_url"),
    "site: navigation": field("site.yaml", "navigation: [timeline, {to: about, title: Us}, people]"),
    "site: other topics": field("site.yaml", "topics: {ships: Vessels, talks: {title: Negotiations}, new-matters: New}"),
    "site: no topics": drop("site.yaml", "topics"),
    "site: other capitals": field("site.yaml", "capitals: [alma]"),
    "site: one capital by its name": field("site.yaml", "capitals: [Port Alma]"),
    "site: enough is cited": field("site.yaml", "least_cited: {events: 10}"),
    "site: another start": field("site.yaml", "start: [2019-meeting, kim-su, The quay]"),
    "site: no start": drop("site.yaml", "start"),
    "site: other authors": field("site.yaml", "authors: [Ilse Marr, Harbour Council]"),
    "site: time zone": field("site.yaml", "timezone: America/New_York"),
    "site: edition and licence": each(field("site.yaml", "edition: Second edition"), field("site.yaml", "licence: CC0")),
    "site: further evidence": field("site.yaml", "evidence: [hearsay]"),
    "site: limits": field("site.yaml", "limits: {nesting: 40, line_length: 9000}"),
    "site: no search": field("site.yaml", "search: false"),
    "site: a comment": field("site.yaml", "# nothing:"),
    "links: alive": put("links.yaml", "- {url: https://example.com/report, status: 200, checked: 2020-07-01}\n"),
    "links: none": take("links.yaml"),
    # New records
    "new: article": put("articles/third-story.md", "---\ntitle: The third story\ndate: 2020-03-09\nseries: The harbour\npart: 3\ntopics: ships\n---\nIlse Marr saw Kim Su.[@Roe2003] The storm was over.\n"),
    "new: record nearer than the one that a link leads to": put("organizations/places/alma.md", "---\nid: bell-yard\nname: Bell Yard\n---\n"),
    "new: event between others": put("events/between.md", "---\ntitle: In between\ndate: 2019-10-04\ntype: meeting\nparticipants: [{who: kim-su, on_behalf_of: office}, {who: ann-lee, on_behalf_of: council}]\n---\nKim Su came.\n"),
    "new: event in a list": more(EVENTS, "- {id: calm, title: The calm, after: storm, place: quay}"),
    "new: place within another": put("places/pier.md", "---\nname: The pier\nwithin: quay\n---\n"),
    "new: organization within another": put("organizations/more.yaml", "- {id: bell, name: Bell Watch, parent: office, place: quay}\n"),
    "new: source": put("sources/ledger.md", "---\ntitle: A ledger\ntype: document\nauthor: [{family: Kovar, given: Boris}]\n---\n"),
    "new: source for an import": put("sources/winds.yaml", "- {id: Roe2003, evidence: news, speaks_for: Pilot Office}\n"),
    "new: own page": put("pages/method.md", "---\ntitle: Method\nnavigation: header\n---\nAs [[about]] says, Kim Su helped.\n"),
    "new: translation": put("articles/geschichte.md", "---\ntitle: Die Geschichte\ndate: 2020-04\nlang: de\ntranslation_of: second-story\n---\nBoris Kovar erzählte sie.\n"),
    # Media, static files, templates
    "media: another picture": put("media/map.png", "540x20 blue"),
    "media: another picture of the same size": put("media/map.png", "600x30 tan"),
    "media: another document": put("media/report.pdf", "the report"),
    "media: a turned camera": put("media/map.png", "600x30 red turned"),
    "media: a wide picture": put("media/map.png", "2600x8 red"),
    "media: a picture to be read in full": more(SECOND, "See [the map](../media/map.png)."),
    "media: a warning before a picture": field("media/map.png.yaml", "content_warning: Shows a wreck."),
    "media: another size of a drawing": put("media/plan.svg", '<svg viewBox="0 0 40 30"/>'),
    "media: a warning before a picture in a line": field("media/plan.svg.yaml", "content_warning: Shows a wreck."),
    "media: a larger document": put("media/report.pdf", "the report" * 500),
    "media: a larger film": put("media/storm.mp4", "the film" * 500),
    "media: longer captions": more("media/storm.vtt", "\n00:02.000 --> 00:03.000\nIt came.\n" * 50),
    "media: captions in a language": field("media/storm.mp4.yaml", "captions: {file: storm.vtt, lang: ko}"),
    "media: a longer transcript": put("media/storm.txt", "It comes." * 500),
    "media: another poster": field("media/storm.mp4.yaml", "poster: plan.svg"),
    "media: no poster": swap("media/storm.mp4.yaml", "poster: map.png\n", ""),
    "media: a name for a film": field("media/storm.mp4.yaml", "caption: Filmed by Ann Lee"),
    "person: content warning": field(ANN, "content_warning: Describes a wreck."),
    "media: another caption": field("media/map.png.yaml", "caption: The old port"),
    "media: another alt text": field("media/map.png.yaml", "alt: An old map"),
    "media: another source": field("media/map.png.yaml", "source: letter"),
    "media: no sidecar": take("media/plan.svg.yaml"),
    "media: another of the same name": put("media/old/plan.svg", "<svg></svg>"),
    "media: nobody wants it": put("media/unused.png", "9x9 red"),
    "static: another file": put("static/own.txt", "own too"),
    "static: another file of the same size": put("static/own.txt", "OWN"),
    "static: new file": put("static/deep/er/new.txt", "new"),
    "static: in the place of a built-in one": put("static/style/print.css", "/* mine */"),
    "static: none": take("static/own.txt"),
    "static: no robots.txt": take("static/robots.txt"),
    "templates: of one kind": put("templates/person.html", '{% extends "theme/person.html" %}\n{% block under_title %}{{ super() }}<p>{{ title }}</p>{% endblock %}\n'),
    "templates: of one kind, shorter": put("templates/person.html", '{% extends "theme/person.html" %}\n'),
    "templates: own data shown otherwise": put("templates/article.html", '{% extends "theme/article.html" %}\n{% block byline %}{{ super() }}<p>{{ extra.mood }}</p>{% endblock %}\n'),
    "templates: what is included": put("templates/_own.html", "<p>{{ record.name }}</p>\n"),
    "templates: what is imported": put("templates/_parts.html", theme("_parts.html").replace('class="native"', 'class="native own"')),
    "templates: what is extended": put("templates/base.html", theme("base.html").replace('class="skip"', 'class="skip own"')),
    "templates: the frame by a block": put("templates/_record.html", '{% extends "theme/_record.html" %}\n{% block links %}<hr>{{ super() }}{% endblock %}\n'),
    "templates: the home page": put("templates/index.html", '{% extends "theme/index.html" %}\n{% block head %}<meta name="x" content="{{ url }}">{% endblock %}\n'),
    "templates: an unused one": put("templates/unused.html", "<p>{{ title }}</p>\n"),
    "templates: no override": take("templates/event.html"),
    # Files that move or go
    "move: into a sub-folder": each(move(MEETING, "events/2019/2019-meeting.md"), swap(ARTICLE, "../events/2019-meeting.md", "../events/2019/2019-meeting.md")),
    "move: into a deep sub-folder": move(QUAY, "places/a/b/quay.md"),
    "move: to another kind": move("organizations/watch.md", "places/watch.md"),
    "move: what an article tells of is a later event": each(
        move("organizations/watch.md", "events/watch.md"), swap("events/watch.md", "name: Night Watch", "title: Night Watch\ndate: 2021-05")
    ),
    "move: a list": move(EVENTS, "events/all.yaml"),
    "move: another id": move("articles/historia.md", "articles/uma-historia.md"),
    "move: another file, the same id": each(
        field(SECOND, "id: second-story"), move(SECOND, "articles/02-second.md")
    ),
    "move: first to be read": each(field(HILL, "id: north-hill"), move(HILL, "places/0.md")),
    "move: two that change places": exchange(ANN, BORIS),
    "move: two events that change places": exchange(MEETING, EARLIER),
    "move: a library": move(LIBRARY, "sources/zotero/all.bib"),
    "move: a template that is included": each(
        move("templates/_own.html", "templates/_mine.html"), swap("templates/event.html", "_own.html", "_mine.html")
    ),
    "delete: article": take("articles/historia.md"),
    "delete: article that is named": each(take("articles/second-story.md"), take("articles/02-second.md")),
    "delete: draft": take("articles/unfinished.md"),
    "delete: event": each(
        take(EARLIER), swap(EVENTS, "[boris-kovar]", "[ann-lee]")
    ),
    "delete: own page": take("pages/imprint.md"),
    "delete: own record of an import": take("sources/own-tides.md"),
}  # fmt: skip

# Each is at least one error, which keeps the site from being published.
FAULTS: dict[str, Edit] = {
    "reference to nothing": more(ARTICLE, "See [[ann-le]] and [[The meting]]."),
    "reference to nothing in a field": field(MEETING, "parent: nowhere"),
    "citation of nothing": more(MEETING, "So it was.[@nothing]"),
    "anchor of no heading": more(SECOND, "See [[first-story#Never said]]."),
    "broken front matter": swap(ANN, "name:", "name: [:"),
    "broken body": more(BORIS, "<script>alert(1)</script>"),
    "broken list": more(PEOPLE, "- {id: x, name"),
    "broken library": more(LIBRARY, "@book{broken, title = {"),
    "broken settings": more("site.yaml", "titel: x"),
    "unreadable settings": more("site.yaml", "x: [")
    ,
    "broken sidecar": more("media/map.png.yaml", "altt: x"),
    "broken links.yaml": more("links.yaml", "- [x]"),
    "unknown field": field(COUNCIL, "nmae: x"),
    "no such day": field(EARLIER, "date: 2018-02-30"),
    "id twice": put("places/storm.md", "---\nname: The storm\n---\n"),
    "two people, one name": put("people/boris-2.md", "---\nname: Boris Kovar\nfamily: Kovar\ngiven: Boris\n---\n"),
    "record of the wrong kind": field(QUAY, "within: council"),
    "event after itself": swap(EVENTS, "after: 2019-meeting", "after: departure"),
    "part of itself": field(COUNCIL, "parent: office"),
    "before being born": field(ANN, "born: 2020"),
    "two files, one address": field(ARTICLE, "redirect_from: [articles/second-story.html, people/index.html]"),
    "heading that others lead to is gone": swap(ARTICLE, "## What was said", "## What was heard"),
    "picture that is gone": take("media/map.png"),
    "picture that is none": put("media/map.png", "<html>"),
    "an author who is two": each(
        field(ARTICLE, "authors: [zed]"),
        put("people/zed-a.md", "---\nname: Zed\nname_order: mononym\n---\n"),
        put("people/zed-b.md", "---\nname: Zed\nname_order: mononym\ndifferent_from: zed-a\n---\n"),
        put("people/zed.md", "---\nname: Zoe\nname_order: mononym\ndraft: true\n---\n"),
    ),
    "two documents of one name": put("media/new/log.txt", "another log"),
    "document that is gone": take("media/report.pdf"),
    "captions that are gone": take("media/storm.vtt"),
    "captions that are none": put("media/storm.vtt", "It comes."),
    "transcript that is gone": take("media/storm.txt"),
    "missing picture": field(ANN, "image: gone.png"),
    "picture from elsewhere": more(ARTICLE, "![x](https://example.com/x.png)"),
    "script in a drawing": each(put("media/plan.svg", "<svg><script/></svg>"), field(BORIS, "image: plan.svg")),
    "too little is cited": field("site.yaml", "least_cited: {articles: 90, events: 100}"),
    "no such start": field("site.yaml", "start: [nobody]"),
    "no such capital": field("site.yaml", "capitals: [council]"),
    "template that cannot be read": put("templates/place.html", "{% if %}"),
    "template of an unknown name": put("templates/place.html", "{{ nothing_known }}"),
    "include of nothing": put("templates/_own.html", '{% include "nothing.html" %}'),
    "file that a link names is elsewhere": move(QUAY, "places/more/a-quay.md"),
    "folder without meaning": put("stories/x.md", "x"),
    "file without meaning": put("events/notes.txt", "x"),
    "source that is gone": take(LETTER),
    "person who is gone": take(ANN),
    "event that is gone": take(MEETING),
    "draft that others refer to": field(ARTICLE, "draft: true"),
    "not UTF-8": more(QUAY, "caf\udce9"),
    "file too big": field("site.yaml", "limits: {page_bytes: 300}"),
}  # fmt: skip


def make_files(
    edits: Iterable[str], bodies: Mapping[str, Sequence[str]] | None = None
) -> dict[str, bytes]:
    """The files of the site by their paths in it, with some edits made and some bodies replaced.

    A body is given by its sentences.
    """
    files = {name: dedent(text).lstrip("\n") for name, text in BASE.items()}
    for name, sentences in (bodies or {}).items():
        head = files[name].rpartition("---\n")[0]
        files[name] = f"{head}---\n{' '.join(sentences)}\n"
    wanted = set(edits)
    for name, edit in [*EDITS.items(), *FAULTS.items()]:
        if name in wanted:
            edit(files)
    return {place(name): to_bytes(name, text) for name, text in files.items()}


def to_bytes(name: str, text: str) -> bytes:
    """A file's bytes; a picture is painted by its words."""
    ending = name.rpartition(".")[2]
    if ending in FORMATS and PAINTING.fullmatch(text.strip()):
        return paint(text, ending)
    return text.encode("utf-8", "surrogateescape")


def place(name: str) -> str:
    """A file's path in the site's folder."""
    return name if name.startswith(("templates/", "static/")) else f"content/{name}"


class Desk:
    """A site's folder as its author leaves it after each save.

    It remembers when each file was saved with which bytes, as a backup does.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: dict[str, bytes] = {}
        self.dates: dict[tuple[str, bytes], int] = {}

    def save(self, files: Mapping[str, bytes], date: str = "new") -> None:
        """Write what is new, delete what is gone.

        `date` tells how the files that change are dated: "new", "kept" as they were before,
        "old" as these bytes were when they stood here last.
        """
        for name in self.files.keys() - files.keys():
            path = self.folder / name
            path.unlink()
            for folder in path.parents:
                if folder == self.folder or any(folder.iterdir()):
                    break
                folder.rmdir()
        for name, data in files.items():
            if self.files.get(name) != data:
                self.write(name, data, date)
        self.files = dict(files)

    def write(self, name: str, data: bytes, date: str) -> None:
        """Write one file."""
        path = self.folder / name
        before = path.stat().st_mtime_ns if name in self.files else None
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        wanted = {"kept": before, "old": self.dates.get((name, data))}.get(date)
        if not self.files:
            wanted = LONG_AGO * 10**9
        if wanted is not None:
            os.utime(path, ns=(wanted, wanted))
        self.dates[name, data] = path.stat().st_mtime_ns

    def is_as_saved(self) -> bool:
        """Whether nobody else wrote into the site's own folders."""
        found = {
            path: data
            for name in ("content", "templates", "static")
            for path, _, date, data in scan(self.folder / name, f"{name}/")
            if date
        }
        return found == self.files


def scan(folder: Path, prefix: str = "") -> Iterator[tuple[str, int, int, bytes]]:
    """Everything below a folder: its path there, its mode, when it was written, its bytes."""
    if not folder.exists():
        return
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            stat = entry.stat()
            if entry.is_dir():
                yield f"{prefix}{entry.name}", stat.st_mode, 0, b""
                yield from scan(folder / entry.name, f"{prefix}{entry.name}/")
            else:
                data = (folder / entry.name).read_bytes()
                yield f"{prefix}{entry.name}", stat.st_mode, stat.st_mtime_ns, data


def list_files(folder: Path) -> Iterator[Path]:
    """Every file below a folder, in order."""
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def remove_tree(folder: Path) -> None:
    """Delete a folder, whatever it is by now."""
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)
