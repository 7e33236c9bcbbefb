# ruff: noqa: E501 - one case a line
from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from making import Made, tell

from generator.anachronisms import check_anachronisms
from generator.config import Limits
from generator.fields import FOLDERS
from generator.index import make_index
from generator.linking import list_leads
from generator.links import resolve
from generator.parse import File, parse_file
from generator.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.problems import Problem


def check(**texts: str) -> list[Problem]:
    """The problems of records, each given as KIND_ID, its fields and, after a bar, its body."""
    records = {}
    for name, text in texts.items():
        folder, _, record_id = name.partition("_")
        fields, _, body = text.partition(" | ")
        front = "\n".join(line.strip() for line in fields.split("; "))
        title = "name" if folder in ("people", "places", "organizations") else "title"
        data = f"---\n{title}: {record_id.title()}\n{front}\n---\n{body}\n".encode()
        file = File(f"content/{folder}/{record_id}.md", FOLDERS[folder], data)
        parsed = parse_file(file, Limits())
        assert parsed.problems == [], text
        records[record_id] = parsed.records[0]
    index = make_index(records, frozenset(), {}, ENGLISH)
    resolved = {record.id: resolve(record, index) for record in index.records.values()}
    assert [problem for one in resolved.values() for problem in one.problems] == []
    return [
        problem
        for record in records.values()
        for problem in check_anachronisms(
            record,
            resolved[record.id].fields,
            list_leads(index.records[record.id], resolved[record.id], index),
            records,
        )
    ]


def told(**texts: str) -> list[str]:
    """Severity, code and place of each problem."""
    return [f"{p.severity} {p.code} {p.path}:{p.line}:{p.column}" for p in check(**texts)]


# An end before its start


@pytest.mark.parametrize(
    ("folder", "front", "problem"),
    [
        ("people", "born: 1950; died: 1949-12-31", "error date-reversed content/people/x.md:4:7"),
        ("people", "born: 1950; died: 1950", ""),
        ("people", "born: 1950-03; died: 1950", ""),
        ("organizations", "founded: 1950; dissolved: 1940", "error date-reversed content/organizations/x.md:4:12"),
        ("organizations", "founded: 1950; dissolved: 1951", ""),
        ("organizations", "dissolved: 1951", ""),
        ("people", "positions: [{title: A, start: 2018-02, end: 2018-01}]", "error date-reversed content/people/x.md:3:45"),
        ("people", "positions: [{title: A, start: 2018, end: 2018-01}]", ""),
        ("people", "positions: [{title: A, start: 2018}, {title: B, end: 2017}]", ""),
    ],
)  # fmt: skip
def test_an_end_before_its_start_is_an_error(folder: str, front: str, problem: str) -> None:
    assert told(**{f"{folder}_x": front}) == ([problem] if problem else [])


@pytest.mark.parametrize(
    "died",
    ["1949?", "1949~", "1949%", "194X", "../1949", "/1949", "1949/..", "1949/", "[1949,1950]",
     "[1949..]", "195X", "19XX", "1949?-05", "1949-~05", "[1949?,1948]", "{1948,1949~}"],
)  # fmt: skip
@pytest.mark.parametrize("folder", ["people", "organizations"])
def test_an_end_that_is_not_certain_proves_nothing(folder: str, died: str) -> None:
    first, last = ("born", "died") if folder == "people" else ("founded", "dissolved")
    # What is certain about these is that they were over before 1950, if they are without doubt.
    is_certain = died in ("194X", "../1949", "/1949")
    assert len(told(**{f"{folder}_x": f"{first}: 1950; {last}: '{died}'"})) == is_certain
    for doubtful in ("1950?", "1950~", "../1950", "/1950", "1950-21", "[..1950]"):
        assert told(**{f"{folder}_x": f"{first}: '{doubtful}'; {last}: '1940'"}) == []


