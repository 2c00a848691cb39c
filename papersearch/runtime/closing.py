"""What a ``with`` statement closes at its end."""

from __future__ import annotations

from typing import Self


class Closing:
    """Something that is closed when the body of a ``with`` ends, however it ends."""

    def close(self) -> None:
        """Release what is held."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
