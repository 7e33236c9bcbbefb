"""A record's body for one page: its tokens and names become links, pictures and notes."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from generator.assets import media_url
from generator.fields import Source
from generator.figures import cover, draw_figure, draw_picture
from generator.films import is_document, is_played
from generator.index import find_ids, record_url
from generator.players import draw_player, list_beside, offer, say_size
from generator.scan import PLACED_NOTE
from generator.titles import end_with
from generator.tokens import TOKEN, token_number
from generator.traits import traits_of

if TYPE_CHECKING:
    import re

    from generator.citing import Citer
    from generator.fields import Cite
    from generator.index import Index
    from generator.links import Resolved
    from generator.model import Picture, Record, Token

# RFC 3986, section 3.5.
FRAGMENT = "!$&'()*+,;=:@/?-._~"
# The address of a link that leads nowhere yet: no page has this anchor, the preview marks it.
MISSING = "#page.missing"


def fill_body(record: Record, resolved: Resolved, index: Index, citer: Citer, root: str) -> str:
    """A record's body as HTML for a page that is `root` away from the site's root."""
    return BodyFiller(record, resolved, index, citer, root).fill()


class BodyFiller:
    """Puts into one body what its tokens and names mean."""

    def __init__(
        self, record: Record, resolved: Resolved, index: Index, citer: Citer, root: str
    ) -> None:
        self.record, self.resolved, self.root = record, resolved, root
        self.index, self.citer = index, citer
        # Whether the page has shown a picture: an article's own stands before its text.
        self.is_begun = record.kind in ("article", "person") and bool(traits_of(record).file)
        # How many pictures in lines of text need a warning: their words, then what they cover.
        self.warned = self.covered = 0
        self.uses: dict[int, int] = {}
        self.cited: set[str] = set()
        self.notes: dict[int, Token] = {}
        self.targets: dict[int, str] = {}
        for token, target in zip(record.body.tokens, self.resolved.tokens, strict=True):
            if token.note:
                self.notes.setdefault(token.note, token)
                self.targets.setdefault(token.note, target)

    def fill(self) -> str:
        """The body's HTML."""
        pieces, position = [], 0
        html = self.record.body.html
        for mention in self.resolved.mentions:
            pieces += [html[position : mention.start], self.link_mention(mention.start, mention)]
            position = mention.end
        pieces.append(html[position:])
        filled = TOKEN.sub(self.fill_token, "".join(pieces))
        filled = PLACED_NOTE.sub(self.fill_note, filled)
        return TOKEN.sub(self.fill_citation, filled)

    def link_mention(self, start: int, mention: Any) -> str:
        """A name that was found, as a link."""
        words = self.record.body.html[start : mention.end]
        url = self.url_of(mention.id)
        return f'<a class="mention" href="{self.root}{escape(url)}">{words}</a>' if url else words

    def fill_token(self, match: re.Match[str]) -> str:
        """What one token stands for on this page."""
        number = token_number(match)
        token = self.record.body.tokens[number]
        target = self.resolved.tokens[number]
        if token.type == "reference":
            return self.fill_reference(token, target, self.resolved.anchors[number])
        if token.type in ("link", "cite", "file"):
            return self.fill_address(token, target, self.resolved.anchors[number])
        if token.type == "picture":
            is_linked = is_in_link(match.string, match.start())
            return self.fill_picture(token, self.index.media.get(target), is_linked=is_linked)
        if token.type in ("size", "cover"):
            found = self.index.media.get(target)
            return "" if found is None else self.fill_behind(token, found)
        if token.note:
            return self.fill_mark(token.note)
        # Which citation of a source is the first is known once the notes are in their order.
        return match[0] if token.type == "citation" else ""

    def fill_citation(self, match: re.Match[str]) -> str:
        """The sources of a citation that stands in the words of a note."""
        number = token_number(match)
        return self.fill_cites(self.record.body.tokens[number], self.resolved.tokens[number])

    def fill_reference(self, token: Token, target: str, anchor: str) -> str:
        """`[[…]]` as a link, or as its words where there is no page to link to."""
        url = self.url_of(target)
        words = escape(self.index.say_reference(token, target), quote=False)
        if not self.index.is_named(target):
            return f'<span class="missing">{words}</span>'
        if not url:
            return words
        if target == self.record.id and anchor:
            return f'<a href="#{escape(anchor)}">{words}</a>'
        fragment = f"#{anchor}" if anchor else ""
        return f'<a href="{self.root}{escape(url + fragment)}">{words}</a>'

    def fill_address(self, token: Token, target: str, anchor: str) -> str:
        """The address of an internal link, inside its attribute."""
        if target == self.record.id and anchor:
            return escape(f"#{anchor}")
        if self.index.is_named(target):
            return escape(self.root + self.url_of(target) + (f"#{anchor}" if anchor else ""))
        if not target:
            return MISSING
        # What stands behind the # of a document is not an id of ours: `#page=4&zoom=50`.
        fragment = f"#{quote(anchor, safe=FRAGMENT)}" if anchor else ""
        return escape(self.root + media_url(target) + fragment)

    def fill_picture(self, token: Token, picture: Picture | None, *, is_linked: bool) -> str:
        """A picture, with its caption where it stands alone; in a line of text perhaps a warning.

        A line has no room for what a reader can open: that stands behind the block.
        """
        if picture is None:
            return f'<span class="missing">{escape(token.label or token.target)}</span>'
        if not token.alone and picture.content_warning:
            self.warned += 1
            words = self.citer.words.content_warning
            said = f"{words}: {escape(picture.content_warning, quote=False)}"
            return said if is_linked else f'<a href="#picture.{self.warned}">{said}</a>'
        shown = self.draw(token, picture)
        if not token.alone:
            return shown
        caption = token.title or picture.caption
        return draw_figure(shown, picture, caption, self.cite_picture(picture), self.citer.words)

    def draw(self, token: Token, picture: Picture) -> str:
        """A picture, a film or a sound; a document as a link to it."""
        words, media = self.citer.words, self.index.media
        alt = token.label or picture.alt
        if is_document(picture.path):
            name = alt or picture.path.rpartition("/")[2]
            link = offer(picture, self.root, name, words)
            return f'<p class="document">{link}</p>' if token.alone else link
        if is_played(picture.path):
            name = alt or picture.caption
            shown = draw_player(picture, media, self.root, name, words)
            if not token.alone:
                return shown
            title = "" if token.title or picture.caption else name
            return shown + list_beside(picture, media, self.root, title, words)
        is_first, self.is_begun = not self.is_begun and not picture.content_warning, True
        return draw_picture(picture, self.root, alt, is_first=is_first)

    def fill_behind(self, token: Token, picture: Picture) -> str:
        """Behind a link how large its document is; behind a block what a warning covers."""
        words = self.citer.words
        if token.type == "size":
            return say_size(picture, words)
        if not picture.content_warning:
            return ""
        self.covered += 1
        shown = self.draw(token, picture)
        return cover(shown, picture.content_warning, words, f"picture.{self.covered}")

    def cite_picture(self, picture: Picture) -> str:
        """Where a picture is from."""
        cited = find_ids(self.index, picture.source.source) if picture.source else []
        if picture.source and len(cited) == 1 and self.index.is_named(cited[0]):
            return self.fill_cite(picture.source, cited[0])
        return ""

    def fill_mark(self, note: int) -> str:
        """A note's mark in the text; each use has an id of its own to come back to."""
        use = self.uses[note] = self.uses.get(note, 0) + 1
        label = escape(f"{self.citer.words.note} {note}")
        return (
            f'<sup class="mark"><a id="{mark_id(note, use)}" href="#note.{note}" '
            f'role="doc-noteref" aria-label="{label}">{note}</a></sup>'
        )

    def fill_note(self, match: re.Match[str]) -> str:
        """A note: what it says, and the way back to each of its uses."""
        note = int(match[1])
        token = self.notes[note]
        if token.type == "citation":
            said = self.fill_cites(token, self.targets[note])
            text = f"<p>{end_with('.', said)}{self.link_places(self.targets[note])}</p>"
        else:
            text = TOKEN.sub(self.fill_citation, match[2].strip())
        backs = "".join(self.link_back(note, use) for use in range(1, self.uses[note] + 1))
        head = f'<div class="note" id="note.{note}" role="doc-footnote">'
        number = f'<span class="number" aria-hidden="true">{note}</span>'
        return f"{head}{number}{text}{backs}</div>"

    def link_back(self, note: int, use: int) -> str:
        """The way back from a note to one of its uses."""
        words = self.citer.words
        label = f"{words.back_to_note} {note}"
        if self.uses[note] > 1:
            label += f", {words.use} {use}"
        return (
            f'<a class="back" href="#{mark_id(note, use)}" role="doc-backlink" '
            f'aria-label="{escape(label)}">↩\ufe0e</a>'
        )

    def fill_cites(self, token: Token, targets: str) -> str:
        """The sources of one citation, each in full where the body first cites it, then short."""
        said = []
        for cite, target in zip(token.cites, targets.split(" "), strict=True):
            if not self.index.is_named(target):
                said.append(f'<span class="missing">{escape(cite.source)}</span>')
                continue
            is_first = target not in self.cited
            self.cited.add(target)
            said.append(self.fill_cite(cite, target, in_full=is_first))
        return "; ".join(said)

    def link_places(self, targets: str) -> str:
        """Where the sources of a note can be read; what is gone says so, and comes last."""
        words, links = self.citer.words, []
        for target in dict.fromkeys(targets.split(" ")):
            source = self.source_of(target)
            for link in self.citer.list_links(source) if source else []:
                href = escape((self.root if link["kind"] == "file" else "") + link["url"])
                after = words.no_longer_available if link["dead"] else link["said"]
                said = getattr(words, "note_" + link["kind"])
                after = f" ({after})" if after else ""
                links.append(f'<a class="place" href="{href}">{said}</a>{after}')
        return "".join(f" {link}" for link in links)

    def fill_cite(self, cite: Cite, target: str, *, in_full: bool = False) -> str:
        """One source, its title as a link."""
        said = self.citer.say_cite(cite, self.source_of(target), in_full=in_full)
        href = escape(self.root + self.url_of(target))
        return f'{said["before"]}<a href="{href}">{said["title"]}</a>{said["after"]}'

    def url_of(self, record_id: str) -> str:
        """Where a record's page is, from the site's root; "" where there is none."""
        record = self.index.records.get(record_id)
        return record_url(record) if record and self.index.is_named(record_id) else ""

    def source_of(self, record_id: str) -> Source | None:
        """A source's fields, None for what is none."""
        record = self.index.records.get(record_id)
        fields = record.fields if record and record.kind == "source" else None
        return fields if isinstance(fields, Source) else None


def is_in_link(html: str, place: int) -> bool:
    """Whether a place in HTML is inside the words of a link."""
    return html.rfind("<a ", 0, place) > html.rfind("</a>", 0, place)


def mark_id(note: int, use: int) -> str:
    """The anchor of one use of a note."""
    return f"ref.{note}" if use == 1 else f"ref.{note}.{use}"
