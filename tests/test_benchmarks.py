"""The benchmark: its corpus is the same for a seed, and each program builds all of it."""

from __future__ import annotations

import hashlib
import json
import platform
import re
from pathlib import Path

import pytest
from benchmarks.corpus import Corpus
from benchmarks.measure import Cost, RunError, run
from benchmarks.programs import PROGRAMS, ROOT, find_executable
from benchmarks.report import describe_machine, say, write_table
from benchmarks.scenarios import SCENARIOS, Bench, can_run, count_pages

from generator import __version__
from generator.build import make_site

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/statm").exists(), reason="memory is looked up in /proc"
)
SIZE = 20


def digest(folder: Path) -> dict[str, str]:
    """The digest of each file under a folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_seed_gives_one_corpus_for_every_program(tmp_path: Path) -> None:
    for name, seed in [("one", 1), ("same", 1), ("other", 2)]:
        programs = [program(tmp_path / name, "") for program in PROGRAMS.values()]
        Bench(Corpus(SIZE, seed), programs)
    one, same, other = (digest(tmp_path / name) for name in ("one", "same", "other"))

    assert one == same
    assert one != other


def test_the_corpus_has_the_shape_that_is_promised() -> None:
    records = list(Corpus(200, 1).list_records())
    kinds = [record.kind for record in records]
    articles = [record for record in records if record.kind == "article"]
    sizes = [len(record.body.encode()) for record in articles]
    named = [
        sum(person.id in one.people for one in articles) for person in Corpus(200, 1).people.records
    ]

    assert kinds.count("article") == 200
    assert kinds.count("event") == 40
    assert kinds.count("person") == 20
    assert 5000 < sum(sizes) / len(sizes) < 7500
    # Skewed: the first are named far more often than the last, and yet everyone is.
    assert sum(named[:4]) > 3 * sum(named[-4:]) > 0


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_builds_the_corpus_in_every_scenario(name: str, tmp_path: Path) -> None:
    executable = find_executable(name)
    if not executable:
        pytest.skip(f"{name} is not installed")
    program = PROGRAMS[name](tmp_path, executable)
    bench = Bench(Corpus(SIZE, 1), [program])

    costs = {scenario: cost for scenario, _, cost in bench.rounds(1, list(SCENARIOS))}

    assert list(costs) == [one for one in SCENARIOS if can_run(program, one)]
    assert all(cost.wall > 0 and cost.processor > 0 for cost in costs.values())
    assert costs["cold"].memory > 10_000_000
    assert count_pages(program) > SIZE


def test_backstory_has_nothing_to_say_against_the_corpus(tmp_path: Path) -> None:
    program = PROGRAMS["backstory"](tmp_path, "")
    Bench(Corpus(SIZE, 1), [program])

    result = make_site(program.folder)

    assert [p for p in result.problems if p.severity in ("error", "warning")] == []
    assert result.records == len(list(Corpus(SIZE, 1).list_records()))


def test_every_mention_of_the_corpus_is_found(tmp_path: Path) -> None:
    corpus = Corpus(SIZE, 1)
    program = PROGRAMS["backstory"](tmp_path, "")
    Bench(corpus, [program])
    files = make_site(program.folder).files

    for record in corpus.list_records():
        page = files.get(f"articles/{record.id}.html", b"")
        for person in record.people if record.kind == "article" else []:
            assert f'class="mention" href="../people/{person}.html"'.encode() in page


def test_a_program_that_fails_is_an_error_with_its_words(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="ended with 3\nspoilt"):
        run(["sh", "-c", "echo spoilt; exit 3"], tmp_path, {})


def test_the_machine_and_the_versions_are_told(tmp_path: Path) -> None:
    program = PROGRAMS["backstory"]

    told = describe_machine([program(tmp_path, find_executable("backstory"))])

    assert told.endswith(f" cores, Python {platform.python_version()}, Backstory {__version__}")
    with pytest.raises(RunError, match="does not tell a version"):
        describe_machine([program(tmp_path, "false")])


def test_a_scenario_begins_with_a_site_that_is_built(tmp_path: Path) -> None:
    program = PROGRAMS["backstory"](tmp_path, find_executable("backstory"))
    bench = Bench(Corpus(SIZE, 1), [program])
    before = program.path(bench.person).read_text("utf-8")

    bench.measure(program, "person", 1)

    assert program.path(bench.person).read_text("utf-8") != before
    # A page that the change does not concern is that of the build before.
    earlier = (program.output / "404.html").stat().st_mtime_ns
    assert program.page(bench.person).stat().st_mtime_ns > earlier
    assert program.page(bench.story).stat().st_mtime_ns > earlier


def test_a_change_that_a_program_does_not_take_in_is_an_error(tmp_path: Path) -> None:
    program = PROGRAMS["backstory"](tmp_path, "true")
    bench = Bench(Corpus(SIZE, 1), [program])
    page = program.page(bench.story)
    page.parent.mkdir(parents=True)
    page.write_text("<html></html>", encoding="utf-8")

    with pytest.raises(RunError, match="one article changed"):
        bench.measure(program, "article", 1)


def test_memory_and_processor_time_are_summed_over_processes(tmp_path: Path) -> None:
    """Each of two processes holds 40 MB and works for a while."""
    work = "x = b'x' * 40_000_000\nfor n in range(3_000_000): pass\nimport time; time.sleep(0.3)"
    one = f"python = {json.dumps(find_executable('backstory'))}; work = {work!r}"
    start = "[subprocess.Popen([python, '-c', work]) for _ in range(2)]"
    code = f"import subprocess\n{one}\nfor process in {start}: process.wait()"

    alone = run([find_executable("backstory"), "-c", work], tmp_path, {})
    both = run([find_executable("backstory"), "-c", code], tmp_path, {})

    assert 40_000_000 < alone.memory < 80_000_000 < both.memory
    assert both.processor > alone.processor * 1.5


def test_the_table_has_medians_and_ratios() -> None:
    ours = [Cost(wall, wall * 2, 100_000_000) for wall in (1.0, 9.0, 2.0)]
    costs = {("cold", "backstory"): ours, ("cold", "hugo"): [Cost(4.0, 8.0, 500_000_000)]}

    table = write_table(costs, {"backstory": 1100, "hugo": 1000})

    assert table.splitlines() == [
        "|  | Backstory | Hugo | Backstory / Hugo |",
        "| --- | ---: | ---: | ---: |",
        "| all, from nothing: wall, s | 2.00 | 4.00 | 0.50 |",
        "| all, from nothing: processor, s | 4.00 | 8.00 | 0.50 |",
        "| all, from nothing: MB | 100 | 500 | 0.20 |",
        "| pages | 1,100 | 1,000 | 1.10 |",
    ]
    assert say(None) == "–"
    assert write_table(costs, {"hugo": 1000}).splitlines() == [
        "|  | Hugo |",
        "| --- | ---: |",
        "| all, from nothing: wall, s | 4.00 |",
        "| all, from nothing: processor, s | 8.00 |",
        "| all, from nothing: MB | 500 |",
        "| pages | 1,000 |",
    ]


def test_the_sites_have_the_style_sheets_that_every_page_of_ours_has() -> None:
    hugo = (ROOT / "tests/benchmarks/hugo/layouts/_partials/head.html").read_text("utf-8")
    own = (ROOT / "templates/base.html").read_text("utf-8")
    (sheets,) = re.findall(r"for sheet in \[(.*?)\]", own)
    (theirs,) = re.findall(r"range slice (.*?) }}", hugo)

    assert theirs.split() == sheets.split(", ")
    assert "style/print.css" in hugo
