"""Trends as a picture, PNG or SVG: one large panel, or a small one for each topic."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from papersearch.render.pictures import plotting
from papersearch.render.pictures.colours import DARK, HUES, LIGHT, Ink
from papersearch.render.terminal import escape
from papersearch.render.trends import headline, summary

if TYPE_CHECKING:
    from papersearch.atlas.shares import Month
    from papersearch.atlas.types import Trends

_COLUMNS = 4
_TICKS = 6
_DIRECTIONS = {"rising": HUES[4], "falling": HUES[2], "steady": HUES[9]}


def trends_picture(trends: Trends, kind: str, *, dark: bool = False) -> bytes:
    """Return trends as "png" or "svg".

    Raises:
        MissingExtra: matplotlib is not installed.
    """
    ink = DARK if dark else LIGHT
    with plotting.settings(ink):
        figure = _one(trends, ink) if trends.query else _many(trends, ink)
        return plotting.encoded(figure, kind)


def _one(trends: Trends, ink: Ink) -> Any:
    trend = trends.trends[0]
    figure = plotting.blank((11.0, 5.6))
    axes = figure.add_axes((0.07, 0.13, 0.9, 0.68))
    _panel(axes, trend.months, HUES[0], ink, size=34.0)
    axes.set_ylabel("share of the month's papers")
    figure.text(0.02, 0.94, headline(trends), size=13, weight="bold", va="center")
    note = f"{summary(trend)}. Bands: 95 %, Wilson"
    if any(month.few for month in trend.months):
        note += "; hollow: less than 30 papers"
    figure.text(0.02, 0.885, note, size=10, color=ink.faint, va="center")
    return figure


def _many(trends: Trends, ink: Ink) -> Any:
    rows = math.ceil(len(trends.trends) / _COLUMNS)
    height = 1.0 + 1.9 * rows
    figure = plotting.blank((15.0, height))
    for at, trend in enumerate(trends.trends):
        row, column = divmod(at, _COLUMNS)
        bottom = 1 - (0.95 + 1.9 * row + 1.45) / height
        axes = figure.add_axes((0.04 + 0.245 * column, bottom, 0.2, 1.05 / height))
        _panel(axes, trend.months, _DIRECTIONS[trend.direction], ink, size=9.0)
        axes.set_title(escape(trend.name), size=10, loc="left", weight="bold", color=ink.text)
    figure.text(0.02, 1 - 0.3 / height, headline(trends), size=14, weight="bold", va="center")
    note = "Green: rising, red: falling, grey: steady, as far as can be told. Bands: 95 %, Wilson."
    figure.text(0.02, 1 - 0.58 / height, note, size=10, color=ink.faint, va="center")
    return figure


def _panel(axes: Any, months: Sequence[Month], colour: str, ink: Ink, *, size: float) -> None:
    """Draw shares with their intervals; months of few papers hollow, without papers not at all."""
    places = [at for at, month in enumerate(months) if month.papers]
    there = [months[at] for at in places]
    axes.fill_between(
        places,
        [100 * month.share.low for month in there],
        [100 * month.share.high for month in there],
        color=colour,
        alpha=0.2,
        linewidth=0,
    )
    shares = [100 * month.share.value for month in there]
    axes.plot(places, shares, color=colour, linewidth=1.6)
    faces = [ink.ground if month.few else colour for month in there]
    axes.scatter(places, shares, s=size, c=faces, edgecolors=colour, zorder=3)
    sure = [month.share.high for month in there if not month.few]
    axes.set_ylim(0, 100 * 1.04 * max(sure or [month.share.high for month in there] or [1.0]))
    axes.set_xlim(-0.5, len(months) - 0.5)
    every = max(1, math.ceil(len(months) / _TICKS))
    ticks = range(0, len(months), every)
    axes.set_xticks(ticks, [months[at].month for at in ticks], fontsize=8)
    axes.yaxis.set_major_formatter(lambda value, _place: f"{value:g} %")
    axes.yaxis.set_major_locator(plotting.library().ticker.MaxNLocator(4))
    axes.tick_params(labelsize=8, length=0)
    axes.grid(axis="y", color=ink.line, linewidth=0.8)
    axes.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
