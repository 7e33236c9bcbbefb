"""One made-up documentary, whichever program it is for; the same for a size and a seed.

Bodies hold marks, `{kind|id|words}`, for what each program writes in its own way: a mention, a
reference or a citation (whose words are the locator). How often a record is linked falls with its
rank, as Zipf's law has it, so that a few are linked from everywhere and most from a few places.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import accumulate, product
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MARK = re.compile(r"\{(\w+)\|([^|}]+)\|([^}]+)\}")
SKEW = 0.8
# Reports tell of what has happened, and articles of both.
YEARS = {"event": range(2000, 2010), "source": range(2010, 2011), "article": range(2011, 2021)}
TOPICS = "Trade Borders Fishing Railways Harbours Mining Elections Courts Schools Rivers".split()
EVENT_TYPES = ["meeting", "agreement", "statement", "visit", "hearing"]
ROLES = ["minister", "envoy", "adviser", "director", "spokesperson", "secretary"]
# Any two differ in two letters or more, so that no two names made of them look alike.
SYLLABLES = "bal cen dir fom gus hav jek kip lon mur nas pet ril sot tum vag wes yin zod".split()
WORDS = """
about account across after again agree along among answer around autumn before begin behind border
bridge bring broad building carry central change clear coast common company consider council count
country decide delegation demand describe direct district document early evening export figure final
finance follow former general ground group harbour hearing hold hour import include inquiry island
issue item journey keep labour large later lead leave letter level line local long market matter
measure meeting member mention minute month morning move narrow national nearly notice number offer
office officer open order paper party payment period permit place plan point port position present
press private promise proposal public question quiet railway reach record reduce refuse region
remain reply report request result return review river road same season second separate several
short side sign small south speak stage statement station still street strong supply support table
talk term text time together toward town trade travel treaty under until usual village visit voice
wait water week weight west while winter within without witness word worker year
""".split()


@dataclass(frozen=True)
class Record:
    """One record, with what the programs need to know of it; kinds leave empty what is not theirs.

    `people` are the participants of an event and those whom an article mentions; `organization` is
    that of a person's position.
    """

    kind: str
    id: str
    name: str
    body: str
    summary: str = ""
    date: str = ""
    topics: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    place: str = ""
    organization: str = ""
    role: str = ""
    is_major: bool = False
    aliases: list[str] = field(default_factory=list)

    def linked(self, how: str) -> list[str]:
        """The ids in the body's marks of one kind, in order, each once."""
        return list(dict.fromkeys(mark[2] for mark in MARK.finditer(self.body) if mark[1] == how))


class Ranked:
    """Records of one kind, of which the first are chosen most often."""

    def __init__(self, records: list[Record]) -> None:
        self.records = records
        self.weights = list(accumulate((rank + 1) ** -SKEW for rank in range(len(records))))

    def pick(self, random: Random, count: int) -> list[Record]:
        """Some of them, each once; fewer where the same one comes up again."""
        found = random.choices(self.records, cum_weights=self.weights, k=count)
        return list({record.id: record for record in found}.values())


