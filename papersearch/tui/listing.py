"""What the list shows: an answer, papers like one, or the newest ones, each in one call."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass

from papersearch.api.paper_index import PaperIndex
from papersearch.tui.shown import Row, rows, verdict
from papersearch.types.hits import Answer
from papersearch.types.paper import Paper
from papersearch.types.query import Filters, Query


@dataclass(frozen=True, slots=True)
class Listing:
    """The lines of a list, and what is said above it.

    ``query`` is what is marked, ``more`` says that there are papers behind these, and ``aside``
    that the list leads back to another.
    """

    rows: tuple[Row, ...]
    said: str
    query: str = ""
    more: bool = False
    aside: bool = False


Ask = Callable[[PaperIndex, int], Listing]
"""Returns a list of that many papers at the most."""


def searched(text: str, filters: Filters) -> Ask:
    """Return what asks for the papers that answer ``text``, or all that the filters leave."""

    def ask(index: PaperIndex, count: int) -> Listing:
        answer = index.ask(Query(text, count + 1, filters=filters))
        return _answered(index, answer, count, text)

    return ask


def alike(paper: Paper) -> Ask:
    """Return what asks for the papers like one."""

    def ask(index: PaperIndex, count: int) -> Listing:
        answer = index.similar(paper.id, count + 1)
        shown = rows(answer, index.likes.all())[:count]
        said = f"like {paper.title or paper.id}"
        return Listing(shown, said, paper.title, len(answer) > count, aside=True)

    return ask


def newest(index: PaperIndex, count: int) -> Listing:
    """Return the newest papers."""
    found = heapq.nlargest(
        count + 1, index.papers(), key=lambda p: (p.days[-1:], p.votes or 0, p.id)
    )
    taste = index.likes.all()
    shown = tuple(Row(paper, liked=taste.get(paper.id)) for paper in found[:count])
    if not shown:
        return Listing((), "the index is empty: `papersearch index PATH...` fills it")
    return Listing(shown, "the newest papers; type to search", more=len(found) > count)


def judged(index: PaperIndex, paper_id: str, *, liked: bool) -> tuple[bool | None, int]:
    """Like or dislike a paper, or take it back where it was so; return the opinion and the total.

    Raises:
        IndexLocked: another process writes to the index.
        PaperNotFound: the paper is gone.
    """
    undo = index.likes.all().get(paper_id) == liked
    done = index.likes.judge([paper_id], liked=liked, undo=undo)
    return (None if undo else liked), done.total


def _answered(index: PaperIndex, answer: Answer, count: int, text: str) -> Listing:
    more = len(answer) > count
    shown = rows(answer, index.likes.all())[:count]
    return Listing(shown, verdict(shown, answer, more=more), text, more)
