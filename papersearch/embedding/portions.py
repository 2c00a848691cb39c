"""Texts in portions that take about as long as each other, however long the texts are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


def portions(
    items: Sequence[T], lengths: Sequence[int], characters: int, most: int | None = None
) -> Iterator[Sequence[T]]:
    """Yield ``items`` in order, in runs of ``characters`` at most; one that is longer is alone.

    ``lengths`` are those of the items, in characters; ``most`` bounds how many are in a run.
    """
    start = held = 0
    for at, length in enumerate(lengths):
        if at > start and (held + length > characters or at - start == most):
            yield items[start:at]
            start, held = at, 0
        held += length
    if start < len(items):
        yield items[start:]
