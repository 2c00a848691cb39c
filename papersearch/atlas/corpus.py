"""The papers that filters leave, or a sample of them, with one vector each."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from papersearch.atlas.forms import manner
from papersearch.ranking.space import shrunk
from papersearch.store.protocol import Scope, SearchStore
from papersearch.text.doubt import DOUBTFUL
from papersearch.text.glossary import Glossary
from papersearch.types.arrays import Embeddings, middles, unit
from papersearch.types.paper import Paper
from papersearch.types.passage_ids import num_of
from papersearch.types.query import Filters

MOST = 20_000
"""Papers beyond which a sample is drawn: what a map takes grows with their square."""

_PRIOR = 10  # papers that a manner needs for its mean to count half


@dataclass(frozen=True, slots=True)
class Corpus:
    """Papers in the order of their ids, and their (n, d) float32 unit rows in the centred space.

    ``doubtful`` says of each whether its summary seems to be of another paper. ``found`` is how
    many papers the filters leave, of which these may be a sample. ``glossary`` is what the corpus
    taught of translations.
    """

    papers: tuple[Paper, ...]
    vectors: Embeddings
    doubtful: tuple[bool, ...]
    found: int
    glossary: Glossary = field(default_factory=dict)


def read(store: SearchStore, filters: Filters, most: int = MOST, seed: int = 0) -> Corpus:
    """Return what the filters leave, at most ``most`` papers of it; call within a snapshot.

    A paper's vector is the middle of its passages, only of those that the filters leave.

    Raises:
        DerivedFileDamaged, IndexCorrupt: a file that is needed is damaged.
    """
    scope = store.scope(filters)
    chosen, all_found = sample(store, scope, most, seed)
    pids, rows = scope.passages_of(list(chosen))
    found, vectors = middles(num_of(pids), store.learned.space().rows(np.asarray(rows)))
    place = {num: at for at, num in enumerate(found.tolist())}
    papers = {num: paper for num, paper in chosen.items() if num in place}
    drawn = sorted(papers, key=lambda num: papers[num].id)
    doubts = store.learned.doubts(drawn, least=DOUBTFUL)
    manners = [manner(papers[num]) for num in drawn]
    return Corpus(
        tuple(papers[num] for num in drawn),
        without_manner(vectors[[place[num] for num in drawn]], manners),
        tuple(num in doubts for num in drawn),
        all_found,
        store.learned.glossary(),
    )


def sample(
    store: SearchStore, scope: Scope, most: int, seed: int
) -> tuple[Mapping[int, Paper], int]:
    """Return at most ``most`` of the papers of a scope by number, and how many there are.

    Of a larger corpus mostly the same ones.
    """
    nums = scope.papers()
    chosen = nums if len(nums) <= most else first_drawn(store.ids_of(nums), most, seed)
    return store.papers(chosen), len(nums)


def first_drawn(ids: Mapping[int, str], most: int, seed: int) -> list[int]:
    """Return the ``most`` numbers whose ids are drawn first."""
    return sorted(ids, key=lambda num: (_lot(ids[num], seed), ids[num]))[:most]


def without_manner(vectors: Embeddings, manners: Sequence[str]) -> Embeddings:
    """Return (n, d) unit rows without what those of one manner have in common.

    Models put texts of a language near each other, and texts of a form: papers would be grouped by
    how their digest tells them. The mean of few papers is mostly what they are about, and counts
    less.
    """
    apart = vectors.copy()
    nothing = np.zeros(vectors.shape[1], np.float32)
    names = np.array(manners)
    for manner_ in set(manners):
        own = names == manner_
        apart[own] -= shrunk(vectors[own], nothing, _PRIOR)
    return unit(apart)


def _lot(paper_id: str, seed: int) -> bytes:
    return hashlib.blake2b(f"{seed} {paper_id}".encode(), digest_size=8).digest()
