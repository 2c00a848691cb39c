"""What an index remembers of where its digests come from, to be fetched again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple


class Followed(NamedTuple):
    """A source as people write it, such as "arxiv:cs.CL", and the folder its own lies in.

    ``to`` is absolute.
    """

    source: str
    to: str


def as_fact(followed: Iterable[Followed]) -> list[list[str]]:
    """Return it as JSON, as stores keep it."""
    return [[own.source, own.to] for own in followed]


def from_fact(fact: Any) -> list[Followed]:
    """Return what :func:`as_fact` wrote."""
    return [Followed(*own) for own in fact or ()]
