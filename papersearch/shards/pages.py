"""What unpacking a Parquet file would cost, from the headers of its pages, before it is unpacked.

Metadata can say anything, and a few bytes can stand for gigabytes: zeros that are packed, one text
that is repeated, a number of values. So each page has to be of the kind that ``papersearch embed``
writes, which needs bytes for every value, and its header has to agree with the metadata. Headers
are structs of Thrift's compact protocol:
https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md and
https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift.
"""

from __future__ import annotations

import struct
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from papersearch import limits

IN_FEW_WORDS = ("entries.list.element.source", "entries.list.element.day")
"""Columns that are written as a dictionary and places in it; no other one may be."""

_DATA, _DICTIONARY = 0, 2
_PLAIN, _PLAIN_DICTIONARY, _RLE_DICTIONARY = 0, 2, 8
_WIDTHS = {"BYTE_ARRAY": 4, "INT32": 4}
_STRUCT, _BINARY, _LISTS = 12, 8, (9, 10)
_MOST_DEPTH = 8
_MOST_FIELDS = 100

_Struct = dict[int, Any]


@dataclass(frozen=True, slots=True)
class _Page:
    """What the header of a page says."""

    kind: int
    size: int
    packed: int
    values: int
    encoding: int


def check(data: bytes, file: Any, columns: Collection[str]) -> None:
    """See that the columns of ``file``, a ParquetFile over ``data``, can be unpacked.

    Raises:
        ValueError: they are too large, or not as they are written.
    """
    total = 0
    for group in range(file.metadata.num_row_groups):
        for place in range(file.metadata.num_columns):
            chunk = file.metadata.row_group(group).column(place)
            if chunk.path_in_schema in columns:
                length = file.schema.column(place).length
                total += _unpacked(data, chunk, _WIDTHS.get(chunk.physical_type, length))
    most = max(limits.SHARD_SMALL_BYTES, limits.SHARD_RATIO * len(data))
    if total > min(most, limits.SHARD_BYTES):
        raise ValueError(f"{total:,} bytes unpacked")


def _unpacked(data: bytes, chunk: Any, width: int) -> int:
    """Return how many bytes the pages of a column have when unpacked."""
    total, left = 0, chunk.num_values
    is_dictionary = chunk.path_in_schema in IN_FEW_WORDS
    if not 0 <= left <= limits.SHARD_BYTES or width <= 0:
        raise ValueError("a number of values that is none")
    for page in _pages(data, chunk):
        total += page.size
        if page.kind == _DICTIONARY and is_dictionary:
            continue
        if page.kind != _DATA or page.values > left:
            raise ValueError("pages of another kind than is written")
        left -= page.values
        if page.encoding == _PLAIN:
            fits = page.values * width <= page.size
        else:
            coded = page.encoding in (_PLAIN_DICTIONARY, _RLE_DICTIONARY)
            fits = is_dictionary and coded and page.values <= limits.FILE_ENTRIES
        if not fits:
            raise ValueError("more values than there are bytes for")
        if not left:
            return total
    raise ValueError("fewer values than there should be")


def _pages(data: bytes, chunk: Any) -> Iterator[_Page]:
    """Yield the pages of a column as far as its bytes go, as a reader of Parquet finds them."""
    start = chunk.data_page_offset
    if chunk.has_dictionary_page and 0 < chunk.dictionary_page_offset < start:
        start = chunk.dictionary_page_offset
    end = start + chunk.total_compressed_size
    if not 0 <= start <= end <= len(data):
        raise ValueError("a column outside of the file")
    while start < end:
        reader = _Compact(data, start, end)
        found = reader.struct()
        page = _page(found)
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

    def __init__(self, data: bytes, at: int, end: int) -> None:
        self._data = data
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
        if count > _MOST_FIELDS or depth > _MOST_DEPTH:
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
