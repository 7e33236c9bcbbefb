from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

import pytest
from making import PNG, find_all, target, visible

if TYPE_CHECKING:
    from collections.abc import Callable

    from making import Made

ARTICLE = "---\ntitle: A story\ndate: 2020-01-01\n---\n"
KIM = (
    "---\nname: Kim Jong-un\nfamily: Kim\nnative: {text: "
    "김정은, lang: ko}\naliases:\n  - name: Kim Jung Eun\n---\n"
)
WORLD = {
    "people/kim-jong-un.md": KIM + "\n## Early years\n\nText.\n\n## 2012 {#later}\n\nMore.\n",
    "people/moon-jae-in.md": "---\nname: Moon Jae-in\nfamily: Moon\n---\n",
    "organizations/kcna.md": "---\nname: Korean Central News Agency\nshort_name: KCNA\n---\n",
    "places/seoul.md": "---\nname: Seoul\n---\n",
    "events/2018-summit.md": "---\ntitle: The summit\ndate: 2018-06-12\n---\n",
    "sources/report.md": "---\ntitle: A report on everything\ntype: report\n---\n",
    "pages/about.md": "---\ntitle: About\n---\n",
    "media/map.png": PNG,
    "media/papers/note #1.pdf": b"pdf",
}


def story(make: Callable[..., Made], body: str, front: str = "", **files: str) -> Made:
    """The world above with one article."""
    head = ARTICLE.replace("---\n", f"---\n{front}", 1)
    return make({**WORLD, **files, "articles/story.md": head + body})


def first_link(made: Made, url: str = "articles/story.html") -> tuple[str, str]:
    """Where the first link of a body leads, anchor included, and its words."""
    (body,) = find_all(made.main(url), "div", class_="body")
    link = next(body.iter("a"))
    href = link.get("href", "")
    anchor = href.partition("#")[2]
    return target(url, href) + (f"#{anchor}" if anchor else ""), visible(link)


PERSON = "people/kim-jong-un.html"
REFERENCES = [
    # ids
    ("[[kim-jong-un]]", PERSON, "Kim Jong-un"),
    ("[[people/kim-jong-un]]", PERSON, "Kim Jong-un"),
    ("[[people/kim-jong-un.md]]", PERSON, "Kim Jong-un"),
    ("[[kim-jong-un.md]]", PERSON, "Kim Jong-un"),
    ("[[2018-summit]]", "events/2018-summit.html", "The summit"),
    ("[[about]]", "about.html", "About"),
    ("[[report]]", "sources/report.html", "A report on everything"),
    # names
    ("[[Kim Jong-un]]", PERSON, "Kim Jong-un"),
    ("[[KIM JONG UN]]", PERSON, "Kim Jong-un"),
    ("[[Kim Jung Eun]]", PERSON, "Kim Jong-un"),
    ("[[김정은]]", PERSON, "Kim Jong-un"),
    ("[[KCNA]]", "organizations/kcna.html", "Korean Central News Agency"),
    ("[[A report on everything]]", "sources/report.html", "A report on everything"),
    # words of one's own
    ("[[kim-jong-un|the leader]]", PERSON, "the leader"),
    ("[[kim-jong-un|R&D <x>]]", PERSON, "R&D <x>"),
    ("[the leader](../people/kim-jong-un.md)", PERSON, "the leader"),
    ("[the leader](/people/kim-jong-un.md)", PERSON, "the leader"),
    ("[the leader](../people/kim-jong-un)", PERSON, "the leader"),
    # anchors
    ("[[kim-jong-un#Early years]]", PERSON + "#early-years", "Kim Jong-un"),
    ("[[kim-jong-un#early years]]", PERSON + "#early-years", "Kim Jong-un"),
    ("[[kim-jong-un#later]]", PERSON + "#later", "Kim Jong-un"),
    ("[[kim-jong-un#2012|then]]", PERSON + "#later", "then"),
    ("[[kim-jong-un#p.1]]", PERSON + "#p.1", "Kim Jong-un"),
    ("[there](../people/kim-jong-un.md#early-years)", PERSON + "#early-years", "there"),
    ("## Here\n\n[[#Here]]", "articles/story.html#here", "Here"),
    ("## Here\n\n[up](#here)", "articles/story.html#here", "up"),
    ("## Here\n\n[[story#Here|up]]", "articles/story.html#here", "up"),
    # indexes and documents
    ("[all](../timeline.html)", "timeline.html", "all"),
    ("[evidence](../evidence.html)", "evidence.html", "evidence"),
    ("[errors](../corrections.html)", "corrections.html", "errors"),
    ("[all](/people/index.html)", "people/index.html", "all"),
    ("[it](../media/map.png)", "media/map.png", "it"),
    ("[it](map.png)", "media/map.png", "it"),
    ("[it](<../media/papers/note #1.pdf>)", None, None),
]


