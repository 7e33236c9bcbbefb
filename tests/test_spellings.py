# ruff: noqa: E501, RUF001 - one passage a line; hyphens, quotation marks and apostrophes of many kinds
from __future__ import annotations

import random
import re
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.fields import Organization, Person, Place, Source
from generator.model import Record
from generator.names import fold, strip_marks
from generator.spellings import Spelling, Spellings, list_record


def person(record_id: str, name: str, family: str = "", **more: object) -> Record:
    fields = Person.model_validate({"name": name, "family": family, **more})
    return Record(kind="person", id=record_id, path=f"content/people/{record_id}.md", fields=fields)


def other(kind: str, record_id: str, **fields: object) -> Record:
    models = {"organization": Organization, "place": Place, "source": Source}
    made = models[kind].model_validate(fields)
    return Record(kind=kind, id=record_id, path=f"content/{kind}/{record_id}.md", fields=made)


def korean(text: str) -> dict[str, str]:
    return {"text": text, "lang": "ko"}


def spellings_of(*records: Record) -> Spellings:
    return Spellings(one for record in records for one in list_record(record))


RECORDS = [
    person("kim", "Kim Jong-un", "Kim", native=korean("김정은")),
    person("il-sung", "Kim Il Sung", "Kim", native=korean("김일성")),
    person("jong", "Kim Jong", "Kim", native=korean("김정")),
    person("biegun", "Stephen Biegun", "Biegun"),
    person("trump", "Donald Trump", "Trump", aliases=["Donald J. Trump", "Donald John Trump"]),
    person("xi", "Xi Jinping", "Xi", native="习近平", aliases=["習近平"]),
    person("wang", "Wang Yi", "Wang", native="王毅"),
    person("jones", "Paul Jones", "Jones"),
    person("un", "Un", name_order="mononym"),
    person("sukarno", "Sukarno", name_order="mononym"),
    person("degaulle", "Charles de Gaulle", "de Gaulle"),
    person("assad", "Bashar al-Assad", "al-Assad"),
    person("tran", "Trần Đại Quang", "Trần"),
    person("harstedt", "Kent Härstedt", "Härstedt"),
    person("obrien", "Robert O'Brien", "O'Brien"),
    person("mcmaster", "H. R. McMaster", "McMaster"),
    person("ford", "Henry Ford", "Ford"),
    person("hidden", "Ri Son Gwon", "Ri", listed=False),
    person("wei", "Li Wei", "Li"),
    person("wei-2", "Li Wei", "Li"),
    person("abe", "Abe Shinzo", "Abe", native={"text": "安倍 晋三", "lang": "ja"}),
    person("tramp", "Ivan Tramp", "Tramp", native={"text": "イワン・トランプ", "lang": "ja"}),
    person("sakura", "Momo Sakura", "Sakura", native={"text": "さくらももこ", "lang": "ja"}),
    person("teresa", "Teresa May", "May", aliases=[{"name": "Iron May", "type": "nickname"}]),
    other("organization", "kisu", name="Kim Il Sung University", native=korean("김일성종합대학")),
    other("organization", "un-org", name="United Nations", short_name="UN"),
    other("organization", "who", name="World Health Organization", short_name="WHO"),
    other("organization", "us", name="United States government", short_name="US"),
    other(
        "organization",
        "state",
        name="U.S. Department of State",
        short_name="State Department",
        aliases=["U.S. State Department"],
    ),
    other("organization", "ministry", name="Foreign Ministry", native=korean("외무성")),
    other("organization", "reuters", name="Reuters"),
    other("organization", "unity", name="Unity"),
    other("organization", "room", name="Room 39"),
    other("organization", "smith", name="Smith & Jones"),
    other("organization", "jj", name="Johnson & Johnson", short_name="J&J"),
    other("organization", "att", name="AT&T"),
    other("organization", "mckinsey", name="McKinsey"),
    other("organization", "acdc", name="AC/DC"),
    other("organization", "borders", name="Doctors w/o Borders"),
    other("organization", "roses", name="Guns N' Roses"),
    other("organization", "3m", name="3M"),
    other("organization", "seven", name="7-Eleven"),
    other("organization", "twenty", name="Council of 20"),
    other("organization", "steel", name="U.S. Steel"),
    other("organization", "lg", name="LG전자"),
    other("organization", "kbs", name="한국KBS"),
    person("chol", "Kim Yong Chol", "Kim", native=korean("김영철")),
    other("organization", "council", name="Korea US Council"),
    other("place", "petersburg", name="St. Petersburg", autolink=True),
    other("place", "stockholm", name="Stockholm"),
    other("place", "square", name="Kim Il Sung Square"),
    other("source", "book", title="Kim Jong-un", type="book"),
    other("source", "article", title="Kim Jong-un meets Donald Trump", type="article"),
]
SPELLINGS = spellings_of(*RECORDS)

