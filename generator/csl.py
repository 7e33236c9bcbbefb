"""The vocabulary of CSL 1.0.2: what a source may be, and what may be said of it."""

from __future__ import annotations

from typing import Literal

# CSL 1.0.2, appendix IV: variables that a source may have besides those with a meaning here.
CSL_NAMES = (
    "author chair collection-editor compiler composer container-author contributor curator "
    "director editor editorial-director executive-producer guest host illustrator interviewer "
    "narrator organizer original-author performer producer recipient reviewed-author "
    "script-writer series-creator translator"
).split()
CSL_TEXTS = (
    "archive archive_collection archive_location archive-place authority call-number "
    "chapter-number collection-number collection-title container-title container-title-short "
    "dimensions division DOI edition event-place event-title genre ISBN ISSN issue jurisdiction "
    "medium number number-of-pages number-of-volumes original-publisher "
    "original-publisher-place original-title page page-first part-number part-title PMCID PMID "
    "printing-number publisher publisher-place references reviewed-genre reviewed-title scale "
    "section status supplement-number title-short version volume volume-title"
).split()
CSL_DATES = ["available-date", "event-date", "original-date", "submitted"]
# Where a source keeps its variables; no author writes these keys.
CSL_GROUPS = {"people": CSL_NAMES, "texts": CSL_TEXTS, "dates": CSL_DATES}
# CSL 1.0.2, appendix III.
CslType = Literal[
    "article",
    "article-journal",
    "article-magazine",
    "article-newspaper",
    "bill",
    "book",
    "broadcast",
    "chapter",
    "classic",
    "collection",
    "dataset",
    "document",
    "entry",
    "entry-dictionary",
    "entry-encyclopedia",
    "event",
    "figure",
    "graphic",
    "hearing",
    "interview",
    "legal_case",
    "legislation",
    "manuscript",
    "map",
    "motion_picture",
    "musical_score",
    "pamphlet",
    "paper-conference",
    "patent",
    "performance",
    "periodical",
    "personal_communication",
    "post",
    "post-weblog",
    "regulation",
    "report",
    "review",
    "review-book",
    "software",
    "song",
    "speech",
    "standard",
    "thesis",
    "treaty",
    "webpage",
]
# What CSL does not know: what kind of evidence a source is.
EVIDENCE = (
    "primary",
    "official statement",
    "state media",
    "news",
    "analysis",
    "testimony",
    "archival",
    "scholarship",
    "court record",
)
