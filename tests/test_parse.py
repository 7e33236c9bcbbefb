from __future__ import annotations

import cProfile
from typing import TYPE_CHECKING, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.config import Limits
from generator.fields import FOLDER_OF, MODELS, Kind, Person
from generator.model import Record
from generator.parse import File, Parsed, parse_chunk, parse_file

if TYPE_CHECKING:
    from generator.problems import Problem

LIMITS = Limits()


def told(problem: Problem) -> str:
    """A problem as one line: place, severity if it is not an error, code, message and fix."""
    severity = "" if problem.severity == "error" else f"{problem.severity} "
    place = f"{problem.line}:{problem.column}+{problem.length}"
    return f"{place} {severity}{problem.code}: {problem.message} | {problem.fix}"


def parse(text: str, kind: Kind = "article", name: str = "a-story.md") -> Parsed:
    path = f"content/{FOLDER_OF[kind]}/{name}"
    return parse_file(File(path, kind, text.encode()), LIMITS)


def page(lines: str, kind: Kind = "article", body: str = "") -> Parsed:
    return parse(f"---\n{lines}\n---\n{body}", kind)


def one(parsed: Parsed) -> Record:
    assert [told(problem) for problem in parsed.problems] == []
    (record,) = parsed.records
    assert record.fields is not None
    return record


def complaints(parsed: Parsed) -> list[str]:
    return sorted(told(problem) for problem in parsed.problems)


# One file, one record

LEAST: dict[Kind, str] = {
    "article": "title: T\ndate: 2018",
    "event": "title: T\ndate: 2018",
    "person": "name: N",
    "place": "name: N",
    "organization": "name: N",
    "source": "title: T\ntype: book",
    "page": "title: T",
}


@pytest.mark.parametrize("kind", LEAST)
def test_a_record_of_each_kind_needs_little(kind: Kind) -> None:
    record = one(page(LEAST[kind], kind, "Body."))
    assert (record.kind, record.id, record.line) == (kind, "a-story", 1)
    assert record.body.html == '<p id="p.1">Body.</p>'


def test_an_id_may_be_given() -> None:
    assert one(page("id: other\ntitle: T\ndate: 2018")).id == "other"
    assert one(parse("---\ntitle: T\ndate: 2018\n---\n", name="Kim Jong-un.md")).id == "kim-jong-un"
    assert one(page("id: symonds_2019:A\ntitle: T\ntype: book", "source")).id == "symonds_2019:A"


def test_a_record_knows_where_its_fields_stand() -> None:
    record = one(page("title: Talks\ndate: 2018\nparticipants:\n  - who: kim\n", "event"))
    assert record.position("title") == (2, 8, 5)
    assert record.position("participants", 0, "who") == (5, 10, 3)
    assert record.position("participants", 0, "role") == (5, 5, 1)
    assert record.position("accounts") == (1, 1, 1)


