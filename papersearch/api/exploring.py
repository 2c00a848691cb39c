"""The corpus from above: its map, and its topics over time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from papersearch.api.access import Access
from papersearch.errors import InvalidQuery
from papersearch.types.dates import iso_day
from papersearch.types.query import MAX_K, Filters, Query

if TYPE_CHECKING:
    from papersearch.api.models import Embedded
    from papersearch.atlas.days import Day, Period
    from papersearch.atlas.types import Atlas, Trends
    from papersearch.runtime.background import Background


class Exploring:
    """The corpus of the store behind ``access`` as a whole; ``embedding`` embeds a query."""

    def __init__(
        self, access: Access[Any], embedding: Callable[[str], Background[Embedded]]
    ) -> None:
        self._access = access
        self._embedding = embedding

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

        return self._access.healed(
            lambda store: chart(
                store, filters or Filters(), most=most or MOST, topics=topics, seed=seed
            )
        )

    def day(self, day: str = "", *, filters: Filters | None = None, k: int = MAX_K) -> Day:
        """Return the k papers of an ISO ``day`` with the most votes, by default of the newest day.

        Raises:
            InvalidQuery: it is no day.
        """
        from papersearch.atlas.days import day_of

        wanted = iso_day(day) if day else ""
        return self._access.healed(lambda store: day_of(store, wanted, filters or Filters(), k))

    def week(
        self, day: str = "", *, filters: Filters | None = None, k: int = MAX_K, seed: int = 0
    ) -> Period:
        """Return the week, from Monday on, that ``day`` is in, by default the newest, by topics.

        Of each topic it is the k papers with the most votes. ``seed`` is that of :meth:`map`.

        Raises:
            InvalidQuery: it is no day.
        """
        from papersearch.atlas.days import week_of

        wanted = iso_day(day) if day else ""
        return self._access.healed(
            lambda store: week_of(store, wanted, filters or Filters(), k, seed)
        )

    def month(
        self, day: str = "", *, filters: Filters | None = None, k: int = MAX_K, seed: int = 0
    ) -> Period:
        """Return the month that ``day`` is in, such as "2024-07", by topics, as :meth:`week` does.

        Raises:
            InvalidQuery: it is neither a month nor a day.
        """
        from papersearch.atlas.days import month_of

        wanted = iso_day(day) if day else ""
        return self._access.healed(
            lambda store: month_of(store, wanted, filters or Filters(), k, seed)
        )

    def calendar(self, *, filters: Filters | None = None) -> dict[str, int]:
        """Return how many papers there are of each ISO day that has some, oldest first."""
        from papersearch.search.counting import calendar

        return self._access.healed(lambda store: calendar(store, filters or Filters()))

    def trends(
        self,
        query: str | None = None,
        *,
        by: str = "day",
        filters: Filters | None = None,
        topics: int | None = None,
        seed: int = 0,
    ) -> Trends:
        """Return the share of the papers near ``query`` by month; without one, of every topic.

        ``query`` is read as a question is: fields in it are filters, and near are only papers that
        say its phrases and nothing that is left out.
        ``by`` places a paper in the month of its first digest ("day") or of its arXiv number
        ("arxiv"). ``topics`` and ``seed`` are those of :meth:`map`, whose topics these are.

        Raises:
            InvalidQuery: see :class:`Query`; or ``by`` is neither of both; or ``query`` has no
                words beside conditions.
        """
        from papersearch.atlas.shares import BY
        from papersearch.atlas.trends import trend_of, trends_of_topics

        if by not in BY:
            raise InvalidQuery(f"no months by {by!r}: choose one of {', '.join(BY)}")
        wanted = filters or Filters()
        if query is None:
            return self._access.healed(
                lambda store: trends_of_topics(store, wanted, by, topics=topics, seed=seed)
            )
        asked = topic(query, wanted)
        vector = self._embedding(asked.words)
        return self._access.healed(
            lambda store: trend_of(store, asked, lambda: vector.result().vector, by)
        )


def topic(text: str, filters: Filters | None = None) -> Query:
    """Return what a trend is asked of: a query with words in it.

    Raises:
        InvalidQuery: see :class:`Query`; or there are none beside conditions.
    """
    asked = Query(text, filters=filters or Filters())
    if not asked.words:
        raise InvalidQuery(
            f"{text.strip()} is no topic: give words to it, or leave it out and use --author and "
            "other filters"
        )
    return asked
