"""Several entries of a day as one, for where a day has room for one."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Sequence

from papersearch.types.merging import merge_told
from papersearch.types.paper import Entry, Paper


def by_day(told: Sequence[tuple[str, Entry]]) -> list[Entry]:
    """Return one entry a day, such that they make the same paper as ``told``, of one id.

    ``told`` are entries with their sources. Where there are several, what is shown of the paper
    stands in the newest of its days that has a text: no single day says all of it.
    """
    if len(told) == 1:
        return [told[0][1]]
    days: dict[str, list[tuple[str, Entry]]] = defaultdict(list)
    for source, entry in told:
        days[entry.day].append((source, entry))
    merged = [_entry(merge_told(days[day]), day) for day in sorted(days)]
    last = ([entry for entry in merged if entry.sections] or merged)[-1]
    paper = merge_told(told)
    whole = dataclasses.replace(last, title=paper.title, sections=paper.sections)
    return [whole if e is last else dataclasses.replace(e, sections=()) for e in merged]


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
        code=paper.code,
        categories=paper.categories,
        venue=paper.venue,
    )
