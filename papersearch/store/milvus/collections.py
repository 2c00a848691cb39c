"""The collections of one store: their fields, how they are made and recognised.

========== ==================================================================================
NAME        passages: vector, label, hash of the text, and what filters look at
NAME_papers papers: document, counted words, words for Milvus's BM25, what filters look at
NAME_entries  what each digest says of a paper
NAME_facts  everything else: model, sources, removed ids, what was learned, ...
========== ==================================================================================
"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from papersearch.errors import NotOurs, StoreFailed
from papersearch.store.bm25 import K1, B
from papersearch.store.milvus.connection import Connection
from papersearch.store.milvus.encoding import MOST_BYTES
from papersearch.store.milvus.kinds import EXACT, KINDS, Kind

if TYPE_CHECKING:
    from pymilvus import CollectionSchema
    from pymilvus.milvus_client.index import IndexParams

FORMAT = 1
"""Kept among the facts; raised whenever an older papersearch would misread."""

_KEY = 64  # characters of a key
_OF_SOME = {"text", "sparse", "unused"}  # fields of some servers
_WAITS = (0.2, 0.5, 1.0, 2.0)  # seconds, at the least, after which making is tried again


@dataclass(frozen=True, slots=True)
class Names:
    """The names of the collections of a store."""

    passages: str
    papers: str
    entries: str
    facts: str

    @classmethod
    def of(cls, collection: str) -> Names:
        """Return the names that follow from the one in an address."""
        return cls(
            collection, f"{collection}_papers", f"{collection}_entries", f"{collection}_facts"
        )


def check(connection: Connection, names: Names) -> list[str]:
    """Return those of the collections that are there.

    Raises:
        NotOurs: one was not made by papersearch.
    """
    found = []
    table = _table(connection)
    ours = {names.facts: table, names.entries: table}
    ours[names.papers] = _papers(connection, lexical=False)
    ours[names.passages] = _passages(connection, 1, KINDS[EXACT])
    for name, (schema, _) in ours.items():
        if not connection.has(name):
            continue
        with connection.explained():
            described = connection.client.describe_collection(name)
        fields = {own["name"] for own in described["fields"]}
        if (fields ^ {own.name for own in schema.fields}) - _OF_SOME:
            raise NotOurs(
                f"{connection.address}: there is a collection {name} which papersearch has not "
                "made: name another one in the address"
            )
        found.append(name)
    return found


def make_facts(connection: Connection, names: Names) -> None:
    """Make and load the collection of facts, which a writer's lock is in.

    Another writer may be about to do the same, and a server bears no two at once.

    Raises:
        NotOurs: a collection of such a name was not made by papersearch.
    """
    check(connection, names)
    for wait in (*_WAITS, None):
        try:
            _make(connection, names.facts, _table(connection))
            _load(connection, [names.facts])
        except StoreFailed:
            if wait is None:
                raise
            time.sleep(random.uniform(wait, 2 * wait))  # noqa: S311 - not in step with the other
        else:
            return


def make(connection: Connection, names: Names) -> None:
    """Make the others that need no dimension, as far as they are not there yet."""
    lexical = connection.abilities.full_text
    _make(connection, names.papers, _papers(connection, lexical=lexical))
    _make(connection, names.entries, _table(connection))


def make_passages(connection: Connection, names: Names, dimension: int, kind: str) -> None:
    """Make the collection of vectors, once their dimension is known; see :data:`KINDS`."""
    _make(connection, names.passages, _passages(connection, dimension, KINDS[kind]))


def load(connection: Connection, names: Names) -> None:
    """Let the collections be searched, which a server that was started anew does not.

    Raises:
        NotOurs: one was not made by papersearch.
    """
    _load(connection, check(connection, names))


def _load(connection: Connection, names: Sequence[str]) -> None:
    for waited in (False, True):  # for all at once
        for name in names:
            with connection.explained():
                connection.client.load_collection(name, _async=not waited)


def drop(connection: Connection, names: Names) -> None:
    """Delete the collections and all that is in them."""
    for name in (names.passages, names.papers, names.entries, names.facts):
        with connection.explained():
            connection.client.drop_collection(name)


def has_lexical(connection: Connection, names: Names) -> bool:
    """Whether the papers can be searched for words."""
    with connection.explained():
        described = connection.client.describe_collection(names.papers)
    return any("text" in function["input_field_names"] for function in described["functions"])


def add_vectors(indexes: IndexParams, kind: Kind) -> None:
    """Add the index by which vectors are found."""
    # float16 rows have no length of exactly one: IP, not COSINE.
    indexes.add_index("vector", index_type=kind.name, metric_type="IP", params=dict(kind.build))


def _make(connection: Connection, name: str, made: tuple[CollectionSchema, Any]) -> None:
    """Make a collection and its indexes, or what an interruption left to do of that."""
    schema, indexes = made
    if not connection.has(name):
        with connection.explained():
            # Each question says up to when it asks: see moments.py.
            connection.client.create_collection(name, schema=schema, consistency_level="Session")
    there = _indexed(connection, name)
    lacking = [own for own in indexes if own.field_name not in there]
    if not lacking:
        return
    with connection.explained():
        if there:  # what was loaded with but some of them is refused when it is loaded with all
            connection.client.release_collection(name)
        wanted = connection.client.prepare_index_params()
        wanted.extend(lacking)
        # There is nothing in it yet that building would have to be waited for.
        connection.client.create_index(name, wanted, sync=False)


def _indexed(connection: Connection, name: str) -> set[str]:
    """Return the fields of a collection that have an index."""
    client = connection.client
    with connection.explained():
        told = [client.describe_index(name, own) for own in client.list_indexes(name)]
    return {str(own["field_name"]) for own in told if own}


def _passages(connection: Connection, dimension: int, kind: Kind) -> tuple[CollectionSchema, Any]:
    from pymilvus import DataType

    schema = _schema(connection, "pid", DataType.INT64)
    schema.add_field("num", DataType.INT64)
    schema.add_field("vector", DataType.FLOAT_VECTOR, dim=dimension)
    _texts(schema, label=_KEY, digest=_KEY)
    _facets(schema)
    indexes = connection.client.prepare_index_params()
    add_vectors(indexes, kind)
    _numbers(connection, indexes, "num", "first", "last", "votes")
    return schema, indexes


def _papers(connection: Connection, *, lexical: bool) -> tuple[CollectionSchema, Any]:
    from pymilvus import DataType, Function, FunctionType

    schema = _schema(connection, "num", DataType.INT64)
    _texts(schema, name=_KEY, digest=_KEY, labels=MOST_BYTES, document=MOST_BYTES, words=MOST_BYTES)
    for field in ("seq", "passages", "tokens"):
        schema.add_field(field, DataType.INT64)
    _facets(schema)
    indexes = connection.client.prepare_index_params()
    if lexical:
        schema.add_field(
            "text",
            DataType.VARCHAR,
            max_length=MOST_BYTES,
            enable_analyzer=True,
            analyzer_params={"tokenizer": "standard"},
        )
        schema.add_field("sparse", DataType.SPARSE_FLOAT_VECTOR)
        schema.add_function(
            Function(
                name="bm25",
                function_type=FunctionType.BM25,
                input_field_names=["text"],
                output_field_names=["sparse"],
            )
        )
        indexes.add_index(
            "sparse",
            index_type="SPARSE_INVERTED_INDEX",
            metric_type="BM25",
            params={"bm25_k1": K1, "bm25_b": B},
        )
    else:
        _no_vector(schema, indexes)
    _numbers(connection, indexes, "first", "last", "votes")
    return schema, indexes


def _table(connection: Connection) -> tuple[CollectionSchema, Any]:
    from pymilvus import DataType

    schema = _schema(connection, "key", DataType.VARCHAR, max_length=2 * _KEY)
    _texts(schema, kind=_KEY, owner=_KEY, name=MOST_BYTES, data=MOST_BYTES)
    schema.add_field("num", DataType.INT64)
    schema.add_field("score", DataType.DOUBLE)
    schema.add_field("parts", DataType.INT64)
    indexes = connection.client.prepare_index_params()
    _no_vector(schema, indexes)
    _scalar(connection, indexes, "Trie", "kind", "owner")
    return schema, indexes


def _schema(connection: Connection, key: str, kind: Any, **more: int) -> CollectionSchema:
    schema = connection.client.create_schema(
        auto_id=False, enable_dynamic_field=False, description=f"papersearch {FORMAT}"
    )
    schema.add_field(key, kind, is_primary=True, **more)
    return schema


def _texts(schema: CollectionSchema, **lengths: int) -> None:
    from pymilvus import DataType

    for field, most in lengths.items():
        schema.add_field(field, DataType.VARCHAR, max_length=most)


def _facets(schema: CollectionSchema) -> None:
    from pymilvus import DataType

    for field in ("first", "last", "votes"):
        schema.add_field(field, DataType.INT64)
    _texts(schema, days=MOST_BYTES, byline=MOST_BYTES)


def _no_vector(schema: CollectionSchema, indexes: Any) -> None:
    """Add the vector without which Milvus makes no collection."""
    from pymilvus import DataType

    schema.add_field("unused", DataType.FLOAT_VECTOR, dim=2)
    indexes.add_index("unused", index_type="FLAT", metric_type="IP")


def _numbers(connection: Connection, indexes: Any, *fields: str) -> None:
    _scalar(connection, indexes, "STL_SORT", *fields)


def _scalar(connection: Connection, indexes: Any, before: str, *fields: str) -> None:
    """Let a server index fields that filters look at; Milvus Lite compares columns faster.

    ``before`` is the kind of index that older servers have for them.
    """
    if not connection.is_lite:
        kind = "INVERTED" if connection.abilities.inverted else before
        for field in fields:
            indexes.add_index(field, index_type=kind)