@pytest.mark.parametrize(
    ("lines", "kind", "field", "wanted"),
    [
        # a single value stands for a list, [[x]] for an id, a plain text for a map
        ("authors: A", "article", "authors", ["A"]),
        ("topics: [a, b]", "article", "topics", ["a", "b"]),
        ("tags: a", "article", "topics", ["a"]),
        ("place: hanoi", "event", "place", ["hanoi"]),
        ("place: [[hanoi]]", "event", "place", ["hanoi"]),
        ("place: [[[hanoi]], seoul]", "event", "place", ["hanoi", "seoul"]),
        ('parent: "[[talks|the talks]]"', "event", "parent", "talks"),
        ("parent: [[talks]]", "event", "parent", "talks"),
        ("sources: one, para. 4", "article", "sources",
         [{"source": "one", "locator": "para. 4"}]),
        ("sources: [one, two]", "article", "sources", [{"source": "one"}, {"source": "two"}]),
        ("sources: one, p. 2; two", "article", "sources",
         [{"source": "one", "locator": "p. 2"}, {"source": "two"}]),
        ('sources: "[@one, p. 2]"', "article", "sources", [{"source": "one", "locator": "p. 2"}]),
        ("sources: {source: one, locator: p. 2}", "article", "sources",
         [{"source": "one", "locator": "p. 2"}]),
        ("participants: [kim, [[trump]]]", "event", "participants",
         [{"who": "kim"}, {"who": "trump"}]),
        ("participants: {described_as: a guard}", "event", "participants",
         [{"described_as": "a guard"}]),
        ("aliases: [A B, {name: C, type: title}]", "person", "aliases",
         [{"name": "A B"}, {"name": "C", "type": "title"}]),
        ("native: 김정은", "person", "native", {"text": "김정은"}),
        ("positions: Envoy", "person", "positions", [{"title": "Envoy"}]),
        ("author: [KCNA, {family: B, given: S}]", "source", "people",
         {"author": [{"literal": "KCNA"}, {"family": "B", "given": "S"}]}),
        # YAML 1.1 would take these for something else
        ("place: NO", "event", "place", ["NO"]),
        ("time: 12:30", "event", "time", "12:30"),
        ("part: 2", "article", "part", 2),
        ("order: -1", "event", "order", -1),
        ("draft: yes", "article", "draft", True),
        ("extra: {a: 0x1F}", "article", "extra", {"a": "0x1F"}),
        ("names: {Kim: kim-jong-un, Washington: null, Ri: }", "article", "names",
         {"Kim": "kim-jong-un", "Washington": "", "Ri": ""}),
        ("coordinates: [39.03, 125.75]", "place", "coordinates", (39.03, 125.75)),
        # CSL's variables
        ("container-title: The Times", "source", "texts", {"container-title": "The Times"}),
        ("event-date: 2018-06", "source", "dates", {"event-date": "2018-06"}),
        # what was left empty was not filled in
        ("summary:\nsources: []", "article", "summary", ""),
        ("series: ~", "article", "series", ""),
    ],
)  # fmt: skip
def test_a_field_is_kind_to_people(lines: str, kind: Kind, field: str, wanted: object) -> None:
    record = one(page(f"{LEAST[kind]}\n{lines}", kind))
    assert record.fields is not None
    assert record.fields.model_dump(exclude_defaults=True).get(field, "") == wanted


# What is wrong in the fields

LOWER = "lower-case letters, digits and hyphens make one"


