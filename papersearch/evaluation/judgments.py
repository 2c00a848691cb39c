"""Judged queries: our JSON Lines, and TREC's topics and qrels.

A line of ours is ``{"qid": "t01", "text": "visual tokens", "relevant": {"2407.02392": 3}}``; grades
above 0 are relevant, and a query with none is one that nothing answers. TREC's qrels are lines of
"qid iteration id grade", its topics here lines of "qid<TAB>text".
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from papersearch.errors import UsageError
from papersearch.types import limits


@dataclass(frozen=True, slots=True)
class Judged:
    """One query and the grades of the papers that were judged for it, by id."""

    qid: str
    text: str
    relevant: Mapping[str, int] = field(default_factory=dict)


def read_queries(path: Path) -> list[Judged]:
    """Return the queries of a JSON Lines file, or of one with "qid<TAB>text" lines.

    Raises:
        UsageError: the file cannot be read, or a line of it is neither.
    """
    found = [_query(line, f"{path}:{number}") for number, line in _lines(path)]
    if not found:
        raise UsageError(f"{path}:1: no queries in it: write one a line")
    if len({query.qid for query in found}) < len(found):
        raise UsageError(f"{path}:1: a qid stands twice: give each query its own")
    return found


def read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """Return the grades by query and paper of a TREC qrels file.

    Raises:
        UsageError: the file cannot be read, or a line of it is none of qrels.
    """
    found: dict[str, dict[str, int]] = {}
    for number, line in _lines(path):
        parts = line.split()
        try:
            qid, _, id_, grade = parts
            found.setdefault(qid, {})[id_] = int(grade)
        except ValueError:
            raise UsageError(
                f"{path}:{number}: not a line of qrels: write 'qid 0 id grade'"
            ) from None
    return found


def with_qrels(queries: list[Judged], qrels: Mapping[str, Mapping[str, int]]) -> list[Judged]:
    """Return the queries with the grades that ``qrels`` gives them."""
    return [dataclasses.replace(query, relevant=qrels.get(query.qid, {})) for query in queries]


def _lines(path: Path) -> list[tuple[int, str]]:
    try:
        with path.open("rb") as file:
            data = file.read(limits.JUDGED_BYTES + 1)
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UsageError(f"{path}:{line}: no UTF-8: save it as that") from None
    if len(data) > limits.JUDGED_BYTES:
        raise UsageError(f"{path}:1: more than {limits.JUDGED_BYTES >> 20} MiB: split it")
    return [(n, line) for n, line in enumerate(text.splitlines(), start=1) if line.strip()]


def _query(line: str, where: str) -> Judged:
    if not line.lstrip().startswith("{"):
        qid, tab, text = line.partition("\t")
        if not tab or not qid.strip() or not text.strip():
            raise UsageError(f"{where}: neither JSON nor 'qid<TAB>text'")
        return Judged(qid.strip(), text.strip())
    try:
        record: Any = orjson.loads(line)
        qid, text, relevant = record["qid"], record["text"], record.get("relevant") or {}
        grades = {str(id_): int(grade) for id_, grade in relevant.items()}
    except (orjson.JSONDecodeError, KeyError, ValueError, TypeError, AttributeError) as error:
        raise UsageError(
            f"{where}: no judged query ({error}): write "
            '{"qid": "1", "text": "...", "relevant": {"id": 1}}'
        ) from None
    if not isinstance(qid, str) or not isinstance(text, str):
        raise UsageError(f"{where}: 'qid' and 'text' must be texts")
    return Judged(qid, text, grades)
