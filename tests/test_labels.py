from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.labels import Box, Dot, around_dot, around_label, measure, place_labels

WIDTH, HEIGHT = 300.0, 200.0
DOTS = st.lists(
    st.builds(
        Dot,
        st.floats(0, WIDTH),
        st.floats(0, HEIGHT),
        st.floats(3, 14),
        st.sampled_from([["Seoul", "1"], ["Demilitarised zone", "12"], ["平壤", "3"], ["Osan"]]),
    ),
    max_size=25,
)


def grow(box: Box, scale: float) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a box on a map that is so much larger."""
    left, top, right, bottom = (
        at * scale + around for at, around in zip(box.at, box.around, strict=True)
    )
    return left, top, right, bottom


@given(dots=DOTS, scale=st.sampled_from([1.0, 1.1, 1.6, 2.0, 5.0]))
@settings(max_examples=150, deadline=None)
def test_no_label_lies_on_another_or_on_a_dot_however_large_the_map(
    dots: list[Dot], scale: float
) -> None:
    frame = Box((100.0, 50.0, 150.0, 90.0), (0.0, 0.0, 0.0, 0.0))
    found = place_labels(dots, [frame], WIDTH, HEIGHT)
    labels = [(n, around_label(dots[n], label)) for n, label in enumerate(found) if label]
    others = [(-1, frame), *((n, around_dot(dot)) for n, dot in enumerate(dots))]
    pairs = [*combinations(labels, 2), *((one, other) for one in labels for other in others)]
    for (number, one), (other_number, other) in pairs:
        if number != other_number:
            a, b = grow(one, scale), grow(other, scale)
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
    for _, box in labels:
        left, top, right, bottom = grow(box, scale)
        assert min(left, top) >= 0
        assert right <= WIDTH * scale
        assert bottom <= HEIGHT * scale


def test_label_stands_right_of_its_dot_where_there_is_room_else_on_another_side() -> None:
    def anchor(x: float, y: float) -> str:
        (label,) = place_labels([Dot(x, y, 4, ["Stockholm"])], [], WIDTH, HEIGHT)
        assert label
        return label.anchor

    assert anchor(150, 100) == "start"
    assert anchor(290, 100) == "end"
    assert place_labels([Dot(10, 10, 4, ["X" * 99])], [], WIDTH, HEIGHT) == [None]


def test_where_a_name_has_no_room_its_number_stands() -> None:
    places = [(20 + 26 * n, 20 + 16 * m) for n in range(9) for m in range(9)]
    dots = [Dot(250, 190, 4, ["A long name", "5"])]
    dots += [Dot(x, y, 4, ["A long name", "5"]) for x, y in places if x < 200]
    texts = [label.text for label in place_labels(dots, [], WIDTH, HEIGHT) if label]
    assert {"A long name", "5"} <= {*texts}


def test_who_comes_first_chooses_first() -> None:
    dots = [Dot(100, 100, 4, ["Panmunjom"]), Dot(140, 100, 4, ["Seoul"])]
    labels = place_labels(dots, [], WIDTH, HEIGHT)
    assert [(label.text, label.anchor) for label in labels if label] == [
        ("Panmunjom", "end"),
        ("Seoul", "start"),
    ]


@pytest.mark.parametrize(
    ("short", "long"), [("il", "mw"), ("ab", "AB"), ("서울", "서울시"), ("ab", "서울")]
)
def test_wide_letters_take_more_room(short: str, long: str) -> None:
    assert measure(short) < measure(long)
