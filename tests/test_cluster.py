from __future__ import annotations

import gc
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from making import ROOT, command, write_files

from generator.build import build, make_site
from generator.workers import Died, Workers

pytest.importorskip("distributed", reason="Dask is not installed: pip install 'backstory[cluster]'")

from generator.cluster import ADDRESS, Cluster, ClusterError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

GOLDEN = ROOT / "tests" / "sites" / "full"
pytestmark = pytest.mark.usefixtures("tidy")
SCHEDULER = "from distributed.cli.dask_scheduler import main; main()"
WORKER = "from distributed.cli.dask_worker import main; main()"
# A worker that has no backstory, or another one.
BARE = f"import sys; sys.modules['generator'] = None; {WORKER}"
OTHER = f"import generator.cache as c; c.generator_digest = lambda: 'another'; {WORKER}"
# What all chunks need: at which item a worker dies, and after how many seconds.
DEADLY = {"deadly": 7, "late": 1.0}
HARMLESS = {"deadly": -1}
LOCAL = ("--host", "127.0.0.1", "--no-dashboard")
PLACE = {
    **os.environ,
    "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")]),
    # Whoever dies is told of at once.
    "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0",
}


@pytest.fixture
def tidy() -> Iterator[None]:
    """Collect what is left open, so that it is told of here and not in whatever test runs next."""
    yield
    gc.collect()


