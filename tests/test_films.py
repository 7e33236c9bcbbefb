from __future__ import annotations

import pytest

from generator.films import (
    DOCUMENTS,
    FILMS,
    SOUNDS,
    UNPLAYED,
    is_document,
    is_film,
    is_played,
    is_sound,
)
from generator.pictures import KNOWN


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("media/a.mp3", "sound"),
        ("media/a.b/C.WAV", "sound"),
        ("a.mp4", "film"),
        ("a.tar.webm", "film"),
        ("a.PDF", "document"),
        ("a.jpg", ""),
        ("mp4", ""),
        (".pdf", ""),
        ("folder.mp4/a", ""),
    ],
)
def test_the_ending_of_a_name_tells_what_a_file_is(path: str, wanted: str) -> None:
    found = {"sound": is_sound(path), "film": is_film(path), "document": is_document(path)}
    assert [name for name, is_so in found.items() if is_so] == ([wanted] if wanted else [])
    assert is_played(path) == (wanted in ("sound", "film"))


def test_no_ending_means_two_things() -> None:
    kinds = [SOUNDS, FILMS, DOCUMENTS, UNPLAYED.keys(), KNOWN]
    assert len(set().union(*kinds)) == sum(map(len, kinds))
