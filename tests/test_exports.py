from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote
from xml.etree import ElementTree

import feedparser
import pytest
from making import Made, find_all

from generator import exports
from generator.exports import clean_url

if TYPE_CHECKING:
    from collections.abc import Callable

BASE = "title: 'A & B <site>'\nbase_url: https://example.org/sub/path\nauthors: [The editors]\n"
FILES = {
    "site.yaml": BASE,
    "people/ann.md": "---\nname: Ann Lee\nfamily: Lee\n---\n",
    "articles/a.md": (
        '---\ntitle: "One </script> & <two> ]]>"\ndate: 2020-02-03\n'
        "authors: [ann, Zed]\nsummary: First & <last>\n---\n"
    ),
    "articles/b.md": "---\ntitle: B\ndate: 2019\nupdated: 2021-04-05\nlang: ko\n---\n",
    "articles/c.md": "---\ntitle: C\ndate: 2018-06/2018-08\n---\n",
    "pages/über.md": "---\ntitle: Über uns\n---\n",
}
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def text(made: Made, url: str) -> str:
    """The text of a file that is no page."""
    data = made.result.files[url]
    assert isinstance(data, bytes)
    return data.decode()


def test_feed_is_read_by_a_reader_s_program(make: Callable[..., Made]) -> None:
    made = make(FILES)
    assert made.told == []
    feed = feedparser.parse(text(made, "feed.xml"))
    assert not feed.bozo
    assert feed.version == "atom10"
    assert feed.feed.id == feed.feed.link == "https://example.org/sub/path/"
    assert feed.feed.updated == "2021-04-05T00:00:00Z"
    assert feed.feed.author == "The editors"
    assert [(e.id, e.published[:10], e.updated[:10]) for e in feed.entries] == [
        ("https://example.org/sub/path/articles/a.html", "2020-02-03", "2020-02-03"),
        ("https://example.org/sub/path/articles/b.html", "2019-01-01", "2021-04-05"),
        ("https://example.org/sub/path/articles/c.html", "2018-06-01", "2018-06-01"),
    ]
    assert [author.name for author in feed.entries[0].authors] == ["Ann Lee", "Zed"]


def test_feed_escapes_titles(make: Callable[..., Made]) -> None:
    root = ElementTree.fromstring(text(make(FILES), "feed.xml"))
    atom = "{http://www.w3.org/2005/Atom}"
    entries = root.findall(f"{atom}entry")
    assert root.findtext(f"{atom}title") == "A & B <site>"
    assert entries[0].findtext(f"{atom}title") == "One </script> & <two> ]]>"
    assert entries[0].findtext(f"{atom}summary") == "First & <last>"
    assert entries[1].get("{http://www.w3.org/XML/1998/namespace}lang") == "ko"


def test_feed_holds_the_newest_twenty(make: Callable[..., Made]) -> None:
    articles = {
        f"articles/a{n:02}.md": f"---\ntitle: T{n}\ndate: 20{n:02}\n---\n" for n in range(30)
    }
    feed = feedparser.parse(text(make({"site.yaml": BASE, **articles}), "feed.xml"))
    assert [entry.title for entry in feed.entries] == [f"T{n}" for n in range(29, 9, -1)]


CORRECTED = """\
---
title: A & B
date: 2019-05-06
corrections:
  - {date: 2020-02-02, was: "<one>", now: two}
  - {date: 2020-02-02, was: three, now: four}
  - {date: 2018-06?, was: five, now: six}
---
"""


def test_feed_tells_corrections_by_their_day(make: Callable[..., Made]) -> None:
    person = (
        "---\nname: Ann\nname_order: mononym\n"
        "corrections: [{date: 2020-03-04, was: x, now: y}]\n---\n"
    )
    files = {"site.yaml": BASE, "articles/a.md": CORRECTED, "people/ann.md": person}
    made = make(files)
    assert made.told == []
    feed = feedparser.parse(text(made, "feed.xml"))
    assert not feed.bozo
    assert feed.feed.updated == "2020-03-04T00:00:00Z"
    base = "https://example.org/sub/path/"
    assert [(e.id.removeprefix(base), e.updated[:10]) for e in feed.entries] == [
        ("people/ann.html#correction.2020-03-04", "2020-03-04"),
        ("articles/a.html#correction.2020-02-02", "2020-02-02"),
        ("articles/a.html#correction.2020-02-02.2", "2020-02-02"),
        ("articles/a.html", "2019-05-06"),
        ("articles/a.html#correction.2018-06%3F", "2018-06-01"),
    ]
    one = feed.entries[1]
    assert one.title == "Correction: A & B"
    assert one.link == f"{base}articles/a.html#page.corrections"
    assert one.summary == "was “<one>” now “two”"
    assert 'id="page.corrections"' in made.pages["articles/a.html"]


