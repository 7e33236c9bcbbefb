"""What is known of a record without decoding it."""

from __future__ import annotations

import json

from linkers import read_records

from generator.model import Body, Packed, Record
from generator.traits import digest, find_traits, pack_record, traits_of

FILES = {
    "people/ann.md": (
        "---\nname: Ann Lee\nfamily: Lee\naliases: [Anna Lee]\nimage: ann.png\n"
        "redirect_from: [old.html]\n---\n## Early years\n\nText. {#here}\n"
    ),
    "people/wit.md": "---\nname: Wit\nname_order: mononym\nlisted: false\ndraft: true\n---\n",
    "sources/secret.md": "---\ntitle: S\ntype: book\naccess: confidential\nfile: s.pdf\n---\n",
    "articles/story.md": (
        "---\ntitle: Story\ndate: 2020-01-02\nauthors: [Ann Lee]\nseries: One\npart: 2\n---\n"
    ),
    "events/meeting.md": "---\ntitle: Meeting\ndate: 2019-03\ntime: '12:30'\norder: 3\n---\n",
    "events/undated.md": "---\ntitle: Undated\nafter: meeting\n---\n",
}
RECORDS = read_records(FILES)


def test_traits_tell_what_a_record_says() -> None:
    ann = find_traits(RECORDS["ann"])
    assert ann.name == "Ann Lee"
    assert ann.names == ["ann lee", "anna lee"]
    assert [(text, kind) for text, _, kind, _ in ann.spellings][:2] == [
        ("Ann Lee", "person"),
        ("Anna Lee", "person"),
    ]
    assert (ann.is_draft, ann.is_listed, ann.is_confidential) == (False, True, False)
    assert ann.headings == [("early-years", "Early years")]
    assert "early-years" in ann.anchors
    assert (ann.file, ann.redirects) == ("ann.png", ["old.html"])


def test_traits_tell_how_references_write_a_person() -> None:
    ann = find_traits(RECORDS["ann"])
    assert ann.forms == ("Ann Lee", "Ann Lee", "Lee")
    assert ann.bears == ["ann lee", "lee, ann"]


def test_what_is_withheld_is_known() -> None:
    wit, secret = find_traits(RECORDS["wit"]), find_traits(RECORDS["secret"])
    assert (wit.is_draft, wit.is_listed) == (True, False)
    assert (secret.is_confidential, secret.file) == (True, "s.pdf")


def test_records_are_put_in_order_by_their_traits() -> None:
    story, meeting = find_traits(RECORDS["story"]), find_traits(RECORDS["meeting"])
    date = RECORDS["story"].fields.date  # type: ignore[union-attr]
    assert story.sort == (*date.sort_key, "One", 2)
    assert story.authors == ["Ann Lee"]
    assert meeting.sort[1:] == ("12:30", 3)
    assert find_traits(RECORDS["undated"]).sort[0] is None
    assert find_traits(RECORDS["ann"]).sort < find_traits(RECORDS["wit"]).sort


def test_of_a_record_with_wrong_fields_its_anchors_are_known() -> None:
    broken = RECORDS["ann"].copy(fields=None)
    traits = find_traits(broken)
    assert (traits.name, traits.names, traits.spellings) == ("", (), ())
    assert traits.headings == [("early-years", "Early years")]


def test_traits_are_found_once_and_travel_with_the_record() -> None:
    record = read_records(FILES)["ann"]
    packed = pack_record(record)
    there = Record.unpack(Packed(*json.loads(json.dumps(packed._replace(body="")))))
    traits = traits_of(there)
    assert traits is traits_of(there)
    assert "fields" not in there.decoded
    assert not there.has_body
    assert json.dumps(traits) == json.dumps(traits_of(record))
    assert there.fields == record.fields
    assert there.with_body(packed.body).body == record.body


def test_digests_tell_fields_and_body_apart() -> None:
    def sign(path: str, text: str) -> tuple[str, str]:
        (record,) = read_records({path: text}).values()
        pack_record(record)
        traits = traits_of(record)
        return traits.fields, traits.body

    head = "---\nname: Ann Lee\nfamily: Lee\n---\n"
    one = sign("people/ann.md", head + "Text.\n")
    assert sign("people/ann.md", head + "Text.\n") == one
    fields, body = sign("people/ann.md", head + "Other text.\n")
    assert (fields, body != one[1]) == (one[0], True)
    fields, body = sign("people/ann.md", head.replace("Ann", "Anna") + "Text.\n")
    assert (fields != one[0], body) == (True, one[1])
    assert sign("people/anna.md", head + "Text.\n")[0] != one[0]


def test_copy_with_other_fields_knows_its_body_though_it_is_elsewhere() -> None:
    record = read_records(FILES)["ann"]
    packed = pack_record(record)
    there = Record.unpack(packed._replace(body=""))
    broken = there.copy(fields=None)
    known, kept = traits_of(there), traits_of(broken)
    assert (kept.anchors, kept.headings) == (known.anchors, known.headings)
    assert kept.body == known.body != ""
    assert kept.name == ""
    assert traits_of(there.copy(fields=None, body=Body())).headings == []


def test_digest_is_short_and_takes_any_text() -> None:
    assert len({digest(text) for text in ("", "a", "\ud800", "\x00")}) == 4
    assert {len(digest(text)) for text in ("", "a" * 1000)} == {16}
