from __future__ import annotations

import asyncio
import shutil
import signal
import socket
import subprocess
from typing import TYPE_CHECKING

import pytest
from answering import ETAG, MODIFIED, MOST, Server, serve

from generator import __version__, addresses, probes, transport
from generator.liveness import Answer
from generator.probes import ask
from generator.transport import Manners, PublicResolver, Reply

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# A busy computer needs time for an answer; only where there is none is the wait a short one.
PATIENT = Manners(connect=20, total=20, pause=0)
IMPATIENT = Manners(connect=0.7, total=0.7, pause=0)
# Long enough for the head of an answer on a busy machine; its body never ends.
CALM = Manners(connect=20, total=4, pause=0)


@pytest.fixture
def server() -> Iterator[Server]:
    with serve() as running:
        yield running


def ask_for(
    *urls: str, known: dict[str, Answer] | None = None, manners: Manners = PATIENT
) -> dict[str, Reply]:
    replies: dict[str, Reply] = {}
    ask(urls, known or {}, replies, lambda _stage: None, manners)
    return replies


PATHS = [
    # there
    ("/200", "200", 1),
    ("/204", "204", 1),
    ("/hints", "200", 1),
    # HEAD is not answered as GET would be
    ("/get-200", "200", 2),
    ("/get-404", "404", 2),
    # not there
    ("/404", "404", 2),
    ("/410", "410", 2),
    # who knows
    ("/401", "401", 2),
    ("/403", "403", 2),
    ("/500", "500", 2),
    ("/503", "503", 2),
    ("/hang", "timeout", 1),
    ("/close", "closed", 2),
    ("/nonsense", "closed", 2),
    ("/headers", "closed", 2),
    # the host wants to be left alone
    ("/429", "429", 1),
    ("/wait/429", "429", 1),
    ("/wait/503", "503", 1),
    # bodies without end, or longer than anyone needs
    ("/get-body/endless", "200", 2),
    ("/get-body/chunked", "200", 2),
    ("/get-body/long", "200", 2),
    ("/get-body/slow", "200", 2),
    # redirects
    ("/302/200", "200", 2),
    ("/303/302/200", "200", 3),
    ("/302/404", "404", 4),
    ("/circle/a", "circle of redirects", 2),
    ("/many/1", "too many redirects", 11),
    ("/nowhere", "302", 2),
    ("/302/", "start page", 2),
    ("/to/ftp:--example.org/x", "not a web address", 1),
    ("/to/http:--[::1", "not a web address", 1),
    ("/to/http:--127.0.0.1:port/", "not a web address", 1),
]


@pytest.mark.parametrize(("path", "status", "requests"), PATHS)
def test_answer_is_told(server: Server, path: str, status: str, requests: int) -> None:
    url = server.url(path)
    manners = {"/hang": IMPATIENT, "/get-body/slow": CALM}.get(path, PATIENT)
    reply = ask_for(url, manners=manners)[url]
    assert (reply.status, len(server.asked)) == (status, requests), server.asked
    assert reply.is_good is status.startswith("20")


MOVES = [
    ("/301/200", "/200"),
    ("/308/200?a=b", "/200"),
    ("/301/301/200/x", "/200/x"),
    # only as far as it is for good
    ("/301/302/200", "/302/200"),
    ("/302/301/200", ""),
    ("/302/200", ""),
    # what stands behind the # stays
    ("/301/200#p2", "/200#p2"),
    ("/unicode", "/200/%C3%A9"),
    # not there, so not moved
    ("/301/404", ""),
]


@pytest.mark.parametrize(("path", "moved_to"), MOVES)
def test_permanent_redirect_gives_the_address_to_write(
    server: Server, path: str, moved_to: str
) -> None:
    url = server.url(path)
    assert ask_for(url)[url].moved_to == (server.url(moved_to) if moved_to else "")


@pytest.mark.parametrize("url", ["http://a..b/", "http://a:99999/", "http://["])
def test_what_is_no_web_address_is_not_asked_for(url: str) -> None:
    assert ask_for(url)[url].status == "not a web address"


