from __future__ import annotations

import pytest
from lxml import etree

from papersearch.digest import parse_bytes
from papersearch.digest.pages import front

TITLE = "Paged Attention for Devices"
URL = "https://arxiv.org/abs/2503.00001"


@pytest.mark.parametrize(
    "lines",
    [
        ["---", f"title: {TITLE}", f"url: {URL}", "---", "words"],
        ["", "---", f'title: "{TITLE}"', f"paper: {URL}", "---", "words"],
        ["+++", f'title = "{TITLE}"', f'url = "{URL}"', "+++", "words"],
    ],
    ids=["yaml", "behind a blank line", "toml"],
)
def test_what_stands_in_front_describes_a_paper(lines: list[str]) -> None:
    before = len(lines)
    found = front.take(lines, "a.md").entry
    assert found is not None
    assert found.title == TITLE
    assert len(lines) == before
    assert [line for line in lines if line] == ["words"]


@pytest.mark.parametrize(
    "lines",
    [
        ["words", "---", f"title: {TITLE}", "---"],
        ["---", "words", "---"],
        ["---", f"title: {TITLE}"],
        [],
        [""],
    ],
    ids=["behind words", "between rules", "never closed", "nothing", "blank"],
)
def test_what_is_no_front_matter_stays(lines: list[str]) -> None:
    before = list(lines)
    assert front.take(lines, "a.md") == front.Front()
    assert lines == before


@pytest.mark.parametrize("inner", ["a: [", "a: &a [*a, *a]", "? : x", "a = [", "a: !!python/x y"])
@pytest.mark.parametrize("fence", ["---", "+++"])
def test_front_matter_that_is_broken_describes_nothing(fence: str, inner: str) -> None:
    assert front.take([fence, inner, fence, "words"], "a.md").entry is None


def test_metadata_of_a_page() -> None:
    fields = {
        "citation_title": TITLE,
        "citation_author": "Ada One",
        "DC.Creator": "Ben Two",
        "citation_arxiv_id": "2503.00001",
        "description": "words",
    }
    metas = "".join(f"<meta name='{name}' content='{own}'>" for name, own in fields.items())
    found = front.of_metadata(etree.HTML(f"<head>{metas}</head><body>x"), "a.html").entry
    assert found is not None
    assert (found.title, found.id) == (TITLE, "2503.00001")
    assert "Ada One" in found.authors


def test_a_page_without_metadata() -> None:
    root = etree.HTML("<head><meta name='description' content='x'><meta charset='utf-8'></head>")
    assert front.of_metadata(root, "a.html").entry is None


@pytest.mark.parametrize(
    ("lines", "day"),
    [
        (["---", "date: 2025-03-04", "tags: [a]", "---"], "2025-03-04"),
        (["---", "title: Daily papers", "date: 2025-03-04 08:00:00 +0800", "---"], "2025-03-04"),
        (["+++", "date = 2025-03-04T00:00:00Z", "+++"], "2025-03-04"),
        (["---", "날짜: 2025년 3월 4일", "---"], "2025-03-04"),
        (["---", "updated: 2025-03-04", "---"], ""),
        (["---", "date: soon", "---"], ""),
    ],
)
def test_the_day_of_a_page(lines: list[str], day: str) -> None:
    assert front.take(lines, "a.md").day == day


def test_a_list_has_the_day_in_front_of_it() -> None:
    text = f"---\ntitle: Daily\ndate: 2025-03-04\n---\n\n## [{TITLE}]({URL})\n\nWe do.\n"
    digest = parse_bytes(text.encode(), "list.md")
    assert [entry.day for entry in digest.entries] == ["2025-03-04"]
    assert not digest.notes
