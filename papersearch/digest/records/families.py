"""Each family of files into a digest: what reads it, and what is said where that fails."""

from __future__ import annotations

import codecs
import itertools
from collections.abc import Iterator
from typing import Any, AnyStr

import orjson

from papersearch.digest import days, jsonl
from papersearch.digest.records import (
    bibtex,
    dates,
    feeds,
    oai,
    pairs,
    python,
    ris,
    tables,
    walk,
    yamls,
)
from papersearch.digest.records.looks import holds_papers
from papersearch.digest.records.reading import Reader, read_all, record_lines
from papersearch.digest.records.walk import Found
from papersearch.digest.types import Digest, Problem
from papersearch.types import limits

_AGAIN = "download the list of papers again"


def read_json(text: str, source: str) -> Digest:
    """Return the papers of a document in JSON, or in Python's writing of one."""
    text = text.removeprefix("\ufeff")
    try:
        document = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        document = python.load(text)
        if document is None:
            message = f"no valid JSON ({error.msg}): {_AGAIN}"
            return Digest((), (Problem(source, error.lineno, message),))
    return read_document(document, text, source)


def read_document(document: object, text: str, source: str, kind: str = "JSON") -> Digest:
    """Return the papers of a ``document`` that ``text`` spells."""
    digest = read_all(walk.walk(document), source, kind, lambda places: record_lines(text, places))
    if digest.entries or digest.problems or digest.seems or is_empty(document):
        return digest
    return Digest(seems=f"{kind} without records of papers")


def is_empty(document: object) -> bool:
    """Whether a document is a list without papers, as that of a day on which there were none."""
    if isinstance(document, dict):
        lists = [
            own for key, own in document.items() if isinstance(own, list) and holds_papers(key)
        ]
        return not document or (bool(lists) and not any(lists))
    return not document or isinstance(document, int)


def read_lines(data: str | bytes, source: str) -> Digest:
    """Return the papers of JSON Lines, or of lines of Python dicts.

    A line is a record of any schema, or a paper of papersearch's own export, which gives an entry
    for each of its days. A line that cannot be read is a problem.
    """
    reader = Reader(source, kind="JSON Lines")
    for number, line in enumerate(_lines(data), start=1):
        if not line.strip():
            continue
        document, wrong = _line(line)
        if wrong:
            reader.wrong(number, wrong)
            continue
        given = False
        for found in walk.walk(document):
            found.line, found.alone = number, False
            if not reader.add(found):
                return reader.digest()
            given = given or not found.refused
        if not given:
            reader.other(Found(document, line=number))
    return reader.digest()


def _lines(data: str | bytes) -> Iterator[str | bytes]:
    """Yield the lines of ``data`` one by one, since it may be a gigabyte."""
    if isinstance(data, bytes):
        return _split(data, b"\n", codecs.BOM_UTF8)
    return _split(data, "\n", "\ufeff")


def _split(data: AnyStr, end: AnyStr, mark: AnyStr) -> Iterator[AnyStr]:
    start = len(mark) if data.startswith(mark) else 0
    while (stop := data.find(end, start)) >= 0:
        yield data[start:stop]
        start = stop + 1
    yield data[start:]


def _line(line: str | bytes) -> tuple[dict[str, Any], str]:
    """Return what a line spells, and what is wrong with it."""
    if len(line) > limits.LINE_BYTES:
        return {}, f"a line of more than {limits.LINE_BYTES >> 20} MiB: shorten it"
    if jsonl.has_too_many_values(line):
        return {}, f"more than {limits.JSON_VALUES:,} values in one line: shorten it"
    try:
        document = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        text = line if isinstance(line, str) else line.decode(errors="replace")
        document = python.load(text) if len(text) <= limits.LITERAL_CHARACTERS else None
        if document is None:
            wrong = f"no valid JSON ({error.msg} at column {error.colno}): mend or delete the line"
            return {}, wrong
    if not isinstance(document, dict):
        return {}, "no object: write one paper per line"
    return document, ""


def read_yaml(text: str, source: str) -> Digest:
    """Return the papers of YAML."""
    documents, wrong, line = yamls.load(text)
    reader = Reader(source, kind="YAML")
    if wrong:
        reader.wrong(line, f"{wrong}: mend the file")
    return _of_documents(documents, reader, "YAML")


def _of_documents(documents: list[object], reader: Reader, kind: str) -> Digest:
    """Return the papers of documents whose records have no lines."""
    for found in itertools.chain.from_iterable(map(walk.walk, documents)):
        found.line = 1
        if not reader.add(found):
            break
    digest = reader.digest()
    if digest.entries or digest.problems or digest.seems or all(map(is_empty, documents)):
        return digest
    return Digest(seems=f"{kind} without records of papers")


def read_table(text: str, source: str) -> Digest:
    """Return the papers of CSV or TSV, a row each."""
    return read_all(tables.records(text.removeprefix("\ufeff")), source, "a table")


def read_feed(text: str, source: str) -> Digest:
    """Return the papers of a feed, or of other XML that has records of papers."""
    root = feeds.parse(text)
    if root is None:
        message = f"no valid XML: {_AGAIN.replace('list of papers', 'feed')}"
        return Digest((), (Problem(source, 1, message),))
    if oai.is_harvest(root):
        of_day = oai.records(root, days.day_of_source(source))
        return read_all(of_day, source, "a page for harvesters")
    if not feeds.is_feed(root):
        return _of_documents([feeds.document(root)], Reader(source, kind="XML"), "XML")
    last = dates.day(feeds.built(root))
    return read_all(feeds.records(root), source, "a feed", last=last)


def read_bibtex(text: str, source: str) -> Digest:
    """Return the papers of a bibliography in BibTeX."""
    reader = Reader(source, kind="a bibliography")
    for found in bibtex.records(text.removeprefix("\ufeff")):
        if not found.record:
            reader.wrong(found.line, bibtex.BROKEN)
        elif not reader.add(found):
            break
    return reader.digest()


def read_ris(text: str, source: str) -> Digest:
    """Return the papers of a bibliography in RIS."""
    return read_all(ris.records(text), source, "a bibliography")


def read_pairs(text: str, source: str) -> Digest:
    """Return the papers of records of ``Key: value`` lines."""
    return read_all(pairs.records(text), source, "records of lines")
