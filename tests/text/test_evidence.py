from __future__ import annotations

from papersearch.text.evidence import best_evidence
from papersearch.text.tokens import query_tokens
from papersearch.types.paper import Paper, Section

PAPER = Paper(
    "2407.00001",
    "Fewer Tokens",
    (
        Section("What's New", "음성을 합성합니다. 시각 토큰을 압축합니다."),
        Section("Results", "It is fast. Memory halves."),
    ),
)


def wanted(text: str) -> frozenset[str]:
    return frozenset(query_tokens(text))


def test_the_most_similar_section_shows_its_sentence_with_the_words() -> None:
    found = best_evidence(PAPER, {0: 0.9, 1: 0.8}, wanted("시각 토큰 압축"))
    assert found.section == 0
    assert found.sentence == "시각 토큰을 압축합니다."
    assert [found.sentence[start:end] for start, end in found.marks] == ["시각", "토큰", "압축"]


def test_words_decide_between_sections_that_are_alike() -> None:
    found = best_evidence(PAPER, {0: 0.86, 1: 0.85}, wanted("memory"))
    assert (found.section, found.sentence) == (1, "Memory halves.")
    assert best_evidence(PAPER, {0: 0.95, 1: 0.8}, wanted("memory")).section == 0


def test_only_the_sections_asked_for_count() -> None:
    assert best_evidence(PAPER, {0: 0.9, 1: 0.1}, frozenset(), ["results"]).section == 1


def test_a_paper_without_sections_has_its_title() -> None:
    found = best_evidence(Paper("a", "Fewer Tokens"), {}, wanted("tokens"))
    assert (found.section, found.sentence) == (-1, "Fewer Tokens")
    assert [found.sentence[start:end] for start, end in found.marks] == ["Tokens"]
