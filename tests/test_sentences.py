# ruff: noqa: RUF001 - quotation marks of many languages look alike
from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.sentences import split_sentences

MARKERS = re.compile("[\ue000-\uf8ff]")
WIDE_STOPS = set("。！？")


# Each row is one paragraph; a bar stands where one sentence ends and the next begins.
SENTENCES = [
    # nothing to split
    "a heading without a stop",
    "  He left.  ",
    # plain
    "He left.|She stayed.",
    "Did he leave?|No!|He stayed…|They talked.",
    "What?!|Nobody knew.",
    "He left.|\nShe stayed.",
    "A line break\nIs no end.",
    "One; two: Three, Four.",
    "He left — Kim stayed.",
    "…|Kim left (",
    # what follows must be able to begin a sentence
    "the site example.org. is up",
    "He left. iPhones rang.",
    "Open example.org/A.B and read.",
    "The talks failed.|$5 million were frozen.",
    "The talks failed.|2019 began.",
    # titles and ranks
    "Mr. Kim met Mrs. Choe and Dr. Ri with Prof. An.",
    "Gen. Kim, Sen. Rubio, Rep. Royce, Gov. Brown and Sgt. Pepper.",
    "Lt. Col. North spoke to Amb. He Yafei.",
    "Lt.-Gen. Kim spoke.",
    # initials
    "J. Edgar Hoover and John F. Kennedy met J. A. Smith.",
    "J.-H. Kim spoke.",
    "They chose plan B.|The plan failed.",
    "They chose plan C.|But it failed.",
    # references into works
    "See p. 5, pp. 6–7, para. 4, paras. 5, ch. X, vol. II, fig. A.",
    "See No. 5 and nos. 6, art. 7, cf. Kim, e.g. Seoul, i.e. Korea.",
    "E.g. Seoul (cf. Kim vs. Ri) and Vol. IV.",
    "Kim et al. (eds. Ri) say so, etc. (2nd ed. Seoul).",
    "He said no.|She agreed.",
    "She studied art.|Then she left.",
    # companies and name parts
    "Acme Inc. Chairman Ri, Acme Ltd. and Co. Kim, Acme Corp. Seoul.",
    "Martin Luther King Jr. Day and Sr. Adviser Ri.",
    "He worked for Acme Inc.|They paid well.",
    "They brought food, etc.|Then they left.",
    # states and bodies
    "the U.S. State Department and the U.N. Security Council in D.C. Tuesday",
    "U.S. President Trump flew to Washington, D.C. (again).",
    "He flew to the U.S.|The talks began.",
    "He left the U.N.|“We will return,” he said.",
    "He lives in the U.S. “Treaty” zone.",
    "He left the country (the U.S.)|The talks began.",
    "He left the U.S.!|Kim stayed.",
    "the U.S.S.R. and the D.P.R.K. Foreign Ministry",
    # dates and hours
    "It began on Dec. 12, ended on Feb. 28 and resumed on Sept. 1.",
    "It began in Jan.|They agreed in Oct. Kim says so.",
    "At 9 a.m. Kim left; at 5 p.m. Seoul time Ri came.",
    "They met at 5 p.m.|He left.",
    "A temple of ca. 1950 or c. 1940 or approx. 30 years.",
    "It ended in 2019.|In May.|12 people came.",
    # numbers
    "Trade fell by 3.5 percent.|Version 1.2 came.",
    "It cost $1.5 million.",
    # ellipses
    "He waited ... we left … and slept.",
    "He waited...|Kim left.",
    "He said: “We [...] Koreans (...) The People agree.”",
    "We agree. . . .|The rest is silence.",
    "They agreed.|[…] Kim left.",
    # quotations
    "“It is over.” he said.",
    '"Is it over?" he asked.|“Yes.”|‘No.’',
    "He said: “We will go.|They stay.”|Then he left.",
    "He left.|“We stay,” she said.",
    "„Es ist vorbei.“|Dann ging er.",
    "« C’est fini. »|Il partit.",
    "« C’est fini. »",
    "»Es ist vorbei.«|»Nein.«|Er ging.",
    "It was ‘over.’”|Kim left.",
    # brackets
    "He left.|(See above.)",
    "(He left.)|She stayed.",
    "He (Kim!) left (why?) and went to Seoul (!) Monday.",
    # Korean
    "회담은 끝났다.|그는 떠났다.",
    "“회담은 끝났다.”라고 그가 말했다.|미국은 침묵했다.",
    "언제 끝났나?|아무도 모른다.",
    "He left.|그는 떠났다.",
    # Chinese
    "会谈结束了。|他离开了！|为什么？|没人知道。",
    "他说：“我们走。|他们留下。”|然后他离开了。",
    "“走吧！”，他说。",
    "真的？！|是的。|好。",
    # Japanese
    "会談は終わった。|彼は去った。",
    "「終わった。」と彼は言った。|「はい。」|しかし彼は残った。",
    "映画『けいおん！』を見た。",
    "会談は終わった。|とにかく彼は去った。",
]