@pytest.mark.parametrize(("written", "url", "words"), REFERENCES)
def test_reference_leads_to_its_record(
    make: Callable[..., Made], written: str, url: str | None, words: str
) -> None:
    made = story(make, written)
    if url is None:  # `#` begins an anchor, in a link as in a browser
        assert made.codes == ["file-missing"]
        return
    assert made.told == []
    assert first_link(made) == (url, words)


BROKEN = [
    # no such id: the nearest, and where it stands
    (
        "Text [[kim-jong-um]] more.",
        "5:6+15 link-missing: no record has the id `kim-jong-um` | did you mean `kim-jong-un`?",
    ),
    (
        "[[Kim Yong-un|he]]",
        "5:1+18 link-missing: no record has the id `Kim Yong-un` | did you mean `kim-jong-un`?",
    ),
    (
        "[[people/kim-jong-u]]",
        "5:1+21 link-missing: no record has the id `people/kim-jong-u` "
        "| did you mean `kim-jong-un`?",
    ),
    (
        "[[places/kim-jong-un]]",
        "5:1+22 link-missing: no record has the id `places/kim-jong-un` "
        "| did you mean `kim-jong-un`?",
    ),
    (
        "[[zzz]]",
        "5:1+7 link-missing: no record has the id `zzz` "
        "| make it with `backstory new`, or mend the id",
    ),
    # no such file
    (
        "See [him](../people/kim-jong.md).",
        "5:11+21 link-missing: no file `../people/kim-jong.md` "
        "| did you mean `../people/kim-jong-un.md`?",
    ),
    (
        "[him](../people/Kim-Jong-un.md)",
        "5:7+24 link-missing: no file `../people/Kim-Jong-un.md` "
        "| did you mean `../people/kim-jong-un.md`?",
    ),
    (
        "[him](../people/kim-jong-un.html)",
        "5:7+26 link-missing: no file `../people/kim-jong-un.html` "
        "| did you mean `../people/kim-jong-un.md`?",
    ),
    (
        "[it](www.example.org/a)",
        "5:6+17 file-missing: there is no file `www.example.org/a` "
        "| write the whole address: `https://www.example.org/a`",
    ),
    (
        "[[“zzz”]]",
        "5:1+9 link-missing: no record has the id `“zzz”` "
        '| write straight quotes, `"…"`, or none: curly ones count as part of the text',
    ),
    ("[it](zzz.md)", "5:6+6 link-missing: no file `zzz.md` | mend the path"),
    (
        "[it](../media/Map.png)",
        "5:6+16 file-missing: there is no file `../media/Map.png` "
        "| did you mean `../media/map.png`?",
    ),
    (
        "[it](zzz.pdf)",
        "5:6+7 file-missing: there is no file `zzz.pdf` | put it into content/media/",
    ),
    (
        "![A map](maps.png)",
        "5:10+8 picture-missing: there is no picture `maps.png` | did you mean `../media/map.png`?",
    ),
    # no such anchor
    (
        "[[kim-jong-un#Early year]]",
        "5:1+26 anchor-missing: `kim-jong-un` has no heading or anchor `Early year` "
        "| did you mean `#early-years`?",
    ),
    (
        "[[kim-jong-un#zzz]]",
        "5:1+19 anchor-missing: `kim-jong-un` has no heading or anchor `zzz` "
        "| did you mean `#early-years`, `#later`?",
    ),
    (
        "[[seoul#zzz]]",
        "5:1+13 anchor-missing: `seoul` has no heading or anchor `zzz` | it has no headings",
    ),
    # citations
    (
        "Said.[@repotr]",
        "5:6+9 citation-missing: no source has the id `repotr` | did you mean `report`?",
    ),
    (
        "Said.[@seoul, p. 2]",
        "5:6+14 citation-missing: `seoul` is of the kind place, not a source "
        "| make it with `backstory new source`, or mend the id",
    ),
    # without base_url there is no feed to link to
    (
        "[feed](../feed.xml)",
        "5:8+11 link-missing: there is no `feed.xml` without `base_url` "
        "| set `base_url` in site.yaml, or take the link out",
    ),
]


