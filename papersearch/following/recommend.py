"""New papers that a reader may like, by what the reader has liked; without side effects."""

from __future__ import annotations

import dataclasses
import datetime
import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from papersearch.errors import TooFewLikes
from papersearch.following.feed import CHUNK, numbers
from papersearch.following.taste import LEAST_LIKES, Taste, learn
from papersearch.following.watches import labels, meets
from papersearch.ranking.fuse import DOUBTFUL_SHARE
from papersearch.ranking.fusion import order
from papersearch.ranking.similarity import Similarities, Target
from papersearch.store.protocol import SearchStore
from papersearch.text.evidence import best_evidence
from papersearch.types.arrays import Embeddings, middles
from papersearch.types.dates import shifted
from papersearch.types.hits import Hit
from papersearch.types.paper import Paper
from papersearch.types.passage_ids import num_of
from papersearch.types.query import Filters, check_k

DAYS = 30
"""Papers of so many days before the newest are new, where nothing else is asked for."""

SAMPLE = 5000
"""Papers that stand for the corpus."""

_REASONS = 2

Nums = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Reason:
    """A liked paper, and how similar the recommended one is to it: the cosine of their middles."""

    paper: Paper
    similarity: float


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A paper and the liked ones that it is most like, nearest first.

    The hit's ``score`` is by how many standard deviations the paper stands out from the corpus, its
    ``relevance`` the percentage of the corpus that is less so, were it normal; its ``similarity``
    the plain cosine of its best passage and the nearest liked paper.
    """

    hit: Hit
    because: tuple[Reason, ...]


def recommend(
    store: SearchStore, k: int = 10, filters: Filters | None = None
) -> list[Recommendation]:
    """Return the k papers that the reader may like most, best first; judged ones are left out.

    Without ``since`` and ``until``, papers of the last ``DAYS`` days before the newest count.

    Raises:
        InvalidQuery: ``k`` is out of range.
        TooFewLikes: fewer than ``LEAST_LIKES`` papers are liked.
    """
    check_k(k)
    with store.snapshot():
        opinions = store.interests.taste()
        liked = _papers(store, (id_ for id_, likes in opinions.items() if likes))
        if len(liked) < LEAST_LIKES:
            raise TooFewLikes(
                f"{len(liked)} paper{' is' if len(liked) == 1 else 's are'} liked, and it takes "
                f"{LEAST_LIKES} to recommend others: name some with `papersearch like ID`"
            )
        disliked = _papers(store, (id_ for id_, likes in opinions.items() if not likes))
        wanted = _new(store, filters or Filters())
        judged = {*liked, *disliked}
        corpus = [num for num in _some(store) if num not in judged]
        if not corpus:
            return []
        taste = learn(*(_middles(store, nums)[1] for nums in (liked, disliked, corpus)))
        scores = _scores(store, taste, wanted, judged)
        best = {num: scores[num] for num in order(scores)[:k]}
        return _recommendations(store, taste, best, liked, wanted)


def _ahead(deviations: float) -> float:
    return round(100 * statistics.NormalDist().cdf(deviations), 1)


def _papers(store: SearchStore, ids: Iterable[str]) -> list[int]:
    return sorted(store.nums(ids))


def _new(store: SearchStore, filters: Filters) -> Filters:
    """Return the filters, with the days that count where none are named."""
    days = store.days()
    if filters.since or filters.until or not days:
        return filters
    return dataclasses.replace(filters, since=first_new(days[-1]))


def first_new(newest: str) -> str:
    """Return the ISO day since which papers are new where the ``newest`` ones are of that day."""
    return shifted(datetime.date.fromisoformat(newest), -DAYS).isoformat()


def _some(store: SearchStore) -> list[int]:
    nums = store.numbers()
    return nums[:: max(1, len(nums) // SAMPLE)]


def _middles(store: SearchStore, nums: Sequence[int]) -> tuple[Nums, Embeddings]:
    """Return papers and their middles in the space that ranking uses."""
    pids, rows = store.scope(Filters()).passages_of(nums)
    return middles(num_of(pids), store.learned.space().rows(np.asarray(rows)))


def _scores(
    store: SearchStore, taste: Taste, wanted: Filters, judged: set[int]
) -> dict[int, float]:
    """Return the scores of all papers that count, by number."""
    found: dict[int, float] = {}
    for nums in _chunks(sorted(numbers(store, wanted) - judged)):
        kept = nums
        if wanted.sections:
            papers = store.papers(nums)
            kept = [num for num in nums if meets(papers[num], wanted)]
        own, rows = _middles(store, kept)
        if len(own):
            found |= dict(zip(own.tolist(), taste.scores(rows).tolist(), strict=True))
        for num in store.learned.doubtful(kept):
            found[num] *= DOUBTFUL_SHARE if found[num] > 0 else 1.0
    return found


def _chunks(nums: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(nums), CHUNK):
        yield nums[start : start + CHUNK]


def _recommendations(
    store: SearchStore,
    taste: Taste,
    scores: Mapping[int, float],
    liked: Sequence[int],
    labelled: Filters,
) -> list[Recommendation]:
    """Return the papers of ``scores``, which are in order, each with what it is most like."""
    papers = store.papers([*scores, *liked])
    doubtful = store.learned.doubtful(scores)
    _, models = _middles(store, liked)
    found = []
    for rank, (num, score) in enumerate(scores.items(), start=1):
        likeness = models @ _middles(store, [num])[1][0]
        nearest = np.argsort(-likeness, kind="stable")[:_REASONS].tolist()
        hit = _hit(store, taste, papers[num], num, liked[nearest[0]], labelled.sections)
        found.append(
            Recommendation(
                dataclasses.replace(
                    hit,
                    rank=rank,
                    score=score,
                    relevance=_ahead(score),
                    doubtful=num in doubtful,
                ),
                tuple(Reason(papers[liked[at]], float(likeness[at])) for at in nearest),
            )
        )
    return found


def _hit(
    store: SearchStore, taste: Taste, paper: Paper, num: int, model: int, sections: Sequence[str]
) -> Hit:
    """Return a paper with what of it is most to the reader's taste, compared with a liked one."""
    space = store.learned.space()
    scope = store.scope(Filters())
    _, rows = scope.passages_of([model])
    target = Target(Target.of_passages(np.asarray(rows), space).plain, taste.direction, space)
    similar = Similarities(*scope.passages_of([num]), target)
    counted = labels(paper, sections) if sections else ()
    shown = best_evidence(paper, similar.by_ordinal(num), frozenset(), counted)
    return Hit(
        rank=1,
        paper=paper,
        score=0.0,
        similarity=similar.plain(num),
        lexical=None,
        section=shown.section,
        evidence=shown.sentence,
    )
