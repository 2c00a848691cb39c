from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from papersearch.shards import by_day
from papersearch.types.merging import merge, merge_told
from papersearch.types.paper import Entry, Section

WORDS = st.sampled_from(["", "one", "다른 말", "three\nlines"])
SECTIONS = st.lists(st.builds(Section, WORDS, WORDS), max_size=2).map(tuple)
ENTRIES = st.builds(
    Entry,
    id=st.just("2407.00001"),
    title=WORDS,
    sections=SECTIONS,
    day=st.sampled_from(["", "2024-07-04", "2024-07-05", "2024-07-06"]),
    authors=st.sampled_from([(), ("Ana",), ("Ana", "Bo")]),
    authors_cut=st.booleans(),
    votes=st.none() | st.integers(0, 9),
    url=WORDS,
    thumbnail=WORDS,
    video=WORDS,
    code=WORDS,
    categories=st.sampled_from([(), ("cs.CL",), ("cs.CL", "cs.AI")]),
    venue=WORDS,
)
SOURCES = st.sampled_from(["/a/2024-07-04.md", "/a/2024-07-05.md", "/b/x.json", "/c/x.md"])


@given(st.lists(st.tuples(SOURCES, ENTRIES), min_size=1, max_size=6))
def test_one_entry_a_day_makes_the_same_paper(told: list[tuple[str, Entry]]) -> None:
    days = by_day(told)
    assert [entry.day for entry in days] == sorted({entry.day for _, entry in told})
    assert merge(days) == merge_told(told)
