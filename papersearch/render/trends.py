"""Trends for the terminal and as JSON."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from papersearch.render.payload import to_json
from papersearch.render.terminal import Style, escape, pad, truncate, width, wrap

if TYPE_CHECKING:
    from papersearch.atlas.shares import Interval, Month
    from papersearch.atlas.types import Trend, Trends

_MONTHS = {"day": "month of the first digest", "arxiv": "month of the arXiv number"}
_CERTAIN, _LIKELY, _POSSIBLE = "█", "▓", "░"
_SPARKS = " ▁▂▃▄▅▆▇█"
_ARROWS = {"rising": "↑", "falling": "↓", "steady": "·"}
_GAP = "⋮"  # months without papers
_LEAST_BAR = 8


def trends_text(trends: Trends, style: Style) -> str:
    """Return a bar for each month of a query, or a line for each topic."""
    if not trends.trends:
        return ""
    lines = _of_query(trends, style) if trends.query else _of_topics(trends, style)
    return "\n".join(lines)


def trends_json(trends: Trends) -> str:
    """Return trends as one JSON object."""
    return to_json(
        {
            "query": trends.query or None,
            "by": trends.by,
            "papers": trends.counted,
            "undated": trends.undated,
            "found": trends.found,
            "trends": [_payload(trend) for trend in trends.trends],
            "as_text": list(trends.as_text),
        }
    )


def headline(trends: Trends) -> str:
    """Return what is shown, in one line."""
    place = _MONTHS[trends.by]
    papers = f"{trends.counted:,} papers"
    if trends.found > trends.counted + trends.undated:
        papers += f", a sample of {trends.found:,}"
    if not trends.query:
        return f"Share of {len(trends.trends)} topics among {papers}, by {place}"
    near = sum(month.near for month in trends.trends[0].months)
    return f"“{escape(trends.query)}”: {near:,} of {papers} are near, by {place}"


def summary(trend: Trend) -> str:
    """Return how a trend has changed, in one line."""
    there = [month for month in trend.months if month.papers]
    if len(there) < 2:
        return "one month: nothing to compare"
    change = trend.change
    return (
        f"{trend.direction}: {_points(change.value)} points from the first third of the months to "
        f"the last ({_points(change.low)} to {_points(change.high)})"
    )


def _of_query(trends: Trends, style: Style) -> list[str]:
    trend = trends.trends[0]
    columns = [(m.month, f"{m.near}/{m.papers}", _percent(m.share.value)) for m in trend.months]
    widths = [max(map(width, column)) for column in zip(*columns, strict=True)]
    head = sum(widths) + 2 * len(widths)
    room = max(_LEAST_BAR, style.columns - head)
    top = max((m.share.high for m in trend.months if not m.few), default=0.0) or max(
        (m.share.high for m in trend.months if m.papers), default=1.0
    )
    lines = [style.bold(line) for line in wrap(headline(trends), style.columns)]
    lines.append("")
    for month, (name, count, share) in zip(trend.months, columns, strict=True):
        if not month.papers:
            lines += [] if lines[-1] == _GAP else [_GAP]
            continue
        front = f"{name:<{widths[0]}}  {count:>{widths[1]}}  {share:>{widths[2]}}  "
        bar = _bar(month, room, top)
        lines.append(style.dim(front + bar) if month.few else front + bar)
    lines.append("")
    legend = f"{_CERTAIN}{_LIKELY} the share, {_LIKELY}{_POSSIBLE} where it may lie (95 %, Wilson)"
    if any(month.few for month in trend.months):
        legend += "; few: less than 30 papers"
    for line in (summary(trend), legend):
        lines += map(style.dim, wrap(line, style.columns))
    return lines


def _bar(month: Month, room: int, top: float) -> str:
    """Return a month's bar: certain up to the low bound, likely to the share, possible to high."""
    note = " few" if month.few else ""
    cells = max(1, room - len(note))
    low, share, high = (
        min(cells, round(cells * value / top))
        for value in (month.share.low, month.share.value, month.share.high)
    )
    drawn = _CERTAIN * low + _LIKELY * (share - low) + _POSSIBLE * (high - share)
    return (drawn + note).rstrip()


def _of_topics(trends: Trends, style: Style) -> list[str]:
    rows = [
        (
            _ARROWS[trend.direction],
            _points(trend.change.value),
            f"{_points(trend.change.low)} to {_points(trend.change.high)}",
            f"{sum(month.near for month in trend.months):,}",
        )
        for trend in trends.trends
    ]
    heads = ("", "points", "interval", "papers")
    widths = [max(map(width, column)) for column in zip(heads, *rows, strict=True)]
    room = style.columns - sum(widths) - 2 * len(widths)
    months = trends.trends[0].months
    spark = min(len(months), max(6, room // 2))
    names = max(8, room - spark - 2)
    lines = [style.bold(line) for line in wrap(headline(trends), style.columns)]
    lines += ["", style.dim(_row(heads, widths) + f"{_ends(months, spark)}  topic")]
    for trend, row in zip(trends.trends, rows, strict=True):
        name = truncate(escape(trend.name), names)
        text = f"{_row(row, widths)}{_spark(trend.months, spark)}  {name}"
        lines.append(text if trend.direction == "steady" else style.bold(text))
    note = (
        "Points: growth of the share from the first third of the months to the last, in percentage "
        "points. Of all intervals together 95 % hold (Wilson, Newcombe, Bonferroni)."
    )
    return [*lines, "", *map(style.dim, wrap(note, style.columns))]


def _row(values: Sequence[str], widths: Sequence[int]) -> str:
    return "".join(f"{' ' * (w - width(v))}{v}  " for v, w in zip(values, widths, strict=True))


def _ends(months: Sequence[Month], cells: int) -> str:
    """Return the first and the last month over a line of so many cells, as far as they fit."""
    if not months:
        return " " * cells
    first, last = months[0].month, months[-1].month
    if cells >= len(first) + len(last) + 1:
        return first + " " * (cells - len(first) - len(last)) + last
    return pad(truncate("months", cells), cells)


def _spark(months: Sequence[Month], cells: int) -> str:
    """Return a line of blocks, each of one month or, where there is no room, of several."""
    bounds = [round(cell * len(months) / cells) for cell in range(cells + 1)]
    parts = [months[a:b] for a, b in itertools.pairwise(bounds)]
    shares = [_share(part) for part in parts]
    top = max((share for share in shares if share is not None), default=0.0) or 1.0
    return "".join(
        "·" if share is None else _SPARKS[round(share / top * (len(_SPARKS) - 1))]
        for share in shares
    )


def _share(months: Iterable[Month]) -> float | None:
    near = papers = 0
    for month in months:
        near, papers = near + month.near, papers + month.papers
    return near / papers if papers else None


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _points(share: float) -> str:
    return f"{100 * share:+.1f}".replace("-", "−")


def _payload(trend: Trend) -> dict[str, Any]:
    return {
        "name": trend.name,
        "direction": trend.direction,
        "change": _interval(trend.change),
        "papers": list(trend.papers),
        "months": [
            {
                "month": month.month,
                "near": month.near,
                "papers": month.papers,
                "few": month.few,
                "share": _interval(month.share),
            }
            for month in trend.months
        ],
    }


def _interval(interval: Interval) -> dict[str, float]:
    return {
        "value": round(interval.value, 6),
        "low": round(interval.low, 6),
        "high": round(interval.high, 6),
    }
