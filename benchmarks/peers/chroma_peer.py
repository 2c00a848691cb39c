"""Chroma on disk, with its own embedding function for sentence-transformers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.peers.peer import (
    DEEPER,
    PASSAGE,
    QUERY,
    Found,
    K,
    Opened,
    Peer,
    best,
    fastest_dtype,
    read_texts,
)

_COLLECTION = "papers"


class Chroma(Peer):
    """``PersistentClient`` and one collection; its embedding function knows no prompts."""

    name = "Chroma"
    packages = ("chromadb", "sentence-transformers", "torch")
    settings = (
        "bfloat16 where native, PersistentClient, SentenceTransformerEmbeddingFunction with E5's "
        "prompts put in front of the texts, HNSW with cosine as it comes, no telemetry"
    )

    def index(self, texts: Path) -> None:
        function = self._function()
        settings: Any = {"hnsw": {"space": "cosine"}}
        client = self._client()
        collection = client.create_collection(
            _COLLECTION, configuration=settings, embedding_function=function
        )
        _add(client, collection, function, texts)

    def add(self, texts: Path) -> None:
        function = self._function()
        client = self._client()
        _add(client, client.get_collection(_COLLECTION, function), function, texts)

    def _client(self) -> Any:
        import chromadb

        quiet = chromadb.Settings(anonymized_telemetry=False)
        return chromadb.PersistentClient(str(self.place.index), quiet)

    def _function(self) -> Any:
        from chromadb.utils.embedding_functions import SentenceTransformerEmbeddingFunction

        return SentenceTransformerEmbeddingFunction(
            str(self.place.model),
            normalize_embeddings=True,
            model_kwargs={"dtype": fastest_dtype()},
        )

    def open(self) -> Opened:
        function = self._function()
        collection = self._client().get_collection(_COLLECTION, function)
        deep = min(DEEPER * K, collection.count())

        def embed(text: str) -> Any:
            return function([QUERY + text])

        def answer(text: str) -> list[Found]:
            found = collection.query(
                query_embeddings=embed(text), n_results=deep, include=["metadatas"]
            )
            return best(Found(str(m["paper"]), str(m["title"])) for m in found["metadatas"][0])

        return Opened(answer, embed)


def _add(client: Any, collection: Any, function: Any, texts: Path) -> None:
    from chromadb.utils.batch_utils import create_batches

    new = list(read_texts(texts))
    batches = create_batches(
        client,
        ids=[one.id for one in new],
        embeddings=function([PASSAGE + one.text for one in new]),
        metadatas=[{"paper": one.paper, "title": one.title} for one in new],
        documents=[one.text for one in new],
    )
    for batch in batches:
        collection.upsert(*batch)


PEER = Chroma
