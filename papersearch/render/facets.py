"""Papers counted by month, section, author, category and source, for people and programs."""

from __future__ import annotations

from papersearch.render.payload import facets_payload, to_json
from papersearch.render.terminal import Style, escape
from papersearch.types.facets import Counts, Facets

NAMES = ("month", "section", "author", "category", "source")
"""What papers are counted by."""


def render_facets(
    found: Facets, format_: str, by: tuple[str, ...] = (), *, style: Style | None = None
) -> str:
    """Return counts as a "table" or as "json"; ``by`` are those of NAMES to show, none for all.

    Raises:
        ValueError: there is no such format.
    """
    if format_ == "json":
        return to_json(facets_payload(found))
    if format_ != "table":
        raise ValueError(f"no format {format_!r}: choose table or json")
    style = style or Style()
    parts = {
        "month": found.months,
        "section": found.sections,
        "author": found.authors,
        "category": found.categories,
        "source": found.sources,
    }
    head = style.bold(f"{found.papers:,} paper{'' if found.papers == 1 else 's'}")
    blocks = [_block(name, parts[name], style) for name in NAMES if name in (by or NAMES)]
    return "\n\n".join(filter(None, [head, *blocks])) if found.papers else ""


def _block(name: str, counts: Counts, style: Style) -> str:
    width = max((len(f"{count:,}") for _, count in counts), default=0)
    lines = [f"{count:>{width},}  {escape(value)}" for value, count in counts]
    return "\n".join([style.dim(f"by {name}"), *lines]) if lines else ""
