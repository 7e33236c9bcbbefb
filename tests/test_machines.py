"""What pages tell machines: JSON-LD, read by an RDF library, and what links and cards need."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from making import Made, find_all, make
from rdflib import RDF, Graph, URIRef
from rdflib.namespace import SDO

from generator.dates import parse_date
from generator.machines import exact_days

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from crawler import Site

# The library uses what it advises others against.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

BASE = "https://example.org/sub/"
# What schema.org itself says of its words, as far as it is needed here: the network is not asked.
ADDRESSES = ("url", "image", "eventStatus")
CONTEXT = {"@vocab": str(SDO), **{name: {"@type": "@id"} for name in ADDRESSES}}
SITE = {
    "site.yaml": f"""
        title: The site
        description: What it is.
        base_url: {BASE}
        language: en
        authors: [The editors]
        """,
    "media/a.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>',
    "media/a.svg.yaml": "alt: A drawing",
    "places/korea.md": "---\nname: Korea\ntimezone: Asia/Seoul\n---\n",
    "places/seoul.md": """
        ---
        name: Seoul
        native: {text: 서울, lang: ko}
        coordinates: 37.5, 127
        within: korea
        ---
        """,
    "organizations/un.md": """
        ---
        name: United Nations
        short_name: UN
        founded: 1945-10-24
        dissolved: 2100?
        place: seoul
        ---
        """,
    "organizations/office.md": "---\nname: The Office\nparent: un\n---\n",
    "people/ann.md": """
        ---
        name: Ann Lee
        family: Lee
        given: Ann
        summary: She "spoke" </script><b>& left.
        aliases: [Anna Lee]
        born: 1950-02-03
        died: 2001~
        image: a.svg
        positions: [{title: Envoy, organization: office}]
        ---
        """,
    "people/changed.md": """
        ---
        name: Bo Ray
        family: Ray
        given: Bo
        pseudonym: true
        born: 1970-01-01
        aliases: [B Ray]
        ---
        """,
    "people/hidden.md": "---\nname: Cy Fox\nfamily: Fox\nlisted: false\n---\n",
    "events/talks.md": """
        ---
        title: Talks
        date: 2019-10-05/2019-10-06
        place: seoul
        participants: [ann, un, hidden, {described_as: a spokesperson}]
        ---
        """,
    "events/dinner.md": """
        ---
        title: Dinner
        date: 2019-10-05
        time: 19:30
        place: seoul
        parent: talks
        ---
        """,
    "events/called-off.md": "---\ntitle: Called off\ndate: 2019-11\nstatus: cancelled\n---\n",
    "events/maybe.md": "---\ntitle: Maybe\ndate: 2019-12-01?\nstatus: planned\n---\n",
    "sources/book.md": "---\ntitle: A book\ntype: book\n---\n",
    "articles/one.md": """
        ---
        title: One
        date: 2020-02-03
        updated: 2021
        authors: [ann, Zed]
        topics: [peace]
        series: The row
        part: 2
        image: a.svg
        corrections: [{date: 2021, was: x, now: y}]
        ---
        Ann Lee was at the [[talks]]. [@book, p. 1]
        """,
    "articles/eins.md": """
        ---
        title: Eins
        date: 2020-02
        lang: ar
        translation_of: one
        image: a.svg
        content_warning: Look away
        ---
        """,
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    made = make(tmp_path_factory.mktemp("machines"), SITE)
    assert made.told == []
    return made


def read_jsonld(page: str, address: str) -> Graph:
    """The triples of a page."""
    graph = Graph()
    for text in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL):
        data = json.loads(text)
        assert data.pop("@context") == "https://schema.org"
        whole = json.dumps({"@context": CONTEXT, **data})
        graph.parse(data=whole, format="json-ld", publicID=address)
    return graph


def describe(made: Made, url: str) -> dict[str, Any]:
    """What is said of the thing that a page is about: values by property, addresses from the top.

    Of what has no address, the name stands for it.
    """
    graph = read_jsonld(made.pages[url], BASE + url)
    said: dict[str, Any] = {}
    for name, value in graph.predicate_objects(URIRef(BASE + url)):
        word = "type" if name == RDF.type else str(name).removeprefix(str(SDO))
        known = isinstance(value, URIRef) or not list(graph.predicate_objects(value))
        text = str(value) if known else str(graph.value(value, SDO.name) or graph.value(value))
        said.setdefault(word, set()).add(text.removeprefix(BASE).removeprefix(str(SDO)))
    return {word: values.pop() if len(values) == 1 else values for word, values in said.items()}


def test_an_article_is_described_with_what_it_names_and_cites(made: Made) -> None:
    said = describe(made, "articles/one.html")
    correction = said.pop("correction")
    assert correction
    assert said == {
        "type": "Article",
        "url": "articles/one.html",
        "name": "One",
        "headline": "One",
        "inLanguage": "en",
        "author": {"people/ann.html", "Zed"},
        "datePublished": "2020-02-03",
        "isPartOf": {"The site", "The row"},
        "position": "2",
        "keywords": "peace",
        "image": "media/a.svg",
        "timeRequired": "PT1M",
        "mentions": {"people/ann.html", "events/talks.html"},
        "citation": "sources/book.html",
        "workTranslation": "articles/eins.html",
    }
    graph = read_jsonld(made.pages["articles/one.html"], BASE)
    assert graph.value(URIRef(BASE + "people/ann.html"), RDF.type) == SDO.Person
    assert str(graph.value(URIRef(BASE + "sources/book.html"), SDO.name)) == "A book"
    assert describe(made, "articles/eins.html")["translationOfWork"] == "articles/one.html"


def test_an_event_is_described_with_when_and_where_it_was(made: Made) -> None:
    assert describe(made, "events/talks.html") == {
        "type": "Event",
        "url": "events/talks.html",
        "name": "Talks",
        "startDate": "2019-10-05",
        "endDate": "2019-10-06",
        "eventStatus": "EventScheduled",
        "location": "places/seoul.html",
        "attendee": {"people/ann.html", "organizations/un.html"},
        "subEvent": "events/dinner.html",
    }
    dinner = describe(made, "events/dinner.html")
    assert dinner["startDate"] == "2019-10-05T19:30+09:00"
    assert dinner["superEvent"] == "events/talks.html"


def test_a_wide_or_doubtful_date_is_no_start_date(made: Made) -> None:
    off, maybe = describe(made, "events/called-off.html"), describe(made, "events/maybe.html")
    assert off["eventStatus"] == "EventCancelled"
    assert "eventStatus" not in maybe
    assert not {"startDate", "endDate"} & (off.keys() | maybe.keys())


@pytest.mark.parametrize(
    ("date", "days"),
    [
        ("2019-10-05", ("2019-10-05", "")),
        ("2019-10-05/2019-10-06", ("2019-10-05", "2019-10-06")),
        ("2019-10-05/2019-11", ("2019-10-05", "")),
        ("2019/2019-10-06", ("", "2019-10-06")),
        ("2019-10-05/..", ("2019-10-05", "")),
        ("../2019-10-05", ("", "2019-10-05")),
        *((text, ("", "")) for text in ("2019", "2019-10", "2019-10-05~", "2019-10-0X", "2019-21")),
        *((text, ("", "")) for text in ("[2019-10-05,2019-10-06]", "-0043-03-15", "0000-01-01")),
    ],
)
def test_only_days_that_are_certain_are_exact(date: str, days: tuple[str, str]) -> None:
    assert exact_days(parse_date(date)) == days


def test_a_person_is_described_by_every_name_that_the_page_shows(made: Made) -> None:
    assert describe(made, "people/ann.html") == {
        "type": "Person",
        "url": "people/ann.html",
        "name": "Ann Lee",
        "description": 'She "spoke" </script><b>& left.',
        "alternateName": {"Lee, Ann", "Anna Lee"},
        "givenName": "Ann",
        "familyName": "Lee",
        "birthDate": "1950-02-03",
        "affiliation": "organizations/office.html",
        "image": "media/a.svg",
    }


def test_of_somebody_whose_name_is_changed_no_more_is_told(made: Made) -> None:
    said = describe(made, "people/changed.html")
    assert said == {"type": "Person", "url": "people/changed.html", "name": "Bo Ray"}


def test_nobody_who_is_not_listed_is_told_to_machines(made: Made) -> None:
    assert not [url for url, page in made.pages.items() if "Cy Fox" in page]


def test_places_and_organizations_are_described(made: Made) -> None:
    seoul = describe(made, "places/seoul.html")
    graph = read_jsonld(made.pages["places/seoul.html"], BASE)
    geo = graph.value(predicate=RDF.type, object=SDO.GeoCoordinates)
    assert [float(graph.value(geo, name)) for name in (SDO.latitude, SDO.longitude)] == [37.5, 127]
    assert (seoul["alternateName"], seoul["containedInPlace"]) == ("서울", "places/korea.html")
    un = describe(made, "organizations/un.html")
    assert (un["alternateName"], un["foundingDate"]) == ("UN", "1945-10-24")
    assert un["location"] == "places/seoul.html"
    assert "dissolutionDate" not in un
    office = describe(made, "organizations/office.html")
    assert office["parentOrganization"] == "organizations/un.html"


def test_the_home_page_describes_the_site(made: Made) -> None:
    graph = read_jsonld(made.pages["index.html"], BASE)
    (site,) = graph.subjects(RDF.type, SDO.WebSite)
    told = [str(graph.value(site, name)) for name in (SDO.name, SDO.url, SDO.description)]
    assert told == ["The site", BASE, "What it is."]


def test_every_word_is_one_of_schema_org(shipped_below: Site) -> None:
    graph = Graph()
    for url in shipped_below.pages:
        text = (shipped_below.folder / url).read_text(encoding="utf-8")
        graph += read_jsonld(text, shipped_below.base + url)
    words = {str(name) for name in graph.predicates() if name != RDF.type}
    words |= {str(kind) for kind in graph.objects(predicate=RDF.type)}
    assert len(words) > 25
    assert [word for word in words if URIRef(word) not in SDO] == []


def test_what_is_told_to_machines_stands_on_the_page(shipped_below: Site) -> None:
    """Names and texts are words of the page, its addresses are links, its days are dates there."""
    described = 0
    for url, page in shipped_below.pages.items():
        text = (shipped_below.folder / url).read_text(encoding="utf-8")
        graph = read_jsonld(text, shipped_below.base + url)
        shown = " ".join(page.text("body").split())
        days = {e.get("datetime") for e in page.find_all("time")}
        described += bool(len(graph))
        for name, value in graph.predicate_objects():
            word = str(name).removeprefix(str(SDO))
            said = str(value)
            if word in ("name", "headline", "alternateName", "keywords", "description"):
                assert " ".join(said.split()) in shown, (url, word, said)
            elif word in ("datePublished", "dateModified", "birthDate", "deathDate"):
                assert said in days, (url, word, said)
            elif isinstance(value, URIRef) and said.startswith(shipped_below.base):
                target = said.removeprefix(shipped_below.base) or "index.html"
                assert target == url or target in page.targets, (url, word, said)
    assert described > 100


# Links and cards in the head


def metas(made: Made, url: str) -> dict[str, str]:
    """The values of a page's `<meta>` by name or property."""
    found = made.tree(url).iter("meta")
    return {m.get("property") or m.get("name") or "": m.get("content", "") for m in found}


