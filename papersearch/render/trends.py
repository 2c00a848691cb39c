"""Trends for the terminal and as JSON."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from papersearch.atlas.shares import FEW, Month, wilson
from papersearch.render.payload import to_json
from papersearch.render.terminal import Style, escape, pad, truncate, width, wrap
from papersearch.render.trend_words import (
    headline,
    percent,
    points,
    story,
    summary,
    warnings,
    words,
)

if TYPE_CHECKING:
    from papersearch.atlas.forms import Form
    from papersearch.atlas.shares import Interval
    from papersearch.atlas.types import Trend, Trends

_CERTAIN, _LIKELY = "█", "░"
_SPARKS = " ▁▂▃▄▅▆▇█"
_ARROWS = {"rising": "↑", "falling": "↓", "steady": "=", "unclear": "·"}
_BROKEN = "!"
_GAP = "⋮"  # months without papers
_LEAST_BAR = 8
_WIDE = 60  # columns from which on there is room for intervals


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
            "form_changes": [
                {"month": own.month, "before": _form(own.before), "after": _form(own.after)}
                for own in trends.changes
            ],
        }
    )


def _of_query(trends: Trends, style: Style) -> list[str]:
    trend = trends.trends[0]
    parts = 2 if style.columns >= _WIDE else 1
    columns = [(m.month, f"{m.near}/{m.papers}", *_shares(m)[:parts]) for m in trend.months]
    widths = [max(map(width, column)) for column in zip(*columns, strict=True)]
    head = sum(widths) + 2 * len(widths)
    room = max(_LEAST_BAR, style.columns - head)
    top = longest(trend.months)
    lines = [style.bold(line) for line in wrap(headline(trends), style.columns)]
    lines.append("")
    for month, row in zip(trend.months, columns, strict=True):
        if not month.papers:
            lines += [] if lines[-1] == _GAP else [_GAP]
            continue
        front, bar = _row(row, widths), _bar(month, room, top)
        line = (front + bar).rstrip()
        lines.append(style.dim(line) if month.few else line)
    lines.append("")
    legend = f"{_CERTAIN}{_LIKELY} the share, {_CERTAIN} at least, for certain (95 %, Wilson)"
    if any(month.few for month in trend.months):
        legend += f"; {words('en', 'few_hint', few=FEW)}"
    for line in (summary(trend), legend):
        lines += map(style.dim, wrap(line, style.columns))
    return [*lines, *_warned(trends, style)]


def longest(months: Sequence[Month]) -> float:
    """Return the share at which bars end: the highest of a month that has papers enough.

    Where none has, it is what may be highest, so that no bar seems long.
    """
    sure = max((month.share.value for month in months if not month.few), default=0.0)
    return sure or max((month.share.high for month in months if month.papers), default=1.0)


def drawn(month: Month, top: float) -> tuple[float, float]:
    """Return which parts of a bar are certain, and up to where the share goes, 0 to 1.

    Of a month of few papers only what is certain is drawn: its share may be high by chance alone.
    """
    certain = min(1.0, month.share.low / top)
    return certain, certain if month.few else min(1.0, month.share.value / top)


def _warned(trends: Trends, style: Style) -> list[str]:
    lines: list[str] = []
    for line in warnings(trends):
        lines += ["", *wrap(f"{_BROKEN} {line}", style.columns)]
    return lines


def _shares(month: Month) -> tuple[str, str]:
    if not month.papers:
        return "", ""
    low, high = (f"{100 * value:.0f}" for value in (month.share.low, month.share.high))
    return percent(month.share.value), f"{low}–{high} %"


def _bar(month: Month, room: int, top: float) -> str:
    """Return a month's bar: certain up to the low bound, likely to the share."""
    note = " few"
    cells = max(1, room - len(note))
    low, share = (round(cells * value) for value in drawn(month, top))
    bar = _CERTAIN * low + _LIKELY * (share - low)
    return (bar + (note if month.few else "")).strip()


def _of_topics(trends: Trends, style: Style) -> list[str]:
    rows = [
        (
            (_BROKEN if trend.broken else "") + _ARROWS[trend.direction],
            points(trend.change.value),
            f"{points(trend.change.low)} to {points(trend.change.high)}",
            f"{trend.near:,}",
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
        is_told = trend.direction in ("rising", "falling") and not trend.broken
        lines.append(style.bold(text) if is_told else text)
    for line in story(trends):
        lines += ["", *wrap(line, style.columns)]
    return [
        *lines,
        *_warned(trends, style),
        "",
        *map(style.dim, wrap(words("en", "joint"), style.columns)),
    ]


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
    pooled = list(map(_pooled, parts))
    top = longest(pooled) or 1.0
    return "".join(
        _SPARKS[round(drawn(month, top)[1] * (len(_SPARKS) - 1))] if month.papers else "·"
        for month in pooled
    )


def _pooled(months: Sequence[Month]) -> Month:
    near, papers = sum(month.near for month in months), sum(month.papers for month in months)
    return Month("", near, papers, wilson(near, papers))


def _payload(trend: Trend) -> dict[str, Any]:
    return {
        "name": trend.name,
        "direction": trend.direction,
        "change": _interval(trend.change),
        "papers": list(trend.papers),
        "broken": trend.broken or None,
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


def _form(form: Form) -> dict[str, Any]:
    return {"labels": list(form.labels), "script": form.script, "length": form.length}
