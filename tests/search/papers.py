"""Made-up papers, one for each day of a month."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def paper(
    number: int, title: str, text: str, authors: Sequence[str] = (), votes: int | None = None
) -> dict[str, Any]:
    """Return a made-up paper as a digest in JSON tells of it."""
    return {
        "title": title,
        "abstract": text,
        "arxiv_id": f"2408.{number:05}",
        "date": f"2024-08-{number:02}",
        "votes": votes,
        "authors": list(authors),
    }
