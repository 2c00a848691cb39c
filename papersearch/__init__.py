"""Search daily digests of machine-learning papers, across languages, offline.

Importing this package imports nothing heavy; each public name loads what it needs.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from papersearch.api.paper_index import PaperIndex
    from papersearch.api.remote_index import RemoteIndex
    from papersearch.errors import PapersearchError
    from papersearch.fetching.run import Fetched, fetch
    from papersearch.following.feed import Catch, Caught, Feed
    from papersearch.following.recommend import Reason, Recommendation
    from papersearch.indexing.preview import Preview
    from papersearch.indexing.write import Report
    from papersearch.types.facets import Facets, Suggestion
    from papersearch.types.hits import Answer, Explanation, Hit
    from papersearch.types.judged import Judged
    from papersearch.types.kept import Kept
    from papersearch.types.paper import Paper, Section
    from papersearch.types.query import Filters, Query
    from papersearch.types.watch import Watch
    from papersearch.upkeep.status import Status

__all__ = [
    "Answer",
    "Catch",
    "Caught",
    "Explanation",
    "Facets",
    "Feed",
    "Fetched",
    "Filters",
    "Hit",
    "Judged",
    "Kept",
    "Paper",
    "PaperIndex",
    "PapersearchError",
    "Preview",
    "Query",
    "Reason",
    "Recommendation",
    "RemoteIndex",
    "Report",
    "Section",
    "Status",
    "Suggestion",
    "Watch",
    "fetch",
]

_HOMES = {
    "Answer": "types.hits",
    "Catch": "following.feed",
    "Caught": "following.feed",
    "Explanation": "types.hits",
    "Facets": "types.facets",
    "Feed": "following.feed",
    "Fetched": "fetching.run",
    "Filters": "types.query",
    "Hit": "types.hits",
    "Judged": "types.judged",
    "Kept": "types.kept",
    "Paper": "types.paper",
    "PaperIndex": "api.paper_index",
    "PapersearchError": "errors",
    "Preview": "indexing.preview",
    "Query": "types.query",
    "Reason": "following.recommend",
    "Recommendation": "following.recommend",
    "RemoteIndex": "api.remote_index",
    "Report": "indexing.write",
    "Section": "types.paper",
    "Status": "upkeep.status",
    "Suggestion": "types.facets",
    "Watch": "types.watch",
    "fetch": "fetching.run",
}


def __getattr__(name: str) -> object:
    if name == "__version__":
        from importlib.metadata import version

        return version("papersearch")
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"papersearch.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