def test_of_several_files_with_such_a_name_the_nearest_is_proposed(
    make: Callable[..., Made],
) -> None:
    files = {
        f"people/{given.lower()}-weber.md": f"---\nname: {given} Weber\nfamily: Weber\n---\n"
        for given in ("Karla", "Maria")
    }
    made = make({**WORLD, **files, "articles/story.md": ARTICLE + "[x](../people/maria-webber.md)"})
    (problem,) = [one for one in made.problems if one.code == "link-missing"]
    assert problem.fix == "did you mean `../people/maria-weber.md`?"


@pytest.mark.parametrize(("written", "told"), BROKEN)
def test_broken_link_is_reported_at_its_place_with_the_nearest(
    make: Callable[..., Made], written: str, told: str
) -> None:
    made = story(make, written)
    assert made.told == [f"content/articles/story.md:{told}"]


def test_broken_links_still_render_and_are_marked(make: Callable[..., Made]) -> None:
    made = story(make, "One [[zzz|word]], two [[yyy]], three.[@xxx] ![alt](no.png)")
    main = made.main("articles/story.html")
    marked = [visible(one) for one in find_all(main, "span", class_="missing")]
    assert sorted(marked) == ["alt", "word", "xxx", "yyy"]
    assert not made.result.is_good(strict=False)


def test_link_to_the_feed_is_right_where_there_is_one(make: Callable[..., Made]) -> None:
    config = "title: The site\nbase_url: https://example.org/"
    made = story(make, "[feed](../feed.xml)", **{"site.yaml": config})
    assert made.told == []


def test_name_of_two_records_is_ambiguous_and_both_are_named(make: Callable[..., Made]) -> None:
    twins = {
        "people/kim-il.md": "---\nname: Kim Il\nfamily: Kim\n---\n",
        "people/kim-il-2.md": "---\nname: Kim Il\nfamily: Kim\ndifferent_from: kim-il\n---\n",
    }
    made = story(make, "[[kim-il]] and\n[[Kim Il]]", **twins)
    assert made.told == [
        "content/articles/story.md:6:1+10 link-ambiguous: `Kim Il` is a name of 2 records: "
        "`kim-il`, `kim-il-2` | write `[[kim-il|Kim Il]]` or another of them"
    ]


def test_alias_that_is_another_record_s_name_is_ambiguous(make: Callable[..., Made]) -> None:
    other = "---\nname: The capital\naliases: [Seoul]\n---\n"
    made = story(make, "[[Seoul]] [[seoul]]", **{"places/capital.md": other})
    assert made.codes == ["link-ambiguous"]
    assert "`capital`, `seoul`" in made.problems[0].message


@pytest.mark.parametrize(
    "written", ["[[secret]]", "[[people/secret]]", "[[Secret]]", "[x](../people/secret.md)"]
)
def test_link_to_a_draft_is_reported_unless_drafts_are_built(
    make: Callable[..., Made], written: str
) -> None:
    draft = {"people/secret.md": "---\nname: Secret\nname_order: mononym\ndraft: true\n---\n"}
    files = {**WORLD, **draft, "articles/story.md": ARTICLE + written}
    made = make(files)
    assert made.codes == ["link-to-draft"]
    assert "`--drafts` builds with drafts" in made.problems[0].fix
    with_drafts = make(files, drafts=True)
    assert with_drafts.told == []
    assert first_link(with_drafts)[0] == "people/secret.html"


def test_link_to_the_file_of_a_draft_is_not_taken_for_a_name(make: Callable[..., Made]) -> None:
    draft = {"people/harbour.md": "---\nname: Jo\nname_order: mononym\ndraft: true\n---\n"}
    place = {"places/bay.md": "---\nname: Harbour\n---\n"}
    made = make({**WORLD, **draft, **place, "articles/story.md": ARTICLE + "[x](harbour.md)"})
    assert made.codes == ["link-to-draft"]


def test_wrong_kind_in_a_field_is_reported_at_the_value(make: Callable[..., Made]) -> None:
    event = "---\ntitle: Talks\ndate: 2019\nplace: [seoul, kim-jong-un]\n---\n"
    made = make({**WORLD, "events/talks.md": event})
    assert made.told == [
        "content/events/talks.md:4:16+11 link-kind: `kim-jong-un` is of the kind person; "
        "`place` needs place | name another"
    ]


EVERY_FIELD = {
    "articles/a.md": """
        ---
        title: A
        date: 2020
        translation_of: x1
        names: {Kim: x2}
        sources: x3
        ---
        """,
    "events/e.md": """
        ---
        title: E
        date: 2020
        after: x4
        before: x5
        parent: x6
        place: [x7]
        participants:
          - {who: x8, on_behalf_of: x9, sources: x10}
        accounts:
          - {says: So., source: "x11, p. 2", by: x12, place: x13}
        ---
        """,
    "people/p.md": """
        ---
        name: P
        name_order: mononym
        different_from: x14
        positions:
          - {title: T, organization: x15, sources: ["x16"]}
        ---
        """,
    "places/l.md": "---\nname: L\nwithin: x17\n---\n",
    "organizations/o.md": "---\nname: O\nparent: x18\nplace: x19\n---\n",
}