# Each row is a text, and the words in it that are links, each with its record.
PASSAGES = [
    # hyphens, spaces, apostrophes, line breaks, capitals
    ("Then Kim Jong-un left.", "Kim Jong-un=kim"),
    ("Then Kim Jong Un left.", "Kim Jong Un=kim"),
    ("Then Kim Jong‑un left.", "Kim Jong‑un=kim"),
    ("Then Kim Jong‐un left.", "Kim Jong‐un=kim"),
    ("Then KIM JONG-UN left.", "KIM JONG-UN=kim"),
    ("Then Kim\nJong-un left.", "Kim\nJong-un=kim"),
    ("Then Kim Jong-\nun left.", "Kim Jong-\nun=kim"),
    ("Then Kim&nbsp;Jong-un left.", "Kim&nbsp;Jong-un=kim"),
    ("Then Kim\u00a0Jong-un left.", "Kim\u00a0Jong-un=kim"),
    ("Then Kim Il-sung left.", "Kim Il-sung=il-sung"),
    ("Then kim jong-un left.", ""),
    ("Then Kim jong-un left.", ""),
    ("Then KimJongun left.", ""),
    ("Then Kim_Jong_un left.", ""),
    ("Then Kim - Jong-un left.", ""),
    ("Then Kim, Jong-un left.", ""),
    ("He met Kim. Jong-un stayed.", ""),
    ("Robert O’Brien and Robert O'Brien", "Robert O’Brien=obrien Robert O'Brien=obrien"),
    # diacritics, composed and not, and letters with strokes
    ("with Tran Dai Quang there", "Tran Dai Quang=tran"),
    ("with Trần Đại Quang there", "Trần Đại Quang=tran"),
    ("with Tra\u0302\u0300n Đa\u0323i Quang there", "Tra\u0302\u0300n Đa\u0323i Quang=tran"),
    ("with Kent Harstedt there", "Kent Harstedt=harstedt"),
    ("with KENT HÄRSTEDT there", "KENT HÄRSTEDT=harstedt"),
    ("with Kent Harstedt\u0301 there", "Kent Harstedt\u0301=harstedt"),
    # acronyms and words
    ("It told us who went.", ""),
    ("It told the WHO and the UN so.", "WHO=who UN=un-org"),
    ("Who said so? Us.", ""),
    ("the Korea-US Council, the Korea-us Council", "Korea-US Council=council"),
    ("The US left.", "US=us"),
    ("TELL US NOW", ""),
    ("GIVE IT TO US!", ""),
    ("The UN Security Council met.", ""),
    ("The UN Secretary-General spoke.", "UN=un-org"),
    ("The UN's and the UN’s view", "UN=un-org UN=un-org"),
    ("They met Un, who is not the UN.", "Un=un UN=un-org"),
    ("SUKARNO spoke, sukarno did not.", "SUKARNO=sukarno"),
    # possessives
    ("Kim Jong-un's view, Kim Jong-un’s, and KIM JONG-UN'S", "Kim Jong-un=kim Kim Jong-un=kim KIM JONG-UN=kim"),
    ("Paul Jones' view and Paul Jones’ view", "Paul Jones=jones Paul Jones=jones"),
    # word boundaries
    ("United, Unable, Sukarnoism and Reutersian", ""),
    ("Stephen Biegun-Smith and anti-Stephen Biegun", ""),
    ("non-Stephen Biegun, Stephen Biegun–Smith", ""),
    ("Stephen Biegun—the envoy—left.", "Stephen Biegun=biegun"),
    ("@Stephen Biegun and #Sukarno and Sukarno@site.org", ""),
    ("https://example.org/Sukarno, www.site.org/?q=Sukarno", ""),
    ("see Sukarno.html and x.Sukarno", ""),
    ("(Sukarno), “Sukarno”, ‘Sukarno’", "Sukarno=sukarno Sukarno=sukarno Sukarno=sukarno"),
    ("“Stephen Biegun,” he said.", "Stephen Biegun=biegun"),
    ("«Stephen Biegun», »Stephen Biegun«", "Stephen Biegun=biegun Stephen Biegun=biegun"),
    ("¿Stephen Biegun?", "Stephen Biegun=biegun"),
    ("Stephen Biegun和Donald Trump会面", "Stephen Biegun=biegun Donald Trump=trump"),
    ("d'Paul Jones", ""),
    # initials, full stops, ampersands, particles, numbers
    ("Then Donald J. Trump left.", "Donald J. Trump=trump"),
    ("Then Donald J Trump left.", "Donald J Trump=trump"),
    ("Then Donald K. Trump left.", ""),
    ("Then H.R. McMaster left.", "H.R. McMaster=mcmaster"),
    ("Then H. R. MCMASTER left.", "H. R. MCMASTER=mcmaster"),
    ("the U.S. State Department and the U.S. Department of State", "U.S. State Department=state U.S. Department of State=state"),
    ("in St. Petersburg, in St Petersburg", "St. Petersburg=petersburg St Petersburg=petersburg"),
    ("as Charles de Gaulle and Charles De Gaulle said", "Charles de Gaulle=degaulle Charles De Gaulle=degaulle"),
    ("as Bashar al-Assad and Bashar Al Assad said", "Bashar al-Assad=assad Bashar Al Assad=assad"),
    ("at Smith &amp; Jones", "Smith &amp; Jones=smith"),
    ("in Room 39 and in Room 391", "Room 39=room"),
    ("Johnson &amp; Johnson’s view, the J&amp;J view", "Johnson &amp; Johnson=jj J&amp;J=jj"),
    ("at Johnson&nbsp;&amp;&nbsp;Johnson, at Johnson &amp;\nJohnson", "Johnson&nbsp;&amp;&nbsp;Johnson=jj Johnson &amp;\nJohnson=jj"),
    ("JOHNSON &amp; JOHNSON, at AT&amp;T.", "JOHNSON &amp; JOHNSON=jj AT&amp;T=att"),
    ("by Johnson &amp; Johnson &amp; Sons, Smith &amp; Johnson &amp; Johnson", ""),
    ("R&amp;AT&amp;T, AT&amp;T&amp;Co", ""),
    ("Johnson Johnson, Johnson-Johnson, Johnson and Johnson, AT T", ""),
    ("Paul &amp; Jones, Stephen&amp;Biegun, Stephen/Biegun", ""),
    ("McKinsey &amp; Company, Arthur&nbsp;&amp; McKinsey, McKinsey", "McKinsey=mckinsey"),
    ("research &amp; McKinsey &amp; others, &lt;McKinsey", "McKinsey=mckinsey McKinsey=mckinsey"),
    ("AC/DC played, Doctors w/o Borders came.", "AC/DC=acdc Doctors w/o Borders=borders"),
    ("AC DC, AC-DC, DC/AC, AC/DC/AC, ac/dc", ""),
    ("Guns N' Roses and Guns N’ Roses, Guns N Roses", "Guns N' Roses=roses Guns N’ Roses=roses"),
    ("He met ‘Paul’ Jones and Stephen’ Biegun.", ""),
    ("3M and 7-Eleven and 7 Eleven", "3M=3m 7-Eleven=seven 7 Eleven=seven"),
    ("33M, 3M2, $3M, US$3M, €3M, 4,3M, 3.3M, US$", ""),
    ("in Room 39, 2018; in Room 39,000; Council of 20,000 people, Council of 20, and", "Room 39=room Council of 20=twenty"),
    ("for U.S. Steel, US Steel", "U.S. Steel=steel"),
    # the longest wins, also where it is not linked
    ("at Kim Il Sung University", "Kim Il Sung University=kisu"),
    ("at KIM IL SUNG UNIVERSITY", "KIM IL SUNG UNIVERSITY=kisu"),
    ("at Kim Il Sung University 2", ""),
    ("on Kim Il Sung Square", ""),
    ("at Kim Il Sung Military Academy", ""),
    ("Kim Jong Il was his father.", ""),
    ("Kim Jong wrote.", "Kim Jong=jong"),
    ("They reprinted “Kim Jong-un”.", ""),
    ("They reprinted “Kim Jong-un,” he said.", ""),
    ("“Kim Jong-un said so”", "Kim Jong-un=kim"),
    ("In Kim Jong-un meets Donald Trump he says so.", ""),
    # parts of other names
    ("John Paul Jones fought.", ""),
    ("Donald Trump Jr. spoke, and Donald Trump, Jr., and Donald Trump III.", ""),
    ("Trump, Donald Trump and George Stephen Biegun", "Donald Trump=trump"),
    ("President Donald Trump and Secretary of State Stephen Biegun", "Donald Trump=trump Stephen Biegun=biegun"),
    ("Mr. Stephen Biegun, Ms Stephen Biegun", "Stephen Biegun=biegun Stephen Biegun=biegun"),
    ("J. Stephen Biegun", ""),
    ("In Stockholm Stephen Biegun spoke; on Monday Stephen Biegun left.", "Stephen Biegun=biegun Stephen Biegun=biegun"),
    ("Sweden’s Stephen Biegun, then Stephen Biegun Monday", "Stephen Biegun=biegun Stephen Biegun=biegun"),
    ("Stephen Biegun van der Berg", ""),
    ("the Swedish Foreign Ministry, the Foreign Ministry", "Foreign Ministry=ministry"),
    ("the Idaho State Department, the State Department", "State Department=state"),
    ("the Reuters Institute and Reuters", "Reuters=reuters"),
    ("Unity is strength, says Unity.", "Unity=unity"),
    # nobody's: shared, weak or not listed
    ("Li Wei met Ri Son Gwon.", ""),
    ("the Iron May, and May, and Trump", ""),
    # Korean
    ("김정은은 김정은이 김정은의 김정은에게 김정은과 말했다.", "김정은=kim " * 5),
    ("김정은과의 김정은에게는 김정은께서는 김정은으로부터", "김정은=kim " * 4),
    ("김정은행에서 김정은가 김정은는 김정은아파트", ""),
    ("대김정은 김정은2 김정은A", ""),
    ("김정은 위원장, 김정은위원장은, “김정은”", "김정은=kim " * 3),
    ("김일성종합대학에서 김일성이", "김일성종합대학=kisu 김일성=il-sung"),
    ("김정은 김정일 김정의 김정는 김정이 김정을", "김정은=kim 김정을=jong".replace("김정을", "김정")),
    ("김정(53)", "김정=jong"),
    ("외무성의 외무성이 외무성장", "외무성=ministry 외무성=ministry"),
    ("LG전자는 LG전자은 XLG전자", "LG전자=lg"),
    ("한국KBS는 한국KBS, 한국KBS2 한국KBSA", "한국KBS=kbs 한국KBS=kbs"),
    ("김영철로 김영철으로 김영철이", "김영철=chol 김영철=chol"),
    ("김정은(Kim Jong Un)은", "김정은=kim Kim Jong Un=kim"),
    # Chinese
    ("昨天习近平主席说", "习近平=xi"),
    ("習近平與王毅會見", "習近平=xi 王毅=wang"),
    ("国王毅然决定，王毅然说", ""),
    ("外长王毅说，王毅和他，王毅。", "王毅=wang 王毅=wang 王毅=wang"),
    ("会见Stephen Biegun时", "Stephen Biegun=biegun"),
    # Japanese
    ("安倍晋三首相と安倍 晋三は", "安倍晋三=abe 安倍 晋三=abe"),
    ("イワン・トランプは、マリア・イワン・トランプ、イワン・トランプス", "イワン・トランプ=tramp"),
    ("さくらももこは、さくらももこもち", "さくらももこ=sakura"),
]  # fmt: skip


