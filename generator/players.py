"""Sounds, films and documents as pages show them: to be played, read and fetched."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from generator.assets import media_url
from generator.figures import show_card
from generator.films import ending_of, is_film

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.model import Picture, Track
    from generator.words import Words


def draw_player(
    film: Picture, media: Mapping[str, Picture], root: str, title: str, words: Words
) -> str:
    """A sound or a film as HTML. Little of it is fetched before it is played, or nothing.

    A film with a poster has the proportions of that. Captions stand in films alone: no browser
    shows those of a sound.
    """
    is_seen = is_film(film.path)
    poster = show_card(media.get(film.poster)) if is_seen and film.poster else None
    name = title or (words.film if is_seen else words.sound)
    fetched = "metadata" if is_seen and not poster else "none"
    attributes = f'controls preload="{fetched}" src="{address(film, root)}"'
    if poster:
        attributes += f' poster="{escape(root + poster["url"])}"'
    if poster and poster["width"]:
        attributes += f' width="{poster["width"]}" height="{poster["height"]}"'
    attributes += f' aria-label="{escape(name)}"'
    if not is_seen:
        return f"<audio {attributes}></audio>"
    tracks = "".join(draw_track(track, root, words) for track in film.tracks)
    return f"<video {attributes}>{tracks}</video>"


def draw_track(track: Track, root: str, words: Words) -> str:
    """Captions of a film, in a language if they tell it."""
    told = f' srclang="{escape(track.lang)}"' if track.lang else ""
    label = words.name_language(track.lang) if track.lang else words.captions
    src = escape(root + media_url(track.path))
    return f'<track kind="captions" src="{src}"{told} label="{escape(label)}">'


def list_beside(
    film: Picture, media: Mapping[str, Picture], root: str, title: str, words: Words
) -> str:
    """A line with what can be fetched: a sound or a film, what is said in it, and its captions.

    It is all that is left of them on paper, and of captions on a disk, where browsers show none.
    Where there is no `title`, a caption below the line says what it is.
    """
    offered = [(film, title or (words.film if is_film(film.path) else words.sound))]
    offered += [(media[film.transcript], words.transcript)] if film.transcript else []
    for track in film.tracks:
        language = f" ({words.name_language(track.lang)})" if track.lang else ""
        offered.append((media[track.path], words.captions + language))
    said = [offer(document, root, label, words) for document, label in offered]
    return f'<p class="beside">{" · ".join(said)}</p>'


def offer(document: Picture, root: str, label: str, words: Words) -> str:
    """A link to a file, with what it is and how large."""
    link = f'<a href="{address(document, root)}">{escape(label, quote=False)}</a>'
    return link + say_size(document, words)


def say_size(document: Picture, words: Words) -> str:
    """What stands behind a link to a file."""
    return f' <span class="file">({say_file(document, words)})</span>'


def say_file(document: Picture, words: Words) -> str:
    """What a file is and how large: "PDF, 1.2 MB"."""
    kind = ending_of(document.path).upper()
    return f"{kind}, {words.say_size(document.size)}" if kind else words.say_size(document.size)


def address(picture: Picture, root: str) -> str:
    """The address of a file of content/media/, for an attribute."""
    return escape(root + media_url(picture.path.removeprefix("content/")))
