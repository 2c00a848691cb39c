"""What the corpus taught: its embedding space, its glossary, and which summaries are doubtful.

All of it can be learned again; none of it is needed to open an index.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import numpy as np
import orjson

from papersearch.ranking.space import (
    ADAPTER,
    Adapter,
    Space,
    adapter_arrays,
    arrays_of,
    space_of,
)
from papersearch.store.local.catalog.catalog import Catalog
from papersearch.store.protocol import Taught
from papersearch.text.doubt import DOUBTFUL, Doubt
from papersearch.text.glossary import Glossary
from papersearch.types.arrays import Embeddings

_REMEMBERED = 100_000


class Learned:
    """The learned tables of a catalog. Writing methods are called within a transaction."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def taught(self) -> Taught | None:
        """Return which papers the corpus was learned from, None where it never was."""
        return Taught.of(self._catalog.meta("learned"))

    def outdate(self, dated: Iterable[tuple[str, str]]) -> None:
        """Note that papers of these days and ids are others than before."""
        taught = self.taught()
        if taught and not taught.outdated and any(own <= taught.last for own in dated):
            self._catalog.set_meta("learned", {**self._catalog.meta("learned"), "outdated": True})

    def forget(self) -> None:
        """Forget all that was learned, but for an adapter."""
        self._catalog.execute("DELETE FROM arrays WHERE name NOT LIKE 'adapter/%'")
        for table in ("glossary", "doubts"):
            self._catalog.execute(f"DELETE FROM {table}")
        self._catalog.execute("DELETE FROM meta WHERE key IN ('learned', 'doubts')")

    def space(self, *, centred: bool = True, adapted: bool = True) -> Space:
        """Return the embedding space; one that changes nothing where none was learned."""
        if not centred:
            return Space()
        known = self._catalog.generation.spaces
        if adapted not in known:
            known[adapted] = self._space(adapted=adapted)
        return known[adapted]

    def _space(self, *, adapted: bool) -> Space:
        rows = self._catalog.execute("SELECT name, columns, data FROM arrays").fetchall()
        with self._catalog.reading("the space of the index"):
            arrays = {name: self._array(name, columns, data) for name, columns, data in rows}
        spread = (self._catalog.meta("learned") or {}).get("spread", 1.0)
        return space_of(arrays, spread, adapted=adapted)

    def _array(self, name: str, columns: int, data: bytes) -> Embeddings:
        """Return an array of the space, as long and as wide as the model's vectors.

        Raises:
            ValueError: it is none.
        """
        array: Embeddings = np.frombuffer(data, "<f4").reshape(-1, columns)
        model = self._catalog.meta("model")
        dimension = model["dimension"] if model else columns
        rows = dimension if name in ADAPTER else 1
        if array.shape != (rows, dimension) or not np.isfinite(array).all():
            raise ValueError(f"{name} is {array.shape}")
        return array

    def put_space(self, space: Space, taught: Taught) -> None:
        """Store a space that was learned from these papers; an adapter is left as it is."""
        kept = self._catalog.execute(
            "SELECT name, columns, data FROM arrays WHERE name LIKE 'adapter/%'"
        ).fetchall()
        self._catalog.execute("DELETE FROM arrays")
        self._catalog.executemany("INSERT INTO arrays VALUES (?, ?, ?)", kept)
        for name, array in arrays_of(space).items():
            self._put(name, array)
        self._catalog.set_meta("learned", {**taught._asdict(), "spread": space.spread})

    def put_adapter(self, adapter: Adapter | None) -> None:
        """Store an adapter in place of the present one, or none."""
        self._catalog.execute("DELETE FROM arrays WHERE name LIKE 'adapter/%'")
        for name, matrix in adapter_arrays(adapter).items():
            self._put(name, matrix)

    def glossary(self, tokens: Iterable[str] | None = None) -> Glossary:
        """Return what the glossary says of ``tokens``, by default of all."""
        sql = "SELECT token, others FROM glossary"
        if tokens is None:
            rows = self._catalog.execute(sql).fetchall()
        else:
            sql += " WHERE token IN (SELECT value FROM json_each(?))"
            rows = self._catalog.select_many(sql, tokens)
        with self._catalog.reading("the glossary of the index"):
            return {token: [_other(*own) for own in orjson.loads(others)] for token, others in rows}

    def put_glossary(self, glossary: Glossary) -> None:
        """Store a glossary in place of the present one."""
        self._catalog.execute("DELETE FROM glossary")
        self._catalog.executemany(
            "INSERT INTO glossary VALUES (?, ?)",
            [(token, orjson.dumps(others)) for token, others in glossary.items()],
        )

    def doubts(self, nums: Iterable[int] | None = None, *, least: float = 0.0) -> dict[int, Doubt]:
        """Return the doubts of at least ``least``, by number of the paper, among ``nums``."""
        sql = "SELECT num, score, missing FROM doubts"
        if nums is None:
            rows = self._catalog.execute(f"{sql} WHERE score >= ?", (least,)).fetchall()
        else:
            sql += " WHERE num IN (SELECT value FROM json_each(?)) AND score >= ?"
            keys = orjson.dumps(list(nums)).decode()
            rows = self._catalog.execute(sql, (keys, least)).fetchall()
        with self._catalog.reading("the doubts of the index"):
            return {num: _doubt(score, orjson.loads(missing)) for num, score, missing in rows}

    def doubtful(self, nums: Collection[int]) -> set[int]:
        """Return those of ``nums`` that are doubtful; what was asked before is remembered."""
        known = self._catalog.generation.doubtful
        missing = [num for num in nums if num not in known]
        if missing:
            if len(known) > _REMEMBERED:
                known.clear()
                missing = list(nums)
            found = self.doubts(missing, least=DOUBTFUL)
            known.update((num, num in found) for num in missing)
        return {num for num in nums if known[num]}

    def put_doubts(self, doubts: Mapping[int, Doubt]) -> None:
        """Store doubts, in place of those that these papers had."""
        self._catalog.executemany(
            "REPLACE INTO doubts VALUES (?, ?, ?)",
            [(num, doubt.score, orjson.dumps(doubt.missing)) for num, doubt in doubts.items()],
        )

    def forget_doubts(self) -> None:
        """Forget all doubts, before new ones are stored."""
        self._catalog.execute("DELETE FROM doubts")

    def trust_doubts(self, *, trusted: bool) -> None:
        """Remember whether doubts can be told in this corpus."""
        self._catalog.set_meta("doubts", trusted)

    def trusts_doubts(self) -> bool:
        """Whether doubts can be told in this corpus, as far as was learned."""
        return bool(self._catalog.meta("doubts"))

    def _put(self, name: str, array: Embeddings) -> None:
        data = np.ascontiguousarray(array, "<f4")
        self._catalog.execute(
            "REPLACE INTO arrays VALUES (?, ?, ?)", (name, data.shape[-1], data.tobytes())
        )


def _other(token: object, probability: float) -> tuple[str, float]:
    if not isinstance(token, str) or not 0 <= probability <= 1:
        raise ValueError(f"{token!r} is no token, or {probability!r} no probability")
    return token, probability


def _doubt(score: float, missing: list[str]) -> Doubt:
    if not 0 <= score <= 1 or not all(isinstance(word, str) for word in missing):
        raise ValueError(f"{score} is no doubt, or {missing!r} are no words")
    return Doubt(score, tuple(missing))