def test_first_page_is_no_surprise_where_it_was_asked_for(server: Server) -> None:
    assert ask_for(server.url("/"))[server.url("/")].status == "200"


def test_validators_are_kept_and_sent_back(server: Server) -> None:
    url = server.url("/version")
    first = ask_for(url)[url]
    assert (first.status, first.etag, first.last_modified) == ("200", ETAG, MODIFIED)
    known = Answer(
        url=url, status="200", checked="2026-03-03", etag=first.etag, last_modified=MODIFIED
    )
    again = ask_for(url, known={url: known})[url]
    assert (again.status, again.is_good) == ("304", True)
    assert (again.etag, again.last_modified) == (ETAG, MODIFIED)


def test_validators_of_another_address_are_not_kept(server: Server) -> None:
    url = server.url("/301/version")
    assert ask_for(url)[url].etag == ""


def test_validators_are_sent_to_the_address_that_had_them_alone(server: Server) -> None:
    url = server.url("/302/version")
    known = Answer(url=url, status="200", checked="2026-03-03", etag=ETAG, last_modified=MODIFIED)
    assert ask_for(url, known={url: known})[url].status == "200"
    assert ["If-None-Match" in sent for sent in server.headers] == [True, False]


@pytest.mark.parametrize("body", ["endless", "chunked", "long"])
def test_of_a_body_only_a_little_is_taken(server: Server, body: str) -> None:
    """The rest of what was sent is in the system's buffers."""
    ask_for(server.url(f"/get-body/{body}"))
    assert server.sent < MOST / 2


def test_validators_that_someone_spoilt_are_not_sent(server: Server) -> None:
    url = server.url("/200")
    known = Answer(url=url, status="200", checked="2026-03-03", etag="é", last_modified="김")
    assert ask_for(url, known={url: known})[url].status == "200"
    assert not {"If-None-Match", "If-Modified-Since"} & server.headers[0].keys()


def test_request_says_who_asks_and_gives_no_password(server: Server) -> None:
    url = server.url("/200").replace("//", "//me:secret@")
    assert ask_for(url)[url].status == "200"
    (sent,) = server.headers
    assert sent["User-Agent"].startswith(f"backstory/{__version__} (")
    assert not {"Authorization", "Cookie"} & sent.keys()
    assert "secret" not in str(sent)


def test_host_is_asked_for_one_address_after_the_other(server: Server) -> None:
    urls = [server.url(f"/linger/{number}") for number in range(4)]
    assert {reply.status for reply in ask_for(*urls).values()} == {"200"}
    assert server.most == {"127.0.0.1": 1}


def test_host_keeps_its_turn_where_another_leads_to_it(server: Server) -> None:
    here = server.url("")
    urls = [server.url(f"/linger/{number}") for number in range(3)]
    leading = server.url(f"/to/{here.replace('//', '--')}/linger/x", "localhost")
    ask_for(*urls, leading)
    assert len(server.asked) == 5
    assert server.most["127.0.0.1"] == 1


def test_two_hosts_are_asked_side_by_side(server: Server) -> None:
    """Each of the two is answered only once the other has been asked."""
    urls = [server.url("/meet"), server.url("/meet", "localhost")]
    replies = ask_for(*urls)
    assert [replies[url].status for url in urls] == ["200", "200"]


def test_there_are_only_so_many_hosts_at_a_time(server: Server) -> None:
    urls = [server.url("/linger"), server.url("/linger", "localhost")]
    ask_for(*urls, manners=Manners(connect=20, total=20, pause=0, hosts=1))
    assert len(server.asked) == 2


def test_pause_stands_between_two_requests(server: Server) -> None:
    slept: list[float] = []

    async def measure() -> None:
        replies: dict[str, Reply] = {}
        urls = [server.url("/200/a"), server.url("/200/b")]
        started = asyncio.get_running_loop().time()
        manners = Manners(connect=20, total=20, pause=0.1)
        await probes.ask_hosts(urls, {}, replies, lambda _stage: None, manners)
        slept.append(asyncio.get_running_loop().time() - started)

    asyncio.run(measure())
    assert slept[0] >= 0.1


