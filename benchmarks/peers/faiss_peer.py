"""The script that one writes: sentence-transformers, a flat FAISS index, JSON beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from benchmarks.peers.peer import DEEPER, Found, K, Opened, Peer, best, fastest_dtype, read_texts


class Script(Peer):
    """Embed, ``IndexFlatIP``, a list of papers as JSON: what thirty lines do."""

    name = "sentence-transformers + faiss"
    packages = ("sentence-transformers", "faiss-cpu", "torch")
    settings = (
        "bfloat16 where native, encode_document and encode_query with E5's prompts, IndexFlatIP"
    )

    def index(self, texts: Path) -> None:
        import faiss

        self.place.index.mkdir(parents=True)
        self._append(faiss.IndexFlatIP(384), [], texts)

    def add(self, texts: Path) -> None:
        self._append(*self._read(), texts)

    def _append(self, index: Any, papers: list[list[str]], texts: Path) -> None:
        import faiss

        new = list(read_texts(texts))
        vectors = self._model().encode_document(
            [one.text for one in new], normalize_embeddings=True
        )
        index.add(vectors.astype("float32"))
        papers += [[one.paper, one.title] for one in new]
        faiss.write_index(index, str(self.place.index / "vectors.faiss"))
        (self.place.index / "papers.json").write_text(json.dumps(papers), encoding="utf-8")

    def _model(self) -> Any:
        from sentence_transformers import SentenceTransformer

        return SentenceTransformer(str(self.place.model), model_kwargs={"dtype": fastest_dtype()})

    def _read(self) -> tuple[Any, list[list[str]]]:
        import faiss

        papers = json.loads((self.place.index / "papers.json").read_text(encoding="utf-8"))
        return faiss.read_index(str(self.place.index / "vectors.faiss")), papers

    def open(self) -> Opened:
        model = self._model()
        index, papers = self._read()

        def embed(text: str) -> Any:
            return model.encode_query([text], normalize_embeddings=True).astype("float32")

        def answer(text: str) -> list[Found]:
            _similarities, rows = index.search(embed(text), min(DEEPER * K, index.ntotal))
            return best(Found(*papers[row]) for row in rows[0])

        return Opened(answer, embed)


PEER = Script
