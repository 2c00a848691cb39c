"""How values are written for Milvus: only so that none needs quoting in an expression.

Milvus Lite knows no filter templates, so that every value of an expression is a number or made
of letters and digits that are chosen here; text from digests never gets into one as it is.
"""

from __future__ import annotations

import base64
import hashlib
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from papersearch.store.milvus.counted_words import token_hash
from papersearch.text.passages import exact_hash
from papersearch.types import limits

NUM_BITS = 47
"""A paper's number leaves 16 bits of a positive int64 to the ordinals of its passages."""

SLOTS = 4
"""Numbers that an id may have, one after the other, should another id have the first."""

MOST_BYTES = limits.BYLINE_BYTES
"""What Milvus holds in one VARCHAR."""

_PLAIN = re.compile(r"(?!zz)[a-z0-9]{1,32}")
_NIBBLES = str.maketrans("0123456789abcdef", "ABCDEFGHIJKLMNOP")
_DIGITS = str.maketrans("ABCDEFGHIJKLMNOP", "0123456789abcdef")
_WRITTEN = re.compile(r"X([A-P]{1,6})Z")
_KEPT = re.compile(r"[a-z0-9 ]")
_T = TypeVar("_T")


def digest(text: str) -> str:
    """Return 32 hexadecimal digits that stand for a text."""
    return exact_hash(text).hex()


def is_digest(written: str) -> bool:
    """Whether this is what :func:`digest` returns of some text."""
    return re.fullmatch("[0-9a-f]{32}", written) is not None


def slots(paper_id: str) -> list[int]:
    """Return the numbers that the paper ``paper_id`` may have, first the one that it should."""
    first = int.from_bytes(
        hashlib.blake2b(paper_id.encode(errors="surrogatepass"), digest_size=8).digest()
    )
    return [(first + n) % (1 << NUM_BITS) for n in range(SLOTS)]


def name(folded: str) -> str:
    """Return a folded name so that a part of it stays a part, and no character means anything.

    Letters a to z, digits and spaces are kept, any other character is X, its code in the letters
    A to P, and Z: neither begins or ends within another.
    """
    return "".join(
        own if _KEPT.fullmatch(own) else f"X{ord(own):x}Z".translate(_NIBBLES) for own in folded
    )


def named(name: str) -> str:
    """Return the folded name that :func:`name` has written."""
    return _WRITTEN.sub(lambda own: _character(own[1]) or own[0], name)


def _character(code: str) -> str:
    """Return the character of a code, "" for one that no character has."""
    found = int(code.translate(_DIGITS), 16)
    return chr(found) if found <= sys.maxunicode else ""


def field(category: str) -> str:
    """Return what stands for a folded category beside names, of which no part of a name is a part.

    It has neither a small letter, a digit or a space nor an X.
    """
    return f"Q{digest(category)}".translate(_NIBBLES)


def is_field(written: str) -> bool:
    """Whether this is what stands for a category, and not a name."""
    return written.startswith("Q")


def word(token: str) -> str:
    """Return a token so that any analyzer takes it for one word: plain ones as they are."""
    return token if _PLAIN.fullmatch(token) else f"zz{token_hash(token):08x}"


def text(tokens: Sequence[str]) -> str:
    """Return tokens as a text; one too long for Milvus has each token but once, the first ones."""
    joined = " ".join(map(word, tokens))
    if len(joined) <= MOST_BYTES:
        return joined
    joined = " ".join(dict.fromkeys(map(word, tokens)))
    return joined if len(joined) <= MOST_BYTES else joined[:MOST_BYTES].rpartition(" ")[0]


def packed(data: bytes) -> str:
    """Return bytes as text."""
    return base64.b64encode(data).decode()


def unpacked(data: str) -> bytes:
    """Return the bytes that :func:`packed` made text of."""
    return base64.b64decode(data)


def parts(data: str, most: int = MOST_BYTES) -> list[str]:
    """Cut a text into parts of no more than ``most`` bytes, at least one."""
    encoded = data.encode()
    if len(encoded) <= most:
        return [data]
    found = []
    start = 0
    while start < len(encoded):
        end = min(start + most, len(encoded))
        while end < len(encoded) and encoded[end] & 0xC0 == 0x80:  # within a character
            end -= 1
        found.append(encoded[start:end].decode())
        start = end
    return found


def any_of(field: str, values: Iterable[int | str]) -> str:
    """Return the expression that is true where a field has one of the values, which are safe."""
    written = (str(own) if isinstance(own, int) else f'"{own}"' for own in values)
    return f"{field} in [{', '.join(written)}]"


def batches(items: Sequence[_T], size: int) -> Iterator[Sequence[_T]]:
    """Yield ``items``, so many at a time."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
