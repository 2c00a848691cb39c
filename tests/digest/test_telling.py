from __future__ import annotations

from papersearch.digest import Problem, parse_bytes, summed
from papersearch.digest.telling import Problems
from papersearch.types import limits


def test_the_same_is_said_once_with_a_count() -> None:
    problems = Problems("a.md")
    for line in range(100):
        problems.add(line + 7, "odd", f"record {line}: ")
    assert problems.problems() == (Problem("a.md", 7, "record 0: odd (and 99 more like this)"),)


def test_many_kinds_are_counted() -> None:
    problems = Problems("a.md")
    for line in range(1_000_000):
        problems.add(line, f"odd {line}")
    *first, last = problems.problems()
    assert len(first) == limits.PROBLEMS
    assert last == Problem("a.md", limits.PROBLEMS, "999,980 more problems")


def test_problems_are_in_the_order_of_lines() -> None:
    problems = Problems("a.md")
    for line in (5, 3, 9):
        problems.add(line, f"odd {line}")
    assert [problem.line for problem in problems.problems()] == [3, 5, 9]


def test_a_problem_of_many_files_is_said_once() -> None:
    few = [Problem(f"{n}.md", 1, "cannot be read") for n in range(limits.SAME_PROBLEM)]
    assert summed(few) == [f"{n}.md:1: cannot be read" for n in range(limits.SAME_PROBLEM)]
    many = [Problem(f"{n}.md", 1, "cannot be read") for n in range(100)]
    other = Problem("z.md", 3, "another")
    assert summed([other, *many]) == [
        "z.md:3: another",
        "0.md:1: cannot be read (the same in 99 more)",
    ]


def test_a_document_of_nothing_but_wrong_records_is_one_line() -> None:
    records = ["7"] * 1_000 + ['{"id": "2407.00001", "title": "T"}']
    digest = parse_bytes(("[" + ",\n".join(records) + "]").encode(), "a.json")
    assert len(digest.entries) == 1
    (problem,) = digest.problems
    assert str(problem) == (
        "a.json:1: record 1: no object: write a record of a paper, or leave it out "
        "(and 999 more like this)"
    )