def test_every_field_that_holds_an_id_is_looked_up(make: Callable[..., Made]) -> None:
    made = make(EVERY_FIELD)
    missing = {p.message.split("`")[1] for p in made.problems if p.code == "link-missing"}
    assert missing == {f"x{number}" for number in range(1, 20)}
    assert all(problem.line > 1 and problem.column > 1 for problem in made.problems)


def mentions(made: Made, url: str = "articles/story.html") -> list[tuple[str, str]]:
    """The mentions that a page links, with where they lead."""
    links = find_all(made.main(url), "a", class_="mention")
    return [(visible(link), target(url, link.get("href", ""))) for link in links]


MENTIONS = [
    # the first in each section
    ("Kim Jong-un and Kim Jong-un.\n\nKim Jong-un.", ["Kim Jong-un"]),
    (
        "Kim Jong-un.\n\n## Two\n\nKim Jong Un.\n\n## Three\n\nKIM JONG-UN.",
        ["Kim Jong-un", "Kim Jong Un", "KIM JONG-UN"],
    ),
    # an explicit reference stands for it
    ("[[kim-jong-un]] and Kim Jong-un.", []),
    ("[he](../people/kim-jong-un.md) and Kim Jong-un.", []),
    ("Kim Jong-un and [[kim-jong-un]].", ["Kim Jong-un"]),
    ("[[kim-jong-un]].\n\n## Two\n\nKim Jong-un.", ["Kim Jong-un"]),
    ("One. [[kim-jong-un]]\n\n## Two\n\nKim Jong-un.", ["Kim Jong-un"]),
    # never in headings, code, links and quoted titles; never places and events
    ("## Kim Jong-un\n\n`Kim Jong-un` [Kim Jong-un](https://example.org)", []),
    ("Seoul and The summit.", []),
    ("Moon Jae-in met KCNA.", ["Moon Jae-in", "KCNA"]),
]


@pytest.mark.parametrize(("written", "words"), MENTIONS)
def test_first_mention_in_each_section_is_linked(
    make: Callable[..., Made], written: str, words: list[str]
) -> None:
    made = story(make, written)
    assert made.told == []
    assert [found for found, _ in mentions(made)] == words


def test_own_page_never_mentions_itself(make: Callable[..., Made]) -> None:
    text = KIM + "Kim Jong-un met Moon Jae-in."
    made = make({**WORLD, "people/kim-jong-un.md": text})
    assert mentions(made, PERSON) == [("Moon Jae-in", "people/moon-jae-in.html")]


def test_unlisted_person_is_never_mentioned(make: Callable[..., Made]) -> None:
    hidden = {"people/ann-lee.md": "---\nname: Ann Lee\nfamily: Lee\nlisted: false\n---\n"}
    made = story(make, "Ann Lee met [[ann-lee|the witness]].", **hidden)
    assert made.told == []
    assert made.links("articles/story.html")[1:] == ["evidence.html"]
    assert "Ann Lee met the witness." in made.text("articles/story.html")


def test_spelling_that_two_people_share_is_nobody_s(make: Callable[..., Made]) -> None:
    twins = {
        "people/kim-il.md": "---\nname: Kim Il\nfamily: Kim\n---\n",
        "people/kim-il-2.md": "---\nname: Kim-Il\nfamily: Kim\n---\n",
    }
    assert mentions(story(make, "Kim Il spoke.", **twins)) == []


def test_names_say_what_a_spelling_means_here(make: Callable[..., Made]) -> None:
    front = "names: {Kim: kim-jong-un, KCNA: null}\n"
    made = story(make, "Kim spoke to KCNA. Kim left.", front)
    assert mentions(made) == [("Kim", PERSON)]


def test_names_reject_what_does_not_exist(make: Callable[..., Made]) -> None:
    made = story(make, "Kim spoke.", "names: {Kim: kim-jong}\n")
    assert made.codes == ["link-missing"]
    assert made.problems[0].line == 2
    assert mentions(made) == []


def test_records_that_are_broken_may_still_be_referred_to(make: Callable[..., Made]) -> None:
    made = story(make, "[[kim-jong-il]]", **{"people/kim-jong-il.md": "---\nnane: Kim\n---\n"})
    assert "link-missing" not in made.codes
    assert "unknown-key" in made.codes


