"""txtai with hybrid search and its content database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.peers.peer import DEEPER, Found, K, Opened, Peer, best, fastest_dtype, read_texts


class Txtai(Peer):
    """``Embeddings`` as its documentation has it, saved to a folder."""

    name = "txtai"
    packages = ("txtai", "faiss-cpu", "torch")
    settings = (
        "bfloat16 where native, hybrid=True, content=True; it takes E5's prompts from the model's "
        "folder"
    )

    def index(self, texts: Path) -> None:
        from txtai import Embeddings

        settings = {"path": str(self.place.model), "vectors": {"dtype": fastest_dtype()}}
        embeddings = Embeddings(**settings, hybrid=True, content=True)
        embeddings.index(_rows(texts))
        embeddings.save(str(self.place.index))

    def add(self, texts: Path) -> None:
        embeddings = self._loaded()
        embeddings.upsert(_rows(texts))
        embeddings.save(str(self.place.index))

    def _loaded(self) -> Any:
        from txtai import Embeddings

        return Embeddings().load(str(self.place.index))

    def open(self) -> Opened:
        embeddings = self._loaded()

        def answer(text: str) -> list[Found]:
            rows = embeddings.search(text, DEEPER * K)
            return best(Found(r["id"].partition("#")[0], r["text"].split("\n")[0]) for r in rows)

        return Opened(answer, lambda text: embeddings.batchtransform([text], "query"))


def _rows(texts: Path) -> Iterator[tuple[str, str]]:
    return ((one.id, one.text) for one in read_texts(texts))


PEER = Txtai
