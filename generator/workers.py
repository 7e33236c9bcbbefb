"""Work in chunks, by whoever there is to do it: this process, others, or other machines."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections import deque
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from generator.interrupts import Interrupts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from types import TracebackType

Item = TypeVar("Item")
Made = TypeVar("Made")
CHUNK = 100
# Own processes get smaller ones, so many each at least, to be at work until the end.
FEWEST = 16
# With fewer things to do, starting other processes takes longer than they save.
LEAST = 400
# After so many new objects, and after so many such looks, see `gc.set_threshold`.
SELDOM = (200_000, 1000, 1000)
# So many chunks are on their way for each worker: enough to keep the others at work while one takes
# long, few enough to hold.
PENDING = 16
# Own processes are forks of this one where that is safe: they see all that it holds.
CONTEXT = get_context("fork" if sys.platform == "linux" else None)
# Of what is left when the program ends, nobody need find out what is in circles: that took up to a
# tenth of the time of a build that changed little.
atexit.register(gc.freeze)


def spare_collector() -> None:
    """Look for circles of objects seldom: a build makes few, and keeps most that it makes.

    Python looks again whenever there is a quarter more, which took up to a fifth of the time.
    """
    gc.set_threshold(*SELDOM)


@contextmanager
def sparing_collector() -> Iterator[None]:
    """Do so for a while."""
    before = gc.get_threshold()
    spare_collector()
    try:
        yield
    finally:
        gc.set_threshold(*before)


class Died(Generic[Item]):
    """What comes in place of a result where the process that was at work on an item ended."""

    def __init__(self, item: Item) -> None:
        self.item = item


class WorkerLost(BrokenExecutor):
    """Whoever was at work on a chunk died, and so did those who tried it after; others go on."""


class Workers:
    """Does pure work on many items in their order, with an executor if that is worth it.

    `executor` is one that was given, such as a cluster's; `jobs` is the number of own processes,
    None for as many as there are processors, where there is enough to do.
    """

    def __init__(self, jobs: int | None = None, executor: Executor | None = None) -> None:
        """Start nothing yet."""
        self.jobs, self.executor, self.given = jobs, executor, executor
        self.count = jobs or os.cpu_count() or 1

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        failure: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End own processes; what is not done is not needed any more."""
        self.stop()

    def stop(self) -> None:
        """End own processes."""
        if self.executor is not None and self.executor is not self.given:
            self.executor.shutdown(wait=True, cancel_futures=True)
        self.executor = self.given

    def run(
        self,
        work: Callable[..., Sequence[Made]],
        items: Iterable[Item],
        *rest: Any,
        amount: int,
        chunk: int | None = None,
        ahead: int = PENDING,
    ) -> Iterator[tuple[Item, Made | Died[Item]]]:
        """Each item with what `work` makes of it; `work` takes a list of items and the rest.

        `amount` is about how many items there are; `ahead` chunks are on their way for each worker
        at most, and their results wait for those of the first. Own processes are forked when the
        first item is there, with `work` and the rest: neither is sent, see `shares`. If a process
        dies, its chunk is tried again one item at a time, so that it is known of which it died.
        """
        found = iter(items)
        most = amount // (FEWEST * self.count) if self.given is None else CHUNK
        size = chunk or max(1, min(CHUNK, most))
        chunks = iter(lambda: list(islice(found, size)), [])
        if not self.is_used(amount):
            for some in chunks:
                yield from zip(some, work(some, *rest), strict=True)
            return
        try:
            yield from self.run_chunks(work, chunks, rest, ahead)
        finally:
            self.stop()

    def run_chunks(
        self,
        work: Callable[..., Sequence[Made]],
        chunks: Iterator[list[Item]],
        rest: tuple[Any, ...],
        ahead: int,
    ) -> Iterator[tuple[Item, Made | Died[Item]]]:
        """See `run`: the items of some chunks, done by others than this process."""
        pending: deque[tuple[list[Item], Any]] = deque()
        while True:
            for some in islice(chunks, max(0, ahead * self.count - len(pending))):
                pending.append((some, self.submit(work, some, rest)))
            if not pending:
                return
            some, future = pending.popleft()
            try:
                made: Sequence[Made | Died[Item]] = future.result()
            except WorkerLost:
                # Here, each in a process of its own: it would cost a cluster more of its workers.
                with Workers(1) as own:
                    made = [own.run_one(work, item, rest) for item in some]
            except BrokenExecutor:
                self.restart()
                made = [self.run_one(work, item, rest) for item in some]
                pending = deque((one, self.submit(work, one, rest)) for one, _ in pending)
            yield from zip(some, made, strict=True)

    def is_used(self, amount: int) -> bool:
        """Whether others than this process are wanted for so much, or quicker."""
        if self.given is not None:
            return True
        return self.count > 1 and (self.jobs is not None or amount >= LEAST)

    def shares(self, amount: int) -> bool:
        """Whether those who would do so much see what this process holds: itself, or its forks."""
        return self.are_forks or not self.is_used(amount)

    @property
    def are_forks(self) -> bool:
        """Whether own processes do the work, as forks of this one."""
        return self.given is None and CONTEXT.get_start_method() == "fork"

    def submit(self, work: Callable[..., Any], items: list[Any], rest: tuple[Any, ...]) -> Any:
        """Have a chunk done; give what will hold the result.

        Being asked to end waits: of processes that were half started, nobody would ever be rid.
        """
        # Who is no fork would keep from the start what is blocked, and could not be ended.
        holding = Interrupts.forking if self.are_forks else Interrupts.held
        with Interrupts() as interrupts, holding(interrupts):
            return self.hand_over(work, items, rest)

    def hand_over(self, work: Callable[..., Any], items: list[Any], rest: tuple[Any, ...]) -> Any:
        """See `submit`."""
        if self.executor is None:
            self.executor = ProcessPoolExecutor(self.count, CONTEXT, begin, (work, rest))
        try:
            if self.executor is not self.given:
                return self.executor.submit(do_chunk, items)
            return self.executor.submit(work, items, *rest)
        except BrokenExecutor as failure:
            # It broke at an earlier chunk, which tells of it first.
            lost: Future[Any] = Future()
            lost.set_exception(failure)
            return lost

    def restart(self) -> None:
        """Take new processes after one has died, with which the others end."""
        if self.executor is not self.given:
            self.stop()
        if self.given is not None:
            # A cluster may have many more processors than this machine.
            self.count = min(self.count, os.cpu_count() or 1)
        self.given = self.executor = None

    def run_one(
        self, work: Callable[..., Sequence[Made]], item: Item, rest: tuple[Any, ...]
    ) -> Made | Died[Item]:
        """What is made of one item, in a process of its own if need be."""
        try:
            result: Made = self.submit(work, [item], rest).result()[0]
        except BrokenExecutor:
            self.restart()
            return Died(item)
        return result


# What an own process does, and with what.
OWN: list[Any] = []


def begin(work: Callable[..., Any], rest: tuple[Any, ...]) -> None:
    """Begin as an own process."""
    Thread(target=end_with_parent, daemon=True).start()
    spare_collector()
    # What was there before is shared as long as nobody looks at it.
    gc.freeze()
    OWN[:] = work, rest


def end_with_parent() -> None:
    """End as soon as the process does that this one works for: nobody else asks for results."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def do_chunk(items: list[Any]) -> Any:
    """Do a chunk in an own process."""
    work, rest = OWN
    return work(items, *rest)