def list_found(text: str, spellings: Spellings = SPELLINGS) -> list[tuple[str, str]]:
    return [(text[one.start : one.end], one.id) for one in spellings.find(text)]


@pytest.mark.parametrize(("text", "links"), PASSAGES)
def test_names_are_found_in_passages(text: str, links: str) -> None:
    ids = "|".join(sorted({record.id for record in RECORDS}, key=len, reverse=True))
    expected = re.findall(rf"(\S.*?)=({ids})(?= |$)", links.strip(), re.DOTALL)

    assert list_found(text) == expected


@pytest.mark.parametrize("name", ["\u0301", "\u0301 Lee", "Ann \u0301 Lee"])
def test_mark_that_stands_alone_is_a_name_that_does_no_harm(name: str) -> None:
    assert spellings_of(person("a", name)).scan("Then Ann Lee left.") == []


def test_one_family_name_may_be_written_in_two_ways() -> None:
    records = [person("a", "Ann de Wit", "de Wit"), person("b", "Bo De Wit", "De Wit")]
    spellings = spellings_of(*records)

    (found,) = spellings.scan("They saw De Wit there.")
    assert (found.kind, found.ids, found.family) == ("family", (), "de wit")


def test_there_are_enough_passages() -> None:
    assert len(PASSAGES) > 60


