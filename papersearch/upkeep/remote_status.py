"""What a store on Milvus holds."""

from __future__ import annotations

from dataclasses import dataclass

from papersearch.store.milvus.store import MilvusStore
from papersearch.types.model_identity import ModelIdentity


@dataclass(frozen=True, slots=True)
class RemoteStatus:
    """The state of a store.

    ``vectors`` is the kind of index by which vectors are found, "flat" for comparing them all.
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
    vectors: str
    lexical: bool
    pending: int


def status(store: MilvusStore) -> RemoteStatus:
    """Return the state of an open store."""
    with store.snapshot():
        model = store.model()
        days = store.days()
        return RemoteStatus(
            address=str(store.address),
            server=store.connection.version(),
            papers=len(store),
            passages=store.passages(),
            digests=len(store.entries.sources()),
            first_day=days[0] if days else "",
            last_day=days[-1] if days else "",
            removed=len(store.entries.all_removed()),
            model=str(ModelIdentity.from_json(model)) if model else "none yet",
            generation=store.meta.get("generation") or 0,
            vectors=store.kind,
            lexical=store.lexical,
            pending=store.pending(),
        )
