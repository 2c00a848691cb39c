"""Bulk indexing against a bare ``SentenceTransformer.encode`` of the same texts and precision."""

from __future__ import annotations

import contextlib
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from unittest import mock

from papersearch.embedding import Embedder, load_embedder
from papersearch.indexing.learning import learn
from papersearch.indexing.reading import Source
from papersearch.indexing.sources import sources
from papersearch.indexing.write import index
from papersearch.store.local.index_store import IndexStore
from papersearch.text.passages import passages

_PLENTY = 10**9


def bulk(digests: Sequence[str], papers: int, rounds: int) -> list[str]:
    """Return the lines that compare indexing ``papers`` papers with bare encoding, in turn."""
    embedder = load_embedder(characters=_PLENTY)
    model: Any = embedder.model  # type: ignore[attr-defined]
    chosen, texts = _sample(sources(digests), papers)
    embedder.embed_passages(texts[:64])
    bare, whole, learning = [], [], []
    for _ in range(rounds):
        started = time.perf_counter()
        model.encode(texts, prompt_name="passage", batch_size=32, show_progress_bar=False)
        bare.append(len(texts) / (time.perf_counter() - started))
        indexing, learned = _index_seconds(chosen, embedder)
        whole.append(len(texts) / indexing)
        learning.append(learned)
    ratio = max(whole) / max(bare)
    return [
        f"{embedder.engine}, {len(texts):,} passages",
        f"{'bare encode':<24}{max(bare):8.1f} passages/s   1.00 x",
        f"{'papersearch index':<24}{max(whole):8.1f} passages/s {ratio:6.2f} x",
        f"{'learning, once':<24}{min(learning):8.1f} s (again with a quarter more papers)",
    ]


def _index_seconds(chosen: Sequence[Source], embedder: Embedder) -> tuple[float, float]:
    """Time indexing into an empty index (reading, embedding, committing), and learning from it.

    Apart, because learning costs about the same for two hundred papers and for thousands.
    """
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        with IndexStore.create(Path(folder)) as store, _not_due():

            def adopt(_characters: int) -> Embedder:
                store.adopt(embedder.identity.to_json())
                return embedder

            index(store, chosen, adopt)
            indexed = time.perf_counter()
            learn(store, adopt)
        return indexed - started, time.perf_counter() - indexed


@contextlib.contextmanager
def _not_due() -> Iterator[None]:
    """Let indexing leave learning to its caller."""
    with mock.patch("papersearch.indexing.write.is_due", return_value=False):
        yield


def _sample(found: Sequence[Source], papers: int) -> tuple[list[Source], list[str]]:
    """Return the first sources that hold ``papers`` papers, and the texts to embed of them."""
    from papersearch.digest import parse_bytes
    from papersearch.types.merging import merge

    chosen: list[Source] = []
    texts: dict[str, str] = {}
    seen: set[str] = set()
    for source in found[::-1]:
        if len(seen) >= papers:
            break
        chosen.append(source)
        for entry in parse_bytes(source.read(), source.name).entries:
            seen.add(entry.id)
            texts |= {passage.text: passage.text for passage in passages(merge([entry]))}
    return chosen, list(texts)
