# ruff: noqa: E501 - one passage a line
from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.config import Limits
from generator.identity import check_short_forms
from generator.index import make_index
from generator.links import Resolved, resolve
from generator.model import Picture, Record
from generator.parse import File, parse_file
from generator.words import ENGLISH

if TYPE_CHECKING:
    from generator.problems import Problem

PEOPLE = """
kim-jong-un | Kim Jong-un | Kim
kim-yong-chol | Kim Yong Chol | Kim
kim-myong-gil | Kim Myong-gil | Kim
kim-kardashian | Kim Kardashian | Kardashian
donald-trump | Donald Trump | Trump
xi-jinping | Xi Jinping | Xi
stephen-biegun | Stephen Biegun | Biegun
moon-jae-in | Moon Jae-in | Moon
theresa-may | Theresa May | May
henry-ford | Henry Ford | Ford
son-gwon | Ri Son Gwon | Ri
charles-de-gaulle | Charles de Gaulle | de Gaulle
ho | Ho Chi Minh | Ho
"""
ORGANIZATIONS = """
ford | Ford
state-department | State Department
"""
KINDS = {
    "articles": "article",
    "people": "person",
    "events": "event",
    "organizations": "organization",
    "sources": "source",
}


def read(path: str, text: str) -> Record:
    parsed = parse_file(File(f"content/{path}", KINDS[path.split("/")[0]], text.encode()), Limits())
    assert parsed.problems == []
    return parsed.records[0]


def list_records() -> list[Record]:
    records = []
    for line in PEOPLE.strip().splitlines():
        record_id, name, family = (part.strip() for part in line.split("|"))
        more = "listed: false\n" if record_id == "son-gwon" else ""
        front = f"---\nname: {name}\nfamily: {family}\n{more}---\n"
        records.append(read(f"people/{record_id}.md", front))
    for line in ORGANIZATIONS.strip().splitlines():
        record_id, name = (part.strip() for part in line.split("|"))
        records.append(read(f"organizations/{record_id}.md", f"---\nname: {name}\n---\n"))
    records.append(read("sources/book.md", "---\ntitle: Xi Jinping\ntype: book\n---\n"))
    front = "---\ntitle: Kim Yong Chol in Washington\ndate: 2019-01-18\n---\n"
    records.append(read("events/visit.md", front))
    return records


RECORDS = list_records()


def article(body: str, front: str = "", title: str = "The talks") -> str:
    return f"---\ntitle: {title}\ndate: 2019-10-10\n{front}---\n{body}\n"


def link(text: str, path: str = "articles/x.md") -> tuple[Record, Resolved]:
    record = read(path, text)
    records = {one.id: one for one in [*RECORDS, record]}
    media = {"media/x.png": Picture("content/media/x.png")}
    resolved = resolve(record, make_index(records, frozenset(), media, ENGLISH))
    assert resolved.problems == []
    return record, resolved


def list_links(text: str, path: str = "articles/x.md") -> list[str]:
    record, resolved = link(text, path)
    html = record.body.html
    return [f"{html[one.start : one.end]}={one.id}" for one in resolved.mentions]


def list_warnings(text: str, path: str = "articles/x.md") -> list[Problem]:
    record, resolved = link(text, path)
    return list(check_short_forms(record, resolved.doubts, text))


# The rule for short forms: text, and what is linked


