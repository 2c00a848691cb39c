"""What a long task tells of how far it has come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

T = TypeVar("T")

Progress = Callable[[str, int, int], None]
"""Takes the name of a step, as "embedding", and how much of how much of it is done.

``(step, 0, total)`` says that the step begins. The steps of indexing are "reading" (files),
"loading" (the model), "embedding" (passages) and "learning" (texts of the corpus).
"""


def silent(_step: str, _done: int, _total: int) -> None:
    """Tell nobody."""


def nobody(_message: str) -> None:
    """Take a message that nobody is told."""


def anything(_papers: Mapping[str, str], _of: int) -> bool:
    """Agree to whatever is asked."""
    return True


class Step:
    """One step of a task, whose parts are counted as they are done."""

    def __init__(self, progress: Progress, name: str, total: int) -> None:
        """Begin the step ``name`` of ``total`` parts; ``progress`` is told if there are any."""
        self._progress, self._name, self._total = progress, name, total
        self._done = 0
        if total:
            progress(name, 0, total)

    def add(self, count: int) -> None:
        """Tell that so many more parts are done."""
        self._done += count
        self._progress(self._name, min(self._done, self._total), self._total)

    def over(self, items: Iterable[T]) -> Iterator[T]:
        """Yield ``items``, each of which is a part that is done when the next one is asked for."""
        for item in items:
            yield item
            self.add(1)

    def end(self) -> None:
        """Tell that all is done."""
        self._progress(self._name, self._total, self._total)
