from __future__ import annotations

import json
import signal
from datetime import date
from typing import TYPE_CHECKING

import pytest
from answering import Server, serve
from click.testing import CliRunner
from making import tell, write_files

from generator import linkcheck
from generator.__main__ import cli
from generator.build import make_site
from generator.linkcheck import check_links, renew
from generator.liveness import HEAD, Answer, parse_answers
from generator.transport import Manners, Reply

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from making import Made

# A busy computer needs time for an answer; only where there is none is the wait a short one.
PATIENT = Manners(connect=20, total=20, pause=0)
IMPATIENT = Manners(connect=0.7, total=0.7, pause=0)
FIRST, SECOND, THIRD = date(2026, 3, 3), date(2026, 3, 4), date(2026, 3, 5)


@pytest.fixture
def server() -> Iterator[Server]:
    with serve() as running:
        yield running


def source(url: str, more: str = "") -> str:
    return f"---\ntitle: S\ntype: webpage\nURL: {url}\n{more}---\n"


def ask(folder: Path, day: date = FIRST, manners: Manners = PATIENT) -> list[str]:
    found = check_links(folder, make_site(folder), day, lambda _stage: None, manners)
    return [tell(problem) for problem in found]


def recorded(folder: Path) -> dict[str, Answer]:
    answers, problems = parse_answers((folder / "content/links.yaml").read_bytes())
    assert problems == []
    return answers


def test_good_answer_is_recorded_and_nothing_is_said(
    site: Callable[..., Path], server: Server
) -> None:
    folder = site({"sources/s.md": source(server.url("/version"))})
    assert ask(folder) == []
    assert (folder / "content/links.yaml").read_text() == HEAD + (
        f"- url: {server.url('/version')}\n"
        "  status: 200\n"
        "  checked: 2026-03-03\n"
        "  etag: '\"v1\"'\n"
        "  last_modified: Tue, 03 Mar 2026 00:00:00 GMT\n"
    )
    assert ask(folder, SECOND) == []
    (answer,) = recorded(folder).values()
    assert (answer.status, answer.checked, answer.etag) == ("304", SECOND, '"v1"')
    names = {path.name for path in (folder / "content").iterdir() if path.is_file()}
    assert names == {"site.yaml", "links.yaml"}


def test_address_is_dead_on_the_second_day(site: Callable[..., Path], server: Server) -> None:
    url = server.url("/404")
    folder = site({"sources/s.md": source(url)})
    unsure = (
        f"content/sources/s.md:4:6+{len(url)} info link-unsure: `{url}` could not be reached: the "
        "server answers 404, not found | ask again on another day; if it is the same then, the "
        "address counts as dead"
    )
    assert ask(folder, FIRST) == [unsure]
    assert ask(folder, FIRST) == [unsure]
    assert ask(folder, SECOND) == [
        f"content/sources/s.md:4:6+{len(url)} warning link-dead: `{url}` is no longer there, since "
        "2026-03-03: the server answers 404, not found | add `archive_url:` with a copy; look at "
        f"https://web.archive.org/web/*/{url}"
    ]
    (answer,) = recorded(folder).values()
    assert (answer.missing_since, answer.dead_since) == (FIRST, SECOND)


def test_copy_is_enough_for_what_is_gone(site: Callable[..., Path], server: Server) -> None:
    url, copy = server.url("/410"), server.url("/200")
    folder = site({"sources/s.md": source(url, f"archive_url: {copy}\n")})
    ask(folder, FIRST)
    assert ask(folder, SECOND) == [
        f"content/sources/s.md:4:6+{len(url)} info link-dead: `{url}` is no longer there, since "
        "2026-03-03: the server answers 410, gone | "
    ]


def test_copy_that_is_gone_is_told_too(site: Callable[..., Path], server: Server) -> None:
    url, copy = server.url("/410"), server.url("/404")
    files = {"sources/s.md": source(url, f"archive_url: {copy}\n")}
    folder = site(files)
    ask(folder, FIRST)
    told = ask(folder, SECOND)
    assert [one.partition(": ")[0].partition(" ")[2] for one in told] == ["warning link-dead"] * 2
    assert told[1].startswith(f"content/sources/s.md:5:14+{len(copy)}")
    assert told[1].endswith("| write the address of another copy, or take it out")