@pytest.mark.parametrize(
    ("body", "links"),
    [
        # one bearer, named in full before
        ("Donald Trump met Kim Jong-un.\n\n## Later\n\nKim left, Trump stayed.",
         "Donald Trump=donald-trump Kim Jong-un=kim-jong-un Kim=kim-jong-un Trump=donald-trump"),
        ("Xi Jinping came.\n\n## Later\n\nPresident Xi left, and Mr. Xi rested.", "Xi Jinping=xi-jinping Xi=xi-jinping"),
        ("Stephen Biegun came.\n\n## Later\n\nBiegun's car; Biegun’s view", "Stephen Biegun=stephen-biegun Biegun=stephen-biegun"),
        ("[[stephen-biegun]] came.\n\n## Later\n\nBiegun left.", "Biegun=stephen-biegun"),
        ("He met [Stephen Biegun](https://example.org/).\n\nBiegun left.", "Biegun=stephen-biegun"),
        ("Charles de Gaulle came.\n\n## Later\n\nGaulle, then de Gaulle left.", "Charles de Gaulle=charles-de-gaulle de Gaulle=charles-de-gaulle"),
        # not before the full name, and not without it
        ("Biegun came.\n\n## Later\n\nStephen Biegun left.", "Stephen Biegun=stephen-biegun"),
        ("Biegun came.", ""),
        ("[[stephen-biegun|The envoy]] came. Biegun left.", ""),
        # another bearer, named before, after, by a reference, in a heading, in a link, in the label
        ("Kim Jong-un left. Kim Yong Chol came.\n\n## Later\n\nKim spoke.", "Kim Jong-un=kim-jong-un Kim Yong Chol=kim-yong-chol"),
        ("Kim Jong-un left.\n\n## Later\n\nKim spoke. Kim Yong Chol came.", "Kim Jong-un=kim-jong-un Kim Yong Chol=kim-yong-chol"),
        ("Kim Jong-un left.\n\n## Later\n\nKim spoke with [[kim-yong-chol|an envoy]].", "Kim Jong-un=kim-jong-un"),
        ("Kim Jong-un left.\n\n## Kim Yong Chol\n\nKim spoke.", "Kim Jong-un=kim-jong-un"),
        ("Kim Jong-un left.\n\n## Later\n\nKim spoke of [Kim Yong Chol](https://example.org/).", "Kim Jong-un=kim-jong-un"),
        ("Kim Jong-un left.\n\n## Later\n\nKim spoke of [[visit]].", "Kim Jong-un=kim-jong-un"),
        ("Kim Jong-un left.\n\n## Later\n\nKim met Kim Kardashian.", "Kim Jong-un=kim-jong-un Kim Kardashian=kim-kardashian"),
        # somebody whom no record is about
        ("Kim Jong-un left.\n\n## Later\n\nKim spoke of Kim Jong Il.", "Kim Jong-un=kim-jong-un"),
        ("Donald Trump left.\n\n## Later\n\nTrump and Ivanka Trump spoke.", "Donald Trump=donald-trump"),
        ("Donald Trump left.\n\n## Later\n\nTrump and Donald Trump Jr. spoke.", "Donald Trump=donald-trump"),
        ("Donald Trump left.\n\n## Later\n\nMrs Trump spoke.", "Donald Trump=donald-trump"),
        # given names
        ("Kim Kardashian left.\n\n## Later\n\nKim spoke.", "Kim Kardashian=kim-kardashian"),
        # part of something else
        ("Donald Trump left.\n\n## Later\n\nThe Trump-Kim summit, the Trump–Xi talks.", "Donald Trump=donald-trump"),
        ("Donald Trump left.\n\n## Later\n\nThe Trump administration and a Trump rally.", "Donald Trump=donald-trump"),
        ("Kim Jong-un left.\n\n## Later\n\nKIM! kim. Kims, Kim-like.", "Kim Jong-un=kim-jong-un"),
        ("Ho Chi Minh left.\n\n## Later\n\nHO, HO, HO. They met Ho.", "Ho Chi Minh=ho Ho=ho"),
        ("Donald Trump left.\n\n## Later\n\nTRUMP! Donald!", "Donald Trump=donald-trump"),
        ("Donald Trump left.\n\n## Later\n\nThey met van Trump.", "Donald Trump=donald-trump"),
        # ordinary words, months, and another record's name
        ("Moon Jae-in left.\n\n## Later\n\nMoon and stars. It was Moon.", "Moon Jae-in=moon-jae-in Moon=moon-jae-in"),
        ("Moon Jae-in left.\n\n## Later\n\nPresident Moon spoke.", "Moon Jae-in=moon-jae-in Moon=moon-jae-in"),
        ("Moon Jae-in left.\n\n## Later\n\n“Moon,” he said.", "Moon Jae-in=moon-jae-in"),
        ("Theresa May left.\n\n## Later\n\nIn May she came. Minister May left.", "Theresa May=theresa-may May=theresa-may"),
        ("Henry Ford left.\n\n## Later\n\nThey bought Ford.", "Henry Ford=henry-ford"),
        ("They bought Ford.", "Ford=ford"),
        # given names never, people who are not listed never
        ("Stephen Biegun left.\n\n## Later\n\nStephen spoke.", "Stephen Biegun=stephen-biegun"),
        ("Ri Son Gwon left. Minister Ri spoke.", ""),
    ],
)  # fmt: skip
def test_short_forms_in_articles(body: str, links: str) -> None:
    assert " ".join(list_links(article(body))) == links


