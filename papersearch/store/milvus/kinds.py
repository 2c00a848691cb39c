"""Kinds of vector indexes on Milvus: which one, how it is built, and how far it looks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

EXACT = "flat"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: Milvus's name of it, and what building it and finding k vectors takes."""

    name: str
    build: Mapping[str, Any] = field(default_factory=dict)
    find: Callable[[int], Mapping[str, Any]] = lambda _k: {}

    def searching(self, k: int) -> dict[str, Any]:
        """Return what a search for k vectors is given."""
        return {"metric_type": "IP", "params": dict(self.find(k))}


KINDS: Mapping[str, Kind] = {
    EXACT: Kind("FLAT"),
    # Questions lie far from passages: a graph has to be searched widely to find them all.
    "hnsw": Kind("HNSW", {"M": 32, "efConstruction": 200}, lambda k: {"ef": max(2 * k, 512)}),
    "ivf_sq8": Kind("IVF_SQ8", {"nlist": 1024}, lambda _k: {"nprobe": 256}),
    "diskann": Kind("DISKANN", {}, lambda k: {"search_list": max(2 * k, 512)}),
}
"""By the word that an address has for it."""
