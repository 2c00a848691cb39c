"""What papers are to be like, and unlike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from papersearch.errors import InvalidQuery
from papersearch.types import limits
from papersearch.types.normalise import normalise
from papersearch.types.paper import Paper
from papersearch.types.query import Filters, check_k, id_named

TOO_LONG = "the text has more than {:,} characters: a few abstracts are plenty"


class OwnText(NamedTuple):
    """What a text of one's own stands for: ids of papers, and papers that it tells of itself."""

    ids: tuple[str, ...] = ()
    papers: tuple[Paper, ...] = ()


@dataclass(frozen=True, slots=True)
class Likeness:
    """One question for papers like some and unlike others.

    ``liked`` and ``disliked`` are ids or links of papers of the index, ``papers`` those that a text
    of one's own tells of, which count as liked. What is given twice counts once.

    Raises:
        InvalidQuery: nothing is liked, a paper is liked and disliked, or there are too many;
            ``k`` is out of range.
    """

    liked: tuple[str, ...] = ()
    disliked: tuple[str, ...] = ()
    papers: tuple[Paper, ...] = ()
    k: int = 10
    filters: Filters = field(default_factory=Filters)

    def __post_init__(self) -> None:
        liked, disliked = _by_id(self.liked), _by_id(self.disliked)
        own = {paper.id: paper for paper in self.papers if paper.id not in liked}
        if not liked and not own:
            raise InvalidQuery("like which papers? give an id, or a text of your own")
        for id_ in disliked:
            if id_ in liked or id_ in own:
                raise InvalidQuery(
                    f"{disliked[id_].strip()} is among the papers to be like and those to be "
                    "unlike: give it once"
                )
        if (count := len(liked) + len(disliked) + len(own)) > limits.LIKENESS_PAPERS:
            raise InvalidQuery(
                f"{count:,} papers are given: at most {limits.LIKENESS_PAPERS} can be compared with"
            )
        check_k(self.k)
        object.__setattr__(self, "liked", tuple(liked.values()))
        object.__setattr__(self, "disliked", tuple(disliked.values()))
        object.__setattr__(self, "papers", tuple(own.values()))


def check_own(text: str, most: int = limits.OWN_CHARACTERS) -> None:
    """Raise InvalidQuery where a text of one's own is too long, or has nothing to compare with.

    A model reads its one form, in which one character may become eighteen.
    """
    form = normalise(text) if len(text) <= most else text
    if len(form) > most:
        raise InvalidQuery(TOO_LONG.format(most))
    if not any(character.isalnum() for character in form):
        raise InvalidQuery("the text has neither letters nor digits: nothing to compare with")


def _by_id(texts: Iterable[str]) -> dict[str, str]:
    """Return the first writing of each paper, by the id that it most likely names."""
    found: dict[str, str] = {}
    for text in texts:
        found.setdefault(id_named(text), text)
    return found
