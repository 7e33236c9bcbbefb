"""Where names stand on a map, so that none lies on another or on a dot."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from unicodedata import east_asian_width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# In pixels: the size of the letters, what is above and below a line of them, and the room kept.
SIZE, ABOVE, BELOW, GAP = 12.0, 10.0, 3.0, 3.0
# Parts of the size that a letter is wide; a little more than in most faces.
NARROW, USUAL, CAPITAL, BROAD = 0.35, 0.6, 0.74, 0.95


class Box(NamedTuple):
    """What is drawn at a place of a map.

    The place grows with the map, what is drawn there around it keeps its size. Both are in pixels:
    left, top, right, bottom.
    """

    at: tuple[float, float, float, float]
    around: tuple[float, float, float, float]


class Dot(NamedTuple):
    """A dot and its texts, of which the first that has room is shown."""

    x: float
    y: float
    radius: float
    texts: Sequence[str]


class Label(NamedTuple):
    """A text, and where it stands from its dot."""

    text: str
    dx: float
    dy: float
    anchor: str


def place_labels(
    dots: Sequence[Dot], others: Sequence[Box], width: float, height: float
) -> list[Label | None]:
    """A label for each dot that has room for one, on a map of this size and on any larger one.

    Who comes first chooses first: the four sides, then the corners.
    """
    taken = [*others, *(around_dot(dot) for dot in dots)]
    labels: list[Label | None] = []
    for number, dot in enumerate(dots):
        own = len(others) + number
        found = None
        for label in list_labels(dot):
            box = around_label(dot, label)
            others_taken = (one for n, one in enumerate(taken) if n != own)
            if is_inside(box, width, height) and not any(is_hit(box, o) for o in others_taken):
                found = label
                taken.append(box)
                break
        labels.append(found)
    return labels


def list_labels(dot: Dot) -> Iterator[Label]:
    """All labels that a dot may have, the best first."""
    side, corner = dot.radius + 4, dot.radius * 0.7 + 3
    # Where letters begin to stand beside, above and below a dot.
    middle, over, under = SIZE * 0.35, -BELOW, ABOVE
    for text in dot.texts:
        yield Label(text, side, middle, "start")
        yield Label(text, -side, middle, "end")
        yield Label(text, 0, over - dot.radius - 2, "middle")
        yield Label(text, 0, under + dot.radius + 2, "middle")
        for dy in (over - dot.radius * 0.7, under + dot.radius * 0.7):
            yield Label(text, corner, dy, "start")
            yield Label(text, -corner, dy, "end")


def around_dot(dot: Dot) -> Box:
    """What a dot covers."""
    reach = dot.radius + 1
    return Box((dot.x, dot.y, dot.x, dot.y), (-reach, -reach, reach, reach))


def around_label(dot: Dot, label: Label) -> Box:
    """What a label covers."""
    width = measure(label.text)
    left = label.dx - {"start": 0.0, "middle": width / 2, "end": width}[label.anchor]
    return Box(
        (dot.x, dot.y, dot.x, dot.y),
        (left, label.dy - ABOVE, left + width, label.dy + BELOW),
    )


def measure(text: str) -> float:
    """About how wide a text is drawn, rather too much than too little."""
    return SIZE * sum(map(measure_letter, text))


def measure_letter(letter: str) -> float:
    """About how wide a letter is, as a part of its size."""
    if east_asian_width(letter) in "WF":
        return 1.05
    if letter in "iljft|.,:;'’()- ":
        return NARROW
    if letter in "mwMW—":
        return BROAD
    return CAPITAL if letter.isupper() else USUAL


def is_inside(box: Box, width: float, height: float) -> bool:
    """Whether a box lies on a map of this size, and so on any larger one."""
    at, around = box
    return (
        at[0] + around[0] >= 0
        and at[1] + around[1] >= 0
        and at[2] + around[2] <= width
        and at[3] + around[3] <= height
    )


def is_hit(one: Box, other: Box) -> bool:
    """Whether two boxes meet on some map of this size or a larger one."""
    return not (
        is_before(one, other, 0)
        or is_before(other, one, 0)
        or is_before(one, other, 1)
        or is_before(other, one, 1)
    )


def is_before(one: Box, other: Box, axis: int) -> bool:
    """Whether one box ends before another begins, however much larger the map is.

    Their places must not come nearer when they grow: what lies behind may not need to be ahead.
    """
    between = other.at[axis] - one.at[axis + 2]
    return between >= max(0.0, one.around[axis + 2] - other.around[axis] + GAP)
