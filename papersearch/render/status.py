"""Numbers and facts about an index, for people."""

from __future__ import annotations

from collections.abc import Sequence

from papersearch.render.table import rows
from papersearch.render.terminal import Style


def render_status(pairs: Sequence[tuple[str, str]], style: Style) -> str:
    """Return (name, value) pairs as two aligned columns."""
    return rows(pairs, style)


def human_bytes(size: float) -> str:
    """Return a number of bytes as people write it: 3.2 MiB."""
    for unit in ("bytes", "KiB", "MiB", "GiB"):
        if size < 1024 or unit == "GiB":
            break
        size /= 1024
    return f"{size:,.0f} {unit}" if unit == "bytes" else f"{size:,.1f} {unit}"
