"""What it costs to find names and to read dates, and how soon a save is seen.

`pytest tests/test_speed.py --campaign --no-cov -s` prints figures: 5,000 people, 10,000 texts.
Times are those of the processor if nothing else is said; they are not asserted, as machines differ.
"""

from __future__ import annotations

import os
import random
import re
import statistics
import time
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from benchmarks.corpus import Corpus
from benchmarks.programs import PROGRAMS
from benchmarks.scenarios import Bench
from conftest import ROOT, copy_content
from previews import preview, wait_until
from test_browser import browser, open_tab  # noqa: F401
from test_serve import list_processes

from generator.config import Limits
from generator.dates import format_date, parse_date
from generator.fields import Kind, Organization, Person
from generator.mentions import find_mentions
from generator.model import Record
from generator.parse import File, parse_file
from generator.spellings import Spellings, list_record
from generator.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from playwright.sync_api import Browser

PEOPLE, TEXTS = 5000, 10_000
SIZE = 6000
SAVES = 20
# Names that many share, as Korean and Chinese ones are, and names of some alphabets and forms.
KOREAN = (
    "Kim Pak Ri Choe Jong Kang Cho Yun Jang Rim Han O So Sin Kwon Hwang An Song Yu Hong".split()
)
KOREAN += "Ko Mun Yang Son Pae Paek Ho No Sim Ha".split()
CHINESE = (
    "Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo He Gao Lin Luo".split()
)
GIVEN = (
    "Anna Robert James Maria John Linda Peter Susan Mark Elena Karl Ingrid Pavel Olga Luis Carmen "
    "Omar Leila Ahmed Fatima Hans Eva Stephen Laura Michael Sara David Julia Thomas Helen"
).split()
SYLLABLES = (
    "ber gan dal mor son win ler ton hil fer ros kel mar tin bro vik lund hof stein ran der wal "
    "has ket por sel ric tur ven zan qui lo ba do mi nu ra"
).split()
ROMAN = "chol yong su min jin ho song hui gwang il chun mi kyong nam u rim hak sun ok myong".split()
HANGUL = "철용수민진호성희광일춘미경남우림학순옥명영태동현"
HANZI = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰春梅"
PREFIXES = ["de ", "van ", "von ", "van der ", "al-", "el-", "Mc", "O'", "di ", "St. "]
# Sentences in which a name stands.
FRAMES = [
    "{} told reporters in the capital that the talks would go on.",
    "Later that day {} left for the airport without a word.",
    "The letter was handed to {} on Tuesday, officials said.",
    "President {} said so, too.",
    "According to {}, nothing had been decided by then.",
    "It was {}’s second visit in a year; nobody spoke of a third.",
    "“We will see what happens,” {} said, “and then we will decide.”",
    "Among those at the table were {}, two interpreters and a note-taker.",
    "What did {} know, and when?",
    "The paper reached {} — late, as so often.",
]


class World(NamedTuple):
    """Made-up records, and of each the ways in which texts name it."""

    records: dict[str, Record]
    names: list[tuple[str, ...]]