def test_file_is_a_copy(site: Callable[..., Path], server: Server) -> None:
    text = source(server.url("/404"), "file: a.pdf\n")
    folder = site({"sources/s.md": text, "media/a.pdf": b"pdf"})
    ask(folder, FIRST)
    assert "info link-dead" in ask(folder, SECOND)[0]


def test_moved_address_is_given(site: Callable[..., Path], server: Server) -> None:
    url, copy = server.url("/301/200"), server.url("/301/200/copy")
    folder = site({"sources/s.md": source(url, f"archive_url: {copy}\n")})
    assert ask(folder) == [
        f"content/sources/s.md:4:6+{len(url)} info link-moved: `{url}` has moved for good | "
        f"write `URL: {server.url('/200')}`"
    ]
    assert recorded(folder)[url].moved_to == server.url("/200")


SURE = [
    # what was known, what is answered, since when missing and dead
    (None, "200", None, None),
    (None, "404", SECOND, None),
    ((FIRST, None), "410", FIRST, SECOND),
    ((FIRST, None), "no such host", FIRST, SECOND),
    ((SECOND, None), "404", SECOND, None),
    ((FIRST, FIRST), "404", FIRST, FIRST),
    # back again
    ((FIRST, FIRST), "304", None, None),
    # trouble of one day proves nothing
    (None, "500", None, None),
    ((FIRST, None), "timeout", FIRST, None),
    ((FIRST, FIRST), "429", FIRST, FIRST),
    ((FIRST, None), "403", FIRST, None),
]


@pytest.mark.parametrize(("known", "status", "missing", "dead"), SURE)
def test_dead_is_what_is_missing_on_two_days(
    known: tuple[date, date | None] | None, status: str, missing: date | None, dead: date | None
) -> None:
    old = known and Answer(
        url="http://a/",
        status="404",
        checked=FIRST,
        missing_since=known[0],
        dead_since=known[1],
    )
    answer = renew("http://a/", old, Reply(status), SECOND)
    assert (answer.status, answer.checked) == (status, SECOND)
    assert (answer.missing_since, answer.dead_since) == (missing, dead)


def test_validators_outlast_trouble() -> None:
    old = Answer(url="http://a/", status="200", checked=FIRST, etag="v1", moved_to="http://b/")
    assert renew("http://a/", old, Reply("timeout"), SECOND).etag == "v1"
    assert renew("http://a/", old, Reply("timeout"), SECOND).moved_to == "http://b/"
    assert renew("http://a/", old, Reply("200"), SECOND).etag == ""


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/500", "the server answers 500, internal server error"),
        ("/599", "the server answers 599"),
        ("/hang", "timeout"),
        ("/wait/429", "429, too many requests (the server asks for a pause: `3600`)"),
    ],
)
def test_what_is_unsure_is_told_in_words(
    site: Callable[..., Path], server: Server, path: str, words: str
) -> None:
    folder = site(
        {
            "sources/s.md": source(server.url(path)),
            "sources/t.md": source(server.url("/200", "localhost")),
        }
    )
    (told,) = ask(folder, FIRST, IMPATIENT if path == "/hang" else PATIENT)
    assert "info link-unsure" in told
    assert told.endswith(f"{words} | look at it yourself, or ask again later")


def test_host_that_is_gone_counts_where_another_answers(
    site: Callable[..., Path], server: Server
) -> None:
    gone, url = "http://nowhere.invalid/x", server.url("/200")
    folder = site({"sources/s.md": source(gone), "sources/t.md": source(url)})
    (told,) = ask(folder)
    assert "`http://nowhere.invalid/x` could not be reached: " in told
    assert set(recorded(folder)) == {gone, url}


