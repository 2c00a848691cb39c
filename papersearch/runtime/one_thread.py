"""A value that belongs to one thread, used from asynchronous code."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, Protocol, TypeVar


class Closable(Protocol):
    """What can be closed."""

    def close(self) -> None:
        """Release what is held."""


_T = TypeVar("_T", bound=Closable)
_Result = TypeVar("_Result")


class OneThread(Generic[_T]):
    """A value that is made, used and closed in one thread of its own.

    Work is done one after another; who waits for it does not keep others waiting. Work that
    nobody waits for any more is not begun.
    """

    def __init__(self, make: Callable[[], _T]) -> None:
        self._thread = ThreadPoolExecutor(1, "papersearch")
        try:
            self._value = self._thread.submit(make).result()
        except BaseException:
            self._thread.shutdown()
            raise

    def __enter__(self) -> OneThread[_T]:
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.submit(self._value.close).result()
        self._thread.shutdown()

    async def run(self, work: Callable[[_T], _Result]) -> _Result:
        """Return ``work`` of the value."""
        return await asyncio.get_running_loop().run_in_executor(
            self._thread, lambda: work(self._value)
        )
