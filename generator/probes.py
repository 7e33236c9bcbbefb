"""Asks web servers, politely, whether addresses are still there.

One request at a time to a host, with a pause behind it; first for the head of an answer only;
validators are sent back (RFC 9110, section 13), so that most answers are short. A host that wants
to be left alone (429, or 503 with Retry-After) is, for the rest of the run. A redirect, or a name,
that leads from the open web into a private network is not followed.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import TYPE_CHECKING

from generator.addresses import find_host, is_private, is_start_page, join
from generator.transport import (
    NO_HOST,
    Manners,
    NoAnswerError,
    Reply,
    clean_header,
    decode,
    fetch,
    make_client,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from tornado.httputil import HTTPHeaders
    from tornado.simple_httpclient import SimpleAsyncHTTPClient

    from generator.liveness import Answer

REDIRECTS = {301, 302, 303, 307, 308}
PERMANENT = {301, 308}
MOST_REDIRECTS = 10
# What happens on a computer that is not online.
OFFLINE = {NO_HOST, "unreachable", "timeout"}


def ask(
    urls: Iterable[str],
    known: Mapping[str, Answer],
    replies: dict[str, Reply],
    watch: Callable[[str], None],
    manners: Manners,
) -> None:
    """Ask for addresses; what comes back is put into `replies` at once, by URL.

    So it is not lost when a person interrupts: KeyboardInterrupt is raised then. `known` gives
    validators; `watch` is told how far this is.
    """
    asyncio.run(ask_hosts(list(urls), known, replies, watch, manners))


async def ask_hosts(
    urls: list[str],
    known: Mapping[str, Answer],
    replies: dict[str, Reply],
    watch: Callable[[str], None],
    manners: Manners,
) -> None:
    """Ask all hosts side by side, each for one address after the other."""
    prober = Prober(known, manners)
    hosts: dict[str, list[str]] = defaultdict(list)
    for url in sorted(urls):
        hosts[find_host(url)].append(url)

    async def ask_host(urls_there: list[str]) -> None:
        for url in urls_there:
            replies[url] = await prober.probe(url)
            watch(f"asking for sources: {len(replies)} of {len(urls)}")

    try:
        async with asyncio.TaskGroup() as group:
            for urls_there in hosts.values():
                group.create_task(ask_host(urls_there))
    finally:
        prober.close()


class Prober:
    """Asks for one address after another and remembers what that says of their hosts."""

    def __init__(self, known: Mapping[str, Answer], manners: Manners) -> None:
        self.known, self.manners = known, manners
        self.turns: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self.places = asyncio.Semaphore(manners.hosts)
        # When a host may be asked again, and what is said of those that are not.
        self.ready: dict[str, float] = {}
        self.given_up: dict[str, Reply] = {}
        self.everywhere = make_client(manners, is_open=True)
        self.outside = make_client(manners, is_open=False)

    def close(self) -> None:
        """Give back what the clients hold."""
        self.everywhere.close()
        self.outside.close()

    async def probe(self, url: str) -> Reply:
        """Ask for an address, first for the head of the answer alone.

        Many servers answer that wrongly: whatever is not good is asked for in full.
        """
        reply = await self.follow(url, "HEAD")
        refused = reply.status.isdecimal() and not reply.is_good
        if reply.of_host or not (refused or reply.status == "closed"):
            return reply
        return await self.follow(url, "GET")

    async def follow(self, url: str, method: str) -> Reply:
        """Ask for an address and for those to which it leads."""
        client = self.everywhere if is_private(find_host(url)) else self.outside
        try:
            start = at = join(url, "")
            seen, moved_to, is_permanent = set[str](), "", True
            while len(seen) <= MOST_REDIRECTS:
                if at in seen:
                    return Reply("circle of redirects")
                seen.add(at)
                validators = list_validators(self.known.get(url)) if at == start else {}
                status, headers = await self.request(client, at, method, validators)
                target = headers.get("Location", "")
                if status not in REDIRECTS or not target:
                    return self.judge(url, start, at, status, headers, moved_to)
                at = join(at, decode(target))
                is_permanent = is_permanent and status in PERMANENT
                moved_to = at if is_permanent else moved_to
            return Reply("too many redirects")
        except NoAnswerError as failure:
            return failure.reply
        except ValueError as failure:
            return Reply("not a web address", str(failure))

    def judge(
        self, url: str, start: str, at: str, status: int, headers: HTTPHeaders, moved_to: str
    ) -> Reply:
        """What an answer that leads no further says."""
        reply = Reply(str(status))
        if not reply.is_good:
            return reply
        if is_start_page(at) and not is_start_page(start):
            # A page that is gone is often answered so.
            return Reply("start page", f"it leads to {at}")
        if at != start:  # These belong to another address.
            return Reply(str(status), moved_to=moved_to)
        old = self.known.get(url) if status == 304 else None
        etag = clean_header(headers.get("Etag", "")) or (old.etag if old else "")
        modified = clean_header(headers.get("Last-Modified", ""))
        modified = modified or (old.last_modified if old else "")
        return Reply(str(status), etag=etag, last_modified=modified)

    async def request(
        self, client: SimpleAsyncHTTPClient, url: str, method: str, validators: dict[str, str]
    ) -> tuple[int, HTTPHeaders]:
        """One request, when it is its host's turn: the answer's status and headers."""
        host, now = find_host(url), asyncio.get_running_loop().time
        async with self.turns[host]:
            if host in self.given_up:
                raise NoAnswerError(self.given_up[host])
            await asyncio.sleep(self.ready.get(host, 0) - now())
            async with self.places:
                try:
                    status, headers = await fetch(client, url, method, validators, self.manners)
                except NoAnswerError as failure:
                    raise self.give_up(host, failure.reply) from None
                finally:
                    self.ready[host] = now() + self.manners.pause
            wait = clean_header(headers.get("Retry-After", ""))
            if status == 429 or (status == 503 and wait):
                detail = f"the server asks for a pause: `{wait}`" if wait else ""
                raise self.give_up(host, Reply(str(status), detail, of_host=True))
        return status, headers

    def give_up(self, host: str, reply: Reply) -> NoAnswerError:
        """A failure; where it is the host's, the host is not asked again."""
        if reply.of_host:
            self.given_up[host] = reply
        return NoAnswerError(reply)


def list_validators(answer: Answer | None) -> dict[str, str]:
    """The headers of a conditional request (RFC 9110, section 13.1)."""
    if answer is None:
        return {}
    headers = {"If-None-Match": answer.etag, "If-Modified-Since": answer.last_modified}
    return {name: clean_header(value) for name, value in headers.items() if clean_header(value)}
