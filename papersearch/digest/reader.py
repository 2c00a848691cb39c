"""Reads digests: bytes of any of the formats become entries."""

from __future__ import annotations

import codecs
import dataclasses
import os
import re
from pathlib import Path
from typing import BinaryIO

import orjson

from papersearch.digest import decoding, jsonl, records
from papersearch.digest.types import Digest, Problem
from papersearch.errors import DigestError
from papersearch.types import limits

_LINES_SUFFIXES = (".jsonl", ".ndjson")
_HTML_SUFFIXES = (".html", ".htm", ".xhtml")
_HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?<(?:!doctype html|html|head|body)\b", re.IGNORECASE
)
_BLOCK = 1 << 20
_READERS = {
    "table": records.read_table,
    "feed": records.read_feed,
    "bibtex": records.read_bibtex,
    "ris": records.read_ris,
    "yaml": records.read_yaml,
    "pairs": records.read_pairs,
}


def read(path: Path, most: int | None = None) -> bytes:
    """Return the bytes of a file, or of a pipe that is named as one.

    No more than ``most``, by default what :func:`read_from` takes.

    Raises:
        DigestError: the file cannot be read, or is too large.
    """
    try:
        with path.open("rb") as file:
            return read_from(file, printable(path), most)
    except (OSError, ValueError) as error:
        raise DigestError(printable(path), 0, f"cannot be read: {_reason(error, path)}") from None


def read_from(file: BinaryIO, source: str, most: int | None = None) -> bytes:
    """Return all that ``file`` gives, block by block: a pipe may never end.

    No more than ``most`` bytes; by default as many as a digest may have, which of JSON Lines is
    more than of other formats.

    Raises:
        DigestError: there is more.
    """
    lines = most is None and _is_named_lines(source)
    left = most or (limits.LINES_BYTES if lines else limits.FILE_BYTES)
    blocks: list[bytes] = []
    while block := file.read(min(max(_BLOCK, _size(file)), left) + 1):
        blocks.append(block)
        left -= len(block)
        if left < 0 and most is None and not lines and _begins_lines(b"".join(blocks), source):
            left, lines = left + limits.LINES_BYTES - limits.FILE_BYTES, True
        if left < 0:
            raise _too_large(source, most or (limits.LINES_BYTES if lines else limits.FILE_BYTES))
    return b"".join(blocks)


def _size(file: BinaryIO) -> int:
    """Return how large a file is, 0 for a pipe: read at once, it is not in memory twice."""
    try:
        return os.fstat(file.fileno()).st_size
    except (OSError, AttributeError):  # of no file at all, such as BytesIO
        return 0


def _too_large(source: str, most: int) -> DigestError:
    more = (
        f", or write JSON Lines to a .jsonl file, which may have {limits.LINES_BYTES >> 30} GiB"
        if most == limits.FILE_BYTES
        else ""
    )
    return DigestError(source, 1, f"more than {most >> 20:,} MiB: split it{more}")


def _reason(error: OSError | ValueError, path: Path) -> str:
    if isinstance(error, IsADirectoryError):  # one that could not be listed, see files.py
        try:
            os.scandir(path).close()
        except OSError as refused:
            error = refused
    return error.strerror if isinstance(error, OSError) and error.strerror else str(error)


def source_of(path: Path) -> str:
    r"""Return the name under which a file is known: its absolute path with links resolved.

    Bytes that are not UTF-8 are written as ``\\xff``, so that the name can be stored.
    """
    return printable(os.path.realpath(path))


def printable(path: str | Path) -> str:
    """Return a path as text that can be stored and printed whatever bytes it is made of."""
    return os.fsencode(path).decode(errors="backslashreplace")


def parse_bytes(data: bytes, source: str) -> Digest:
    """Return the papers of the digest ``data``, whose path, or "-", is ``source``.

    What it is read as is told by its content and, where that says nothing, by its name. Of a text
    without papers the digest says what it seems to be; whether that is wrong depends on who named
    the file.

    Raises:
        DigestError: it is too large, or no text in UTF-8, UTF-16 or what it declares.
    """
    if len(data) > limits.FILE_BYTES:
        if not _begins_lines(data, source):
            raise _too_large(source, limits.FILE_BYTES)
        decoding.check(data[: limits.FILE_BYTES], source)
        return records.read_lines(data, source)
    text, told = decoding.decoded(data, source)
    digest = _parse(text, source)
    if not told:
        return digest
    return dataclasses.replace(digest, notes=(Problem(source, 1, told), *digest.notes))


def _parse(text: str, source: str) -> Digest:
    """Return what a text says."""
    if not text.strip():
        return Digest(seems="an empty file")
    kind = records.kind_of(text, source)
    if kind == "json":
        return _parse_json(text, source)
    if text.count("\n") >= limits.FILE_LINES or text.count("\r") >= limits.FILE_LINES:
        lines = f"{limits.FILE_LINES:,}"
        raise DigestError(source, limits.FILE_LINES, f"more than {lines} lines: split it")
    if kind:
        return _READERS[kind](text, source)
    from papersearch.digest import pages  # parsers that nothing else needs

    if Path(source).suffix.lower() in _HTML_SUFFIXES or _HTML_START.match(text):
        return pages.read_html(text, source)
    return pages.read_markdown(text, source)


def _begins_lines(data: bytes, source: str) -> bool:
    """Whether more data than one document may have is JSON Lines, by its name or first line."""
    if _is_named_lines(source):
        return True
    end = data.find(b"\n", 0, limits.LINE_BYTES)
    return end > 0 and _is_whole(data[:end].removeprefix(codecs.BOM_UTF8))


def _is_whole(line: str | bytes) -> bool:
    """Whether a first line is all of an object or list, so that the next one is another."""
    if len(line) > limits.LINE_BYTES or jsonl.has_too_many_values(line):
        return False
    return _load(line) is not None


def _is_named_lines(source: str) -> bool:
    return Path(source).suffix.lower() in _LINES_SUFFIXES


def _parse_json(text: str, source: str) -> Digest:
    """Read JSON as one document or line by line, whichever it is; its name decides for neither."""
    whole = text.strip("\ufeff \t\r\n")
    first = whole.split("\n", maxsplit=1)[0]
    if len(first) < len(whole) and _is_whole(first):
        return records.read_lines(text, source)
    named = _is_named_lines(source)
    if jsonl.has_too_many_values(text):
        if named:
            return records.read_lines(text, source)
        many = f"more than {limits.JSON_VALUES:,} values in one document"
        raise DigestError(source, 1, f"{many}: split it, or write one paper a line")
    if named and (_load(text) is None or (first == whole and whole.startswith("{"))):
        return records.read_lines(text, source)
    return records.read_json(text, source)


def _load(text: str | bytes) -> object:
    """Return the object or list that ``text`` spells as JSON or Python, or None."""
    try:
        document = orjson.loads(text)
    except orjson.JSONDecodeError:
        document = records.load_python(
            text if isinstance(text, str) else text.decode(errors="replace")
        )
    return document if isinstance(document, dict | list) else None