def test_ids_of_corrections_stay_when_another_is_added(make: Callable[..., Made]) -> None:
    def ids(front: str) -> set[str]:
        files = {"site.yaml": BASE, "articles/a.md": front}
        return {entry.id for entry in feedparser.parse(text(make(files), "feed.xml")).entries}

    before = ids(CORRECTED)
    later = CORRECTED.replace("corrections:\n", "corrections:\n  - {date: 2021, was: 7, now: 8}\n")
    assert len(before) == 4
    assert before < ids(later)


def test_corrections_have_a_feed_of_their_own(make: Callable[..., Made]) -> None:
    made = make({"site.yaml": BASE, "articles/a.md": CORRECTED})
    feed = feedparser.parse(text(made, "corrections.xml"))
    assert not feed.bozo
    assert feed.feed.title == "A & B <site>: Corrections"
    assert feed.feed.id == feed.feed.link == "https://example.org/sub/path/corrections.html"
    both = feedparser.parse(text(made, "feed.xml")).entries
    assert [e.id for e in feed.entries] == [e.id for e in both if "#correction" in e.id]
    assert len(feed.entries) == len(both) - 1
    links = find_all(made.tree("articles/a.html"), "link", type="application/atom+xml")
    assert [link.get("href") for link in links] == ["../feed.xml", "../corrections.xml"]


def test_feed_holds_the_newest_twenty_corrections(make: Callable[..., Made]) -> None:
    lines = "\n".join(f"  - {{date: 20{n:02}, was: x, now: y}}" for n in range(30))
    article = f"---\ntitle: A\ndate: 1999\ncorrections:\n{lines}\n---\n"
    feed = feedparser.parse(text(make({"site.yaml": BASE, "articles/a.md": article}), "feed.xml"))
    years = [entry.updated[:4] for entry in feed.entries]
    assert years == [*(f"20{n:02}" for n in range(29, 9, -1)), "1999"]


def test_feed_without_articles_is_well_formed(make: Callable[..., Made]) -> None:
    feed = feedparser.parse(
        text(make({"site.yaml": BASE, "places/p.md": "---\nname: P\n---\n"}), "feed.xml")
    )
    assert not feed.bozo
    assert feed.entries == []


def test_sitemap_lists_every_page_once(make: Callable[..., Made]) -> None:
    made = make({**FILES, "pages/old.md": "---\ntitle: Old\nredirect_from: older.html\n---\n"})
    root = ElementTree.fromstring(text(made, "sitemap.xml"))
    found = [url.findtext(f"{SITEMAP}loc") for url in root]
    base = "https://example.org/sub/path/"
    wanted = {base + url.removesuffix("index.html") for url in made.pages}
    wanted -= {base + "404.html", base + "older.html", base + "über.html"}
    assert sorted(map(str, found)) == sorted(wanted | {base + "%C3%BCber.html"})
    dates = {url.findtext(f"{SITEMAP}loc"): url.findtext(f"{SITEMAP}lastmod") for url in root}
    assert dates[base + "articles/b.html"] == "2021-04-05"
    assert dates[base] == dates[base + "articles/"] == "2021-04-05"
    assert dates[base + "people/ann.html"] is None


