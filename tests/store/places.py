"""The places that papers can be kept in: one suite of tests runs over all of them."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from papersearch.store.local.index_store import IndexStore
from papersearch.store.milvus.address import parse
from papersearch.store.milvus.store import MilvusStore
from papersearch.store.protocol import Store

SERVER = os.environ.get("PAPERSEARCH_TEST_MILVUS", "")
"""The address of a server to run the suite on, too: milvus://host:19530."""

KINDS = ("folder", "milvus-lite", "milvus-lite-hnsw", "milvus")
Open = Callable[[], Store]


def server_address() -> str:
    """Return the address of a collection of its own on the server; skip where there is none."""
    if not SERVER:
        pytest.skip("set PAPERSEARCH_TEST_MILVUS=milvus://host:19530 to run this on a server")
    return f"{SERVER.rstrip('/')}/test_{uuid.uuid4().hex[:12]}"


class Place:
    """A place for papers: opened for writing, as often as a test likes."""

    def __init__(self, kind: str, folder: Path) -> None:
        if kind.startswith("milvus-lite"):
            pytest.importorskip("milvus_lite")
        self.kind = kind
        self.folder = folder
        self.address = {
            "folder": lambda: str(folder / "index"),
            "milvus-lite": lambda: f"milvus://{folder}/papers.db/papers",
            "milvus-lite-hnsw": lambda: f"milvus://{folder}/papers.db/papers?index=hnsw",
            "milvus": server_address,
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

    def drop(self) -> None:
        """Leave nothing on a server."""
        self.close()
        if self.kind == "milvus":
            from papersearch.store.milvus import collections

            with MilvusStore.create(parse(self.address), token()) as store:
                collections.drop(store.connection, store.names)


def token() -> str:
    return os.environ.get("PAPERSEARCH_MILVUS_TOKEN", "")


def places(kind: str, folder: Path) -> Iterator[Place]:
    """Yield a place of a kind, and tidy up; for a fixture."""
    place = Place(kind, folder)
    yield place
    place.drop()
