"""Recommended papers in every format, each with the liked ones that it is most like."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from papersearch.render.hits import CITATIONS, COLUMNS, FORMATS, cited, csv_rows, ids
from papersearch.render.markdown import escape_markdown, hits_markdown
from papersearch.render.payload import Payload, hit_payload, to_json
from papersearch.render.table import block
from papersearch.render.terminal import Style, escape

if TYPE_CHECKING:
    from papersearch.following.recommend import Recommendation


def render_recommendations(
    found: Sequence[Recommendation], format_: str, *, style: Style | None = None
) -> str:
    """Return recommendations in one of ``FORMATS``; ``style`` matters to the table alone.

    Raises:
        ValueError: there is no such format.
    """
    payloads = [recommendation_payload(own) for own in found]
    if format_ == "table":
        rank = len(str(len(found)))
        return "\n\n".join(
            "\n".join(block(own.hit, rank, style or Style(), [escape(_because(own))]))
            for own in found
        )
    if format_ == "json":
        return to_json({"count": len(payloads), "hits": payloads})
    if format_ == "jsonl":
        return "".join(to_json(payload, indent=False) + "\n" for payload in payloads)
    if format_ == "csv":
        return csv_rows(
            [*COLUMNS, "because"],
            (
                {**own, "because": "; ".join(why["id"] for why in own["because"])}
                for own in payloads
            ),
        )
    if format_ == "markdown":
        return "\n".join(
            f"{hits_markdown([own.hit])}\n\n   {escape_markdown(_because(own))}" for own in found
        )
    if format_ in CITATIONS:
        return cited((own.hit.paper for own in found), format_)
    if format_ == "ids":
        return ids(own.hit.paper.id for own in found)
    raise ValueError(f"no format {format_!r}: choose one of {', '.join(FORMATS)}")


def recommendation_payload(own: Recommendation) -> Payload:
    """Return one recommendation: a hit, and why."""
    because = [
        {"id": why.paper.id, "title": why.paper.title, "similarity": round(why.similarity, 4)}
        for why in own.because
    ]
    return {**hit_payload(own.hit), "because": because}


def _because(own: Recommendation) -> str:
    titles = [why.paper.title or why.paper.id for why in own.because]
    return f"as you like {'; and '.join(titles)}"
