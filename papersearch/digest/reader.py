"""Reads digests: bytes of any of the formats become entries."""

from __future__ import annotations

import codecs
import os
import re
from pathlib import Path

import orjson

from papersearch.digest import huggingface, jsonl, markdown
from papersearch.digest.types import Digest
from papersearch.errors import DigestError

_LINES_SUFFIXES = (".jsonl", ".ndjson")
_JSON_SUFFIXES = (".json", *_LINES_SUFFIXES)
_JSON_START = re.compile(r"\s*(?:\[\s*[{\]]|\{\s*[\"}])")
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\b\f\v\x1b"))
_MAX_CONTROL = 0.05


def read(path: Path) -> bytes:
    """Return the bytes of a file.

    Raises:
        DigestError: the file cannot be read.
    """
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise DigestError(printable(path), 1, f"cannot be read: {reason}") from None


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

    What begins like JSON, or is named so, is read as a list of Hugging Face's or as JSON
    Lines; anything else as Markdown.

    Raises:
        DigestError: it is no text in UTF-8 or UTF-16, or there is no paper in it.
    """
    text = _decode(data, source)
    if not text.strip():
        raise DigestError(source, 1, "empty file, no paper in it: fill it or delete it")
    suffix = Path(source).suffix.lower()
    if suffix in _JSON_SUFFIXES or _JSON_START.match(text):
        digest = _parse_json(text, source, lines=suffix in _LINES_SUFFIXES)
        wanted = "records of Hugging Face's daily papers, or an export of papersearch"
    else:
        digest = markdown.parse(text, source)
        wanted = "'### [title](link)' entries"
        digest = digest if digest.entries else Digest()
    if digest.entries:
        return digest
    for problem in digest.problems:
        raise DigestError(source, problem.line, f"no paper in it: {problem.message}")
    raise DigestError(source, 1, f"no paper in it: expected {wanted}")


def _decode(data: bytes, source: str) -> str:
    encoding = "utf-8-sig"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif _is_binary(data):
        raise DigestError(source, 1, "binary file, not a digest: digests are text")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DigestError(
            source, line, f"byte 0x{data[error.start]:02x} is not UTF-8: save the file as UTF-8"
        ) from None
    if "\0" in text:
        raise DigestError(source, 1, "binary file, not a digest: digests are text")
    return text


def _is_binary(data: bytes) -> bool:
    control = len(data) - len(data.translate(None, delete=_CONTROL))
    return b"\0" in data or control > _MAX_CONTROL * len(data)


def _parse_json(text: str, source: str, *, lines: bool) -> Digest:
    """Read JSON as one document or line by line, whichever it is; ``lines`` where it is neither."""
    document = _load(text)
    if document is None:
        first = text.lstrip("\ufeff \t\r\n").split("\n", maxsplit=1)[0]
        lines = lines or _load(first) is not None
    else:
        one_line = "\n" not in text.strip()
        lines = one_line and isinstance(document, dict) and not huggingface.is_list(document)
    return jsonl.parse(text, source) if lines else huggingface.parse(text, source)


def _load(text: str) -> object:
    """Return the object or list that ``text`` spells as JSON, or None."""
    try:
        document = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return document if isinstance(document, dict | list) else None
