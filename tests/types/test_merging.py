"""One paper of many sources: what is shown is a matter of days and names, never of order."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papersearch.types import limits
from papersearch.types.merging import add_entry, merge, merge_told
from papersearch.types.paper import Entry, Section

ID = "2503.00001"
MINE = "/digests/ko/2025-03-04.md"
API = "/digests/api/2025-03-04.json"
LATER = "/digests/api/2025-03-05.json"
KOREAN = (Section("무엇", "캐시를 나눕니다."), Section("", "빠릅니다."))
ABSTRACT = (Section("Abstract", "We page the cache."),)


def entry(sections: tuple[Section, ...], day: str = "2025-03-04", title: str = "Paged") -> Entry:
    return Entry(ID, title, sections, day)


def labelled(told: list[tuple[str, Entry]]) -> list[tuple[str, str]]:
    return [(section.label, section.source) for section in merge_told(told).sections]


def test_own_words_stay_beside_an_abstract() -> None:
    told = [(MINE, entry(KOREAN)), (API, entry(ABSTRACT)), (LATER, entry(ABSTRACT, "2025-03-05"))]
    assert labelled(told) == [("무엇", "ko"), ("", "ko"), ("Abstract", "api")]


def test_the_newest_own_words_come_first_and_the_abstract_last() -> None:
    other = entry((*ABSTRACT, Section("TL;DR", "Pages help.")), "2025-03-06")
    told = [("/d/ja/2025-03-06.md", other), (MINE, entry(KOREAN))]
    assert labelled(told) == [("TL;DR", "ja"), ("무엇", "ko"), ("", "ko"), ("Abstract", "ja")]


def test_of_one_series_the_newest_words_alone_are_shown() -> None:
    newer = entry((Section("무엇", "다르게 말합니다."),), "2025-03-05")
    told = [(MINE, entry(KOREAN)), ("/digests/ko/2025-03-05.md", newer)]
    assert merge_told(told).sections == newer.sections


def test_an_abstract_that_comes_later_in_a_series_replaces_no_words() -> None:
    told = [(API, entry((Section("AI", "Pages."),))), (LATER, entry(ABSTRACT, "2025-03-05"))]
    assert labelled(told) == [("AI", ""), ("Abstract", "")]


def test_the_same_text_is_shown_once() -> None:
    copy = entry((Section("What", "캐시를  나눕니다."), Section("", "빠릅니다.")))
    assert merge_told([(MINE, entry(KOREAN)), ("/backup/a.md", copy)]).sections in (
        KOREAN,
        copy.sections,
    )
    other = (Section("Note", "More."), *KOREAN)
    told = [(MINE, entry(KOREAN)), ("/else/2025-03-05.md", entry(other, "2025-03-05"))]
    assert merge_told(told).sections == other


def test_one_source_is_left_as_it_is_written() -> None:
    sections = (*ABSTRACT, *KOREAN, *KOREAN)
    assert merge([entry(sections)]).sections == sections


def test_what_a_shard_says_counts_where_no_digest_has_words() -> None:
    shard = ("/shards/papers-all.parquet", entry((Section("", "Old words."),), "2025-03-09"))
    assert labelled([shard, (API, entry(ABSTRACT))]) == [("", "papers-all"), ("Abstract", "api")]
    assert merge_told([shard, (MINE, entry(KOREAN))]).sections == KOREAN


def test_a_source_that_is_known_already_is_kept() -> None:
    export = entry((Section("TL;DR", "Pages help.", "ja"),))
    told = [("/exports/all.jsonl", export), (MINE, entry(KOREAN))]
    assert {source for _, source in labelled(told)} == {"ja", "ko"}


@pytest.mark.parametrize(
    ("titles", "expected"),
    [
        ([("a", "One", "01"), ("b", "one ", "02"), ("c", "Two", "03")], "one "),
        ([("a", "One", "01"), ("b", "하나", "02")], "One"),
        ([("a", "One", "01"), ("b", "Two", "02")], "Two"),
        ([("a", "하나", "01")], "하나"),
        ([("a", "", "01"), ("b", "", "02")], ""),
    ],
)
def test_the_title_is_what_most_say(titles: list[tuple[str, str, str]], expected: str) -> None:
    told = [
        (f"/{series}/x.md", entry(KOREAN, f"2025-03-{day}", title)) for series, title, day in titles
    ]
    assert merge_told(told).title == expected


def test_further_fields_come_from_the_newest_that_has_them() -> None:
    first = Entry(ID, "T", (), "2025-03-04", code="https://c", categories=("cs.CL",), venue="ICLR")
    second = Entry(ID, "T", (), "2025-03-05", code="https://d")
    paper = merge([first, second])
    assert (paper.code, paper.categories, paper.venue) == ("https://d", ("cs.CL",), "ICLR")


def test_many_sources_are_bounded() -> None:
    told = [(f"/{n}a/x.md", entry((Section(f"L{n}", f"text {n}"),))) for n in range(100)]
    assert len(merge_told(told).sections) == limits.SOURCES
    long = "x" * (limits.TEXT_CHARACTERS - 10)
    told = [(f"/{n}a/x.md", entry((Section("", f"{n}{long}"),))) for n in range(3)]
    assert sum(len(own.text) for own in merge_told(told).sections) <= limits.TEXT_CHARACTERS


WORDS = st.sampled_from(["", "one", "다른 말", "One", "three"])
LABELS = st.sampled_from(["", "Abstract", "abstract", "What's New", "요약"])
ENTRIES = st.builds(
    Entry,
    id=st.just(ID),
    title=WORDS,
    sections=st.lists(st.builds(Section, LABELS, WORDS), max_size=3).map(tuple),
    day=st.sampled_from(["", "2025-03-04", "2025-03-05"]),
    authors=st.sampled_from([(), ("Ana",), ("Ana", "Bo")]),
    votes=st.none() | st.integers(0, 9),
    url=WORDS,
    code=WORDS,
    categories=st.sampled_from([(), ("cs.CL",)]),
    venue=WORDS,
)
SOURCES = st.sampled_from(
    ["/a/2025-03-04.md", "/a/2025-03-05.md", "/b/2025/03/04.json", "/c.jsonl", "/s.parquet"]
)


@given(
    st.lists(
        st.tuples(SOURCES, ENTRIES), min_size=1, max_size=8, unique_by=lambda t: (t[0], t[1].day)
    ),
    st.randoms(use_true_random=False),
)
def test_the_order_of_reading_does_not_count(told: list[tuple[str, Entry]], random: object) -> None:
    shuffled = list(told)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert merge_told(shuffled) == merge_told(told)


@given(st.lists(st.tuples(SOURCES, ENTRIES), min_size=1, max_size=8))
def test_no_text_comes_twice_of_several_sources(told: list[tuple[str, Entry]]) -> None:
    sections = merge_told(told).sections
    if len({section.source for section in sections}) > 1:
        texts = [" ".join(section.text.casefold().split()) for section in sections]
        assert len(texts) == len(set(texts))
        assert all(section.source for section in sections)


@given(st.lists(st.tuples(SOURCES, ENTRIES), min_size=1, max_size=8))
def test_own_words_are_never_lost_to_an_abstract(told: list[tuple[str, Entry]]) -> None:
    def own(sections: tuple[Section, ...]) -> bool:
        return any(section.label.lower() != "abstract" for section in sections)

    digests = [e for source, e in told if not source.endswith(".parquet")]
    if any(own(e.sections) for e in digests):
        assert own(merge_told(told).sections)


def test_of_a_paper_twice_in_a_file_nothing_is_lost() -> None:
    entries: dict[tuple[str, str, str], Entry] = {}
    key = (ID, "", "a.md")
    add_entry(entries, key, Entry(ID, "T", KOREAN, authors=("Ana",), votes=3, code="https://c"))
    add_entry(entries, key, Entry(ID, "U", ABSTRACT, votes=1, venue="ICLR"))
    assert entries[key] == Entry(
        ID, "U", ABSTRACT, authors=("Ana",), votes=3, code="https://c", venue="ICLR"
    )
    add_entry(entries, key, Entry(ID, "Listed again"))
    assert entries[key].sections == ABSTRACT
    assert dataclasses.replace(entries[key], title="U").title == entries[key].title


def test_of_a_list_that_was_seen_again_and_again_the_first_day_counts() -> None:
    def days(*told: tuple[str, str]) -> tuple[str, ...]:
        return merge_told((source, entry(ABSTRACT, day)) for source, day in told).days

    first, second = "/a/seen-2025-03-04.md", "/a/seen-2025-03-05-2.md"
    assert days((first, "2025-03-04"), (second, "2025-03-05")) == ("2025-03-04",)
    assert days((second, "2025-03-05")) == ("2025-03-05",)
    # What the list itself dates stays, and so do other lists and digests.
    assert days((first, "2025-03-01"), (second, "2025-03-01")) == ("2025-03-01",)
    assert days(
        (first, "2025-03-04"), (second, "2025-03-05"), ("/b/seen-2025-03-05.md", "2025-03-05")
    ) == ("2025-03-04", "2025-03-05")
    assert days((second, "2025-03-05"), (LATER, "2025-03-05"), (API, "2025-03-04")) == (
        "2025-03-04",
        "2025-03-05",
    )