def make_world(chance: random.Random, people: int = PEOPLE) -> World:
    """People and organizations, with what a large documentary has of namesakes and scripts."""
    records, names = {}, []
    for number in range(people):
        family, given, forms = make_person(chance)
        fields = {"family": family, "given": given, **forms}
        fields["name"], *aliases = forms["names"]
        del fields["names"]
        made = Person.model_validate({**fields, "aliases": aliases})
        records[f"p{number}"] = keep("person", f"p{number}", made)
        native = made.native.text if made.native else ""
        names.append((made.name, *aliases, family, f"{made.name} ({native})" if native else family))
    for number in range(people // 15):
        words = [make_word(chance) for _ in range(chance.randrange(1, 3))]
        words += [chance.choice("Institute Agency Council Ministry Committee".split())]
        acronym = "".join(word[0] for word in words) + chance.choice("ABCDEFGHKLMNPRSTUVZ")
        made_one = Organization.model_validate({"name": " ".join(words), "short_name": acronym})
        records[f"o{number}"] = keep("organization", f"o{number}", made_one)
        names.append((f"the {made_one.name}", f"the {acronym}"))
    return World(records, names)


def keep(kind: Kind, record_id: str, fields: Person | Organization) -> Record:
    return Record(kind=kind, id=record_id, path=f"content/{record_id}.md", fields=fields)


def make_person(chance: random.Random) -> tuple[str, str, dict[str, object]]:
    """A family name, a given name, and the names and native name of one person."""
    kind = chance.random()
    if kind < 0.4:
        family, two = chance.choice(KOREAN), chance.sample(ROMAN, 2)
        given = f"{two[0].capitalize()}-{two[1]}"
        spaced = f"{family} {two[0].capitalize()} {two[1].capitalize()}"
        text = chance.choice("김박리최정강조윤장림한오서신권") + "".join(chance.sample(HANGUL, 2))
        native = {"text": text, "lang": "ko"}
        return family, given, {"names": [f"{family} {given}", spaced], "native": native}
    if kind < 0.5:
        family, given = chance.choice(CHINESE), make_word(chance, 2)
        text = chance.choice("王李张刘陈杨黄赵吴周") + "".join(chance.sample(HANZI, 2))
        native = {"text": text, "lang": "zh"}
        return family, given, {"names": [f"{family} {given}"], "native": native}
    family, given = make_word(chance), chance.choice(GIVEN)
    if kind > 0.9:
        family = chance.choice(PREFIXES) + family
    elif kind > 0.85:
        family = family.replace("o", "ö").replace("a", "á").replace("e", "é")
    middle = f"{given} {chance.choice('ABCDEFGHJKLMNPRSTW')}. {family}"
    return family, given, {"names": [f"{given} {family}", middle]}


def make_word(chance: random.Random, syllables: int = 3) -> str:
    return "".join(chance.sample(SYLLABLES, chance.randrange(2, syllables + 1))).capitalize()


def read_prose() -> list[str]:
    """The sentences of the shipped articles, without their marks."""
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "content").rglob("*.md")]
    prose = " ".join(text.partition("\n---\n")[2] for text in texts)
    plain = re.sub(r"\[@[^]]*\]|\[\^[^]]*\]:?", "", prose)
    plain = re.sub(r"!?\[+([^]|]*\|)?([^]]*)\]+(\([^)]*\))?", r"\2", plain)
    plain = re.sub(r"[*#>|]", "", plain)
    return [one for one in re.split(r"(?<=[.!?”])\s+", plain) if 30 < len(one) < 400]


def make_texts(chance: random.Random, world: World, prose: Sequence[str]) -> Iterator[str]:
    """Texts of 6 kB with 5 to 20 places where one of a few records is named, no two alike."""
    while True:
        named = chance.choices(world.names, k=chance.randrange(2, 7))
        frames = [
            chance.choice(FRAMES).format(chance.choice(chance.choice(named)))
            for _ in range(chance.randrange(5, 21))
        ]
        text, left = [], SIZE - sum(map(len, frames))
        while left > 0:
            text.append(chance.choice(prose))
            left -= len(text[-1]) + 1
        for frame in frames:
            text.insert(chance.randrange(len(text) + 1), frame)
        yield " ".join(text)


def read_article(text: str) -> Record:
    """A text as an article of some paragraphs."""
    paragraphs = "\n\n".join(text[place : place + 600] for place in range(0, len(text), 600))
    data = f"---\ntitle: A text\ndate: 2019\n---\n{paragraphs}\n".encode()
    (record,) = parse_file(File("content/articles/a-text.md", "article", data), Limits()).records
    return record


def measure(work: Callable[[str], object], texts: Sequence[str], size: int) -> list[float]:
    """The seconds of processor time that one text costs, in each batch of them."""
    times = []
    for first in range(0, len(texts), size):
        start = time.process_time()
        for text in texts[first : first + size]:
            work(text)
        times.append((time.process_time() - start) / len(texts[first : first + size]))
    return times


def tell(what: str, times: Sequence[float]) -> str:
    least, median, mean = min(times), statistics.median(times), statistics.mean(times)
    return f"{what}: least {least * 1e3:.3f}, median {median * 1e3:.3f}, mean {mean * 1e3:.3f} ms"


