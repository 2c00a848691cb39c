from __future__ import annotations

import dataclasses

from papersearch.bulk import records
from papersearch.types.paper import Entry, Section

ENTRY = Entry("2401.00001", "A\ttab", (Section("", "two\nlines"),), "2024-01-01", votes=3)


def test_lines_are_read_back() -> None:
    other = Entry("2401.00002", "Other")
    papers = [[("a.md", ENTRY), ("b\t.md", dataclasses.replace(ENTRY, votes=4))], [("a.md", other)]]
    assert list(records.read(records.write(papers))) == papers


def test_of_two_in_one_source_the_last_text_and_the_most_votes_count() -> None:
    lines = [
        records.line("a.md", dataclasses.replace(ENTRY, votes=9)),
        records.line("a.md", dataclasses.replace(ENTRY, title="Later", votes=1)),
    ]
    assert records.told(lines) == [("a.md", dataclasses.replace(ENTRY, title="Later", votes=9))]


def test_what_has_changed_counts_as_the_latest() -> None:
    changed = dataclasses.replace(ENTRY, title="Changed")
    old = [records.line(name, ENTRY, is_old=True) for name in ("a.md", "b.md", "c.md")]
    fresh = [records.line("c.md", ENTRY), records.line("a.md", changed)]
    assert records.told([*fresh, *old]) == [("b.md", ENTRY), ("c.md", ENTRY), ("a.md", changed)]
