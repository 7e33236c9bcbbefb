"""The preview server at work: what it answers, to whom, what it builds, and how it ends."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
import webbrowser
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import ROOT
from making import write_files
from previews import ARTICLE, PATIENCE, SITE, Running, preview, save, wait_until

from generator.__main__ import Rounds, cli
from generator.preview import Built
from generator.problems import error
from generator.serve import (
    Options,
    ServeError,
    address_of,
    check_host,
    describe_exposure,
    find_newest,
    listen,
)

# What is served


@pytest.mark.parametrize(
    ("target", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/articles/first.html", "text/html; charset=utf-8"),
        ("/people/", "text/html; charset=utf-8"),
        ("/style/text.css", "text/css; charset=utf-8"),
        ("/style/icon.svg", "image/svg+xml; charset=utf-8"),
        ("/preview/overlay.js", "text/javascript; charset=utf-8"),
        ("/feed.xml", "application/xml; charset=utf-8"),
        ("/app.webmanifest", "application/manifest+json; charset=utf-8"),
        ("/module.wasm", "application/wasm"),
        ("/lines.jsonl", "application/jsonl; charset=utf-8"),
        ("/media/picture.png", "image/png"),
        ("/film.mp4", "video/mp4"),
        ("/robots.txt", "text/plain; charset=utf-8"),
    ],
)
def test_a_file_has_its_type_and_is_neither_kept_nor_indexed(
    served: Running, target: str, kind: str
) -> None:
    status, headers, body = served.ask(target)
    head_status, head, nothing = served.ask(target, "HEAD")

    assert (status, headers["Content-Type"]) == (200, kind)
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Robots-Tag"] == "noindex"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert int(headers["Content-Length"]) == len(body)
    assert (head_status, nothing) == (200, b"")
    assert {**head, "Date": ""} == {**headers, "Date": ""}


def test_livereload_s_own_script_comes_from_its_package(served: Running) -> None:
    import livereload

    script = Path(livereload.__file__).parent / "vendors" / "livereload.js"

    assert served.ask("/livereload.js?snipver=1")[2] == script.read_bytes()
    assert served.ask("/livereload.js", "HEAD")[0] == 200


def test_a_folder_without_its_slash_leads_to_its_index(served: Running) -> None:
    status, headers, _ = served.ask("/people")

    assert (status, headers["Location"]) == (302, "/people/")


def test_drafts_are_shown_and_marked(served: Running) -> None:
    page = served.ask("/articles/unfinished.html")[2].decode()

    assert re.search(r"<h1>Unfinished.*Draft.*</h1>", page)


def test_pages_name_the_scripts_of_the_preview_and_their_own_build(served: Running) -> None:
    page = served.ask("/articles/first.html")[2].decode()
    number = re.search(r"livereload\.js\?snipver=(\d+)", page)

    assert number
    assert f'href="../style/text.css?generation={number[1]}"' in page
    assert f'src="../preview/overlay.js?generation={number[1]}"' in page
    assert "@generation@" not in page


@pytest.mark.parametrize("target", ["/media/picture.png", "/film.mp4", "/style/text.css"])
def test_parts_and_unchanged_files_are_answered_as_such(served: Running, target: str) -> None:
    _, headers, whole = served.ask(target)
    tag = headers["Etag"]

    assert served.ask(target, Range="bytes=10-19")[::2] == (206, whole[10:20])
    assert served.ask(target, Range="bytes=-7")[::2] == (206, whole[-7:])
    assert served.ask(target, Range="bytes=100-")[::2] == (206, whole[100:])
    assert served.ask(target, Range="bytes=0-")[::2] == (200, whole)
    assert served.ask(target, Range="bytes=nonsense")[::2] == (200, whole)
    assert served.ask(target, Range="bytes=99999999-")[0] == 416
    assert served.ask(target, Range="bytes=10-19", If_Range=tag)[0] == 206
    assert served.ask(target, Range="bytes=10-19", If_Range='"other"')[::2] == (200, whole)
    assert served.ask(target, If_None_Match=tag)[::2] == (304, b"")
    assert served.ask(target, If_None_Match='"other"')[::2] == (200, whole)
    partial = served.ask(target, Range="bytes=10-19")[1]
    assert partial["Content-Range"] == f"bytes 10-19/{len(whole)}"
    assert served.ask(target, Range="bytes=0-1,5-6")[::2] == (200, whole)
    assert served.ask(target, Range=f"bytes=10-{len(whole) + 9}")[::2] == (206, whole[10:])
    assert served.ask(target, Range="bytes=-0")[0] == 416
    assert served.ask(target, If_None_Match=f'"other", W/{tag}')[::2] == (304, b"")
    assert served.ask(target, "HEAD", Range="bytes=10-19")[0] == 200


def test_a_missing_page_is_the_site_s_own_with_the_nearest_urls(served: Running) -> None:
    status, headers, body = served.ask("/people/ada-lovelac.html")
    page = body.decode()

    assert (status, headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert '<li><a href="/people/ada-lovelace.html">people/ada-lovelace.html</a></li>' in page
    assert 'href="/style/text.css' in page, "the address that the site will have is not used here"
    assert "sub/path" not in page


def test_what_a_missing_page_is_called_is_no_html(served: Running) -> None:
    page = served.ask("/%3Cscript%3Ealert(1)%3C/script%3E.html")[2]

    assert b"<script>alert" not in page


# Who is answered

HOSTILE_PATHS = [
    "/../secret.txt",
    "/../../etc/passwd",
    "/articles/../../secret.txt",
    "/%2e%2e/secret.txt",
    "/%2e%2e%2fsecret.txt",
    "/..%2fsecret.txt",
    "/..%5csecret.txt",
    "/%2e%2e%5csecret.txt",
    "/..\\secret.txt",
    "/....//secret.txt",
    "/..;/secret.txt",
    "/%252e%252e%252fsecret.txt",
    "/%c0%ae%c0%ae/secret.txt",
    "/%e0%80%ae%e0%80%ae/secret.txt",
    "/%uff0e%uff0e/secret.txt",
    "/media/../../secret.txt",
    "/media/%2e%2e/%2e%2e/content/site.yaml",
    "//etc/passwd",
    "///etc/passwd",
    "/%2fetc/passwd",
    "/etc/passwd",
    "/C:/Windows/win.ini",
    "/C:%5CWindows%5Cwin.ini",
    "/file:///etc/passwd",
    "/escape.txt",
    "/out",
    "/out/",
    "/out/secret.txt",
    "/media/escape.txt",
    "/%00",
    "/index.html%00.png",
    "/articles/first.html%00",
    "/media/picture.png%00/../../secret.txt",
    "/.git/config",
    "/.env",
    "/.backstory/cache",
    "/.obsidian/app.json",
    "/content/.obsidian/app.json",
    "/media/.x.png",
    "/content/site.yaml",
    "/content/articles/first.md",
    "/templates/base.html",
    "/site.yaml",
    "/index.html/",
    "/%0d%0aSet-Cookie:%20a=b",
    "/%ff%fe",
    "/%",
    "/%zz",
    "/" + "a/" * 2000,
    "/" + "%2e%2e/" * 500,
    "/?generation=-1",
    "/?generation=" + "9" * 400,
    "/?generation=%ff",
    "/?generation=" + "9" * 5000,
    "/preview/",
    "/livereload",
    "/forcereload?path=%00",
]


@pytest.mark.parametrize("target", HOSTILE_PATHS, ids=range(len(HOSTILE_PATHS)))
def test_nothing_from_outside_is_served(served: Running, target: str) -> None:
    request = f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\nConnection: close\r\n\r\n"
    answer = served.send(request.encode("latin-1", "replace"))

    assert answer.startswith(b"HTTP/1.1 ")
    check_harmless(answer, served)


RAW_REQUESTS = {
    "foreign host": b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "foreign host with our port": b"GET / HTTP/1.1\r\nHost: evil.example:PORT\r\n\r\n",
    "host that begins like ours": b"GET / HTTP/1.1\r\nHost: 127.0.0.1.evil.example\r\n\r\n",
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "two hosts": b"GET / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nHost: evil.example\r\n\r\n",
    "empty host": b"GET / HTTP/1.1\r\nHost:\r\n\r\n",
    "old http": b"GET / HTTP/1.0\r\n\r\n",
    "absolute form": b"GET http://evil.example/ HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n",
    "other method": b"DELETE / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n",
    "unknown method": b"BREW / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n",
    "connect": b"CONNECT evil.example:443 HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n",
    "trace": b"TRACE / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n",
    "options star": b"OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n",
    "post with body": b"POST / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nContent-Length: 3\r\n\r\nabc",
    "huge body": b"POST / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nContent-Length: 999999999\r\n\r\n",
    "oversized header": b"GET / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nX: "
    + b"x" * 200_000
    + b"\r\n\r\n",
    "many headers": b"GET / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n" + b"X: y\r\n" * 20_000 + b"\r\n",
    "no http": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    "endless part": b"GET /nothing HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nRange: bytes="
    + b"9" * 5000
    + b"-\r\n\r\n",
    "broken line": b"GET\r\n\r\n",
    "space in target": b"GET /a b HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n",
}


@pytest.mark.parametrize("name", RAW_REQUESTS)
def test_odd_requests_get_nothing(served: Running, name: str) -> None:
    request = RAW_REQUESTS[name].replace(b"PORT", str(served.port).encode())
    answer = served.send(request.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1))

    check_harmless(answer, served)
    assert not answer.startswith(b"HTTP/1.1 2")


def check_harmless(answer: bytes, served: Running) -> None:
    """No content from outside, no fault of the program, no path of this computer."""
    first = answer.partition(b"\r\n")[0]
    assert not re.match(rb"HTTP/1\.\d 5", first), first
    assert b"outside of the site" not in answer
    assert b"root:" not in answer
    assert b"Set-Cookie" not in answer
    for folder in (ROOT, served.source, served.source.parent, Path.home()):
        assert str(folder).encode() not in answer
    assert b"base_url:" not in answer
    assert b"Traceback" not in answer


SOCKET = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec_WebSocket_Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec_WebSocket_Version": "13",
}


@pytest.mark.parametrize(
    "target",
    [
        "/",
        "/style/text.css",
        "/livereload",
        "/livereload.js",
        "/forcereload",
        "/no/such/page",
        "/preview/problems.json",
    ],
)
def test_a_foreign_host_or_origin_is_refused_everywhere(served: Running, target: str) -> None:
    more = SOCKET if target == "/livereload" else {}

    assert served.ask(target, Host="evil.example", **more)[0] == 421
    for origin in ("http://evil.example", "http://127.0.0.1:1", "null", "http://[", ""):
        assert served.ask(target, Origin=origin, **more)[0] == 403
    for site in ("cross-site", "same-site"):
        assert served.ask(target, Sec_Fetch_Site=site, **more)[0] == 403


def test_a_link_on_another_site_may_lead_here(served: Running) -> None:
    status, _, _ = served.ask("/", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="navigate")

    assert status == 200


def test_the_socket_opens_for_our_own_pages(served: Running) -> None:
    request = f"GET /livereload HTTP/1.1\r\nHost: localhost:{served.port}\r\n"
    request += f"Origin: http://localhost:{served.port}\r\n"
    request += "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in SOCKET.items())
    with socket.create_connection(("127.0.0.1", served.port), timeout=PATIENCE) as connection:
        connection.sendall(request.encode() + b"\r\n")
        answer = connection.recv(4096)
        # A message that is no JSON, masked with zeros.
        connection.sendall(b"\x81\x83\0\0\0\0abc")
        closing = connection.recv(4096)

    assert answer.startswith(b"HTTP/1.1 101")
    assert closing == b"\x88\x02" + (1003).to_bytes(2, "big")


# Where it listens


def test_the_next_free_port_is_taken() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        found = listen("127.0.0.1", port)
        with found:
            assert port < found.getsockname()[1] < port + 100


@pytest.mark.parametrize(
    ("host", "port", "said"),
    [
        ("no-such-host.invalid", 8000, "cannot listen on no-such-host.invalid"),
        ("192.0.2.1", 8000, "cannot listen on 192.0.2.1, port 8000"),
    ],
)
def test_where_nothing_can_listen_says_so(host: str, port: int, said: str) -> None:
    with pytest.raises(ServeError, match=said):
        listen(host, port)


def test_without_a_free_port_there_is_no_preview() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 65535))
        taken.listen()
        with pytest.raises(ServeError, match="no port from 65535 on is free"):
            listen("127.0.0.1", 65535)


def test_beyond_this_computer_the_names_must_be_given(tmp_path: Path) -> None:
    with pytest.raises(ServeError, match="to every computer that can reach this one") as caught:
        check_host(Options(tmp_path, host="0.0.0.0"))
    named = Options(tmp_path, host="0.0.0.0", allowed=("MyPC.local",))

    assert "--allow-host" in caught.value.fix
    assert check_host(named) == {"mypc.local", "localhost", "127.0.0.1", "[::1]"}
    # The address that it listens at may be used as well as the names.
    lan = check_host(Options(tmp_path, host="192.0.2.7", allowed=("mypc.local",)))
    assert lan == {*check_host(named), "192.0.2.7"}
    assert check_host(Options(tmp_path, host="::1")) == {"localhost", "127.0.0.1", "[::1]"}
    assert "127.0.0.2" in check_host(Options(tmp_path, host="127.0.0.2"))
    with pytest.raises(ServeError):
        check_host(Options(tmp_path, host="127.evil.example"))


@pytest.mark.parametrize(
    "name", ["http://mypc.local", "mypc.local:8000", "my pc", "*", "*.local", "", "fe80::1"]
)
def test_what_is_no_name_of_a_computer_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ServeError, match="this is no name of a computer") as caught:
        check_host(Options(tmp_path, host="0.0.0.0", allowed=(name,)))
    assert "--allow-host mypc.local" in caught.value.fix


def test_who_else_can_see_the_site_is_told(tmp_path: Path) -> None:
    names = ("mypc.local", "[fe80::1]")
    told = describe_exposure(Options(tmp_path, "0.0.0.0", allowed=names), "http://127.0.0.1:81/")
    fewer = describe_exposure(
        Options(tmp_path, "192.0.2.7", allowed=names[:1], drafts=False), "http://192.0.2.7:81/"
    )

    assert told == (
        "every computer that can reach this one can see the site with its drafts, "
        "at http://mypc.local:81/ or http://[fe80::1]:81/"
    )
    assert (
        fewer == "every computer that can reach this one can see the site, at http://mypc.local:81/"
    )
    for host in ("127.0.0.1", "localhost", "::1", "127.0.0.2"):
        assert describe_exposure(Options(tmp_path, host, allowed=names), "http://x:81/") == ""


def test_the_address_is_one_that_a_browser_takes() -> None:
    found = listen("127.0.0.1", 0)
    with found:
        port = found.getsockname()[1]
        assert address_of(found, "::1") == f"http://[::1]:{port}/"
        assert address_of(found, "localhost") == f"http://localhost:{port}/"


@pytest.mark.parametrize(("host", "name"), [("0.0.0.0", "127.0.0.1"), ("::", "[::1]")])
def test_what_listens_everywhere_is_reached_from_here(host: str, name: str) -> None:
    if ":" in host and not socket.has_dualstack_ipv6():
        pytest.skip("there is no IPv6 here")
    with listen(host, 0) as found:
        found.setblocking(True)
        address = address_of(found, host)
        connection = socket.create_connection((name.strip("[]"), found.getsockname()[1]), PATIENCE)
        connection.close()

    assert address.startswith(f"http://{name}:")


def test_the_page_edited_last_is_found(tmp_path: Path) -> None:
    for age, name in enumerate(["old.md", "new.md"]):
        (tmp_path / name).write_text("")
        os.utime(tmp_path / name, (age, age))

    urls = {"old.md": "old.html", "new.md": "new.html", "gone.md": "gone.html"}
    assert find_newest(tmp_path, urls) == "new.html"
    assert find_newest(tmp_path, {}) == ""


# Builds


def test_each_save_is_built_once_and_shown_and_public_is_left_alone(
    edited: tuple[Running, Path],
) -> None:
    running, source = edited
    before = running.ask("/articles/first.html")[2].decode()
    number = re.search(r"generation=(\d+)", before)
    assert number
    builds = len(running.builds)
    with running.building():
        (source / "static" / "style").mkdir()
        (source / "static" / "style" / "text.css").write_text("/* own */")
        save(source, "articles/first.md", "Text of", "Words of")
    after = running.ask("/articles/first.html")[2]
    old = running.ask(f"/style/text.css?generation={number[1]}")[2]
    swapped = running.ask(f"/style/text.css?generation={number[1]}&livereload=1")[2]
    with running.building():
        save(source, "articles/first.md", "Words of", "Lines of")
    last = running.ask("/articles/first.html")[2]

    assert b"Words of the first" in after
    assert b"Lines of the first" in last
    assert old != b"/* own */", "a page gets the style of its own build"
    assert swapped == b"/* own */"
    assert [files for _, files in running.builds[builds:]] == [
        ["content/articles/first.md", "static/style", "static/style/text.css"],
        ["content/articles/first.md"],
    ]
    assert {path.name for path in source.iterdir()} == {"content", "static", ".env", ".git"}


def test_while_nothing_can_be_read_the_last_good_site_stays(edited: tuple[Running, Path]) -> None:
    running, source = edited
    before = running.ask("/articles/first.html")
    with running.building():
        (source / "content").rename(source / "aside")
    kept = running.ask("/articles/first.html")
    with running.building():
        (source / "aside").rename(source / "content")

    assert kept[2] == before[2]
    assert running.builds[-2][0].is_kept
    assert not running.builds[-1][0].is_kept


def test_what_leads_nowhere_is_marked_and_its_editor_is_for_this_computer_alone(
    edited: tuple[Running, Path],
) -> None:
    running, source = edited
    with running.building():
        text = "See [[nobody]] and [her](../people/no.md). [@no-source] Text of"
        save(source, "articles/first.md", "Text of", text)
    page = running.ask("/articles/first.html")[2].decode()
    ask = "/preview/problems.json"
    own = running.ask(ask, Sec_Fetch_Site="same-origin")[2].decode()
    typed = running.ask(ask, Sec_Fetch_Site="none")[2].decode()
    other = running.ask(ask, Host="mypc.local", Sec_Fetch_Site="same-origin")[2].decode()

    assert '<span class="missing">nobody</span>' in page
    assert '<a href="#page.missing">her</a>' in page
    assert '<span class="missing">no-source</span>' in page
    article = (source / "content" / "articles" / "first.md").resolve().as_posix()
    assert f"vscode://file{article}:6:5" in own
    for answer in (typed, other):
        assert "no record has the id `nobody`" in answer
        assert str(source) not in answer


def test_a_medium_that_becomes_a_link_to_elsewhere_is_not_served(
    edited: tuple[Running, Path],
) -> None:
    running, source = edited
    outside = source.parent / "secret.txt"
    picture = source / "content" / "media" / "picture.png"
    assert running.ask("/media/picture.png")[0] == 200
    with running.building():
        picture.unlink()
        picture.symlink_to(outside)
        # The build before still knows it as a picture.
        at_once = running.ask("/media/picture.png")
    later = running.ask("/media/picture.png")
    picture.unlink()

    for status, _, body in (at_once, later):
        assert status == 404
        assert b"outside" not in body


def test_a_build_that_fails_is_told_and_the_next_one_goes_on(edited: tuple[Running, Path]) -> None:
    running, source = edited
    children = [
        pid
        for pid, parent, line in list_processes()
        if "spawn_main" in line and parent == os.getpid()
    ]
    for pid in children:
        os.kill(pid, signal.SIGKILL)
    with running.building():
        save(source, "articles/first.md", "Text of", "Words of")
    told = running.ask("/preview/problems.json")[2]
    old = running.ask("/articles/first.html")[2]
    with running.building():
        save(source, "articles/first.md", "Words of", "Lines of")
    new = running.ask("/articles/first.html")[2]

    assert b"the program itself failed; the terminal tells more" in told
    assert b"Text of the first" in old
    assert b"Lines of the first" in new
    assert b'"problems": []' in running.ask("/preview/problems.json")[2]


def test_a_site_that_cannot_be_shown_yet_says_so_and_is_shown_when_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    broken = {**SITE, "templates/base.html": "{% if %}"}
    source = write_files(tmp_path / "site", broken)
    os.utime(source / "content" / "people" / "ada-lovelace.md", (4e9, 4e9))
    with preview(source, opens=True, host="0.0.0.0", allowed=("mypc.local",)) as running:
        status, _, page = running.ask("/")
        with running.building():
            shutil.rmtree(source / "templates")
        mended = running.ask("/")

    assert status == 404
    assert b"<h1>The site cannot be shown yet</h1>" in page
    assert b"/preview/overlay.js" in page
    assert opened == [running.address + "people/ada-lovelace.html"]
    assert mended[0] == 200
    assert f"drafts, at http://mypc.local:{running.port}/" in running.said[-1]


# The command


def start(source: Path, temporary: Path) -> subprocess.Popen[str]:
    """Start `backstory serve` as a person would, with a folder for temporary files."""
    return subprocess.Popen(
        [sys.executable, "-m", "generator", "serve", "-p", "0", "-v"],
        cwd=source,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(temporary)},
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def list_processes() -> list[tuple[int, int, str]]:
    """Number, parent and command of each process that runs."""
    command = ["ps", "-eww", "-o", "pid=,ppid=,args="]
    found = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    split = [line.split(maxsplit=2) for line in found.splitlines()]
    return [(int(pid), int(parent), args) for pid, parent, args in split]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other signals")
def test_ctrl_c_ends_it_and_leaves_nothing_behind(tmp_path: Path) -> None:
    text = f"{ARTICLE}\n        See [[nobody]].\n"
    source = write_files(tmp_path / "site", {**SITE, "articles/first.md": text})
    before = sorted(source.rglob("*"))
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    with start(source, temporary) as process:
        assert process.stderr
        lines = []
        while "preview at" not in (line := process.stderr.readline()):
            lines.append(line)
            assert process.poll() is None, lines
        children = [pid for pid, parent, _ in list_processes() if parent == process.pid]
        process.send_signal(signal.SIGINT)
        begun = time.monotonic()
        process.wait(PATIENCE)
        print(f"ended {time.monotonic() - begun:.2f} s after Ctrl-C")
        rest = process.stderr.read()

    said = "".join(lines)
    assert children, "builds have a process of their own"
    assert process.returncode == 0
    assert rest == ""
    assert "content/articles/first.md:8:5: error[link-missing]: no record has the id" in said
    assert "     8 | See [[nobody]].\n" in said
    assert "1 error, 0 warnings" in said
    assert wait_until(lambda: not {*children} & {pid for pid, *_ in list_processes()})
    assert sorted(source.rglob("*")) == before
    assert list(temporary.iterdir()) == []


def test_a_host_without_names_is_wrong_usage(tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["serve", "--source", str(tmp_path), "--host", "0.0.0.0"])

    assert done.exit_code == 2
    assert "error: `--host 0.0.0.0` shows the site, with its drafts" in done.stderr
    assert "fix: if you want that, say by which name they call it" in done.stderr


def test_the_terminal_tells_of_problems_when_they_change(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rounds = Rounds(write_files(tmp_path / "site", SITE), quiet=False)
    wrong = error("e", "content/site.yaml", 1, 1, "wrong")
    rounds.tell(Built(problems=[wrong], seconds=0.123), ["content/a.md", "content/b.md"])
    first = capsys.readouterr().err
    rounds.tell(Built(problems=[wrong], is_kept=True), ["content/a.md"])
    second = capsys.readouterr().err
    rounds.tell(Built(fault="Traceback …"), [])
    third = capsys.readouterr().err

    assert "content/site.yaml:1:1: error[e]: wrong" in first
    assert "built in 0.12 s after content/a.md and 1 more: 1 error, 0 warnings" in first
    assert second == (
        "built in 0.00 s after content/a.md: 1 error, 0 warnings; the pages stay as they were\n"
    )
    assert third == "Traceback …\nthis is a fault of backstory itself\n"


def test_a_quiet_preview_tells_of_problems_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Rounds(write_files(tmp_path / "site", SITE), quiet=True).tell(Built(), [])

    assert capsys.readouterr().err == ""


# Storms


def save_at_random(source: Path, number: int, pause: float) -> None:
    """Save an article again and again, now and then with something wrong in it, and other files."""
    chance = random.Random(7)
    article = source / "content" / "articles" / "first.md"
    begin = article.read_text(encoding="utf-8")
    for count in range(number):
        wrong = chance.choice(["", "", "[[nobody]] ", "[@no-source] ", "[^1] "])
        text = begin.replace("Text of", f"{wrong}Text {count} of")
        if chance.random() < 0.1:
            text = text.replace("title: ", "title: [")
        article.write_text(text, encoding="utf-8")
        if chance.random() < 0.1:
            (source / "content" / "articles" / f"more-{count % 5}.md").write_text(begin)
        time.sleep(pause)
    article.write_text(begin.replace("Text of", "The last of"), encoding="utf-8")


def read_memory(pid: int) -> int:
    """How many MB a process has in memory, where the system tells."""
    status = Path(f"/proc/{pid}/status")
    found = re.search(r"VmRSS:\s+(\d+)", status.read_text()) if status.exists() else None
    return int(found[1]) // 1024 if found else 0


def test_a_storm_of_saves_ends_with_the_last_state(
    edited: tuple[Running, Path], request: pytest.FixtureRequest
) -> None:
    saves, pause = (1000, 0.06) if request.config.getoption("--campaign") else (30, 0.02)
    running, source = edited
    latencies, memory = [], []
    builds = len(running.builds)
    pids = [os.getpid()]
    pids += [pid for pid, parent, line in list_processes() if parent == pids[0]]
    storm = threading.Thread(target=save_at_random, args=(source, saves, pause))
    storm.start()
    while storm.is_alive():
        begun = time.perf_counter()
        assert running.ask("/articles/first.html")[0] == 200
        latencies.append(time.perf_counter() - begun)
        time.sleep(0.005)
        if len(latencies) % 50 == 0:
            memory.append([read_memory(pid) for pid in pids])
    wait_until(lambda: b"The last of the first" in running.ask("/articles/first.html")[2])
    wait_until(lambda: b'"problems": []' in running.ask("/preview/problems.json")[2])

    hundredths = statistics.quantiles(latencies, n=100)
    print(f"{saves} saves, {len(running.builds) - builds} builds, {len(latencies)} requests")
    print(f"median {hundredths[49] * 1000:.1f} ms, 99 % under {hundredths[98] * 1000:.1f} ms")
    some = memory[:: len(memory) // 8 + 1]
    print(f"memory in MB, of the server and of the processes it started: {some}")
    assert 0 < len(running.builds) - builds < saves
