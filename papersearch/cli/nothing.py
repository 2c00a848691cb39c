"""What people are told where nothing was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from papersearch.cli.opening import open_index
from papersearch.cli.output import say
from papersearch.types.box import Says

if TYPE_CHECKING:
    from papersearch.types.query import Filters


_ANY = Says()


def tell_nothing(index_folder: str | None, filters: Filters, says: Says = _ANY) -> None:
    """Say why nothing was found."""
    with open_index(index_folder) as index:
        say(f"nothing found: {index.why_nothing(filters, says)}")
