"""The form of digests: a change of it is told, and does not make topics."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from papersearch.api.paper_index import PaperIndex
from papersearch.atlas.forms import FormChange, form_changes, manner
from papersearch.types.paper import Paper, Section
from tests.atlas.conftest import THEMES

PLAIN = ("",)
HEADED = ("What's New", "Details")


def papers(
    month: str, count: int, labels: tuple[str, ...], length: int, word: str = "말"
) -> list[Paper]:
    each = length // len(labels)
    return [
        Paper(
            f"{month}-{n}",
            f"Title {n}",
            tuple(Section(label, word * each) for label in labels),
            days=(f"{month}-{n % 28 + 1:02}",),
        )
        for n in range(count)
    ]


def found(*months: list[Paper]) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    changes = form_changes([paper for month in months for paper in month], "day")
    return [(own.month, own.before.labels, own.after.labels) for own in changes]


def test_headings_that_come_are_a_change() -> None:
    told = form_changes(
        papers("2024-01", 40, PLAIN, 500)
        + papers("2024-02", 40, PLAIN, 510)
        + papers("2024-03", 40, HEADED, 520),
        "day",
    )
    (change,) = told
    assert change.month == "2024-03"
    assert (change.before.labels, change.after.labels) == ((), HEADED)
    assert (change.before.length, change.after.length) == (510, 520)
    assert change.after.script == "hangul"


def test_no_change_where_there_is_none() -> None:
    assert found(papers("2024-01", 40, HEADED, 500), papers("2024-02", 40, HEADED, 560)) == []
    assert found(papers("2024-01", 40, HEADED, 500)) == []
    assert found() == []


@pytest.mark.parametrize("ratio", [2, 0.5])
def test_length_alone_is_a_change(ratio: float) -> None:
    changed = found(
        papers("2024-01", 40, HEADED, 600), papers("2024-02", 40, HEADED, round(600 * ratio))
    )
    assert changed == [("2024-02", HEADED, HEADED)]


def test_another_script_is_a_change() -> None:
    assert found(
        papers("2024-01", 40, PLAIN, 500), papers("2024-02", 40, PLAIN, 500, word="a")
    ) == [("2024-02", (), ())]


def test_a_change_in_the_middle_of_a_month_is_told_once() -> None:
    mixed = papers("2024-02", 20, PLAIN, 500) + papers("2024-02", 21, HEADED, 500)
    months = (papers("2024-01", 200, PLAIN, 500), mixed * 5, papers("2024-03", 200, HEADED, 500))
    assert found(*months) == [("2024-02", (), HEADED)]


def test_months_of_few_papers_show_no_form() -> None:
    assert (
        found(
            papers("2024-01", 40, PLAIN, 500),
            papers("2024-02", 9, HEADED, 500),
            papers("2024-03", 40, PLAIN, 500),
        )
        == []
    )


def test_headings_of_their_own_in_every_paper_are_no_change() -> None:
    def own(month: str) -> list[Paper]:
        return [
            Paper(f"{month}-{n}", "t", (Section(f"{month} {n}", "말" * 99),), days=(f"{month}-01",))
            for n in range(40)
        ]

    assert found(own("2024-01"), own("2024-02")) == []


def test_manners_are_scripts_with_and_without_headings() -> None:
    plain, headed = papers("2024-01", 1, PLAIN, 50)[0], papers("2024-01", 1, HEADED, 50)[0]
    assert (manner(plain), manner(headed)) == ("hangul", "hangul labelled")
    assert manner(Paper("p", "A title")) == "latin"


def digest(month: str, headed: bool) -> str:
    """Twenty papers of two themes in equal parts, with headings or as one text."""
    lines = [f"## Daily Papers ({month}-15)", ""]
    for n in range(60):
        theme, said = list(THEMES.items())[n % 2]
        text = f"{said[n // 2 % 2]}. {theme.lower()} is studied here."
        lines += [f"### [{theme} {n}](https://arxiv.org/abs/{month[2:4]}{month[5:]}.{n:05})", ""]
        if headed:
            lines += [f"- **What's New**: {text}", f"- **Technical Details**: {text}", ""]
        else:
            lines += [text, ""]
    return "\n".join(lines)


def test_a_change_is_told_with_trends_and_makes_no_topic(
    make_anywhere: Callable[..., PaperIndex], tmp_path: Path
) -> None:
    folder = tmp_path / "digests"
    folder.mkdir()
    for month in ("2024-01", "2024-02", "2024-03", "2024-04"):
        text = digest(month, headed=month > "2024-02")
        (folder / f"{month}.md").write_text(text, encoding="utf-8")
    index = make_anywhere("formed")
    index.index([folder])
    topics = index.trends(topics=2)
    asked = index.trends("protein folding")
    for told in (topics, asked):
        assert [(type(own), own.month) for own in told.changes] == [(FormChange, "2024-03")]
    # The themes are as they were: what moves would be the form alone.
    for trend in topics.trends:
        assert [month.near for month in trend.months] == [30, 30, 30, 30]
        assert (trend.broken, trend.direction) == ("", "steady")
