"""Papers and entries as documents: what was written is read, and nothing else is."""

from __future__ import annotations

import dataclasses

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from papersearch.types.documents import decode_entry, decode_paper, encode
from papersearch.types.paper import Entry, Paper, Section

TEXTS = st.text(max_size=12)
SECTIONS = st.lists(st.builds(Section, TEXTS, TEXTS, TEXTS), max_size=3).map(tuple)
LISTS = st.lists(TEXTS, max_size=3).map(tuple)
ENTRY = Entry("2503.00001", "T", (Section("What", "x"),), "2025-03-04", votes=3)
OLD = (
    b'{"id":"2503.00001","title":"T","sections":[{"label":"What","text":"x"}],"day":"2025-03-04",'
    b'"authors":[],"authors_cut":false,"votes":3,"url":"","thumbnail":"","video":""}'
)


@given(
    st.builds(
        Entry,
        id=TEXTS,
        title=TEXTS,
        sections=SECTIONS,
        day=st.sampled_from(["", "2025-03-04"]),
        authors=LISTS,
        votes=st.none() | st.integers(0, 9),
        code=TEXTS,
        categories=LISTS,
        venue=TEXTS,
    )
)
def test_what_is_written_is_read(entry: Entry) -> None:
    assert decode_entry(encode(entry)) == entry
    paper = Paper(entry.id, entry.title, entry.sections, code=entry.code, venue=entry.venue)
    assert decode_paper(encode(paper)) == paper


def test_what_has_no_new_field_is_written_as_it_was() -> None:
    assert encode(ENTRY) == OLD
    assert decode_entry(OLD) == ENTRY
    assert b'"code":"https://c"' in encode(dataclasses.replace(ENTRY, code="https://c"))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", 1),
        ("code", None),
        ("venue", ["ICLR"]),
        ("categories", "cs.CL"),
        ("categories", [1]),
        ("categories", {"cs.CL": 1}),
        ("sections", [{"label": "", "text": "", "source": 1}]),
        ("sections", [{"label": "", "text": "", "origin": ""}]),
        ("surprise", ""),
    ],
)
def test_nothing_else_is_read(field: str, value: object) -> None:
    document = orjson.dumps({**orjson.loads(OLD), field: value})
    with pytest.raises(ValueError, match=r"^no entry: "):
        decode_entry(document)
