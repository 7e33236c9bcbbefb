"""Pictures as pages show them: the copies to choose from, the words beside them."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from generator.assets import media_url
from generator.model import Shape
from generator.names import find_initial
from generator.pictures import LEAST_STEP, WIDTHS, own_ending

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.model import Picture
    from generator.words import Words

# How wide a picture stands in running text, and a person's portrait: see `--measure` in the styles.
IN_TEXT = "(min-width: 40rem) 36rem, calc(100vw - 2rem)"
OF_PERSON = "(min-width: 24rem) 20rem, calc(100vw - 2rem)"
# What other sites show of a page is about so wide.
CARD = 1200


def picture_url(picture: Picture, copy: str = "") -> str:
    """The address of a picture, or of a copy by its ending, from the site's root."""
    path = picture.path.removeprefix("content/")
    return media_url(f"{path}.{copy}" if copy else path)


def draw_picture(
    picture: Picture, root: str, alt: str, sizes: str = IN_TEXT, *, is_first: bool = False
) -> str:
    """A picture as HTML: with its copies, and its size, so that nothing moves when it comes.

    The first one of a page is wanted at once, others when they come into sight.
    """
    shape = picture.shape
    attributes = f'src="{escape(root + picture_url(picture))}" alt="{escape(alt)}"'
    if shape:
        attributes += f' width="{shape.width}" height="{shape.height}"'
    attributes += "" if is_first else ' loading="lazy"'
    attributes += ' decoding="async"'
    if shape is None or not (shape.own or shape.webp):
        return f"<img {attributes}>"
    own = list_copies(picture, root, shape.own, own_ending(picture.path))
    if shape.own:
        attributes += f' srcset="{own}" sizes="{sizes}"'
    if not shape.webp:
        return f"<img {attributes}>"
    webp = list_copies(picture, root, shape.webp, "webp")
    source = f'<source type="image/webp" srcset="{webp}" sizes="{sizes}">'
    return f"<picture>{source}<img {attributes}></picture>"


def list_copies(picture: Picture, root: str, widths: Sequence[int], ending: str) -> str:
    """The copies to choose from, as `srcset` lists them."""
    found = [f"{root}{picture_url(picture, f'{w}.{ending}')} {w}w" for w in widths]
    width = picture.shape.width if picture.shape else 0
    # The picture itself is the widest, unless that is more than a text can show.
    if ending == own_ending(picture.path) and width <= WIDTHS[-1] * LEAST_STEP:
        found.append(f"{root}{picture_url(picture)} {width}w")
    return escape(", ".join(found))


def draw_figure(shown: str, picture: Picture, caption: str, cited: str, words: Words) -> str:
    """What a figure holds: a picture or a film that is drawn, with what is said below it.

    `cited` is its source as HTML. What a warning stands before is not seen until a reader asks.
    """
    said = [escape(one, quote=False) for one in (picture.credit, picture.licence) if one]
    said += [f"{words.source}: {cited}"] if cited else []
    lines = [escape(caption, quote=False)] if caption else []
    lines += [f'<small class="credit">{" · ".join(said)}</small>'] if said else []
    shown += f"<figcaption>{' '.join(lines)}</figcaption>" if lines else ""
    if not picture.content_warning:
        return shown
    return cover(f"<figure>{shown}</figure>" if lines else shown, picture.content_warning, words)


def cover(shown: str, warning: str, words: Words, anchor: str = "") -> str:
    """What is shown behind a warning, until a reader opens it; on paper, what was not is left out.

    Whoever prints the page has not asked to see it, and paper is handed on; but it says so.
    """
    head = f"<strong>{words.content_warning}:</strong> {escape(warning, quote=False)}"
    left = f'<span class="unopened">({words.unopened})</span>'
    identity = f' id="{anchor}"' if anchor else ""
    summary = f"<summary>{head} {left}</summary>"
    return f'<details class="content-warning"{identity}>{summary}{shown}</details>'


def show_card(picture: Picture | None) -> dict[str, Any] | None:
    """What cards, the opening page and other sites may show of a picture; None for nothing.

    What needs a warning is never among it.
    """
    if picture is None or picture.content_warning:
        return None
    shape = picture.shape or Shape(0, 0)
    step = max((w for w in shape.own if w <= CARD), default=0)
    width = step or shape.width
    return {
        "url": picture_url(picture, f"{step}.{own_ending(picture.path)}" if step else ""),
        "alt": picture.alt,
        "width": width,
        "height": round(shape.height * width / shape.width) if width else 0,
    }


def show_portrait(picture: Picture | None, name: str) -> dict[str, str]:
    """A small picture of a person, or "" for none, and the initial that stands for it."""
    url = ""
    if picture and picture.shape and not picture.content_warning:
        url = picture_url(picture, "portrait.webp" if picture.shape.has_portrait else "")
    return {"url": url, "initial": find_initial(name)}
