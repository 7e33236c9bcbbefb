from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from making import PNG, ROOT, Made, find_all, visible, write_files

from generator.build import make_site, run
from generator.cache import Cache
from generator.engine import Engine, Given
from generator.outputs import Nowhere
from generator.workers import Workers

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from generator.listing import Page

GOLDEN = ROOT / "tests" / "sites" / "full"


def list_site(source: Path) -> list[Page]:
    """All pages of a site with their contexts, before they are rendered."""
    rendered: list[Page] = []

    class Listed(Engine):
        """Renders nothing."""

        def make(self, groups: Any, *rest: Any) -> Given:
            """List all pages."""
            tasks = [*groups["pages"], *groups["redirects"]]
            rendered.extend(page for task in tasks for page in task.make())
            return Given()

    run(source, Listed(Cache(None)), Nowhere(), Workers(1), drafts=True)
    return rendered


@pytest.mark.parametrize("source", [ROOT, GOLDEN], ids=["shipped", "full"])
def test_every_context_is_plain_data(source: Path) -> None:
    pages = list_site(source)
    assert len(pages) > 20
    for page in pages:
        assert json.loads(json.dumps(page.context)) == page.context, page.url


def test_every_kind_of_page_is_listed_in_the_fixture() -> None:
    templates = {path.name for path in (ROOT / "templates").glob("[!_]*.html")}
    used = {page.template for page in list_site(GOLDEN)}
    assert templates - used <= {"base.html", "backlinks.html"}


def test_two_runs_give_the_same_contexts() -> None:
    assert list_site(GOLDEN) == list_site(GOLDEN)


FRAME = {"site", "url", "root", "title", "description", "lang", "canonical", "section", "extra"}


def test_every_page_has_what_every_template_is_given() -> None:
    for page in list_site(GOLDEN):
        assert page.context.keys() >= FRAME
        assert page.context["root"] in ("/sub/path/", "../" * page.url.count("/"))


def test_header_and_footer_are_the_same_on_every_page() -> None:
    pages = list_site(GOLDEN)
    shared = pages[0].context["site"]
    assert all(page.context["site"] == shared for page in pages)


NOTHING_BUT = {
    "an article": {"articles/a.md": "---\ntitle: A\ndate: 2020\n---\nText.\n"},
    "an event": {"events/e.md": "---\ntitle: E\ndate: 2020\n---\n"},
    "a person": {"people/p.md": "---\nname: P\n---\n"},
    "a place": {"places/p.md": "---\nname: P\n---\n"},
    "an organization": {"organizations/o.md": "---\nname: O\n---\n"},
    "a source": {"sources/s.md": "---\ntitle: S\ntype: book\n---\n"},
    "a page": {"pages/p.md": "---\ntitle: P\n---\n"},
    "an undated event": {
        "events/e.md": "---\ntitle: E\nafter: f\n---\n",
        "events/f.md": "---\ntitle: F\ndate: 2020\n---\n",
    },
}
INDEXES = [
    "index.html",
    "articles/index.html",
    "timeline.html",
    "events/index.html",
    "people/index.html",
    "places/index.html",
    "organizations/index.html",
    "sources/index.html",
    "topics/index.html",
    "404.html",
]


@pytest.mark.parametrize("files", NOTHING_BUT.values(), ids=NOTHING_BUT)
def test_site_with_one_kind_of_record_has_all_its_indexes(
    make: Callable[..., Made], files: dict[str, str]
) -> None:
    made = make(files)
    assert made.told == []
    assert made.pages.keys() >= set(INDEXES)
    for url in INDEXES:
        assert "None" not in made.text(url)


def test_missing_page_has_links_from_the_root(make: Callable[..., Made]) -> None:
    files = {**NOTHING_BUT["an article"], "static/style/own.css": "a {}"}
    page = make(files).pages["404.html"]
    assert 'href="/articles/index.html"' in page
    config = "title: The site\nbase_url: https://example.org/sub/path"
    made = make({**files, "site.yaml": config})
    addresses = [
        value
        for element in made.tree("404.html").iter()
        for name in ("href", "src")
        if (value := element.get(name)) and not value.startswith("#")
    ]
    assert len(addresses) > 10
    assert [value for value in addresses if not value.startswith("/sub/path/")] == []


# What is not a page of its own