def test_sitemap_that_is_too_long_for_one_file_names_several(
    make: Callable[..., Made], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = text(make(FILES), "sitemap.xml")
    monkeypatch.setattr(exports, "SITEMAP_PAGES", 10)
    made = make(FILES)
    root = ElementTree.fromstring(text(made, "sitemap.xml"))
    assert root.tag == f"{SITEMAP}sitemapindex"
    base = "https://example.org/sub/path/"
    urls = [str(one.findtext(f"{SITEMAP}loc")).removeprefix(base) for one in root]
    assert urls == [f"sitemap-{n}.xml" for n in range(1, len(urls) + 1)]
    assert len(urls) > 1
    parts = [ElementTree.fromstring(text(made, url)) for url in urls]
    assert max(map(len, parts)) == 10
    listed = [ElementTree.tostring(one) for part in parts for one in part]
    assert listed == [ElementTree.tostring(one) for one in ElementTree.fromstring(whole)]


def test_robots_are_told_of_the_sitemap(make: Callable[..., Made]) -> None:
    assert text(make(FILES), "robots.txt") == (
        "User-agent: *\nDisallow:\nSitemap: https://example.org/sub/path/sitemap.xml\n"
    )


def test_own_robots_file_goes_before_the_one_that_is_made(make: Callable[..., Made]) -> None:
    made = make({**FILES, "static/robots.txt": "own"})
    assert made.told == []
    assert made.result.files["robots.txt"] == made.folder / "static" / "robots.txt"


def test_without_an_address_there_is_neither_feed_nor_sitemap(make: Callable[..., Made]) -> None:
    made = make({**FILES, "site.yaml": "title: The site"})
    assert [(p.severity, p.code) for p in made.result.problems] == [("info", "base-url")]
    assert not {"feed.xml", "corrections.xml", "sitemap.xml"} & made.result.files.keys()
    assert text(made, "robots.txt") == "User-agent: *\nDisallow:\n"
    assert not [
        url for url, page in made.pages.items() if "canonical" in page or "feed.xml" in page
    ]


def test_with_an_address_every_page_says_its_own(make: Callable[..., Made]) -> None:
    made = make(FILES)
    for url in made.pages.keys() - {"404.html"}:
        links = find_all(made.tree(url), "link", rel="canonical")
        short = quote(url.removesuffix("index.html"))
        assert [link.get("href") for link in links] == [f"https://example.org/sub/path/{short}"]


# Old addresses


CLEAN = [
    ("old.html", "old.html"),
    ("/old.html", "old.html"),
    ("./old.html", "old.html"),
    ("about", "about/index.html"),
    ("/about/", "about/index.html"),
    ("2018/06/story", "2018/06/story/index.html"),
    ("2018/story.php", "2018/story.php"),
    ("über/uns.html", "über/uns.html"),
    # none of ours
    ("", ""),
    ("/", ""),
    ("../x.html", ""),
    ("a/../x.html", ""),
    ("a//x.html", ""),
    ("https://example.org/x.html", ""),
    ("//example.org/x.html", "example.org/x.html"),
    ("javascript:alert(1)", ""),
    ("x.html?a=1", ""),
    ("x.html#a", ""),
    ("a%2e.html", ""),
    ("a b.html", ""),
    ("a\tb.html", ""),
    ("a\r\nb.html", ""),
    ("a\x07b.html", ""),
    ("a\\b.html", ""),
    ("C:\\x.html", ""),
    ('a"b.html', ""),
]


@pytest.mark.parametrize(("old", "url"), CLEAN)
def test_old_url_is_a_file_inside_the_site(old: str, url: str) -> None:
    assert clean_url(old) == url


def test_old_address_leads_to_the_new_one(make: Callable[..., Made]) -> None:
    front = "redirect_from: [/about/, 2018/old.html]\n"
    made = make({**FILES, "people/ann.md": f"---\nname: Ann Lee\nfamily: Lee\n{front}---\n"})
    assert made.told == []
    for url, way in (("about/index.html", "../"), ("2018/old.html", "../")):
        (refresh,) = [m for m in made.tree(url).iter("meta") if m.get("http-equiv") == "refresh"]
        assert refresh.get("content") == f"0; url={way}people/ann.html"
        assert made.links(url) == ["people/ann.html"]
        (canonical,) = find_all(made.tree(url), "link", rel="canonical")
        assert canonical.get("href") == "https://example.org/sub/path/people/ann.html"


def test_page_whose_name_ends_like_an_index_keeps_its_address(make: Callable[..., Made]) -> None:
    made = make({"site.yaml": BASE, "pages/reindex.md": "---\ntitle: R\n---\n"})
    (link,) = find_all(made.tree("reindex.html"), "link", rel="canonical")
    assert link.get("href") == "https://example.org/sub/path/reindex.html"
    assert "<loc>https://example.org/sub/path/reindex.html</loc>" in text(made, "sitemap.xml")


def test_early_years_have_four_digits(make: Callable[..., Made]) -> None:
    made = make({"site.yaml": BASE, "articles/a.md": "---\ntitle: A\ndate: 0998\n---\n"})
    assert "<published>0998-01-01T00:00:00Z</published>" in text(made, "feed.xml")
    assert "<updated>0998-01-01T00:00:00Z</updated>" in text(made, "feed.xml")
    assert "<lastmod>0998-01-01</lastmod>" in text(made, "sitemap.xml")