def test_a_card_shows_title_summary_and_picture(made: Made) -> None:
    said = metas(made, "articles/one.html")
    assert {
        name: value for name, value in said.items() if name.startswith(("og:", "twitter:"))
    } == {
        "og:site_name": "The site",
        "og:title": "One",
        "og:type": "article",
        "og:url": f"{BASE}articles/one.html",
        "og:image": f"{BASE}media/a.svg",
        "og:image:alt": "A drawing",
        "twitter:card": "summary_large_image",
    }
    ann = metas(made, "people/ann.html")
    assert (ann["og:type"], ann["og:description"]) == ("profile", 'She "spoke" </script><b>& left.')
    home = metas(made, "index.html")
    assert (home["og:type"], home["og:description"]) == ("website", "What it is.")
    assert home["og:url"] == BASE


def test_a_picture_that_wants_a_warning_is_on_no_card(made: Made) -> None:
    assert "a.svg" in made.pages["articles/eins.html"]
    assert "og:image" not in metas(made, "articles/eins.html")
    assert "image" not in describe(made, "articles/eins.html")


def test_every_page_but_a_record_s_own_is_described_by_the_site(made: Made) -> None:
    assert metas(made, "people/index.html")["description"] == "What it is."
    assert "description" not in metas(made, "people/changed.html")


def test_translations_are_linked_both_ways_with_their_languages(made: Made) -> None:
    wanted = {"en": f"{BASE}articles/one.html", "ar": f"{BASE}articles/eins.html"}
    for url in ("articles/one.html", "articles/eins.html"):
        links = find_all(made.tree(url), "link", rel="alternate")
        found = {link.get("hreflang"): link.get("href") for link in links if link.get("hreflang")}
        assert found == wanted
    assert "hreflang" not in made.pages["events/talks.html"]


def test_without_an_address_links_lead_from_page_to_page(
    make: Callable[..., Made], tmp_path: Path
) -> None:
    settings = SITE["site.yaml"].replace(f"base_url: {BASE}", "")
    made = make({**SITE, "site.yaml": settings})
    page = made.pages["articles/one.html"]
    assert "og:" not in page
    (link,) = find_all(made.tree("articles/one.html"), "link", hreflang="ar")
    assert link.get("href") == "../articles/eins.html"
    graph = read_jsonld(page, "file:///site/articles/one.html")
    cited = graph.value(predicate=RDF.type, object=SDO.CreativeWork)
    assert str(cited) == "file:///site/sources/book.html"
