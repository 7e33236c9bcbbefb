"""What Python-Markdown need not try, as a text has no sign of it.

Trying everything everywhere is where the library spends most of its time. The output is the same,
byte by byte: each sign stands in all that the thing left out could apply to. Where the library has
other processors than those named here, these are always tried.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from markdown.blockparser import BlockParser
from markdown.extensions import Extension
from markdown.extensions.toc import TocExtension, TocTreeprocessor
from markdown.preprocessors import NormalizeWhitespace, Preprocessor
from markdown.treeprocessors import InlineProcessor
from markdown.util import ETX, STX, AtomicString

if TYPE_CHECKING:
    from collections.abc import Iterable

    import markdown

# What a text must hold, one of these, for its white space to be changed.
SPACE_SIGNS = ("\n ", "\t", "\r", STX, ETX)
# What it must hold for another preprocessor to change it, and where that one stands in the order.
TEXT_SIGNS = {"fenced_code_block": (25, ("```", "~~~")), "html_block": (20, ("<", "&"))}
# What a block must hold, one of these, for a block processor to apply to it. No sign reaches over
# the end of a line, as blocks lose the beginnings of theirs (`> `).
BLOCK_SIGNS = {
    "admonition": ("!!!",),
    "table": ("|",),
    "hashheader": ("#",),
    "setextheader": ("=", "-"),
    "hr": ("-", "_", "*"),
    "deflist": (":",),
    "quote": (">",),
    "footnote": ("[^",),
    "abbr": ("*[",),
    "reference": ("]:",),
}
# Where this stands in a document, a later block without it may go on with what it began.
CONTINUED = "!!!"
# What a text must hold for an inline pattern to match in it.
INLINE_SIGNS = {
    "backtick": "`",
    "escape": "\\",
    "reference": "[",
    "link": "[",
    "image_link": "![",
    "image_reference": "![",
    "short_reference": "[",
    "short_image_ref": "![",
    "autolink": "<",
    "automail": "<",
    "linebreak": "  \n",
    "html": "<",
    "entity": "&",
}


class Whitespace(NormalizeWhitespace):
    """White space as the library wants it; looking for lines of spaces takes it long."""

    def run(self, lines: list[str]) -> list[str]:
        """See the class."""
        text = "\n".join(lines)
        is_normal = not any(sign in text for sign in SPACE_SIGNS)
        return [*lines, "", ""] if is_normal else super().run(lines)


class Unless(Preprocessor):
    """A preprocessor of the library, left out where a text holds none of its signs."""

    def __init__(self, md: markdown.Markdown, name: str, signs: tuple[str, ...]) -> None:
        super().__init__(md)
        self.preprocessor, self.signs = md.preprocessors[name], signs

    def run(self, lines: list[str]) -> list[str]:
        """See the class."""
        text = "\n".join(lines)
        return self.preprocessor.run(lines) if any(s in text for s in self.signs) else lines


class Blocks(BlockParser):
    """Blocks, without trying the processors whose signs a block does not hold.

    `signed` pairs each processor with each of its signs, "" where it has none; `tried` are the
    pairs whose signs stand in the document at work.
    """

    def __init__(self, md: markdown.Markdown) -> None:
        """Take the place of the library's parser, with its processors."""
        super().__init__(md)
        self.blockprocessors = md.parser.blockprocessors
        self.known: list[Any] = []
        self.signed: list[tuple[str, Any]] = []
        self.tried: list[tuple[str, Any]] = []
        for processor in self.blockprocessors:
            processor.parser = self

    def parseDocument(self, lines: Iterable[str]) -> Any:
        """Leave out at once what no block of the document can be."""
        known = [*self.blockprocessors]
        if self.known != known:
            self.known, named = known, self.blockprocessors
            signs = {id(named[name]): signs for name, signs in BLOCK_SIGNS.items() if name in named}
            self.signed = [(sign, one) for one in known for sign in signs.get(id(one), ("",))]
        text = "\n".join(lines)
        held = [(sign, processor) for sign, processor in self.signed if sign in text]
        self.tried = [("" if sign == CONTINUED else sign, one) for sign, one in held]
        return super().parseDocument([text])

    def parseBlocks(self, parent: ElementTree.Element, blocks: list[str]) -> None:
        """Take the place of the library's method, which tries every processor."""
        while blocks:
            block = blocks[0]
            for sign, processor in self.tried:
                if (
                    sign in block
                    and processor.test(parent, block)
                    and processor.run(parent, blocks) is not False
                ):
                    break


class Inline(InlineProcessor):
    """Inline markup, without trying the patterns whose signs a text does not hold."""

    def __init__(self, md: markdown.Markdown) -> None:
        super().__init__(md)
        self.patterns: list[tuple[Any, str]] = []

    def run(
        self, tree: ElementTree.Element, ancestors: list[str] | None = None
    ) -> ElementTree.Element:
        """Leave out at once what no text of the document holds, and read the others."""
        known, text = self.inlinePatterns, "".join(tree.itertext())
        signs = {id(known[name]): sign for name, sign in INLINE_SIGNS.items() if name in known}
        signed = [(pattern, signs.get(id(pattern), "")) for pattern in known]
        self.patterns = [(pattern, sign) for pattern, sign in signed if sign in text]
        return super().run(tree, ancestors)

    def _InlineProcessor__handleInline(self, data: str, number: int = 0) -> str:
        """Take the place of the library's method of this name, which tries every pattern."""
        if isinstance(data, AtomicString):
            return data
        start = 0
        while number < len(self.patterns):
            pattern, sign = self.patterns[number]
            found = sign in data
            if found:
                data, found, start = self._InlineProcessor__applyPattern(  # type: ignore[attr-defined]
                    pattern, data, number, start
                )
            if not found:
                number, start = number + 1, 0
        return data


class Contents(TocTreeprocessor):
    """Anchors and words of headings; a list of them is made only where a text asks for it."""

    asked = False

    def run(self, doc: ElementTree.Element) -> None:
        """See the class."""
        self.asked = any(self.marker in (element.text or "") for element in doc.iter())
        super().run(doc)

    def build_toc_div(self, toc_list: list[Any]) -> ElementTree.Element:
        """Make the list."""
        return super().build_toc_div(toc_list) if self.asked else ElementTree.Element("div")

    def replace_marker(self, root: ElementTree.Element, elem: ElementTree.Element) -> None:
        """Put the list where it is asked for."""
        if self.asked:
            super().replace_marker(root, elem)


class Headings(TocExtension):
    """What Python-Markdown knows of headings."""

    TreeProcessorClass = Contents


class Skips(Extension):
    """Python-Markdown without the work that comes to nothing: the last of all extensions."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:
        """Take the places of those that try everything."""
        md.preprocessors.register(Whitespace(md), "normalize_whitespace", 30)
        for name, (priority, signs) in TEXT_SIGNS.items():
            md.preprocessors.register(Unless(md, name, signs), name, priority)
        md.parser = Blocks(md)
        md.treeprocessors.register(Inline(md), "inline", 20)
