from __future__ import annotations

import pytest

from papersearch.digest.summary import Summary, is_rule, split_label
from papersearch.types.paper import Section


def read(text: str) -> tuple[Section, ...]:
    summary = Summary()
    for line in text.split("\n"):
        summary.add(line)
    return summary.sections()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("**A**: b", ("A", "b")),
        ("**A:** b", ("A", "b")),
        ("***A***", ("A", "")),
        ("**A: b", ("A", "b")),
        ("A**: b", ("A", "b")),
        ("**bold words** in a sentence", None),
        ("**A whole sentence.**", None),
        ("no stars: here", None),
        ("2 * 3 * 4: twelve", None),
    ],
)
def test_labels(text: str, found: tuple[str, str] | None) -> None:
    assert split_label(text) == found


@pytest.mark.parametrize("text", ["---", "* * *", "___"])
def test_rules(text: str) -> None:
    assert is_rule(text)
    assert read(f"- x\n\n{text}\n") == (Section("", "x"),)


def test_words_are_no_rule() -> None:
    assert not is_rule("-- x")


def test_a_line_below_a_bullet_continues_it() -> None:
    assert read("- **A**: one\ntwo\n\nthree") == (Section("A", "one two\nthree"),)


def test_numbers_below_dashes_are_nested() -> None:
    assert read("- **A**: x\n1. y") == (Section("A", "x\n1. y"),)


def test_a_label_without_bullet_has_the_bullets_below_it() -> None:
    assert read("**A**\n- x\n- y\n**B**\n- z") == (Section("A", "x\ny"), Section("B", "z"))


def test_bullets_after_labelled_ones_are_a_section_of_their_own() -> None:
    assert read("- **A**: x\n- y") == (Section("A", "x"), Section("", "y"))
