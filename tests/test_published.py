"""The shipped documentary as strangers find it: every link, every page, from disk and from a host.

Nothing here comes from the generator: pages are read with html5lib, records with a YAML reader.
"""

from __future__ import annotations

import itertools
import re
import sys
import urllib.error
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urldefrag, urljoin, urlsplit
from xml.etree import ElementTree

import pytest
import yaml
from conftest import OLD_URLS, ROOT, run
from crawler import (
    Link,
    Page,
    Site,
    anchor_of,
    local_name,
    path_of,
    read_site,
    resolve,
)
from server import serve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from xml.etree.ElementTree import Element

PRIVATE_USE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
TEXT_FILES = (".html", ".css", ".js", ".svg", ".xml", ".txt", ".json")
UNLISTED = {"404.html"}
# What is on this machine is asked for directly, whatever proxy there is for the rest.
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@pytest.fixture(scope="module", params=["shipped", "shipped_below"])
def site(request: pytest.FixtureRequest) -> Site:
    """The documentary, built for no address and built for one below the top of a host."""
    return request.getfixturevalue(request.param)


# Links


@pytest.mark.usefixtures("uncounted")
def test_every_link_and_anchor_resolves_on_a_disk(site: Site) -> None:
    assert list(find_broken_on_disk(site)) == []


def find_broken_on_disk(site: Site) -> Iterator[str]:
    """The links that lead to no file or no id, when the site is opened from its folder."""
    for link in site.internal_links:
        if link.page == "404.html":
            continue
        target = path_of(urljoin((site.folder / link.page).as_uri(), link.address))
        if not target.is_file():
            yield f"{link}: no such file"
        elif not target.is_relative_to(site.folder):
            yield f"{link}: leads out of the site"
        elif not has_anchor(site, target.relative_to(site.folder).as_posix(), link.address):
            yield f"{link}: no such id"


def split_choice(address: str) -> tuple[str, str, str]:
    """What an address chooses of the timeline: its kind, "=" if it does so, its id."""
    return unquote(urldefrag(address).fragment).partition("=")


def has_anchor(site: Site, url: str, address: str) -> bool:
    """Whether a page has the id that an address asks for, if it asks for one."""
    anchor, (kind, is_choice, chosen) = anchor_of(address), split_choice(address)
    if is_choice:
        folders = {"person": "people", "place": "places", "organization": "organizations"}
        folder = folders.get(kind, "types")
        return url == "timeline.html" and f"{folder}/{chosen}.html" in site.pages
    return not anchor or (url in site.pages and anchor in site.pages[url].ids)


@pytest.mark.usefixtures("uncounted")
def test_every_link_and_anchor_resolves_on_a_web_server(site: Site) -> None:
    with serve(site.folder, site.base_path) as top:
        assert list(find_broken_on_web(site, top)) == []


def find_broken_on_web(site: Site, top: str) -> Iterator[str]:
    """The links that a web server answers with anything but a page that has the anchor."""
    answers: dict[str, Answer] = {}
    for link in site.internal_links:
        address = urljoin(top + quote(link.page), link.address)
        request = address.partition("#")[0]
        if request not in answers:
            answers[request] = ask(request)
        answer = answers[request]
        if answer.status != 200:
            yield f"{link}: {answer.status}"
        elif anchor_of(address) and anchor_of(address) not in answer.ids:
            yield f"{link}: no such id"


@dataclass
class Answer:
    """What a web server said."""

    status: int
    kind: str
    body: bytes
    ids: set[str] = field(default_factory=set)


def ask(address: str) -> Answer:
    """Get an address from a web server."""
    try:
        with OPENER.open(address, timeout=10) as response:
            answer = Answer(response.status, response.headers["Content-Type"], response.read())
    except urllib.error.HTTPError as refusal:
        with refusal:
            answer = Answer(refusal.code, refusal.headers["Content-Type"], refusal.read())
    if answer.kind.startswith("text/html"):
        answer.ids = set(Page("", answer.body).ids)
    return answer


@pytest.mark.parametrize(
    "missing", ["nothing.html", "people/nobody.html", "a/b/c/d/", "people/nobody"]
)
def test_the_page_for_missing_pages_leads_on_from_any_depth(site: Site, missing: str) -> None:
    with serve(site.folder, site.base_path) as top:
        answer = ask(top + missing)
        page = Page("404.html", answer.body)
        internal = [link for link in page.links if not link.is_external]
        led_to = {urljoin(top + missing, link.address) for link in internal}
        lost = [to for to in led_to if ask(to.partition("#")[0]).status != 200 and "#" not in to]

    assert answer.status == 404
    assert answer.body == (site.folder / "404.html").read_bytes()
    assert top + "index.html" in led_to
    assert lost == []


