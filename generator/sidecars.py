"""The files of content/media/, and what a file beside each says of it."""

from __future__ import annotations

import posixpath
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from pydantic import BeforeValidator

from generator import decoding, yamltext
from generator.fields import Cite, Part
from generator.films import ending_of, is_document, is_film, is_played
from generator.model import Picture, Track
from generator.pictures import KNOWN
from generator.problems import Problem, error, warning
from generator.validation import nearest, parse_fields
from generator.values import Language, Text, name_type, parse_list

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from generator.load import Texts


class Captions(Part):
    """Captions of a sound or a film: their file, and the language that they are in."""

    file: Text
    lang: Language = ""


class Sidecar(Part):
    """What `x.jpg.yaml` says of the picture `x.jpg`, or `x.mp4.yaml` of the film `x.mp4`."""

    takes_text = False

    alt: Text = ""
    caption: Text = ""
    credit: Text = ""
    licence: Text = ""
    source: Cite | None = None
    content_warning: Text = ""
    captions: Annotated[list[Captions], BeforeValidator(parse_list)] = []
    poster: Text = ""
    transcript: Text = ""


class Told(NamedTuple):
    """A sidecar with the place of each key."""

    sidecar: Sidecar
    data: yamltext.Data


def load_media(texts: Texts) -> tuple[dict[str, Picture], list[Problem]]:
    """The files of content/media/ by their path under content/, with what their sidecars say."""
    problems: list[Problem] = []
    sidecars: dict[str, Told | None] = {}
    for path, content in texts.sidecars.items():
        text, found = decoding.decode(path, content)
        problems += found
        data, found = yamltext.parse_yaml(path, text) if text else (None, [])
        problems += found
        if data is not None and not isinstance(data.value, dict):
            message = f"the file holds {name_type(data.value)}, not `key: value` lines"
            problems.append(error("sidecar-type", path, 1, 1, message, "write `alt: …`"))
        elif data is not None:
            sidecar, found = parse_fields(path, Sidecar, data.value, data)
            problems += found
            sidecars[path.rpartition(".")[0]] = Told(sidecar, data) if sidecar else None
    for path in sidecars:
        if path not in texts.media:
            message = f"there is no file `{path}` that this describes"
            problems.append(warning("sidecar-alone", f"{path}.yaml", 0, 0, message, "rename it"))
    media = {}
    for path, file in texts.media.items():
        told, size = sidecars.get(path), 0
        said = dict(told.sidecar) if told else {}
        if told:
            problems += check_sidecar(path, told, texts.media)
            said |= find_beside(path, told.sidecar, texts.media)
            del said["captions"]
        with suppress(OSError):
            size = file.stat().st_size
        media[path.removeprefix("content/")] = Picture(path, size=size, **said)
    return media, problems


def find_beside(path: str, sidecar: Sidecar, media: Collection[str]) -> dict[str, Any]:
    """What goes with a sound or a film, by its paths under content/."""
    found = ((find_named(path, "captions", one.file, media), one) for one in sidecar.captions)
    return {
        "tracks": tuple(Track(file, one.lang) for file, one in found if file),
        "poster": find_named(path, "poster", sidecar.poster, media),
        "transcript": find_named(path, "transcript", sidecar.transcript, media),
    }


def find_named(path: str, key: str, name: str, media: Collection[str]) -> str:
    """The file that a sidecar names: beside its own, or by its path in content/media/."""
    beside = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
    is_good = name and not refuse(path, key, name)[0]
    tried = (beside, f"content/media/{name}") if is_good else ()
    return next((one.removeprefix("content/") for one in tried if one in media), "")


def check_sidecar(path: str, told: Told, media: Collection[str]) -> Iterator[Problem]:
    """What a sidecar names is there, and of a kind that serves."""
    sidecar, where = told.sidecar, f"{path}.yaml"
    named: list[tuple[tuple[str | int, ...], str]] = [
        (("captions", n), one.file) for n, one in enumerate(sidecar.captions)
    ]
    named += [(("poster",), sidecar.poster), (("transcript",), sidecar.transcript)]
    for key, name in named:
        place = told.data.position(key)
        message, fix = refuse(path, str(key[0]), name) if name else ("", "")
        code = "sidecar-file"
        if name and not message and not find_named(path, str(key[0]), name, media):
            folder = posixpath.dirname(path)
            known = [posixpath.relpath(one, folder) for one in media]
            code, message = "file-missing", f"there is no file `{name}`"
            fix = nearest(name, known, f"put it into `{folder}/`")
        if message:
            yield error(code, where, place.line, place.column, message, fix, place.length)
    # One letter apart, and something else.
    if ending_of(sidecar.caption) in ("vtt", "srt"):
        place = told.data.position(("caption",))
        message = "`caption` is what stands below it; what is said in it goes under `captions`"
        fix = f"write `captions: {sidecar.caption}`"
        yield error("sidecar-file", where, place.line, place.column, message, fix, place.length)


def refuse(path: str, key: str, name: str) -> tuple[str, str]:
    """Why a file cannot be what it is named for, and what to write instead; "" if it can."""
    if not (is_film(path) if key == "poster" else is_played(path)):
        owner = "films" if key == "poster" else "sounds and films"
        return f"`{key}` is for {owner}", "take it out"
    if key == "captions" and ending_of(name) != "vtt":
        fix = "save them as WebVTT (`.vtt`); programs for subtitles do that"
        return f"`{name}` is not WebVTT, the captions that browsers read", fix
    if key == "poster" and ending_of(name) not in KNOWN:
        return f"`{name}` is no picture that browsers show", "name a JPEG, PNG, WebP or SVG"
    if key == "transcript" and not is_document(name):
        fix = "name one that everybody can open, such as a `.txt` or a `.pdf`"
        return f"`{name}` is no document", fix
    return "", ""
