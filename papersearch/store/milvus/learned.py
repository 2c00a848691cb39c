"""What the corpus taught, kept among the facts of a store on Milvus."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

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
from papersearch.store.milvus.encoding import packed, unpacked
from papersearch.store.milvus.meta import Meta
from papersearch.store.milvus.table import Fact, Table, of_kind
from papersearch.store.protocol import Taught
from papersearch.text.doubt import DOUBTFUL, Doubt
from papersearch.text.glossary import Glossary
from papersearch.types.arrays import Embeddings


class MilvusLearned:
    """The learned facts of a store; see :class:`LearnedStore`."""

    def __init__(self, facts: Table, meta: Meta) -> None:
        self._facts = facts
        self._meta = meta

    def taught(self) -> Taught | None:
        """Return which papers the corpus was learned from, None where it never was."""
        return Taught.of(self._about() or None)

    def outdate(self, dated: Iterable[tuple[str, str]]) -> None:
        """Note that papers of these days and ids are others than before."""
        taught = self.taught()
        if taught and not taught.outdated and any(own <= taught.last for own in dated):
            self._meta.set("learned", {**self._about(), "outdated": True})

    def forget(self) -> None:
        """Forget all that was learned, but for an adapter."""
        self._facts.delete_any("array", self._arrays().keys() - set(ADAPTER))
        self._facts.clear(of_kind("gloss"))
        self.forget_doubts()
        self.trust_doubts(trusted=False)
        self._meta.set("learned", {})

    def space(self, *, centred: bool = True, adapted: bool = True) -> Space:
        """Return the embedding space; one that changes nothing where none was learned."""
        if not centred or self.taught() is None:
            return Space()
        known = self._meta.remembered
        if known.arrays is None:
            known.arrays = self._arrays()
        if adapted not in known.spaces:
            spread = self._about().get("spread", 1.0)
            known.spaces[adapted] = space_of(known.arrays, spread, adapted=adapted)
        return known.spaces[adapted]

    def _arrays(self) -> dict[str, Embeddings]:
        return {
            fact.name: np.frombuffer(unpacked(fact.data), "<f4").reshape(-1, fact.num)
            for fact in self._facts.all(of_kind("array"))
        }

    def put_space(self, space: Space, taught: Taught) -> None:
        """Store a space that was learned from these papers; an adapter is left as it is."""
        arrays = arrays_of(space)
        stale = self._arrays().keys() - arrays.keys() - set(ADAPTER)
        self._put(arrays)
        self._facts.delete_any("array", stale)
        self._meta.set("learned", {**taught._asdict(), "spread": space.spread})

    def put_adapter(self, adapter: Adapter | None) -> None:
        """Store an adapter in place of the present one, or none."""
        arrays = adapter_arrays(adapter)
        self._put(arrays)
        self._facts.delete_any("array", set(ADAPTER) - arrays.keys())

    def glossary(self, tokens: Iterable[str] | None = None) -> Glossary:
        """Return what the glossary says of ``tokens``, by default of all."""
        if tokens is None:
            found = list(self._facts.all(of_kind("gloss")))
        else:
            found = list(self._facts.get("gloss", tokens).values())
        return {fact.name: [(o, p) for o, p in orjson.loads(fact.data)] for fact in found}

    def put_glossary(self, glossary: Glossary) -> None:
        """Store a glossary in place of the present one."""
        self._facts.clear(of_kind("gloss"))
        self._facts.put(
            "gloss",
            (Fact(token, orjson.dumps(others).decode()) for token, others in glossary.items()),
        )

    def doubts(self, nums: Iterable[int] | None = None, *, least: float = 0.0) -> dict[int, Doubt]:
        """Return the doubts of at least ``least``, by number of the paper, among ``nums``."""
        if not self.trusts_doubts():
            return {}
        if nums is None:
            found = self._facts.all(of_kind("doubt"), least=least)
        else:
            known = self._facts.get("doubt", map(str, nums)).values()
            found = (fact for fact in known if fact.score >= least)
        return {fact.num: Doubt(fact.score, tuple(orjson.loads(fact.data))) for fact in found}

    def doubtful(self, nums: Collection[int]) -> set[int]:
        """Return those of ``nums`` that are doubtful."""
        if not self.trusts_doubts():
            return set()
        known = self._facts.among("doubt", map(str, nums)).values()
        return {fact.num for fact in known if fact and fact.score >= DOUBTFUL}

    def put_doubts(self, doubts: Mapping[int, Doubt]) -> None:
        """Store doubts, in place of those that these papers had."""
        self._facts.put(
            "doubt",
            (
                Fact(str(num), orjson.dumps(doubt.missing).decode(), num, doubt.score)
                for num, doubt in doubts.items()
            ),
        )

    def forget_doubts(self) -> None:
        """Forget all doubts, before new ones are stored."""
        self._facts.clear(of_kind("doubt"))

    def trust_doubts(self, *, trusted: bool) -> None:
        """Remember whether doubts can be told in this corpus."""
        self._meta.set("doubts", trusted)

    def trusts_doubts(self) -> bool:
        """Whether doubts can be told in this corpus, as far as was learned."""
        return bool(self._meta.get("doubts"))

    def _about(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self._meta.get("learned") or {}
        return found

    def _put(self, arrays: Mapping[str, Embeddings]) -> None:
        self._facts.put(
            "array",
            (
                Fact(
                    name,
                    packed(np.ascontiguousarray(array, "<f4").tobytes()),
                    num=array.shape[-1],
                )
                for name, array in arrays.items()
            ),
        )
