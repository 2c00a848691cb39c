"""Trends as a page of one file: the picture on light or dark ground, and its figures below."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from papersearch.render.pictures.page import asset, digest, filled, text
from papersearch.render.pictures.trends_picture import trends_picture
from papersearch.render.trends import headline, summary

if TYPE_CHECKING:
    from papersearch.atlas.shares import Month
    from papersearch.atlas.types import Trend, Trends

_HEAD = "<tr><th>month</th><th>near</th><th>papers</th><th>share</th><th>95 %, Wilson</th></tr>"


def trends_page(trends: Trends) -> str:
    """Return the HTML of trends.

    Raises:
        MissingExtra: matplotlib is not installed.
    """
    style = asset("trends.css")
    parts = {
        "TITLE": text(headline(trends)),
        "STYLE": style,
        "STYLE_HASH": digest(style),
        "LIGHT": _picture(trends, dark=False),
        "DARK": _picture(trends, dark=True),
        "TABLES": "\n".join(map(_table, trends.trends)),
    }
    return filled(asset("trends.html"), parts)


def _picture(trends: Trends, *, dark: bool) -> str:
    # As an image an SVG can neither run nor load anything, whatever a title holds.
    data = base64.b64encode(trends_picture(trends, "svg", dark=dark)).decode()
    return f"data:image/svg+xml;base64,{data}"


def _table(trend: Trend) -> str:
    rows = "\n".join(map(_row, trend.months))
    name = f"{text(trend.name)} <small>{text(summary(trend))}</small>"
    return f"<details><summary>{name}</summary><table>{_HEAD}\n{rows}\n</table></details>"


def _row(month: Month) -> str:
    share = month.share
    cells = (
        month.month,
        f"{month.near:,}",
        f"{month.papers:,}",
        f"{100 * share.value:.1f} %" if month.papers else "",
        f"{100 * share.low:.1f} to {100 * share.high:.1f} %" if month.papers else "",
    )
    mark = ' class="few"' if month.few else ""
    return f"<tr{mark}>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
