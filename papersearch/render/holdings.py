"""The collections of an index, and what is fetched for it, for people and programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from papersearch.fetching.origins import shown
from papersearch.render.payload import Payload, to_json
from papersearch.render.terminal import Style, escape, pad, width

if TYPE_CHECKING:
    from papersearch.indexing.inventory import Holding
    from papersearch.types.followed import Followed

_HEAD = ("files", "missing", "papers", "last read", "where")


def holdings_json(found: Sequence[Holding], followed: Sequence[Followed]) -> str:
    """Return the collections, and where more of them comes from, as one JSON object."""
    return to_json(
        {
            "count": len(found),
            "collections": [_payload(own) for own in found],
            "followed": [{"source": shown(own.source), "to": own.to} for own in followed],
        }
    )


def holdings_table(found: Sequence[Holding], followed: Sequence[Followed], style: Style) -> str:
    """Return the collections, one a line below the names of the columns, then what is fetched."""
    fetched = [f"{escape(shown(own.source))}  into {escape(own.to)}" for own in followed]
    listed = [style.dim("fetched"), *fetched] if fetched else []
    return "\n\n".join(filter(None, [_collections(found, style), "\n".join(listed)]))


def _collections(found: Sequence[Holding], style: Style) -> str:
    cells = [_HEAD, *(_cells(own) for own in found)]
    widths = [max(width(row[n]) for row in cells) for n in range(len(_HEAD) - 1)]
    lines = [
        "  ".join([*(_right(text, n) for text, n in zip(row, widths, strict=False)), row[-1]])
        for row in cells
    ]
    return "\n".join([style.dim(lines[0]), *lines[1:]]) if found else ""


def _payload(own: Holding) -> Payload:
    return {
        "where": own.where,
        "is_folder": own.is_folder,
        "files": own.files,
        "papers": own.papers,
        "missing": own.missing,
        "read": own.read,
    }


def _cells(own: Holding) -> tuple[str, ...]:
    where = escape(own.where)
    return (
        f"{own.files:,}",
        f"{own.missing:,}",
        f"{own.papers:,}",
        own.read or "-",
        where if own.is_folder or own.where.startswith("<") else f"{where} (single files)",
    )


def _right(text: str, columns: int) -> str:
    return pad("", columns - width(text)) + text