@pytest.mark.parametrize("path", ["/429", "/wait/429", "/wait/503"])
def test_host_that_wants_a_pause_is_left_alone(server: Server, path: str) -> None:
    urls = [server.url(f"{path}?a"), server.url("/wait?z"), server.url("/zzz")]
    replies = ask_for(*urls)
    assert server.asked == [f"HEAD {path}?a"]
    assert {reply.status for reply in replies.values()} == {path[-3:]}
    detail = "the server asks for a pause: `3600`" if "wait" in path else ""
    assert {reply.detail for reply in replies.values()} == {detail}


def test_trouble_with_one_page_leaves_the_others(server: Server) -> None:
    urls = [server.url("/200"), server.url("/503"), server.url("/hang")]
    replies = ask_for(*urls, manners=IMPATIENT)
    assert [replies[url].status for url in urls] == ["200", "503", "timeout"]


def test_unknown_host_is_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looked = []
    resolve = PublicResolver.resolve

    async def count(self: PublicResolver, host: str, *rest: int) -> object:
        looked.append(host)
        return await resolve(self, host, *rest)

    monkeypatch.setattr(PublicResolver, "resolve", count)
    urls = ["http://nowhere.invalid/a", "http://nowhere.invalid/b"]
    assert {reply.status for reply in ask_for(*urls).values()} <= probes.OFFLINE
    assert looked == ["nowhere.invalid"]


def test_closed_port_is_told() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/"
    assert ask_for(url)[url].status == "refused"


@pytest.mark.parametrize("host", ["0x7f.1", "127.1"])
def test_name_that_leads_to_this_computer_is_not_followed(server: Server, host: str) -> None:
    url = server.url("/200", host)
    assert ask_for(url)[url].status == "private address"
    assert server.asked == []


def test_redirect_from_the_open_web_into_a_private_network_is_not_followed(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    try:
        with serve("127.0.0.2") as web:
            # As if that address were one of the open web.
            for module in (addresses, transport):
                monkeypatch.setattr(module, "is_public", lambda address: address == "127.0.0.2")
            url = web.url(f"/to/{server.url('/200').replace('//', '--')}")
            assert ask_for(url)[url].status == "private address"
            assert web.asked == [f"HEAD {url.removeprefix(web.url(''))}"]
            assert server.asked == []
    except OSError:
        pytest.skip("this computer has no address 127.0.0.2")


def test_certificate_that_nobody_vouches_for_is_told(tmp_path: Path) -> None:
    if not shutil.which("openssl"):
        pytest.skip("needs openssl to make a certificate")
    path = tmp_path / "own.pem"
    line = (
        f"openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost -keyout {path} -out {path}"
    )
    subprocess.run(line.split(), check=True, capture_output=True)
    with serve(certificate=path) as server:
        url = server.url("/200", "localhost").replace("http:", "https:")
        reply = ask_for(url)[url]
    assert reply == Reply("bad certificate", "self-signed certificate")
    assert server.asked == []


def test_server_without_encryption_is_told(server: Server) -> None:
    url = server.url("/200").replace("http:", "https:")
    assert ask_for(url)[url].status in ("no secure connection", "closed")


@pytest.mark.skipif(not hasattr(signal, "raise_signal"), reason="needs signals")
def test_interrupt_keeps_what_was_learnt(server: Server) -> None:
    replies: dict[str, Reply] = {}
    urls = [server.url("/200"), server.url("/hang"), server.url("/linger", "localhost")]

    def interrupt(_stage: str) -> None:
        if len(replies) == 2:
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        ask(urls, {}, replies, interrupt, PATIENT)
    assert {url: reply.status for url, reply in replies.items()} == {urls[0]: "200", urls[2]: "200"}