def test_names_are_found_in_many_texts(request: pytest.FixtureRequest) -> None:
    is_long = request.config.getoption("--campaign")
    chance = random.Random(20180612)
    world = make_world(chance, PEOPLE if is_long else PEOPLE // 50)
    spellings = Spellings(one for r in world.records.values() for one in list_record(r))
    texts = list(islice(make_texts(chance, world, read_prose()), TEXTS if is_long else 20))
    articles = {text: read_article(text) for text in texts[: len(texts) // 20]}
    found: list[int] = []
    linked: list[int] = []

    def find(text: str) -> None:
        linked.append(len(find_mentions(articles[text], [], {}, str, spellings)[0]))

    scans = measure(lambda text: found.append(len(spellings.scan(text))), texts, 100)
    finds = measure(find, list(articles), 50)

    print(f"\n{statistics.mean(found):.1f} names in a text, {statistics.mean(linked):.1f} linked")
    print(tell("finding names in a text", scans))
    print(tell("deciding which to link, too", finds))
    assert len(set(texts)) == len(texts)
    assert min(found) > 0
    assert min(linked) >= 0 < max(linked)


# As documentaries have them, and the hardest of the grammar.
DATES = """
2018 2018-06 2018-06-12 2019-02-27/2019-03-01 2018-06/2018-08 2018-12-30/2019-01-02 2018-03~ 2018?
2018-02-27/.. ../2019 2018/ /2018 [2018-04-20,2018-04-21] {2018-04-20,2018-04-21} 201X 19XX
2018-XX-XX 2018-03-XX 2018-21 -0043 Y170000002 1984~/2004-06 2004-06~-11 ?2004-06-~11 156X-12-25
15XX-12-XX XXXX-XX-23 1XXX-12 19X8 -19XX 1560-1X-X5 [1667,1668,1670..1672] [..1760-12-03]
[1760-01,1760-02,1760-12..] {1960,1961-12} {..1983-12-31,1984-10-10..1984-11-01,1984-11-05..}
2018-03-1X 2018-02-X9 201X-02-29 2018-03-XX~ 201X-21 2004-06-XX/2004-07-03 [2018~,2019?]
""".split()


def test_dates_are_read_and_said(request: pytest.FixtureRequest) -> None:
    rounds = 1000 if request.config.getoption("--campaign") else 2

    def read_and_say(text: str) -> str:
        return format_date(parse_date.__wrapped__(text), ENGLISH)

    costs = {text: measure(read_and_say, [text] * rounds, rounds)[0] * 1e6 for text in DATES}

    median, hardest = statistics.median(costs.values()), max(costs, key=lambda text: costs[text])
    print(f"\ndates: {median:.1f} µs in the median, {costs[hardest]:.0f} µs for {hardest}")
    assert all(read_and_say(text) for text in DATES)


@pytest.mark.browser
@pytest.mark.parametrize("size", [0, 1000, 10_000])
def test_a_save_is_soon_seen(
    size: int,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    browser: Browser,  # noqa: F811
) -> None:
    """From the end of a write to the sentence standing in the page; 0 is the shipped site."""
    if not request.config.getoption("--campaign"):
        pytest.skip("tells how long it takes: run it with `--campaign`")
    source, story = write_corpus(size, tmp_path)
    path = source / "content" / "articles" / f"{story}.md"
    text = path.read_text(encoding="utf-8").rstrip()
    walls: list[float] = []
    with preview(source) as running, open_tab(browser) as (page, _):
        page.set_default_timeout(600_000)
        wait_until(lambda: running.builds, 3600)
        page.goto(f"{running.address}articles/{story}.html")
        page.wait_for_function("LiveReload.connector.protocol === 7")
        worker = find_worker()
        before = read_seconds(worker)
        for number in range(SAVES + 1):
            sentence = f"This is what was saved as number {number}."
            path.write_text(f"{text}\n\n{sentence}\n", encoding="utf-8")
            begun = time.perf_counter()
            page.get_by_text(sentence).wait_for()
            walls.append(time.perf_counter() - begun)
            if not number:
                # With the first one, what is said of the article as a whole may change.
                before = read_seconds(worker)
            page.wait_for_timeout(300)
        spent = (read_seconds(worker) - before) / SAVES
        builds = [built.seconds for built, _ in running.builds[-SAVES:]]

    said = f"seen after {statistics.median(walls[1:]):.2f} s in the median of {SAVES} saves"
    said += f" ({min(walls[1:]):.2f} to {max(walls[1:]):.2f}, the first {walls[0]:.2f})"
    build = f"built in {statistics.median(builds):.2f} s, {spent:.2f} s of the processor"
    print(f"\n{size or 'the shipped'} articles: {said}; {build}")


def write_corpus(size: int, folder: Path) -> tuple[Path, str]:
    """The site of the benchmarks, or the shipped one, and the id of an article in it."""
    if not size:
        copy_content(folder)
        return folder, min(path.stem for path in (folder / "content" / "articles").iterdir())
    program = PROGRAMS["backstory"](folder, "")
    return program.folder, Bench(Corpus(size, 1), [program]).story.id


def find_worker() -> int:
    """The process that builds."""
    found = [
        p for p, parent, line in list_processes() if parent == os.getpid() and "spawn_" in line
    ]
    return found[-1]


def read_seconds(pid: int) -> float:
    """How long a process has been at work, where the system tells."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return 0.0
    times = stat.read_text().rpartition(")")[2].split()[11:13]
    return sum(map(int, times)) / os.sysconf("SC_CLK_TCK")
