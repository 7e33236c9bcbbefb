"""The picture with which a page opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.figures import IN_TEXT, draw_figure, draw_picture
from generator.index import find_ids, record_url

if TYPE_CHECKING:
    from generator.listing import Lister
    from generator.model import Record


def draw_lead(lister: Lister, record: Record, sizes: str = IN_TEXT) -> str:
    """The picture that a record's field names, as the HTML of a figure; "" where there is none."""
    entries = lister.entries
    picture = entries.find_picture(record.id)
    if picture is None:
        return ""
    root, cited = "../" * record_url(record).count("/"), ""
    found = find_ids(entries.index, picture.source.source) if picture.source else []
    if picture.source and len(found) == 1 and found[0] in entries.records:
        said = entries.say_cite(picture.source, found[0])
        href = f"{root}{said['source']['url']}"
        cited = f'{said["before"]}<a href="{href}">{said["title"]}</a>{said["after"]}'
    is_first = not picture.content_warning
    shown = draw_picture(picture, root, picture.alt, sizes, is_first=is_first)
    return draw_figure(shown, picture, picture.caption, cited, entries.words)
