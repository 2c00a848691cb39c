from __future__ import annotations

from papersearch.digest import Digest, Problem


def test_a_problem_reads_like_a_compiler_message() -> None:
    assert str(Problem("day.md", 7, "no link: add one")) == "day.md:7: no link: add one"


def test_a_digest_is_empty_by_default() -> None:
    assert Digest() == Digest((), ())
