"""Numbers and facts about an index, for people."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING

from papersearch.render.payload import to_json
from papersearch.render.table import rows
from papersearch.render.terminal import Style

if TYPE_CHECKING:
    from papersearch.upkeep.checkup import Check


def render_status(pairs: Sequence[tuple[str, str]], style: Style) -> str:
    """Return (name, value) pairs as two aligned columns."""
    return rows(pairs, style)


def checks_table(checks: Sequence[Check], style: Style) -> str:
    """Return a line for each thing that was looked at, and beside it what was found."""
    return rows([(own.name, f"{own.state}: {own.said}") for own in checks], style)


def checks_json(checks: Sequence[Check]) -> str:
    """Return what was looked at as one JSON object."""
    return to_json({"checks": [dataclasses.asdict(own) for own in checks]})


def human_bytes(size: float) -> str:
    """Return a number of bytes as people write it: 3.2 MiB."""
    for unit in ("bytes", "KiB", "MiB", "GiB"):
        if size < 1024 or unit == "GiB":
            break
        size /= 1024
    return f"{size:,.0f} {unit}" if unit == "bytes" else f"{size:,.1f} {unit}"
