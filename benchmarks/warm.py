"""Warm queries in one process and thread, embedding excluded, with and without filters."""

from __future__ import annotations

import statistics
import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from benchmarks.exact import exact
from papersearch.api.paper_index import PaperIndex
from papersearch.embedding import load_embedder
from papersearch.ranking.similarity import Target
from papersearch.search.hybrid import search
from papersearch.store.local.index_store import IndexStore
from papersearch.types.arrays import Embeddings
from papersearch.types.hits import Answer
from papersearch.types.query import Filters, Query

QUERIES = """
visual token compression / state space models / robot grasping with language / speech codec
low-rank adaptation / retrieval-augmented generation / text-to-video diffusion / agents that browse
mathematical reasoning / reward models / long context / mixture of experts / 3D Gaussian splatting
quantization of language models / image editing by instruction / music generation / code generation
medical images / protein language models / watermarking / synthetic data / tokenizer-free models
시각 토큰 압축 / 상태 공간 모델 / 로봇 조작 / 음성 합성 / 저랭크 적응 / 검색 증강 생성
동영상 생성 확산 모델 / 웹을 쓰는 에이전트 / 수학 추론 / 보상 모델 / 긴 문맥 / 전문가 혼합
3차원 장면 복원 / 언어 모델 양자화 / 이미지 편집 / 음악 생성 / 코드 생성 / 의료 영상
"""
K = 10
SHARES = (0.5, 0.01, 0.0001)


@dataclass(frozen=True, slots=True)
class Asked:
    """A query and its (d,) unit vector."""

    text: str
    vector: Embeddings


def warm(folder: Path, rounds: int) -> list[str]:
    """Return the lines that say how long warm queries take over the index in ``folder``."""
    texts = [text.strip() for line in QUERIES.split("\n") for text in line.split("/") if text]
    texts = [text for text in texts if text]
    vectors = load_embedder(characters=0).embed_queries(texts)
    asked = [Asked(text, vector) for text, vector in zip(texts, vectors, strict=True)]
    # One thread is what is measured: numpy's products would take all.
    with PaperIndex.open(folder) as index, threadpool_limits(1, user_api="blas"):
        store = index._reader()
        lines = [_line("hybrid", *_times(store, asked, Filters(), rounds))]
        lines.append(
            _line("with all its evidence", *_times(store, asked, Filters(), rounds, look=True))
        )
        of_recall = [("no filter", Filters())]
        for name, filters, left in _filters(store):
            if filters.min_votes is not None:
                of_recall.append((name, filters))
            name = f"{name}: {left:,} papers"
            lines.append(_line(name, *_times(store, asked, filters, rounds)))
            lines.append(_line("    the same filter again", *_times(store, asked, filters, rounds)))
            short = [one for one in asked if len(_ask(store, one, filters)) < min(K, left)]
            lines += [f"    {len(short)} answers are not filled"] if short else []
        lines += _recall(store, asked, of_recall)
    return lines


def _ask(store: IndexStore, one: Asked, filters: Filters) -> Answer:
    return search(store, Query(one.text, K, filters=filters), lambda: one.vector)


def _times(
    store: IndexStore,
    asked: Sequence[Asked],
    filters: Filters,
    rounds: int,
    *,
    look: bool = False,
) -> tuple[float, float]:
    """Return median and 95th percentile in milliseconds; the first round warms up.

    With ``look`` all evidence is looked at.
    """
    times: list[float] = []
    for attempt in range(rounds + 1):
        for one in asked:
            started = time.perf_counter()
            hits = _ask(store, one, filters)
            if look:
                list(hits)
            if attempt:
                times.append(1e3 * (time.perf_counter() - started))
    return statistics.median(times), float(np.percentile(times, 95))


def _line(name: str, middle: float, most: float) -> str:
    return f"{name:<36}{middle:8.1f} ms {most:8.1f} ms"


def _filters(store: IndexStore) -> Iterator[tuple[str, Filters, int]]:
    """Yield filters by votes that leave about each of the shares, and one by days and author."""
    papers = store.facets.papers()
    votes = papers.votes[papers.there]
    for share in SHARES:
        least = int(np.quantile(votes, 1 - share))
        yield f"votes, {share:.2%}", *_left(store, Filters(min_votes=max(least, 0)))
    days = store.facets.days()
    yield "days, half", *_left(store, Filters(since=days[len(days) // 2]))
    author = next(p.authors[0] for p in store.catalog.newest(100).values() if p.authors)
    yield "one author", *_left(store, Filters(authors=(author,)))
    yield "sections", *_left(store, Filters(sections=("new",)))


def _left(store: IndexStore, filters: Filters) -> tuple[Filters, int]:
    allowed = store.facets.allowed(filters)
    return filters, 0 if allowed is None else len(allowed.nums)


def _recall(
    store: IndexStore, asked: Sequence[Asked], filters: Sequence[tuple[str, Filters]]
) -> list[str]:
    """Return recall@10 of vectors, and of answers within filters, against exact search."""
    vectors: list[float] = []
    answers: list[list[float]] = [[] for _ in filters]
    for one in asked:
        ours = _nearest(store, one)
        with exact():
            vectors.append(_share(ours, _nearest(store, one)))
        for (_, own), shares in zip(filters, answers, strict=True):
            ids = _ids(_ask(store, one, own))
            with exact():
                shares.append(_share(ids, _ids(_ask(store, one, own))))
    names = ["vectors", *(f"answers, {name}" for name, _ in filters)]
    return [
        f"recall@{K} of {name:<25}{statistics.mean(shares):8.3f}"
        for name, shares in zip(names, [vectors, *answers], strict=True)
    ]


def _share(found: Collection[str | int], of: Collection[str | int]) -> float:
    return len(set(found) & set(of)) / len(of) if of else 1.0


def _nearest(store: IndexStore, one: Asked) -> set[int]:
    direction = Target.of_query(one.vector, one.text, store.learned.space()).direction
    ids, _ = store.vectors.search(direction, K)
    return set(ids.tolist())


def _ids(answer: Answer) -> set[str]:
    return {hit.paper.id for hit in answer}
