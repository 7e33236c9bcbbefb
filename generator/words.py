"""The words that the program itself puts on a page, one table a language.

A second language is a second table and no code; its `dates` say in which order day, month and year
stand, and `written` how people write dates, for the suggestions to those who did. Templates say
`words.timeline`; a word that counts has a form for one and others: `words.count("event", 3)`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Words:
    """One language's table."""

    months: tuple[str, ...]
    plain: dict[str, str]
    counted: dict[str, tuple[str, str]] = field(default_factory=dict)
    seasons: tuple[str, ...] = ()
    centuries: tuple[str, ...] = ()
    languages: dict[str, str] = field(default_factory=dict)
    dates: dict[str, str] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)

    def __getattr__(self, name: str) -> str:
        """The word of that name; templates meet a missing one as an undefined attribute."""
        try:
            return self.plain[name]
        except KeyError:
            raise AttributeError(name) from None

    def name_language(self, tag: str) -> str:
        """The name of a language by its BCP 47 tag; the tag itself where it is not known."""
        return self.languages.get(tag) or self.languages.get(tag.partition("-")[0], tag)

    def count(self, name: str, number: int) -> str:
        """A number with its noun: "1 event", "3 events"."""
        one, other = self.counted[name]
        return f"{number:,} {one if number == 1 else other}".replace(",", "\u202f")


