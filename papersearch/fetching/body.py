"""The body of an answer: as many bytes as are taken, unpacked or not, and all of them."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

_GZIP = 16 + zlib.MAX_WBITS
_MEMBERS = 10_000  # that one gzip has, one after the other


class TooLarge(Exception):
    """There are more bytes than are taken."""


class Broken(Exception):
    """It cannot be unpacked, or ends too early."""


def whole(chunks: Iterable[bytes], encoding: str, most: int) -> bytes:
    """Return the body that ``chunks`` are, in the content encoding "" or "gzip".

    Raises:
        TooLarge: it has more than ``most`` bytes, packed or unpacked.
        Broken: it is not in that encoding, is cut off, or in an encoding that nobody asked for.
    """
    if encoding in ("", "identity"):
        return b"".join(_bounded(chunks, most))
    if encoding not in ("gzip", "x-gzip"):
        raise Broken(f"packed as {encoding[:40]!r}, which nobody asked for")
    return b"".join(_bounded(unpacked(_bounded(chunks, most), most), most))


def unpacked(chunks: Iterable[bytes], most: int) -> Iterator[bytes]:
    """Yield what gzip has packed, never much more than ``most`` bytes at once.

    Raises:
        Broken: it is no gzip, or is cut off, or has members without end.
    """
    reader = zlib.decompressobj(_GZIP)
    count = 1
    at_once = min(most + 1, 1 << 16)
    try:
        for chunk in chunks:
            rest = chunk
            while rest:
                if reader.eof:
                    if rest[:1] != b"\x1f":  # what follows is no gzip: it is padding
                        return
                    reader, count = zlib.decompressobj(_GZIP), count + 1
                    if count > _MEMBERS:
                        raise Broken("it has too many parts")
                yield reader.decompress(rest, at_once)
                rest = reader.unconsumed_tail or reader.unused_data
        while not reader.eof and (held := reader.decompress(b"", at_once)):
            yield held
    except zlib.error as error:
        raise Broken("its packing is broken") from error
    if not reader.eof:
        raise Broken("it is cut off")


def _bounded(chunks: Iterable[bytes], most: int) -> Iterator[bytes]:
    left = most
    for chunk in chunks:
        left -= len(chunk)
        if left < 0:
            raise TooLarge
        yield chunk