def test_without_a_network_nothing_is_recorded(site: Callable[..., Path]) -> None:
    files = {f"sources/{name}.md": source(f"http://{name}.invalid/") for name in "ab"}
    before = "- {url: 'http://a.invalid/', status: 200, checked: 2026-03-03}\n"
    folder = site({**files, "links.yaml": before})
    assert ask(folder, SECOND) == [
        "content/links.yaml:0:0+1 warning links-offline: no address of a source answered, so "
        "nothing was recorded | look whether this computer is online, and run it again"
    ]
    assert (folder / "content/links.yaml").read_text() == before


def test_site_without_addresses_gets_no_file(site: Callable[..., Path]) -> None:
    folder = site({"sources/s.md": "---\ntitle: S\ntype: book\n---\n"})
    assert ask(folder) == []
    assert not (folder / "content/links.yaml").exists()


OLD = "- {{url: '{}', status: 404, checked: 2026-03-03, missing_since: 2026-03-03}}\n"


def test_answers_of_addresses_that_are_used_no_more_go(
    site: Callable[..., Path], server: Server
) -> None:
    url, gone = server.url("/200"), server.url("/gone")
    folder = site({"sources/s.md": source(url), "links.yaml": OLD.format(gone)})
    ask(folder)
    assert set(recorded(folder)) == {url}
    write_files(folder, {"sources/s.md": "---\ntitle: S\ntype: book\n---\n"})
    ask(folder)
    assert recorded(folder) == {}


def test_answers_stay_where_a_source_cannot_be_read(
    site: Callable[..., Path], server: Server
) -> None:
    url, old = server.url("/200"), server.url("/old")
    broken = source(old).replace("type: webpage", "type: wbepage")
    folder = site(
        {"sources/s.md": source(url), "sources/t.md": broken, "links.yaml": OLD.format(old)}
    )
    ask(folder)
    assert set(recorded(folder)) == {url, old}


def test_nothing_is_asked_of_a_confidential_source(
    site: Callable[..., Path], server: Server
) -> None:
    url = server.url("/200")
    folder = site(
        {"sources/s.md": source(url, "access: confidential\n"), "links.yaml": OLD.format(url)}
    )
    assert ask(folder) == []
    assert server.asked == []
    assert url not in (folder / "content/links.yaml").read_text()


def test_sources_of_drafts_are_asked_for(site: Callable[..., Path], server: Server) -> None:
    folder = site({"sources/s.md": source(server.url("/200"), "draft: true\n")})
    ask(folder)
    assert server.asked == ["HEAD /200"]


def test_address_of_two_sources_is_asked_for_once_and_told_at_both(
    site: Callable[..., Path], server: Server
) -> None:
    text = source(server.url("/301/200"))
    folder = site({"sources/s.md": text, "sources/t.md": text})
    assert [told.partition(":")[0] for told in ask(folder)] == [
        "content/sources/s.md",
        "content/sources/t.md",
    ]
    assert server.asked == ["HEAD /301/200", "HEAD /200"]


def test_damaged_record_is_left_as_it_is(site: Callable[..., Path], server: Server) -> None:
    folder = site({"sources/s.md": source(server.url("/200")), "links.yaml": "- {url: x}\n"})
    assert ask(folder) == []
    assert server.asked == []
    assert (folder / "content/links.yaml").read_text() == "- {url: x}\n"


def test_record_that_cannot_be_written_is_told(site: Callable[..., Path], server: Server) -> None:
    folder = site({"sources/s.md": source(server.url("/200"))})
    (folder / "content/.links.yaml.tmp").mkdir()
    (told,) = ask(folder)
    assert told.startswith("content/links.yaml:0:0+1 links-unwritable: the answers could not be")
    assert told.endswith("| make the folder writable")


def test_interrupt_keeps_what_was_learnt(site: Callable[..., Path], server: Server) -> None:
    urls = [server.url("/404"), server.url("/hang")]
    folder = site({f"sources/s{n}.md": source(url) for n, url in enumerate(urls)})

    def interrupt(_stage: str) -> None:
        signal.raise_signal(signal.SIGINT)

    found = check_links(folder, make_site(folder), FIRST, interrupt, PATIENT)
    assert [problem.code for problem in found] == ["links-interrupted", "link-unsure"]
    assert tell(found[0]) == (
        "content/links.yaml:0:0+1 links-interrupted: stopped after 1 of 2 addresses | run it again "
        "for the others"
    )
    assert set(recorded(folder)) == {urls[0]}