# An article's own spellings


def find_with(text: str, **own: str) -> list[tuple[str, str]]:
    settled = Spellings((name.replace("_", " "), record_id) for name, record_id in own.items())
    return [(text[one.start : one.end], one.id) for one in SPELLINGS.find(text, settled)]


@pytest.mark.parametrize(
    ("text", "own", "links"),
    [
        ("Kim left.", {"Kim": "kim"}, [("Kim", "kim")]),
        ("The Kim doctrine.", {"Kim": "kim"}, [("Kim", "kim")]),
        ("President Kim left.", {"Kim": "kim"}, [("Kim", "kim")]),
        ("Li Wei left.", {"Li_Wei": "wei-2"}, [("Li Wei", "wei-2")]),
        ("The leader and the leader", {"the_leader": "kim"}, [("The leader", "kim"), ("the leader", "kim")]),
        ("the Trump administration", {"Trump_administration": "us"}, [("Trump administration", "us")]),
        ("Kim Jong-un left.", {"Kim_Jong_Un": ""}, []),
        ("김정은이", {"김정은": "il-sung"}, [("김정은", "il-sung")]),
        # longer names and other people's stay theirs
        ("Kim Il Sung left.", {"Kim": "kim"}, [("Kim Il Sung", "il-sung")]),
        ("Kim Jong Il, Robert Kim, Mrs Kim, KIM", {"Kim": "kim"}, []),
        ("It was in May 2018. In May.", {"May": "teresa"}, []),
        ("Washington Post", {"Washington": "us"}, []),
        ("kim", {"Kim": "kim"}, []),
    ],
)  # fmt: skip
def test_an_article_settles_its_own_spellings(
    text: str, own: dict[str, str], links: list[tuple[str, str]]
) -> None:
    assert find_with(text, **own) == links