UNLISTED = {"people/ann-lee.md": "---\nname: Ann Lee\nfamily: Lee\nlisted: false\n---\n"}


def test_link_to_the_file_of_an_unlisted_person_is_an_error(make: Callable[..., Made]) -> None:
    made = story(make, "[She](../people/ann-lee.md) left.", **UNLISTED)
    assert made.told == [
        "content/articles/story.md:5:7+20 link-unlisted: `ann-lee` has no page to link to "
        "(`listed: false`) | take the link out and keep its words"
    ]


def test_unlisted_person_s_name_stands_nowhere(make: Callable[..., Made]) -> None:
    files = {
        **UNLISTED,
        "people/lee-en.md": "---\nname: Bo Ray\nfamily: Ray\ntranslation_of: ann-lee\n"
        "different_from: ann-lee\n---\n",
        "events/talk.md": "---\ntitle: Talk\ndate: 2019\nimportance: major\nparticipants:\n"
        "- ann-lee\n- {who: ann-lee, role: clerk}\n"
        "- {who: ann-lee, described_as: a neighbour, role: guest}\n"
        "- {who: kcna, on_behalf_of: ann-lee}\naccounts:\n"
        "- {says: So., source: report, by: ann-lee}\n---\n",
        "site.yaml": "title: T\nbase_url: https://example.org/",
    }
    made = story(make, "[[ann-lee]], [[Ann Lee]] left.", "names: {She: ann-lee}\n", **files)
    assert made.told == []
    found = {u for u, data in made.result.files.items() if isinstance(data, bytes)}
    assert [u for u in found if b"Ann Lee" in bytes(made.result.files[u])] == []
    text = made.text("events/talk.html")
    assert "a person not named here clerk a neighbourguest" in text.replace("  ", " ")
    assert "a person not named here, clerk, a neighbour" in made.text("timeline.html")
    assert "People" not in made.text("people/lee-en.html").partition("languages")[1]


def test_author_who_is_not_listed_is_named_as_it_was_written(make: Callable[..., Made]) -> None:
    made = story(make, "", "authors: Ann Lee\n", **UNLISTED)
    assert made.told == []
    assert "By Ann Lee" in made.text("articles/story.html")


def test_nothing_of_a_confidential_source_is_read_on(make: Callable[..., Made]) -> None:
    secret = (
        "---\ntitle: Talk\ntype: interview\naccess: confidential\nsummary: Xsummary\n"
        "corrections: [{date: 2020, was: Xwas, now: Xnow}]\nsources: report\nlang: ko\n"
        "extra: {a: Xextra}\n---\nXbody with [[kim-jong-un]].[@report] ![x](../media/map.png)\n"
    )
    made = story(make, "So.[@secret]", **{"sources/secret.md": secret})
    assert made.told == []
    assert [url for url, page in made.pages.items() if "Xs" in page or "Xb" in page] == []
    assert [url for url, page in made.pages.items() if "Xw" in page or "Xn" in page] == []
    for url in (PERSON, "sources/report.html"):
        assert "sources/secret.html" not in made.links(url)
    assert "media/map.png" not in made.result.files


ANCHORS = [
    ("../media/map.png#page=4&zoom=5", "media/map.png#page=4&zoom=5"),
    ("../timeline.html#year.2018", "timeline.html#year.2018"),
]


@pytest.mark.parametrize(("address", "leads"), ANCHORS)
def test_anchor_behind_a_document_or_an_index_stays(
    make: Callable[..., Made], address: str, leads: str
) -> None:
    made = story(make, f"[x]({address})")
    assert made.told == []
    assert first_link(made)[0] == leads


def test_name_of_two_files_is_an_error_that_names_both(make: Callable[..., Made]) -> None:
    made = story(make, "![z](map.png)", **{"media/a/map.png": PNG, "media/b/map.png": PNG})
    assert made.told == []  # media/map.png goes before
    made = story(make, "![z](two.png)", **{"media/a/two.png": PNG, "media/b/two.png": PNG})
    assert made.told == [
        "content/articles/story.md:5:6+7 file-ambiguous: `two.png` is the name of 2 files: "
        "`../media/a/two.png`, `../media/b/two.png` | write `../media/a/two.png` or another of them"
    ]


def test_nearest_id_is_looked_for_once(
    make: Callable[..., Made], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    find = difflib.get_close_matches

    def count(word: str, *rest: Any) -> list[str]:
        asked.append(word)
        return find(word, *rest)

    monkeypatch.setattr("generator.index.difflib.get_close_matches", count)
    made = story(make, "[[kim-jong-une]] " * 20)
    assert made.codes == ["link-missing"] * 20
    assert len(asked) == 2
