"""Untrusted text on a terminal: made safe, measured in columns, wrapped, styled."""

from __future__ import annotations

import functools
import itertools
import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

Marks = Sequence[tuple[int, int]]

ELLIPSIS = "…"
_SPACES = r"[\t\n\r\v\f\x85\u2028\u2029]"
# Controls; bidirectional marks, embeddings and isolates; invisible characters that hide or
# reorder text (not the joiners and variation selectors that scripts and emoji need); tags;
# surrogates, which no stream can hold, and what is no character, which XML cannot hold.
_UNSAFE = (
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e007f]"
)
# Line breaks there are JSON's own; separators of lines and paragraphs are none.
_UNSAFE_IN_JSON = f"(?!\n)(?:{_UNSAFE}|[\u2028\u2029])"
_WORD = "[^ ]+ *| +"
_BOLD, _DIM, _MARK, _RESET = "\x1b[1m", "\x1b[2m", "\x1b[1;33m", "\x1b[0m"


def escape(text: str) -> str:
    r"""Return ``text`` on one line with nothing in it that a terminal obeys.

    White space of every kind becomes a space; other control, bidirectional and invisible
    characters become visible as ``\x1b`` or ``\u202e``.
    """
    return re.sub(_UNSAFE, _visible, re.sub(_SPACES, " ", text))


def percent_encoded(url: str) -> str:
    """Return an address in which nothing is left that a terminal obeys or that ends an address."""
    return re.sub(rf"[\s\"<>]|{_UNSAFE}", lambda found: _percent(found.group()), url)


def _percent(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode(errors="replace"))


def escape_json(text: str) -> str:
    """Return a JSON text of the same value that a terminal shows and does not obey."""
    return re.sub(_UNSAFE_IN_JSON, lambda match: json.dumps(match.group())[1:-1], text)


def _visible(match: re.Match[str]) -> str:
    number = ord(match.group())
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def width(text: str) -> int:
    """Return the columns that escaped ``text`` takes: two for wide characters, none for marks."""
    return sum(map(_columns, text))


@functools.lru_cache(maxsize=1 << 12)
def _columns(character: str) -> int:
    if character.isascii():
        return 1
    if unicodedata.east_asian_width(character) in "WF":
        return 2
    return 0 if unicodedata.category(character) in ("Mn", "Me", "Cf") else 1


def pad(text: str, columns: int) -> str:
    """Return ``text`` with spaces behind it up to ``columns``."""
    return text + " " * (columns - width(text))


def truncate(text: str, columns: int) -> str:
    """Return ``text`` cut to ``columns``, with an ellipsis where something was cut."""
    if width(text) <= columns:
        return text
    kept, used = "", 0
    for character in text:
        used += _columns(character)
        if used > columns - 1:
            break
        kept += character
    return kept + ELLIPSIS


class Style(NamedTuple):
    """How to write for a reader: in colour or not, and how many columns wide."""

    color: bool = False
    columns: int = 100

    def bold(self, text: str) -> str:
        """Return ``text`` in bold."""
        return self._in(_BOLD, text)

    def dim(self, text: str) -> str:
        """Return ``text`` in a faint colour."""
        return self._in(_DIM, text)

    def mark(self, text: str) -> str:
        """Return ``text`` as a word that matched; plain without colour."""
        return self._in(_MARK, text)

    def _in(self, code: str, text: str) -> str:
        return f"{code}{text}{_RESET}" if self.color and text else text


def escape_marked(text: str, marks: Marks) -> tuple[str, list[tuple[int, int]]]:
    """Return ``text`` escaped, with ``marks`` moved to the same words in it."""
    parts: list[str] = []
    moved: list[tuple[int, int]] = []
    done = at = 0
    for start, end in marks:
        before, inside = escape(text[at:start]), escape(text[start:end])
        parts += [before, inside]
        moved.append((done + len(before), done + len(before) + len(inside)))
        done, at = moved[-1][1], end
    return "".join([*parts, escape(text[at:])]), moved


def wrap(text: str, columns: int) -> list[str]:
    """Return escaped ``text`` in lines of at most ``columns``; spaces at a break are dropped.

    Lines break at spaces, between characters of scripts without spaces, and anywhere in a word
    longer than a line.
    """
    return [text[start:end] for start, end in wrap_spans(text, columns)]


def wrap_spans(text: str, columns: int) -> list[tuple[int, int]]:
    """Return the (start, end) places of the lines of :func:`wrap`."""
    upto = _columns_upto(text)
    spans: list[tuple[int, int]] = []
    start = end = used = 0
    open_ = False
    for piece_start, piece_end in _pieces(text, columns, upto):
        bare_end = piece_start + len(text[piece_start:piece_end].rstrip(" "))
        if open_ and used + upto[bare_end] - upto[piece_start] > columns:
            spans.append((start, end))
            open_ = False
        if not open_:
            if bare_end == piece_start:
                continue
            start, used, open_ = piece_start, 0, True
        used += upto[piece_end] - upto[piece_start]
        end = bare_end if bare_end > piece_start else end
    return [*spans, (start, end)] if open_ else spans


def _columns_upto(text: str) -> Sequence[int]:
    """Return how many columns the text takes up to each place, its end included."""
    if text.isascii():
        return range(len(text) + 1)
    return list(itertools.accumulate(map(_columns, text), initial=0))


def _pieces(text: str, columns: int, upto: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the places of what a line cannot be broken within, spaces behind included."""
    unspaced = not text.isascii() and any(map(_unspaced, set(text)))
    for found in re.finditer(_WORD, text):
        start, end = found.span()
        whole = upto[end] - upto[start] <= columns
        if whole and not (unspaced and any(map(_unspaced, found.group()))):
            yield start, end
            continue
        for at in range(start + 1, end):
            between = _unspaced(text[at]) and _unspaced(text[at - 1])
            if between or upto[at + 1] - upto[start] > columns:
                yield start, at
                start = at
        yield start, end


def _unspaced(character: str) -> bool:
    """Whether lines break beside a character: kana and Chinese, not Hangul, which has spaces."""
    return "\u2e80" <= character <= "\ua4cf" or "\uf900" <= character <= "\ufaff"
