from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from making import PNG

if TYPE_CHECKING:
    from collections.abc import Callable

    from making import Made

A = "---\ntitle: A\ndate: 2020\n{}---\n{}"
P = "---\nname: Ann Lee\nfamily: Lee\n{}---\n"
S = "---\ntitle: S\ntype: book\n{}---\n"


def page(title: str, *lines: str) -> str:
    """An own page's text."""
    return "\n".join(["---", f"title: {title}", *lines, "---", ""])


RULES: list[tuple[str, dict[str, str | bytes], list[str]]] = [
    (
        "a name says which part is the family name",
        {"people/p.md": "---\nname: Ann B. Lee\n---\n"},
        [
            "content/people/p.md:2:7+10 warning name-parts: `Ann B. Lee` does not say which part "
            "is the family name | add `family: Lee` and `given: Ann B.`, or, where the family "
            "name comes first, `family: Ann` and `given: B. Lee`"
        ],
    ),
    (
        "a mononym needs no parts",
        {"people/p.md": "---\nname: Ann Lee\nname_order: mononym\n---\n"},
        [],
    ),
    ("one word needs no parts", {"people/p.md": "---\nname: Sukarno\n---\n"}, []),
    ("a sort name will do", {"people/p.md": "---\nname: Ann Lee\nsort_name: Lee\n---\n"}, []),
    (
        "evidence is of a known kind",
        {"sources/s.md": S.format("evidence: newss\n")},
        [
            "content/sources/s.md:4:11+5 evidence-unknown: `newss` is no kind of evidence that is "
            "known | did you mean `news`?"
        ],
    ),
    (
        "site.yaml adds kinds of evidence",
        {
            "sources/s.md": S.format("evidence: hearsay\n"),
            "site.yaml": "title: T\nevidence: hearsay",
        },
        [],
    ),
    (
        "topics are those of site.yaml",
        {
            "articles/a.md": A.format("topics: [peace, wra]\n", ""),
            "site.yaml": "title: T\ntopics: {war: War, peace: Peace}",
        },
        [
            "content/articles/a.md:4:17+3 topic-unknown: "
            "`wra` is not among "
            "the topics of site.yaml "
            "| did you mean `war`?"
        ],
    ),
    (
        "tags are topics, also where they are wrong",
        {
            "articles/a.md": A.format("tags: [zzz]\n", ""),
            "site.yaml": "title: T\ntopics: {war: War}",
        },
        [
            "content/articles/a.md:4:8+3 topic-unknown: `zzz` is not among the topics of site.yaml "
            "| add it to `topics` in site.yaml"
        ],
    ),
    (
        "a topic has letters",
        {"articles/a.md": A.format("topics: ['???']\n", "")},
        [
            "content/articles/a.md:4:10+5 topic-unknown: "
            "`???` has no letter or "
            "digit | name it in words"
        ],
    ),
    (
        "an image is there",
        {
            "people/p.md": P.format("image: an.png\n"),
            "media/ann.png": PNG,
            "media/ann.png.yaml": "alt: x",
        },
        [
            "content/people/p.md:4:8+6 file-missing: there is no file `an.png` in content/media/ "
            "| did you mean `ann.png`?"
        ],
    ),
    (
        "a file is there",
        {"sources/s.md": S.format("file: zzz.pdf\n")},
        [
            "content/sources/s.md:4:7+7 file-missing: there is no file `zzz.pdf` in content/media/ "
            "| put it there"
        ],
    ),
    (
        "a picture in a body has an alt text",
        {"articles/a.md": A.format("", "![](x.png)"), "media/x.png": PNG},
        [
            "content/articles/a.md:5:5+5 warning alt-missing: the picture `x.png` has no alt text "
            "| write `![what it shows](x.png)`, or `alt:` in its sidecar"
        ],
    ),
    (
        "a picture in a field has an alt text",
        {"people/p.md": P.format("image: x.png\n"), "media/x.png": PNG},
        [
            "content/people/p.md:4:8+5 warning alt-missing: the picture `x.png` has no alt text "
            "| write `alt:` into `content/media/x.png.yaml`"
        ],
    ),
    (
        "a sidecar gives the alt text",
        {
            "articles/a.md": A.format("", "![](x.png)"),
            "media/x.png": PNG,
            "media/x.png.yaml": "alt: x",
        },
        [],
    ),
    (
        "a sidecar names a source that exists",
        {
            "sources/report.md": S.format(""),
            "media/x.png": PNG,
            "media/x.png.yaml": "alt: x\nsource: reprot, p. 1",
        },
        [
            "content/media/x.png.yaml:0:0+1 citation-missing: no record has the id `reprot` "
            "| did you mean `report`?"
        ],
    ),
    (
        "an old URL is a path inside the site",
        {"people/p.md": P.format("redirect_from: [ok.html, https://x.org/y]\n")},
        [
            "content/people/p.md:4:26+15 redirect-form: `https://x.org/y` is no path inside the "
            "site | write it from the site's root, such as `2018/old-name.html`"
        ],
    ),
    (
        "navigation leads to what exists",
        {
            "pages/about.md": page("About"),
            "site.yaml": "title: T\nnavigation: [abuot, people, about, "
            "{to: 'https://x.org', title: X}, "
            "timeline/1950.html]",
        },
        [
            "content/site.yaml:0:0+1 link-missing: navigation: there is no page `abuot` "
            "| did you mean `about`?",
            "content/site.yaml:0:0+1 link-missing: "
            "navigation: there is no "
            "page `timeline/1950.html` "
            "| did you mean `timeline`?",
        ],
    ),
    (
        "navigation has no scripts",
        {"pages/about.md": page("About"), "site.yaml": "title: T\nnavigation: 'javascript:x'"},
        [
            "content/site.yaml:0:0+1 link-missing: navigation: there is no page `javascript:x` "
            "| name an own page, an index such as `people`, or a whole address"
        ],
    ),
    # URLs
    (
        "two old URLs are one",
        {
            "pages/a.md": page("A", "redirect_from: [old.html]"),
            "pages/b.md": page("B", "redirect_from: [older.html, /Old.html]"),
        },
        [
            "content/pages/b.md:3:29+1 url-collision: two files have the URL `Old.html`: this and "
            "`content/pages/a.md:3` | give one of them another name, `id` or `redirect_from`"
        ],
    ),
    (
        "an old URL is a page's",
        {"pages/a.md": page("A"), "pages/b.md": page("B", "redirect_from: a.html")},
        [
            "content/pages/b.md:3:16+1 url-collision: two files have the URL `a.html`: this and "
            "`content/pages/a.md:1` | give one of them another name, `id` or `redirect_from`"
        ],
    ),
    (
        "an old URL is the record's own",
        {"pages/a.md": page("A", "redirect_from: a.html")},
        [
            "content/pages/a.md:3:16+1 url-collision: `a.html` is this record's own URL, or stands "
            "here twice | give one of them another name, `id` or `redirect_from`"
        ],
    ),
    (
        "an old URL is an index",
        {"pages/a.md": page("A", "redirect_from: [people/]")},
        [
            "content/pages/a.md:3:17+1 url-collision: two files have the URL `people/index.html`: "
            "this and an index | give one of them another name, `id` or `redirect_from`"
        ],
    ),
    (
        "an old URL is a file that is made",
        {
            "pages/a.md": page("A", "redirect_from: feed.xml"),
            "site.yaml": "title: T\nbase_url: https://x.org/",
        },
        [
            "content/site.yaml:0:0+1 url-collision: two files have the URL `feed.xml`: this and "
            "`content/pages/a.md:3` | give one of them another name, `id` or `redirect_from`"
        ],
    ),
    (
        "Unicode forms are one",
        {
            "pages/a.md": page("A", "redirect_from: [u\u0308ber.html]"),
            "pages/b.md": page("B", "redirect_from: [\u00fcber.html]"),
        },
        [
            "content/pages/b.md:3:17+1 url-collision: "
            "two files have the URL "
            "`\u00fcber.html`: this "
            "and `content/pages/a.md:3` | give one of them another name, `id` or `redirect_from`"
        ],
    ),
    (
        "a static file is a page's",
        {"pages/a.md": page("A"), "static/A.html": "x"},
        [
            "static/A.html:0:0+1 url-collision: two files have the URL `A.html`: this and "
            "`content/pages/a.md:1` | give one of them another name, `id` or `redirect_from`"
        ],
    ),
    (
        "a static file is a medium",
        {
            "articles/a.md": A.format("", "![x](x.png)"),
            "media/x.png": PNG,
            "static/media/x.png": PNG,
        },
        [
            "static/media/x.png:0:0+1 url-collision: two files have the URL `media/x.png`: this "
            "and `content/media/x.png` | give one of them another name, `id` or `redirect_from`"
        ],
    ),
    (
        "a file is where a folder is needed",
        {"pages/a.md": page("A", "redirect_from: [a.html/x.html]")},
        [
            "content/pages/a.md:3:17+1 url-collision: "
            "`a.html/x.html` needs "
            "a folder where the file "
            "of `content/pages/a.md:1` is | give one of them another name, `id` or `redirect_from`"
        ],
    ),
    (
        "files of the host are its own",
        {"pages/a.md": page("A", "redirect_from: .nojekyll")},
        [
            "content/pages/a.md:3:16+1 url-collision: two files have the URL `.nojekyll`: this and "
            "a file that hosts or this program look for "
            "| give one of them another name, `id` or `redirect_from`"
        ],
    ),
    ("a site may have the host's files", {"pages/a.md": page("A"), "static/CNAME": "x.org"}, []),
    (
        "the program's own file is nobody's",
        {"pages/a.md": page("A"), "static/.backstory.json": "{}"},
        [
            "static/.backstory.json:0:0+1 url-collision: two files have the URL `.backstory.json`: "
            "this and a file that hosts or this program look for "
            "| give one of them another name, `id` or `redirect_from`"
        ],
    ),
    (
        "a topic has no index's URL",
        {"articles/a.md": A.format("topics: index\n", "")},
        [
            "content/articles/a.md:4:9+5 topic-reserved: the topic `index` has a reserved name "
            "| name it by two words"
        ],
    ),
    (
        "topics of site.yaml are in words, not reserved, and differ",
        {
            "places/p.md": "---\nname: P\n---\n",
            "site.yaml": "title: T\ntopics: {Index: I, War!: War, war: War, '???': What}",
        },
        [
            "content/site.yaml:0:0+1 topic-duplicate: topics: `war` and `War!` are the same "
            "| take one of them out",
            "content/site.yaml:0:0+1 topic-reserved: topics: `Index` has a reserved name "
            "| name it by two words",
            "content/site.yaml:0:0+1 topic-unknown: topics: `???` has no letter or digit "
            "| name it in words",
        ],
    ),
    (
        "an author without capitals is an id",
        {
            "articles/a.md": A.format("authors: [jane-doee, Zed, 김정은]\n", ""),
            "people/jane-doe.md": P.format(""),
        },
        [
            "content/articles/a.md:4:11+9 warning author-unknown: the author `jane-doee` looks "
            "like an id, and no record has it | did you mean `jane-doe`?"
        ],
    ),
    (
        "an author of the site without capitals is an id",
        {"places/p.md": "---\nname: P\n---\n", "site.yaml": "title: T\nauthors: zed"},
        [
            "content/site.yaml:0:0+1 warning author-unknown: the author `zed` looks like an id, "
            "and no record has it | write the name with its capitals, or mend the id"
        ],
    ),
    (
        "an author is no draft",
        {
            "articles/a.md": A.format("authors: jane\n", ""),
            "people/jane.md": P.format("draft: true\n"),
        },
        [
            "content/articles/a.md:4:10+4 link-to-draft: `jane` is a draft, which is not published "
            "| publish it (`draft: false`), or take the link out; `--drafts` builds with drafts"
        ],
    ),
    (
        "an author's id is that of one person",
        {
            "articles/a.md": A.format("authors: zed\n", ""),
            "people/a.md": "---\nid: zed-a\nname: Zed\nname_order: mononym\n---\n",
            "people/b.md": "---\nid: zed-b\nname: Zed\nname_order: mononym\n"
            "disambiguation: the other\ndifferent_from: zed-a\n---\n",
        },
        [
            "content/articles/a.md:4:10+3 link-ambiguous: `zed` is a name of 2 records: `zed-a`, "
            "`zed-b` | write `[[zed-a|zed]]` or another of them"
        ],
    ),
    (
        "an author's id is that of a person who is listed",
        {
            "articles/a.md": A.format("authors: jane\n", ""),
            "people/jane.md": P.format("listed: false\n"),
        },
        [
            "content/articles/a.md:4:10+4 link-unlisted: the author `jane` is not listed and has "
            "no page | write the name to print, such as a pseudonym, or take the author out"
        ],
    ),
    (
        "the start has a page",
        {"people/jane.md": P.format("listed: false\n"), "site.yaml": "title: T\nstart: jane"},
        [
            "content/site.yaml:0:0+1 link-unlisted: start: `jane` has no page to link to "
            "(`listed: false`) | take the link out and keep its words"
        ],
    ),
    (
        "the start and a sidecar's source may be named as everywhere",
        {
            "people/ann.md": P.format(""),
            "sources/s.md": S.format(""),
            "site.yaml": "title: T\nstart: people/ann",
            "media/x.png": PNG,
            "media/x.png.yaml": "{alt: x, source: 'sources/s, p. 2'}",
        },
        [],
    ),
]


