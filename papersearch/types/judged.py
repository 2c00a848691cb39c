"""What one judgment of papers changed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Judged:
    """How many papers were judged anew, and how many are judged so in all; each paper counts once.

    ``changed`` papers are liked (disliked, or no longer so) and were not before; ``turned`` of them
    were thought of the other way. ``same`` papers were so already. ``total`` papers are liked
    (disliked) in all, afterwards.
    """

    changed: int
    turned: int
    same: int
    total: int
