"""Doubtful summaries, for people and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from papersearch.render.payload import to_json
from papersearch.render.table import beside, room_beside
from papersearch.render.terminal import Style, escape, wrap

if TYPE_CHECKING:
    from papersearch.upkeep.audit import Finding


def findings_table(findings: Sequence[Finding], style: Style) -> str:
    """Return a block for each finding: doubt and title, facts, and what is missing."""
    return "\n\n".join("\n".join(_block(finding, style)) for finding in findings)


def findings_json(findings: Sequence[Finding]) -> str:
    """Return the findings as one JSON object."""
    return to_json(
        {
            "count": len(findings),
            "findings": [
                {
                    "id": finding.paper.id,
                    "title": finding.paper.title,
                    "url": finding.paper.url,
                    "days": list(finding.paper.days),
                    "doubt": finding.doubt.score,
                    "missing": list(finding.doubt.missing),
                }
                for finding in findings
            ],
        }
    )


def _block(finding: Finding, style: Style) -> list[str]:
    head = f"{finding.doubt.score:.2f}  "
    why = "the summary never mentions: " + ", ".join(map(escape, finding.doubt.missing))
    return beside(head, finding.paper, wrap(why, room_beside(head, style)), style)
