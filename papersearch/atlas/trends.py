"""Topics over the months: the papers near a query, or the rise and fall of all topics."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Sequence

from papersearch.atlas.corpus import MOST, read, sample
from papersearch.atlas.forms import FormChange, form_changes
from papersearch.atlas.near import near
from papersearch.atlas.shares import COVERAGE, Month, change, joint_coverage, jump, month_of, months
from papersearch.atlas.topics import group
from papersearch.atlas.types import Trend, Trends
from papersearch.search.narrowing import narrowed
from papersearch.store.protocol import SearchStore
from papersearch.types.arrays import Vector
from papersearch.types.paper import Paper
from papersearch.types.query import Filters, Query


def trend_of(store: SearchStore, query: Query, embedded: Callable[[], Vector], by: str) -> Trends:
    """Return how the share of the papers near a query goes, among those that its filters leave.

    Of what is near, what says what it has to is counted. ``embedded`` returns the query's words as
    a (d,) unit vector.

    Raises:
        DerivedFileDamaged, IndexCorrupt: a file that is needed is damaged.
    """
    text, vector = query.text, embedded()
    with store.snapshot():
        scope = store.scope(query.filters)
        papers, found = sample(store, scope, MOST, 0)
        heights = near(store, scope, papers, query.words, vector)
        if any(query.says):
            said = narrowed(store, scope, query.says).papers()
            heights = {num: height for num, height in heights.items() if num in said}
    nearest = sorted(heights, key=lambda num: (-heights[num], papers[num].id))
    everything = list(papers.values())
    changes = form_changes(everything, by)
    own = [papers[num] for num in nearest]
    counted = months(
        [month_of(paper, by) for paper in own], [month_of(paper, by) for paper in everything]
    )
    trend = _trend(text, own, counted, COVERAGE, changes)
    told = _trends(text, by, [trend], everything, found, own, changes)
    return dataclasses.replace(told, as_text=query.as_text)


def trends_of_topics(
    store: SearchStore,
    filters: Filters,
    by: str,
    *,
    topics: int | None = None,
    most: int = MOST,
    seed: int = 0,
) -> Trends:
    """Return how the shares of all topics go, those that grow most first.

    So many topics seem to move by chance alone that the intervals of their changes are made
    wider: of those that are said to rise or fall, one in twenty is expected not to.

    Raises:
        IndexCorrupt, DerivedFileDamaged: a file that is needed is damaged.
    """
    with store.snapshot():
        corpus = read(store, filters, most, seed)
    if not corpus.papers:
        return Trends("", by, (), 0, 0, corpus.found)
    grouping = group(corpus, topics, seed)
    members: dict[int, list[Paper]] = defaultdict(list)
    for paper, label in zip(corpus.papers, grouping.labels, strict=True):
        members[label].append(paper)
    changes = form_changes(corpus.papers, by)
    everything = [month_of(paper, by) for paper in corpus.papers]
    own = [
        months([month_of(paper, by) for paper in members[at]], everything)
        for at in range(len(grouping.topics))
    ]
    coverage = joint_coverage(own)
    found = [
        _trend(topic.name, members[at], own[at], coverage, changes)
        for at, topic in enumerate(grouping.topics)
    ]
    found.sort(key=lambda trend: (-trend.change.value, trend.name))
    return _trends("", by, found, corpus.papers, corpus.found, corpus.papers, changes)


def _trend(
    name: str,
    some: Sequence[Paper],
    found: tuple[Month, ...],
    coverage: float,
    changes: Sequence[FormChange],
) -> Trend:
    broken = _broken(found, changes, coverage)
    return Trend(name, found, change(found, coverage), tuple(p.id for p in some), broken)


def _broken(found: tuple[Month, ...], changes: Sequence[FormChange], coverage: float) -> str:
    """Return the first month of a new form in which a share jumps, "" where it does in none."""
    for own in changes:
        moved = jump(found, own.month, coverage)
        if moved.low > 0 or moved.high < 0:
            return own.month
    return ""


def _trends(
    text: str,
    by: str,
    found: Sequence[Trend],
    papers: Sequence[Paper],
    all_found: int,
    members: Sequence[Paper],
    changes: tuple[FormChange, ...],
) -> Trends:
    counted = sum(bool(month_of(paper, by)) for paper in papers)
    return Trends(
        text,
        by,
        tuple(found),
        counted,
        len(papers) - counted,
        all_found,
        members={paper.id: paper for paper in members},
        changes=changes,
    )
