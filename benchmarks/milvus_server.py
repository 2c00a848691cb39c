"""Figures of a Milvus server: loading, queries warm and cold, recall against exact, a new day.

``python -m benchmarks.milvus_server milvus://HOST:PORT --papers 100000 --index hnsw,ivf_sq8``:
synthetic papers of one passage, whose vectors lie in clusters as those of texts do, are loaded
under the first kind of index; the others are built over them, one after the other. A query is of a
vector beside a passage, as commands ask it. The collections are dropped at the end.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from papersearch.embedding.fake import FakeEmbedder
from papersearch.search.hybrid import search
from papersearch.store.milvus import collections
from papersearch.store.milvus.address import parse
from papersearch.store.milvus.kinds import KINDS
from papersearch.store.milvus.store import MilvusStore
from papersearch.store.protocol import EmbeddedPaper
from papersearch.text.passages import passages
from papersearch.types.paper import Paper, Section
from papersearch.types.query import Filters, Query

Vectors = NDArray[np.float32]
DIMENSIONS = 384
_CLUSTERS = 2000
_BATCH = 2000
_DAY = 100
_QUERIES = 40
_WORDS = [f"word{n}" for n in range(5000)]


def main() -> None:
    """Measure, and print one line for each figure."""
    given = _arguments()
    name = f"bench_{time.time_ns():x}"
    kinds = given.index.split(",")
    address = parse(f"{given.server}/{name}?index={kinds[0]}")
    random = np.random.default_rng(0)
    centres = _unit(random.normal(size=(_CLUSTERS, DIMENSIONS)))
    rows = _near(centres[random.integers(0, _CLUSTERS, given.papers)], random)
    with MilvusStore.create(address) as store:
        try:
            _load(store, rows)
            for kind in kinds:
                _build(store, kind)
                _ask(store, rows, random)
        finally:
            collections.drop(store.connection, store.names)


def _load(store: MilvusStore, rows: Vectors) -> None:
    store.adopt(FakeEmbedder(dimension=DIMENSIONS).identity.to_json())
    began = time.perf_counter()
    for start in range(0, len(rows), _BATCH):
        _put(store, start, rows[start : start + _BATCH])
        if start and start % 100_000 == 0:
            _say(f"{start} loaded after", f"{time.perf_counter() - began:.0f} s")
    took = time.perf_counter() - began
    _say("loading", f"{took:.0f} s, {len(rows) / took:.0f} papers a second")


def _build(store: MilvusStore, kind: str) -> None:
    """Wait for the indexes, or build another one of the vectors in place of the present."""
    began = time.perf_counter()
    client, name = store.connection.client, store.names.passages
    if kind == store.kind:
        client.flush(name)
        client.flush(store.names.papers)
    else:
        client.release_collection(name)
        client.drop_index(name, "vector")
        indexes = client.prepare_index_params()
        collections.add_vectors(indexes, KINDS[kind])
        client.create_index(name, indexes, sync=False)
        store.meta.set("vectors", kind)
    while not _is_indexed(client.describe_index(name, "vector")):
        time.sleep(5)
    collections.load(store.connection, store.names)
    _say(f"{kind}: indexes built after loading", f"{time.perf_counter() - began:.0f} s")


def _is_indexed(told: Mapping[str, Any]) -> bool:
    """Whether all rows are; those that are pending may be of segments that are gone."""
    return int(told.get("indexed_rows", 0)) >= int(told.get("total_rows", 0))


def _ask(store: MilvusStore, rows: Vectors, random: np.random.Generator) -> None:
    asked = _near(rows[random.integers(0, len(rows), _QUERIES)], random)
    for mode in ("dense", "hybrid"):
        for cold in (True, False):
            _queries(store, asked, mode, cold=cold)
    found = [_nearest(store, vector) for vector in asked]
    exact = [_exact(rows, vector) for vector in asked]
    share = np.mean([len(own & best) / len(best) for own, best in zip(found, exact, strict=True)])
    _say("recall@10 of what is proposed", f"{share:.3f}")
    began = time.perf_counter()
    _put(store, len(rows), _near(rows[:_DAY], random))
    _say(f"a new day of {_DAY} papers, without embedding", f"{time.perf_counter() - began:.2f} s")


def _queries(store: MilvusStore, asked: Vectors, mode: str, *, cold: bool) -> None:
    times = []
    for vector in asked[: 10 if cold else len(asked)]:
        began = time.perf_counter()
        own = MilvusStore.open(store.address) if cold else store
        answer = search(own, Query("word1 word2", 10, mode, Filters()), lambda: vector)  # noqa: B023
        times.append(1000 * (time.perf_counter() - began))
        assert len(answer) == 10
        if cold:
            own.close()
    middle, late = np.percentile(times, (50, 95))
    kind = "cold (a connection of its own)" if cold else "warm"
    _say(f"{mode} query, {kind}", f"p50 {middle:.0f} ms, p95 {late:.0f} ms")


def _nearest(store: MilvusStore, vector: Vectors) -> set[str]:
    with store.snapshot():
        nums = store.scope(Filters()).nearest(vector, 10)
        return set(store.ids_of(nums).values())


def _exact(rows: Vectors, vector: Vectors) -> set[str]:
    best = np.argpartition(-(rows @ vector), 10)[:10]
    return {_id(int(n)) for n in best}


def _put(store: MilvusStore, start: int, rows: Vectors) -> None:
    with store.commit():
        store.put_embedded(list(_papers(start, rows)))


def _papers(start: int, rows: Vectors) -> Iterator[EmbeddedPaper]:
    said = np.random.default_rng(start).integers(0, len(_WORDS), (len(rows), 120))
    for n, (row, places) in enumerate(zip(rows, said.tolist(), strict=True), start):
        text = " ".join([_WORDS[place] for place in places])
        day = f"20{10 + n % 15}-{1 + n % 12:02}-{1 + n % 28:02}"
        paper = Paper(
            _id(n), f"Paper {n}", (Section("", text),), (day,), ("Ana Lima",), votes=n % 90
        )
        own = tuple(passages(paper))[:1]
        yield EmbeddedPaper(paper, own, row[None, :])


def _id(n: int) -> str:
    return f"{2000 + n // 90_000:04}.{10_000 + n % 90_000:05}"


def _near(rows: Vectors, random: np.random.Generator) -> Vectors:
    """Return unit rows that lie beside others, with a cosine of about 0.8."""
    noise = random.normal(size=rows.shape) * (0.75 / np.sqrt(rows.shape[1]))
    return _unit(rows + noise).astype(np.float16).astype(np.float32)


def _unit(rows: NDArray[np.float64] | Vectors) -> Vectors:
    unit: Vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return unit


def _say(what: str, figure: str) -> None:
    print(f"{what}: {figure}", flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("server", help="milvus://HOST:PORT")
    parser.add_argument("--papers", type=int, default=100_000)
    parser.add_argument("--index", default="hnsw", help="kinds, separated by commas")
    return parser.parse_args()


if __name__ == "__main__":
    main()
