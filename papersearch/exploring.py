"""The corpus from above: the part of :class:`PaperIndex` that maps it and follows its topics."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from papersearch.query import Filters
from papersearch.store.index_store import IndexStore

if TYPE_CHECKING:
    from papersearch.atlas.types import Atlas

_T = TypeVar("_T")


class Exploring:
    """The part of :class:`PaperIndex` that looks at the corpus as a whole."""

    def _healed(self, answer: Callable[[IndexStore], _T]) -> _T:
        raise NotImplementedError

    def map(
        self,
        *,
        filters: Filters | None = None,
        most: int | None = None,
        topics: int | None = None,
        seed: int = 0,
    ) -> Atlas:
        """Return the papers in two dimensions, alike ones near each other, grouped and named.

        Of more than ``most`` papers, a sample is drawn; ``topics`` is how many groups to make,
        by default as many as suit the number of papers. The same index and seed give the same.

        Raises:
            MissingExtra: the packages of ``papersearch[map]`` are not installed.
        """
        from papersearch.atlas.chart import chart
        from papersearch.atlas.corpus import MOST

        return self._healed(
            lambda store: chart(
                store, filters or Filters(), most=most or MOST, topics=topics, seed=seed
            )
        )
