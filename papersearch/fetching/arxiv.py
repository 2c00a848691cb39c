"""arXiv's announcements by day, by the protocol that it wants harvesters to use (OAI-PMH).

https://info.arxiv.org/help/oa/index.html. A day has what was new or corrected on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import quote

from papersearch import config
from papersearch.digest.records import oai
from papersearch.errors import FetchFailed
from papersearch.fetching.client import Client, Got, NoSource, Validators
from papersearch.fetching.ledger import Answer
from papersearch.fetching.patience import Passing
from papersearch.types import limits

ENDING = ".xml"
APART = 3.0
"""Seconds between two requests: https://info.arxiv.org/help/api/tou.html."""

_PHYSICS = frozenset(
    "astro-ph cond-mat gr-qc hep-ex hep-lat hep-ph hep-th math-ph nlin nucl-ex nucl-th physics "
    "quant-ph".split()
)
_EMPTY = "noRecordsMatch"
_WRONG = "badArgument"


def address() -> str:
    """Return where arXiv is asked."""
    return config.arxiv_address()


def pages(
    client: Client, name: str, day: str, known: Sequence[Answer]
) -> Iterator[tuple[Answer, bytes | None]]:
    """Yield the pages of a category's day and their bytes, None where it is as it is known.

    Raises:
        FetchFailed: one cannot be had, or there is no such category.
    """
    first = f"metadataPrefix=arXiv&set={set_of(name)}&from={day}&until={day}"
    token, tokens = "", set[str]()
    for number in range(limits.FETCH_PAGES):
        asked = f"resumptionToken={quote(token, safe='')}" if token else first
        before = known[0].validators if known and not number else Validators()
        got = client.get(f"{address()}?verb=ListRecords&{asked}", before, check=_see_page)
        if got is None:
            yield from ((own, None) for own in known)
            return
        page = _page(got, name)
        token = page.token
        if token in tokens:
            raise FetchFailed(f"{address()}: it gives the same page again: try again later")
        tokens.add(token)
        yield Answer("", got.validators, bool(token)), got.body if page.records else b""
        if not token:
            return
    raise FetchFailed(f"{address()}: more than {limits.FETCH_PAGES:,} pages for one day")


def set_of(name: str) -> str:
    """Return the set of a category: "cs:cs:CL" of "cs.CL", "physics:hep-th" of "hep-th"."""
    archive = name.partition(".")[0]
    if archive in _PHYSICS:
        return "physics:" + name.replace(".", ":")
    return name if name == archive else f"{archive}:{name.replace('.', ':')}"


def _see_page(body: bytes) -> None:
    page = oai.page(body.decode(errors="replace"))
    if page is None:
        raise Passing("it answers with something else than a list of records")
    if not page.whole:
        raise Passing("it is cut off")


def _page(got: Got, name: str) -> oai.Page:
    """Return what a page says, without its error where that means that there is nothing."""
    page = oai.page(got.body.decode(errors="replace"))
    if page is None or page.error not in ("", _EMPTY):
        said = page.message if page else "no list of records"
        told = f"{address()}: {' '.join(said.split())[:200]!r}"
        if page and page.error == _WRONG:
            raise NoSource(f"{told}: is {name} a category?")
        raise FetchFailed(f"{told}: try again later")
    return page
