"""The words around a name, which tell whether it is another's: Ivanka Trump, Reuters Institute.

Precision before recall: where the words beside a name may belong to it, it is left as text.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import Literal

# How a name stands in its text: alone; as part of another's name; or in a place where it means
# somebody or something else without naming anybody.
Standing = Literal["alone", "stranger", "other"]

TITLES = frozenset(
    "admiral adm ambassador amb analyst assistant author brig brigadier brother candidate capt "
    "captain chair chairman chancellor chief col colonel commander commissioner comrade "
    "congressman coordinator correspondent deputy dictator diplomat director doctor dr economist "
    "emperor envoy ex father general gen gov governor head historian inspector journalist judge "
    "justice king lawyer leader lieutenant lt maj major marshal mayor minister mr negotiator "
    "officer official pope pres premier president prince prof professor rapporteur rep reporter "
    "representative sec secretary sen senator sergeant sgt sir speaker spokesman spokesperson "
    "treasurer writer".split()
)
# Who is meant by these and a family name is not known: Mrs Trump is not Donald Trump.
FEMININE = frozenset(
    "baroness chairwoman congresswoman duchess lady madam madame miss mme mother mrs ms princess "
    "queen sister spokeswoman".split()
)
# Words that are no part of a name, even where a sentence or a title gives them a capital.
FUNCTION = frozenset(
    "about according after against all also although amid among and any are as at because before "
    "behind besides between both but by can could despite did do does during each earlier either "
    "even ever for former formerly from had has have he her here his how however if in instead "
    "into is it its just last late later like likewise many meanwhile might moreover most much "
    "neither never next nor not now of off often on once only or other our over perhaps rather "
    "said says she should since so some sometimes soon still such than that then there therefore "
    "these they thereafter those though through throughout thus to today tomorrow towards under "
    "unless unlike until up upon was we were what when whenever where whereas whether which while "
    "who whom whose why will with within without would yesterday yet you".split()
)
ARTICLES = frozenset("a an another every no that the this".split())
DATES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may "
    "june july august september october november december".split()
)
PARTICLES = frozenset(
    "al bin da de del della den der di do dos du el ibn la le ten ter van von zu".split()
)
# Family names that are ordinary words, too: at a sentence's start, the capital says nothing.
ORDINARY = frozenset(
    "an ban bell best black bond brown bush care chance chase church cook cross dean do fish fox "
    "grant gray green grey ha hall he her hill him hope hung hunt in just king law long love major "
    "man many mark me moon more my no noble north on page park pan peace pole pope power price "
    "prince ray rice rich ring rose sharp short small so son song spring state still stone storm "
    "strong summer sun sung swift the thin to too unity victory war ward waters we west white will "
    "winter wise wolf wood woods yes you young".split()
)
OPENERS = "\"'“”‘’„‚«‹»›([{「『（【《〈*_"
QUOTES = "\"'“‘„‚«‹「『《〈"
STOPS = ".!?…:;。！？\ue005"
DASHES = "—–"
NEXT_WORD = re.compile(r"\s+([^\W_]+)")
POSSESSIVE = re.compile(r"['’][sS]$|[sS]['’]$")
JUNIOR = re.compile(r",?\s+(?:Jr|Sr|Junior|Senior)\b")
# How far to look: longer than any word that is a title.
REACH = 40


def word_before(text: str, start: int) -> str:
    """The word that leads up to a name; none if a sign stands in between."""
    if not start or not text[start - 1].isspace():
        return ""
    pieces = text[max(start - REACH, 0) : start].rsplit(None, 1)
    piece = pieces[-1] if pieces else ""
    if piece.isalnum() or not piece:
        return piece
    if piece[-1] == ".":
        piece = piece[:-1] if is_short(piece[:-1]) else ""
    elif not piece[-1].isalnum() or POSSESSIVE.search(piece):
        return ""
    return piece.strip(OPENERS)


def is_short(word: str) -> bool:
    """Whether a full stop only shortens a word: an initial, a title."""
    last = word.strip(OPENERS).rpartition(".")[2].rpartition("-")[2]
    return len(last) == 1 or last.lower() in TITLES or last.lower() in FEMININE


def is_title(text: str, start: int, word: str) -> bool:
    """Whether the word before a name is a title, or ends one: "Secretary of State"."""
    if is_title_word(word):
        return True
    if not word[:1].isupper() or word[-1] == "-":
        return False
    office = re.findall(r"\w+", text[max(start - REACH, 0) : start].lower())[-4:]
    return any(one in TITLES and two in ("of", "for") for one, two in pairwise(office))


@lru_cache(maxsize=50_000)
def is_title_word(word: str) -> bool:
    """Whether a word is a title: "Presidents Trump and Moon", but "Mrs" is no plural."""
    last = word.rpartition("-")[2].lower()
    return last in TITLES or (last not in FEMININE and last.removesuffix("s") in TITLES)


def word_after(text: str, end: int) -> str:
    """The word that follows a name after a space."""
    match = NEXT_WORD.match(text, end, end + REACH)
    return match[1] if match else ""


def is_extended(text: str, end: int, *, is_person: bool) -> bool:
    """Whether a name goes on: "Kim Jong Il", "Reuters Institute", "Donald Trump Jr."."""
    if text.startswith(",", end):
        return bool(JUNIOR.match(text, end))
    word = word_after(text, end)
    if not word:
        return False
    low = word.lower()
    if word[0].isdigit():
        return True
    if low in PARTICLES:  # Jan van der Berg
        return is_extended(text, text.index(word, end) + len(word), is_person=True)
    if not word[0].isupper() or low in FUNCTION or low in ARTICLES or low in DATES:
        return False
    return is_person or low not in TITLES


def is_person_alone(text: str, start: int, end: int, *, after_place: bool) -> bool:
    """Whether a person's full name has no more words: "Paul Jones", but not "John Paul Jones".

    `after_place` says that the word before it ends another name, such as a place's.
    """
    if is_extended(text, end, is_person=True):
        return False
    word = word_before(text, start)
    return after_place or not is_name_part(word) or is_title(text, start, word)


@lru_cache(maxsize=50_000)
def is_name_part(word: str) -> bool:
    """Whether a word before a name may belong to it."""
    low = word.lower()
    known = low in FUNCTION or low in ARTICLES or low in DATES or low in FEMININE
    return word[:1].isupper() and not known


def is_organization_alone(text: str, start: int, end: int) -> bool:
    """Whether an organization's name is no part of a longer one: "Swedish Foreign Ministry"."""
    is_last = not is_extended(text, end, is_person=False)
    return is_last and not is_name_part(word_before(text, start))