@pytest.mark.parametrize(
    ("files", "told"), [row[1:] for row in RULES], ids=[row[0] for row in RULES]
)
def test_rule(make: Callable[..., Made], files: dict[str, str | bytes], told: list[str]) -> None:
    assert make(files).told == told


@pytest.mark.parametrize("name", ["timeline", "search", "404", "feed", "sitemap"])
def test_own_page_cannot_take_a_page_s_name(make: Callable[..., Made], name: str) -> None:
    made = make({f"pages/{name}.md": page("X")})
    assert "id-reserved" in made.codes
    assert not made.result.is_good(strict=False)


def test_own_page_named_as_an_index_keeps_the_index_in_the_header(
    make: Callable[..., Made],
) -> None:
    made = make({"pages/people.md": page("Us", "navigation: header")})
    assert made.told == []
    header = next(made.tree("index.html").iter("header"))
    links = {a.text: a.get("href") for a in header.iter("a")}
    assert (links["People"], links["Us"]) == ("people/index.html", "people.html")


def test_current_page_is_marked_in_the_header(make: Callable[..., Made]) -> None:
    made = make(
        {
            "pages/us.md": page("Us", "navigation: header"),
            "events/e.md": "---\ntitle: E\ndate: 2000\n---\n",
        }
    )

    def current(url: str) -> list[tuple[str | None, str | None]]:
        header = next(made.tree(url).iter("header"))
        return [(a.text, a.get("aria-current")) for a in header.iter("a") if a.get("aria-current")]

    assert current("us.html") == [("Us", "page")]
    assert current("timeline.html") == [("Timeline", "page")]
    assert current("timeline/2000.html") == [("Timeline", "true")]
    assert current("index.html") == []


