"""One Markdown table: a row for each measure, a column for each peer, ratios to papersearch."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Figures = Mapping[str, float]

OURS = "papersearch"


@dataclass(frozen=True, slots=True)
class Row:
    """A measure: its key in the figures, what it is called, how it is shown."""

    key: str
    title: str
    show: Callable[[float], str]
    ratio: bool = True


def seconds(value: float) -> str:
    """Return "254 ms", "8.1 s", or "312 s"."""
    if value < 0.01:
        return f"{value * 1e3:.1f} ms"
    if value < 1:
        return f"{value * 1e3:.0f} ms"
    return f"{value:.1f} s" if value < 100 else f"{value:.0f} s"


def mebibytes(value: float) -> str:
    """Return "1,234 MiB", "2.0 MiB" or "31 KiB" of a number of MiB."""
    if value < 0.1:
        return f"{value * 1024:.0f} KiB"
    return f"{value:,.1f} MiB" if value < 10 else f"{value:,.0f} MiB"


ROWS = (
    Row("cold", "cold answer", seconds),
    Row("cold_processor", "its processor time", seconds),
    Row("cold_memory", "its peak memory", mebibytes),
    Row("warm", "warm answer", seconds),
    Row("embedding", "of it, embedding the query", seconds),
    Row("indexing", "indexing", seconds),
    Row("indexing_processor", "its processor time", seconds),
    Row("indexing_memory", "its peak memory", mebibytes),
    Row("day", "one more day", seconds),
    Row("disk", "index on disk", mebibytes),
    Row("mrr", "MRR@10", "{:.3f}".format, ratio=False),
)


def table(figures: Mapping[str, Figures], failed: Mapping[str, str]) -> list[str]:
    """Return the lines of the table, and below it why peers failed.

    ``figures`` has the peers in order, papersearch among them, and for each what was measured
    of it; a failed peer may have some figures or none. Rows that nobody has are left out.
    """
    lines = [_line(["", *figures]), _line(["---", *["---:"] * len(figures)])]
    for row in ROWS:
        if any(row.key in found for found in figures.values()):
            lines.append(_line([row.title, *_cells(row, figures, failed)]))
    return lines + [f"\n{name} failed: {reason}" for name, reason in failed.items()]


def _cells(row: Row, figures: Mapping[str, Figures], failed: Mapping[str, str]) -> list[str]:
    ours = figures.get(OURS, {}).get(row.key)
    cells = []
    for name, found in figures.items():
        value = found.get(row.key)
        if value is None:
            cells.append("failed" if name in failed else "–")
        elif row.ratio and ours and name != OURS:
            cells.append(f"{row.show(value)} ({ratio(value / ours)})")
        else:
            cells.append(row.show(value))
    return cells


def ratio(value: float) -> str:
    """Return "31 ×", "2.4 ×", "0.50 ×" or "0.004 ×"."""
    if value >= 1:
        return f"{value:.0f} ×" if value >= 10 else f"{value:.1f} ×"
    if value >= 0.1:
        return f"{value:.2f} ×"
    return f"{value:.1g} ×" if value >= 0.001 else "< 0.001 ×"


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"
