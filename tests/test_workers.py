"""Work in chunks: its order, its executors, and processes that die at it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import (
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import generator.engine
import generator.parse
import generator.render
import generator.workers
from generator.build import build, check, make_site
from generator.cache import Cache
from generator.config import Limits
from generator.load import load_records
from generator.parse import File, Parsed
from generator.workers import CHUNK, LEAST, PENDING, Died, Workers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

ROOT = Path(__file__).parent.parent
# Python tells of forking a process with threads; those of the suite's runner do no harm.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")


def double(numbers: Sequence[int], more: int = 0) -> list[int]:
    return [2 * number + more for number in numbers]


def tell_process(numbers: Sequence[int]) -> list[int]:
    return [os.getpid() for _ in numbers]


def die_of(numbers: Sequence[int], fatal: Sequence[int]) -> list[int]:
    if not set(fatal).isdisjoint(numbers):
        os._exit(3)
    return double(numbers)


def raise_at(numbers: Sequence[int], bad: int) -> list[int]:
    return [1 // (number - bad) for number in numbers]


def made(found: Iterator[tuple[int, Any]]) -> dict[int, Any]:
    """Results by their items; "died" where the process ended."""
    return {item: "died" if isinstance(one, Died) else one for item, one in found}


class Counting(ThreadPoolExecutor):
    """An executor that remembers the chunks."""

    def __init__(self) -> None:
        super().__init__(2)
        self.chunks: list[int] = []

    def submit(self, work: Callable[..., Any], items: Any, *rest: Any) -> Any:  # type: ignore[override]
        self.chunks.append(len(items))
        return super().submit(work, items, *rest)


class Lost(Executor):
    """A cluster whose machines are gone."""

    def submit(self, *_: Any, **__: Any) -> Future[Any]:  # type: ignore[override]
        future = Future[Any]()
        future.set_exception(BrokenExecutor("the machine is gone"))
        return future


@pytest.mark.parametrize("jobs", [1, 2])
def test_items_come_in_their_order_with_what_was_made(jobs: int) -> None:
    with Workers(jobs) as workers:
        found = list(workers.run(double, range(25), 1, amount=25, chunk=3))
    assert found == [(number, 2 * number + 1) for number in range(25)]


def test_nothing_to_do_starts_nothing() -> None:
    with Workers(2) as workers:
        assert list(workers.run(double, [], amount=0)) == []
        assert workers.executor is None


@pytest.mark.parametrize(
    ("jobs", "amount", "used"),
    [(None, LEAST - 1, False), (None, LEAST, True), (1, LEAST, False), (2, 1, True)],
)
def test_other_processes_are_used_where_they_are_quicker(
    jobs: int | None, amount: int, used: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    with Workers(jobs) as workers:
        assert workers.is_used(amount) is used
        processes = set(made(workers.run(tell_process, range(4), amount=amount)).values())
    assert (os.getpid() not in processes) is used


def test_one_processor_does_all_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert not Workers().is_used(LEAST)


def test_a_given_executor_takes_everything_in_chunks_and_is_left_running() -> None:
    with Counting() as executor:
        with Workers(1, executor) as workers:
            assert list(workers.run(double, range(250), amount=250)) == [
                (number, 2 * number) for number in range(250)
            ]
        assert executor.chunks == [CHUNK, CHUNK, 50]
        assert executor.submit(double, [1]).result() == [2]


def test_not_all_chunks_are_on_their_way_at_once() -> None:
    taken: list[int] = []

    def take() -> Iterator[int]:
        for number in range(100):
            taken.append(number)
            yield number

    with Counting() as executor, Workers(2, executor) as workers:
        found = workers.run(double, take(), amount=100, chunk=1)
        assert next(found) == (0, 0)
        assert len(taken) == 2 * PENDING


def test_what_fails_in_a_worker_fails_here() -> None:
    with Workers(2) as workers, pytest.raises(ZeroDivisionError):
        list(workers.run(raise_at, range(10), 7, amount=10, chunk=2))


@pytest.mark.parametrize("fatal", [[7], [0], [19], [3, 4], [2, 17], [0, 5, 10, 15]])
def test_item_at_which_a_process_dies_is_known_and_all_others_are_made(fatal: list[int]) -> None:
    with Workers(2) as workers:
        found = made(workers.run(die_of, range(20), fatal, amount=20, chunk=3))
    assert found == {n: "died" if n in fatal else 2 * n for n in range(20)}


def test_process_that_dies_while_results_are_used_is_noticed() -> None:
    with Workers(2) as workers:
        found = {}
        for number, one in workers.run(die_of, range(30), [6], amount=30, chunk=2):
            found[number] = "died" if isinstance(one, Died) else one
            if number == 0:
                time.sleep(0.5)  # meanwhile, all processes end
    assert found == {n: "died" if n == 6 else 2 * n for n in range(30)}


@pytest.mark.skipif(sys.platform != "linux", reason="workers are forks on Linux")
def test_workers_of_a_process_that_is_killed_end(tmp_path: Path) -> None:
    script = tmp_path / "wait.py"
    script.write_text(
        "import os, time\n"
        "from generator.workers import Workers\n"
        "def wait(items):\n"
        "    os.write(1, f'{os.getpid()}\\n'.encode())\n"
        "    time.sleep(0.01)\n"
        "    return items\n"
        "for _ in Workers(2).run(wait, range(100_000), amount=2, chunk=1):\n"
        "    pass\n"
    )
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout
        workers = {int(process.stdout.readline()) for _ in range(100)}
        assert len(workers) == 2
        process.kill()
        # Reading ends when nobody is left who could write.
        process.stdout.read()
    while any(map(is_alive, workers)):
        time.sleep(0.01)


@pytest.mark.skipif(sys.platform != "linux", reason="workers are forks on Linux")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_being_asked_to_end_while_workers_start_leaves_none_to_wait_for(
    tmp_path: Path, number: signal.Signals
) -> None:
    script = tmp_path / "strike.py"
    script.write_text(
        "import os\n"
        "from generator.interrupts import Interrupts\n"
        "from generator.workers import CONTEXT, Workers\n"
        "start = CONTEXT.Process.start\n"
        "def start_and_strike(process):\n"
        "    start(process)\n"
        f"    os.kill(os.getpid(), {number})\n"
        "CONTEXT.Process.start = start_and_strike\n"
        "with Interrupts(), Workers(2) as workers:\n"
        "    list(workers.run(list, range(100), amount=9, chunk=1))\n"
    )
    ended = subprocess.run([sys.executable, script], capture_output=True, cwd=ROOT, check=False)
    assert ended.returncode in (-number, 128 + number)


def is_alive(process: int) -> bool:
    """Whether a process is there that could do something."""
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def test_cluster_that_is_lost_is_replaced_by_own_processes() -> None:
    with Workers(2, Lost()) as workers:
        found = made(workers.run(double, range(10), amount=10, chunk=2))
        assert workers.given is None
    # Of what the cluster lost, nothing is known to be deadly.
    assert found == {n: 2 * n for n in range(10)}


# A whole build

PERSON = "---\nname: Person {}\nname_order: mononym\n---\n{}\n"
WORDS = "Ada Bell Cole Dunn Earl Ford Gray Hale Ives Judd Kerr Lane".split()


def make_people(site: Callable[..., Path], count: int = 12, **bodies: str) -> Path:
    names = [f"p{number}" for number in range(count)]
    files = {
        f"people/{name}.md": PERSON.format(word, bodies.get(name, "Text."))
        for name, word in zip(names, WORDS, strict=False)
    }
    return site({**files, "events/bad.md": "---\ntitle: E\ndate: 2019-02-30\n---\n"})


def kill_at(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    """Let a process end that parses a file with this word; processes of the pool are forked."""
    parse, own = generator.parse.parse_file, os.getpid()

    def parse_or_die(file: Any, limits: Any) -> Any:
        if word.encode() in file.data and os.getpid() != own:
            os._exit(3)
        return parse(file, limits)

    monkeypatch.setattr(generator.parse, "parse_file", parse_or_die)


@pytest.mark.parametrize("deadly", [["p3"], ["p0", "p11"], [f"p{n}" for n in range(12)]])
def test_file_at_which_a_process_dies_is_a_problem_and_all_others_are_told(
    deadly: list[str], site: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_people(site, **dict.fromkeys(deadly, "Deadly."))
    kill_at(monkeypatch, "Deadly")
    result = check(folder, jobs=2)
    errors = {(p.path, p.code) for p in result.problems if p.severity == "error"}
    dead = {(f"content/people/{name}.md", "worker-died") for name in deadly}
    assert errors == dead | {("content/events/bad.md", "date")}
    (one, *_) = [p for p in result.problems if p.code == "worker-died"]
    assert "--jobs 1" in one.fix


def test_file_at_which_a_process_died_is_told_again_by_the_next_build_of_a_preview(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    texts = {"a": "Deadly.", "b": "Text."}
    files = [
        File(f"content/people/{name}.md", "person", PERSON.format(name, text).encode())
        for name, text in texts.items()
    ]
    kept: dict[str, Parsed] = {}
    kill_at(monkeypatch, "Deadly")
    with Workers(2) as workers, closing(Cache(None)) as cache:
        for _ in range(2):
            records, problems = load_records(files, Limits(), cache, workers, kept)
            assert [record.id for record in records] == ["b"]
            assert [(p.path, p.code) for p in problems] == [("content/people/a.md", "worker-died")]
        monkeypatch.undo()
        workers.stop()
        records, problems = load_records(files, Limits(), cache, workers, kept)
    assert ([record.id for record in records], problems) == (["a", "b"], [])


def test_record_at_which_linking_dies_is_a_problem_and_all_others_are_told(
    site: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_people(site)
    link, own = generator.engine.link_record, os.getpid()

    def link_or_die(record: Any, linker: Any) -> Any:
        if record.id == "p3" and os.getpid() != own:
            os._exit(3)
        return link(record, linker)

    monkeypatch.setattr(generator.engine, "link_record", link_or_die)
    (folder / "content/articles").mkdir()
    lost = "---\ntitle: A\ndate: 2020-01-01\n---\nTo [[nobody]] and [[p3]].\n"
    (folder / "content/articles/a.md").write_text(lost, encoding="utf-8")
    errors = {(p.path, p.code) for p in check(folder, jobs=2).problems if p.severity == "error"}
    assert errors == {
        ("content/people/p3.md", "worker-died"),
        ("content/events/bad.md", "date"),
        ("content/articles/a.md", "link-missing"),
    }


def test_page_at_which_rendering_dies_is_a_problem(
    site: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_people(site)
    render, own = generator.render.Templates.render, os.getpid()

    def render_or_die(self: Any, page: Any) -> Any:
        if os.getpid() != own and page.url == "people/p3.html":
            os._exit(3)
        return render(self, page)

    monkeypatch.setattr(generator.render.Templates, "render", render_or_die)
    result = build(folder, folder / "public", jobs=2)
    found = [(p.path, p.message) for p in result.problems if p.code == "worker-died"]
    assert found == [
        (
            "people/p3.html",
            "the process that was at work on this file ended, on the page people/p3.html",
        )
    ]
    assert result.published is None


def test_nothing_waits_for_a_page_that_takes_long(
    site: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    names = [f"p{number}" for number in range(3 * PENDING)]
    folder = site({f"pages/{name}.md": f"---\ntitle: {name}\n---\nText.\n" for name in names})
    marks = tmp_path / "marks"
    marks.mkdir()
    render = generator.render.Templates.render

    def render_or_wait(self: Any, page: Any) -> Any:
        name = page.url.rpartition("/")[2].removesuffix(".html")
        if name in names:
            (marks / name).touch()
        elif page.url == "index.html":
            end = time.monotonic() + 60
            while len(list(marks.iterdir())) < len(names) and time.monotonic() < end:
                time.sleep(0.01)
            (tmp_path / "seen").write_text(str(len(list(marks.iterdir()))))
        return render(self, page)

    monkeypatch.setattr(generator.render.Templates, "render", render_or_wait)
    monkeypatch.setattr(generator.workers, "CHUNK", 1)
    assert build(folder, folder / "public", jobs=2).published
    assert int((tmp_path / "seen").read_text()) == len(names)


def test_processes_that_are_no_forks_are_sent_what_they_need_and_give_the_same(
    site: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_people(site, 5, p1="To [[p2]], and of Cole.")
    (folder / "content/events/bad.md").unlink()
    forked = make_site(folder, jobs=2)
    monkeypatch.setattr(generator.workers, "CONTEXT", get_context("spawn"))
    assert not Workers(2).shares(1)
    spawned = make_site(folder, jobs=2)
    assert (spawned.files, spawned.problems) == (forked.files, forked.problems)
    assert "people/p1.html" in forked.files


def test_what_killed_a_process_is_not_kept(
    site: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_people(site, 3, p1="Deadly.")
    (folder / "content/events/bad.md").unlink()
    with monkeypatch.context() as patch:
        kill_at(patch, "Deadly")
        broken = build(folder, folder / "public", jobs=2)
    assert [p.code for p in broken.problems if p.severity == "error"] == ["worker-died"]
    assert broken.published is None
    mended = build(folder, folder / "public", jobs=2)
    assert mended.published
    assert "Deadly" in (folder / "public/people/p1.html").read_text(encoding="utf-8")


def list_blocked(items: list[int]) -> list[bool]:
    return [signal.SIGTERM in signal.pthread_sigmask(signal.SIG_BLOCK, []) for _ in items]


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_process_of_any_executor_can_be_ended(method: str) -> None:
    with ProcessPoolExecutor(1, get_context(method)) as given, Workers(executor=given) as workers:
        assert list(workers.run(list_blocked, [1], amount=1)) == [(1, False)]
    with Workers(1) as own:
        assert own.submit(list_blocked, [1], ()).result() == [False]
