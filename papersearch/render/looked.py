"""What files say, for people and programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from papersearch.render.payload import paper_payload
from papersearch.render.terminal import Style, escape, pad, truncate, width
from papersearch.types.paper import Paper

if TYPE_CHECKING:
    from papersearch.digest.looking import Look
    from papersearch.indexing.preview import Preview
    from papersearch.render import payload_types as types

LOOK_FORMATS = ("table", "jsonl", "json")

_HEAD = ("id", "day", "votes", "authors", "text", "title")
_RIGHT = (2, 3, 4)
_MOST_ID = 28
_LEAST_TITLE = 20


def looked_payload(paper: Paper, file: str) -> types.Read:
    """Return one paper of a file."""
    day = paper.days[-1] if paper.days else ""
    return {**paper_payload(paper), "day": day, "file": file}


def looked_table(look: Look, style: Style) -> str:
    """Return a file's papers, one a line, and what of the file was not understood."""
    count = len(look.papers)
    papers = f"{count:,} paper{'' if count == 1 else 's'}"
    said = papers if count else "no papers" if look.problems else "an empty day, no papers"
    lines = [style.bold(f"{escape(look.name)}: {said}")]
    if count:
        lines += _rows([_HEAD, *map(_cells, look.papers)], style)
    lines += [f"  line {own.line:,}: {escape(own.message)}" for own in look.problems]
    return "\n".join(lines)


def preview_table(found: Preview, style: Style) -> str:
    """Return the papers that would be new, changed and gone, and how many they are."""
    groups = (("new", found.new), ("changed", found.changed), ("gone", found.gone))
    rows = [
        (said, truncate(escape(id_), _MOST_ID), escape(title) or "-")
        for said, papers in groups
        for id_, title in papers.items()
    ]
    lines = _columns(rows, style) if rows else []
    digests = f"{found.digests:,} digest{'' if found.digests == 1 else 's'}"
    counts = [f"{len(papers):,} would be {said}" for said, papers in groups]
    counts.append(f"{found.unchanged:,} unchanged")
    if found.skipped:
        counts.append(f"{found.skipped:,} removed earlier and left out")
    failed = f", {found.failed:,} failed" if found.failed else ""
    return "\n".join([*lines, f"{digests}{failed}: {', '.join(counts)} (nothing was done)"])


def _cells(paper: Paper) -> tuple[str, ...]:
    characters = sum(len(section.text) for section in paper.sections)
    return (
        truncate(escape(paper.id), _MOST_ID),
        escape(paper.days[-1]) if paper.days else "-",
        "-" if paper.votes is None else f"{paper.votes:,}",
        f"{len(paper.authors):,}{'+' if paper.authors_cut else ''}",
        f"{characters:,}",
        escape(paper.title) or "-",
    )


def _rows(cells: Sequence[Sequence[str]], style: Style) -> list[str]:
    """Return the lines of a file's papers below the names of their columns."""
    lines = [f"  {line}" for line in _columns(cells, style._replace(columns=style.columns - 2))]
    return [style.dim(lines[0]), *lines[1:]]


def _columns(cells: Sequence[Sequence[str]], style: Style) -> list[str]:
    """Return lines of aligned columns, the last one cut where the terminal ends."""
    last = len(cells[0]) - 1
    widths = [max(width(row[column]) for row in cells) for column in range(last)]
    room = max(style.columns - sum(widths) - 2 * last, _LEAST_TITLE)
    lines = []
    for row in cells:
        columns = [_aligned(row[n], widths[n], right=n in _RIGHT) for n in range(last)]
        lines.append("  ".join([*columns, truncate(row[last], room)]))
    return lines


def _aligned(text: str, columns: int, *, right: bool) -> str:
    return " " * (columns - width(text)) + text if right else pad(text, columns)
