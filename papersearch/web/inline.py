"""Bold, code and links that a summary has as Markdown: as values, of which templates make elements.

Only these, and only whole ones: everything else of a text is shown as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Piece = tuple[str, bool]
"""Some characters, and whether they are marked."""

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


def spans(text: str, marked: Sequence[tuple[int, int]] = ()) -> tuple[Span, ...]:
    """Return a text in parts, in which what stands at the (start, end) places is marked."""

    def part(start: int, end: int, kind: str = "", url: str = "") -> Span:
        inside = [(max(a, start) - start, min(b, end) - start) for a, b in marked]
        return Span(pieces(text[start:end], [own for own in inside if own[0] < own[1]]), kind, url)

    parts: list[Span] = []
    at = 0
    for start, end, shown, kind, url in _found(text):
        parts += [part(at, start), part(*shown, kind, url)]
        at = end
    return tuple(own for own in [*parts, part(at, len(text))] if own.pieces)


def pieces(text: str, found: Sequence[tuple[int, int]]) -> tuple[Piece, ...]:
    """Return ``text`` in pieces, of which those at the (start, end) places are marked."""
    parts: list[Piece] = []
    at = 0
    for start, end in found:
        parts += [(text[at:start], False), (text[start:end], True)]
        at = end
    return tuple(part for part in [*parts, (text[at:], False)] if part[0])


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
