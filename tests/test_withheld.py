# ruff: noqa: E501 - one record a line
"""What is not to be shown stands nowhere in the site: not in any file, in any form, of any kind."""

from __future__ import annotations

import gzip
import json
import re
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest
import yaml
from making import PNG, Made, find_all, make, visible

from generator.config import Limits
from generator.fields import FOLDERS, Person, Source
from generator.links import list_field_links
from generator.names import fold
from generator.parse import File, parse_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Of an unlisted person, everything; of a confidential source, what is not in SHOWN.
PERSON: dict[str, Any] = {
    "name": "Quéñtin Åströmqvist & Sons",
    "family": "Åströmqvist",
    "given": "Quéñtin",
    "name_order": "given-first",
    "sort_name": "Qsortname, Q.",
    "native": {"text": "권틴아스트롬", "lang": "ko"},
    "aliases": [{"name": "Qalias Qsecond", "type": "former"}, {"name": "Qnick", "type": "nickname"}],
    "disambiguation": "Qdisambiguation",
    "different_from": ["bob-ray"],
    "positions": [
        {"title": "Qposition", "organization": "office", "start": "1937-02", "end": "1939-03",
         "sources": ["letter, p. Qplace"]},
        {"title": "Qlast", "organization": "secret-office"},
    ],
    "born": "1911-04-13",
    "died": "2047-11-19",
    "image": "qportrait.png",
    "pseudonym": True,
    "summary": "Qsummary <b>&amp; more",
    "sources": ["letter, Qlocator", "only-his"],
    "lang": "qaa",
    "translation_of": "bob-ray",
    "updated": "2043-03-03",
    "corrections": [{"date": "2043-02-02", "was": "Qwas", "now": "Qnow"}],
    "content_warning": "Qwarning",
    "redirect_from": ["qold/qaddress.html"],
    "notes": "Qnotes",
    "extra": {"qkey": "Qextra"},
}  # fmt: skip
SOURCE: dict[str, Any] = {
    "issued": "1941-06-15",
    "accessed": "2041-06-17",
    "URL": "https://qhost.example/qpath",
    "language": "qab",
    "author": [{"family": "Zqfamily", "given": "Zqgiven"}],
    "container-title": "Zqcontainer",
    "original-date": "1940-05-16",
    "archive_url": "https://zqarchive.example/zqarchived",
    "archive_date": "2042-07-18",
    "file": "zqpaper.pdf",
    "speaks_for": "Zqspeaks",
    "summary": "Zqsummary",
    "sources": ["letter, Zqlocator"],
    "lang": "qac",
    "translation_of": "letter",
    "updated": "2044-03-03",
    "corrections": [{"date": "2044-02-02", "was": "Zqwas", "now": "Zqnow"}],
    "content_warning": "Zqwarning",
    "redirect_from": ["zqold/zqaddress.html"],
    "notes": "Zqnotes",
    "extra": {"zqkey": "Zqextra"},
}
# What a confidential source shows, and what says itself that it is not shown.
SHOWN = {"title", "type", "access", "evidence", "draft", "listed"}
# CSL's variables, of each group one.
GROUPED = {"people": "author", "texts": "container-title", "dates": "original-date"}
BODY = "{0} was told [[bob-ray|{0} link]] of it.[@letter, {0} note]\n\n## {0} heading\n\n![{0} alt]({1})\n"
ID, OTHER_ID = "qwentin-qid", "a-first-one"