# The command


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli, ["check", *arguments, "--source", str(folder)])
    return done.exit_code, done.stdout


def test_check_asks_only_when_it_is_told_to(site: Callable[..., Path], server: Server) -> None:
    folder = site({"sources/s.md": source(server.url("/200"))})
    assert run(folder)[0] == 0
    assert server.asked == []
    assert not (folder / "content/links.yaml").exists()
    assert run(folder, "--links")[0] == 0
    assert server.asked == ["HEAD /200"]


def test_dead_link_is_told_in_every_form(
    site: Callable[..., Path], server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linkcheck, "Manners", lambda: PATIENT)
    url = server.url("/404")
    citing = "---\ntitle: A\ndate: 2019\n---\nText.[@s]\n"
    files = {"sources/s.md": source(url), "links.yaml": OLD.format(url), "articles/a.md": citing}
    folder = site(files)
    code, told = run(folder, "--links")
    assert code == 0
    assert f"content/sources/s.md:4:6: warning[link-dead]: `{url}` is no longer there" in told
    assert f"     4 | URL: {url}\n" in told
    assert told.endswith("check: 0 errors, 1 warning in 2 records\n")
    code, told = run(folder, "--links", "--strict", "--format", "json")
    assert (code, [one["code"] for one in json.loads(told)]) == (1, ["base-url", "link-dead"])
    assert (
        "::warning file=content/sources/s.md,line=4,col=6,title=link-dead::"
        in (run(folder, "--links", "--format", "github")[1])
    )


# What a build makes of it

GONE = """\
- {url: 'https://a.example/', status: 404, checked: 2026-03-03, missing_since: 2026-03-01,
   dead_since: 2026-03-03}
"""
FACTS = "archive_url: https://c.example/\naccessed: 2025-01-02\narchive_date: 2025-02-03\n"


def shown(made: Made) -> list[str]:
    """The lines of a source's page that say where it can be read."""
    text = made.text("sources/s.html")
    facts = text.partition("public")[2].partition("In a note")[0]
    return [part.strip() for part in facts.split("http")]


def test_build_reads_the_record_and_marks_what_is_gone(make: Callable[..., Made]) -> None:
    made = make({"sources/s.md": source("https://a.example/", FACTS), "links.yaml": GONE})
    assert made.problems == []
    assert shown(made) == [
        "Archived copy",
        "s://c.example/ 3 February 2025 Original",
        "s://a.example/ accessed 2 January 2025; no longer available, last checked 3 March 2026",
    ]


def test_original_comes_first_while_it_is_there(make: Callable[..., Made]) -> None:
    unsure = GONE.replace("dead_since: 2026-03-03", "")
    for text in (unsure, "[]"):
        made = make({"sources/s.md": source("https://a.example/", FACTS), "links.yaml": text})
        assert shown(made)[0] == "Original"
        assert "no longer" not in made.text("sources/s.html")


def test_source_without_a_copy_says_so(make: Callable[..., Made]) -> None:
    made = make({"sources/s.md": source("https://a.example/"), "links.yaml": GONE})
    assert shown(made)[1] == (
        "s://a.example/ no longer available, last checked 3 March 2026; no copy is known"
    )


def test_file_of_the_site_is_a_copy(make: Callable[..., Made]) -> None:
    files = {
        "sources/s.md": source("https://a.example/", "file: a b.pdf\n"),
        "media/a b.pdf": b"pdf",
        "links.yaml": GONE,
    }
    made = make(files)
    assert made.problems == []
    assert "Copy media/a%20b.pdf (PDF, 1 kB) Original" in made.text("sources/s.html")
    assert "no copy" not in made.text("sources/s.html")
    assert "media/a b.pdf" in made.links("sources/s.html")
