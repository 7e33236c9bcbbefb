"""The words of the audit, in English: a part of the table in `english`."""

from __future__ import annotations

from generator.csl import EVIDENCE

AUDIT = {
    "evidence": "Evidence",
    "evidence_lead": "How far what is said here is cited, and whose sources it rests on.",
    "evidence_how": "How this is counted",
    "evidence_statement": "A statement is a sentence of running text, or a row of a table. Not "
    "counted are questions, sentences that end in a colon, headings, captions, notes and "
    "callouts.",
    "evidence_cited": "A statement is cited if it, or a later one of the same paragraph or "
    "list item, points to a source. A quotation is cited as a whole. The items of a list, the "
    "rows of a table and a quotation are also covered by a citation right before them.",
    "evidence_single": "On a single source are statements that point to one source and no "
    "other, however many documents that one may rest on.",
    **{f"kind_of_evidence_{name}": name for name in EVIDENCE},
    "by_kind": "By kind of page",
    "by_speaks_for": "By the side that a source speaks for",
    "by_evidence": "By kind of evidence",
    "whole_site": "Whole site",
    "pages": "Pages",
    "statement_numbers": "Statements",
    "cited": "Cited",
    "single": "On one source",
    "not_said": "not said",
    "unarchived": "On the web alone, without an archived copy",
    "unsourced": "Without any source",
}
