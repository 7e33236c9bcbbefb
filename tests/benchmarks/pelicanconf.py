"""Pelican's settings for the benchmark."""

SITENAME = "A made-up documentary"
SITEURL = "https://example.org"
PATH = "content"
OUTPUT_PATH = "public"
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
AUTHOR = "Jo Writer"
THEME = "simple"
THEME_TEMPLATES_OVERRIDES = ["templates"]
ARTICLE_PATHS = ["articles"]
PAGE_PATHS = ["events"]
STATIC_PATHS: list[str] = []
ARTICLE_URL = ARTICLE_SAVE_AS = "articles/{slug}.html"
PAGE_URL = PAGE_SAVE_AS = "events/{slug}.html"
TAG_URL = TAG_SAVE_AS = "people/{slug}.html"
CATEGORY_URL = CATEGORY_SAVE_AS = "topics/{slug}.html"
YEAR_ARCHIVE_SAVE_AS = "articles/index/{date:%Y}.html"
# The same feed as the others'.
FEED_ALL_ATOM = "feed.xml"
FEED_MAX_ITEMS = 20
CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
AUTHOR_SAVE_AS = ""
# Its index would show every article in full.
DEFAULT_PAGINATION = 500