def test_the_end_is_told_with_both_dates() -> None:
    (problem,) = check(people_x="born: 1950; died: 1940")
    assert tell(problem) == (
        "content/people/x.md:4:7+4 date-reversed: the end, `1940`, is before the start, `1950` "
        "| mend one of the dates"
    )


@pytest.mark.parametrize("date", ["2019/2018", "2018-06-12/2018-06-11", "1950/1949-12"])
def test_an_interval_that_ends_before_it_starts_is_refused_when_it_is_read(date: str) -> None:
    file = File("content/events/x.md", "event", f"---\ntitle: X\ndate: {date}\n---\n".encode())
    (problem,) = parse_file(file, Limits()).problems
    assert (problem.severity, problem.line, problem.column) == ("error", 3, 7)


# Corrections and updates


CORRECTED = "date: 2019-05-02; corrections: [{{date: {}, was: a, now: b}}]; updated: {}"


@pytest.mark.parametrize(
    ("corrected", "updated", "problems"),
    [
        ("2019-05-02", "2019-05-02", []),
        ("2019-05-03", "2019-06", []),
        ("2019-05", "2019", []),
        ("2019-05-01", "2019-06", ["error date-reversed content/articles/x.md:4:22"]),
        ("2019-05~", "2019", []),
        ("2019-06", "2019-05-31", ["error date-reversed content/articles/x.md:5:10"]),
        ("2019-06?", "2019-05-31", []),
        ("2019-05-02", "2019-05-01", ["error date-reversed content/articles/x.md:5:10",
                                      "warning date-updated content/articles/x.md:5:10"]),
        ("../2019-05-02", "2019-05-01", ["warning date-updated content/articles/x.md:5:10"]),
        ("../2019-05-02", "2019-05-01~", []),
    ],
)  # fmt: skip
def test_corrections_and_updates_follow_one_another(
    corrected: str, updated: str, problems: list[str]
) -> None:
    assert told(articles_x=CORRECTED.format(corrected, updated)) == problems


def test_the_last_correction_is_the_one_to_write_as_the_update() -> None:
    corrections = ", ".join(f"{{date: 2019-0{n}, was: a, now: b}}" for n in (6, 8, 7))
    (problem,) = check(people_x=f"updated: 2019-05; corrections: [{corrections}]")
    assert problem.message == "updated on `2019-05`, before its correction of `2019-08`"
    assert problem.fix == "write `updated: 2019-08`"


# Sources


@pytest.mark.parametrize(
    ("front", "problems"),
    [
        ("issued: 2019-05-10; accessed: 2019-05-08", ["warning date-issued content/sources/x.md:5:11"]),
        ("issued: 2019-05; archive_date: 2019-01; archive_url: https://example.org/", ["warning date-issued content/sources/x.md:5:15"]),
        # one day of another zone, doubt, and what is not said
        ("issued: 2019-05-10; accessed: 2019-05-09", []),
        ("issued: 2019-05-10; accessed: 2019-05", []),
        ("issued: 2019-05-10~; accessed: 2018", []),
        ("issued: 2019-05-10; accessed: 2018?", []),
        ("issued: 2019-22; accessed: 2018", []),
        ("accessed: 2018", []),
    ],
)  # fmt: skip
def test_a_source_is_looked_up_after_it_was_issued(front: str, problems: list[str]) -> None:
    assert told(sources_x=f"type: book; {front}") == problems


# Lives


KIM = "born: 1912-04-15; died: 1994-07-08"
OFFICE = "founded: 1950; dissolved: 1990-06-30"
EVENT = "date: '{}'; participants: [{{who: {}}}]"