# Laws

WORDS = "Kim Jong Un un Il Sung University Biegun Stephen Trump Donald J UN US us Paul Jones Kim".split()
GAPS = [
    " ",
    " ",
    " ",
    "-",
    "\n",
    ". ",
    ", ",
    "’s ",
    "",
    "–",
    "&nbsp;",
    "\u2011",
    "ä",
    "김",
    " 김정은",
    "은 ",
]
TEXTS = st.lists(st.sampled_from(WORDS + GAPS), max_size=24).map("".join) | st.text(max_size=60)


@given(TEXTS)
def test_mentions_are_in_order_inside_the_text_and_do_not_overlap(text: str) -> None:
    last = 0
    for one in SPELLINGS.scan(text):
        assert last <= one.start < one.end <= len(text)
        last = one.end


@given(TEXTS, st.randoms())
def test_the_order_of_records_does_not_matter(text: str, chance: random.Random) -> None:
    records = list(RECORDS)
    chance.shuffle(records)
    shuffled = spellings_of(*records)

    assert shuffled.scan(text) == SPELLINGS.scan(text)


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert strip_marks(strip_marks(text)) == strip_marks(text)


@given(st.text("bcdfg hjklm.,’", max_size=200))
def test_a_text_without_a_first_word_has_no_names(text: str) -> None:
    assert SPELLINGS.scan(text) == []


