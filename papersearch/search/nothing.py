"""Why filters leave nothing: no such section, no such day, no papers at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from papersearch.search.narrowing import narrowed
from papersearch.store.protocol import SearchStore
from papersearch.text.names import Name
from papersearch.text.passages import label_key
from papersearch.types.box import Says
from papersearch.types.query import Filters

NEWEST = 1_000
"""Papers whose sections are looked at."""

_NAMED = 5
_SHOWN = 60
_OTHERWISE = "fewer filters or other words may help"


def why_nothing(store: SearchStore, filters: Filters, says: Says) -> str:
    """Return one line that says why nothing is left, or what may help."""
    if not len(store):
        return "the index is empty: `papersearch index PATH` fills it"
    if filters.sections and (said := _sections(store, filters.sections)):
        return said
    for text in says.phrases:
        if not narrowed(store, store.scope(Filters()), Says((text,))).papers():
            return (
                f'no paper says "{shortened(text)}" as it is: '
                "without the quotation marks, its words count"
            )
    for text in says.titles:
        if not narrowed(store, store.scope(Filters()), Says(titles=(text,))).papers():
            return f'no title says "{shortened(text)}": without title:, its words count'
    days = store.days()
    if filters.since and days and filters.since > days[-1]:
        return f"the newest papers are of {days[-1]}, none of {filters.since} or later"
    if filters.until and days and filters.until < days[0]:
        return f"the oldest papers are of {days[0]}, none of {filters.until} or earlier"
    return next(_alone(store, filters), _OTHERWISE)


def shortened(text: str) -> str:
    """Return a text as a message shows it."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _alone(store: SearchStore, filters: Filters) -> Iterator[str]:
    """Yield what filters leave nothing by themselves."""
    if filters.since and filters.until:
        span = Filters(filters.since, filters.until)
        if not store.scope(span).papers():
            yield f"no paper is of a day from {filters.since} to {filters.until}"
    for author in filters.authors:
        if not store.scope(Filters(authors=author)).papers():
            name = Name.of(author)
            yield (
                f"no paper is by {name.text!r}, a whole name"
                if name.whole
                else (f"no paper is by {author!r}")
            )
    if filters.categories and not store.scope(Filters(categories=filters.categories)).papers():
        named = " or ".join(map(repr, filters.categories[:_NAMED]))
        yield f"no paper is of the category {named}: `papersearch facets` shows which there are"
    if filters.min_votes and not store.scope(Filters(min_votes=filters.min_votes)).papers():
        yield f"no paper has {filters.min_votes:,} votes or more"


def _sections(store: SearchStore, wanted: tuple[str, ...]) -> str:
    """Return what sections there are, where none bears a part of what is wanted."""
    papers = store.newest(NEWEST).values()
    labels = Counter(section.label or "summary" for paper in papers for section in paper.sections)
    keys = [label_key(label) for label in labels]
    if any(label_key(part) in key for part in wanted for key in keys):
        return ""
    said = ", ".join(f"{label} ({count:,})" for label, count in labels.most_common(_NAMED))
    more = f" and {len(labels) - _NAMED:,} more" if len(labels) > _NAMED else ""
    names = " or ".join(map(repr, wanted[:_NAMED]))
    there = f"there are {said}{more}" if said else "no paper has sections"
    return f"no section is called {names}: {there}"