@pytest.mark.parametrize(
    ("date", "who", "is_wrong"),
    [
        ("1994-07-10", "kim", True),
        ("1912-04-13", "kim", True),
        ("1990-07-02", "office", True),
        ("1949-12-30", "office", True),
        # a day of another zone
        ("1994-07-09", "kim", False),
        ("1912-04-14", "kim", False),
        ("1949-12-31", "office", False),
        # within, in part, and in doubt
        ("1990", "kim", False),
        ("1994", "kim", False),
        ("1993/1996", "kim", False),
        ("1994-07/..", "kim", False),
        ("1995~", "kim", False),
        ("1995?", "kim", False),
        ("../1995", "kim", False),
        ("[1994,1995]", "kim", False),
        ("199X", "kim", False),
        ("200X", "kim", True),
        ("[1995,1996]", "kim", True),
        ("1911-24", "kim", False),
    ],
)
def test_who_took_part_was_there(date: str, who: str, is_wrong: bool) -> None:
    found = told(people_kim=KIM, organizations_office=OFFICE, events_x=EVENT.format(date, who))
    assert found == ["error date-lifetime content/events/x.md:4:22"] * is_wrong


@pytest.mark.parametrize("died", ["1990~", "1990?", "1990/..", "199X", "[1990..]"])
def test_a_death_in_doubt_keeps_nobody_away(died: str) -> None:
    assert told(people_kim=f"died: '{died}'", events_x=EVENT.format("1995", "kim")) == []


def test_a_life_is_told_with_its_place() -> None:
    (problem,) = check(people_kim=KIM, events_x=EVENT.format("2018-06-12", "kim"))
    assert problem.message == (
        "`who` does not fit the event's date: `kim` died `1994-07-08` (content/people/kim.md:4:7), "
        "and this is `2018-06-12`"
    )
    assert problem.fix == "mend one of the dates, or take the participant out"


@pytest.mark.parametrize("status", ["planned", "cancelled"])
def test_whom_an_event_awaited_may_have_died_before(status: str) -> None:
    event = EVENT.format("2018", "kim") + f"; status: {status}"
    assert told(people_kim=KIM, events_x=event) == []


def test_one_acts_for_an_organization_that_exists_or_for_a_person_dead_or_alive() -> None:
    event = "date: 2018; participants: [{described_as: a clerk, on_behalf_of: %s}]"
    assert told(organizations_office=OFFICE, events_x=event % "office") == [
        "error date-lifetime content/events/x.md:4:54"
    ]
    assert told(people_kim=KIM, events_x=event % "kim") == []


def test_an_event_without_a_date_tells_nothing_of_who_took_part() -> None:
    events = {"events_w": "date: 2018", "events_x": "after: w; participants: kim"}
    assert told(people_kim=KIM, **events) == []


@pytest.mark.parametrize(
    ("said_on", "by", "is_wrong"),
    [
        ("1994-07-10", "kim", True),
        ("1995", "office", True),
        ("1994-07-09", "kim", False),
        ("1995~", "kim", False),
        ("../1995", "kim", False),
        ("1980", "office", False),
    ],
)
def test_who_said_something_lived_then(said_on: str, by: str, is_wrong: bool) -> None:
    account = f"{{says: so, source: s, by: {by}, said_on: '{said_on}'}}"
    records = {"people_kim": KIM, "organizations_office": OFFICE, "sources_s": "type: book"}
    found = told(**records, events_x=f"date: 1980; accounts: [{account}]")
    assert [one.partition(":")[0] for one in found] == (
        ["error date-lifetime content/events/x.md"] if is_wrong else []
    )


def test_an_account_without_a_day_may_be_of_any_time() -> None:
    account = "{says: so, source: s, by: kim}"
    assert told(
        people_kim=KIM, sources_s="type: book", events_x=f"date: 2018; accounts: [{account}]"
    ) == []  # fmt: skip


@pytest.mark.parametrize(
    ("position", "problems"),
    [
        ("start: 1900", ["warning date-position content/people/x.md:5:31"]),
        ("start: 1948, end: 1998", ["warning date-position content/people/x.md:5:42"]),
        ("start: 1995, end: 1998", ["warning date-position content/people/x.md:5:31"]),
        ("start: 1948, end: 1994", []),
        ("start: 1900~", []),
        ("start: 1948, end: 1998?", []),
        ("start: 1948, end: 1949, organization: office", ["warning date-position content/people/x.md:5:31"]),
        ("start: 1960, end: 1994, organization: office", ["warning date-position content/people/x.md:5:42"]),
        ("start: 1960, end: 1990, organization: office", []),
        ("organization: office", []),
    ],
)  # fmt: skip
def test_a_position_lies_within_a_life_and_an_organization(
    position: str, problems: list[str]
) -> None:
    person = f"{KIM}; positions: [{{title: A, {position}}}]"
    assert told(people_x=person, organizations_office=OFFICE) == problems


