"""What files say, for people and programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from papersearch.render.payload import paper_payload
from papersearch.render.terminal import Style, escape, pad, truncate, width
from papersearch.types.paper import Paper

if TYPE_CHECKING:
    from papersearch.digest.looking import Look
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
    """Return the lines of a table, the last column cut where the terminal ends."""
    last = len(_HEAD) - 1
    widths = [max(width(row[column]) for row in cells) for column in range(last)]
    room = max(style.columns - sum(widths) - 2 * (last + 1), _LEAST_TITLE)
    lines = []
    for row in cells:
        columns = [_aligned(row[n], widths[n], right=n in _RIGHT) for n in range(last)]
        lines.append("  " + "  ".join([*columns, truncate(row[last], room)]))
    return [style.dim(lines[0]), *lines[1:]]


def _aligned(text: str, columns: int, *, right: bool) -> str:
    return " " * (columns - width(text)) + text if right else pad(text, columns)