def list_sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize("marked", SENTENCES)
def test_paragraph_is_split_at_its_bars(marked: str) -> None:
    expected = [sentence.strip() for sentence in marked.split("|")]
    assert list_sentences(marked.replace("|", " ")) == expected


@pytest.mark.parametrize("marked", [row for row in SENTENCES if WIDE_STOPS & set(row)])
def test_chinese_and_japanese_need_no_space_between_sentences(marked: str) -> None:
    assert list_sentences(marked.replace("|", "")) == marked.split("|")


@pytest.mark.parametrize("text", ["", " ", "\n\t\u3000\u00a0"])
def test_nothing_but_white_space_holds_no_sentence(text: str) -> None:
    assert split_sentences(text) == []


def test_white_space_around_a_sentence_is_left_out() -> None:
    assert split_sentences("  He left. \n She stayed.  ") == [(2, 10), (13, 24)]


MARKED = [
    # a note behind its sentence, and one before the next
    ("He left.\ue000 She stayed.", ["He left.\ue000", "She stayed."]),
    ("He left. \ue000She stayed.", ["He left.", "\ue000She stayed."]),
    ("走吧。\ue000好。", ["走吧。\ue000", "好。"]),
    # in the middle of whatever decides
    ("the U\ue000.S\ue001. \uf8ffPresident", ["the U\ue000.S\ue001. \uf8ffPresident"]),
    ("“It is over.\ue000” he said.", ["“It is over.\ue000” he said."]),
    # nothing else
    ("\ue000", ["\ue000"]),
    ("\ue000 \ue001 ", ["\ue000 \ue001"]),
]


@pytest.mark.parametrize(("text", "expected"), MARKED)
def test_markers_are_looked_through(text: str, expected: list[str]) -> None:
    assert list_sentences(text) == expected


# Words, stops, signs and markers in any order meet more of the rules than random letters do.
PIECES = [" ", "\n", "\u3000", ".", "!", "…", "。", "？", "“", "”", "(", ")", "[", "」", "と", "-"]
PIECES += [
    "U.S.",
    "Mr",
    "Dec",
    "no",
    "The",
    "A",
    "he",
    "12",
    "3.5",
    "etc",
    "중국",
    "다.",
    "中国",
    "é",
]
TEXTS = st.text() | st.lists(st.sampled_from([*PIECES, "\ue000", "\uf8ff"])).map("".join)


@given(TEXTS)
def test_every_character_but_white_space_is_in_one_sentence(text: str) -> None:
    spans = split_sentences(text)
    ends = [0, *(offset for span in spans for offset in span), len(text)]
    assert ends == sorted(ends)
    gaps = [text[start:end] for start, end in zip(ends[::2], ends[1::2], strict=True)]
    assert "".join(gaps).strip() == ""


@given(TEXTS)
def test_sentences_are_not_empty_and_have_no_white_space_at_their_edges(text: str) -> None:
    for sentence in list_sentences(text):
        assert sentence
        assert sentence == sentence.strip()


@given(TEXTS)
def test_text_without_its_markers_has_the_same_sentences(text: str) -> None:
    without = [MARKERS.sub("", sentence).strip() for sentence in list_sentences(text)]
    assert list_sentences(MARKERS.sub("", text)) == [sentence for sentence in without if sentence]


@given(TEXTS, TEXTS)
def test_later_text_moves_no_earlier_end(text: str, more: str) -> None:
    settled = split_sentences(text)[:-1]
    assert split_sentences(text + " The end. " + more)[: len(settled)] == settled


@pytest.mark.parametrize(
    "unit",
    [
        ".",
        "...x",
        "U.S. ",
        "A. ",
        ". ",
        ".)",
        ". (",
        "? A",
        "。",
        "。」",
        "(",
        "\ue000",
        ". \ue000",
        " ",
    ],
)
def test_long_text_takes_linear_time(unit: str) -> None:
    seconds = {}
    for size in (15_000, 300_000):
        text = unit * (size // len(unit))
        start = time.process_time()
        split_sentences(text)
        seconds[size] = time.process_time() - start
    # Squared growth would take four hundred times as long.
    assert seconds[300_000] < 80 * max(seconds[15_000], 0.001)
