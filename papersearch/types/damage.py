"""What is found wrong with stored papers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Damage:
    """What is wrong; ``derived`` tells whether it can be made again from the rest."""

    what: str
    derived: bool

    def __str__(self) -> str:
        return self.what
