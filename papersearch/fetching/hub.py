"""Hugging Face's daily papers: a list in JSON for each day.

The API: https://huggingface.co/docs/hub/api, GET /api/daily_papers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import orjson

from papersearch import config
from papersearch.errors import FetchFailed
from papersearch.fetching.client import Client
from papersearch.fetching.ledger import Answer
from papersearch.fetching.patience import Passing
from papersearch.types import limits

ENDING = ".json"
_LIMIT = 100  # papers of a page, the most that is given


def address() -> str:
    """Return where the hub is asked."""
    return f"{config.hub_address()}/api/daily_papers"


def pages(
    client: Client, _name: str, day: str, known: Sequence[Answer]
) -> Iterator[tuple[Answer, bytes | None]]:
    """Yield the pages of a day and their bytes, None for one that is still as it is known.

    Raises:
        FetchFailed: one cannot be had.
    """
    seen: set[bytes] = set()
    for number in range(limits.FETCH_PAGES):
        before = known[number] if number < len(known) else Answer("")
        url = f"{address()}?date={day}&limit={_LIMIT}&p={number}"
        got = client.get(url, before.validators, check=_see_list)
        if got is None:
            yield before, None
            more = before.more
        else:
            papers = orjson.loads(got.body)
            if got.body in seen or (number and not papers):
                return
            seen.add(got.body)
            more = len(papers) >= _LIMIT
            yield Answer("", got.validators, more), got.body if papers else b""
        if not more:
            return
    raise FetchFailed(f"{address()}: more than {limits.FETCH_PAGES:,} pages for one day")


def _see_list(body: bytes) -> None:
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        found = None
    if not isinstance(found, list):
        what = "a page of HTML" if body.lstrip()[:1] == b"<" else "something else"
        raise Passing(f"it answers with {what} in place of a list of papers")
