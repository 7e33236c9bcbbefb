"""A Dask cluster that does the work of a build, where one machine is too small.

Chunks of records and pages are sent as bytes and come back as bytes: no disk is shared. What all
chunks of a stage need, such as the names of the whole site, is sent to the workers once.
"""

from __future__ import annotations

import logging
import pickle
import re
from collections.abc import Mapping
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from distributed import Client, KilledWorker
from distributed.client import ClosedClientError
from distributed.comm import CommClosedError

from generator.cache import generator_digest
from generator.workers import WorkerLost

if TYPE_CHECKING:
    from collections.abc import Callable

# Seconds that a scheduler has to answer, and to name a worker.
PATIENCE = 10
LOGS = ("distributed", "distributed.client", "distributed.core", "tornado.application")
# What Dask knows as a scheduler's address; of another form, it would try in vain for a while.
ADDRESS = re.compile(r"(?:tcp|tls|ucx|wss?)://(?:[^\s/:\[\]]+|\[[0-9a-fA-F:]+\]):\d{1,5}")


class ClusterError(Exception):
    """Why a cluster cannot be used, and the way out."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.fix = fix


class Cluster(Executor):
    """The workers of a scheduler, by its address such as "tcp://10.0.0.1:8786".

    Raises ClusterError where there is none, where it has no workers, and where these have no
    backstory or another version of it: their pages might differ. `threads` is how many chunks they
    work on at a time. When the last worker is lost that was there from the start, so is what all
    chunks need: for its chunks, the cluster is gone, even if others have joined.
    """

    def __init__(self, address: str, patience: float = PATIENCE) -> None:
        # What goes wrong with a connection is told here, and not by its log as well.
        for name in LOGS:
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self.client = connect(address, patience)
        try:
            self.threads = count_threads(self.client, address, patience)
            check_workers(self.client)
        except BaseException:
            self.client.close()
            raise
        # By the identities of what was sent, which must live as long.
        self.sent: dict[int, tuple[Any, Any]] = {}

    def submit(self, work: Callable[..., Any], /, *given: Any, **_: Any) -> Future[Any]:
        """Have a chunk of items done with what all chunks need; the future gives what is made."""
        items, *rest = given
        packed = pickle.dumps(items, pickle.HIGHEST_PROTOCOL)
        try:
            needed = [self.send(one) for one in rest]
            digest = generator_digest()
            return Answer(self.client.submit(do_chunk, digest, work, packed, *needed, pure=False))
        except (ClosedClientError, OSError, CancelledError) as failure:
            raise BrokenExecutor("the cluster is gone") from failure

    def send(self, value: Any) -> Any:
        """What stands for a value: what is large goes to all workers once."""
        if not isinstance(value, bytes | Mapping):
            return value
        if id(value) not in self.sent:
            (found,) = self.client.scatter([value], broadcast=True, hash=False)
            self.sent[id(value)] = value, found
        return self.sent[id(value)][1]

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the cluster, which goes on for others; what is not done is not needed any more."""
        del wait, cancel_futures
        self.sent.clear()
        # A scheduler that is gone cannot be told.
        with suppress(OSError, TimeoutError):
            self.client.close()


class Answer(Future[Any]):
    """What comes of a chunk, when it is asked for.

    Dask's own `get_executor` copies results as they come, in the background; where the scheduler
    goes away meanwhile, that fails and nobody is told.
    """

    def __init__(self, task: Any) -> None:
        super().__init__()
        self.task = task

    def result(self, timeout: float | None = None) -> Any:
        """What was made; a lost worker or cluster is told as whoever gave the chunk knows it."""
        if self.task.client.status == "closed":
            raise BrokenExecutor("the cluster is gone")
        try:
            found = self.task.result(timeout)
        except KilledWorker as failure:
            raise WorkerLost(str(failure)) from failure
        except (CancelledError, CommClosedError) as failure:
            raise BrokenExecutor("the cluster is gone") from failure
        except (ImportError, AttributeError) as failure:
            message = f"a worker that joined the cluster cannot run backstory: {failure}"
            raise ClusterError(message, "install the same version on all of them") from failure
        return pickle.loads(found)  # noqa: S301 - from workers that we chose


def connect(address: str, patience: float) -> Client:
    """A scheduler's client."""
    if not ADDRESS.fullmatch(address):
        message = f"`{address}` is no address of a cluster"
        raise ClusterError(message, "write it like `tcp://10.0.0.1:8786`")
    try:
        return Client(address, timeout=patience, set_as_default=False)
    except (OSError, RuntimeError) as failure:
        message = f"no scheduler answers at `{address}`"
        fix = "start one with `dask scheduler`, which prints its address"
        raise ClusterError(message, fix) from failure


def count_threads(client: Client, address: str, patience: float) -> int:
    """How many chunks the workers do at a time; at least one worker is waited for."""
    try:
        client.wait_for_workers(1, timeout=patience)
    except TimeoutError as failure:
        message = f"the cluster at `{address}` has no workers"
        raise ClusterError(message, f"start some with `dask worker {address}`") from failure
    threads: dict[str, int] = client.nthreads()
    return max(1, sum(threads.values()))


def check_workers(client: Client) -> None:
    """Let every worker have the same generator, libraries and Python as this process."""
    answers = client.run(generator_digest, on_error="return")
    wrong = {address: a for address, a in answers.items() if a != generator_digest()}
    if not wrong:
        return
    address, answer = min(wrong.items())
    others = f" and {len(wrong) - 1} more" if len(wrong) > 1 else ""
    fix = "install the same version of backstory, of its libraries and of Python on all of them"
    if isinstance(answer, str):
        message = (
            f"the worker {address}{others} has another version of backstory, or of what it needs"
        )
    else:
        message = f"the worker {address}{others} cannot run backstory: {answer}"
    raise ClusterError(message, fix)


def do_chunk(wanted: str, work: Callable[..., Any], items: bytes, *rest: Any) -> bytes:
    """Do a chunk on a worker, unless it joined with another version since the others were asked."""
    if generator_digest() != wanted:
        message = "a worker that joined the cluster has another version of backstory"
        raise ClusterError(message, "install the same version on all of them")
    made = work(pickle.loads(items), *rest)  # noqa: S301 - from who asks for the work
    return pickle.dumps(made, pickle.HIGHEST_PROTOCOL)
