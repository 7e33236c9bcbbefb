"""LaTeX of bibliographies, there and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from sources import words

from generator.latex import decode_latex, decode_verbatim, encode_latex


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        # accents
        (r"{\"o}\v{s}\'e\c{c}{\c c}\H{o}\k a\~n\=a\.z\u{a}\r{a}\d{t}", "öšéççőąñāżăåṭ"),
        (r"\'{\i}\"{\i}\^\i", "íïî"),
        (r"\^{}\~{}\'{}", "^~'"),
        (r"\t{oo}", "o\u0361o"),
        # letters and signs
        (r"\ss \o\AE\ x \L{}odz", "ßøÆ x Łodz"),
        (r"\S 5 \copyright\ \ldots{} \textquoteright s", "§5 © … ’s"),
        (r"\& \% \$ \# \_ \{ \}", "& % $ # _ { }"),
        (r"\textbackslash{}\textasciitilde{}\textbraceleft{}", "\\~{"),
        # ligatures and spaces
        ("a -- b --- c", "a – b — c"),
        ("``a'' `b'", "“a” ‘b'"),
        (r"a~b\,c\ d\\e", "a b c d e"),
        (r"soft\-ly a\/b -{}-", "softly ab --"),
        # commands
        (r"\emph{a \textbf{b}} {\em c}", "a b c"),
        (r"\url{https://example.org/a_b\%20} \href{https://example.org}{here}",
         "https://example.org/a_b%20 here"),
        # protected capitals
        ("{NATO} {{Foo} Bar}", "NATO Foo Bar"),
        # formulas
        (r"$x^2$, $H_{2}O$, $\beta$, $\Lambda$", "x², H₂O, β, Λ"),
        ("costs $5", "costs $5"),
        # nothing to do, or broken
        ("plain, 김정은", "plain, 김정은"),
        ("e\u0301", "é"),
        ("a { b", "a  b"),
        ("\\", "\\"),
    ],
)  # fmt: skip
def test_latex_is_read_as_it_would_be_shown(latex: str, text: str) -> None:
    assert decode_latex(latex) == (text, [])


def test_unknown_command_is_named_and_its_argument_stays() -> None:
    assert decode_latex(r"\frob{a} $\blah$ \frob{b}") == ("a  b", ["frob", "blah", "frob"])


@given(words())
def test_text_survives(text: str) -> None:
    assert decode_latex(encode_latex(text)) == (text, [])


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("https://example.org/a_b%20c--d~e", "https://example.org/a_b%20c--d~e"),
        (r"https://example.org/a\_b\%20{\~{}}c", "https://example.org/a_b%20~c"),
        (r"\url{https://example.org/}", "https://example.org/"),
    ],
)
def test_address_is_read_as_it_is(written: str, address: str) -> None:
    assert decode_verbatim(written) == address
