"""What is wrong with a store on Milvus: each thing is said once, how often and where first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from papersearch.store.milvus.table import shown
from papersearch.types.damage import Damage


class Wrong(NamedTuple):
    """Something that may be wrong, as one line says it: of ``one`` thing, and of ``more``.

    ``derived`` tells whether it can be made again from the rest.
    """

    one: str
    more: str
    derived: bool = False


class Tally:
    """How often each thing is wrong at a ``place``, and of what first."""

    def __init__(self, place: str) -> None:
        self._place = place
        self._counts: Counter[Wrong] = Counter()
        self._first: dict[Wrong, str] = {}

    def __contains__(self, wrong: Wrong) -> bool:
        return wrong in self._counts

    def add(self, wrong: Wrong, name: str = "") -> None:
        """Count another one, of this name where that helps."""
        self._counts[wrong] += 1
        self._first.setdefault(wrong, name)

    def damages(self) -> Iterator[Damage]:
        """Yield one line for each thing that is wrong, in the order in which they were found."""
        for wrong, count in self._counts.items():
            what = f"1 {wrong.one}" if count == 1 else f"{count:,} {wrong.more}"
            first = shown(self._first[wrong])
            where = f"{': ' if count == 1 else ', the first: '}{first}" if first else ""
            yield Damage(f"{self._place}: {what}{where}", wrong.derived)
