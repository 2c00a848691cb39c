"""Colours of pages and pictures, for light and for dark ground."""

from __future__ import annotations

from dataclasses import dataclass

HUES = (
    "#3b6fb6",
    "#e07b1f",
    "#cf4446",
    "#2a9d8f",
    "#4f9a3a",
    "#b8930b",
    "#9a5fb0",
    "#e0699a",
    "#8c6147",
    "#6b7785",
    "#17a2c4",
    "#6a61d0",
)
"""Of groups, to be told apart on either ground."""

STEPS = ("#5b55d8", "#a044b8", "#d9577a", "#ee8f45", "#d9b310")
"""From least to most."""

UNKNOWN = "#8a919c"
"""Of what has no date or votes."""


@dataclass(frozen=True, slots=True)
class Ink:
    """What lies behind, what is written, what matters less, and lines."""

    ground: str
    text: str
    faint: str
    line: str


LIGHT = Ink("#fbfaf8", "#1d2127", "#646b76", "#dcdad5")
DARK = Ink("#14171c", "#e9ebee", "#9aa3af", "#363c46")
