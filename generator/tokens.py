"""Tokens: numbers in a text, each in place of what an author wrote for this program.

They are written in characters for private use, which Markdown passes on as it would a word.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Any

from generator.model import Token, TokenType

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from generator.problems import Problem

OPEN, CLOSE = "\ue000", "\ue001"
DIGITS = {ord(str(digit)): chr(0xE010 + digit) for digit in range(10)}
NUMBERS = {ord(char): chr(digit) for digit, char in DIGITS.items()}
TOKEN = re.compile("\ue000([\ue010-\ue019]+)\ue001")
COMMENT = re.compile(r"[ \t]+(?:%%[\s\S]*?%%|<!--[\s\S]*?-->)(?=\s|$)|%%[\s\S]*?%%|<!--[\s\S]*?-->")


def token_number(match: re.Match[str]) -> int:
    """The number of the token that TOKEN matched."""
    return int(match[1].translate(NUMBERS))


def make_token(number: int) -> str:
    """The token of that number."""
    return OPEN + str(number).translate(DIGITS) + CLOSE


def drop_comments(text: str) -> str:
    """The words of a marker or an attribute without the comments in them."""
    return COMMENT.sub("", text) if "%%" in text or "<!--" in text else text


class Tokenized:
    """A body's text with tokens: what each stands for, and what is wrong where."""

    def __init__(
        self, path: str, text: str, line: int, column: int, places: Sequence[tuple[int, int]] = ()
    ) -> None:
        """Take a body that begins at `line` of a file, each of its lines at `column`.

        `places` is for a body that is no block of lines: line and column of each of its
        characters.
        """
        self.path, self.source, self.line, self.column = path, text, line, column
        self.places = places
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self.tokens: list[Token] = []
        self.problems: list[Problem] = []

    def locate(self, offset: int) -> tuple[int, int]:
        """The line and column in the file of an offset in the body."""
        if self.places:
            return self.places[min(offset, len(self.places) - 1)]
        index = bisect_right(self.starts, offset) - 1
        return self.line + index, self.column + offset - self.starts[index]

    def report(
        self,
        make: Callable[..., Problem],
        code: str,
        offset: int,
        message: str,
        fix: str = "",
        length: int = 1,
    ) -> None:
        """Note a problem at an offset of the body."""
        line, column = self.locate(offset)
        self.problems.append(make(code, self.path, line, column, message, fix, length))

    def add(self, kind: TokenType, match: re.Match[str], offset: int, **fields: Any) -> str:
        """Remember what was written and give the token that stands for it."""
        line, column = self.locate(offset)
        fields = {name: value or "" for name, value in fields.items()}
        text = str(fields.pop("text", match[0]))
        self.tokens.append(Token(kind, text, line, column, **fields))
        return make_token(len(self.tokens) - 1)

    def with_words(self, text: str) -> str:
        """A text in which tokens are the words that they show, as far as this file tells."""

        def words(match: re.Match[str]) -> str:
            token = self.tokens[token_number(match)]
            shown = {"reference": token.label or token.target, "text": token.text}
            return html.escape(shown.get(token.type, ""))

        return TOKEN.sub(words, text)

    def with_sources(self, text: str) -> str:
        """A text in which tokens are what the author wrote, for code."""
        return TOKEN.sub(
            lambda match: html.escape(self.tokens[token_number(match)].text, quote=False), text
        )
