"""The checksums that tantivy writes at the end of its files, which it does not compare itself.

A file ends in a JSON footer with the CRC-32 of what stands before it, the footer's length and a
magic number, both 32 bits, little-endian.
"""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import orjson

_MAGIC = 1337
_TAIL = struct.Struct("<II")


def damaged_files(folder: Path, up_to: int | None = None) -> list[Path]:
    """Return the committed files of a tantivy index that do not match their footers.

    With ``up_to``, larger files are passed over. Files that vanish meanwhile are no damage: a
    writer has merged them. Nor are files that a writer has not committed yet.
    """
    committed = _committed(folder)
    found = []
    for path in sorted(folder.iterdir()):
        if not _is_committed(path.name, committed):
            continue
        try:
            if up_to is None or path.stat().st_size <= up_to:
                data = path.read_bytes()
            else:
                continue
        except FileNotFoundError:
            continue
        if not _matches(data):
            found.append(path)
    return found


def uncommitted_files(folder: Path) -> list[Path]:
    """Return the files of segments that no commit names: what a killed writer left behind."""
    committed = _committed(folder)
    if not committed and (folder / "meta.json").is_file():
        return []  # nothing is known of a file that cannot be read
    return [
        path
        for path in sorted(folder.iterdir())
        if not path.name.endswith((".json", ".lock")) and not _is_committed(path.name, committed)
    ]


def body_bytes(data: bytes) -> int:
    """Return how many bytes of a file stand before its footer."""
    length, _ = _TAIL.unpack_from(data, len(data) - _TAIL.size)
    return len(data) - _TAIL.size - int(length)


def _committed(folder: Path) -> dict[str, str]:
    """Return the ids of the committed segments, and what their file of deletions is called."""
    try:
        meta = orjson.loads((folder / "meta.json").read_bytes())
        found = {}
        for segment in meta["segments"]:
            name = segment["segment_id"].replace("-", "")
            deletes = segment.get("deletes") or {}
            found[name] = f"{name}.{deletes.get('opstamp')}.del"
    except (OSError, orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
        return {}  # tantivy will complain of it
    return found


def _is_committed(name: str, committed: dict[str, str]) -> bool:
    segment = name.split(".")[0]
    return segment in committed and (not name.endswith(".del") or name == committed[segment])


def _matches(data: bytes) -> bool:
    if len(data) < _TAIL.size:
        return False
    length, magic = _TAIL.unpack_from(data, len(data) - _TAIL.size)
    end = len(data) - _TAIL.size - length
    if magic != _MAGIC or end < 0:
        return False
    try:
        crc = orjson.loads(data[end : -_TAIL.size])["crc"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return False
    return bool(zlib.crc32(memoryview(data)[:end]) == crc)