# A plain matcher that tries every name at every place

NAMES = [
    f"{one} {two}"
    for one in ("Kim", "Jong", "Donald")
    for two in ("Jong", "Un", "Il Sung", "Trump")
]
NAMES += ["Kim Jong-un", "Kim Il Sung University", "Sukarno", "UN"]
PLAIN_WORDS = "Kim Jong Un un Il Sung University Donald Trump Sukarno UN kim said KIM JONG".split()


def find_plainly(text: str) -> list[tuple[str, str]]:
    words = [(m.start(), m.end(), m[0]) for m in re.finditer(r"\w+", text)]
    spans = []
    for name in NAMES:
        parts = re.findall(r"\w+", name)
        for first in range(len(words) - len(parts) + 1):
            found = words[first : first + len(parts)]
            gaps = [text[one[1] : two[0]] for one, two in pairwise(found)]
            same = all(
                word in (part, part.upper(), part.capitalize() if part.islower() else part)
                or (number and gaps[number - 1] == "-" and word == part.lower())
                for number, (part, (_, _, word)) in enumerate(zip(parts, found, strict=True))
            )
            start, end = found[0][0], found[-1][1]
            tied = text[start - 1 : start] == "-" or text[end : end + 1] == "-"
            if same and all(gap in ("-", " ") for gap in gaps) and not tied:
                spans.append((start - end, start, end, name))
    taken: list[tuple[int, int, str]] = []
    for _, start, end, name in sorted(spans):
        if all(end <= first or last <= start for first, last, _ in taken):
            taken.append((start, end, name))
    return [(text[start:end], name) for start, end, name in sorted(taken)]


@settings(max_examples=400)
@given(
    st.lists(
        st.tuples(st.sampled_from(PLAIN_WORDS), st.sampled_from([" ", " ", "-", ", "])), max_size=14
    )
)
def test_names_are_those_that_a_plain_matcher_finds(parts: list[tuple[str, str]]) -> None:
    text = "".join(word + gap for word, gap in parts) + "end"
    spellings = Spellings(Spelling(name, name, "person") for name in NAMES)
    found = [(text[one.start : one.end], one.ids[0]) for one in spellings.scan(text)]
    # The plain matcher knows no acronyms: where a name is one word, it is compared by hand above.
    expected = find_plainly(text)

    assert [one for one in found if " " in one[1]] == [one for one in expected if " " in one[1]]


# Titles


