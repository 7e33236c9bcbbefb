from __future__ import annotations

import pytest

from generator.entries import record_url
from generator.fields import MODELS, Kind
from generator.model import Record

URLS: list[tuple[Kind, str, dict[str, str], str]] = [
    ("article", "a", {"title": "A", "date": "2020"}, "articles/a.html"),
    ("event", "e", {"title": "E", "date": "2020"}, "events/e.html"),
    ("person", "김", {"name": "P"}, "people/김.html"),
    ("person", "p", {"name": "P", "listed": "false"}, ""),
    ("place", "p", {"name": "P"}, "places/p.html"),
    ("organization", "o", {"name": "O"}, "organizations/o.html"),
    ("source", "Roe:2019a_b", {"title": "S", "type": "book"}, "sources/roe-2019a-b.html"),
    ("page", "about", {"title": "About"}, "about.html"),
]


@pytest.mark.parametrize(("kind", "record_id", "values", "url"), URLS)
def test_record_s_page_is_in_its_kind_s_folder(
    kind: Kind, record_id: str, values: dict[str, str], url: str
) -> None:
    fields = MODELS[kind].model_validate(values)
    assert record_url(Record(kind=kind, id=record_id, path="x", fields=fields)) == url