@pytest.mark.parametrize(
    ("lines", "kind", "wanted"),
    [
        # keys
        ("titel: T\ntitle: T\ndate: 2018", "article",
         ["2:1+5 unknown-key: `titel` is not a field that is known here | did you mean `title`?"]),
        ("Title: T\ndate: 2018", "article",
         ["2:1+5 unknown-key: `Title` is not known: keys are lower case | write `title`"]),
        ("title: T\ntype: book\nurl: x", "source",
         ["4:1+3 unknown-key: `url` is not known: it is written `URL` | write `URL`"]),
        ("title: T\ntype: book\npeople: kim\ndates: [a]", "source",
         ["4:1+6 unknown-key: `people` is not a field that is known here"
          " | your own data goes under `extra:`",
          "5:1+5 unknown-key: `dates` is not a field that is known here | did you mean `updated`, `notes`, `draft`?"]),  # noqa: E501
        ("title: T\ndate: 2018\npeople: [kim]", "article",
         ["4:1+6 unknown-key: `people` is not a field that is known here"
          " | your own data goes under `extra:`"]),
        ("title: T\ndate: 2018\nzzz: 1", "article",
         ["4:1+3 unknown-key: `zzz` is not a field that is known here"
          " | your own data goes under `extra:`"]),
        ("title: T\ndate: 2018\ntags: a\ntopics: b", "article",
         ["4:1+4 unknown-key: `tags` means `topics`, which is here too | keep one of them"]),
        ("title: T\ndate: 2018\nparticipants: [{who: a, roel: b}]", "event",
         ["4:25+4 unknown-key: `roel` is not a field that is known here | did you mean `role`?"]),
        ("title: T\ndate: 2018\nbody: x", "article",
         ["4:1+1 unknown-key: the body is no field here | write it below the front matter"]),
        ("title: T\ndate: 2018\ncssclasses: x", "article",
         ["4:1+1 info obsidian-key: `cssclasses` is Obsidian's and is ignored | "]),
        # what is missing
        ("", "article",
         ["2:1+1 field-missing: `date` is missing | add `date: …`",
          "2:1+1 field-missing: `title` is missing | add `title: …`"]),
        ("title: T\ndate:", "article", ["3:6+1 field-missing: `date` is empty | add `date: …`"]),
        ("title: ~\ndate: 2018", "article",
         ["2:8+1 field-missing: `title` is empty | add `title: …`"]),
        ("title: T", "event",
         ["2:1+1 field-value: an event needs a `date`, or `after` or `before` another event"
          " | add `date: …`"]),
        ("title: T\ndate:\nplace: a", "event",
         ["3:6+1 field-value: an event needs a `date`, or `after` or `before` another event"
          " | add `date: …`"]),
        ("title: T\ndate: 2018\naccounts:\n  - say: x\n    source: s", "event",
         ["5:5+3 unknown-key: `say` is not a field that is known here | did you mean `says`?"]),
        ("title: T\ndate: 2018\ncorrections: It was 1995", "article",
         ["4:14+11 field-type: corrections: must be a map, not `It was 1995`"
          " | write `date: …`, `was: …`, `now: …` below it, each in a line"]),
        ("title: T\ndate: “2018”", "article",
         ["3:7+6 date: date: `“2018”` is not a date | write straight quotes, `\"…\"`, or none:"
          " curly ones count as part of the text"]),
        ("title: T\ndate: 2018\ntopics: work, law", "article",
         ["4:9+9 warning list-comma: topics: `work, law` counts as one"
          ' | write a list: `[work, law]`; if it is one, `["work, law"]`']),
        ('title: T\ndate: 2018\nauthors: ["Jo Writer, Jr."]', "article", []),
        # a record in a wrong folder is one mistake
        ("name: A B\nfamily: B\ngiven: A\nborn: 1955", "article",
         ["2:1+4 kind-wrong: these are the fields of a person, not of an article"
          " | move it to content/people/"]),
        ("name: A\ntype: city", "event",
         ["2:1+4 kind-wrong: these are the fields of a place, not of an event"
          " | move it to content/places/ or content/organizations/"]),
        ("title: T\ndate: 2018\nseries: s\ntopics: [a]", "event",
         ["4:1+6 kind-wrong: these are the fields of an article, not of an event"
          " | move it to content/articles/"]),
        ("title: T\ndate: 2018\naccounts:\n  - says: x", "event",
         ["5:5+1 field-missing: `accounts.source` is missing | add `source: …`"]),
        ("title: T\ndate: 2018\nparticipants:\n  - role: x", "event",
         ["5:5+1 field-value: participants: it needs `who` or `described_as` | write `who:` and an id"]),  # noqa: E501
        ("title: T\ntype: book\nauthor: {suffix: x}", "source",
         ["4:9+11 field-value: author: a name needs `family` and `given`, or `literal`"
          " | write `{family: Kim, given: Yong-chol}`"]),
        ("title: T\ndate: 2018\naccounts:\n  - {says: x, source: y, standing: deprecated}", "event",
         ["5:36+10 field-value: accounts.standing: a deprecated account needs a `reason`"
          " | add `reason: …`"]),
        # values
        ("title: [a]\ndate: 2018", "article",
         ["2:8+3 field-value: title: must be text, not a list | write it as one line of text"]),
        ("title: T\ndate: 2018-02-30", "article",
         ["3:7+10 date: date: `2018-02-30` does not exist: February 2018 has 28 days "
          "| write a day of that month, or the month alone"]),
        ("title: T\ndate: 2018\npart: x", "article",
         ["4:7+1 field-type: part: must be a whole number, not `x` | write digits, such as `2`"]),
        ("title: T\ndate: 2018\npart: 0", "article",
         ["4:7+1 field-type: part: must be at least 1, not `0` | write digits, such as `2`"]),
        ("title: T\ndate: 2018\nextra: x", "article",
         ["4:8+1 field-type: extra: must be a map, not `x` | write `key: value` lines below it"]),
        ("title: T\ndate: 2018\ncorrections: x", "article",
         ["4:14+1 field-type: corrections: must be a map, not `x`"
          " | write `date: …`, `was: …`, `now: …` below it, each in a line"]),
        ("title: T\ndate: 2018\nstatus: hold", "event",
         ["4:9+4 field-value: status: `hold` is not known | did you mean `held`?"]),
        ("title: T\ndate: 2018\nstatus: zzz", "event",
         ["4:9+3 field-value: status: `zzz` is not known"
          " | write one of `held`, `cancelled`, `planned`"]),
        ("title: T\ndate: 2018\nstatus: [held]", "event",
         ["4:9+6 field-type: status: must be text, not a list | write one word"]),
        ("title: T\ntype: artcle", "source",
         ["3:7+6 field-value: type: `artcle` is not known | did you mean `article`?"]),
        ("title: T\ntype: book\nDOI: [x]", "source",
         ["4:6+3 field-value: DOI: must be text, not a list | write it as one line of text"]),
        ("title: T\ntype: book\nsubmitted: 2018-2", "source",
         ["4:12+6 date: submitted: `2018-2` is not a date as EDTF writes it | write `2018-02`"]),
        ("title: T\ndate: 2018\ntags: [[a], {b: c}]", "article",
         ["4:13+6 field-value: tags: must be text, not a map | write it as one line of text",
          "4:8+3 field-value: tags: must be text, not a list | write it as one line of text"]),
        # ids
        ("id: Foo Bar\ntitle: T", "page",
         [f"2:5+7 id-form: `Foo Bar` is not an id: {LOWER} | write `foo-bar`"]),
        ("id: '!'\ntitle: T", "page",
         [f"2:5+3 id-form: `!` is not an id: {LOWER} | use letters, digits and hyphens"]),
        ("id: ../../x\ntitle: T", "page",
         [f"2:5+7 id-form: `../../x` is not an id: {LOWER} | write `x`"]),
        ("id: '!!'\ntitle: T\ntype: book", "source",
         ["2:5+4 id-form: `!!` has no letter or digit | use letters"]),
        ("id: index\ntitle: T", "page",
         ["2:5+5 id-reserved: `index` is a reserved name"
          " | rename the file, or write another id, such as `id: index-1`"]),
        ("id: COM1\ntitle: T\ntype: book", "source",
         ["2:5+4 id-reserved: `COM1` is a reserved name"
          " | rename the file, or write another id, such as `id: COM1-1`"]),
        ("id: timeline\ntitle: T", "page",
         ["2:5+8 id-reserved: `timeline` is a reserved name"
          " | rename the file, or write another id, such as `id: timeline-1`"]),
        ("id: timeline\nname: N", "person", []),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_field_is_told_at_its_place(
    lines: str, kind: Kind, wanted: list[str]
) -> None:
    assert complaints(page(lines, kind)) == sorted(wanted)


def test_all_faults_of_one_file_are_told_at_once() -> None:
    parsed = page("titel: T\ndate: 2018-13\npart: x\nlang: 12", body="a <script>\n\nb [^1]")
    places = [(p.line, p.column, p.code) for p in parsed.problems]
    assert sorted(places) == [
        (2, 1, "unknown-key"),
        (3, 7, "date"),
        (4, 7, "field-type"),
        (5, 7, "field-value"),
        (7, 3, "raw-html"),
        (9, 3, "footnote-missing"),
    ]


def test_a_record_with_faults_is_known_by_its_id() -> None:
    (record,) = page("titel: T").records
    assert (record.id, record.fields) == ("a-story", None)
    (record,) = parse("no front matter").records
    assert (record.id, record.fields) == ("a-story", None)
    assert parse("no front matter", name="!.md").records == []


# Lists of records


def test_a_list_holds_many_records() -> None:
    parsed = parse(
        "- id: a\n  name: A\n  body: One [[x]].\n- id: b\n  name: B\n", "person", "all.yaml"
    )
    assert complaints(parsed) == []
    assert [(record.id, record.line) for record in parsed.records] == [("a", 1), ("b", 4)]
    assert parsed.records[1].position("name") == (5, 9, 1)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a: b", ["1:1+1 list-type: the file holds a map, not a list of records"
                  " | begin each record with `- id: …`"]),
        ("- a\n- id: b\n  name: B",
         ["1:3+1 list-type: a record must be a map, not text | `- id: …`"]),
        ("- name: Kim Jong-un",
         ["1:3+1 id-missing: this record has no `id` | write `id: kim-jong-un`"]),
        ("- summary: x\n  name: '!'",
         ["1:3+1 id-missing: this record has no `id` | write `id:` and a name in lower case"]),
        ("- id: a", ["1:3+1 field-missing: `name` is missing | add `name: …`"]),
        ("- id: a\n  name: A\n  body: [x]", []),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_list_is_told(text: str, wanted: list[str]) -> None:
    assert complaints(parse(text, "person", "all.yaml")) == wanted


