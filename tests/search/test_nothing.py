from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from papersearch.api.paper_index import PaperIndex
from papersearch.api.remote_index import RemoteIndex
from papersearch.types.query import Filters


@pytest.mark.parametrize(
    ("filters", "why"),
    [
        (
            Filters(sections="foo"),
            "no section is called 'foo': there are What's New (3), Technical Details (2), "
            "Performance Highlights (1)",
        ),
        (Filters(since="2024-08"), "the newest papers are of 2024-07-05, none of 2024-08-01"),
        (Filters(until="2023"), "the oldest papers are of 2024-07-04, none of 2023-12-31"),
        (Filters(authors="Nobody"), "no paper is by 'Nobody'"),
        (Filters(sections="technical", min_votes=999), "no paper has 999 votes or more"),
        (Filters(authors="lima", min_votes=12), "fewer filters or other words may help"),
        (None, "fewer filters or other words may help"),
    ],
)
def test_why_filters_leave_nothing(
    anywhere: PaperIndex | RemoteIndex, filters: Filters | None, why: str
) -> None:
    assert anywhere.why_nothing(filters).startswith(why)


def test_an_empty_index_says_so(make_index: Callable[..., PaperIndex], digests: Path) -> None:
    index = make_index()
    index.index([digests])
    index.remove([paper.id for paper in index.papers()])
    assert index.why_nothing() == "the index is empty: `papersearch index PATH` fills it"
