"""The checksums that tantivy writes at the end of its files, which it does not compare itself.

A file ends in a JSON footer with the CRC-32 of what stands before it, the footer's length and a
magic number, both 32 bits, little-endian.
"""

from __future__ import annotations

import contextlib
import os
import stat
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import orjson

from papersearch import files
from papersearch.store.layout import LEXICAL_FILES

_MAGIC = 1337
_TAIL = struct.Struct("<II")


def damaged_files(
    folder: Path, up_to: int | None = None, sound: set[str] | None = None
) -> list[Path]:
    """Return the committed files of a tantivy index that do not match their footers.

    With ``up_to``, only so many bytes are read, those of the smallest files. Files named in
    ``sound`` are passed over, since tantivy never changes one, and those found so are added. Files
    that vanish meanwhile are no damage: a writer has merged them. Nor are files that a writer has
    not committed yet.

    Raises:
        NotOurs, IndexUnreadable: a file is a link or the like, or may not be read.
    """
    committed = _committed(folder)
    sound = set() if sound is None else sound
    found = []
    read = 0
    for size, path in sorted(_own(folder)):
        read += size
        if up_to is not None and read > up_to:
            break
        if path.name in sound or not _is_committed(path.name, committed):
            continue
        try:
            data = files.read(path)
        except FileNotFoundError:
            continue
        if _matches(data):
            sound.add(path.name)
        else:
            found.append(path)
    return found


def _own(folder: Path) -> Iterator[tuple[int, Path]]:
    """Yield the size and path of all files that are tantivy's by their names."""
    with files.reading(folder), os.scandir(folder) as entries:
        for entry in entries:
            if not LEXICAL_FILES.fullmatch(entry.name):
                continue
            with contextlib.suppress(FileNotFoundError):
                found = entry.stat(follow_symlinks=False)
                if not stat.S_ISREG(found.st_mode):
                    raise files.not_ours(Path(entry.path), found.st_mode)
                yield found.st_size, Path(entry.path)


def strange(folder: Path) -> str | None:
    """Return a name that tantivy would delete as its own and that is none of its, if any."""
    try:
        names = orjson.loads(files.read(folder / ".managed.json"))
    except (OSError, orjson.JSONDecodeError):
        return None  # tantivy will complain of it
    own = names if isinstance(names, list) else []
    return next((n for n in map(str, own) if not LEXICAL_FILES.fullmatch(n)), None)


def files_to_read(folder: Path) -> list[Path]:
    """Return what a reader needs of a tantivy index."""
    return [path for _, path in _own(folder) if path.suffix != ".lock"]


def uncommitted_files(folder: Path) -> list[Path]:
    """Return the files of segments that no commit names: what a killed writer left behind."""
    committed = _committed(folder)
    if not committed and (folder / "meta.json").is_file():
        return []  # nothing is known of a file that cannot be read
    return [
        path
        for _, path in sorted(_own(folder))
        if not path.name.endswith((".json", ".lock")) and not _is_committed(path.name, committed)
    ]


def body_bytes(data: bytes) -> int:
    """Return how many bytes of a file stand before its footer."""
    length, _ = _TAIL.unpack_from(data, len(data) - _TAIL.size)
    return len(data) - _TAIL.size - int(length)


def _committed(folder: Path) -> dict[str, str]:
    """Return the ids of the committed segments, and what their file of deletions is called."""
    try:
        meta = orjson.loads(files.read(folder / "meta.json"))
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