# Events among events


@pytest.mark.parametrize(
    ("date", "parent", "is_wrong"),
    [
        ("2018-06-10", "2018-06-12", True),
        ("2018-06-14", "2018-06-12", True),
        ("2018-06-11", "2018-06-12", False),
        ("2018-06-13", "2018-06-10/2018-06-12", False),
        ("2018-06", "2018-06-12", False),
        ("2018-06-10/2018-06-12", "2018-06-12", False),
        ("2018-06-10~", "2018-06-12", False),
        ("2018-05", "2018-06?", False),
        ("2018-05", "2018-22", False),
        ("2018-05", "../2018-06", False),
        ("2018-07", "2018-06/..", False),
        ("2018-07", "[2018-06,2018-08]", False),
        ("2018-10", "[2018-06,2018-08]", True),
    ],
)
def test_an_event_is_within_what_it_is_part_of(date: str, parent: str, is_wrong: bool) -> None:
    found = told(events_a=f"date: '{parent}'", events_x=f"date: '{date}'; parent: a")
    assert found == ["error date-parent content/events/x.md:4:9"] * is_wrong


def test_at_one_place_a_day_counts() -> None:
    events = {"events_a": "date: 2018-06-12; place: s", "events_x": "date: 2018-06-13; parent: a"}
    assert told(places_s="", places_t="", **events) == []
    events["events_x"] += "; place: s"
    assert told(places_s="", places_t="", **events) == ["error date-parent content/events/x.md:4:9"]
    events["events_x"] = events["events_x"].replace("place: s", "place: [s, t]")
    assert told(places_s="", places_t="", **events) == []


@pytest.mark.parametrize(
    ("front", "lines"),
    [
        ("date: 2018-04; after: june", [4]),
        ("date: 2018-08; before: june", [4]),
        ("date: 2018-05; after: june", []),
        ("date: 2018-07; after: june", []),
        ("date: 2018-06; after: june; before: june", []),
        ("date: 2018-05~; after: june", []),
        ("date: 2018-05/..; after: june", []),
        ("date: ../2018-07; before: june", []),
        ("after: august; before: june", [4]),
        ("after: june; before: august", []),
        ("after: june; before: undated", []),
        ("after: doubtful; before: june", []),
        ("date: 2018-05; after: august; before: march", [4, 5, 5]),
    ],
)
def test_an_event_follows_what_it_comes_after(front: str, lines: list[int]) -> None:
    events = {
        "events_march": "date: 2018-03",
        "events_june": "date: 2018-06",
        "events_august": "date: 2018-08",
        "events_doubtful": "date: 2018-08?",
        "events_undated": "after: june",
    }
    found = check(**events, events_x=front)
    assert [(p.code, p.line) for p in found] == [("date-sequence", line) for line in lines]


@pytest.mark.parametrize(
    ("front", "is_wrong"),
    [
        ("date: 2018-06-12; disclosed: 2018-06-10", True),
        ("date: 2018-06-12; disclosed: 2018-06-11", False),
        ("date: 2018-06-12; disclosed: 2018-06", False),
        ("date: 2018-06-12; disclosed: 2018-05~", False),
        ("date: 2018-06-12?; disclosed: 2018-05", False),
        ("date: 2018-06/2018-08; disclosed: 2018-07", False),
        ("date: 2018-06-12; disclosed: 2018-05; status: planned", False),
        ("date: 2018-06-12; disclosed: 2018-05; status: cancelled", False),
    ],
)
def test_nothing_is_disclosed_before_it_happened(front: str, is_wrong: bool) -> None:
    assert told(events_x=front) == ["error date-disclosed content/events/x.md:4:12"] * is_wrong


