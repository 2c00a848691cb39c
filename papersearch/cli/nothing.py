"""What people are told where nothing was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from papersearch.cli.opening import open_index
from papersearch.cli.output import say

if TYPE_CHECKING:
    from papersearch.types.query import Filters


def tell_nothing(index_folder: str | None, filters: Filters) -> None:
    """Say why nothing was found."""
    with open_index(index_folder) as index:
        say(f"nothing found: {index.why_nothing(filters)}")
