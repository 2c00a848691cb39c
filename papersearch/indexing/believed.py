"""Vectors that need no embedding, and which of them are believed for which text.

A vector is believed for one paper's text alone: the paper that has it already, or that of a shard
whose row says so. A paper that other digests tell of too is embedded here: what a shard says of
papers that are not its own counts for nothing. Of each shard, and of what an interruption left
behind, a sample that nobody can foresee is embedded again and compared.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from papersearch.embedding import Embedder
from papersearch.embedding.agreement import LEAST, alike, sample
from papersearch.errors import DigestError
from papersearch.indexing.plan import ToEmbed
from papersearch.shards.types import EmbeddedDigest
from papersearch.store.protocol import Store
from papersearch.text.passages import passages, text_hash
from papersearch.types import limits
from papersearch.types.arrays import Vector
from papersearch.types.merging import merge
from papersearch.types.paper import Entry
from papersearch.types.sources import is_shard

Given = Mapping[str, Mapping[str, Mapping[bytes, bytes]]]
"""float16 vectors by source, paper and hash of the text."""


class Believed:
    """What is believed of a run's papers; ``given`` came along with shards."""

    def __init__(self, store: Store, given: Given, items: Sequence[ToEmbed]) -> None:
        pure = [item.paper.id for item in items if len(_kinds(item)) < 2]
        self._known = store.known_vectors(pure)
        self._given = given

    def hashes(self, item: ToEmbed) -> set[bytes]:
        """Return of which texts of a paper there are vectors."""
        own = {text_hash(passage.text) for passage in item.passages}
        there = set(self._known.get(item.paper.id, ()))
        return own & there.union(*self._rows(item))

    def vectors(self, item: ToEmbed) -> dict[bytes, Vector]:
        """Return the (d,) vectors of a paper's texts, those that it has before those given."""
        found: dict[bytes, Vector] = {}
        wanted = {text_hash(passage.text) for passage in item.passages}
        for row in self._rows(item):
            for digest in wanted & row.keys():
                found[digest] = np.frombuffer(row[digest], "<f2").astype(np.float32)
        return found | self._known.get(item.paper.id, {})

    def _rows(self, item: ToEmbed) -> list[Mapping[bytes, bytes]]:
        """Return what shards give for a paper that only shards tell of."""
        if _kinds(item) != {True}:
            return []
        return [self._given.get(source, {}).get(item.paper.id, {}) for source in item.sources]


def check_shard(embedder: Embedder, digest: EmbeddedDigest, source: str) -> None:
    """See that some vectors of a shard are those of its texts.

    Raises:
        DigestError: they are not.
    """
    ids = sorted(digest.vectors)
    chosen = {ids[n] for n in sample(limits.SHARD_SAMPLE, len(ids))}
    told: dict[str, list[Entry]] = {id_: [] for id_ in chosen}
    for entry in digest.entries:
        if entry.id in chosen:
            told[entry.id].append(entry)
    texts, rows = [], []
    for id_, entries in told.items():
        own = {text_hash(p.text): p.text for p in passages(merge(entries))}
        if there := sorted(own.keys() & digest.vectors[id_].keys()):
            hash_ = random.SystemRandom().choice(there)
            texts.append(own[hash_])
            rows.append(np.frombuffer(digest.vectors[id_][hash_], "<f2").astype(np.float32))
    if texts and (wrong := int(np.sum(alike(embedder, texts, np.stack(rows)) < LEAST))):
        raise DigestError(
            source,
            1,
            f"{wrong} of {len(texts)} vectors that were embedded again are not those of their "
            "texts: nothing of it is taken; embed the digests yourself",
        )


def left_behind(
    store: Store, texts: Mapping[bytes, str], load: Callable[[], Embedder]
) -> dict[bytes, Vector]:
    """Return the vectors of ``texts`` that an interruption left behind, if a sample is right.

    Otherwise none are returned, and the texts are embedded again.
    """
    found = store.pending_vectors(texts.keys())
    if not found:
        return {}
    embedder = load()
    hashes = sorted(found)
    if any(vector.shape != (embedder.identity.dimension,) for vector in found.values()):
        return {}
    chosen = [hashes[n] for n in sample(limits.SHARD_SAMPLE, len(hashes))]
    rows = np.stack([found[digest] for digest in chosen])
    right = alike(embedder, [texts[digest] for digest in chosen], rows) >= LEAST
    return found if right.all() else {}  # not so of NaN either


def _kinds(item: ToEmbed) -> set[bool]:
    """Return whether shards and whether other digests tell of a paper."""
    return {is_shard(source) for source in item.sources}
