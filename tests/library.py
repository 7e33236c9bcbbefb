"""A library such as Zotero exports: many ordinary entries, and awkward ones among them."""

from __future__ import annotations

import json
from typing import Any

SURNAMES = "Abe Bach Çelik Dąbrowski Eliot Fröhlich Gómez Halász Ivanova Jørgensen".split()
LATEX = r"Abe;Bach;{\c C}elik;D{\k a}browski;Eliot;Fr{\"o}hlich;G{\'o}mez;Hal{\'a}sz;Ivanova;"
LATEX += r"J{\o}rgensen"
GIVEN = "Ada Bo Cyd Dag Eva Flo Gus Hal Ida Jon".split()
TYPES = "article book incollection inproceedings report online thesis misc".split()
# What Zotero and JabRef add of an owner's own.
PRIVATE = """\
  keywords = {talks,to read},
  file = {Full Text:/home/owner/Zotero/storage/{n}/paper.pdf:application/pdf},
  note = {Ask the archivist about this one},
  annote = {Doubtful},
  abstract = {A paragraph of {LaTeX} and 50\\% prose, with an e-mail@example.org in it.},
  owner = {owner}, timestamp = {2020-01-02}, bdsk-file-1 = {YnBsaXN0MDDS},
"""
# Awkward entries that are right, and what must come of them.
AWKWARD = {
    "Kim2018": (
        "@article{Kim2018,"
        " author = {김, 정은 and 习近平 and {Ministry of Foreign Affairs} and others},"
        " title = {{NATO} \\& the {{Six-Party Talks}} -- a \\emph{review}},"
        " date = {2018-06-12/2018-06-13}}",
        {
            "title": "NATO & the Six-Party Talks – a review",
            "issued": "2018-06-12/2018-06-13",
            "author": ["김|정은", "习近平|", "=Ministry of Foreign Affairs", "=others"],
        },
    ),
    "doe:2018_a": (
        "@Book{doe:2018_a, AUTHOR = {de la Cruz, Jr., Jos{\\'e} and van Gogh, Vincent},"
        ' Title = "A {"}quoted{"} word", YEAR = 2018, month = jun # "~12"}',
        {
            "title": 'A "quoted" word',
            "issued": "2018-06-12",
            "author": ["Cruz|José|Jr.|de la", "Gogh|Vincent||van"],
        },
    ),
    "nobody/n.d.": (
        "@misc{nobody/n.d., title = {No author, no date}, year = {n.d.}, url = {https://example.org/a_b%20c}}",
        {"title": "No author, no date", "issued": None, "URL": "https://example.org/a_b%20c"},
    ),
    "inpress+1": (
        "@unpublished{inpress+1, title = {To come}, year = {in press}, langid = {ngerman}}",
        {"title": "To come", "issued": None, "language": "de", "status": "in press"},
    ),
    "circa.1990": (
        "@booklet{circa.1990, title = {Old}, year = {c. 1990}, address = seoul}",
        {"title": "Old", "issued": "1990~", "publisher-place": "서울 (Seoul)"},
    ),
    "part": (
        "@incollection{part, title = {A part}, crossref = {whole}, pages = {1--9}}",
        {"title": "A part", "container-title": "The whole: of it", "issued": "1994", "page": "1–9"},
    ),
    "whole": (
        "@collection{whole, title = {The whole}, subtitle = {of it}, year = 1994,"
        " editor = {Ed, Itor}}",
        {"title": "The whole: of it", "issued": "1994"},
    ),
}
# Entries in which something is wrong: the lines of each, and which of its lines has what problem.
BROKEN = [
    ("@article{never, title = {closed", {0: "bibtex"}),
    ("@article{commaless\n  title = {x},\n}", {0: "bibtex"}),
    ("@frobnication{odd,\n  title = {Odd}}", {0: "import-type"}),
    ("@book{early,\n  title = {Early},\n  year = {early 2018}}", {2: "import-date"}),
    ("@book{ambiguous,\n  title = {When},\n  date = {03/04/1988}}", {2: "import-date"}),
    ("@book{macro,\n  title = {M},\n  publisher = nosuch}", {2: "bibtex-string"}),
    ("@book{command,\n  title = {A \\frob{b} c}}", {1: "import-latex"}),
    ("@inbook{orphan,\n  title = {O},\n  crossref = {gone}}", {2: "bibtex-crossref"}),
    ("@online{address,\n  title = {W},\n  url = {www.example.org}}", {2: "field-value"}),
    ("@book{tongue,\n  title = {T},\n  langid = {klingonese}}", {2: "import-language"}),
    ("@book{untitled,\n  year = 2018}", {0: "field-missing"}),
    ("@book{twice,\n  title = {A},\n  title = {B}}", {2: "bibtex-field"}),
    ("@book(double,\n  title = {First})\n@book{double,\n  title = {Second}}", {2: "id-duplicate"}),
    ("@article\n", {0: "bibtex-comment"}),
]


def make_bibtex(count: int, *, broken: bool = True) -> tuple[str, dict[int, str]]:
    """A .bib file of so many ordinary entries; and the codes of its problems by their lines."""
    blocks = ['@preamble{"\\newcommand{\\x}{y}"}\n@comment{jabref-meta: x}', "A remark."]
    blocks.append('@string{seoul = {서울} # " (Seoul)"}')
    blocks += [text for text, _ in AWKWARD.values()]
    blocks += [make_ordinary(number) for number in range(count)]
    expected: dict[int, str] = {}
    text = "\n\n".join(blocks) + "\n\n"
    for entry, problems in BROKEN if broken else []:
        start = text.count("\n") + 1
        expected |= {start + line: code for line, code in problems.items()}
        text += f"{entry}\n\n"
    return text, expected


def make_ordinary(number: int) -> str:
    """An entry without anything odd, such as most are."""
    kind, year = TYPES[number % len(TYPES)], 1990 + number % 30
    name, other = LATEX.split(";")[number % 10], SURNAMES[number % 9]
    lines = [
        f"@{kind}{{{SURNAMES[number % 10].lower()}{year}_{number},",
        f"  title = {{Talk number {number} of {{Pyongyang}} and others}},",
        f"  author = {{{name}, {GIVEN[number % 7]} and {other}, {GIVEN[number % 5]}}},",
        f"  date = {{{year}-{number % 12 + 1:02}}},",
        f"  pages = {{{number}--{number + 9}}},",
        f'  publisher = {{Press \\& Sons}}, location = {{Z{{\\"u}}rich}}, volume = {{{number}}},',
        f"  doi = {{10.1000/{number}}}, url = {{https://example.org/{number}?a=b_c}},",
        "  urldate = {2020-02-03}, langid = {english},",
        PRIVATE.replace("{n}", str(number)) + "}",
    ]
    return "\n".join(lines)


def make_csl_json(count: int) -> str:
    """The same kind of library as CSL-JSON."""
    items: list[dict[str, Any]] = [
        {
            "id": f"http://zotero.org/users/123/items/AB{number:04}",
            "type": "article-journal",
            "title": f"Talk <i>number</i> {number}",
            "author": [{"family": SURNAMES[number % 10], "given": GIVEN[number % 7]}],
            "container-title": "Journal of Talks",
            "volume": number,
            "issued": {"date-parts": [[str(1990 + number % 30), number % 12 + 1]]},
            "accessed": {"date-parts": [[2020, 2, 3]]},
            "abstract": "A paragraph of prose. " * 20,
            "note": "ask the archivist",
            "URL": f"https://example.org/{number}",
        }
        for number in range(count)
    ]
    return json.dumps(items, ensure_ascii=False, indent=1)
