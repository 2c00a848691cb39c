"""Hits in every format."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterable, Sequence

from papersearch.render.markdown import hits_markdown
from papersearch.render.payload import Payload, answer_payload, hit_payload, to_json
from papersearch.render.table import table
from papersearch.render.terminal import Style, escape
from papersearch.types.hits import Hit
from papersearch.types.paper import Paper
from papersearch.types.query import Query

CITATIONS = ("bibtex", "ris")
FORMATS = ("table", "json", "jsonl", "csv", "markdown", "ids", *CITATIONS)
COLUMNS = (
    "rank id similarity score date votes title authors url section evidence doubtful code "
    "categories venue relevance near"
).split()
# What begins a formula or a command, at the start of a cell or where a spreadsheet that parts cells
# at semicolons would begin another; spaces, quotes and what is not seen do not count.
_FORMULA = re.compile(r"(\A|;)([\s\"'\u200c\u200d\u034f\ufe00-\ufe0f]*)(?=(.))", re.DOTALL)
_RUNS = set("=+-@|−")


def render_hits(
    hits: Sequence[Hit], format_: str, *, style: Style | None = None, query: Query | None = None
) -> str:
    """Return ``hits`` in one of ``FORMATS``; ``style`` matters to the table alone.

    Raises:
        ValueError: there is no such format.
    """
    if format_ == "table":
        return table(hits, style or Style(), query.sort if query else "")
    if format_ == "json":
        return to_json(answer_payload(hits, query))
    if format_ == "jsonl":
        return "".join(to_json(hit_payload(hit), indent=False) + "\n" for hit in hits)
    if format_ == "csv":
        return csv_rows(COLUMNS, map(hit_payload, hits))
    if format_ == "markdown":
        return hits_markdown(hits)
    if format_ == "ids":
        return ids(hit.paper.id for hit in hits)
    if format_ in CITATIONS:
        return cited((hit.paper for hit in hits), format_)
    raise ValueError(f"no format {format_!r}: choose one of {', '.join(FORMATS)}")


def cited(papers: Iterable[Paper], format_: str) -> str:
    """Return papers in one of ``CITATIONS``."""
    from papersearch.render.bibliography import bibtex, ris  # seldom wanted

    return {"bibtex": bibtex, "ris": ris}[format_](papers)


def ids(paper_ids: Iterable[str]) -> str:
    """Return ids, one a line."""
    return "".join(f"{escape(paper_id)}\n" for paper_id in paper_ids)


def csv_rows(columns: Sequence[str], payloads: Iterable[Payload]) -> str:
    """Return RFC 4180 rows below a header; "; " stands between authors, and the like.

    What a spreadsheet would run as a formula gets an apostrophe in front of it, and what a terminal
    would obey is written out.
    """
    import csv

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    for payload in payloads:
        writer.writerow([_cell(payload[column]) for column in columns])
    return out.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, list):
        return _cell("; ".join(value))
    if isinstance(value, str):
        return _FORMULA.sub(_harmless, escape(value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else value


def _harmless(found: re.Match[str]) -> str:
    start, skipped, first = found.groups()
    # Spreadsheets of East Asia take full-width signs for signs.
    runs = unicodedata.normalize("NFKC", first)[:1] in _RUNS
    return f"{start}{skipped}'" if runs else found.group()
