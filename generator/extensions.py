"""What this program adds to Python-Markdown, through its extension interface."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from markdown.extensions import Extension
from markdown.extensions.footnotes import FootnoteBlockProcessor
from markdown.treeprocessors import Treeprocessor

if TYPE_CHECKING:
    import markdown

HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
CALLOUT = re.compile(r"\[!(\w+)\][+-]?[ ]*([^\n]*)(?:\n|$)")


class Definitions(Extension):
    """Footnotes' texts, put at the end of the document under the number of their definition."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:
        """Use Python-Markdown's reader of definitions without its list at the end."""
        self.md, self.parser = md, md.parser
        self.footnotes: dict[str, str] = {}
        md.registerExtension(self)
        md.parser.blockprocessors.register(FootnoteBlockProcessor(self), "footnote", 17)  # type: ignore[arg-type]
        md.treeprocessors.register(PlaceDefinitions(self), "definitions", 50)

    def reset(self) -> None:
        """Forget the last document."""
        self.footnotes.clear()

    def setFootnote(self, label: str, text: str) -> None:
        """Keep a footnote's text; the first of two definitions counts."""
        self.footnotes.setdefault(label, text)


class PlaceDefinitions(Treeprocessor):
    """Append each footnote's blocks to the document, before inline markup is read."""

    def __init__(self, definitions: Definitions) -> None:
        super().__init__(definitions.md)
        self.definitions = definitions

    def run(self, root: ElementTree.Element) -> None:
        """See the class."""
        for number, text in enumerate(self.definitions.footnotes.values()):
            element = ElementTree.SubElement(root, "div", {"id": f"footnote.{number}"})
            self.definitions.parser.parseChunk(element, text)


class Callouts(Treeprocessor):
    """`> [!note] Title` as in Obsidian becomes what `!!! note "Title"` is in Python-Markdown."""

    def run(self, root: ElementTree.Element) -> None:
        """See the class."""
        for quote in root.iter("blockquote"):
            first = next(iter(quote), None)
            match = CALLOUT.match(first.text or "") if first is not None else None
            if first is None or first.tag != "p" or match is None:
                continue
            quote.tag = "div"
            quote.set("class", f"admonition {match[1].lower()}")
            title = ElementTree.Element("p", {"class": "admonition-title"})
            title.text = match[2] or match[1].capitalize()
            rest = (first.text or "")[match.end() :]
            first.text = rest
            if not rest.strip() and not len(first):
                quote.remove(first)
            quote.insert(0, title)


class HeadingLevels(Treeprocessor):
    """The highest heading becomes h2, below the page's own, and no level is skipped."""

    def run(self, root: ElementTree.Element) -> None:
        """See the class."""
        open_levels: list[int] = []
        for element in root.iter():
            if element.tag not in HEADINGS:
                continue
            level = int(element.tag[1])
            while open_levels and open_levels[-1] >= level:
                open_levels.pop()
            open_levels.append(level)
            element.tag = f"h{min(len(open_levels) + 1, 6)}"


class CellAlignment(Treeprocessor):
    """The alignment of a table's cells becomes a class: a style attribute would be blocked."""

    def run(self, root: ElementTree.Element) -> None:
        """See the class."""
        for element in root.iter():
            if element.tag in ("td", "th") and element.get("align"):
                element.set("class", "align-" + element.attrib.pop("align"))


class Ours(Extension):
    """What this program adds to Python-Markdown's tree."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:
        """Before inline markup: callouts. After it: levels of headings, cells."""
        md.treeprocessors.register(Callouts(md), "callouts", 40)
        md.treeprocessors.register(HeadingLevels(md), "heading-levels", 15)
        md.treeprocessors.register(CellAlignment(md), "cell-alignment", 15)
