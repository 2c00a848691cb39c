"""Digests of many shapes, each as small as it may be, and files that are none."""

from __future__ import annotations

import pytest

from papersearch.digest import parse_bytes
from papersearch.digest.looking import papers_of
from papersearch.types.paper import Paper
from tests.digest.inputs import (
    html_and_feeds,
    markdown_1,
    markdown_2,
    markdown_3,
    markdown_4,
    markdown_5,
    markdown_6,
    markdown_7,
    mixed_1,
    mixed_2,
    mixed_3,
    mixed_4,
    mixed_5,
    records_1,
    records_2,
)
from tests.digest.inputs.no_digests import NO_DIGESTS
from tests.digest.inputs.no_digests_2 import NO_DIGESTS as TAKEN_ONCE

Want = dict[str, object]

CASES: dict[str, tuple[str, list[Want]]] = {
    **html_and_feeds.CASES,
    **markdown_1.CASES,
    **markdown_2.CASES,
    **markdown_3.CASES,
    **markdown_4.CASES,
    **markdown_5.CASES,
    **markdown_6.CASES,
    **markdown_7.CASES,
    **mixed_1.CASES,
    **mixed_2.CASES,
    **mixed_3.CASES,
    **mixed_4.CASES,
    **mixed_5.CASES,
    **records_1.CASES,
    **records_2.CASES,
}

NONE: dict[str, str] = {**NO_DIGESTS, **TAKEN_ONCE}


def said(paper: Paper, wanted: Want) -> Want:
    """Return what a paper says of what is wanted of it; ``says`` and ``omits`` are of its text."""
    words = "\n".join(f"{own.label}: {own.text}" for own in paper.sections)
    got: Want = {}
    for name, value in wanted.items():
        if name == "day":
            got[name] = paper.days[-1] if paper.days else ""
        elif name in ("says", "omits"):
            assert isinstance(value, list)
            got[name] = [own for own in value if (own in words) == (name == "says")]
        else:
            found = getattr(paper, name)
            got[name] = list(found) if isinstance(found, tuple) else found
    return got


@pytest.mark.parametrize("name", CASES)
def test_papers_of_a_shape(name: str) -> None:
    text, wanted = CASES[name]
    papers = papers_of(parse_bytes(text.encode(), name).entries, name)
    assert [said(own, want) for own, want in zip(papers, wanted, strict=True)] == wanted


@pytest.mark.parametrize("name", NONE)
def test_no_digest(name: str) -> None:
    assert parse_bytes(NONE[name].encode(), name).entries == ()
