"""Bold, code, links and formulas of a summary: as values, of which templates make elements.

Only these, and only whole ones: everything else of a text is shown as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from papersearch.web import formulas
from papersearch.web.formulas import Formulas


class Piece(NamedTuple):
    """Some characters, and whether they are marked; ``math`` is MathML where they are a formula."""

    text: str
    marked: bool = False
    math: str = ""


_MARKUP = re.compile(
    r"\*\*(?P<strong>[^*\s](?:[^*\n]{0,100}[^*\s])?)\*\*"
    r"|`(?P<code>[^`\n]{1,100})`"
    r"|\[(?P<text>[^\[\]\n]{1,100})\]\((?P<url>https?://[\w/?#@!$&+,;=:%.~-]{1,100})\)"
    r"|(?P<bare>https?://[A-Za-z0-9/?#@!$&+,;=:%._~-]{1,100})"
)
_BEHIND = ".,;:!?"


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a text: ``kind`` is "strong", "code", "link" or "", ``url`` where a link leads."""

    pieces: tuple[Piece, ...]
    kind: str = ""
    url: str = ""


def spans(
    text: str, marked: Sequence[tuple[int, int]] = (), room: Formulas | None = None
) -> tuple[Span, ...]:
    """Return a text in parts, in which what stands at the (start, end) places is marked.

    Formulas are made as far as there is ``room``, and none without any.
    """

    def part(start: int, end: int, kind: str = "", url: str = "") -> Span:
        inside = [(max(a, start) - start, min(b, end) - start) for a, b in marked]
        found = [own for own in inside if own[0] < own[1]]
        return Span(pieces(text[start:end], found, None if kind == "code" else room), kind, url)

    parts: list[Span] = []
    at = 0
    for start, end, shown, kind, url in _found(text):
        parts += [part(at, start), part(*shown, kind, url)]
        at = end
    return tuple(own for own in [*parts, part(at, len(text))] if own.pieces)


def pieces(
    text: str, found: Sequence[tuple[int, int]], room: Formulas | None = None
) -> tuple[Piece, ...]:
    """Return ``text`` in pieces, of which those at the (start, end) places are marked.

    A formula is marked where anything of it is.
    """
    parts: list[Piece] = []
    at = 0
    for start, end, latex in formulas.found(text) if room else ():
        if math := room.mathml(latex) if room else "":
            parts += _marked(text, at, start, found)
            parts.append(Piece(text[start:end], any(a < end and start < b for a, b in found), math))
            at = end
    return (*parts, *_marked(text, at, len(text), found))


def _marked(text: str, at: int, end: int, found: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    """Yield the pieces of a part of a text, none of them empty."""
    for a, b in [*found, (end, end)]:
        start, stop = min(max(a, at), end), min(max(b, at), end)
        for piece in (Piece(text[at:start]), Piece(text[start:stop], marked=True)):
            if piece.text:
                yield piece
        at = stop


def _found(text: str) -> Iterator[tuple[int, int, tuple[int, int], str, str]]:
    """Yield where markup begins and ends, where what it shows does, its kind and its address."""
    for own in _MARKUP.finditer(text):
        if own["bare"]:
            url = own["bare"].rstrip(_BEHIND)
            start, end = own.start(), own.start() + len(url)
            yield start, end, (start, end), "link", url
        elif own["url"]:
            yield own.start(), own.end(), own.span("text"), "link", own["url"]
        else:
            kind = "strong" if own["strong"] else "code"
            yield own.start(), own.end(), own.span(kind), kind, ""