# What nothing leads to


LED_TO = {
    "site.yaml": "title: T\nauthors: [by-site]\nstart: started",
    "articles/a.md": (
        "---\ntitle: A\ndate: 2020\nauthors: [By Hand, by-id]\n---\n"
        "[[referred]] and Zed Mentioned.[@cited] ![x](x.png)\n"
    ),
    "people/all.yaml": (
        "- {id: by-hand, name: By Hand, family: Hand}\n- {id: by-id, name: Abe}\n"
        "- {id: by-site, name: Bea}\n- {id: started, name: Cy}\n- {id: referred, name: Dee}\n"
        "- {id: mentioned, name: Zed Mentioned, family: Mentioned}\n"
        "- {id: hidden, name: Eve, listed: false, sources: by-hidden}\n"
        "- {id: alone, name: Flo, different_from: alone, body: 'Of [[alone]].[@in-body]'}\n"
    ),
    "places/all.yaml": "- {id: town, name: Town, within: land}\n- {id: land, name: Land}\n",
    "organizations/office.md": "---\nname: Office\nplace: town\nsources: in-field\n---\n",
    "sources/all.yaml": "".join(
        f"- {{id: {name}, title: {name}, type: book}}\n"
        for name in ("cited", "in-body", "in-field", "by-picture", "by-hidden", "never")
    ),
    "media/x.png": PNG,
    "media/x.png.yaml": "{alt: X, source: by-picture}",
}


def test_sources_that_nothing_cites_are_warnings_and_other_records_information(
    make: Callable[..., Made],
) -> None:
    problems = [p for p in make(LED_TO).result.problems if p.code != "base-url"]
    assert [(p.severity, p.code, p.message) for p in problems] == [
        (
            "info",
            "record-unmentioned",
            f"nothing leads to `{one}`: no field, no reference, no mention",
        )
        for one in ("office", "alone")
    ] + [("warning", "source-uncited", f"nothing cites `{one}`") for one in ("by-hidden", "never")]
    places = [(p.path, p.line, p.column, p.length) for p in problems]
    assert places == [
        ("content/organizations/office.md", 2, 7, 6),
        ("content/people/all.yaml", 8, 21, 3),
        ("content/sources/all.yaml", 5, 26, 9),
        ("content/sources/all.yaml", 6, 22, 5),
    ]


def test_sources_of_an_exported_library_may_stay_uncited(make: Callable[..., Made]) -> None:
    library = "@book{own, title = {Own}, date = {2000}}"
    problems = make({"sources/library.bib": library}).result.problems
    found = [(p.severity, p.path, p.line) for p in problems if p.code == "source-uncited"]
    assert found == [("info", "content/sources/library.bib", 1)]