# The two articles from which the rule comes, retold

JANUARY = """
The summit in Singapore is seven months past: Donald Trump met Kim Jong-un there, and no accord
has followed.

## The address

At New Year, Kim spoke again of disarmament, and of his patience.

## The envoy

Kim Yong Chol is expected in Washington, where the next meeting is to be arranged.

## The outlook

Kim knows how others fared who gave up their arms. So Kim keeps his choices open.
"""
OCTOBER = """
The talks in Sweden lasted one day. Kim Myong-gil, who led one side, blamed the other, and Kim said
that his own offer had been practical.

## How it came to this

In June of last year Donald Trump sat down with Kim Jong-un. The paper that Kim signed was vague.

## The neighbour

Since Kim took power, Xi Jinping has come closer to him; Kim and Xi now write to one another.
"""


def test_the_january_article_leaves_the_family_name_alone() -> None:
    assert list_links(article(JANUARY)) == [
        "Donald Trump=donald-trump",
        "Kim Jong-un=kim-jong-un",
        "Kim Yong Chol=kim-yong-chol",
    ]


def test_the_october_article_leaves_the_family_name_alone() -> None:
    assert list_links(article(OCTOBER)) == [
        "Kim Myong-gil=kim-myong-gil",
        "Donald Trump=donald-trump",
        "Kim Jong-un=kim-jong-un",
        "Xi Jinping=xi-jinping",
    ]


def test_names_says_whom_the_january_article_means() -> None:
    links = list_links(article(JANUARY, "names: {Kim: kim-jong-un}\n"))

    assert links.count("Kim=kim-jong-un") == 2
    assert list_warnings(article(JANUARY, "names: {Kim: kim-jong-un}\n")) == []


def test_names_says_that_a_spelling_is_nobodys() -> None:
    text = article(JANUARY, "names: {Kim: null, Donald Trump: null}\n")

    assert list_links(text) == ["Kim Jong-un=kim-jong-un", "Kim Yong Chol=kim-yong-chol"]
    assert list_warnings(text) == []


def test_two_bearers_are_reported_at_the_first_place() -> None:
    (problem,) = list_warnings(article(JANUARY))

    assert (problem.severity, problem.code, problem.path) == (
        "warning",
        "name-ambiguous",
        "content/articles/x.md",
    )
    assert (problem.line, problem.column, problem.length) == (11, 14, 3)
    assert problem.message.startswith(
        "`Kim` may mean `kim-jong-un` or `kim-yong-chol` in “At New Year, Kim spoke"
    )
    assert "`names: {Kim: kim-jong-un}`" in problem.fix
    assert "`[[kim-jong-un|Kim]]`" in problem.fix


def test_the_place_is_told_apart_by_the_words_around_it() -> None:
    (problem,) = list_warnings(article(OCTOBER))

    assert (problem.line, problem.column) == (6, 92)


