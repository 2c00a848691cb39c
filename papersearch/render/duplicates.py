"""What an index holds twice, for people and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from papersearch.render.hits import ids
from papersearch.render.payload import to_json
from papersearch.render.table import beside
from papersearch.render.terminal import Style, escape, wrap

if TYPE_CHECKING:
    from papersearch.upkeep.duplicates import Duplicates, Group, RepeatedDay

_INDENT = "  "


def duplicates_table(found: Duplicates, style: Style) -> str:
    """Return a block for each group, and a line for each day that repeats another."""
    blocks = ["\n".join(_block(group, style)) for group in found.groups]
    lines = [line for day in found.days for line in wrap(_repeated(day), style.columns)]
    return "\n\n".join([*blocks, *(["\n".join(lines)] if lines else [])])


def duplicates_json(found: Duplicates) -> str:
    """Return the groups and days as one JSON object."""
    return to_json(
        {
            "count": len(found.groups),
            "groups": [
                {
                    "same": list(group.same),
                    "overlap": group.overlap,
                    "papers": [
                        {
                            "id": paper.id,
                            "title": paper.title,
                            "url": paper.url,
                            "days": list(paper.days),
                        }
                        for paper in group.papers
                    ],
                }
                for group in found.groups
            ],
            "days": [
                {"day": day.day, "of": day.of, "papers": day.papers, "total": day.total}
                for day in found.days
            ],
        }
    )


def duplicates_ids(found: Duplicates) -> str:
    """Return the ids, one a line, of what repeats a title: all but the first of such a group."""
    surplus = [p.id for group in found.groups if "title" in group.same for p in group.papers[1:]]
    return ids(surplus)


def _block(group: Group, style: Style) -> list[str]:
    share = f"{group.overlap:.0%} of the words in common"
    if "summary" not in group.same:
        head = f"one title, two summaries ({share})"
    elif "title" not in group.same:
        head = f"one summary ({share}) below several titles"
    else:
        head = f"one title and summary ({share})"
    lines = [style.dim(line) for line in wrap(head, style.columns)]
    for paper in group.papers:
        lines += beside(_INDENT, paper, (), style)
    return lines


def _repeated(day: RepeatedDay) -> str:
    return f"{escape(day.day)} repeats {escape(day.of)}: {day.papers:,} of its {day.total:,} papers"
