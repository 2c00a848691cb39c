"""What unpacking a Parquet file would cost, from the headers of its pages, before it is unpacked.

Metadata can say anything, and a few bytes can stand for gigabytes: zeros that are packed, one text
that is repeated, a number of values. So each page has to be plain, with bytes for every value, or
of places in a dictionary, which are counted; and its header has to agree with the metadata. Headers
are structs of Thrift's compact protocol:
https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md and
https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from papersearch.types import limits

_DATA, _DICTIONARY = 0, 2
_PLAIN, _PLAIN_DICTIONARY, _RLE_DICTIONARY = 0, 2, 8
_BYTE_ARRAY, _FIXED = 6, 7
_LENGTH = 4  # bytes in front of a text
_STRUCT, _BINARY, _LISTS = 12, 8, (9, 10)
_MOST_DEPTH = 8
_MOST_FIELDS = 100
_MAGIC = b"PAR1"
_FOOT = struct.Struct("<I4s")

_Struct = dict[int, Any]


@dataclass(frozen=True, slots=True)
class _Page:
    """What the header of a page says."""

    kind: int
    size: int
    packed: int
    values: int
    encoding: int


def check(data: bytes, widths: Mapping[str, int]) -> int:
    """Return how many bytes the columns of a Parquet file may have when unpacked: they have fewer.

    ``widths`` says how many bytes each value of a column has, 0 for a text with its length; texts
    are to be read as dictionaries where they are written so.

    Raises:
        ValueError: they are too large, or not as they are written.
    """
    total = 0
    for group in _dicts(_footer(data).get(4)):
        for column in _dicts(group.get(1)):
            chunk = column.get(3)
            path = chunk.get(3) if isinstance(chunk, dict) else None
            if column.get(1) or not isinstance(chunk, dict) or not isinstance(path, list):
                raise ValueError("a column that is elsewhere")
            name = b".".join(path).decode()
            if name in widths:
                total += _unpacked(data, chunk, widths[name])
    most = min(max(limits.SHARD_SMALL_BYTES, limits.SHARD_RATIO * len(data)), limits.SHARD_BYTES)
    if total > most:
        raise ValueError(f"{total:,} bytes unpacked")
    return most


def _footer(data: bytes) -> _Struct:
    """Return the metadata of a file, which pyarrow gives no access to that could not abort."""
    if len(data) < _FOOT.size:
        raise ValueError("no Parquet file")
    length, magic = _FOOT.unpack(data[-_FOOT.size :])
    end = len(data) - _FOOT.size
    if magic != _MAGIC or length > end:
        raise ValueError("no Parquet file")
    return _Compact(data, end - length, end, limits.SHARD_PARTS).struct()


def _dicts(found: Any) -> list[_Struct]:
    if not isinstance(found, list) or not all(isinstance(own, dict) for own in found):
        raise TypeError("no list of structs")
    return found


def _unpacked(data: bytes, chunk: _Struct, width: int) -> int:
    """Return how many bytes the pages of a column have when unpacked."""
    total, left = 0, chunk[5]
    if chunk[1] != (_FIXED if width else _BYTE_ARRAY):
        raise ValueError("a column of another type")
    for page in _pages(data, chunk):
        total += page.size
        if page.kind == _DICTIONARY:
            continue
        needed = page.values * (width or _LENGTH)
        if page.kind != _DATA or page.values > left:
            raise ValueError("pages of another kind than is written")
        if page.encoding in (_PLAIN_DICTIONARY, _RLE_DICTIONARY):
            total += needed
        elif page.encoding != _PLAIN or needed > page.size:
            raise ValueError("more values than there are bytes for")
        left -= page.values
        if not left:
            return total
    raise ValueError("fewer values than there should be")


def _pages(data: bytes, chunk: _Struct) -> Iterator[_Page]:
    """Yield the pages of a column as far as its bytes go, as a reader of Parquet finds them."""
    start, dictionary = chunk[9], chunk.get(11) or 0
    if 0 < dictionary < start:
        start = dictionary
    end = start + chunk[7]
    if not 0 <= start <= end <= len(data):
        raise ValueError("a column outside of the file")
    while start < end:
        reader = _Compact(data, start, end)
        page = _page(reader.struct())
        start = reader.at + page.packed
        if start > end:
            raise ValueError("a page outside of its column")
        yield page


def _page(found: _Struct) -> _Page:
    own = found.get(5) or found.get(7) or {}
    numbers = (found.get(1), found.get(2), found.get(3), own.get(1), own.get(2))
    if not all(type(number) is int and number >= 0 for number in numbers):
        raise ValueError("a page header that is none")
    return _Page(*numbers)  # type: ignore[arg-type]


class _Compact:
    """Reads structs of Thrift's compact protocol between two places of ``data``."""

    def __init__(self, data: bytes, at: int, end: int, most: int = _MOST_FIELDS) -> None:
        self._data = data
        self._most = most
        self.at = at
        self._end = end

    def struct(self, depth: int = 0) -> _Struct:
        """Return the fields of a struct by number."""
        if depth > _MOST_DEPTH:
            raise ValueError("structs within structs")
        found: _Struct = {}
        number = 0
        for _ in range(_MOST_FIELDS):
            head = self._byte()
            if head == 0:
                return found
            number = number + (head >> 4) if head >> 4 else self._signed()
            found[number] = self._value(head & 15, depth)
        raise ValueError("a struct without an end")

    def _value(self, kind: int, depth: int) -> Any:
        if kind in (1, 2):
            return kind == 1
        if kind == 3:
            return self._byte()
        if kind in (4, 5, 6):
            return self._signed()
        if kind == 7:
            return struct.unpack("<d", self._bytes(8))[0]
        if kind == _BINARY:
            return self._bytes(self._unsigned())
        if kind == _STRUCT:
            return self.struct(depth + 1)
        if kind in _LISTS:
            return self._list(depth)
        raise ValueError("a value of no kind")

    def _list(self, depth: int) -> list[Any]:
        head = self._byte()
        count = self._unsigned() if head >> 4 == 15 else head >> 4
        if count > self._most or depth > _MOST_DEPTH:
            raise ValueError("a list that is too long")
        kind = head & 15
        if kind in (1, 2):
            return [self._byte() for _ in range(count)]
        return [self._value(kind, depth + 1) for _ in range(count)]

    def _signed(self) -> int:
        found = self._unsigned()
        return found >> 1 ^ -(found & 1)

    def _unsigned(self) -> int:
        found = 0
        for shift in range(0, 70, 7):
            byte = self._byte()
            found |= (byte & 127) << shift
            if byte < 128:
                return found
        raise ValueError("a number without an end")

    def _byte(self) -> int:
        return self._bytes(1)[0]

    def _bytes(self, count: int) -> bytes:
        start, self.at = self.at, self.at + count
        if self.at > self._end:
            raise ValueError("a header outside of its column")
        return self._data[start : self.at]