def test_a_place_that_is_not_found_is_the_records() -> None:
    record, resolved = link(article(JANUARY))
    (problem,) = check_short_forms(record, resolved.doubts)

    assert (problem.line, problem.column) == (1, 1)


def test_other_kinds_are_told_to_write_a_reference() -> None:
    text = "---\ntitle: A day\ndate: 2019\nparticipants: [kim-jong-un, kim-yong-chol]\n---\nKim spoke.\n"
    (problem,) = list_warnings(text, "events/day.md")

    assert "names:" not in problem.fix
    assert (problem.line, problem.column) == (6, 1)


def test_on_a_persons_own_page_the_family_name_is_text_and_no_problem() -> None:
    text = "---\nname: Kim Song\nfamily: Kim\ngiven: Song\n---\nHe met Kim Yong Chol.\n\n## Later\n\nKim left.\n"

    assert list_links(text, "people/kim-song.md") == ["Kim Yong Chol=kim-yong-chol"]
    assert list_warnings(text, "people/kim-song.md") == []


def test_a_title_names_its_people() -> None:
    body = "Kim Jong-un stayed. Kim spoke."

    assert list_links(article(body, title="Kim Yong Chol leaves")) == ["Kim Jong-un=kim-jong-un"]
    assert list_links(article("Kim spoke.", title="Kim Yong Chol leaves")) == ["Kim=kim-yong-chol"]


# Who is not shown: people who are not listed, drafts that are held back

HIDDEN = [
    "people/kim-song.md | name: Kim Song; family: Kim; native: {text: 김성, lang: ko}",
    "people/xi-twin.md | name: Xi Jinping; family: Xi",
    "organizations/ford-twin.md | name: Ford",
]


def link_hidden(body: str, how: str, front: str = "") -> tuple[list[str], list[Problem]]:
    """What is linked, and what is said, where some records are not shown."""
    records = {one.id: one for one in RECORDS}
    hidden = []
    for line in HIDDEN:
        path, _, fields = (part.strip() for part in line.partition("|"))
        more = "draft: true" if how == "draft" or "people" not in path else "listed: false"
        one = read(path, "---\n" + fields.replace("; ", "\n") + f"\n{more}\n---\n")
        records[one.id] = one
        if one.fields and one.fields.draft:
            hidden.append(one.id)
    record = read("articles/x.md", article(body, front))
    records[record.id] = record
    resolved = resolve(record, make_index(records, frozenset(hidden), {}, ENGLISH))
    assert resolved.problems == []
    html = record.body.html
    links = [f"{html[one.start : one.end]}={one.id}" for one in resolved.mentions]
    return links, list(check_short_forms(record, resolved.doubts, article(body, front)))


@pytest.mark.parametrize("how", ["draft", "unlisted"])
@pytest.mark.parametrize(
    ("body", "links"),
    [
        # as long as nobody else is named
        ("Kim Jong-un left.\n\n## Later\n\nKim spoke.", "Kim Jong-un=kim-jong-un Kim=kim-jong-un"),
        # another bearer, before and after, by any name
        ("Kim Jong-un left. Kim Song came.\n\n## Later\n\nKim spoke.", "Kim Jong-un=kim-jong-un"),
        ("Kim Jong-un left.\n\n## Later\n\nKim spoke. KIM SONG came.", "Kim Jong-un=kim-jong-un"),
        ("Kim Jong-un left.\n\n## Later\n\nKim spoke to 김성(53).", "Kim Jong-un=kim-jong-un"),
        # who is not shown is nobody's link, and nor is a namesake
        ("Kim Song came. Kim spoke.", ""),
        ("Xi Jinping came. Xi spoke.", ""),
        ("They bought Ford.", ""),
    ],
)  # fmt: skip
def test_who_is_not_shown_has_a_name_all_the_same(body: str, links: str, how: str) -> None:
    assert " ".join(link_hidden(body, how)[0]) == links


