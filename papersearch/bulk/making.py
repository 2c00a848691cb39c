"""One shard from what was planned for it: the work of a worker, wherever it runs."""

from __future__ import annotations

from papersearch import shards
from papersearch.bulk import records
from papersearch.bulk.types import Job, Made, Tick
from papersearch.embedding import Embedder
from papersearch.errors import ModelMismatch
from papersearch.paper import merge
from papersearch.passages import passages, text_hash
from papersearch.shards.types import Row

AT_ONCE = 512
"""Texts given to the model at a time, which several devices share."""


def make(job: Job, embedder: Embedder, tick: Tick) -> Made:
    """Return the shard of ``job``, whose texts without a known vector are embedded.

    Raises:
        ModelMismatch: ``embedder`` is not of the job's model.
        EmbeddingError: the model failed.
    """
    import numpy as np

    if job.model and job.model.key != embedder.identity.key:
        raise ModelMismatch(
            f"the shards are of {job.model}, but what is installed is {embedder.identity}: "
            "install that version, or give --out another folder"
        )
    rows, texts = _rows(job.work)
    vectors = {digest: job.known[digest] for digest in texts.keys() & job.known.keys()}
    taken = len(vectors)
    tick(taken)
    missing = sorted(texts.keys() - vectors.keys(), key=lambda d: (-len(texts[d]), d))
    for start in range(0, len(missing), AT_ONCE):
        some = missing[start : start + AT_ONCE]
        found = embedder.embed_passages([texts[digest] for digest in some]).astype("<f2")
        vectors.update(zip(some, (row.tobytes() for row in found), strict=True))
        tick(len(some))
    data = b"".join(vectors[digest] for row in rows for digest in row.hashes)
    matrix = np.frombuffer(data, "<f2").reshape(-1, embedder.identity.dimension)
    encoded = shards.encode(rows, matrix, embedder.identity, job.plan)
    return Made(job.name, encoded, len(missing), taken)


def _rows(work: bytes) -> tuple[list[Row], dict[bytes, str]]:
    """Return the papers of a shard without vectors, and their texts by hash."""
    rows: list[Row] = []
    texts: dict[bytes, str] = {}
    for told in records.read(work):
        paper = merge(entry for _, entry in told)
        own = {text_hash(p.text): p.text for p in passages(paper)}
        hashes = tuple(text_hash(passage.text) for passage in passages(paper))
        texts |= own
        rows.append(Row(paper.id, paper.title, tuple(told), hashes))
    return rows, texts