BODIES = [
    # as a block
    "|\n    One [[needle]].\n\n    Two [[needle]].",
    "|\n    김 [[needle]]\n      more [[needle]]",
    "|-\n\n\n    One [[needle]].",
    "|2\n      Indented [[needle]]\n\n    out [[needle]]",
    "|\n    [[needle]]",
    # folded
    ">\n    One\n    two [[needle]]\n\n    Three [[needle]]",
    ">-\n    [[needle]]\n    [[needle]]",
    # in quotation marks
    '"One [[needle]]"',
    '"One\n    two [[needle]]"',
    '"a\\n\\nb \\u00e9 \\"c\\" [[needle]] \\\n    d [[needle]]"',
    "'It''s [[needle]]'",
    "\n    'One [[needle]]'",
    # plain
    "One [[needle]]",
    "One\n    two [[needle]]\n\n    three [[needle]]",
    "\n    One [[needle]]",
]


@pytest.mark.parametrize("body", BODIES)
def test_a_marker_in_a_list_is_found_where_it_was_written(body: str) -> None:
    text = f"- id: a\n  name: A\n- id: b\n  body: {body}\n  name: B\n"
    parsed = parse(text, "person", "all.yaml")
    assert complaints(parsed) == []
    tokens = parsed.records[1].body.tokens
    assert len(tokens) == body.count("[[needle]]")
    lines = text.split("\n")
    for token in tokens:
        assert lines[token.line - 1][token.column - 1 :].startswith("[[needle]]")
    assert len({(token.line, token.column) for token in tokens}) == len(tokens)


