"""Teaching the index its own language: an adapter of the embedding space to one corpus.

Each title, encoded as a query, should find the passages of its own paper. Two linear maps, one for
queries and one for passages, start at nothing and are drawn to nothing, and learn that from most
of the papers; they are accepted only when papers that were held out are found better.

Source of the loss: van den Oord et al., Representation learning with contrastive predictive
coding, 2018 (InfoNCE).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from papersearch.embedding import Embedder
from papersearch.errors import MissingExtra, TuningImpossible
from papersearch.evaluation.measures import Values, paired_p
from papersearch.ranking.space import Adapter, Space
from papersearch.store.protocol import Store
from papersearch.types.arrays import Embeddings, unit
from papersearch.types.passage_ids import num_of
from papersearch.types.progress import Progress, silent
from papersearch.types.query import Filters

LEAST_PAPERS = 200
HELD_OUT = 0.1
SIGNIFICANT = 0.05
MAX_PAPERS = 50_000
_STEPS = 200
_BATCH = 512
_TEMPERATURE = 0.05
_RATE = 2e-3
_PULL = 10.0  # towards nothing: weaker, and the maps learn titles instead of meaning


@dataclass(frozen=True, slots=True)
class Tuned:
    """What tuning gave: mean reciprocal ranks of held-out papers before and after, and p."""

    papers: int
    before: float
    after: float
    p: float

    @property
    def accepted(self) -> bool:
        """Whether held-out papers agree."""
        return self.after > self.before and self.p < SIGNIFICANT


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Titles and passages, (n, d) and (m, d) unit rows; passage i is of title ``owner[i]``."""

    titles: Embeddings
    passages: Embeddings
    owner: NDArray[np.int64]


def tune(
    store: Store,
    embedder_for: Callable[[int], Embedder],
    progress: Progress = silent,
) -> Tuned:
    """Learn an adapter and store it where held-out papers agree; one that is there goes else.

    Raises:
        TuningImpossible: there are too few papers.
        MissingExtra: torch is not installed.
    """
    space = store.learned.space(adapted=False)
    pairs = _pairs(store, embedder_for, space)
    random = np.random.default_rng(0)
    order = random.permutation(len(pairs.titles))
    held = np.sort(order[: max(1, int(len(order) * HELD_OUT))])
    adapter = _train(pairs, np.setdiff1d(order, held), progress)
    before = _reciprocal_ranks(pairs, held, None)
    after = _reciprocal_ranks(pairs, held, adapter)
    tuned = Tuned(len(order), float(before.mean()), float(after.mean()), paired_p(after, before))
    with store.commit():
        store.learned.put_adapter(adapter if tuned.accepted else None)
    return tuned


def untune(store: Store) -> bool:
    """Forget the adapter, and return whether there was one."""
    there = store.learned.space().adapter is not None
    with store.commit():
        store.learned.put_adapter(None)
    return there


def _pairs(store: Store, embedder_for: Callable[[int], Embedder], space: Space) -> _Pairs:
    found = sorted(store.newest(MAX_PAPERS).items())
    papers = {num: paper for num, paper in found if paper.title and paper.sections}
    if len(papers) < LEAST_PAPERS or space.passages is None:
        raise TuningImpossible(
            f"the index holds {len(papers):,} papers with summaries: tuning needs "
            f"{LEAST_PAPERS:,}, so index more digests first"
        )
    titles = [paper.title for paper in papers.values()]
    vectors = embedder_for(sum(map(len, titles))).embed_queries(titles)
    asked = np.stack(
        [space.query(v, space.language(v, t)) for v, t in zip(vectors, titles, strict=True)]
    )
    pids, rows = store.scope(Filters()).passages_of(list(papers))
    nums = np.fromiter(papers, np.int64, len(papers))
    return _Pairs(asked, space.rows(np.asarray(rows)), np.searchsorted(nums, num_of(pids)))


def _train(pairs: _Pairs, chosen: NDArray[np.int64], progress: Progress) -> Adapter:
    try:
        import torch
    except ImportError as error:
        raise MissingExtra(f"tuning needs torch ({error}): `pip install torch`") from error
    torch.manual_seed(0)
    random = np.random.default_rng(1)
    starts = np.searchsorted(pairs.owner, np.arange(len(pairs.titles) + 1))
    titles, passages = torch.from_numpy(pairs.titles), torch.from_numpy(pairs.passages)
    size = pairs.titles.shape[1]
    maps = [torch.zeros(size, size, requires_grad=True) for _ in range(2)]
    optimizer = torch.optim.Adam(maps, lr=_RATE)
    normalize = torch.nn.functional.normalize
    for step in range(_STEPS):
        batch = random.choice(chosen, min(_BATCH, len(chosen)), replace=False)
        own = random.integers(starts[batch], starts[batch + 1])
        asked = normalize(titles[batch] + titles[batch] @ maps[0], dim=1)
        said = normalize(passages[own] + passages[own] @ maps[1], dim=1)
        scores = asked @ said.T / _TEMPERATURE
        right = torch.arange(len(batch))
        loss = torch.nn.functional.cross_entropy(scores, right)
        loss = (loss + torch.nn.functional.cross_entropy(scores.T, right)) / 2
        loss = loss + _PULL * sum((map_**2).sum() for map_ in maps) / size
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        progress("tuning", step + 1, _STEPS)
    queries, rows = (map_.detach().numpy() for map_ in maps)
    return Adapter(queries, rows)


def _reciprocal_ranks(pairs: _Pairs, held: NDArray[np.int64], adapter: Adapter | None) -> Values:
    """Return 1 / the rank of its own paper for each held-out title, among all papers."""
    asked, said = pairs.titles[held], pairs.passages
    if adapter is not None:
        asked = unit(asked + asked @ adapter.queries)
        said = unit(said + said @ adapter.passages)
    starts = np.searchsorted(pairs.owner, np.arange(len(pairs.titles)))
    best = np.maximum.reduceat(asked @ said.T, starts, axis=1)
    own = best[np.arange(len(held)), held]
    ranks: Values = 1.0 / (1 + np.sum(best > own[:, None], axis=1))
    return ranks