# Articles


@pytest.mark.parametrize(
    ("article", "event", "is_wrong"),
    [
        ("date: 2018-06-10 | On [[x]].", "date: 2018-06-12", True),
        ("date: 2018-06-10 | [That](../events/x.md), and again [[x]].", "date: 2018-06-12", True),
        # the evening before in Washington
        ("date: 2018-06-11 | On [[x]].", "date: 2018-06-12", False),
        ("date: 2018-06-10 | On nothing.", "date: 2018-06-12", False),
        ("date: 2018-06-10; updated: 2018-06-12 | On [[x]].", "date: 2018-06-12", False),
        ("date: 2018-06-10; updated: 2018-06-11 | On [[x]].", "date: 2018-06-14", True),
        ("date: 2018-06-10; corrections: [{date: 2018-07, was: a, now: b}] | On [[x]].", "date: 2018-06-12", False),
        ("date: 2018-06 | On [[x]].", "date: 2018-06-12", False),
        ("date: 2018-05~ | On [[x]].", "date: 2018-06-12", False),
        ("date: 2018-05 | On [[x]].", "date: 2018-06-12?", False),
        ("date: 2018-05 | On [[x]].", "date: ../2018-06", False),
        ("date: 2018-05 | On [[x]].", "date: '[2018-05,2018-06]'", False),
        ("date: 2018-05 | On [[x]].", "date: 2018-06-12; status: planned", False),
        ("date: 2018-05 | On [[x]].", "date: 2018-06-12; status: cancelled", False),
        ("date: 2018-05 | On [[w]].", "date: 2018-06-12", False),
    ],
)  # fmt: skip
def test_an_article_is_no_older_than_what_it_reports(
    article: str, event: str, is_wrong: bool
) -> None:
    found = told(articles_a=article, events_x=event, events_w="after: x")
    assert found == ["warning date-report content/articles/a.md:3:7"] * is_wrong


def test_each_event_that_an_article_could_not_know_is_told_once() -> None:
    events = {"events_x": "date: 2018-06-12", "events_y": "date: 2019-02-27/2019-02-28"}
    found = check(articles_a="date: 2017 | [[x]], [[y]] and [[x]].", **events)
    assert [problem.message for problem in found] == [
        "the article is of `2017`, and an event of which it tells, `x`, is of `2018-06-12`",
        "the article is of `2017`, and an event of which it tells, `y`, is of "
        "`2019-02-27/2019-02-28`",
    ]


# The whole site


def test_a_build_tells_of_anachronisms(make: Callable[..., Made]) -> None:
    made = make(
        {
            "people/kim.md": "---\nname: Kim\ndied: 1994\nlisted: false\n---\n[[x]]\n",
            "events/x.md": "---\ntitle: X\ndate: 2018\nparticipants: kim\n---\n",
            "people/broken.md": "---\nname: B\nborn: soon\n---\n",
        }
    )
    assert [one.partition(": ")[0] for one in made.told if "lifetime" in one] == [
        "content/events/x.md:4:15+3 date-lifetime"
    ]


def test_no_text_is_a_translation_of_itself(make: Callable[..., Made]) -> None:
    front = "---\ntitle: {}\ndate: 2018\ntranslation_of: {}\n---\n"
    made = make(
        {
            "articles/a.md": front.format("A", "a"),
            "articles/b.md": front.format("B", "c"),
            "articles/c.md": front.format("C", "b"),
            "articles/d.md": front.format("D", "b"),
        }
    )
    assert [(p.code, p.path, p.line, p.message) for p in made.problems] == [
        ("link-circle", f"content/articles/{one}.md", 4, f"`translation_of` leads back here: {way}")
        for one, way in (("a", "a → a"), ("b", "b → c → b"))
    ]
