"""Papers of one section with their embeddings, and how a store is given them."""

from __future__ import annotations

from papersearch.embedding.fake import FakeEmbedder
from papersearch.store.local.index_store import IndexStore
from papersearch.store.protocol import EmbeddedPaper
from papersearch.text.passages import passages
from papersearch.types.paper import Paper, Section

FAKE = FakeEmbedder()


def embedded(number: int, text: str = "text") -> EmbeddedPaper:
    """Return a paper that says ``text`` and its number."""
    paper = Paper(f"2407.{number:05}", f"Title {number}", (Section("A", f"{text} {number}"),))
    found = tuple(passages(paper))
    return EmbeddedPaper(paper, found, FAKE.embed_passages([p.text for p in found]))


def put(store: IndexStore, *papers: EmbeddedPaper) -> None:
    """Store papers in one commit."""
    with store.commit():
        store.put_embedded(papers)
