"""Bytes to text: what a file must be to be read, and what it may not hold."""

from __future__ import annotations

import re
import shlex

from generator.problems import Problem, error

MAX_CHARACTER_PROBLEMS = 20
SIGNATURES = (
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"\x89PNG", "a PNG picture"),
    (b"GIF89a", "a GIF picture"),
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive, or a Word or LibreOffice document"),
    (b"\xd0\xcf\x11\xe0", "a document of old Word"),
    (b"{\\rtf", "an RTF document"),
)
# UTF-32 first: its little-endian mark begins with that of UTF-16.
WIDE_MARKS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
PRIVATE_USE = "\ue000-\uf8ff\U000f0000-\U0010ffff"
# XML, and so the feed, cannot carry these; U+0085, U+2028 and U+2029 end a line for YAML, though
# not for an editor; U+FEFF inside a text keeps names from matching.
CONTROL = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff"
# Apart, because the search for one character takes half the time.
FORBIDDEN = re.compile(f"[{PRIVATE_USE}{CONTROL}]")
FORBIDDEN_RUN = re.compile(f"[{PRIVATE_USE}]+|[{CONTROL}]+")
REPLACEMENT = "\ufffd"


def decode(path: str, data: bytes) -> tuple[str, list[Problem]]:
    """Turn a file's bytes into text with LF line ends and no byte order mark.

    A file that cannot be read gives "" and its one problem. Characters that content may not hold
    are replaced by U+FFFD and reported, so that the rest of the file is still checked.
    """
    for signature, name in SIGNATURES:
        if data.startswith(signature):
            start = data[:2].hex(" ").upper()
            fix = "move it to `content/media/`, or save its text as Markdown"
            return "", [error("not-text", path, 1, 1, f"starts with {start}: {name}", fix)]
    for mark, name in WIDE_MARKS:
        if data.startswith(mark):
            code = f"encoding-{name.replace('-', '').lower()}"
            return "", [error(code, path, 1, 1, f"file is {name}", "save it as UTF-8")]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        return "", [undecodable(path, fault)]
    if not text.strip():
        fix = "write something in it, or delete it"
        return "", [error("file-empty", path, 1, 1, "file is empty", fix)]
    return replace_forbidden(path, normalise_lines(text))


def normalise_lines(text: str) -> str:
    """End every line with LF, wherever the text was written."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def undecodable(path: str, fault: UnicodeDecodeError) -> Problem:
    """Say which byte is not UTF-8, and which character the author probably saw."""
    before = normalise_lines(fault.object[: fault.start].decode())
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    byte = fault.object[fault.start]
    if fault.reason == "unexpected end of data":
        message = "the file ends in the middle of a character"
        return error("encoding", path, line, column, message, "restore the end of the file")
    if fault.object[fault.start + 1 : fault.start + 2] > b"\x7f":  # two together: not Western
        message = f"byte 0x{byte:02X} is not UTF-8"
        fix = "open it in the program that wrote it and save it as UTF-8"
        return error("encoding", path, line, column, message, fix)
    seen = bytes([byte]).decode("cp1252", "ignore")
    guess = f' (looks like Windows-1252 "{seen}")' if seen else ""
    message = f"byte 0x{byte:02X} is not UTF-8{guess}"
    fix = f"save it as UTF-8: iconv -f WINDOWS-1252 -t UTF-8 {shlex.quote(path)} > fixed.md"
    return error("encoding", path, line, column, message, fix)


def replace_forbidden(path: str, text: str, first_line: int = 1) -> tuple[str, list[Problem]]:
    """Put U+FFFD in place of characters that content may not hold, and report them."""
    # No such character is printable; to ask that first takes half the time.
    if text.replace("\n", "").isprintable() or not FORBIDDEN.search(text):
        return text, []
    problems = []
    matches = list(FORBIDDEN_RUN.finditer(text))
    for match in matches[:MAX_CHARACTER_PROBLEMS]:
        start = match.start()
        line, column = text.count("\n", 0, start), start - text.rfind("\n", 0, start)
        code, message = forbidden_character(match[0][0])
        length = len(match[0])
        problems.append(error(code, path, first_line + line, column, message, "delete it", length))
    if (more := len(matches) - MAX_CHARACTER_PROBLEMS) > 0:
        message = f"{more} more places hold characters that are not allowed"
        problems.append(error("control-char", path, 0, 0, message, "delete them"))
    return FORBIDDEN.sub(REPLACEMENT, text), problems


def forbidden_character(character: str) -> tuple[str, str]:
    """Name the code and the message for a character that content may not hold."""
    name = f"U+{ord(character):04X}"
    if re.match(f"[{PRIVATE_USE}]", character):
        return "private-use", f"{name} is a private-use character, which has no meaning elsewhere"
    return "control-char", f"{name} is an invisible control character"