# Bytes


def test_a_file_beyond_the_limit_is_refused() -> None:
    parsed = parse_file(File("a.md", "page", b"x" * 11), Limits(page_bytes=10))
    assert complaints(parsed) == [
        "1:1+1 file-too-big: the file has 11 bytes; `limits.page_bytes` allows 10 | split it"
    ]


def test_a_file_that_is_no_text_has_no_record() -> None:
    parsed = parse_file(File("a.md", "page", b"\xff\xfe"), LIMITS)
    assert (parsed.records, [problem.code for problem in parsed.problems]) == (
        [],
        ["encoding-utf16"],
    )


def test_line_ends_do_not_matter() -> None:
    text = "---\ntitle: T\ndate: 2018\n---\nA [[b]]\n\nc [[d]]\n"
    assert parse(text.replace("\n", "\r\n")) == parse(text) == parse(text.replace("\n", "\r"))


def test_records_survive_the_way_from_another_process() -> None:
    files = [
        File(
            f"content/{FOLDER_OF[kind]}/x.md",
            kind,
            f"---\n{LEAST[kind]}\n---\nA [[b]] [@c].".encode(),
        )
        for kind in get_args(Kind)
    ]
    full = (
        "title: T\ntype: book\nauthor: [KCNA]\nissued: 2018-06/2019\ncontainer-title: X\nevent-date: 2018\n"  # noqa: E501
        "sources: a, p. 2"
    )
    files.append(File("content/sources/y.md", "source", f"---\n{full}\n---\n".encode()))
    files.append(File("content/sources/z.md", "source", b"---\ntitel: x\n---\n"))
    direct = [parse_file(file, LIMITS) for file in files]
    answers = parse_chunk(files, LIMITS)
    assert [
        Parsed([Record.unpack(packed) for packed in records], problems)
        for problems, records in answers
    ] == direct
    assert {record.kind for parsed in direct for record in parsed.records} == MODELS.keys()