WORLD = {
    "site.yaml": "title: T\nbase_url: https://example.org/sub/\ntopics: {t: T}\n",
    "people/bob-ray.md": "---\nname: Bob Ray\nfamily: Ray\ngiven: Bob\n---\nMet [[{id}]] and [[office]].\n",
    "people/cy-fox.md": (
        "---\nname: Cy Fox\nfamily: Fox\ngiven: Cy\ndifferent_from: {id}\ntranslation_of: {id}\n---\n"
        "He is not [[{id}|that clerk]].\n"
    ),
    "places/town.md": "---\nname: Town\n---\nHome of [[{id}]].\n",
    "organizations/office.md": "---\nname: The office\nplace: town\n---\nIts clerk is [[{id}]].\n",
    "organizations/secret-office.md": "---\nname: Another office\n---\n",
    "sources/letter.md": "---\ntitle: A letter\ntype: document\n---\nBy [[{id}|a clerk]].\n",
    "sources/only-his.md": "---\ntitle: A book\ntype: book\n---\n",
    "pages/about.md": "---\ntitle: About\n---\nWith thanks to [[{id}]].[@secret, p. 7]\n",
    "articles/a.md": (
        "---\ntitle: A\ndate: 2020\nsummary: Short\nnames: {She: {id}}\ntopics: T\nsources: secret\n"
        "---\nShe, [[{id}]] and [[{id}|the clerk]], spoke to Bob Ray.[@secret]\n\n"
        "## Table\n\n| a | b |\n|---|---|\n| [[{id}]] | x[^1] |\n\n[^1]: Note on [[{id}]].\n"
    ),
    "events/e.md": (
        "---\ntitle: E\ndate: 2019\nplace: town\nimportance: major\nparticipants:\n- {id}\n- bob-ray\n"
        "- {who: {id}, role: clerk}\n- {who: {id}, described_as: a neighbour, role: guest}\n"
        "- {who: office, on_behalf_of: {id}}\n- {described_as: a spokesperson, on_behalf_of: {id}}\n"
        "accounts:\n- {says: So., source: secret, by: {id}, said_on: 2019}\n"
        "- {says: So., source: letter, by: {id}, described_as: a witness}\n---\nWith [[{id}]].\n"
    ),
    "media/qportrait.png": PNG,
    "media/qportrait.png.yaml": "{alt: Qpicturealt, caption: Qcaption, credit: Qcredit}",
    "media/qhouse.png": PNG,
    "media/zqpaper.pdf": b"zqpaperbytes",
    "media/zqplan.png": PNG,
}  # fmt: skip


def write(fields: dict[str, Any], body: str) -> str:
    """A record's file."""
    return f"---\n{yaml.safe_dump(fields, allow_unicode=True, sort_keys=False)}---\n{body}"


def list_files(record_id: str, person: str, source: str) -> dict[str, str | bytes]:
    """The site, with an unlisted person and a confidential source."""
    files: dict[str, str | bytes] = {
        path: text if isinstance(text, bytes) else text.replace("{id}", record_id)
        for path, text in WORLD.items()
    }
    return files | {f"people/{record_id}.md": person, "sources/secret.md": source}


PERSON_FILE = write(PERSON | {"listed": False}, BODY.format("Qbody", "qhouse.png"))
TITLE = {"title": "A talk", "type": "interview", "access": "confidential", "evidence": "testimony"}
SOURCE_FILE = write(TITLE | SOURCE, BODY.format("Zqbody", "zqplan.png"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("withheld")
    return make(folder, list_files(ID, PERSON_FILE, SOURCE_FILE), search=True)


# Looking through everything


def squeeze(text: str) -> str:
    """A text's letters and digits, however they were written: escaped, encoded, with marks."""
    for _ in range(2):
        text = unquote(unescape(text))
        text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), text)
    return "".join(char for char in fold(text) if char.isalnum())


# Files of an index that are Pagefind's own; digests by which it names the others.
LIBRARY = (".js", ".pagefind")
HASHES = re.compile(r"en_[0-9a-f]+")


def read_everything(made: Made) -> dict[str, str]:
    """Each file of a site with its name, as letters and digits."""
    everything = {}
    for url, data in made.result.files.items():
        content = data.read_bytes() if isinstance(data, Path) else data
        if url.startswith("pagefind/"):
            # Of the index, what was made of texts; its own names are digests of chance.
            if not url.endswith(LIBRARY):
                plain = gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content
                everything[url] = squeeze(HASHES.sub(" ", plain.decode("utf-8", "replace")))
            continue
        everything[url] = squeeze(f"{url}\n{content.decode('utf-8', 'replace')}")
    return everything