@pytest.mark.parametrize("how", ["draft", "unlisted"])
def test_the_doubt_does_not_say_who_is_not_shown(how: str) -> None:
    _, (problem,) = link_hidden("Kim Jong-un and Kim Song left. Kim spoke.", how)

    assert "`kim-jong-un` or somebody who is not shown in" in problem.message
    assert "kim-song" not in problem.message + problem.fix
    assert "`[[kim-jong-un|Kim]]`" in problem.fix


@pytest.mark.parametrize("how", ["draft", "unlisted"])
def test_an_article_says_that_it_means_the_one_who_is_shown(how: str) -> None:
    front = "names: {Kim: kim-jong-un, Xi Jinping: xi-jinping}\n"
    links, problems = link_hidden("Kim Song and Kim Jong-un, and Xi Jinping. Kim.", how, front)

    assert links == ["Kim Jong-un=kim-jong-un", "Xi Jinping=xi-jinping"]
    assert problems == []
    assert link_hidden("Kim Song left. Kim spoke.", how, front)[0] == ["Kim=kim-jong-un"]


def test_a_person_who_is_not_listed_and_is_referred_to_is_named() -> None:
    body = "Kim Jong-un left.\n\n## Later\n\n[[kim-song|A clerk]] came. Kim spoke."

    assert link_hidden(body, "unlisted")[0] == ["Kim Jong-un=kim-jong-un"]


# Where names are linked


@pytest.mark.parametrize(
    ("body", "links"),
    [
        # the first in each section
        ("Xi Jinping and Xi Jinping.\n\nXi Jinping.\n\n## Two\n\nXi Jinping.", "Xi Jinping=xi-jinping Xi Jinping=xi-jinping"),
        ("[[xi-jinping]] and Xi Jinping.\n\n## Two\n\nXi Jinping.", "Xi Jinping=xi-jinping"),
        ("Xi Jinping and [[xi-jinping]].", "Xi Jinping=xi-jinping"),
        ("One.\n\n## Two [[xi-jinping|he]]\n\nXi Jinping.", ""),
        ("[[xi-jinping|He]].\n\n## Two\n\nXi Jinping.", "Xi Jinping=xi-jinping"),
        ("[He](../people/xi-jinping.md) and Xi Jinping.", ""),
        ("Then [[xi-jinping|he]]\n\n## Two\n\nXi Jinping.", "Xi Jinping=xi-jinping"),
        # not in headings, code, links, titles
        ("## Xi Jinping\n\nText.", ""),
        ("`Xi Jinping` and [Xi Jinping](https://example.org/)", ""),
        ("    Xi Jinping\n", ""),
        ("<cite>Xi Jinping</cite>", ""),
        # emphasis is no hindrance, unless it cuts a name in two
        ("*Moon Jae-in* spoke.", "Moon Jae-in=moon-jae-in"),
        ("*Kim* Jong-un and **Kim Jong**-un", ""),
        ("Xi<br>Jinping", ""),
        ("Stephen Biegun*-Smith* spoke.", ""),
        ("Donald Trump **Jr.** spoke.", ""),
        # a source's title in quotation marks or emphasis, and names inside one
        ("*Xi Jinping* sold well, and “Xi Jinping”, too.", ""),
        ("They saw Kim Yong Chol in Washington.", "Kim Yong Chol=kim-yong-chol"),
        # pictures and missing records
        ("Xi ![a chart](../media/x.png) Jinping", ""),
        # blocks end names
        ("- Xi\n- Jinping\n- Xi Jinping\n- Kim", "Xi Jinping=xi-jinping"),
        ("| Xi | Jinping |\n|---|---|\n| Xi Jinping | Kim |", "Xi Jinping=xi-jinping"),
        ("Text.[^1]\n\n[^1]: Xi Jinping said so.", "Xi Jinping=xi-jinping"),
    ],
)  # fmt: skip
def test_where_names_are_linked(body: str, links: str) -> None:
    assert " ".join(list_links(article(body))) == links
