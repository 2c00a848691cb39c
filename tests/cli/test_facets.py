"""``papersearch facets``, and what is sorted, in a folder and on Milvus."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from click.testing import Result

from papersearch.render import payload_types as types
from tests.cli.test_sources import run  # noqa: F401 - a fixture
from tests.declared import faults

pytestmark = pytest.mark.usefixtures("fake_models")

Run = Callable[..., Result]


def test_all_papers_are_counted(run: Run) -> None:  # noqa: F811
    shown = run("facets", "--by", "month", "--by", "author", "-k", "2")
    assert shown.stdout == (
        "3 papers\n\nby month\n3  2024-07\n\nby author\n1  Ana Lima\n1  Bo Chen\n"
    )
    found = json.loads(run("facets", "--min-votes", "12", "--format", "json").stdout)
    assert faults(types.Facets, found) == []
    assert found["papers"] == 2
    assert found["months"] == [{"value": "2024-07", "count": 2}]
    assert found["sections"][0] == {"value": "What's New", "count": 2}
    assert [own["value"] for own in found["authors"]] == ["Ana Lima", "Bo Chen", "Dana O'Hara"]
    assert found["sources"][0]["count"] == 2


def test_of_a_question_those_that_answer_are_counted(run: Run) -> None:  # noqa: F811
    found = json.loads(run("facets", "2407.00003", "--format", "json").stdout)
    assert (found["papers"], found["authors"]) == (1, [{"value": "Dana O'Hara", "count": 1}])
    alone = json.loads(run("facets", "author:=bo", "--format", "json").stdout)
    assert alone["papers"] == 0


def test_nothing_to_count_is_said(run: Run) -> None:  # noqa: F811
    none = run("facets", "--category", "cs")
    assert (none.exit_code, none.stdout) == (0, "")
    assert "no paper is of the category 'cs'" in none.stderr
    wrong = run("facets", "--by", "colour")
    assert wrong.exit_code == 2


def test_it_is_said_which_papers_are_counted(run: Run) -> None:  # noqa: F811
    assert run("facets", "2407.00003", "--by", "month").stdout.startswith("1 paper that answers\n")
    token = run("facets", "token", "--mode", "lexical", "--by", "month").stdout
    assert re.match(r"\d papers? that answers?\n", token)
    assert run("facets", "votes:12", "--by", "month").stdout.startswith("2 papers\n")

    def verdict(command: str, *asked: str) -> str:
        said: str = json.loads(run(command, *asked, "--format", "json").stdout)["verdict"]
        return said

    assert (verdict("facets"), verdict("facets", "2407.00003")) == ("", "strong")
    for asked in (("token",), ("zzzzqqq",), ("2407.00003",), ("token", "--author", "nobody")):
        assert verdict("facets", *asked) == verdict("query", *asked)


def test_an_order_says_of_how_many_papers_it_is(run: Run) -> None:  # noqa: F811
    head = "ordered by votes: the 1 paper that answers; the numbers are ranks by relevance\n"
    assert run("query", "2407.00003", "--sort", "votes").stdout.startswith(head)
    all_ = run("query", "token", "--mode", "lexical", "--sort", "date", "-k", "1").stdout
    assert re.match(r"ordered by date: the 1 paper that answers; the", all_)
    assert "ordered by" not in run("query", "zzzzqqq").stdout
    assert "ordered by" not in run("query", "votes:1", "--sort", "votes").stdout


def test_filters_alone_are_asked(run: Run) -> None:  # noqa: F811
    alone = run("query", "--author", "=ana lima", "--format", "ids")
    assert (alone.exit_code, alone.stdout) == (0, "2407.00001\n")
    asked = json.loads(run("query", "--min-votes", "1", "--format", "json").stdout)
    assert (asked["query"], asked["count"]) == ("", 3)
    none = run("query", "--category", "cs")
    assert (none.exit_code, none.stdout) == (0, "")
    assert "no paper is of the category 'cs'" in none.stderr
    nothing = run("query")
    assert nothing.exit_code == 2
    assert "Missing argument 'TEXT...'. Give it, or a filter such as" in nothing.stderr


def test_answers_are_sorted(run: Run) -> None:  # noqa: F811
    by_votes = run("query", "votes:1", "--sort", "votes", "--format", "ids").stdout.split()
    assert by_votes == ["2407.00001", "2407.00003", "2407.00002"]
    by_day = run("query", "token", "--sort", "date", "--mode", "lexical", "--format", "json")
    found = json.loads(by_day.stdout)
    assert found["sort"] == "date"
    assert [hit["date"] for hit in found["hits"]] == sorted(
        (hit["date"] for hit in found["hits"]), reverse=True
    )
    assert run("query", "token", "--sort", "name").exit_code == 2
    assert run("query", "x", "--author", "=ana", "--format", "ids").stdout == ""
    assert run("query", "x", "--author", "=ana lima", "--format", "ids").stdout == "2407.00001\n"