def test_every_link_is_relative_and_names_a_file(site: Site) -> None:
    wrong = [
        str(link)
        for link in site.internal_links
        if link.page != "404.html" and not names_a_file(link.address)
    ]

    assert wrong == []


def names_a_file(address: str) -> bool:
    """Whether an address is an anchor, or a relative path that ends with a file's name."""
    path = urlsplit(address).path
    if not path:
        return address.startswith("#")
    return not path.startswith("/") and "." in unquote(path).rpartition("/")[2].strip(".")


def test_links_of_the_page_for_missing_pages_begin_with_the_path_of_base_url(site: Site) -> None:
    page = site.pages["404.html"]
    links = [link for link in page.links if not link.is_external]

    assert [str(link) for link in links if not link.address.startswith((site.base_path, "#"))] == []
    assert any(link.address == f"{site.base_path}index.html" for link in links)


def test_external_links_are_secure_or_plain_web_addresses(site: Site) -> None:
    schemes = {urlsplit(link.address).scheme for link in site.links if link.is_external}

    assert schemes <= {"https", "http", "mailto"}


def test_no_page_is_an_orphan(site: Site) -> None:
    reached, waiting = {"index.html"}, ["index.html"]
    while waiting:
        for target in site.pages[waiting.pop()].targets:
            if target in site.pages and target not in reached:
                reached.add(target)
                waiting.append(target)

    assert site.pages.keys() - reached - find_redirects(site) - UNLISTED == set()


def test_the_sitemap_lists_exactly_the_pages(shipped_below: Site) -> None:
    tree = ElementTree.parse(shipped_below.folder / "sitemap.xml")
    addresses = [unquote(e.text or "") for e in tree.iter() if local_name(e.tag) == "loc"]
    listed = [address.removeprefix(shipped_below.base) for address in addresses]
    pages = shipped_below.pages.keys() - find_redirects(shipped_below) - UNLISTED

    assert all(address.startswith(shipped_below.base) for address in addresses)
    assert Counter(map(name_index, listed)) == Counter(pages)


def name_index(url: str) -> str:
    """The file that a host answers with where an address ends with a folder."""
    return f"{url}index.html" if url.endswith("/") or not url else url


def test_the_feed_and_each_page_tell_addresses_that_exist(shipped_below: Site) -> None:
    base = shipped_below.base
    tree = ElementTree.parse(shipped_below.folder / "feed.xml")
    feed = [e.attrib["href"] for e in tree.iter() if local_name(e.tag) == "link"]
    canonical = {
        page.url: element.attrib["href"]
        for page in find_pages(shipped_below)
        for element in page.find_all("link")
        if element.get("rel") == "canonical"
    }
    files = {name_index(unquote(address).removeprefix(base)) for address in feed}

    assert len(feed) > 3
    assert files <= shipped_below.files
    assert canonical.keys() >= shipped_below.pages.keys() - find_redirects(shipped_below) - UNLISTED
    assert {
        url: address
        for url, address in canonical.items()
        if name_index(unquote(address).removeprefix(base)) != url
    } == {}


def test_old_addresses_lead_on_to_the_new_one(shipped_below: Site) -> None:
    pages = {url: shipped_below.pages[url] for url in OLD_URLS}
    led_to = {
        resolve(u, k.address) for u, p in pages.items() for k in p.links if k.element == "meta"
    }

    assert find_redirects(shipped_below) == set(OLD_URLS)
    assert len(led_to) == 1
    assert led_to <= shipped_below.pages.keys() - set(OLD_URLS)


def find_redirects(site: Site) -> set[str]:
    """The URLs of the pages that only lead on."""
    return {url for url, page in site.pages.items() if page.is_redirect}


def test_without_an_address_nothing_that_needs_one_is_written(shipped: Site) -> None:
    assert shipped.files & {"sitemap.xml", "feed.xml"} == set()
    assert [str(link) for link in shipped.links if "feed.xml" in link.address] == []
    assert [
        str(link) for link in shipped.links if link.element == "link" and link.is_external
    ] == []


# Pages


def find_pages(site: Site) -> list[Page]:
    """The pages that someone reads, without those that only lead on."""
    return [page for page in site.pages.values() if not page.is_redirect]


def test_no_page_has_an_error_of_syntax(site: Site) -> None:
    assert [error for page in site.pages.values() for error in page.errors] == []


def test_ids_are_unique_on_each_page(site: Site) -> None:
    twice = [
        (page.url, name)
        for page in site.pages.values()
        for name, count in Counter(page.ids).items()
        if count > 1
    ]

    assert twice == []


