"""Sounds, films and documents: what a file is, by the ending of its name."""

from __future__ import annotations

# What browsers play, each on a system of its own choice: mp3, mp4 and webm everywhere.
SOUNDS = frozenset("mp3 m4a aac ogg oga opus wav flac".split())
FILMS = frozenset("mp4 m4v webm ogv".split())
# What readers open with another program, or know how to keep.
DOCUMENTS = frozenset("pdf epub txt rtf csv tsv odt ods odp doc docx xls xlsx ppt pptx zip".split())
# What cameras and recorders write and browsers do not play, and what to save it as.
UNPLAYED = dict.fromkeys("mov avi mkv wmv mpg mpeg 3gp".split(), "MP4 or WebM")
UNPLAYED |= dict.fromkeys("wma aif aiff amr".split(), "MP3")


def is_sound(path: str) -> bool:
    """Whether there is something to hear, and nothing to see."""
    return ending_of(path) in SOUNDS


def is_film(path: str) -> bool:
    """Whether there is something to see that moves, and to hear."""
    return ending_of(path) in FILMS


def is_played(path: str) -> bool:
    """Whether a file is a sound or a film."""
    return is_sound(path) or is_film(path)


def is_document(path: str) -> bool:
    """Whether a page can only link to a file."""
    return ending_of(path) in DOCUMENTS


def ending_of(path: str) -> str:
    """What stands behind the last full stop of a file's name, in lower case; "" for none."""
    name, _, ending = path.rpartition("/")[2].rpartition(".")
    return ending.lower() if name else ""