def test_unlisted_person_has_no_page_and_stands_in_no_index(make: Callable[..., Made]) -> None:
    witness = """
        ---
        name: Ann Lee
        family: Lee
        listed: false
        image: ann.png
        redirect_from: ann.html
        positions: [{title: Clerk, organization: office}]
        ---
        ![Her](house.png)
        """
    files = {
        "people/ann-lee.md": witness,
        "people/bob-ray.md": "---\nname: Bob Ray\nfamily: Ray\n---\n",
        "organizations/office.md": "---\nname: The office\n---\n",
        "events/talk.md": """
            ---
            title: A talk
            date: 2019
            participants: [ann-lee, bob-ray]
            ---
            """,
        "media/ann.png": PNG,
        "media/ann.png.yaml": "alt: Ann",
        "media/house.png": PNG,
    }
    made = make({**files, "site.yaml": "title: The site\nbase_url: https://example.org/"})
    assert made.told == []
    naming = {url for url, text in made.pages.items() if "Ann Lee" in text}
    # Who took part in an event is said there, and where that event is listed; nobody is linked.
    assert naming <= {
        "events/talk.html",
        "events/index.html",
        "timeline.html",
        "timeline/2019.html",
        "people/bob-ray.html",
    }
    assert "Ann Lee" not in made.text("people/bob-ray.html").partition("Took part with")[2]
    everything = {url: data for url, data in made.result.files.items() if isinstance(data, bytes)}
    assert not [url for url, data in everything.items() if b"ann-lee" in data]
    assert not [url for url in made.result.files if "ann" in url or url.startswith("media/")]


def test_pseudonym_says_that_the_name_is_changed(make: Callable[..., Made]) -> None:
    made = make({"people/ann.md": "---\nname: Ann\npseudonym: true\n---\n"})
    assert "name changed" in made.text("people/ann.html")


DRAFTS = {
    "articles/a.md": "---\ntitle: Finished\ndate: 2020\nseries: S\npart: 1\n---\nDone.\n",
    "articles/d.md": (
        "---\ntitle: Unfinished\ndate: 2021\nseries: S\npart: 2\ndraft: true\n---\nNot done.\n"
    ),
    "people/p.md": "---\nname: Nobody\ndraft: yes\n---\n",
    "events/e.md": "---\ntitle: Rumour\ndate: 2020\ndraft: yes\n---\n",
}


def test_drafts_are_held_back_and_leave_no_trace(make: Callable[..., Made]) -> None:
    made = make(DRAFTS)
    assert made.told == []
    text = "".join(made.pages.values())
    assert not [name for name in ("Unfinished", "Nobody", "Rumour") if name in text]
    assert made.result.records == 4


def test_drafts_are_shown_with_a_badge_where_asked_for(make: Callable[..., Made]) -> None:
    made = make(DRAFTS, drafts=True)
    for url in ("articles/d.html", "people/p.html", "events/e.html", "articles/index.html"):
        badges = find_all(made.main(url), "span", class_="badge")
        assert [visible(badge) for badge in badges] == ["Draft"], url
    for url in ("timeline.html", "people/index.html", "events/index.html", "index.html"):
        badges = find_all(made.main(url), "span", class_="badge")
        assert "Draft" in [visible(badge) for badge in badges], url
    assert find_all(made.main("articles/a.html"), "span", class_="badge") == []


def test_translations_lead_to_one_another(make: Callable[..., Made]) -> None:
    head = "---\ntitle: {}\ndate: 2020\nlang: {}\n{}---\n"
    made = make(
        {
            "articles/a.md": "---\ntitle: English\ndate: 2020\n---\n",
            "articles/b.md": head.format("한국어", "ko", "translation_of: a\n"),
            "articles/c.md": head.format("Deutsch", "de", "translation_of: a\n"),
        }
    )
    assert made.told == []
    languages = {"a": "en", "b": "ko", "c": "de"}
    for one in languages:
        (also,) = find_all(made.main(f"articles/{one}.html"), "p", class_="translations")
        found = {a.get("href"): (a.get("hreflang"), a.get("lang")) for a in also.iter("a")}
        others = {other: lang for other, lang in languages.items() if other != one}
        assert found == {f"../articles/{o}.html": (lang, lang) for o, lang in others.items()}
    assert made.tree("articles/b.html").get("lang") == "ko"


# Own templates and static files