@contextmanager
def start(folder: Path, *workers: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A scheduler with some workers on this machine: its address and its process."""
    told, running = folder / "scheduler.json", []

    def run(code: str, *arguments: str) -> None:
        process = subprocess.Popen(
            [sys.executable, "-c", code, *LOCAL, *arguments, "--scheduler-file", str(told)],
            cwd=folder,
            env=PLACE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        running.append(process)

    try:
        run(SCHEDULER, "--port", "0")
        while not told.exists() or not told.read_text().endswith("}"):
            assert running[0].poll() is None
            time.sleep(0.02)
        for code in workers:
            run(code, "--no-nanny", "--nthreads", "2")
        (address,) = ADDRESS.findall(told.read_text())
        yield address, running[0]
    finally:
        for process in reversed(running):
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A cluster of two workers."""
    with start(tmp_path_factory.mktemp("cluster"), WORKER, WORKER) as (found, _):
        with Cluster(found) as cluster:
            cluster.client.wait_for_workers(2)
        yield found


def double_or_die(numbers: Sequence[int], needed: dict[str, float]) -> list[int]:
    """Work that ends the process at one of its items, late enough that others are done by then."""
    if needed["deadly"] in numbers:
        time.sleep(needed["late"])
        os._exit(1)
    return [2 * number for number in numbers]


def fail_at(numbers: Sequence[int]) -> list[int]:
    """Work with a fault."""
    raise ValueError(numbers[0])


def test_cluster_gives_the_bytes_of_a_local_build(address: str) -> None:
    with Cluster(address) as cluster:
        assert cluster.threads == 4
        there = make_site(GOLDEN, executor=cluster)
    here = make_site(GOLDEN, jobs=1)
    assert there.files == here.files
    assert there.problems == here.problems


def test_command_builds_on_a_cluster_and_again_without_one(address: str, tmp_path: Path) -> None:
    folder = write_files(tmp_path / "site", {"pages/a.md": "---\ntitle: A\n---\nText.\n"})
    done = command("build", "--verify", "--cluster", address, folder=folder)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (
        0,
        "verified: a build from nothing gives the same bytes",
    )
    assert "warn" not in done.stderr.casefold()
    assert build(folder, folder / "public", search=True, jobs=1).made == {}


def test_item_at_which_a_worker_dies_is_named_and_the_others_go_on(tmp_path: Path) -> None:
    with start(tmp_path, WORKER, WORKER) as (found, _), Cluster(found) as cluster:
        # Both hold then what all chunks need. A worker that joins later would not.
        cluster.client.wait_for_workers(2)
        with Workers(cluster.threads, cluster) as workers:
            made = list(workers.run(double_or_die, range(12), DEADLY, amount=12, chunk=4))
            assert workers.executor is cluster
        assert_only_the_deadly_died(made)


def test_worker_that_dies_with_what_nobody_else_holds_leaves_the_work_to_this_machine(
    tmp_path: Path,
) -> None:
    def slowly() -> Iterator[int]:
        """By the time that results are asked for, they are lost as well."""
        yield from range(12)
        while cluster.client.nthreads():
            time.sleep(0.02)

    with start(tmp_path, WORKER) as (found, _), Cluster(found) as cluster:
        with Workers(cluster.threads, cluster) as workers:
            made = list(workers.run(double_or_die, slowly(), DEADLY, amount=12, chunk=4))
            assert workers.executor is not cluster
        assert_only_the_deadly_died(made)


def assert_only_the_deadly_died(made: list[tuple[int, int | Died[int]]]) -> None:
    """Let all items but one be doubled, and that one be named."""
    assert [item for item, result in made if isinstance(result, Died)] == [DEADLY["deadly"]]
    assert [result for _, result in made if not isinstance(result, Died)] == [
        2 * number for number in range(12) if number != DEADLY["deadly"]
    ]


def test_cluster_that_is_left_leaves_the_work_to_this_machine(tmp_path: Path) -> None:
    with start(tmp_path, WORKER) as (found, _), Cluster(found) as cluster:
        with Workers(cluster.threads, cluster) as workers:
            some = workers.run(double_or_die, range(9), HARMLESS, amount=9, chunk=1)
            made = [next(some)]
            cluster.client.close()
            made += some
        assert made == [(number, 2 * number) for number in range(9)]


def test_scheduler_that_dies_leaves_the_work_to_this_machine(tmp_path: Path) -> None:
    with start(tmp_path, WORKER) as (found, scheduler):
        with Cluster(found):
            """The worker is there, however long it took to start."""
        with Cluster(found, 2.0) as cluster, Workers(cluster.threads, cluster) as workers:
            some = workers.run(double_or_die, range(9), HARMLESS, amount=9, chunk=1)
            made = [next(some)]
            scheduler.kill()
            made += some
        assert made == [(number, 2 * number) for number in range(9)]


def test_fault_of_the_work_is_raised_here(address: str) -> None:
    with Cluster(address) as cluster, pytest.raises(ValueError, match="5"):
        cluster.submit(fail_at, [5]).result()


@pytest.mark.parametrize(
    ("worker", "said"),
    [
        (BARE, "cannot run backstory: "),
        (OTHER, "has another version of backstory, or of what it needs"),
    ],
    ids=["bare", "other"],
)
def test_worker_without_the_same_backstory_is_told(tmp_path: Path, worker: str, said: str) -> None:
    with start(tmp_path, worker) as (found, _), pytest.raises(ClusterError) as told:
        Cluster(found)
    assert said in str(told.value)
    assert told.value.fix.startswith("install the same version of backstory")


def test_cluster_without_workers_is_told(tmp_path: Path) -> None:
    with start(tmp_path) as (found, _), pytest.raises(ClusterError) as told:
        Cluster(found, 0.5)
    assert str(told.value) == f"the cluster at `{found}` has no workers"
    assert told.value.fix == f"start some with `dask worker {found}`"


def test_address_where_nobody_answers_is_told(tmp_path: Path) -> None:
    with pytest.raises(ClusterError) as told:
        Cluster("tcp://127.0.0.1:1", 0.5)
    assert str(told.value) == "no scheduler answers at `tcp://127.0.0.1:1`"


@pytest.mark.parametrize("address", ["nonsense", "10.0.0.1:8786", "http://x:1", "tcp://x"])
def test_what_is_no_address_ends_the_command(tmp_path: Path, address: str) -> None:
    folder = write_files(tmp_path / "site", {})
    done = command("build", "--cluster", address, folder=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"error: `{address}` is no address of a cluster\n"
        "    fix: write it like `tcp://10.0.0.1:8786`\n"
    )
    assert not (folder / "public").exists()
