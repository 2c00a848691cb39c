"""Search daily digests of machine-learning papers, across languages, offline.

Importing this package imports nothing heavy; each public name loads what it needs.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from papersearch.errors import PapersearchError
    from papersearch.feed import Catch, Caught, Feed
    from papersearch.indexing import Report
    from papersearch.paper import Paper, Section
    from papersearch.paper_index import PaperIndex
    from papersearch.query import Answer, Explanation, Filters, Hit, Query
    from papersearch.recommend import Reason, Recommendation
    from papersearch.remote_index import RemoteIndex
    from papersearch.status import Status
    from papersearch.watches import Watch

__all__ = [
    "Answer",
    "Catch",
    "Caught",
    "Explanation",
    "Feed",
    "Filters",
    "Hit",
    "Paper",
    "PaperIndex",
    "PapersearchError",
    "Query",
    "Reason",
    "Recommendation",
    "RemoteIndex",
    "Report",
    "Section",
    "Status",
    "Watch",
]

_HOMES = {
    "Answer": "query",
    "Catch": "feed",
    "Caught": "feed",
    "Explanation": "query",
    "Feed": "feed",
    "Filters": "query",
    "Hit": "query",
    "Paper": "paper",
    "PaperIndex": "paper_index",
    "PapersearchError": "errors",
    "Query": "query",
    "Reason": "recommend",
    "Recommendation": "recommend",
    "RemoteIndex": "remote_index",
    "Report": "indexing",
    "Section": "paper",
    "Status": "status",
    "Watch": "watches",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"papersearch.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
