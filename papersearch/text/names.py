"""What filters by author and by category mean: of a name a part or all of it, of subjects a field.

Names and categories are compared as :func:`papersearch.text.tokens.fold_name` folds them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from papersearch.text.tokens import fold_name

WHOLE = "="
"""Begins an author that is a whole name."""


_AROUND = "()[]<>.,;:!?"


def bare(name: str) -> str:
    """Return a folded name without the punctuation around it, which does not tell names apart."""
    return name.strip(_AROUND)


class Name(NamedTuple):
    """What an author filter looks for: a folded name, ``whole`` or a part of one."""

    text: str
    whole: bool

    @classmethod
    def of(cls, value: str) -> Name:
        """Return what a filter's value means; its text is "" where it says nothing."""
        value = value.strip()
        whole = value.startswith(WHOLE)
        return cls(fold_name(value[1:] if whole else value), whole)

    def among(self, names: Iterable[str]) -> bool:
        """Whether it is one of these folded names, or a part of one."""
        return any(self.text == own if self.whole else self.text in own for own in names)


def fields(categories: Iterable[str]) -> dict[str, None]:
    """Return all that filters may call a paper of these categories, folded, in their order.

    "cs.CL" is that and of "cs".
    """
    found: dict[str, None] = {}
    for own in map(fold_name, categories):
        found |= dict.fromkeys(part for part in (own, own.partition(".")[0]) if part)
    return found


def wanted_fields(values: Iterable[str]) -> set[str]:
    """Return what a filter by category looks for, folded; nothing where its values say nothing."""
    return {own for own in map(fold_name, values) if own}