@pytest.mark.parametrize(
    ("text", "is_title"),
    [
        ("a Long Road ahead", False),
        ("the Very Long Road", True),
        ("in “Long Road”", True),
        ("in “Long Road,” he", True),
        ("in ‘Long Road’", True),
        ("in “Long Road and more”", False),
        ("in 《Long Road》", True),
    ],
)
def test_short_titles_count_in_quotation_marks(text: str, is_title: bool) -> None:
    titles = ["Long Road", "Very Long Road"]
    spellings = Spellings(Spelling(title, title, "title", links=False) for title in titles)

    assert [one.kind for one in spellings.scan(text)] == ["title"] * is_title


# Many names


def test_many_first_words_in_lower_case_are_found() -> None:
    names = [f"{first * 3} Xyz" for first in "abcdefghijklmnopqrst"]
    spellings = Spellings(Spelling(name, name, "organization") for name in names)

    assert list_found("of bbb Xyz, Ccc Xyz, xbbb Xyz", spellings) == [
        ("bbb Xyz", "bbb Xyz"),
        ("Ccc Xyz", "ccc Xyz"),
    ]


def test_what_is_remembered_of_texts_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.spellings.MOST_KNOWN", 2)
    spellings = Spellings([("Ab", "a"), ("Cd", "c"), ("Ef", "e"), ("Gh", "g")])

    assert len(list_found("Ab, Cd, Ef, Gh, Ab", spellings)) == 5
    assert len(spellings.known) <= 3


def test_first_words_in_lower_case_are_found_whole_at_every_edge() -> None:
    names = ["de Gaulle", "den Uyl", "le Đức", "x_y Press"]
    spellings = Spellings(Spelling(name, name, "organization") for name in names)
    text = (
        "de Gaulle, «de Gaulle», 会见de Gaulle,\nden Uyl, le Đức: éde Gaulle, x_y Press, _de Gaulle"
    )

    assert [name for _, name in list_found(text, spellings)] == [
        *["de Gaulle"] * 3,
        "den Uyl",
        "le Đức",
        "x_y Press",
    ]


def test_two_spellings_of_one_family_name_are_one_name() -> None:
    people = [person("a", "Eva Müller", "Müller"), person("b", "Jan Muller", "Muller")]
    spellings = spellings_of(*people)
    (found,) = spellings.scan("Then Muller left.")

    assert (found.kind, found.ids, found.family) == ("family", (), "muller")


def test_names_without_letters_and_of_one_character_are_not_looked_for() -> None:
    spellings = Spellings([("…", "a"), ("金", "b"), ("", "c")])

    assert spellings.scan("… 金 金 ") == []


def test_a_record_whose_front_matter_is_wrong_has_no_names() -> None:
    record = Record(kind="person", id="x", path="content/people/x.md")

    assert spellings_of(record).scan("x X") == []


def make_syllables(chance: random.Random, count: int) -> str:
    syllables = "ba ko mi ren tal vor sun kim lee dor hal nak pes rin zul gan fer mo ti lu".split()
    return "".join(chance.choice(syllables) for _ in range(count)).capitalize()


def test_five_thousand_names_cost_a_text_no_more_than_fifty() -> None:
    chance = random.Random(1)
    people = [
        (f"{make_syllables(chance, 2)} {make_syllables(chance, 3)}", f"p{number}")
        for number in range(5000)
    ]
    prose = "the talks remained stalled for months, as officials in several capitals weighed it. "
    texts = []
    for _ in range(100):
        named = chance.sample(people[:50], 20)
        texts.append("".join(f"{prose * 4}They met {name}. " for name, _ in named)[:6000])
    few, many = (
        Spellings(Spelling(name, record_id, "person") for name, record_id in people[:count])
        for count in (50, 5000)
    )

    def measure(spellings: Spellings) -> float:
        times = []
        for _ in range(5):
            start = time.process_time()
            assert all(spellings.scan(text) for text in texts)
            times.append(time.process_time() - start)
        return min(times)

    assert measure(many) < 2 * measure(few)