lines = st.lists(
    st.sampled_from(["title: T", "date: 2018", "date: x", "- a", "  b: c", "sources: [a]",
    "sources: {a: b}",
                     "corrections:", "  - date: 2018", "extra: {}", "names: [a]", "people: x",
                     "type: book",
                     "author: [[a, b]]", "id: [x]", "a: [", "---", "notes: {a: [b]}",
                     "participants: [[a]]",
                     "quote: x", "standing: [a]", "accounts: [x]", "texts: a", "coordinates: {}",
                     "draft: []"]),
    max_size=6,
)  # fmt: skip


@given(lines, st.sampled_from(get_args(Kind)), st.booleans())
def test_no_front_matter_stops_the_program(lines: list[str], kind: Kind, is_list: bool) -> None:
    if is_list:
        parsed = parse("- " + "\n  ".join(lines), kind, "x.yaml")
    else:
        parsed = page("\n".join(lines), kind)
    assert parsed.problems or parsed.records
    for problem in parsed.problems:
        assert problem.line >= 1
        assert problem.column >= 1


# Keys whose values are dates


def test_an_authors_own_data_hold_no_dates() -> None:
    for key in ("extra", "notes"):
        record = one(page(f"name: N\n{key}: {{start: [1, 2], a: {{date: [3]}}}}", "person"))
        assert getattr(record.fields, key) == {"start": ["1", "2"], "a": {"date": ["3"]}}
    parsed = parse("- id: a\n  name: N\n  extra: {start: [1, 2]}", "person", "all.yaml")
    assert one(parsed).fields.model_dump()["extra"] == {"start": ["1", "2"]}  # type: ignore[union-attr]


def test_dates_are_quoted_as_they_were_typed() -> None:
    (record,) = page("name: N\nborn: [1911-04-15,1912]", "person").records
    assert isinstance(record.fields, Person)
    assert record.fields.born
    assert record.fields.born.text == "[1911-04-15,1912]"


# Ids that are no text


@pytest.mark.parametrize("value", ["[a]", "[[a]]", "{a: b}"])
def test_an_id_is_text(value: str) -> None:
    name = "a map" if value.startswith("{") else "a list"
    said = f"field-value: id: must be text, not {name} | write it as one line of text"
    length = len(value)
    assert complaints(page(f"id: {value}\nname: N", "person")) == [f"2:5+{length} {said}"]
    parsed = parse(f"- id: {value}\n  name: N", "person", "all.yaml")
    assert complaints(parsed) == [f"1:7+{length} {said}"]
    assert parsed.records == []


# Long lists


def test_twice_as_many_records_take_twice_as_long() -> None:
    def count(number: int) -> int:
        """How many steps Python takes for a list of so many records with folded bodies."""
        text = "".join(f'- id: p{n}\n  name: N\n  body: "a [[b]]\n    c"\n' for n in range(number))
        profile = cProfile.Profile()
        profile.runcall(parse, text, "person", "all.yaml")
        return sum(entry.callcount for entry in profile.getstats())

    count(5)
    assert count(400) < 2.2 * count(200)
