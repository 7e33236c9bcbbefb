"""The files of content/media/, and what a file beside each says of it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from generator import decoding, yamltext
from generator.fields import Cite, Part
from generator.model import Picture
from generator.problems import Problem, error, warning
from generator.validation import parse_fields
from generator.values import Text, name_type

if TYPE_CHECKING:
    from generator.load import Texts


class Sidecar(Part):
    """What `x.jpg.yaml` says of the picture `x.jpg`."""

    takes_text = False

    alt: Text = ""
    caption: Text = ""
    credit: Text = ""
    licence: Text = ""
    source: Cite | None = None
    content_warning: Text = ""


def load_media(texts: Texts) -> tuple[dict[str, Picture], list[Problem]]:
    """The files of content/media/ by their path under content/, with what their sidecars say."""
    problems: list[Problem] = []
    sidecars: dict[str, Any] = {}
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
            sidecars[path.rpartition(".")[0]] = sidecar
    for path in sidecars:
        if path not in texts.media:
            message = f"there is no file `{path}` that this describes"
            problems.append(warning("sidecar-alone", f"{path}.yaml", 0, 0, message, "rename it"))
    media = {}
    for path, file in texts.media.items():
        sidecar = sidecars.get(path) or Sidecar()
        size = 0
        with suppress(OSError):
            size = file.stat().st_size
        media[path.removeprefix("content/")] = Picture(path, size=size, **dict(sidecar))
    return media, problems
