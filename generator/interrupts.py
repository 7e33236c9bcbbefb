"""Being asked to end: at once, or when what must not be left half done is done."""

from __future__ import annotations

import os
import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)

blocks: list[Interrupts] = []


class Interrupts:
    """Within this block, Ctrl-C and a polite kill raise an exception, so that blocks clean up.

    Ctrl-C does what it did before (KeyboardInterrupt); SIGTERM raises SystemExit with 143, as
    shells count, where it would have ended the process. While they are `held`, they wait. Signals
    reach the main thread alone: in another, this does nothing.
    """

    def __init__(self) -> None:
        self.before: dict[int, Any] = {}
        self.waiting: list[tuple[int, FrameType | None]] = []
        self.holders = 0

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            for number in SIGNALS:
                # Whoever ignores a signal, as nohup does, or catches it in C has a reason.
                if signal.getsignal(number) not in (signal.SIG_IGN, None):
                    self.before[number] = signal.signal(number, self.take)
        blocks.append(self)
        return self

    def __exit__(self, *_: object) -> None:
        blocks.remove(self)
        self.restore()

    def restore(self) -> None:
        """Let signals do what they did before this block."""
        for number, handler in self.before.items():
            signal.signal(number, handler)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let signals wait until this block is left; then the first of them counts."""
        self.holders += 1
        try:
            yield
        finally:
            self.holders -= 1
            if self.waiting and not self.holders:
                self.answer(*self.waiting.pop(0))

    @contextmanager
    def forking(self) -> Iterator[None]:
        """The same while processes are forked.

        One that is asked to end before it has forgotten this block ends when it has: else it would
        only note it, as this process does.
        """
        with self.held():
            before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
            try:
                yield
            finally:
                signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def take(self, number: int, frame: FrameType | None) -> None:
        """Keep a signal for later, or answer it."""
        if self.holders:
            self.waiting.append((number, frame))
        else:
            self.answer(number, frame)

    def answer(self, number: int, frame: FrameType | None) -> None:
        """Do what was done before about a signal."""
        before = self.before[number]
        if before is signal.SIG_DFL:
            raise SystemExit(128 + number)
        before(number, frame)


def forget_blocks() -> None:
    """Let signals end a forked process, a worker, as if there were no block."""
    if not blocks:
        return
    while blocks:
        blocks.pop().restore()
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=forget_blocks)
