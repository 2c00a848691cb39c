"""Trends as a picture, PNG or SVG: one large panel, or a small one for each topic."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from papersearch.atlas.shares import FEW
from papersearch.render.pictures import plotting
from papersearch.render.pictures.colours import DARK, HUES, LIGHT, Ink
from papersearch.render.terminal import escape, truncate, wrap
from papersearch.render.trend_words import headline, summary, warnings, words

if TYPE_CHECKING:
    from papersearch.atlas.shares import Month
    from papersearch.atlas.types import Trends

_COLUMNS = 4
_TICKS = 6
_DIRECTIONS = {"rising": HUES[4], "falling": HUES[2], "steady": HUES[0], "unclear": HUES[9]}
_TITLE, _LINE = 40, 130  # columns of the title of a small panel, and of a line across the picture


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
    axes = figure.add_axes((0.07, 0.11, 0.9, 0.63))
    changed = [own.month for own in trends.changes]
    _panel(axes, trend.months, changed, HUES[0], ink, size=34.0)
    axes.set_ylabel("share of the month's papers")
    figure.text(0.02, 0.95, truncate(headline(trends), 110), size=13, weight="bold", va="center")
    note = f"{summary(trend)}. Bands: 95 %, Wilson"
    if any(month.few for month in trend.months):
        note += f"; a line alone: less than {FEW} papers"
    _notes(figure, [note, *warnings(trends)], 0.905, 0.035, ink)
    return figure


def _notes(figure: Any, notes: Sequence[str], y: float, step: float, ink: Ink) -> None:
    """Write notes below each other, from the height ``y`` down."""
    for at, line in enumerate(line for note in notes for line in wrap(note, _LINE)):
        figure.text(0.02, y - at * step, line, size=9.5, color=ink.faint, va="center")


def _many(trends: Trends, ink: Ink) -> Any:
    rows = math.ceil(len(trends.trends) / _COLUMNS)
    told = [words("en", "colours"), *warnings(trends)]
    top = 0.95 + 0.2 * sum(len(wrap(line, _LINE)) for line in told)
    height = top + 0.05 + 1.9 * rows
    changed = [own.month for own in trends.changes]
    figure = plotting.blank((15.0, height))
    for at, trend in enumerate(trends.trends):
        row, column = divmod(at, _COLUMNS)
        bottom = 1 - (top + 1.9 * row + 1.45) / height
        axes = figure.add_axes((0.04 + 0.245 * column, bottom, 0.2, 1.05 / height))
        _panel(axes, trend.months, changed, _DIRECTIONS[trend.direction], ink, size=9.0)
        name = truncate(escape(trend.name), _TITLE)
        axes.set_title(name, size=10, loc="left", weight="bold", color=ink.text)
    figure.text(0.02, 1 - 0.3 / height, headline(trends), size=14, weight="bold", va="center")
    _notes(figure, told, 1 - 0.6 / height, 0.2 / height, ink)
    return figure


def _panel(
    axes: Any,
    months: Sequence[Month],
    changed: Sequence[str],
    colour: str,
    ink: Ink,
    *,
    size: float,
) -> None:
    """Draw shares with their intervals; of months of few papers only these, as lines.

    Where the form of the digests changed, a line stands between the months.
    """
    for at, month in enumerate(months):
        if month.month in changed:
            axes.axvline(at - 0.5, color=ink.faint, linewidth=1, linestyle=":")
        if month.few and month.papers:
            low, high = 100 * month.share.low, 100 * month.share.high
            axes.plot([at, at], [low, high], color=colour, linewidth=1.2, alpha=0.5)
    places = [at for at, month in enumerate(months) if not month.few]
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
    axes.scatter(places, shares, s=size, color=colour, zorder=3)
    sure = [month.share.high for month in there]
    few = [month.share.high for month in months if month.papers]
    axes.set_ylim(0, 100 * 1.04 * max(sure or few or [1.0]))
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
