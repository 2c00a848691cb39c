"""Whether the facts and entries of a store on Milvus can be read: what nobody looks at is, too."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import orjson

from papersearch.errors import StoreFailed
from papersearch.store.milvus.collections import FORMAT, Names
from papersearch.store.milvus.connection import Connection
from papersearch.store.milvus.digests import key_of
from papersearch.store.milvus.encoding import digest, unpacked
from papersearch.store.milvus.interests import kept_of, standing_of
from papersearch.store.milvus.meta import read
from papersearch.store.milvus.table import FIRST_PARTS, Fact, Table, of_kind
from papersearch.store.milvus.tally import Tally, Wrong
from papersearch.store.milvus.writer_lock import Claim
from papersearch.types import documents

_Read = Callable[[Fact], object]

UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError)
"""What is raised where something is read that papersearch did not write."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of facts: how they are read, and what those are called that cannot be."""

    read: _Read
    one: str
    more: str

    @property
    def wrong(self) -> Wrong:
        return Wrong(f"{self.one} cannot be read", f"{self.more} cannot be read")


def check_facts(connection: Connection, names: Names, tally: Tally) -> None:
    """Count the facts that cannot be read; counted words are looked at with their papers."""
    kinds = {**_KINDS, **dict.fromkeys(_PLAIN, _Kind(_nothing, "other fact", "other facts"))}
    table = Table(connection, names.facts)
    for kind, own in kinds.items():
        for name, fact in table.every(of_kind(kind)):
            if not _can_be_read(own.read, fact):
                tally.add(own.wrong, name)


def check_entries(connection: Connection, names: Names, tally: Tally) -> None:
    """Count the entries that cannot be read."""
    wrong = Wrong("entry of a digest cannot be read", "entries of digests cannot be read")
    for name, fact in Table(connection, names.entries).every(FIRST_PARTS):
        if not _can_be_read(_entry, fact):
            tally.add(wrong, name)


def _can_be_read(read: _Read, fact: Fact | None) -> bool:
    """Whether a fact is whole and can be read; nothing is asked of the server for it."""
    if fact is None:
        return False
    try:
        read(fact)
    except (*UNREADABLE, StoreFailed):
        return False
    return True


def _entry(fact: Fact) -> None:
    id_, day, source = key_of(fact.name)
    entry = documents.decode_entry(fact.data.encode())
    told = entry.id, entry.day, fact.owner, fact.kind
    if told != (id_, day, digest(id_), digest(source)):
        raise ValueError("the entry of another paper, day or digest")


def _meta(fact: Fact) -> None:
    if fact.name == "words":  # is counted anew where it cannot be read
        return
    if read(fact.name, fact.data) != FORMAT and fact.name == "format":
        raise ValueError("of another format")


def _opinion(fact: Fact) -> None:
    if fact.num not in (1, -1):
        raise ValueError("neither liked nor disliked")


def _shown(fact: Fact) -> None:
    if fact.name != f"{fact.owner} {fact.data}":
        raise ValueError("of another watch or paper")


def _gloss(fact: Fact) -> None:
    for token, probability in orjson.loads(fact.data):
        if type(token) is not str or not math.isfinite(probability):
            raise ValueError("no token and how probable it is")


def _doubt(fact: Fact) -> None:
    missing = orjson.loads(fact.data)
    if fact.name != str(fact.num) or type(missing) is not list or {*map(type, missing)} - {str}:
        raise ValueError("no doubt")


def _array(fact: Fact) -> None:
    rows = np.frombuffer(unpacked(fact.data), "<f4").reshape(-1, fact.num)
    if not np.isfinite(rows).all():
        raise ValueError("no numbers")


def _hash(fact: Fact) -> None:
    bytes.fromhex(fact.data)


def _pending(fact: Fact) -> None:
    bytes.fromhex(fact.name)
    np.frombuffer(unpacked(fact.data), "<f2")


def _nothing(_fact: Fact) -> None:
    """See nothing wrong: that the key is of the name is all there is to it."""


META = _Kind(_meta, "fact about the store", "facts about the store")
"""Facts on which the reading of everything else depends."""

ARRAY = _Kind(_array, "array of the learned space", "arrays of the learned space")

_KINDS: Mapping[str, _Kind] = {
    "meta": META,
    "watch": _Kind(standing_of, "watch", "watches"),
    "shown": _Kind(_shown, "mark of what a watch has shown", "marks of what watches have shown"),
    "opinion": _Kind(_opinion, "like or dislike", "likes or dislikes"),
    "kept": _Kind(kept_of, "paper's tags and note", "papers' tags and notes"),
    "gloss": _Kind(_gloss, "word of the glossary", "words of the glossary"),
    "doubt": _Kind(_doubt, "doubt of a paper", "doubts of papers"),
    "array": ARRAY,
    "source": _Kind(_hash, "mark of a digest as read", "marks of digests as read"),
    "pending": _Kind(_pending, "embedding that waits", "embeddings that wait"),
    "writer": _Kind(Claim.of, "claim of a writer", "claims of writers"),
}
_PLAIN = ("arrival", "origin", "removed", "label")