def stand(text: str, start: int, end: int, *, after_place: bool, settled: bool) -> Standing:
    """How a family name stands in a text; `settled` says that the article tells whose it is."""
    if is_extended(text, end, is_person=True):
        return "stranger"
    word = word_before(text, start)
    if after_place or (word and is_title(text, start, word)):
        return "alone"
    last = word.rpartition("-")[2].lower()
    if last in FEMININE:
        return "other"
    if is_date(text[start:end]) or (not settled and is_ordinary(text, start, end)):
        return "other"
    if last in PARTICLES or is_name_part(word):
        return "stranger"
    return "other" if last in ARTICLES and not settled else "alone"


def is_shouted(text: str, start: int, end: int) -> bool:
    """Whether the words around an acronym are in capitals, too: "TELL US NOW"."""
    words = (word_before(text, start), word_after(text, end))
    return any(len(word) > 1 and word.isupper() for word in words)


@lru_cache(maxsize=50_000)
def is_date(name: str) -> bool:
    """Whether a name is that of a month or a day, too: "in May"."""
    return name.lower() in DATES


def is_ordinary(text: str, start: int, end: int) -> bool:
    """Whether a name is an ordinary word whose capital only begins a sentence: "Park rangers"."""
    if text[start:end].lower() not in ORDINARY:
        return False
    before = text[max(start - REACH, 0) : start].rstrip()[-1:]
    return (
        not before or before in STOPS or before in QUOTES or before in DASHES or before in OPENERS
    )
