"""The connection to Milvus: its client, its limits, and its errors in our words."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from papersearch.errors import StoreFailed, StoreUnreachable
from papersearch.store.milvus import lite
from papersearch.store.milvus.abilities import Abilities
from papersearch.store.milvus.address import Address
from papersearch.store.milvus.client import REMEDY, connected, line_of
from papersearch.store.milvus.encoding import any_of, batches
from papersearch.store.milvus.moments import Moments

if TYPE_CHECKING:
    from pymilvus import MilvusClient

Row = dict[str, Any]

MOST_FOUND = 16_384
"""What Milvus finds in one search or query."""

KEYS = 1000
"""Keys that are asked for at a time."""

_MESSAGE = 16 << 20  # bytes of rows sent at a time; Milvus takes 64 MB
_PATIENCE = 60.0  # seconds for one question: without a limit the client tries for minutes
_AWAY = ("UNAVAILABLE", "Fail connecting")  # what the client says where no server answers
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})


class Connection:
    """A client of one server. Not for use from several threads at once."""

    def __init__(self, client: MilvusClient, address: Address, token: str = "") -> None:
        self.client = client
        self.address = address
        self.moments = Moments(self.now)
        self._secret = token
        self._abilities: Abilities | None = None

    @classmethod
    def open(cls, address: Address, token: str = "") -> Connection:
        """Connect to the server at ``address``.

        Raises:
            MissingExtra: pymilvus is not installed, or Milvus Lite for a file.
            StoreUnreachable: no server answers, or it refuses the token.
        """
        return cls(connected(address, token), address, token)

    @property
    def is_lite(self) -> bool:
        """Whether this is Milvus Lite, which scans where a server has indexes."""
        return self.address.is_file

    def close(self) -> None:
        """Release the connection, and the file of Milvus Lite."""
        with contextlib.suppress(Exception):  # it may be broken already
            self.client.close()
        if self.is_lite:
            lite.stop(self.address.uri)

    @contextlib.contextmanager
    def explained(self) -> Iterator[None]:
        """Turn errors of the client into ours."""
        import grpc
        from pymilvus.exceptions import MilvusException

        try:
            yield
        except grpc.RpcError as error:
            said = line_of(error, self._secret)
            raise StoreUnreachable(f"{self.address} does not answer ({said}): {REMEDY}") from error
        except MilvusException as error:
            said = line_of(error, self._secret)
            if isinstance(error.code, grpc.StatusCode) or any(own in str(error) for own in _AWAY):
                raise StoreUnreachable(
                    f"{self.address} does not answer ({said}): {REMEDY}"
                ) from error
            raise StoreFailed(f"{self.address}: {said}") from error

    def version(self) -> str:
        """Return the version of the server, as it says it."""
        with self.explained():
            return str(self.client.get_server_version())

    @property
    def abilities(self) -> Abilities:
        """What the server can do: it is asked for its version once."""
        if self._abilities is None:
            self._abilities = Abilities.of(self.version())
        return self._abilities

    def now(self) -> int:
        """Return the present moment on the clock of the server; Milvus Lite needs none: 0."""
        if self.is_lite:
            return 0
        with self.explained():
            # The client offers this to nobody, though all that it writes is ordered by it.
            return int(self.client._get_connection().alloc_timestamp(timeout=_PATIENCE))

    def has(self, collection: str) -> bool:
        """Whether there is a collection of this name."""
        with self.explained():
            return bool(self.client.has_collection(collection))

    def count(self, collection: str, expression: str = "") -> int:
        """Return how many rows there are of which ``expression`` is true."""
        return int(self._query(collection, expression, ["count(*)"])[0]["count(*)"])

    def rows(
        self,
        collection: str,
        field: str,
        keys: Sequence[int | str],
        fields: Sequence[str],
        size: int = KEYS,
    ) -> list[Row]:
        """Return the rows whose ``field``, the primary key, is one of ``keys``, ``size`` a time."""
        found: list[Row] = []
        for some in batches(keys, size):
            found += self._query(collection, any_of(field, some), fields, limit=KEYS)
        return found

    def all_rows(
        self,
        collection: str,
        expression: str,
        fields: Sequence[str],
        size: int = 1000,
        key: str = "num",
    ) -> Iterator[Row]:
        """Yield the rows of which ``expression`` is true, ascending by ``key``, the primary key.

        All are of one moment. The client's own pages would each wait for the newest state. As
        those, a page may be shorter or longer than ``size``: the last one is empty.
        """
        moment = self.moments.of(collection)
        wanted = list(dict.fromkeys((key, *fields)))
        asked = expression
        while True:
            page = self._query(
                collection,
                asked,
                wanted,
                moment,
                limit=size,
                iterator="True",
                reduce_stop_for_best="True",
            )
            if not page:
                return
            yield from page
            beyond = f"{key} > {_literal(page[-1][key])}"
            asked = f"{beyond} and ({expression})" if expression else beyond

    def some_rows(
        self, collection: str, expression: str, fields: Sequence[str], limit: int
    ) -> list[Row]:
        """Return ``limit`` of the rows of which ``expression`` is true, or all."""
        return self._query(collection, expression, fields, limit=limit)

    def _query(
        self,
        collection: str,
        expression: str,
        fields: Sequence[str],
        moment: int | None = None,
        **options: Any,
    ) -> list[Row]:
        """Return rows as of a moment, by default that of the snapshot."""
        own = self.moments.of(collection) if moment is None else moment
        with self.explained():
            return list(
                self.client.query(
                    collection,
                    filter=expression,
                    output_fields=[*fields],
                    timeout=_PATIENCE,
                    consistency_level="Customized",
                    guarantee_timestamp=own,
                    **options,
                )
            )

    def search(
        self,
        collection: str,
        field: str,
        asked: object,
        limit: int,
        *,
        parameters: Mapping[str, Any],
        key: str,
        expression: str = "",
    ) -> list[tuple[int, float]]:
        """Return the primary keys that are most similar to what is asked, best first.

        Each has its similarity, higher for better.
        """
        moment = self.moments.of(collection)
        with self.explained():
            hits = self.client.search(
                collection,
                data=[asked],
                anns_field=field,
                limit=min(limit, MOST_FOUND),
                filter=expression,
                output_fields=[key],
                search_params=dict(parameters),
                timeout=_PATIENCE,
                consistency_level="Customized",
                guarantee_timestamp=moment,
            )[0]
        return [(int(hit[key]), float(hit["distance"])) for hit in hits]

    def upsert(self, collection: str, rows: Sequence[Row]) -> None:
        """Write rows, in place of those of the same keys."""
        some: list[Row] = []
        size = 0
        for row in rows:
            own = _size(row)
            if some and size + own > _MESSAGE:
                self._upsert(collection, some)
                some, size = [], 0
            some.append(row)
            size += own
        if some:
            self._upsert(collection, some)

    def delete(self, collection: str, expression: str) -> None:
        """Delete the rows of which ``expression`` is true."""
        with self.explained():
            self.client.delete(collection, filter=expression, timeout=_PATIENCE)
        self.moments.wrote(collection)

    def delete_keys(self, collection: str, field: str, keys: Sequence[int | str]) -> None:
        """Delete the rows with these keys; such as are not there do no harm."""
        for some in batches(keys, KEYS):
            self.delete(collection, any_of(field, some))

    def _upsert(self, collection: str, rows: list[Row]) -> None:
        with self.explained():
            self.client.upsert(collection, rows, timeout=_PATIENCE)
        self.moments.wrote(collection)


def _literal(key: int | str) -> str:
    """Return a key as an expression has it: a number, or what we have made of safe characters.

    Only a damaged row has a key of others.
    """
    if isinstance(key, int):
        return str(key)
    return f'"{key.translate(_ESCAPES)}"'


def _size(row: Row) -> int:
    """Return about how many bytes a row takes."""
    return 256 + sum(
        4 * len(value) if isinstance(value, str) else getattr(value, "nbytes", 8)
        for value in row.values()
    )
