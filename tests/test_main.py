from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from making import ROOT, command, write_files

from generator import __main__ as commands
from generator.__main__ import cli, main, report
from generator.problems import Problem, error
from generator.reports import frame, printable, show_github, show_text

if TYPE_CHECKING:
    from collections.abc import Callable

GOOD = {"pages/about.md": "---\ntitle: About\n---\n"}
WARNED = {"people/p.md": "---\nname: Ann Lee\nsummary: A person\n---\n"}
BAD = {"articles/a.md": "---\ntitle: A\ndate: 2020\n---\n[[zzz]]\n"}
INFO = (
    "content/site.yaml: info[base-url]: without `base_url` there are no feeds, no sitemap and no "
    "canonical links\n"
)
MISSING = """\
content/articles/a.md:5:1: error[link-missing]: no record has the id `zzz`
     5 | [[zzz]]
         ^^^^^^^
    fix: make it with `backstory new`, or mend the id
"""


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test may publish into a real home."""
    monkeypatch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
    monkeypatch.delenv("NO_COLOR", raising=False)


def run(folder: Path, *arguments: str) -> tuple[int, str, str]:
    """Run a command in this process: its exit code, and what it printed on both streams."""
    done = CliRunner().invoke(cli, [*arguments, "--source", str(folder)])
    return done.exit_code, done.stdout, done.stderr


def test_good_site_is_built(site: Callable[..., Path]) -> None:
    folder = site(GOOD)
    code, out, err = run(folder, "build")
    assert (code, err) == (0, INFO)
    assert re.sub(r"\d+\.\d s", "0.0 s", out) == (
        f"built 16 pages from 1 record in 0.0 s\nopen {folder}/public/index.html\n"
    )
    assert (folder / "public/index.html").exists()


def test_verbose_build_says_more(site: Callable[..., Path]) -> None:
    folder = site(GOOD)
    assert re.search(r"files: \d\d written, 0 unchanged, 0 removed", run(folder, "build", "-v")[1])
    second = run(folder, "build", "-v")[1]
    assert "records: 1 page\n" in second
    assert re.search(r"files: 0 written, \d\d unchanged, 0 removed", second)


def test_quiet_commands_print_problems_only(site: Callable[..., Path]) -> None:
    folder = site(GOOD)
    assert run(folder, "build", "-q") == (0, "", "")
    assert run(folder, "check", "-q") == (0, "", "")
    write_files(folder, BAD)
    assert run(folder, "check", "-q") == (1, MISSING, "")
    assert run(folder, "build", "-q") == (
        1,
        "",
        MISSING + "nothing was published; the site stays as it was\n",
    )


def test_check_reports_on_its_output(site: Callable[..., Path]) -> None:
    folder = site({**GOOD, **BAD})
    told = MISSING + INFO + "check: 1 error, 0 warnings in 2 records\n"
    assert run(folder, "check") == (1, told, "")
    assert not (folder / "public").exists()


def test_failed_build_reports_on_the_error_stream(site: Callable[..., Path]) -> None:
    told = MISSING + INFO + "build: 1 error, 0 warnings in 1 record\n"
    told += "nothing was published; the site stays as it was\n"
    assert run(site(BAD), "build") == (1, "", told)


def test_warnings_are_errors_where_asked_for(site: Callable[..., Path]) -> None:
    folder = site(WARNED)
    code, out, _ = run(folder, "check")
    assert (code, out.splitlines()[-1]) == (0, "check: 0 errors, 1 warning in 1 record")
    code, out, _ = run(folder, "check", "--strict")
    assert code == 1
    assert out.endswith("in 1 record (--strict: warnings are errors)\n")
    assert run(folder, "build", "--strict")[0] == 1
    assert run(folder, "build")[0] == 0


def test_problems_as_json_are_all_that_is_printed(site: Callable[..., Path]) -> None:
    folder = site({"articles/a.md": "---\ntitle: A\ndate: 2020\n---\n[[김정일]]\n"})
    for name in ("check", "build"):
        code, out, err = run(folder, name, "--format", "json")
        assert code == 1
        assert err in ("", "nothing was published; the site stays as it was\n")
        (problem, info) = json.loads(out)
        assert problem == {
            "severity": "error",
            "code": "link-missing",
            "path": "content/articles/a.md",
            "line": 5,
            "column": 1,
            "message": "no record has the id `김정일`",
            "fix": "make it with `backstory new`, or mend the id",
            "length": 7,
        }
        assert info["code"] == "base-url"


def test_problems_for_github_are_workflow_commands(site: Callable[..., Path]) -> None:
    assert run(site(BAD), "check", "--format", "github") == (
        1,
        "::error file=content/articles/a.md,line=5,col=1,title=link-missing::no record has the id "
        "`zzz` (make it with `backstory new`, or mend the id)\n"
        "::notice file=content/site.yaml,title=base-url::without `base_url` there are no feeds, no "
        "sitemap and no canonical links\ncheck: 1 error, 0 warnings in 1 record\n",
        "",
    )


def test_workflow_command_is_one_line(tmp_path: Path) -> None:
    problem = error("x", "a.md", 0, 0, "100%\nof it")
    assert show_github(problem, tmp_path) == "::error file=a.md,title=x::100%25%0Aof it"


# The excerpt


FRAMES = [
    # plain
    ("Text [[x]].", 6, 5, ["     3 | Text [[x]].", "              ^^^^^"]),
    # wide characters take two cells
    (
        "김정은은 [[김정일]]을",
        6,
        7,
        ["     3 | 김정은은 [[김정일]]을", "                  ^^^^^^^^^^"],
    ),
    # combining ones none
    ("e\u0301 [[x]]", 4, 5, ["     3 | e\u0301 [[x]]", "           ^^^^^"]),
    # tabs are one
    ("\t\tx: [[x]]", 6, 5, ["     3 |   x: [[x]]", "              ^^^^^"]),
    # what is at fault may go on in the next line
    ("Text [[x", 6, 50, ["     3 | Text [[x", "              ^^^"]),
    # behind the end
    ("Text", 5, 1, ["     3 | Text", "             ^"]),
    # escape sequences do not reach the terminal
    ("\x1b[31m[[x]]", 6, 5, ["     3 | \ufffd[31m[[x]]", "              ^^^^^"]),
]


@pytest.mark.parametrize(("line", "column", "length", "lines"), FRAMES)
def test_excerpt_marks_what_is_at_fault(
    line: str, column: int, length: int, lines: list[str]
) -> None:
    assert frame(line, error("x", "a.md", 3, column, "m", "", length)) == lines


def test_excerpt_of_a_long_line_is_cut_around_the_fault() -> None:
    text, marks = frame("a" * 5000 + "[[x]]" + "b" * 5000, error("x", "a", 3, 5001, "m", "", 5))
    assert len(text) < 130
    start = marks.index("^")
    assert text[start : start + 5] == "[[x]]"
    assert marks.count("^") == 5


def test_problem_without_a_line_has_no_excerpt(tmp_path: Path) -> None:
    assert show_text(error("x", "a.md", 0, 0, "m"), tmp_path).endswith("error[x]\x1b[0m: m")


def test_message_cannot_steer_the_terminal(tmp_path: Path) -> None:
    told = show_text(error("x", "a\x1b.md", 0, 0, "m\x07", "f\u202e"), tmp_path)
    assert not {"\x07", "\u202e"} & set(told)
    assert printable("a\tb") == "a\ufffdb"


def test_colours_are_for_terminals_that_want_them(
    site: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = site(BAD)
    arguments = ["check", "--source", str(folder)]
    assert "\x1b[31m" in CliRunner().invoke(cli, arguments, color=True).stdout
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in CliRunner().invoke(cli, arguments, color=True).stdout


# Exit codes


def test_wrong_usage_is_code_2(tmp_path: Path) -> None:
    for arguments in (
        ["biuld"],
        ["build", "--nope"],
        ["build", "--jobs", "0"],
        ["new", "persn", "X"],
    ):
        assert CliRunner().invoke(cli, arguments).exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (["build", "my site"], "backstory build --source 'my site'"),
        (["serve", "here", "--port", "0"], "backstory serve --source here"),
        (["new", "person", "Ann", "van", "Lee"], 'backstory new person "Ann van Lee"'),
    ],
)
def test_a_word_too_many_is_answered_by_what_was_meant(arguments: list[str], meant: str) -> None:
    result = CliRunner().invoke(cli, arguments, prog_name="backstory")
    assert result.exit_code == 2
    assert f"`{meant}`" in result.stderr


def test_fault_of_the_program_is_code_3_and_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise RuntimeError("our own")

    monkeypatch.setattr(commands, "cli", fail)
    with pytest.raises(SystemExit) as caught:
        main(["check"])
    assert caught.value.code == 3
    told = capsys.readouterr().err
    assert "RuntimeError: our own" in told
    assert told.endswith("this is a fault of backstory itself, not of your content\n")


def test_outside_a_site_the_way_in_is_told(tmp_path: Path) -> None:
    done = command("check", folder=tmp_path)
    assert (done.returncode, done.stderr) == (1, "")
    assert "content: error[no-content]: there is no folder `content` here" in done.stdout
    assert "backstory init" in done.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("output", [".", "content", "content/x", "..", "/", "~", "static"])
def test_unsafe_output_is_refused(site: Callable[..., Path], output: str) -> None:
    folder = site({**GOOD, "static/x.txt": "x"})
    before = sorted(folder.rglob("*"))
    place = os.environ["HOME"] if output == "~" else str(folder / output)
    code, out, err = run(folder, "build", "-o", place)
    assert (code, out) == (1, "")
    assert "error[output-unsafe]" in err
    assert sorted(folder.rglob("*")) == before


# The other commands


def test_clean_removes_what_was_made_and_nothing_else(site: Callable[..., Path]) -> None:
    folder = site(GOOD)
    before = sorted(folder.rglob("*"))
    run(folder, "build")
    assert (folder / ".backstory").is_dir()
    code, out, err = run(folder, "clean")
    assert (code, err) == (0, "")
    assert re.fullmatch(r"removed \d\d files\n", out)
    assert sorted(folder.rglob("*")) == before
    assert run(folder, "clean") == (0, "removed 0 files\n", "")


def test_init_makes_a_site_that_builds_and_never_twice(tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["init", str(tmp_path / "new")])
    assert done.exit_code == 0
    assert done.stdout.endswith(f"build it with `backstory build --source {tmp_path / 'new'}`\n")
    assert run(tmp_path / "new", "build", "--strict")[0] == 0
    again = CliRunner().invoke(cli, ["init", str(tmp_path / "new")])
    assert (again.exit_code, again.stdout) == (1, "")
    assert "is there already\n    fix: choose another folder" in again.stderr


def test_new_says_what_it_made(site: Callable[..., Path]) -> None:
    folder = site(GOOD)
    path = folder / "content/people/kim-jong-un.md"
    assert run(folder, "new", "person", "Kim Jong-un") == (0, f"made {path}\n", "")
    code, out, err = run(folder, "new", "person", "Kim Jong-un")
    assert (code, out) == (1, "")
    assert (
        err == f"error: {path} is there already\n    fix: choose another name, or edit that file\n"
    )


def test_version_and_help_are_printed() -> None:
    assert CliRunner().invoke(cli, ["--version"]).stdout == "backstory, version 0.1.0\n"
    assert "build" in CliRunner().invoke(cli, ["-h"]).stdout


# As a process


@pytest.mark.parametrize("encoding", ["ascii", "iso8859-1", "cp437"])
def test_terminal_that_knows_few_characters_is_no_crash(
    site: Callable[..., Path], encoding: str
) -> None:
    folder = site({"articles/a.md": "---\ntitle: A\ndate: 2020\n---\n[[김정일]] é\n"})
    # What JSON says is ASCII whatever the terminal knows.
    for form in ("text", "json", "github") if encoding == "ascii" else ("text", "github"):
        done = command("check", "--format", form, folder=folder, PYTHONIOENCODING=encoding)
        assert (done.returncode, done.stderr) == (1, "")
        if form == "json":
            assert json.loads(done.stdout)[0]["message"] == "no record has the id `김정일`"
        elif encoding != "ascii":  # which click takes for a setting gone wrong
            assert "\\uae40\\uc815\\uc77c" in done.stdout


def test_reader_that_goes_away_is_no_crash(site: Callable[..., Path]) -> None:
    body = "[[zzz]] " * 3000
    folder = site({"articles/a.md": f"---\ntitle: A\ndate: 2020\n---\n{body}\n"})
    process = subprocess.Popen(
        [sys.executable, "-m", "generator", "check"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout
    assert process.stderr
    process.stdout.readline()
    process.stdout.close()
    told = process.stderr.read()
    process.stderr.close()
    assert process.wait() in (0, 1)
    assert told == b""


def test_progress_is_for_terminals_and_for_long_work(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    for patience, quiet, shown in ((0.0, False, True), (60.0, False, False), (0.0, True, False)):
        monkeypatch.setattr(commands, "PATIENCE", patience)
        progress = commands.Progress(quiet=quiet)
        progress.started -= 1
        progress("reading")
        progress.end()
        assert bool(capsys.readouterr().err) == shown


def test_clean_removes_a_link_to_a_cache_and_not_what_it_leads_to(tmp_path: Path) -> None:
    site = write_files(tmp_path / "site", {"places/p.md": "---\nname: P\n---\n"})
    (tmp_path / "kept").mkdir()
    (site / ".backstory").symlink_to(tmp_path / "kept")
    done = command("clean", folder=site)
    assert (done.returncode, done.stderr) == (0, "")
    assert not (site / ".backstory").is_symlink()
    assert (tmp_path / "kept").is_dir()


def test_github_property_escapes_what_would_end_it(tmp_path: Path) -> None:
    problem = Problem("error", "x", "content/a,b:c%.md", 1, 2, "m, n: o")
    told = show_github(problem, tmp_path)
    assert told == "::error file=content/a%2Cb%3Ac%25.md,line=1,col=2,title=x::m, n: o"


def test_file_is_read_once_for_all_its_problems(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.md").write_text("one\ntwo\n", encoding="utf-8")
    reads = []
    read = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: reads.append(path) or read(path))
    problems = [Problem("error", "x", "a.md", line, 1, "m") for line in (1, 2, 3)]
    report(problems, tmp_path, "text", quiet=False, err=False)
    assert reads == [tmp_path / "a.md"]


def test_records_that_nothing_mentions_are_told_on_demand(site: Callable[..., Path]) -> None:
    folder = site({"people/p.md": "---\nname: P\n---\n"})
    for name in ("check", "build"):
        quiet, loud = (command(name, *more, folder=folder) for more in ((), ("-v",)))
        assert quiet.returncode == loud.returncode == 0
        assert "record-unmentioned" not in quiet.stdout + quiet.stderr
        assert "content/people/p.md:2:7: info[record-unmentioned]" in loud.stdout + loud.stderr
