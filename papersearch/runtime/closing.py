"""What a ``with`` statement closes at its end."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Protocol, Self, TypeVar


class _Closable(Protocol):
    def close(self) -> None: ...


_T = TypeVar("_T", bound=_Closable)


@contextlib.contextmanager
def closed_on_error(opened: _T) -> Iterator[_T]:
    """Close what was just opened where what is done first with it goes wrong."""
    try:
        yield opened
    except BaseException:
        opened.close()
        raise


class Closing:
    """Something that is closed when the body of a ``with`` ends, however it ends."""

    def close(self) -> None:
        """Release what is held."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