TEMPLATE = """
    {% extends "theme/article.html" %}
    {% block below %}<aside>
    {{- extra.mood }}|{{ extra.absent }}|{{ extra["no-such"] }}|
    {{- extra.map.here }}|{{ extra.map.gone }}|{{ extra.list[0].gone }}|
    {{- "-" if not extra.absent }}</aside>
    {{ super() }}{% endblock %}
    """


def test_own_template_extends_the_built_in_one_and_reads_extra_fields(
    make: Callable[..., Made],
) -> None:
    front = "extra: {mood: calm, map: {here: yes}, list: [{a: b}]}\n"
    made = make(
        {
            "templates/article.html": TEMPLATE,
            "articles/a.md": f"---\ntitle: A\ndate: 2020\n{front}---\nText.\n",
            "articles/b.md": "---\ntitle: B\ndate: 2020\nextra: {map: {}, list: [{}]}\n---\n",
        }
    )
    assert made.told == []
    (aside,) = find_all(made.main("articles/a.html"), "aside")
    assert visible(aside) == "calm|||yes|||-"
    assert "Text." in made.text("articles/a.html")
    (aside,) = find_all(made.main("articles/b.html"), "aside")
    assert visible(aside) == "||||||-"


def test_own_template_replaces_a_built_in_one_and_a_partial(make: Callable[..., Made]) -> None:
    made = make(
        {
            **NOTHING_BUT["a person"],
            "templates/person.html": "<main>{{ record.name }} alone</main>",
            "templates/_year.html": "<p>own year {{ year.title }}</p>",
            **NOTHING_BUT["an event"],
        }
    )
    assert made.told == []
    assert made.pages["people/p.html"] == "<main>P alone</main>"
    assert "own year 2020" in made.text("timeline.html")


def test_own_static_file_replaces_the_built_in_one_of_its_name(make: Callable[..., Made]) -> None:
    own = {"static/style/text.css": "own {}", "static/more/x.txt": "x", "static/.nojekyll": ""}
    made = make({**NOTHING_BUT["a page"], **own})
    assert made.told == []
    found = {url: made.result.files[url] for url in ("style/text.css", "more/x.txt", ".nojekyll")}
    assert all(
        not isinstance(file, bytes) and file.is_relative_to(made.folder) for file in found.values()
    )
    assert "style/layout.css" in made.result.files


# Every field is shown


