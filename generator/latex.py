"""The LaTeX of bibliographies: text to Unicode, and back.

The inverse of what BibTeX's exporters write: accents, letters, signs, ligatures, simple formulas.
"""

from __future__ import annotations

import re
import unicodedata

# LaTeX's accents: the combining character of each.
ACCENTS = {
    "`": "\u0300",
    "'": "\u0301",
    "^": "\u0302",
    "~": "\u0303",
    "=": "\u0304",
    "u": "\u0306",
    ".": "\u0307",
    '"': "\u0308",
    "r": "\u030a",
    "H": "\u030b",
    "v": "\u030c",
    "d": "\u0323",
    "c": "\u0327",
    "k": "\u0328",
    "b": "\u0331",
    "t": "\u0361",
}
LETTERS = {
    "ss": "ß",
    "o": "ø",
    "O": "Ø",
    "l": "ł",
    "L": "Ł",
    "ae": "æ",
    "AE": "Æ",
    "oe": "œ",
    "OE": "Œ",
    "aa": "å",
    "AA": "Å",
    "i": "\u0131",
    "j": "\u0237",
    "dh": "ð",
    "DH": "Ð",
    "th": "þ",
    "TH": "Þ",
    "dj": "đ",
    "DJ": "Đ",
    "ng": "ŋ",
    "NG": "Ŋ",
    "SS": "ẞ",
}
SIGNS = {
    "textbackslash": "\\",
    "textbraceleft": "{",
    "textbraceright": "}",
    "textquotesingle": "'",
    "textasciitilde": "~",
    "textasciicircum": "^",
    "textasciigrave": "`",
    "textquotedbl": '"',
    "textendash": "–",
    "textemdash": "—",
    "textquoteleft": "‘",
    "textquoteright": "’",
    "textquotedblleft": "“",
    "textquotedblright": "”",
    "quotedblbase": "„",
    "quotesinglbase": "‚",
    "guillemotleft": "«",
    "guillemotright": "»",
    "ldots": "…",
    "guillemetleft": "«",
    "guillemetright": "»",
    "guilsinglleft": "‹",
    "guilsinglright": "›",
    "dots": "…",
    "textellipsis": "…",
    "S": "§",
    "P": "¶",
    "copyright": "©",
    "pounds": "£",
    "textcopyright": "©",
    "textregistered": "®",
    "texttrademark": "™",
    "texteuro": "€",
    "euro": "€",
    "textsterling": "£",
    "textyen": "¥",
    "textcent": "¢",
    "textsection": "§",
    "textparagraph": "¶",
    "textdegree": "°",
    "degree": "°",
    "textmu": "µ",
    "dag": "†",
    "ddag": "‡",
    "textbullet": "•",
    "textperiodcentered": "·",
    "textless": "<",
    "textgreater": ">",
    "textbar": "|",
    "textunderscore": "_",
    "textdollar": "$",
    "textquestiondown": "¿",
    "textexclamdown": "¡",
    "textordfeminine": "ª",
    "slash": "/",
    "textordmasculine": "º",
    "textonehalf": "½",
    "textonequarter": "¼",
    "times": "×",
    "texttimes": "×",
    "pm": "±",
    "textpm": "±",
    "cdot": "·",
    "leq": "≤",
    "le": "≤",
    "geq": "≥",
    "ge": "≥",
    "neq": "≠",
    "approx": "≈",
    "infty": "∞",
    "sim": "∼",
    "rightarrow": "→",
    "to": "→",
    "leftarrow": "←",
    "circ": "°",
    "prime": "′",
    "%": "%",
    "TeX": "TeX",
    "LaTeX": "LaTeX",
    "quad": " ",
    "qquad": " ",
    "space": " ",
    "newline": " ",
    "par": " ",
    "relax": "",
    "protect": "",
    "noopsort": "",
    "ensuremath": "",
    "nobreakspace": " ",
}
# Commands that change how a text looks or is sorted, not what it says.
LOOKS = frozenset(
    "emph textit textbf textsc textsf texttt textrm textup textsl textmd textnormal text "
    "textsuperscript textsubscript textlatin textcyrillic textgreek underline uline enquote "
    "mkbibquote mkbibemph mkbibbold mkbibitalic mkbibparens mkbibbrackets it bf sc sf tt rm em sl "
    "itshape bfseries scshape upshape normalfont mathrm mathit mathbf mathsf mathcal mathbb mbox "
    "hbox foreignquote textquote uppercase lowercase MakeUppercase MakeLowercase url path".split()
)
PIECE = re.compile(
    r"""
      \\(?:url|path|nolinkurl)[ ]*\{(?P<address>[^{}]*)\}
    | \\href[ ]*\{[^{}]*\}
    | \\(?P<accent>["'`^~=.]|[bcdHkrtuv](?![A-Za-z]))[ ]*
        (?:\{(?P<below>[^{}\\]{0,2}|\\[ij][ ]*|\{\\[ij]\})\}|(?P<on>\\[ij](?![A-Za-z])|[^\W\d_]))
    | \\(?P<name>[A-Za-z]+)\*?(?:[ ]*\{\}|\s+)?
    | \\(?P<sign>[\s\S])
    | (?<!\\)\$(?P<math>[^$]*)\$
    | (?P<ligature>---?|``|''|~|`|[{}])
    """,
    re.VERBOSE,
)
LIGATURES = {"---": "—", "--": "–", "``": "“", "''": "”", "`": "‘", "~": " ", "{": "", "}": ""}
SPACES = {",": " ", ";": " ", ":": " ", " ": " ", "\n": " ", "\\": " ", "!": "", "-": "", "/": ""}
RAISED = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
SCRIPT = re.compile(r"([\^_])(?:\{([0-9+\-=()n]+)\}|([0-9n]))")
# What stands for itself in the addresses and numbers that biblatex reads as they are.
ESCAPED = re.compile(r"\{?\\([%#&_~{}$^])(?:\{\})?\}?|\\(?:url|path)[ ]*\{([^{}]*)\}|[{}]")
SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "`": r"\textasciigrave{}",
    **{char: f"\\{char}" for char in "$&%#_"},
}
TO_ESCAPE = re.compile(r"[\\{}~^`$&%#_]|(?<=-)-|(?<=')'|(?<=,),|(?<=<)<|(?<=>)>")


