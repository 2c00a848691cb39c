"""One shard from what was planned for it: the work of a worker, wherever it runs."""

from __future__ import annotations

from collections.abc import Mapping

from papersearch import shards
from papersearch.bulk import records
from papersearch.bulk.types import Job, Made, Tick
from papersearch.embedding import Embedder
from papersearch.embedding.agreement import LEAST, alike, sample
from papersearch.errors import ModelMismatch
from papersearch.shards.types import Row, vector_key
from papersearch.text.passages import passages, text_hash
from papersearch.types import limits
from papersearch.types.merging import merge_told

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
    known = _known(job, rows, texts, embedder)
    tick(len(known))
    lacking = {h for row in rows for h in row.hashes if vector_key(row.id, h) not in known}
    missing = sorted(lacking, key=lambda digest: (-len(texts[digest]), digest))
    made: dict[bytes, bytes] = {}
    for start in range(0, len(missing), AT_ONCE):
        some = missing[start : start + AT_ONCE]
        found = embedder.embed_passages([texts[digest] for digest in some]).astype("<f2")
        made.update(zip(some, (row.tobytes() for row in found), strict=True))
        tick(len(some))
    data = b"".join(known.get(vector_key(row.id, h)) or made[h] for row in rows for h in row.hashes)
    matrix = np.frombuffer(data, "<f2").reshape(-1, embedder.identity.dimension)
    encoded = shards.encode(rows, matrix, embedder.identity, job.plan)
    return Made(job.name, encoded, len(missing), len(known))


def _known(
    job: Job, rows: list[Row], texts: Mapping[bytes, str], embedder: Embedder
) -> dict[bytes, bytes]:
    """Return the vectors of a job's texts that are known, if a sample of them is right."""
    import numpy as np

    wanted = {vector_key(row.id, digest): digest for row in rows for digest in row.hashes}
    keys = sorted(wanted.keys() & job.known.keys())
    if chosen := [keys[n] for n in sample(limits.SHARD_SAMPLE, len(keys))]:
        found = [np.frombuffer(job.known[key], "<f2").astype(np.float32) for key in chosen]
        cosines = alike(embedder, [texts[wanted[key]] for key in chosen], np.stack(found))
        if not (cosines >= LEAST).all():
            return {}
    return {key: job.known[key] for key in keys}


def _rows(work: bytes) -> tuple[list[Row], dict[bytes, str]]:
    """Return the papers of a shard without vectors, and their texts by hash."""
    rows: list[Row] = []
    texts: dict[bytes, str] = {}
    for told in records.read(work):
        paper = merge_told(told)
        own = {text_hash(p.text): p.text for p in passages(paper)}
        hashes = tuple(text_hash(passage.text) for passage in passages(paper))
        texts |= own
        rows.append(Row(paper.id, paper.title, tuple(told), hashes))
    return rows, texts