FIELDS: dict[str, tuple[str, str]] = {
    "articles/story.md": (
        """
        title: Xtitle
        date: 2001-02-03
        summary: Xsummary
        sources: "report, Xlocator"
        updated: 2004-03-04
        corrections: [{date: 2003-04-05, was: Xwas, now: Xnow}]
        content_warning: Xwarning
        authors: [Xauthor, ann-lee]
        topics: [Xtopic]
        series: Xseries
        part: 7
        image: pic.png
        """,
        "Xtitle|3 February 2001|Xsummary|A report|Xlocator|4 March 2004|5 April 2003|Xwas|Xnow"
        "|Xwarning|Xauthor|Ann Lee|Xtopic|Xseries|7|Xcaption|Xcredit|Xlicence|alt:Xalt",
    ),
    "events/talk.md": (
        """
        title: Xtitle
        date: 2001-02-03
        time: "12:34"
        summary: Xsummary
        place: [seoul, hanoi]
        type: Xtype
        participants:
          - who: ann-lee
            described_as: Xdescribed
            role: Xrole
            on_behalf_of: office
            attendance: Xattendance
            sources: "letter, Xplocator"
          - described_as: Xspokesperson
        parent: summit
        status: cancelled
        disclosed: 2010-11-12
        sources: "report, Xlocator"
        accounts:
          - says: Xsays
            source: "paper, Xalocator"
            by: bob-ray
            described_as: Xby
            date: 2001-02-04
            place: osan
            quote: {text: Xquote, lang: ko, translation: Xtranslation, translator: Xtranslator}
            said_on: 2001-05-06
            standing: {rank: deprecated, reason: Xreason}
          - {says: Xsecond, source: paper, standing: preferred}
        """,
        "Xtitle|3 February 2001|12:34|Xsummary|Seoul|Hanoi|Xtype|Ann Lee|Xdescribed|Xrole"
        "|The office|Xattendance|A letter|Xplocator|Xspokesperson|The summit|cancelled"
        "|12 November 2010|A report|Xlocator|Xsays|A paper|Xalocator|Bob Ray|Xby"
        "|4 February 2001|Osan|Xquote|Xtranslation|Xtranslator|6 May 2001|deprecated|Xreason"
        "|Xsecond|preferred",
    ),
    "people/someone.md": (
        """
        name: Xname
        family: Xname
        summary: Xsummary
        native: {text: 이름, lang: ko}
        aliases: [{name: Xalias, type: former}, {name: Xnick, type: nickname}]
        disambiguation: Xdisambiguation
        different_from: ann-lee
        positions:
          - title: Xposition
            organization: office
            start: 1999-01
            end: 2003
            sources: "letter, Xlocator"
        born: 1950-06-07
        died: 2009
        image: pic.png
        pseudonym: true
        sources: "report, Xslocator"
        """,
        "Xname|Xsummary|이름|Xalias|former name|Xnick|nickname|Xdisambiguation|Ann Lee|Xposition"
        "|The office|January 1999|2003|A letter|Xlocator|7 June 1950|2009|name changed|A report"
        "|Xslocator|Xcaption|Xcredit|alt:Xalt",
    ),
    "places/town.md": (
        """
        name: Yname
        summary: Xsummary
        native: {text: 도시, lang: ko}
        aliases: [Xalias]
        coordinates: 12.5, -34.25
        timezone: Asia/Seoul
        within: seoul
        type: Xtype
        sources: "report, Xlocator"
        """,
        "Yname|Xsummary|도시|Xalias|12.5° N, 34.25° W|Asia/Seoul|Seoul|Xtype|A report|Xlocator",
    ),
    "organizations/body.md": (
        """
        name: Zname
        short_name: Xshort
        summary: Xsummary
        native: {text: 기관, lang: ko}
        aliases: [{name: Xalias, type: spelling}]
        type: Xtype
        parent: office
        place: hanoi
        founded: 1945-09-03
        dissolved: 1991-12-26
        sources: "report, Xlocator"
        """,
        "Zname|Xshort|Xsummary|기관|Xalias|Xtype|The office|Hanoi|3 September 1945"
        "|26 December 1991|A report|Xlocator",
    ),
    "sources/work.md": (
        """
        title: Xtitle
        type: article-newspaper
        summary: Xsummary
        author: [{family: Xfamily, given: Xgiven}]
        editor: Xeditor
        director: Xdirector
        container-title: Xcontainer
        publisher: Xpublisher
        publisher-place: Xpubplace
        page: "77"
        archive: Xarchive
        medium: Xmedium
        issued: 2001-02-03
        event-date: 2001-02-01
        accessed: 2004-05-06
        URL: https://example.org/xurl
        archive_url: https://example.org/xarchived
        archive_date: 2005-06-07
        language: ko
        file: paper.pdf
        access: on request
        evidence: news
        speaks_for: Xspeaks
        sources: "report, Xlocator"
        """,
        "Xtitle|newspaper article|Xsummary|Xfamily|Xgiven|Xeditor|Xdirector|Xcontainer|Xpublisher"
        "|Xpubplace|77|Xarchive|Xmedium|3 February 2001|1 February 2001|6 May 2004"
        "|https://example.org/xurl|https://example.org/xarchived|7 June 2005|Korean|paper.pdf"
        "|on request|news|Xspeaks|A report|Xlocator",
    ),
    "pages/about-us.md": (
        """
        title: Xtitle
        summary: Xsummary
        content_warning: Xwarning
        updated: 2002-03-04
        sources: "report, Xlocator"
        """,
        "Xtitle|Xsummary|Xwarning|4 March 2002|A report|Xlocator",
    ),
}
AROUND = {
    "people/ann-lee.md": "---\nname: Ann Lee\nfamily: Lee\n---\n",
    "people/bob-ray.md": "---\nname: Bob Ray\nfamily: Ray\n---\n",
    "places/seoul.md": "---\nname: Seoul\n---\n",
    "places/hanoi.md": "---\nname: Hanoi\n---\n",
    "places/osan.md": "---\nname: Osan\n---\n",
    "organizations/office.md": "---\nname: The office\n---\n",
    "events/summit.md": "---\ntitle: The summit\ndate: 2001\n---\n",
    "articles/other.md": "---\ntitle: Other\ndate: 2001\nseries: Xseries\npart: 1\n---\n",
    "sources/report.md": "---\ntitle: A report\ntype: report\n---\n",
    "sources/letter.md": "---\ntitle: A letter\ntype: document\n---\n",
    "sources/paper.md": "---\ntitle: A paper\ntype: document\n---\n",
    "media/pic.png": PNG,
    "media/pic.png.yaml": "{alt: Xalt, caption: Xcaption, credit: Xcredit, licence: Xlicence}",
    "media/paper.pdf": b"pdf",
}
SHOWN = [(path, word) for path, (_, words) in FIELDS.items() for word in words.split("|")]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A site in which every field of every kind holds words of its own."""
    records = {
        path: "---\n"
        + "\n".join(line[8:] for line in front.splitlines() if line.strip())
        + "\n---\n"
        for path, (front, _) in FIELDS.items()
    }
    folder = tmp_path_factory.mktemp("filled")
    config = (
        "title: The site\nbase_url: https://example.org/\nedition: Xedition\nlicence: Xlicence\n"
    )
    write_files(folder, {**AROUND, **records, "site.yaml": config})
    made = Made(folder, make_site(folder))
    assert made.told == []
    return made


@pytest.mark.parametrize(("path", "word"), SHOWN)
def test_every_field_is_shown_on_its_record_s_page(filled: Made, path: str, word: str) -> None:
    url = path.replace("pages/", "").replace(".md", ".html")
    main = filled.main(url)
    attributes = [f"alt:{one.get('alt')}" for one in main.iter("img")]
    assert word in visible(main) or word in attributes


# What has its effect elsewhere
ELSEWHERE = {
    "notes", "extra", "draft", "redirect_from", "lang", "translation_of", "names", "after",
    "before", "importance", "order", "given", "name_order", "sort_name", "listed", "autolink",
    "navigation", "people", "texts", "dates",
}  # fmt: skip


def test_table_of_fields_leaves_none_out() -> None:
    from generator.fields import FOLDERS, MODELS

    for path, (front, _) in FIELDS.items():
        model: Any = MODELS[FOLDERS[path.partition("/")[0]]]
        names = {field.alias or name for name, field in model.model_fields.items()}
        written = {line.strip().partition(":")[0] for line in front.splitlines()}
        common = {"corrections", "content_warning", "updated", "sources", "summary"}
        assert names - written - ELSEWHERE - common == set(), path


@pytest.mark.parametrize(
    ("path", "word"), [(p, w) for p, (f, _) in FIELDS.items() for w in ["Xnotes"]]
)
def test_notes_are_never_published(make: Callable[..., Made], path: str, word: str) -> None:
    front, _ = FIELDS[path]
    lines = [line[8:] for line in front.splitlines() if line.strip()]
    text = "\n".join(["---", *lines, f"notes: {word}", "---", "%% Xcomment %%", ""])
    made = make({**AROUND, path: text})
    assert made.told == []
    assert not [url for url, page in made.pages.items() if word in page or "Xcomment" in page]


def test_of_a_confidential_source_only_the_title_is_shown(make: Callable[..., Made]) -> None:
    front, _ = FIELDS["sources/work.md"]
    lines = [line[8:] for line in front.splitlines() if line.strip() and "sources:" not in line]
    text = "\n".join(["---", *lines, "---", ""]).replace(
        "access: on request", "access: confidential"
    )
    article = "---\ntitle: A\ndate: 2020\nsources: work, p. 1\n---\nSo.[@work, p. 2]\n"
    made = make(
        {
            **AROUND,
            "sources/work.md": text.replace("title: Xtitle", "title: Xtitle\ntitle-short: Xshort"),
            "articles/a.md": article,
            "site.yaml": "title: The site\nbase_url: https://example.org/",
        }
    )
    assert made.told == []
    assert "Xtitle" in made.text("sources/work.html")
    assert "Xtitle" in made.text("articles/a.html")
    secrets = [
        "Xfamily",
        "Xgiven",
        "Xcontainer",
        "Xpublisher",
        "Xspeaks",
        "xurl",
        "xarchived",
        "paper.pdf",
        "Xmedium",
        "3 February 2001",
        "Xdirector",
        "Xshort",
    ]
    files = {u: d if isinstance(d, bytes) else b"" for u, d in made.result.files.items()}
    told = [(u, s) for u, d in files.items() for s in secrets if s.encode() in d or s in u]
    assert told == []