def test_labels_and_descriptions_name_ids_of_their_page(site: Site) -> None:
    wanted = {"aria-labelledby", "aria-describedby", "aria-controls", "headers", "for"}
    lost = [
        (page.url, attribute, value)
        for page in site.pages.values()
        for element in page.elements
        for attribute in wanted & element.attrib.keys()
        for value in element.attrib[attribute].split()
        if value not in page.ids
    ]

    assert lost == []


def test_nothing_is_styled_or_scripted_inside_a_page(site: Site) -> None:
    assert [fault for page in site.pages.values() for fault in find_inline(page)] == []


def find_inline(page: Page) -> Iterator[str]:
    """Styles, scripts and event handlers in a page: what a strict policy would block."""
    for element in page.elements:
        tag = local_name(element.tag)
        if tag == "style":
            yield f"{page.url}: <style>"
        if tag == "script" and "src" not in element.attrib:
            if element.attrib.get("type") != "application/ld+json":
                yield f"{page.url}: an inline script"
        elif tag == "script" and "defer" not in element.attrib and not is_first(element):
            yield f"{page.url}: <script> without defer"
        for name, value in element.attrib.items():
            if name == "style" or name.startswith("on"):
                yield f"{page.url}: <{tag} {name}>"
            if value.strip().lower().startswith(("javascript:", "data:text")):
                yield f"{page.url}: <{tag} {name}={value!r}>"


def is_first(script: Element) -> bool:
    """Whether a script decides what colours a page is drawn in, and so cannot wait."""
    return script.attrib["src"].endswith("script/theme.js")


def test_nothing_is_fetched_from_another_origin(site: Site) -> None:
    assert [str(link) for link in site.links if link.is_fetched and link.is_external] == []


def test_every_page_tells_its_language_and_title(site: Site) -> None:
    without = [
        page.url
        for page in site.pages.values()
        if not page.find_all("html")[0].get("lang") or not page.text("title")
    ]

    assert without == []


def test_every_page_names_its_icon(site: Site) -> None:
    """Where none is named, browsers ask for /favicon.ico, which is not the site's to give."""
    without = [
        page.url
        for page in site.pages.values()
        if not any(element.get("rel") == "icon" for element in page.find_all("link"))
    ]

    assert without == []


def test_every_page_has_one_main_part_with_text(site: Site) -> None:
    wrong = [
        page.url
        for page in site.pages.values()
        if len(page.find_all("main")) != 1 or len(page.text("main")) < 10
    ]

    assert wrong == []


def test_every_page_has_one_main_heading_and_skips_no_level(site: Site) -> None:
    wrong = {page.url: page.headings for page in site.pages.values() if not is_outline(page)}

    assert wrong == {}


def is_outline(page: Page) -> bool:
    """Whether a page has one h1, at its start, and each deeper level comes after the one above."""
    levels = page.headings
    steps = itertools.pairwise(levels)
    return levels[:1] == [1] and levels.count(1) == 1 and all(b <= a + 1 for a, b in steps)


def test_no_file_holds_a_private_use_character(site: Site) -> None:
    texts = {u: (site.folder / u).read_text("utf-8") for u in site.files if u.endswith(TEXT_FILES)}

    assert [url for url, text in texts.items() if PRIVATE_USE.search(text)] == []


# The documentary's records and the links between them


@dataclass
class Record:
    """A record as its file has it."""

    kind: str
    id: str
    data: dict[str, Any]
    body: str

    @property
    def url(self) -> str:
        """Where its page is."""
        return f"{self.id}.html" if self.kind == "pages" else f"{self.kind}/{self.id}.html"

    @property
    def names(self) -> list[str]:
        """The names under which running text may speak of it: whole ones, no titles."""
        aliases = [a if isinstance(a, dict) else {"name": a} for a in self.data.get("aliases", [])]
        linked = [a["name"] for a in aliases if a.get("type", "spelling") in ("spelling", "former")]
        return [self.data["name"], *(name for name in linked if " " in name)]

    @property
    def participants(self) -> set[str]:
        """The ids of those who took part."""
        listed = self.data.get("participants", [])
        items = listed if isinstance(listed, list) else [listed]
        return {item if isinstance(item, str) else item.get("who", "") for item in items} - {""}

    @property
    def prose(self) -> str:
        """The body without headings, comments, links and citations: where names are mentioned."""
        return re.sub(r"(?m)^#.*$|%%.*?%%|\[\[.*?\]\]|\[[^\]]*@[^\]]*\]", " ", self.body)

    @property
    def references(self) -> set[str]:
        """The ids that the body refers to or cites."""
        linked = re.findall(r"\[\[([^\]|#\\]+)", self.body)
        cited = re.findall(r"@([\w-]+)", " ".join(re.findall(r"\[[^\]]*@[^\]]*\]", self.body)))
        return {target.strip().rpartition("/")[2] for target in linked} | set(cited)

    def mentions(self, person: Record) -> bool:
        """Whether the text names a person in full, or refers to them."""
        found = (re.search(rf"(?<!\w){re.escape(n)}(?!\w|-\w)", self.prose) for n in person.names)
        return person.id in self.references or any(found)