def list_texts(value: Any) -> Iterator[str]:
    """Every text in a record's front matter."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from [key] if "q" in key else []
            yield from list_texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from list_texts(one)
    elif isinstance(value, str):
        yield value


# What others say, too, or what is a word of the program's.
COMMON = {"office", "secret-office", "bob-ray", "letter", "only-his", "ko", "former", "nickname",
          "given-first"}  # fmt: skip
DATES = ["1911", "2047", "1937", "1939", "2043", "1941", "2041", "1940", "2042", "2044", "13 April"]
MORE = ["Qbody", "qhouse", "Zqbody", "zqplan", "qportraitbytes", "Qpicturealt", "Qcaption", "Qcredit",
        "Qplace", "Qlocator", "Zqlocator", "Zqfamily", "Zqgiven", "Åströmqvist", ID, "zqpaperbytes",
        *DATES]  # fmt: skip


def list_secrets() -> list[str]:
    """Everything that must not be found."""
    found = [one for one in list_texts(PERSON | SOURCE) if one not in COMMON]
    whole = [one for one in found if not one.startswith(("letter, ", "only-his"))]
    return sorted({*whole, *MORE})


@pytest.mark.parametrize("secret", list_secrets())
def test_nothing_withheld_stands_in_any_file(made: Made, secret: str) -> None:
    wanted = squeeze(secret)
    assert len(wanted) > 2
    assert [url for url, text in read_everything(made).items() if wanted in text] == []


def test_the_site_is_whole_and_without_a_problem(made: Made) -> None:
    assert made.told == []
    assert {"feed.xml", "sitemap.xml", "events/e.html", "sources/secret.html"} <= {
        *made.result.files
    }


def test_the_search_finds_what_is_there_in_whatever_form(made: Made) -> None:
    everything = read_everything(made)
    assert len(everything) > 20
    assert "bobray" in everything["events/e.html"]
    fragments = [text for url, text in everything.items() if url.endswith(".pf_fragment")]
    assert any("bobray" in text and "aneighbour" in text for text in fragments)
    for form in ("Quéñtin Åströmqvist", "Que\u0301n\u0303tin", "quentin-astromqvist",
                 "Qu%C3%A9%C3%B1tin", "Qu&eacute;&#241;tin", "QU\\u00c9\\u00d1TIN"):  # fmt: skip
        assert squeeze(form) in squeeze("the Quéñtin Åströmqvist there"), form


def test_every_field_is_among_the_secrets() -> None:
    names = {field.alias or name for name, field in Person.model_fields.items()}
    assert names - PERSON.keys() - SHOWN == set()
    names = {GROUPED.get(name, name) for name in Source.model_fields}
    assert names - SOURCE.keys() - SHOWN == set()


def test_every_field_that_can_name_a_person_names_him() -> None:
    can, does = set(), set()
    for path, text in list_files(ID, PERSON_FILE, SOURCE_FILE).items():
        kind = FOLDERS.get(path.split("/")[0])
        if kind is None or isinstance(text, bytes):
            continue
        (record,) = parse_file(File(f"content/{path}", kind, text.encode()), Limits()).records
        for link in list_field_links(record):
            field = re.sub(r"\.\d+", "", link.path)
            can |= {field} if not link.kinds or "person" in link.kinds else set()
            does |= {field} if link.target == ID else set()
    assert can == does
    assert len(can) == 6


# Whatever his record says, and whatever its id, the site is the same


PLAIN_PERSON = "---\nname: Zed\nlisted: false\n---\n"
PLAIN_SOURCE = write(TITLE, "")


@pytest.mark.parametrize(
    ("record_id", "person", "source"),
    [
        (ID, PLAIN_PERSON, SOURCE_FILE),
        (OTHER_ID, PERSON_FILE, SOURCE_FILE),
        (OTHER_ID, PLAIN_PERSON, SOURCE_FILE),
        (ID, PERSON_FILE, PLAIN_SOURCE),
    ],
    ids=["other-fields", "other-id", "other-person", "other-source"],
)
def test_the_site_is_the_same_whatever_is_withheld(
    made: Made, tmp_path: Path, record_id: str, person: str, source: str
) -> None:
    other = make(tmp_path, list_files(record_id, person, source), search=True)

    def read(one: Made) -> dict[str, bytes]:
        files = one.result.files
        return {url: d.read_bytes() if isinstance(d, Path) else d for url, d in files.items()}

    assert read(made) == read(other)


# A name in running text


def test_a_withheld_name_in_a_text_is_text_and_nothing_else(tmp_path: Path) -> None:
    files = list_files(ID, PERSON_FILE, SOURCE_FILE)
    told = "---\ntitle: B\ndate: 2021\n---\nQalias Qsecond and 권틴아스트롬 came to town.\n"
    made = make(tmp_path, {**files, "articles/b.md": told})
    naming = {url for url, text in read_everything(made).items() if "qaliasqsecond" in text}
    assert naming == {"articles/b.html", "evidence.html"}  # the sentence has no source
    assert "qwentin" not in made.pages["articles/b.html"]
    assert made.text("articles/b.html").count("Qalias") == 1
    (body,) = find_all(made.main("articles/b.html"), "div", class_="body")
    assert list(body.iter("a")) == []


# What problems say


SLIPS = {
    "articles/slip.md": (
        "---\ntitle: S\ndate: 2020\nauthors: [qwentin-qjd]\nnames: {X: qwentin-qjd}\n---\n"
        "[[qwentin-qjd]], [[Qalias Qsecand]], [him](../people/qwentin-qjd.md).[@qwentin-qjd]\n"
    ),
    "events/slip-two.md": (
        "---\ntitle: S\ndate: 2020\nparticipants: [qwentin-qjd]\n"
        "accounts: [{says: So., source: letter, by: qwentin-qjd}]\n---\n"
        "[[Qalias Qsecond]], [[bob-ray]].\n"
    ),
    "people/namesake.md": "---\nname: Qalias Qsecond\nfamily: Qsecond\ngiven: Qalias\n---\n",
}


def test_no_problem_of_another_record_suggests_who_is_withheld(tmp_path: Path) -> None:
    files = list_files(ID, PERSON_FILE, SOURCE_FILE)
    made = make(tmp_path, files | SLIPS)
    assert len(made.problems) > 7
    told = [p for p in made.problems if p.path != f"content/people/{ID}.md"]
    assert [p for p in told if ID in p.fix] == []
    assert [p for p in told if ID in p.message] == []
    (shared,) = [p for p in told if p.code == "link-ambiguous"]
    assert shared.message.endswith("is a name of 2 records: `namesake`, 1 not listed")
    assert shared.fix == "write `[[namesake|Qalias Qsecond]]` or another of them"


def test_a_name_of_two_who_are_not_listed_is_told_without_them(make: Callable[..., Made]) -> None:
    people = "- {id: a-x, name: Abe, listed: false}\n- {id: b-x, name: Abe, listed: false}\n"
    made = make({"people/all.yaml": people, "pages/p.md": "---\ntitle: P\n---\n[[Abe]]\n"})
    assert made.told == [
        "content/pages/p.md:4:1+7 link-ambiguous: `Abe` is a name of 2 records: 2 not listed "
        "| write the id"
    ]


# A name that was changed


def test_a_changed_name_is_marked_on_its_page_and_in_the_index(make: Callable[..., Made]) -> None:
    people = "- {id: ann, name: Ann, pseudonym: true, native: 안}\n- {id: bea, name: Bea}\n"
    made = make({"people/all.yaml": people, "places/ann-town.md": "---\nname: Town\n---\n"})
    assert made.told == []
    badges = {
        url: [visible(badge) for badge in find_all(made.main(url), "span", class_="badge")]
        for url in ("people/ann.html", "people/bea.html", "people/index.html", "places/index.html")
    }
    assert badges == {
        "people/ann.html": ["name changed"],
        "people/bea.html": [],
        "people/index.html": ["name changed"],
        "places/index.html": [],
    }
    assert "Ann 안 name changed" in made.text("people/index.html")


def test_what_is_known_of_a_picture_s_person_is_not_read_from_json() -> None:
    # The search above takes apart what JSON escapes, since data for scripts may be JSON.
    assert squeeze(json.dumps("권틴아스트롬")) == squeeze("권틴아스트롬")