ENGLISH = Words(
    months=(
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    plain={
        "articles": "Articles",
        "timeline": "Timeline",
        "people": "People",
        "places": "Places",
        "organizations": "Organizations",
        "sources": "Sources",
        "topics": "Topics",
        "events": "Events",
        "person": "Person",
        "place": "Place",
        "organization": "Organization",
        "article": "Article",
        "event": "Event",
        "source": "Source",
        "page": "Page",
        "plural_article": "Articles",
        "plural_event": "Events",
        "plural_person": "People",
        "plural_place": "Places",
        "plural_organization": "Organizations",
        "plural_source": "Sources",
        "plural_page": "Pages",
        "skip": "Skip to the text",
        "main_navigation": "Main",
        "feed": "Feed",
        "licence": "Licence",
        "contents": "Contents",
        "previous": "Previous",
        "next": "Next",
        "nothing_yet": "Nothing here yet.",
        "find_person": "Find a person",
        "find_place": "Find a place",
        "find_organization": "Find an organization",
        "find_source": "Find a source",
        "no_match": "No match",
        "most_matches": "{0} of {1} shown",
        "draft": "Draft",
        "content_warning": "Content warning",
        "missing_title": "Page not found",
        "missing_text": "There is no page at this address. It may have moved.",
        "moved": "This page has moved to",
        "start": "Where to start",
        "key_events": "Key events",
        "whole_timeline": "The whole timeline",
        "main_people": "Main people",
        "all_people": "All people",
        "newest": "Newest articles",
        "by": "By",
        "part": "Part",
        "series": "Series",
        "people_here": "People and organizations in this article",
        "events_here": "Events in this article",
        "cite_this": "Cite this page",
        "updated": "Updated",
        "corrections": "Corrections",
        "was": "was",
        "now": "now",
        "also_in": "Also in other languages:",
        "part_of": "Part of",
        "who": "Who took part",
        "other_participants": "Others",
        "whole_series": "The whole series",
        "withheld": "a person not named here",
        "accounts": "Accounts",
        "said_on": "Said on",
        "account_places": "Gives another date or place:",
        "translated_by": "Translated by",
        "parts_of_event": "Parts of this event",
        "disclosed": "Became known",
        "timeline_order": "Order of the timeline",
        "as_happened": "As it happened",
        "as_disclosed": "As it became known",
        "timeline_disclosed": "Timeline: as it became known",
        "dated_held": "Happened",
        "dated_planned": "Planned for",
        "dated_cancelled": "Was planned for",
        "without_meeting": "without a recorded meeting since",
        "local_time": "local time",
        "in_place": "in",
        "then": "then {}",
        "after": "after",
        "before": "before",
        "from": "from",
        "until": "until",
        "undated": "Undated",
        "years": "Years",
        "major_shown": "the major ones are shown here, all of them on the page of their year",
        "status_planned": "planned",
        "status_cancelled": "cancelled",
        "standing_preferred": "preferred",
        "standing_deprecated": "deprecated",
        "born": "Born",
        "died": "Died",
        "founded": "Founded",
        "dissolved": "Dissolved",
        "positions": "Positions",
        "forms": "Names",
        "form_name": "as displayed",
        "form_native": "original",
        "form_short": "short name",
        "form_sort": "in indexes",
        "different_from": "Not to be confused with",
        "born_on": "born",
        "died_on": "died",
        "chronology": "Chronology",
        "met": "Took part with",
        "pseudonym": "name changed",
        "alias_spelling": "spelling",
        "alias_former": "former name",
        "alias_title": "title",
        "alias_nickname": "nickname",
        "within": "in",
        "contains": "Contains",
        "coordinates": "Coordinates",
        "timezone": "Time zone",
        "events_at": "Events here",
        "includes": "Includes",
        "backlinks": "Mentioned in",
        "statements": "Statements that rest on this source",
        "rests": "Also cited by",
        "about_source": "about this source",
        "evidence": "Evidence",
        "speaks_for": "Speaks for",
        "type": "Type",
        "access": "Access",
        "language": "Language",
        "in_note": "In a note",
        "in_short": "In later notes",
        "link_original": "Original",
        "link_archived": "Archived copy",
        "link_file": "Copy",
        "accessed": "accessed",
        "no_longer_available": "no longer available",
        "last_checked": "last checked",
        "no_copy": "no copy is known",
        "export": "Export",
        "bibtex": "BibTeX",
        "csl_json": "CSL-JSON",
        "access_public": "public",
        "access_on_request": "on request",
        "access_confidential": "confidential",
        "note": "note",
        "back_to_note": "back to note",
        "use": "use",
        "conjunction": "and",
        "et_al": "et al.",
        "csl_by_editor": "edited by",
        "csl_by_translator": "translated by",
        "csl_by_compiler": "compiled by",
        "csl_by_director": "directed by",
        "csl_by_interviewer": "interview by",
        "csl_by_recipient": "to",
        "csl_by_container_author": "by",
        "csl_by_reviewed_author": "by",
        "csl_role_editor": "ed.",
        "csl_role_editors": "eds.",
        "csl_role_translator": "trans.",
        "csl_role_translators": "trans.",
        "csl_role_compiler": "comp.",
        "csl_role_compilers": "comps.",
        "csl_role_director": "dir.",
        "csl_role_directors": "dirs.",
        "csl_edition": "ed.",
        "csl_newspaper_edition": "edition",
        "csl_volume": "vol.",
        "csl_volumes": "vols.",
        "csl_issue": "no.",
        "csl_version": "version",
        "csl_in": "in",
        "csl_at": "at",
        "csl_on": "on",
        "csl_aired": "aired",
        "csl_presented": "paper presented at",
        "csl_public_law": "Pub. L.",
        "csl_no_date": "n.d.",
        "csl_type_article": "article",
        "csl_type_article-journal": "journal article",
        "csl_type_article-magazine": "magazine article",
        "csl_type_article-newspaper": "newspaper article",
        "csl_type_bill": "bill",
        "csl_type_book": "book",
        "csl_type_broadcast": "broadcast",
        "csl_type_chapter": "chapter",
        "csl_type_classic": "classic",
        "csl_type_collection": "collection",
        "csl_type_dataset": "data set",
        "csl_type_document": "document",
        "csl_type_entry": "entry",
        "csl_type_entry-dictionary": "dictionary entry",
        "csl_type_entry-encyclopedia": "encyclopedia entry",
        "csl_type_event": "event",
        "csl_type_figure": "figure",
        "csl_type_graphic": "graphic",
        "csl_type_hearing": "hearing",
        "csl_type_interview": "interview",
        "csl_type_legal_case": "legal case",
        "csl_type_legislation": "legislation",
        "csl_type_manuscript": "manuscript",
        "csl_type_map": "map",
        "csl_type_motion_picture": "film",
        "csl_type_musical_score": "musical score",
        "csl_type_pamphlet": "pamphlet",
        "csl_type_paper-conference": "conference paper",
        "csl_type_patent": "patent",
        "csl_type_performance": "performance",
        "csl_type_periodical": "periodical",
        "csl_type_personal_communication": "personal communication",
        "csl_type_post": "post",
        "csl_type_post-weblog": "blog post",
        "csl_type_regulation": "regulation",
        "csl_type_report": "report",
        "csl_type_review": "review",
        "csl_type_review-book": "book review",
        "csl_type_software": "software",
        "csl_type_song": "song",
        "csl_type_speech": "speech",
        "csl_type_standard": "standard",
        "csl_type_thesis": "thesis",
        "csl_type_treaty": "treaty",
        "csl_type_webpage": "web page",
    },
    counted={
        "event": ("event", "events"),
        "article": ("article", "articles"),
        "person": ("person", "people"),
        "place": ("place", "places"),
        "organization": ("organization", "organizations"),
        "source": ("source", "sources"),
        "topic": ("topic", "topics"),
        "part": ("part", "parts"),
        "account": ("account", "accounts"),
        "match": ("match", "matches"),
        "minute": ("minute to read", "minutes to read"),
        "day": ("day", "days"),
    },
    seasons=("spring", "summer", "autumn", "winter"),
    centuries=tuple(
        f"{n}{'th' if 10 < n % 100 < 14 else {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th')} century"
        for n in range(1, 101)
    ),
    # By BCP 47 tags.
    languages=dict(
        pair.split(":")
        for pair in (
            "am:Amharic|ar:Arabic|bg:Bulgarian|bn:Bengali|bs:Bosnian|cs:Czech|da:Danish|de:German"
            "|el:Greek|en:English|es:Spanish|et:Estonian|fa:Persian|fi:Finnish|fr:French"
            "|he:Hebrew|hi:Hindi|hr:Croatian|hu:Hungarian|hy:Armenian|id:Indonesian|it:Italian"
            "|ja:Japanese|ka:Georgian|kk:Kazakh|km:Khmer|ko:Korean|ku:Kurdish|lo:Lao"
            "|lt:Lithuanian|lv:Latvian|mn:Mongolian|ms:Malay|my:Burmese|nb:Norwegian|ne:Nepali"
            "|nl:Dutch|no:Norwegian|pl:Polish|ps:Pashto|pt:Portuguese|ro:Romanian|ru:Russian"
            "|sk:Slovak|sl:Slovene|so:Somali|sq:Albanian|sr:Serbian|sv:Swedish|sw:Swahili"
            "|ta:Tamil|th:Thai|ti:Tigrinya|tr:Turkish|ug:Uyghur|uk:Ukrainian|ur:Urdu|vi:Vietnamese"
            "|yi:Yiddish|zh:Chinese|zh-Hans:Chinese, simplified|zh-Hant:Chinese, traditional"
        ).split("|")
    ),
    # In each, {} is what the name says, in its order: `day_year` is a day with its month, then
    # the year. Several days or months take the place of one: "20 or 21 April 2018".
    dates={
        "day": "{}",
        "day_month": "{0} {1}",
        "day_year": "{0} {1}",
        "month_year": "{0} {1}",
        "season_year": "{0} {1}",
        "common_era": "{} CE",
        "before_common_era": "{} BCE",
        "decade": "{}s",
        "in_period": "{0} in the {1}",
        "in_year": "{0} in {1}",
        # one or several
        "or": "{0} or {1}",
        "and": "{0} and {1}",
        "comma": ", ",
        "semicolon": "; ",
        "range": "{0}–{1}",
        "wide_range": "{0} – {1}",
        "between": "between {0} and {1}",
        "or_earlier": "{} or earlier",
        "or_later": "{} or later",
        "and_earlier": "{} and earlier",
        "and_later": "{} and later",
        # intervals
        "from": "from {}",
        "until": "until {}",
        "from_to": "from {0} to {1}",
        "unknown_start": "from an unknown start to {}",
        "unknown_end": "from {} to an unknown end",
        # unknown digits
        "unknown_year": "an unknown year",
        "year_between": "a year between {0} and {1}",
        "year_form": "a year of the form {}",
        "the_period": "the {}",
        "month_in": "an unknown month of {}",
        "day_in": "a day in {}",
        "day_of": "day {0} of {1}",
        # qualifiers
        "approximate": "c. {}",
        "uncertain": "probably {}",
        "uncertain_approximate": "probably c. {}",
        "note": "{0} ({1})",
        "note_approximate": "{} approximate",
        "note_uncertain": "{} uncertain",
        "note_uncertain_approximate": "{} uncertain and approximate",
        "year_part": "year",
        "month_part": "month",
        "season_part": "season",
        "day_part": "day",
        # lengths of time
        "between_days": "between {0} and {1}",
        "about": "about {}",
        "up_to": "up to {}",
    },
    # Alternatives are separated by a bar, and compared in lower case and without full stops.
    written={
        "months": "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec",
        "more_months": "sept:9",
        "more_seasons": "fall:23",
        "approximate": "circa|ca|c|cca|about|around|approximately|approx|roughly|some time around",
        "uncertain": "probably|possibly|perhaps|maybe|presumably|likely|supposedly",
        "before": "before|until|till|up to|by|no later than",
        "after": "after|since|from|as of|no earlier than",
        "from": "from",
        "between": "between",
        "to": "to|until|till|through",
        "or": "or",
        "and": "and",
        "part": "early|mid|middle of|late|beginning of|end of|first half of|second half of",
        "nothing": "n d|nd|s d|no date|not dated|undated|unknown|unclear|tba|tbd|none|null|never",
        "present": "today|now|present|ongoing|yesterday",
        "before_common_era": "bc|bce|b c|b c e",
        "common_era": "ad|ce|a d|c e",
        "century": "century|cent|c",
        "filler": "the|of|in|on|year|month|sometime|monday|tuesday|wednesday|thursday|friday"
        "|saturday|sunday",
        "ordinals": "st|nd|rd|th",
    },
)
# The order of the United States: "June 12, 2018".
AMERICAN = replace(ENGLISH, dates=ENGLISH.dates | {"day_month": "{1} {0}", "day_year": "{0}, {1}"})

WORDS = {"en": ENGLISH, "en-us": AMERICAN}
