"""Several entries of a day as one, for where a day has room for one."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable

from papersearch.types.paper import Entry, Paper, merge


def by_day(entries: Iterable[Entry]) -> list[Entry]:
    """Return one entry a day, such that they make the same paper as ``entries``, of one id."""
    days: dict[str, list[Entry]] = defaultdict(list)
    told = list(entries)
    if len(told) == 1:
        return told
    for entry in told:
        days[entry.day].append(entry)
    merged = [_entry(merge(days[day]), day) for day in sorted(days)]
    texts = [entry for entry in merged if entry.sections] or merged
    title = merge(told).title
    # The paper's title may be of an older day than its text; that day cannot say so any more.
    return [dataclasses.replace(e, title=title) if e is texts[-1] else e for e in merged]


def _entry(paper: Paper, day: str) -> Entry:
    return Entry(
        id=paper.id,
        title=paper.title,
        sections=paper.sections,
        day=day,
        authors=paper.authors,
        authors_cut=paper.authors_cut,
        votes=paper.votes,
        url=paper.url,
        thumbnail=paper.thumbnail,
        video=paper.video,
    )
