"""What pictures have in common: matplotlib without a screen, and fonts for every script."""

from __future__ import annotations

import contextlib
import io
import logging
import unicodedata
import warnings
from collections.abc import Iterator
from typing import Any

from papersearch.errors import MissingExtra, extra
from papersearch.render.pictures.colours import Ink

FONTS = (
    "Noto Sans",
    "DejaVu Sans",
    "Noto Sans CJK KR",
    "Noto Sans KR",
    "NanumGothic",
    "NanumBarunGothic",
    "Pretendard",
    "Apple SD Gothic Neo",
    "Malgun Gothic",
    "UnDotum",
    "Noto Sans CJK JP",
    "Noto Sans CJK SC",
    "Hiragino Sans",
    "PingFang SC",
    "Microsoft YaHei",
)
"""Families looked for, in this order; each character is taken from the first that has it."""

DPI = 150


def library() -> Any:
    """Return matplotlib.

    Raises:
        MissingExtra: it is not installed.
    """
    try:
        import matplotlib
        import matplotlib.backends.backend_agg
        import matplotlib.colors
        import matplotlib.figure
        import matplotlib.font_manager
        import matplotlib.lines
        import matplotlib.patheffects
        import matplotlib.ticker
    except ImportError:
        raise MissingExtra(f"a picture needs matplotlib: {extra('map')}") from None
    return matplotlib


@contextlib.contextmanager
def settings(ink: Ink) -> Iterator[None]:
    """Draw the body's figure with our fonts and ``ink``, whatever the user's own settings say."""
    matplotlib = library()
    known = {font.name for font in matplotlib.font_manager.fontManager.ttflist}
    with matplotlib.rc_context(), warnings.catch_warnings():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(
            {
                "font.family": [name for name in FONTS if name in known],
                "svg.fonttype": "none",  # text stays text: whoever opens it has the fonts
                "svg.hashsalt": "papersearch",
                "figure.facecolor": ink.ground,
                "axes.facecolor": ink.ground,
                "text.color": ink.text,
                "axes.edgecolor": ink.line,
                "axes.labelcolor": ink.faint,
                "xtick.color": ink.faint,
                "ytick.color": ink.faint,
                "text.parse_math": False,
            }
        )
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        log = logging.getLogger("matplotlib")
        level = log.level
        log.setLevel(logging.ERROR)  # that a font has no bold face is no news to its user
        try:
            yield
        finally:
            log.setLevel(level)


def blank(size: tuple[float, float]) -> Any:
    """Return an empty figure of so many inches, which can measure what is drawn."""
    matplotlib = library()
    figure = matplotlib.figure.Figure(figsize=size, dpi=DPI)
    matplotlib.backends.backend_agg.FigureCanvasAgg(figure)
    return figure


def encoded(figure: Any, kind: str) -> bytes:
    """Return a figure as "png" or "svg", without the time at which it was made."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format=kind, metadata={"Date": None} if kind == "svg" else {})
    return buffer.getvalue()


def missing_glyphs(text: str) -> str:
    """Return what is missing to show ``text`` and how to get it, "" where nothing is."""
    manager = library().font_manager
    known = {font.name: font.fname for font in manager.fontManager.ttflist}
    fonts = [manager.get_font(known[name]) for name in FONTS if name in known]
    missing = {
        unicodedata.name(character, "?").split(" ")[0].lower()
        for character in text
        if not any(font.get_char_index(ord(character)) for font in fonts)
    }
    if not missing:
        return ""
    return (
        f"no installed font has {' and '.join(sorted(missing))} characters, which show as boxes: "
        "install one (Debian: fonts-nanum for Korean, fonts-noto-cjk for all), or draw a page "
        "(-o NAME.html)"
    )
