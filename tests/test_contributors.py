from __future__ import annotations

import pytest
from linkers import name_people

from generator.contributors import list_heads, list_people, list_short, name_forms
from generator.fields import CslName, Person
from generator.words import ENGLISH

KIM = Person(name="Kim Jong-un", family="Kim", given="Jong-un", name_order="family-first")
MUN = Person(name="Mun Su", family="Mun", name_order="family-first")
BIEGUN = Person(name="Stephen Biegun", family="Biegun", given="Stephen")
SUKARTO = Person(name="Sukarto", name_order="mononym")
PEOPLE = name_people(KIM, MUN, BIEGUN, SUKARTO)


@pytest.mark.parametrize(
    ("values", "straight", "inverted", "short"),
    [
        # as CSL says
        ({"literal": "KCNA"}, "KCNA", "KCNA", "KCNA"),
        ({"family": "Holm", "given": "Anna"}, "Anna Holm", "Holm, Anna", "Holm"),
        ({"family": "Holm"}, "Holm", "Holm", "Holm"),
        ({"given": "Suharto"}, "Suharto", "Suharto", "Suharto"),
        ({"family": "King", "given": "Martin", "suffix": "Jr."}, "Martin King Jr.",
         "King, Martin, Jr.", "King"),
        ({"family": "Gogh", "given": "Vincent", "non-dropping-particle": "van"},
         "Vincent van Gogh", "Gogh, Vincent van", "van Gogh"),
        ({"family": "Humboldt", "given": "Alexander", "dropping-particle": "von"},
         "Alexander von Humboldt", "Humboldt, Alexander von", "Humboldt"),
        # as the script tells
        ({"family": "김", "given": "정은"}, "김정은", "김정은", "김"),
        ({"family": "习", "given": "近平"}, "习近平", "习近平", "习"),
        ({"family": "Путин", "given": "Владимир"}, "Владимир Путин", "Путин, Владимир", "Путин"),
        # as the person's own record writes it
        ({"family": "Kim", "given": "Jong Un"}, "Kim Jong-un", "Kim Jong-un", "Kim"),
        ({"literal": "KIM Jong Un"}, "Kim Jong-un", "Kim Jong-un", "Kim"),
        ({"family": "Mun", "given": "Su"}, "Mun Su", "Mun Su", "Mun"),
        ({"literal": "Stephen Biegun"}, "Stephen Biegun", "Biegun, Stephen", "Biegun"),
        ({"literal": "Sukarto"}, "Sukarto", "Sukarto", "Sukarto"),
        # of someone else
        ({"family": "Kim", "given": "Jong-il"}, "Jong-il Kim", "Kim, Jong-il", "Kim"),
        ({"family": "Jong-un", "given": "Kim"}, "Kim Jong-un", "Jong-un, Kim", "Jong-un"),
    ],
)  # fmt: skip
def test_a_name_stands_in_the_persons_own_order(
    values: dict[str, str], straight: str, inverted: str, short: str
) -> None:
    assert name_forms(CslName.model_validate(values), PEOPLE) == (straight, inverted, short)


def test_a_name_that_two_people_write_differently_is_neither_ones() -> None:
    other = Person(name="Jong-un Kim", family="Kim", given="Jong-un")
    same = KIM.model_copy(update={"disambiguation": "the other"})
    name = CslName(family="Kim", given="Jong-un")
    assert name_forms(name, name_people(KIM, other)).straight == "Jong-un Kim"
    assert name_forms(name, name_people(KIM, same)).straight == "Kim Jong-un"


def test_who_is_not_listed_is_not_looked_up() -> None:
    hidden = KIM.model_copy(update={"listed": False})
    assert name_people(hidden) == {}


def anyone(count: int) -> list[CslName]:
    return [CslName(family=f"F{n}", given=f"G{n}") for n in range(count)]


@pytest.mark.parametrize(
    ("count", "heads", "entry", "note", "short"),
    [
        (1, "F0, G0", "G0 F0", "G0 F0", "F0"),
        (2, "F0, G0, and G1 F1", "G0 F0 and G1 F1", "G0 F0 and G1 F1", "F0 and F1"),
        (3, "F0, G0, G1 F1, and G2 F2", "G0 F0, G1 F1, and G2 F2", "G0 F0 et al.", "F0 et al."),
        (7, "F0, G0, G1 F1, G2 F2, et al.", "G0 F0, G1 F1, G2 F2, et al.", "G0 F0 et al.",
         "F0 et al."),
    ],
)  # fmt: skip
def test_only_the_first_of_several_names_is_inverted_and_too_many_are_cut(
    count: int, heads: str, entry: str, note: str, short: str
) -> None:
    names = anyone(count)
    assert list_heads(names, ENGLISH, {}) == heads
    assert list_people(names, ENGLISH, {}, is_note=False) == entry
    assert list_people(names, ENGLISH, {}, is_note=True) == note
    assert list_short(names, ENGLISH, {}) == short


def test_no_comma_follows_a_name_that_is_not_inverted() -> None:
    names = [CslName(family="Kim", given="Jong-un"), *anyone(1)]
    assert list_heads(names, ENGLISH, PEOPLE) == "Kim Jong-un and G0 F0"
