"""The vocabulary of BibTeX and biblatex, and what of it is which variable of CSL.

After the biblatex manual (sections 2.1 and 2.2) and what Zotero and Better BibTeX write.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.bibnames import encode_name
from generator.imports import LANGUAGES
from generator.latex import encode_latex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.fields import Source

# Types of entries; what is not here is none that is known.
TYPES = {
    "article": "article-journal",
    "artwork": "graphic",
    "audio": "song",
    "bibnote": "document",
    "book": "book",
    "bookinbook": "chapter",
    "booklet": "pamphlet",
    "collection": "book",
    "commentary": "book",
    "conference": "paper-conference",
    "dataset": "dataset",
    "electronic": "webpage",
    "image": "graphic",
    "inbook": "chapter",
    "incollection": "chapter",
    "inproceedings": "paper-conference",
    "inreference": "entry-encyclopedia",
    "jurisdiction": "legal_case",
    "legadmin": "regulation",
    "legal": "treaty",
    "legislation": "legislation",
    "letter": "personal_communication",
    "manual": "book",
    "mastersthesis": "thesis",
    "misc": "document",
    "movie": "motion_picture",
    "music": "song",
    "mvbook": "book",
    "mvcollection": "book",
    "mvproceedings": "book",
    "mvreference": "book",
    "newsarticle": "article-newspaper",
    "online": "webpage",
    "patent": "patent",
    "performance": "performance",
    "periodical": "periodical",
    "phdthesis": "thesis",
    "proceedings": "book",
    "reference": "book",
    "report": "report",
    "review": "review",
    "software": "software",
    "standard": "standard",
    "suppbook": "chapter",
    "suppcollection": "chapter",
    "suppperiodical": "article-journal",
    "techreport": "report",
    "thesis": "thesis",
    "unpublished": "manuscript",
    "video": "motion_picture",
    "www": "webpage",
}
GENRES = {"phdthesis": "PhD thesis", "mastersthesis": "Master’s thesis"}
KINDS_OF_THESIS = {"phdthesis": "PhD thesis", "mathesis": "Master’s thesis"} | GENRES
# The type that an entry is exported as. Any other is a `misc` whose subtype is CSL's name for it.
EXPORTED_AS = {
    "article-journal": "article",
    "article-magazine": "article",
    "article-newspaper": "article",
    "book": "book",
    "chapter": "incollection",
    "dataset": "dataset",
    "entry-encyclopedia": "inreference",
    "legal_case": "jurisdiction",
    "legislation": "legislation",
    "manuscript": "unpublished",
    "paper-conference": "inproceedings",
    "patent": "patent",
    "periodical": "periodical",
    "report": "report",
    "software": "software",
    "thesis": "thesis",
    "webpage": "online",
}
SUBTYPES = {"magazine": "article-magazine", "newspaper": "article-newspaper"}
NAMES = {
    "author": "author",
    "bookauthor": "container-author",
    "editor": "editor",
    "translator": "translator",
}
DATES = {"urldate": "accessed", "eventdate": "event-date", "origdate": "original-date"}
# The first name of each variable is the one that is exported.
TEXTS = {
    "title": "title",
    "shorttitle": "title-short",
    "booktitle": "container-title",
    "journaltitle": "container-title",
    "journal": "container-title",
    "maintitle": "container-title",
    "shortjournal": "container-title-short",
    "series": "collection-title",
    "publisher": "publisher",
    "institution": "publisher",
    "school": "publisher",
    "organization": "publisher",
    "location": "publisher-place",
    "address": "publisher-place",
    "edition": "edition",
    "volume": "volume",
    "volumes": "number-of-volumes",
    "part": "part-number",
    "issuetitle": "volume-title",
    "chapter": "chapter-number",
    "pages": "page",
    "pagetotal": "number-of-pages",
    "eventtitle": "event-title",
    "venue": "event-place",
    "type": "genre",
    "howpublished": "medium",
    "version": "version",
    "pubstate": "status",
    "origtitle": "original-title",
    "origpublisher": "original-publisher",
    "origlocation": "original-publisher-place",
    "eprinttype": "archive",
    "archiveprefix": "archive",
    "eprint": "archive_location",
}
# Read and written as they are, without LaTeX.
VERBATIM = {
    "url": "URL",
    "doi": "DOI",
    "isbn": "ISBN",
    "issn": "ISSN",
    "pmid": "PMID",
    "pmcid": "PMCID",
}
# Fields that go into others, and those that govern how an entry is read.
JOINED = frozenset(
    "subtitle booksubtitle mainsubtitle journalsubtitle date year month day number issue eid "
    "langid language entrysubtype crossref xref xdata".split()
)
SUBTITLES = {
    "title": "subtitle",
    "booktitle": "booksubtitle",
    "maintitle": "mainsubtitle",
    "journaltitle": "journalsubtitle",
}
# An owner's own, and what only typesetting needs.
IGNORED = frozenset(
    "abstract added-at annotation annote biburl bibsource citeulike-article-id citeulike-linkout-0 "
    "copyright creationdate date-added date-modified datestamp description execute file groups "
    "hyphenation ids indexsorttitle indextitle interhash intrahash key keyword keywords label lccn "
    "library local-url localfile mendeley-groups mendeley-tags modificationdate note options owner "
    "pdf posted-at presort primaryclass priority qualityassured ranking rating readstatus "
    "related relatedstring relatedtype review shorthand shorthandintro sortkey sortname sorttitle "
    "sortyear timestamp username usera userb userc userd usere userf username".split()
)
# What a part takes from the whole that it names in `crossref` under another name.
INHERITED_AS = {"title": "booktitle", "subtitle": "booksubtitle"}
NOT_INHERITED = (
    frozenset("crossref xref entrysubtype shorttitle label ids options".split()) | IGNORED
)
# Whose capitals are to stay.
CAPITALS = {"shorttitle", "booktitle"}
# What would unbalance an entry, where LaTeX cannot stand for it.
UNBALANCED = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})
ARTICLES = {"article-journal", "article-magazine", "article-newspaper", "review", "review-book"}


def is_ignored(field: str) -> bool:
    """Whether a field is an export's owner's own, or of no use on a page."""
    return field in IGNORED or field.startswith(("bdsk-", "zotero", "__", "author+an", "jabref-"))


def number_variable(csl_type: str, *, in_series: bool) -> str:
    """What biblatex's `number` counts: an article's issue, a book of a series, or the work."""
    if csl_type in ARTICLES:
        return "issue"
    return "collection-number" if in_series and csl_type in {"book", "chapter"} else "number"


# A source as an entry


def make_entry(key: str, source: Source) -> str:
    """A source as an entry of biblatex that BibTeX reads, too: `date` in EDTF, and `year`.

    What biblatex has no field for is left out.
    """
    entry_type = EXPORTED_AS.get(source.type, "misc")
    lines = [f"@{entry_type}{{{key},"]
    for field, value in list_fields(source, entry_type):
        lines.append(f"  {field} = {{{value}}},")
    return "\n".join([*lines, "}", ""])


def list_fields(source: Source, entry_type: str) -> Iterator[tuple[str, str]]:
    """The fields of an entry and their values without the braces around them."""
    for field, variable in NAMES.items():
        if names := source.people.get(variable):
            yield field, " and ".join(map(encode_name, names))
    # A second pair of braces keeps the capitals of a title.
    yield "title", f"{{{encode_latex(source.title)}}}"
    subtypes = {csl_type: name for name, csl_type in SUBTYPES.items()}
    if entry_type == "misc" or source.type in subtypes:
        yield "entrysubtype", subtypes.get(source.type, source.type)
    yield from list_texts(source)
    if source.issued:
        yield "date", source.issued.text
        if source.issued.lower and 0 < source.issued.year <= 9999:
            yield "year", source.issued.year_text
    dates = {**source.dates, **({"accessed": source.accessed} if source.accessed else {})}
    for field, variable in DATES.items():
        if variable in dates:
            yield field, dates[variable].text
    if source.language:
        babel = {tag: name for name, tag in reversed(LANGUAGES.items())}.get(source.language)
        yield ("langid", babel) if babel else ("language", source.language)
    texts = {**source.texts, "URL": source.URL}
    for field, variable in VERBATIM.items():
        if texts.get(variable):
            yield field, texts[variable].translate(UNBALANCED)


def list_texts(source: Source) -> Iterator[tuple[str, str]]:
    """The texts of an entry, each in the first field that its type has for it."""
    texts = source.texts
    is_article = source.type in ARTICLES
    first = {variable: field for field, variable in reversed(TEXTS.items())}
    first["container-title"] = "journaltitle" if is_article else "booktitle"
    first["publisher"] = "institution" if source.type in {"report", "thesis"} else "publisher"
    numbered = number_variable(source.type, in_series="collection-title" in texts)
    first |= {"issue": "issue", "number": "eid", numbered: "number"}
    if not is_article and numbered != "number":
        del first["number"]
    for variable, field in first.items():
        if variable in texts:
            value = encode_latex(texts[variable])
            yield field, f"{{{value}}}" if field in CAPITALS else value
