"""What people say papers are to be like, in one place for Python and the command line."""

from __future__ import annotations

from collections.abc import Iterable

from papersearch.types.likeness import Likeness, OwnText
from papersearch.types.query import Filters


def likeness(
    liked: Iterable[str],
    disliked: Iterable[str],
    text: str | bytes = "",
    k: int = 10,
    filters: Filters | None = None,
) -> Likeness:
    """Return the question for papers like those liked and those of a text, unlike the disliked.

    Raises:
        InvalidQuery: see :class:`Likeness`, and :func:`papersearch.digest.own.own_text`.
    """
    own = OwnText()
    if text:
        from papersearch.digest.own import own_text  # readers of all formats, which ids do without

        own = own_text(text)
    return Likeness((*liked, *own.ids), tuple(disliked), own.papers, k, filters or Filters())
