"""One address whose content changes: each state of it that holds papers is kept as a file.

A feed shows its last few papers and forgets the rest; so no file replaces an earlier one. How the
files are called says that their days are those on which they were seen: see
:func:`papersearch.types.sources.seen_on`.
"""

from __future__ import annotations

import datetime
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from papersearch import digest
from papersearch.errors import DigestError, FetchFailed
from papersearch.fetching.client import Client, Got, Validators
from papersearch.fetching.collection import ENDINGS, Collection
from papersearch.fetching.ledger import Answer

_MOST_A_DAY = 1_000
_ENDINGS = {
    "application/json": ".json",
    "application/feed+json": ".json",
    "application/x-ndjson": ".jsonl",
    "application/jsonl": ".jsonl",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "text/markdown": ".md",
    "text/x-markdown": ".md",
    "application/yaml": ".yaml",
    "application/x-bibtex": ".bib",
    "application/x-research-info-systems": ".ris",
}


def fetch_page(collection: Collection, client: Client, url: str, now: datetime.datetime) -> None:
    """Keep what lies at ``url``, if it has changed.

    Raises:
        FetchFailed: it cannot be had, or holds no papers.
    """
    ledger = collection.ledger
    before = ledger.latest
    known = before.validators if before and collection.has(before.file) else Validators()
    got = client.get(url, known)
    if got is None:
        return
    ending = ending_of(got)
    if before and collection.holds(before.file, got.body):
        ledger.latest = Answer(before.file, got.validators)
        return
    if not _has_papers(got, url, ending):
        return
    name = _free(collection, now.date().isoformat(), ending)
    collection.put(name, got.body)
    ledger.latest = Answer(name, got.validators)


def ending_of(got: Got) -> str:
    """Return how the name of a file ends that has an answer: by what it is, then by its address."""
    start = got.body[:2_000].removeprefix(b"\xef\xbb\xbf").lstrip()[:500].lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return ".html"
    if start.startswith((b"<?xml", b"<rss", b"<feed", b"<rdf:rdf")):
        return ".html" if b"<html" in start else ".xml"
    media = got.media.partition(";")[0].strip().lower()
    named = PurePosixPath(urlsplit(got.url).path).suffix.lower()
    if media in _ENDINGS:
        return _ENDINGS[media]
    if named in ENDINGS:
        return named
    if start[:1] in (b"[", b"{"):
        return ".json"
    return ".html" if media == "text/html" else ".md"


def _has_papers(got: Got, url: str, ending: str) -> bool:
    """Whether there are papers; a feed, or a list, may have none today.

    Raises:
        FetchFailed: none can be read of what seems to be something else: errors come as pages.
    """
    place = urlsplit(url)
    shown = f"{place.scheme}://{place.netloc.rpartition('@')[2]}{place.path}"
    try:
        found = digest.parse_bytes(got.body, f"{shown}{ending}")
    except DigestError as error:
        raise FetchFailed(f"{shown}: {error.message}") from error
    if not found.entries and (found.seems or found.problems):
        seems = found.seems or found.problems[0].message
        raise FetchFailed(f"{shown} is {seems}: no papers are read there")
    return bool(found.entries)


def _free(collection: Collection, day: str, ending: str) -> str:
    """Return the first name that nothing has: seen-2026-11-27.xml, seen-2026-11-27-2.xml."""
    more = (f"seen-{day}-{own}{ending}" for own in range(2, _MOST_A_DAY))
    names = [f"seen-{day}{ending}", *more]
    for name in names:
        if not collection.has(name):
            return name
    raise FetchFailed(f"{collection.folder}: more than {_MOST_A_DAY:,} files of {day}")
