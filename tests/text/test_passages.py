from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papersearch.text.passages import (
    MAX_CHARACTERS,
    MAX_PARTS,
    label_key,
    paper_hash,
    part_of,
    passages,
)
from papersearch.types import limits
from papersearch.types.paper import Paper, Section
from papersearch.types.passage_ids import MAX_ORDINAL, pid_of


def paper(*sections: Section, title: str = "A Title") -> Paper:
    return Paper("2401.00001", title, sections)


def test_each_section_has_the_title_in_front() -> None:
    found = passages(paper(Section("New", "one"), Section("Details", "two")))
    assert [(p.ordinal, p.section, p.text) for p in found] == [
        (0, 0, "A Title\none"),
        (1, 1, "A Title\ntwo"),
    ]
    assert [part_of(paper(), p) for p in found] == ["one", "two"]


def test_a_paper_without_summary_has_its_title() -> None:
    assert [p.text for p in passages(paper())] == ["A Title"]


def test_a_paper_without_anything_still_has_a_passage() -> None:
    assert [p.text for p in passages(paper(title=""))] == ["2401.00001"]


def test_long_sections_are_cut_at_sentences_into_even_parts() -> None:
    text = "\n".join(f"문장 {n} 은 여기에서 끝납니다." * 4 for n in range(30))
    parts = [part_of(paper(), p) for p in passages(paper(Section("", text))) if p.section == 0]
    lengths = [len(part) for part in parts]
    assert max(lengths) <= MAX_CHARACTERS * 1.2
    assert min(lengths) >= max(lengths) / 2
    assert all(part.endswith(".") for part in parts)


@given(st.lists(st.text(), max_size=4))
def test_no_character_of_a_summary_is_lost(texts: list[str]) -> None:
    whole = paper(*(Section("", text) for text in texts))
    for position, text in enumerate(texts):
        found = "".join(part_of(whole, p) for p in passages(whole) if p.section == position)
        assert "".join(found.split()) == "".join(text.split())


def test_an_absurdly_long_summary_has_a_bounded_number_of_passages() -> None:
    text = "a b. " * 400_000
    assert len(passages(paper(Section("", text)))) <= 2 * MAX_PARTS


def test_a_paper_from_before_there_were_limits_has_an_ordinal_for_each_passage() -> None:
    sections = tuple(Section("L", f"bullet {n}") for n in range(70_000))
    found = passages(paper(*sections))
    assert [passage.ordinal for passage in found] == list(range(len(found)))
    assert len(found) <= limits.PASSAGES < MAX_ORDINAL
    said = [line for passage in found for line in passage.text.split("\n") if line != "A Title"]
    assert said == [section.text for section in sections]
    fewer = paper(*sections[: limits.PASSAGES])
    assert [p.text for p in passages(fewer)] == [f"A Title\n{s.text}" for s in fewer.sections]


def test_no_passage_takes_the_number_of_another_paper() -> None:
    assert pid_of(3, MAX_ORDINAL) < pid_of(4, 0)
    for ordinal in (MAX_ORDINAL + 1, -1):
        with pytest.raises(ValueError, match="of one paper, of 65,535 at most"):
            pid_of(3, ordinal)


def test_the_hash_changes_with_text_and_section_but_not_with_votes() -> None:
    one = paper(Section("New", "text"))
    assert paper_hash(passages(one)) == paper_hash(
        passages(Paper(one.id, one.title, one.sections, votes=7, days=("2024-01-01",)))
    )
    changed = [
        paper(Section("New", "other")),
        paper(Section("New", "text"), title="Another"),
        paper(Section("", ""), Section("New", "text")),
    ]
    assert len({paper_hash(passages(p)) for p in [one, *changed]}) == 4


def test_labels_are_compared_without_case_and_apostrophes() -> None:
    assert label_key("What’s New") == label_key("what's new") == "whats new"
    assert label_key("") == "summary"
