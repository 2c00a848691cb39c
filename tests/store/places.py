"""The places that papers can be kept in: one suite of tests runs over all of them."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from papersearch.store.local.index_store import IndexStore
from papersearch.store.milvus.address import parse
from papersearch.store.milvus.store import MilvusStore
from papersearch.store.protocol import Store
from tests import milvus_server

REAL = pytest.param("milvus", marks=(pytest.mark.server, pytest.mark.slow))
KINDS = ("folder", "milvus-lite", "milvus-lite-hnsw", REAL)
Open = Callable[[], Store]


@functools.cache
def shared(server: str, name: str = "") -> str:
    """Return the address of the collections that tests fill and empty: making some takes long."""
    return f"{server}/{milvus_server.collection()}{name}"


class Place:
    """A place for papers: opened for writing, as often as a test likes."""

    def __init__(self, kind: str, folder: Path, server: str = "") -> None:
        if kind.startswith("milvus-lite"):
            pytest.importorskip("milvus_lite")
        self.kind = kind
        self.folder = folder
        self.address = {
            "folder": lambda: str(folder / "index"),
            "milvus-lite": lambda: f"milvus://{folder}/papers.db/papers",
            "milvus-lite-hnsw": lambda: f"milvus://{folder}/papers.db/papers?index=hnsw",
            "milvus": lambda: shared(server),
        }[kind]()
        self._opened: list[IndexStore | MilvusStore] = []

    def open(self) -> Store:
        """Open it for writing, made first where it is not there."""
        self.close()
        made: IndexStore | MilvusStore
        if self.kind == "folder":
            made = IndexStore.create(Path(self.address))
        else:
            made = MilvusStore.create(parse(self.address), token())
        self._opened.append(made)
        return made

    def close(self) -> None:
        """Release what is open."""
        while self._opened:
            self._opened.pop().close()

    def empty(self) -> None:
        """Leave nothing on a server, but for collections without a row."""
        self.close()
        if self.kind == "milvus":
            emptied(self.address)


def emptied(address: str) -> None:
    """Delete every row of the collections of an address."""
    with MilvusStore.create(parse(address), token()) as store:
        for name, key in zip(_names(store), _KEYS, strict=True):
            if store.connection.has(name):
                store.connection.delete(name, key)


_KEYS = ("pid >= 0", "num >= 0", 'key >= ""', 'key >= ""')


def _names(store: MilvusStore) -> tuple[str, ...]:
    own = store.names
    return own.passages, own.papers, own.entries, own.facts


def token() -> str:
    return os.environ.get("PAPERSEARCH_MILVUS_TOKEN", "")


def places(
    kind: str, folder: Path, request: pytest.FixtureRequest | None = None
) -> Iterator[Place]:
    """Yield a place of a kind, and tidy up; for a fixture, whose ``request`` a server needs."""
    server = request.getfixturevalue("server_address") if kind == "milvus" and request else ""
    place = Place(kind, folder, server)
    yield place
    place.empty()
