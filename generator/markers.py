"""What authors write for this program in Markdown, replaced by tokens.

Other records' names and URLs are not known while a file is converted. So each `[[…]]`, `[@…]`,
footnote mark, picture, comment and internal link becomes a token: a number written in characters
for private use, which Markdown passes on as it would a word. Where the author wrote it is
remembered. Code keeps the text itself. A `<` that begins no HTML that is allowed becomes a token
too, which stands for itself: no parser after this one can then take it for a tag.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING
from urllib.parse import unquote

from generator.citations import parse_citation
from generator.problems import error, warning
from generator.sanitize import SCHEMES, find_scheme, is_internal
from generator.tags import Tagged
from generator.tokens import drop_comments

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

DESTINATION = r"(?:<(?P<{0}_angled>[^<>\n]*)>|(?P<{0}>[^\s()<>]*(?:\([^\s()]*\)[^\s()]*)*))"
# Each alternative begins with a character that ordinary prose rarely has, so that a scan is quick.
MARKER = re.compile(
    r"""
      (?P<fence>^(?:(?P<ticks>`{3,})(?P<language>[^\n`]*)|(?P<tildes>~{3,})[^\n]*)$)
    | (?P<code>(?<![\\`])(?P<run>`+)(?!`)(?:(?!\n[ ]*\n)[\s\S])+?(?<!`)(?P=run)(?!`))
    | (?P<comment>%%(?:[\s\S]*?%%)?)
    | (?P<remark><!--(?:-?>|(?:(?!<!--)[\s\S])*?-->)?)
    | (?P<embed>(?<!\\)!\[\[(?P<file>[^\[\]\n|]+?)(?:\\?\|(?P<file_label>[^\[\]\n]*))?\]\])
    | (?P<reference>(?<!\\)\[\[(?P<id>[^\[\]\n|\#]*?)(?:\#(?P<part>[^\[\]\n|]*?))?
        (?:\\?\|(?P<label>(?:[^\[\]\n]|\n(?!\s*\n))*))?\]\](?!\())
    | (?P<picture>(?<!\\)!\[(?P<alt>(?:[^\[\]\n]|\[\[[^\[\]\n]*\]\]|\[[^\[\]\n]*\])*)\]\(\s*
        """
    + DESTINATION.format("src")
    + r"""(?:\s+(?:"(?P<title>[^"\n]*)"|'(?P<title2>[^'\n]*)'))?\s*\))
    | (?P<definition>^[ \t>]*\[\^(?P<defined>[^\]\n]*)\]:)
    | (?P<footnote>(?<!\\)\[\^(?P<note>[^\]\n]+)\](?![(:]))
    | (?P<cite>(?<!\\)\[
        (?P<cites>(?:[^\[\]\n@]++|\n(?!\s*\n))*(?<![\w.])@(?:[^\[\]\n]++|\n(?!\s*\n))+)\]
        (?!\(|:|\[(?!\^|[^\[\]\n]*@)))
    | (?P<unclosed>(?<!\\)!?\[\[(?=\w)|(?<![\\\]])\[@(?=\w))
    | (?P<link>(?<=\])\(\s*"""
    + DESTINATION.format("dest")
    + r"""(?=\s*\)|\s+["']))
    | (?P<spaced>(?<=\])\((?P<loose>(?:[^()<>"'\n]|\([^()\n]*\)|\n(?![ ]*\n))+)\))
    | (?P<linkdef>^(?:[ \t>]|[-*+][ ]|\d{1,3}\.[ ])*\[(?!\^)[^\[\]\n]+\]:[ \t]*(?:\n[ ]*)?
        (?:<(?!!--))?(?P<def>(?:<!--[^\n]*?-->|[^\s<>])+))
    | (?P<tag></?(?P<element>[a-zA-Z][a-zA-Z0-9-]*)(?=[\s/>])
        (?P<attributes>(?:[^<>"'\n]|\n(?![ ]*\n)
          |"(?:[^"\n]|\n(?![ ]*\n))*"|'(?:[^'\n]|\n(?![ ]*\n))*')*)>)
    | (?P<auto><(?:(?P<address>[a-zA-Z]+://[^<>\s]*)|[^<>\s@]+@[^<>\s]+)>)
    | (?P<angle><(?=[a-zA-Z/?!]))
    | (?P<attrlist>\{:?[ ]*(?P<attrs>(?:
        (?:[\#.][\w:.-]+|[\w:-]+=(?:"[^"\n]*"|'[^'\n]*'|[^\s{}"']+))[ ]*)+)\})
    | (?P<brace>\{)
    """,
    re.VERBOSE | re.MULTILINE,
)


# Where a marker may begin: trying the whole of MARKER everywhere takes five times as long.
BEGINS = re.compile(r"[`~%<!\[({]")
# Two begin at the start of a line, before their bracket; both end it with `]:`.
BEGINS_LINE = re.compile(r"^(?=[ \t>*+\-\d.]*\[)|[`~%<!\[({]", re.MULTILINE)
# What a fence may say behind its backticks; Python-Markdown knows no more.
LANGUAGE = re.compile(
    r"[ ]*(?:\{[^\n]*\}|\.?[\w#.+-]*[ ]*(?:hl_lines=(?:\"[^\"]*\"|'[^']*'))?[ ]*)"
)
CLOSING_FENCE = re.compile(r"^(`{3,}|~{3,})[ ]*$", re.MULTILINE)


class Marked(Tagged):
    """A body's text with tokens, what each stands for, and what was wrong."""

    def __init__(
        self,
        path: str,
        text: str,
        line: int,
        column: int,
        code: Sequence[tuple[int, int]] = (),
        places: Sequence[tuple[int, int]] = (),
    ) -> None:
        """Take a body that begins at `line` of a file, each of its lines at `column`.

        `code` is where its indented code stands; for `places` see the base class.
        """
        super().__init__(path, text, line, column, places)
        self.defined: dict[str, int] = {}
        self.code = list(code)
        self.fences: dict[str, list[re.Match[str]]] = {}
        for match in CLOSING_FENCE.finditer(text) if "```" in text or "~~~" in text else ():
            self.fences.setdefault(match[1], []).append(match)
        self.begins = BEGINS_LINE if "]:" in text else BEGINS
        self.out: list[str] = []
        self.replace_all()
        self.text = "".join(self.out)
        self.code.sort()
        self.check_open(0)

    def is_code(self, offset: int) -> bool:
        """Whether an offset of the body is inside code."""
        index = bisect_right(self.code, offset, key=lambda span: span[0]) - 1
        return index >= 0 and offset < self.code[index][1]

    def replace_all(self) -> None:
        """Go through the text from marker to marker, around code."""
        position, indented = 0, iter([*self.code, (len(self.source), len(self.source))])
        start, end = next(indented)
        while match := self.find_marker(position):
            while end < match.start():
                start, end = next(indented)
            self.out.append(self.source[position : max(match.start(), position)])
            if start <= match.start() < end:
                self.out.append(self.source[match.start() : end])
                position = end
                continue
            if match["fence"] is not None:
                position = self.keep_fence(match)
                continue
            self.out.append(self.replace(match))
            position = match.end()
        self.out.append(self.source[position:])

    def find_marker(self, position: int) -> re.Match[str] | None:
        """The first marker from a position on: what MARKER.search would find."""
        for begin in self.begins.finditer(self.source, position):
            if match := MARKER.match(self.source, begin.start()):
                return match
        return None

    def replace(self, match: re.Match[str]) -> str:
        """What goes into the text for one marker."""
        return REPLACERS[str(match.lastgroup)](self, match)

    def keep_fence(self, match: re.Match[str]) -> int:
        """Fenced code stays as it is, up to the line that closes it; tell where that ends."""
        ticks = match["ticks"] or match["tildes"]
        closing = self.fences.get(ticks, [])
        after = bisect_right(closing, match.start(), key=lambda found: found.start())
        if after == len(closing):
            message = f"this code is never closed: no later line is just {ticks}"
            fix = f"write {ticks} on a line of its own where the code ends"
            self.report(error, "code-unclosed", match.start(), message, fix, len(ticks))
            self.out.append(self.add("text", match, match.start(), text=ticks))
            return match.start() + len(ticks)
        end = closing[after].end()
        self.code.append((match.start(), end))
        language = match["language"] or ""
        if not LANGUAGE.fullmatch(language):
            language = language.split()[0] if re.match(r"[ ]*[\w#.+-]+[ ]", language) else ""
        head = drop_comments(match[0]) if match["tildes"] else ticks + language
        self.out.append(head + self.source[match.end() : end])
        return end

    def keep_code(self, match: re.Match[str]) -> str:
        """Code stays as it is."""
        self.code.append(match.span())
        return match[0]

    def replace_comment(self, match: re.Match[str]) -> str:
        """`%% … %%` is never published."""
        if len(match[0]) < 4:
            message = "this comment is never closed, so it would be published"
            self.report(error, "comment-unclosed", match.start(), message, "close it with `%%`", 2)
        token = self.add("comment", match, match.start())
        # One that stands before a block must not become the first line of its paragraph.
        begins = "".join(self.out[-2:]).rstrip(" ")[-2:] in ("", "\n\n")
        return token + "\n" if begins and self.source[match.end() :][:1] == "\n" else token

    def replace_remark(self, match: re.Match[str]) -> str:
        """`<!-- … -->` is never published either."""
        if not match[0].endswith("-->") or len(match[0]) < 5:
            message = "this HTML comment is never closed"
            self.report(error, "html-comment", match.start(), message, "close it with `-->`", 4)
            return self.add("text", match, match.start())
        return self.replace_comment(match)

    def keep_sign(self, match: re.Match[str]) -> str:
        """A `<` that begins no tag and a `{` that begins no attributes are what they are."""
        return self.add("text", match, match.start())

    def check_auto(self, match: re.Match[str]) -> str:
        """`<https://example.org>` and `<name@example.org>`."""
        if match["address"]:
            self.check_scheme(match["address"], match.start("address"))
        return drop_comments(match[0])

    def refuse_unclosed(self, match: re.Match[str]) -> str:
        """`[[` and `[@` have an end, on their own line."""
        end = "]" if match[0].endswith("@") else "]]"
        message = f"this `{match[0]}` is never closed"
        fix = f"close it with `{end}`; for the plain text, put a backslash before it"
        self.report(error, "marker-unclosed", match.start(), message, fix, len(match[0]))
        return match[0]

    def replace_embed(self, match: re.Match[str]) -> str:
        """`![[x.jpg]]` is a picture; a number behind the pipe is Obsidian's width."""
        label = drop_comments(match["file_label"] or "")
        alt = "" if re.fullmatch(r"\d+(x\d+)?", label) else label
        token = self.add(
            "picture", match, match.start("file"), target=drop_comments(match["file"]), label=alt
        )
        return f"![]({token})"

    def replace_reference(self, match: re.Match[str]) -> str:
        """`[[id#Heading|words]]`."""
        return self.add(
            "reference",
            match,
            match.start(),
            target=drop_comments(match["id"]).strip(),
            anchor=drop_comments(match["part"] or "").strip(),
            label=drop_comments(match["label"] or "").strip(),
        )

    def replace_picture(self, match: re.Match[str]) -> str:
        """`![alt](path "title")`; in an alt text a reference is only its words."""
        name = "src_angled" if match["src"] is None else "src"
        target, start = drop_comments(match[name]).strip(), match.start(name)
        alt = re.sub(r"\[\[(?:[^\[\]|]*\|)?([^\[\]]*)\]\]", r"\1", drop_comments(match["alt"]))
        if not is_internal(target):
            message = f"the picture `{target}` would be loaded from elsewhere"
            fix = "save it in content/media/ and link to it there"
            self.report(error, "third-party", start, message, fix, len(target))
            return alt
        title = drop_comments(match["title"] or match["title2"] or "")
        token = self.add("picture", match, start, target=unquote(target), label=alt, title=title)
        return f"![]({token})"

    def keep_definition(self, match: re.Match[str]) -> str:
        """`[^1]:` begins a footnote's text; Python-Markdown reads it."""
        label = drop_comments(match["defined"])
        if label in self.defined:
            line = self.locate(self.defined[label])[0]
            message = f"the footnote `[^{label}]` is defined already, in line {line}"
            fix = "give one of them another label"
            self.report(
                error,
                "footnote-duplicate",
                match.start("defined") - 2,
                message,
                fix,
                len(label) + 3,
            )
        self.defined.setdefault(label, match.start("defined") - 2)
        return drop_comments(match[0])

    def replace_footnote(self, match: re.Match[str]) -> str:
        """`[^1]` refers to a footnote."""
        return self.add("footnote", match, match.start(), target=drop_comments(match["note"]))

    def replace_citation(self, match: re.Match[str]) -> str:
        """`[see @one, para. 4; @two]`."""
        cites = parse_citation(drop_comments(match["cites"]))
        if cites is None:
            message = f"`{match[0]}` is not a citation that can be read"
            fix = "write `[@source-id, para. 4]`, two with `;`; as plain text, write `\\[`"
            self.report(error, "citation-form", match.start(), message, fix, len(match[0]))
            return drop_comments(match[0])
        return self.add("citation", match, match.start(), cites=cites)

    def replace_link(self, match: re.Match[str]) -> str:
        """The address of `[text](address)`, if it leads into the site."""
        name = "dest_angled" if match["dest"] is None else "dest"
        token = self.replace_address(match, name)
        return drop_comments(match[0]) if token is None else f"({token}"

    def refuse_spaced(self, match: re.Match[str]) -> str:
        """An address has no white space, which would end it."""
        address = match["loose"].strip()
        if find_scheme(address) not in SCHEMES | {""}:
            self.check_scheme(address, match.start("loose"))
        elif address:
            message = "this link's address has a space in it"
            fix = (
                "write `%20` for each, or the address in `<…>`; for plain text, a space before `(`"
            )
            self.report(error, "link-form", match.start("loose"), message, fix, len(address))
        return drop_comments(match[0])

    def replace_link_definition(self, match: re.Match[str]) -> str:
        """The address of `[label]: address`, if it leads into the site."""
        token = self.replace_address(match, "def")
        if token is None:
            return drop_comments(match[0])
        head = match[0][: match.start("def") - match.start()]
        return head + token

    def replace_address(self, match: re.Match[str], name: str) -> str | None:
        """A token for an internal address; None for one that stays."""
        url = drop_comments(match[name]).strip()
        if not is_internal(url):
            self.check_scheme(url, match.start(name))
            return None
        path, _, anchor = url.partition("#")
        return self.add(
            "link",
            match,
            match.start(name),
            text=url,
            target=unquote(path),
            anchor=unquote(anchor),
        )

    def suggest_definition(self, label: str) -> str:
        """How to define a footnote: often only the colon is missing."""
        begun = re.search(rf"^[ ]{{0,3}}\[\^{re.escape(label)}\][ ]+\S", self.source, re.MULTILINE)
        return f"put a colon behind: `[^{label}]: …`" if begun else f"add a line `[^{label}]: …`"

    def check_footnotes(self) -> None:
        """Every footnote that is referred to is defined, and the other way round."""
        used = {token.target: token for token in self.tokens if token.type == "footnote"}
        for label, token in used.items():
            if label not in self.defined:
                message = f"the footnote `[^{label}]` is not defined"
                self.problems.append(
                    error(
                        "footnote-missing",
                        self.path,
                        token.line,
                        token.column,
                        message,
                        self.suggest_definition(label),
                        len(token.text),
                    )
                )
        for label, offset in self.defined.items():
            if label not in used:
                message = f"nothing refers to the footnote `[^{label}]`"
                fix = f"write `[^{label}]` where it belongs, or take it out"
                self.report(warning, "footnote-unused", offset, message, fix, len(label) + 3)


REPLACERS: dict[str, Callable[[Marked, re.Match[str]], str]] = {
    "code": Marked.keep_code,
    "comment": Marked.replace_comment,
    "remark": Marked.replace_remark,
    "embed": Marked.replace_embed,
    "unclosed": Marked.refuse_unclosed,
    "reference": Marked.replace_reference,
    "picture": Marked.replace_picture,
    "definition": Marked.keep_definition,
    "footnote": Marked.replace_footnote,
    "cite": Marked.replace_citation,
    "link": Marked.replace_link,
    "spaced": Marked.refuse_spaced,
    "linkdef": Marked.replace_link_definition,
    "tag": Marked.check_tag,
    "auto": Marked.check_auto,
    "angle": Marked.keep_sign,
    "attrlist": Marked.check_attributes,
    "brace": Marked.keep_sign,
}
