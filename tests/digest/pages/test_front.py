from __future__ import annotations

import pytest
from lxml import etree

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
    found = front.take(lines, "a.md")
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
    assert front.take(lines, "a.md") is None
    assert lines == before


@pytest.mark.parametrize("inner", ["a: [", "a: &a [*a, *a]", "? : x", "a = [", "a: !!python/x y"])
@pytest.mark.parametrize("fence", ["---", "+++"])
def test_front_matter_that_is_broken_describes_nothing(fence: str, inner: str) -> None:
    assert front.take([fence, inner, fence, "words"], "a.md") is None


def test_metadata_of_a_page() -> None:
    fields = {
        "citation_title": TITLE,
        "citation_author": "Ada One",
        "DC.Creator": "Ben Two",
        "citation_arxiv_id": "2503.00001",
        "description": "words",
    }
    metas = "".join(f"<meta name='{name}' content='{own}'>" for name, own in fields.items())
    found = front.of_metadata(etree.HTML(f"<head>{metas}</head><body>x"), "a.html")
    assert found is not None
    assert (found.title, found.id) == (TITLE, "2503.00001")
    assert "Ada One" in found.authors


def test_a_page_without_metadata() -> None:
    root = etree.HTML("<head><meta name='description' content='x'><meta charset='utf-8'></head>")
    assert front.of_metadata(root, "a.html") is None