class Corpus:
    """A documentary with `size` articles, and people, events and the rest in proportion."""

    def __init__(self, size: int, seed: int) -> None:
        self.size, self.seed = size, seed
        random = Random(seed)
        towns = random.sample(list(product(SYLLABLES, repeat=3)), size // 50 + 3)
        self.places = Ranked([make_place(random, "".join(town).capitalize()) for town in towns])
        self.organizations = Ranked([make_organization(place) for place in self.places.records])
        self.sources = Ranked([make_source(random, number) for number in range(size // 10 + 5)])
        names = make_names(random, max(3, size // 10))
        self.people = Ranked([self.make_person(random, name) for name in names])
        events = range(max(3, size // 5))
        self.events = Ranked([self.make_event(random, number) for number in events])

    def list_records(self) -> Iterator[Record]:
        """Every record; articles are made one at a time, for many would fill the memory."""
        for ranked in (self.places, self.organizations, self.sources, self.people, self.events):
            yield from ranked.records
        for number in range(self.size):
            yield self.make_article(Random(f"{self.seed} {number}"), number)

    def make_person(self, random: Random, name: str) -> Record:
        """Someone with a position and a short text."""
        body = " ".join(say(random) + self.cite(random) for _ in range(4))
        office = self.organizations.pick(random, 1)[0]
        return Record(
            "person",
            slug(name),
            name,
            body,
            summary=say(random),
            date=f"{random.randint(1930, 1969)}",
            organization=office.id,
            role=random.choice(ROLES),
        )

    def make_event(self, random: Random, number: int) -> Record:
        """Something that happened, with its participants and a short text."""
        date = make_date(random, "event")
        body = " ".join(say(random) + self.cite(random) for _ in range(3))
        return Record(
            "event",
            f"{date}-event-{number}",
            f"{say_title(random)}, {number}",
            body,
            summary=say(random),
            date=date,
            people=[person.id for person in self.people.pick(random, random.randint(2, 4))],
            place=self.places.pick(random, 1)[0].id,
            role=random.choice(EVENT_TYPES),
            is_major=random.random() < 0.1,
        )

    def make_article(self, random: Random, number: int) -> Record:
        """A story of about 6 kB in five sections."""
        date = make_date(random, "article")
        body = "\n\n".join(self.make_section(random, section) for section in range(5))
        record = Record(
            "article",
            f"{date}-story-{number}",
            f"{say_title(random)}, story {number}",
            body,
            summary=say(random),
            date=date,
            topics=random.sample(TOPICS, 2),
        )
        record.people.extend(record.linked("mention_person"))
        return record

    def make_section(self, random: Random, number: int) -> str:
        """A heading, two paragraphs with links, and now a list, now a quotation, now a note."""
        person, *others = self.people.pick(random, 2)
        reference = random.choice([self.events, self.events, self.places]).pick(random, 1)[0]
        marks = [f"{{mention_person|{one.id}|{one.name}}}" for one in (person, *others)]
        marks.append(f"{{reference_{reference.kind}|{reference.id}|{reference.name}}}")
        if random.random() < 0.3:
            office = self.organizations.pick(random, 1)[0]
            marks.append(f"{{mention_organization|{office.id}|the {office.name}}}")
        sentences = [say(random, mark) for mark in marks]
        sentences += [say(random) for _ in range(10 - len(sentences))]
        random.shuffle(sentences)
        sentences[2] += self.cite(random)
        sentences[-1] += self.cite(random)
        blocks = [f"## {say_title(random)}"] if number else []
        blocks += [" ".join(sentences[:5]), " ".join(sentences[5:])]
        if number in (1, 3):
            blocks.append("\n".join(f"- {say(random)}" for _ in range(4)))
        if number == 2:
            blocks.append(f"> {say(random)} {say(random)}")
        if number == 4:
            blocks.append(f"{say(random)}{{note|1|{say(random)}}}")
        return "\n\n".join(blocks)

    def cite(self, random: Random) -> str:
        """A citation of one source, with its page."""
        return f"{{citation|{self.sources.pick(random, 1)[0].id}|p. {random.randint(1, 300)}}}"


def say(random: Random, mark: str = "") -> str:
    """A sentence, with a mark in it.

    Right behind the first word, whose capital may be a name's, a name would not be found for sure.
    """
    words = random.choices(WORDS, k=random.randint(9, 17))
    words[0] = words[0].capitalize()
    if mark:
        words[random.randrange(2, len(words))] = mark
    return " ".join(words) + "."


def say_title(random: Random) -> str:
    """A few words for a heading."""
    return " ".join(random.sample(WORDS, random.randint(2, 5))).capitalize()


def make_date(random: Random, kind: str) -> str:
    """A day in one of the years of a kind of record."""
    return f"{random.choice(YEARS[kind])}-{random.randint(1, 12):02}-{random.randint(1, 28):02}"


def make_names(random: Random, count: int) -> list[str]:
    """Different names of two words; about three people share a family's."""
    pairs = ["".join(pair).capitalize() for pair in product(SYLLABLES, repeat=2)]
    random.shuffle(pairs)
    families, given = pairs[: min(3 + count // 3, 120)], pairs[120:]
    names: dict[str, None] = {}
    while len(names) < count:
        names[f"{random.choice(given)} {random.choice(families)}"] = None
    return list(names)


def make_place(random: Random, name: str) -> Record:
    """Somewhere."""
    return Record("place", slug(name), name, say(random), summary=say(random))


def make_organization(place: Record) -> Record:
    """The council of a place."""
    name = f"{place.name} Council"
    return Record("organization", slug(name), name, "", place=place.id, role="council")


def make_source(random: Random, number: int) -> Record:
    """A report that statements rest on."""
    return Record(
        "source",
        f"report-{number}",
        f"{say_title(random)}, report {number}",
        say(random),
        date=make_date(random, "source"),
        role=f"Archive of {random.choice(TOPICS).lower()}",
    )


def slug(name: str) -> str:
    """A name as an id."""
    return name.lower().replace(" ", "-")
