"""What this program adds to Python-Markdown, through its extension interface."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from markdown.extensions import Extension
from markdown.extensions.footnotes import FootnoteBlockProcessor
from markdown.treeprocessors import Treeprocessor

if TYPE_CHECKING:
    from collections.abc import Iterator

    import markdown

HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
# The id of a footnote's text begins with a character that no author can write.
DEFINED = "\ue007"
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

    def texts(self) -> Iterator[str]:
        """The footnotes' texts; reading one may add those that are defined inside it."""
        number = 0
        while number < len(self.footnotes):
            yield list(self.footnotes.values())[number]
            number += 1


class PlaceDefinitions(Treeprocessor):
    """Append each footnote's blocks to the document, before inline markup is read."""

    def __init__(self, definitions: Definitions) -> None:
        super().__init__(definitions.md)
        self.definitions = definitions

    def run(self, root: ElementTree.Element) -> None:
        """See the class."""
        for number, text in enumerate(self.definitions.texts()):
            element = ElementTree.SubElement(root, "div", {"id": f"{DEFINED}{number}"})
            self.md.parser.parseChunk(element, text)


class Callouts(Treeprocessor):
    """`> [!note] Title` as in Obsidian becomes what `!!! note "Title"` is in Python-Markdown.

    Python-Markdown joins quotations that only a blank line parts, so each such line in one begins
    a callout of its own.
    """

    def run(self, root: ElementTree.Element) -> None:
        """Replace each quotation by its parts, the innermost first."""
        for position in reversed(range(len(root))):
            if len(root[position]):
                self.run(root[position])
            if root[position].tag == "blockquote":
                root[position : position + 1] = self.split(root[position])

    def split(self, quote: ElementTree.Element) -> Iterator[ElementTree.Element]:
        """The quotation and the callouts that a quotation is made of, in order."""
        part = ElementTree.Element(quote.tag, quote.attrib)
        part.text = quote.text
        for block in quote:
            match = CALLOUT.match(block.text or "") if block.tag == "p" else None
            if match is None:
                part.append(block)
                continue
            if len(part):
                yield part
            part = ElementTree.Element("div", {"class": f"admonition {match[1].lower()}"})
            title = ElementTree.SubElement(part, "p", {"class": "admonition-title"})
            title.text = match[2] or match[1].capitalize()
            block.text = (block.text or "")[match.end() :]
            if block.text.strip() or len(block):
                part.append(block)
        yield part


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
