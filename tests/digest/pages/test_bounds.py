"""Pages that are made to take long: bounded, and what stands behind is read."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from lxml import etree

from papersearch.digest import parse_bytes
from papersearch.digest.pages import front, layout

PAPER = "\n## [Some Title of Words](https://arxiv.org/abs/2503.00001)\n"
NESTED = "".join(f"{'  ' * depth}- x\n" for depth in range(400))


@pytest.mark.parametrize(
    "deep",
    [
        NESTED,
        NESTED.replace("  ", "\t"),
        ">" * 500 + "x\n",
        "> " * 100 + "- " * 100 + "x\n",
        NESTED + "  " * 400 + "- " * 100 + "x\n",
        "1. " * 300 + "x\n",
        "\t" * 5_000 + "x\n",
    ],
)
def test_a_paper_behind_what_is_nested_deeply_is_read(deep: str) -> None:
    digest = parse_bytes((deep + PAPER).encode(), "2025-03-04.md")
    assert [entry.title for entry in digest.entries] == ["Some Title of Words"]
    assert digest.problems == ()


@pytest.mark.parametrize(
    "rule", ["|---|---|", "---|---", f"| {'-' * 300} | :--: |", "|\t---|---\t|"]
)
def test_rows_are_whole_below_any_header(rule: str) -> None:
    table = (
        f"| Title | Link |\n{rule}\n| Some Title\n of Words | https://arxiv.org/abs/2503.00001 |\n"
    )
    (entry,) = parse_bytes(table.encode(), "a.md").entries
    assert entry.title == "Some Title of Words"


def test_a_line_is_not_asked_for_all_its_children(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    class Counted(etree.ElementBase):  # type: ignore[misc]
        TAG = "p"

        def __len__(self) -> int:
            asked.append(self)
            return sum(1 for _ in self)

    monkeypatch.setattr(layout, "etree", SimpleNamespace(Element=lambda _tag: Counted()))
    inner = "<a>b</a> c " * 30
    paragraph = etree.fromstring(f"<p>a {inner}<br/>\n{inner}\nd<b>e</b></p>")
    lines = layout._lines(paragraph)
    assert len(asked) <= len(lines)
    told = ["".join(line.itertext()).split() for line in lines]
    assert told == [["a", *["b", "c"] * 30], ["b", "c"] * 30, ["de"]]


def fenced(lines: list[str]) -> list[str]:
    return ["---", *lines, "---", PAPER.strip()]


@pytest.mark.parametrize("fence", ["---", "+++"])
def test_long_front_matter_is_no_part_of_the_page(fence: str) -> None:
    inner = ["title: x", *("k: v", "  - w", "") * 1_000]
    lines = [fence, *inner, fence, PAPER.strip()]
    assert front.take(lines, "a.md") == front.Front()
    assert lines == [""] * (len(inner) + 2) + [PAPER.strip()]


@pytest.mark.parametrize(
    "inner",
    [
        ["- [Some Title](https://arxiv.org/abs/2503.00001): words"] * 2_000,
        ["papers:", *["- [Some Title](https://arxiv.org/abs/2503.00001)"] * 2_000],
        ["Words of a text: more", *["key: value"] * 2_000],
    ],
)
def test_a_long_page_between_two_rules_stays(inner: list[str]) -> None:
    lines = fenced(inner)
    assert front.take(lines, "a.md") == front.Front()
    assert lines == fenced(inner)
