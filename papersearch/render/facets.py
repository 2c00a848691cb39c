"""Papers counted by month, section, author, category and source, for people and programs."""

from __future__ import annotations

from papersearch.render.payload import facets_payload, to_json
from papersearch.render.terminal import Style, escape, wrap
from papersearch.types.facets import Counts, Facets
from papersearch.types.query import Query

NAMES = ("month", "section", "author", "category", "source")
"""What papers are counted by."""


def render_facets(
    found: Facets,
    format_: str,
    by: tuple[str, ...] = (),
    *,
    style: Style | None = None,
    query: Query | None = None,
) -> str:
    """Return counts as a "table" or as "json"; ``by`` are those of NAMES to show, none for all.

    The table says in front which papers were counted, where a ``query`` has words.

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
    is_question = query is not None and bool(query.words)
    head = "\n".join(map(style.bold, wrap(_head(found, is_question), style.columns)))
    blocks = [_block(name, parts[name], style) for name in NAMES if name in (by or NAMES)]
    return "\n\n".join(filter(None, [head, *blocks])) if found.papers else ""


def _head(found: Facets, is_question: bool) -> str:
    """Return how many papers were counted, and which."""
    one = found.papers == 1
    papers = f"{found.papers:,} paper{'' if one else 's'}"
    if not is_question:
        return papers
    if found.verdict != "none":
        return f"{papers} that answer{'s' if one else ''}"
    where = "that the filters leave" if found.filtered else "in the index"
    nearest = f"the {found.papers:,} nearest paper{' is' if one else 's are'} counted"
    return f"nothing {where} answers this; {nearest}"


def _block(name: str, counts: Counts, style: Style) -> str:
    width = max((len(f"{count:,}") for _, count in counts), default=0)
    lines = [f"{count:>{width},}  {escape(value)}" for value, count in counts]
    return "\n".join([style.dim(f"by {name}"), *lines]) if lines else ""
