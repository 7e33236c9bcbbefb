from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from making import Made, find_all, visible

if TYPE_CHECKING:
    from collections.abc import Callable

SOURCE = {"sources/s.md": "---\ntitle: S\ntype: book\n---\n"}


def person(*positions: str, extra: str = "") -> str:
    """Ann, with her positions."""
    rows = ["---", "name: Ann Lee", "family: Lee", extra, f"positions: [{', '.join(positions)}]"]
    return "\n".join([*filter(None, rows), "---", ""])


def taking(make: Callable[..., Made], date: str, *positions: str, who: str = "who: ann") -> str:
    """What the page of an event says of Ann."""
    text = f"---\ntitle: E\ndate: '{date}'\nparticipants: [{{{who}}}]\n---\n"
    made = make({"people/ann.md": person(*positions), "events/e.md": text})
    assert [p for p in made.problems if p.severity == "error"] == []
    (side,) = find_all(made.main("events/e.html"), "div", class_="side")
    return visible(side).removeprefix("Ann Lee").strip()


HELD = [
    # without an end the title as it is, with one "then"
    ("2018-06-12", "{title: Chair, start: 2015}", "Chair"),
    ("2018-06-12", "{title: Chair, start: 2015, end: 2019}", "then Chair"),
    ("2018-06-12", "{title: Chair, start: 2018-06-12, end: 2018-06-12}", "then Chair"),
    ("2018-06/2018-07", "{title: Chair, start: 2018-06-01, end: 2018-07-31}", "then Chair"),
    ("2018-06/..", "{title: Chair, start: 2018}", ""),
    ("2018-06/..", "{title: Chair, start: 2017}", "Chair"),
    # not certainly held
    ("2018-06-12", "{title: Chair}", ""),
    ("2018-06-12", "{title: Chair, end: 2019}", ""),
    ("2018-06-12", "{title: Chair, start: 2018}", ""),
    ("2018-06-12", "{title: Chair, start: 2018-06-13}", ""),
    ("2018-06-12", "{title: Chair, start: 2017, end: 2018}", ""),
    ("2018-06-12", "{title: Chair, start: 2017, end: 2018-06-11}", ""),
    ("2018-06-12", "{title: Chair, start: '2017~'}", ""),
    ("2018-06-12", "{title: Chair, start: 2017, end: '2019?'}", ""),
    ("2018-06-12", "{title: Chair, start: 2017-22}", ""),
    ("2018-06-12", "{title: Chair, start: 2017, end: ../2019}", ""),
    ("2018-06-12", "{title: Chair, start: 2017/..}", ""),
    ("2018-06-12~", "{title: Chair, start: 2017}", ""),
    ("../2018-06-12", "{title: Chair, start: 2017}", ""),
    ("2018-06/..", "{title: Chair, start: 2017, end: 2030}", ""),
]


@pytest.mark.parametrize(("date", "position", "said"), HELD)
def test_role_is_what_someone_certainly_was_that_day(
    make: Callable[..., Made], date: str, position: str, said: str
) -> None:
    assert taking(make, date, position) == said


def test_several_positions_are_all_said(make: Callable[..., Made]) -> None:
    said = taking(
        make,
        "2018-06-12",
        "{title: Chair, start: 2015}",
        "{title: Director, start: 2015, end: 2019}",
        "{title: Clerk, start: 2001, end: 2002}",
        "{title: Envoy, start: 2016, end: 2020}",
        "{title: Poet, start: 1999}",
    )
    assert said == "then Director and Envoy; Chair; Poet"


def test_a_role_that_is_written_wins(make: Callable[..., Made]) -> None:
    who = "who: ann, role: guest"
    assert taking(make, "2018-06-12", "{title: Chair, start: 2015}", who=who) == "guest"


def test_an_undated_event_tells_no_role(make: Callable[..., Made]) -> None:
    files = {
        "people/ann.md": person("{title: Chair, start: 2015}"),
        "events/a.md": "---\ntitle: A\ndate: 2018\n---\n",
        "events/b.md": "---\ntitle: B\nafter: a\nparticipants: [ann]\n---\n",
    }
    assert "Chair" not in make(files).text("events/b.html")


ACCOUNTS = [
    # when it was said, else when it happened; a description wins
    ("by: ann, said_on: 2020-01-01", "Ann Lee Said on"),
    ("by: ann, said_on: 2017-01-01", "Ann Lee then Chair Said on"),
    ("by: ann", "Ann Lee then Chair So."),
    ("by: ann, described_as: a guest", "Ann Lee a guest So."),
    ("by: office", "Office So."),
    ("described_as: Someone", "Someone So."),
]


@pytest.mark.parametrize(("account", "said"), ACCOUNTS)
def test_account_says_what_its_speaker_was_when_it_was_given(
    make: Callable[..., Made], account: str, said: str
) -> None:
    event = f"---\ntitle: E\ndate: 2018\naccounts: [{{says: So., source: s, {account}}}]\n---\n"
    made = make(
        {
            **SOURCE,
            "people/ann.md": person("{title: Chair, start: 2015, end: 2019}"),
            "organizations/office.md": "---\nname: Office\n---\n",
            "events/e.md": event,
        }
    )
    (article,) = find_all(made.main("events/e.html"), "article", class_="account")
    assert visible(article).startswith(said)


def test_what_someone_was_who_is_not_listed_is_never_shown(make: Callable[..., Made]) -> None:
    event = """
        ---
        title: E
        date: 2018
        participants: [ann]
        accounts: [{says: So., source: s, by: ann, said_on: 2018}]
        ---
        """
    hidden = person("{title: Chair, start: 2015}", extra="listed: false")
    made = make({**SOURCE, "people/ann.md": hidden, "events/e.md": event})
    assert made.told == []
    assert [url for url, page in made.pages.items() if "Chair" in page] == []
