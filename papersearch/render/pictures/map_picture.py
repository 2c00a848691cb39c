"""A map as a picture, PNG or SVG."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from papersearch.render.pictures import plotting
from papersearch.render.pictures.colours import DARK, HUES, LIGHT, STEPS, UNKNOWN, Ink
from papersearch.render.pictures.map_page import said
from papersearch.render.pictures.placing import Box, Crowd, around, placed
from papersearch.render.terminal import escape

if TYPE_CHECKING:
    from papersearch.atlas.types import Atlas, Place, Topic

COLOURINGS = ("field", "date", "votes")
_SIZE = (15.0, 10.0)  # inches
_AROUND = 4  # pixels
_POINTS = 9.0, 15.0  # of the names of the smallest and the largest topics


def map_picture(atlas: Atlas, kind: str, colour: str = "field", *, dark: bool = False) -> bytes:
    """Return a map as "png" or "svg", coloured by one of ``COLOURINGS``.

    Raises:
        MissingExtra: matplotlib is not installed.
    """
    ink = DARK if dark else LIGHT
    with plotting.settings(ink):
        figure = plotting.blank(_SIZE)
        axes = figure.add_axes((0.01, 0.02, 0.98, 0.89))
        axes.set_aspect("equal", adjustable="datalim")
        axes.axis("off")
        _points(axes, atlas, colour)
        figure.text(
            0.02, 0.965, f"{len(atlas.places):,} papers", size=17, weight="bold", va="center"
        )
        figure.text(0.02, 0.935, said(atlas), size=10, color=ink.faint, va="center")
        _key(figure, atlas, colour, ink)
        _names(figure, axes, atlas, ink, text=kind == "svg")
        return plotting.encoded(figure, kind)


def _points(axes: Any, atlas: Atlas, colour: str) -> None:
    size = max(3.0, min(40.0, 60_000 / (len(atlas.places) + 1000)))
    axes.scatter(
        [place.x for place in atlas.places],
        [place.y for place in atlas.places],
        s=size,
        c=_colours(atlas, colour),
        alpha=0.75,
        linewidths=0,
    )


def _colours(atlas: Atlas, colour: str) -> list[Any]:
    if colour == "field":
        return [HUES[atlas.topics[place.topic].field % len(HUES)] for place in atlas.places]
    values = [_value(place, colour) for place in atlas.places]
    known = [value for value in values if value is not None]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    scale = _scale()
    return [
        UNKNOWN if value is None else scale((value - low) / max(high - low, 1e-9))
        for value in values
    ]


def _value(place: Place, colour: str) -> float | None:
    paper = place.paper
    if colour == "votes":
        return None if paper.votes is None else math.log1p(max(paper.votes, 0))
    return float(datetime.date.fromisoformat(paper.days[-1]).toordinal()) if paper.days else None


def _scale() -> Any:
    return plotting.library().colors.LinearSegmentedColormap.from_list("steps", STEPS)


def _key(figure: Any, atlas: Atlas, colour: str, ink: Ink) -> None:
    """Say what the colours mean, at the top on the right."""
    if colour == "field":
        marks = [
            plotting.library().lines.Line2D([], [], color=HUES[at % len(HUES)], ls="", marker="o")
            for at in range(len(atlas.fields))
        ]
        names = [f"{escape(field.name)}  {field.size:,}" for field in atlas.fields]
        figure.legend(
            marks, names, loc="upper right", ncols=3, frameon=False, fontsize=9,
            bbox_to_anchor=(0.99, 0.995), handletextpad=0.2, columnspacing=1.2,
        )  # fmt: skip
        return
    known = sorted(v for place in atlas.places if (v := _value(place, colour)) is not None)
    if not known:
        return
    bar = figure.add_axes((0.76, 0.96, 0.22, 0.012))
    bar.imshow([[n / 255 for n in range(256)]], aspect="auto", cmap=_scale())
    bar.axis("off")
    for x, align, value in ((0.76, "left", known[0]), (0.98, "right", known[-1])):
        shown = (
            datetime.date.fromordinal(int(value)).isoformat()
            if colour == "date"
            else f"{round(math.expm1(value)):,} votes"
        )
        figure.text(x, 0.94, shown, ha=align, va="center", size=10, color=ink.faint)


def _names(figure: Any, axes: Any, atlas: Atlas, ink: Ink, *, text: bool) -> None:
    """Write the topics' names, largest first, where they cover few dots and no other name.

    A halo parts them from the dots. It makes outlines of letters; where they are to stay
    ``text``, they have a ground of their own instead.
    """
    halo = plotting.library().patheffects.withStroke(linewidth=3, foreground=ink.ground)
    ground = {"facecolor": ink.ground, "alpha": 0.7, "linewidth": 0, "pad": 1}
    parted: dict[str, Any] = {"bbox": ground} if text else {"path_effects": [halo]}
    figure.canvas.draw()
    dots = axes.transData.transform([(place.x, place.y) for place in atlas.places]).tolist()
    crowd = Crowd(map(tuple, dots), figure.bbox.width, figure.bbox.height)
    taken: list[Box] = []
    for topic in atlas.topics:
        if not topic.words:
            continue
        name = axes.text(
            topic.x,
            topic.y,
            _lines(topic),
            size=_points_of(topic, len(atlas.places)),
            weight="bold",
            ha="center",
            va="center",
            linespacing=1.1,
            zorder=4,
            **parted,
        )
        if not _fits(name, crowd, taken, axes, ink):
            name.remove()


def _fits(name: Any, crowd: Crowd, taken: list[Box], axes: Any, ink: Ink) -> bool:
    """Move a name to where it covers least, and remember that; False where it cannot go."""
    to_data = axes.transData.inverted()
    named = tuple(axes.transData.transform(name.get_position()).tolist())
    own = name.get_window_extent().padded(_AROUND)
    frame = axes.get_window_extent()
    middle = placed(
        named, (own.width, own.height), crowd, taken, (frame.x0, frame.y0, frame.x1, frame.y1)
    )
    if middle is None:
        return False
    box = around(middle, (own.width, own.height))
    taken.append(box)
    name.set_position(to_data.transform(middle))
    end = min(max(named[0], box[0]), box[2]), min(max(named[1], box[1]), box[3])
    if math.dist(end, named) > _AROUND:
        line = to_data.transform([end, named]).tolist()
        axes.plot(*zip(*line, strict=True), color=ink.faint, linewidth=0.8, zorder=3)
    return True


def _points_of(topic: Topic, papers: int) -> float:
    low, high = _POINTS
    return min(high, low + 20 * math.sqrt(topic.size / papers))


def _lines(topic: Topic) -> str:
    words: Sequence[str] = [escape(word) for word in topic.words]
    if len(" · ".join(words)) < 16:
        return " · ".join(words)
    return "\n".join([words[0], " · ".join(words[1:])])