def decode_latex(text: str) -> tuple[str, list[str]]:
    """The text that LaTeX would show, in Unicode (NFC), and the commands that are not known.

    Of a command that is not known, what stands in its braces stays.
    """
    if not re.search(r"[\\{}$`~']|--", text):
        return unicodedata.normalize("NFC", text), []
    unknown: list[str] = []
    decoded = PIECE.sub(lambda match: decode_piece(match, unknown), text)
    return unicodedata.normalize("NFC", decoded), unknown


def decode_piece(match: re.Match[str], unknown: list[str]) -> str:
    """What one piece of LaTeX shows."""
    if match["address"] is not None:
        return decode_verbatim(match["address"])
    if match["accent"]:
        return place_accent(match["accent"], match["below"] or match["on"] or "")
    if match["name"]:
        return decode_command(match["name"], unknown)
    if match["sign"]:
        return SPACES.get(match["sign"], match["sign"])
    if match["math"] is not None:
        script = SCRIPT.sub(shift, match["math"])
        return PIECE.sub(lambda inner: decode_piece(inner, unknown), script)
    return LIGATURES.get(match["ligature"] or "", "")


def place_accent(accent: str, letters: str) -> str:
    r"""A letter with an accent; alone, the accent is a sign: `\^{}` is ^."""
    base = letters.strip("\\{} ") if "\\" in letters else letters
    if not base:
        return accent if accent in "^~`'\"=." else ""
    return base[0] + ACCENTS[accent] + base[1:]


def decode_command(name: str, unknown: list[str]) -> str:
    """The letter or sign that a command stands for, among them Greek letters."""
    if name in LETTERS or name in SIGNS:
        return LETTERS.get(name) or SIGNS[name]
    size = "CAPITAL" if name[0].isupper() else "SMALL"
    plain = name.removeprefix("var").removeprefix("text")
    try:
        return unicodedata.lookup(f"GREEK {size} LETTER {plain.upper().replace('LAMBDA', 'LAMDA')}")
    except KeyError:
        if name not in LOOKS:
            unknown.append(name)
        return ""


def shift(match: re.Match[str]) -> str:
    """Digits raised or lowered in a formula."""
    return (match[2] or match[3]).translate(RAISED if match[1] == "^" else LOWERED)


def decode_verbatim(text: str) -> str:
    """An address or a number as it is, without what an exporter escaped all the same."""
    return ESCAPED.sub(lambda match: match[1] or match[2] or "", text)


def encode_latex(text: str) -> str:
    """A text as BibTeX wants it: LaTeX's own signs escaped, everything else in Unicode."""
    return TO_ESCAPE.sub(lambda match: SPECIAL.get(match[0], "{}" + match[0]), text)
