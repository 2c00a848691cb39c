"""What a store on Milvus holds."""

from __future__ import annotations

from dataclasses import dataclass

from papersearch.embedding import ModelIdentity
from papersearch.store.milvus.store import MilvusStore


@dataclass(frozen=True, slots=True)
class RemoteStatus:
    """The state of a store.

    ``lexical`` says whether the server searches words; ``pending`` counts embeddings that no
    complete paper uses yet.
    """

    address: str
    server: str
    papers: int
    passages: int
    digests: int
    first_day: str
    last_day: str
    removed: int
    model: str
    generation: int
    lexical: bool
    pending: int


def status(store: MilvusStore) -> RemoteStatus:
    """Return the state of an open store."""
    with store.snapshot():
        model = store.model()
        first, last = store.span()
        return RemoteStatus(
            address=str(store.address),
            server=store.connection.version(),
            papers=len(store),
            passages=store.passages(),
            digests=len(store.entry_sources()),
            first_day=first,
            last_day=last,
            removed=len(store.removals.all()),
            model=str(ModelIdentity.from_json(model)) if model else "none yet",
            generation=store.meta.get("generation") or 0,
            lexical=store.lexical,
            pending=store.pending(),
        )