def read_records(content: Path) -> dict[str, Record]:
    """The content's records by id."""
    records = {}
    for path in sorted(content.glob("*/**/*.md")):
        _, head, body = re.split(r"(?m)^---\s*$", path.read_text(encoding="utf-8"), maxsplit=2)
        data = yaml.safe_load(head)
        kind = path.relative_to(content).parts[0]
        record = Record(kind, str(data.get("id", path.stem)), data, body)
        if not data.get("draft") and data.get("listed", True):
            records[record.id] = record
    return records


@pytest.fixture(scope="module")
def records() -> dict[str, Record]:
    """The documentary's records by id."""
    return read_records(ROOT / "content")


def of_kind(records: dict[str, Record], kind: str) -> list[Record]:
    """The records of one folder."""
    return [record for record in records.values() if record.kind == kind]


def find_unlinked(site: Site, pairs: list[tuple[Record, Record]]) -> list[str]:
    """The pairs of which one page does not lead to the other."""
    both = [*pairs, *((right, left) for left, right in pairs)]
    return [
        f"{source.url} does not lead to {target.url}"
        for source, target in both
        if target.url not in site.pages[source.url].targets
    ]


def test_every_record_has_a_page(shipped: Site, records: dict[str, Record]) -> None:
    assert {record.url for record in records.values()} - shipped.pages.keys() == set()


def test_people_and_the_events_they_took_part_in_lead_to_one_another(
    shipped: Site, records: dict[str, Record]
) -> None:
    events = of_kind(records, "events")
    pairs = [
        (person, event)
        for person in of_kind(records, "people")
        for event in events
        if person.id in event.participants
    ]

    assert len(pairs) > 12
    assert find_unlinked(shipped, pairs) == []


def test_people_and_the_articles_that_name_them_lead_to_one_another(
    shipped: Site, records: dict[str, Record]
) -> None:
    articles = of_kind(records, "articles")
    pairs = [
        (person, article)
        for person in of_kind(records, "people")
        for article in articles
        if article.mentions(person)
    ]

    assert len(pairs) > 6
    assert find_unlinked(shipped, pairs) == []


def test_whatever_a_text_refers_to_or_cites_leads_back_to_it(
    shipped: Site, records: dict[str, Record]
) -> None:
    pairs = [
        (record, records[target])
        for record in records.values()
        for target in record.references - {record.id}
        if target in records
    ]

    assert {left.kind for left, _ in pairs} >= {"articles", "events", "people"}
    assert {right.kind for _, right in pairs} >= {"articles", "events", "sources"}
    assert find_unlinked(shipped, pairs) == []


def test_check_has_nothing_to_say_of_the_documentary() -> None:
    said = run(sys.executable, "-m", "generator", "check", "--source", ROOT, "--strict").stdout

    assert "check: 0 errors, 0 warnings in " in said


# The crawler itself


def test_the_crawler_finds_what_is_wrong_in_a_page(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(
        '<!DOCTYPE html><html lang="en"><title>x</title><meta charset="utf-8">'
        '<body onload="x()"><h1 id="a">One</h1><h3 id="a">Three</h3>'
        '<a href="gone.html">1</a><a href="#gone">2</a><a href="people/">3</a><a href="/">4</a>'
        '<img src="https://example.org/x.png" srcset="a.png 1x, b.png 2x" alt="">'
        '<p style="color: red">x</p><script>x()</script><script src="x.js"></script></body></html>'
    )
    (tmp_path / "x.js").write_text("")
    (tmp_path / "x.css").write_text("@import 'y.css'; p { background: url(z.png) }")
    site = read_site(tmp_path)
    page = site.pages["index.html"]

    assert len(list(find_broken_on_disk(site))) == 8
    with serve(tmp_path) as top:
        assert len(list(find_broken_on_web(site, top))) == 7
    assert [link.address for link in site.internal_links if not names_a_file(link.address)] == [
        "people/",
        "/",
    ]
    assert sum(link.is_fetched and link.is_external for link in site.links) == 1
    assert len(list(find_inline(page))) == 4
    assert not is_outline(page)
    assert Counter(page.ids)["a"] == 2
    assert resolve("people/a.html", "../b%20c.html#x") == "b c.html"
    assert str(Link("a.html", "a", "href", "b")) == "a.html: <a href='b'>"
