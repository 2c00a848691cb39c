"""JSON Lines: papersearch's own export, one paper per line.

A line is an object with these keys, in this order: ``id``, ``title``, ``url``, ``days`` (ISO
dates, oldest first), ``votes`` (a number or null), ``authors`` (names), ``authors_cut`` (whether
names are missing), ``thumbnail``, ``video``, ``code`` (a link), ``categories`` (texts), ``venue``,
``sections`` (objects of ``label``, ``text`` and, where several digests tell of the paper,
``source``). Any of them may be missing, as the last ones are in what earlier versions exported.
"""

from __future__ import annotations

import dataclasses
from typing import Any, TypeVar

import orjson

from papersearch.digest.bounds import within_limits
from papersearch.digest.days import iso_day
from papersearch.types import limits
from papersearch.types.address import paper_id
from papersearch.types.paper import Entry, Paper, Section

_T = TypeVar("_T")
_EXPORT = frozenset(("sections", "days"))
_KEYS_OF_EXPORT = frozenset(
    "id title url days votes authors authors_cut thumbnail video code categories venue "
    "sections".split()
)


def dump(paper: Paper) -> bytes:
    """Return the line of ``paper``, with its line break; :func:`read_record` reads it back."""
    record = {
        "id": paper.id,
        "title": paper.title,
        "url": paper.url,
        "days": paper.days,
        "votes": paper.votes,
        "authors": paper.authors,
        "authors_cut": paper.authors_cut,
        "thumbnail": paper.thumbnail,
        "video": paper.video,
        "code": paper.code,
        "categories": paper.categories,
        "venue": paper.venue,
        "sections": [_part(part) for part in paper.sections],
    }
    return orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)


def is_export(record: object) -> bool:
    """Whether a record is a paper as papersearch exports it."""
    if not isinstance(record, dict) or not _EXPORT & record.keys():
        return False
    parts = record.get("sections")
    if isinstance(parts, list) and parts and isinstance(parts[0], dict):
        return "text" in parts[0] or "label" in parts[0] or not parts[0]
    return record.keys() <= _KEYS_OF_EXPORT or record.keys() >= _EXPORT


def _part(part: Section) -> dict[str, str]:
    told = {"label": part.label, "text": part.text}
    return {**told, "source": part.source} if part.source else told


def has_too_many_values(document: str | bytes) -> bool:
    """Whether JSON has more values than are taken: each has a comma or a bracket in front of it."""
    if len(document) <= limits.JSON_VALUES:
        return False
    if isinstance(document, bytes):
        return sum(map(document.count, (b",", b"[", b"{"))) > limits.JSON_VALUES
    return sum(map(document.count, ",[{")) > limits.JSON_VALUES


def read_record(record: dict[str, Any]) -> tuple[list[Entry], list[str]]:
    """Return the entries of one paper, one per day, and what of it is beyond the limits.

    Raises:
        ValueError: a value is of the wrong type, or nothing tells which paper it is.
    """
    template, days = paper_of(record)
    entry, wrong = within_limits(template)
    if len(days) > limits.DAYS:
        wrong.append(f"{len(days):,} days: only the first {limits.DAYS:,} are kept")
    return [dataclasses.replace(entry, day=day) for day in days[: limits.DAYS] or ("",)], wrong


def paper_of(record: dict[str, Any]) -> tuple[Entry, tuple[str, ...]]:
    """Return what a record says of a paper, within the limits or not, and its days.

    Raises:
        ValueError: as :func:`read_record` does.
    """
    title, url = _get(record, "title", ""), _get(record, "url", "")
    identity = _get(record, "id", "")
    if len(identity) > limits.ID_CHARACTERS or not identity.isprintable() or " " in identity:
        raise ValueError(f"{identity[:40]!r} is no 'id': letters, digits and signs without spaces")
    if not (identity or title or url):
        raise ValueError("neither 'id' nor 'title' nor 'url': add the arXiv id")
    days = _texts(record, "days")
    for day in days:
        if iso_day(day) != day:
            raise ValueError(f"{day[:40]!r} in 'days' is no day: write it as 2024-07-31")
    entry = Entry(
        id=identity or paper_id(url, title),
        title=title,
        sections=tuple(_section(part) for part in _list(record, "sections")),
        authors=_texts(record, "authors"),
        authors_cut=_get(record, "authors_cut", False),
        votes=_votes(record),
        url=url,
        thumbnail=_get(record, "thumbnail", ""),
        video=_get(record, "video", ""),
        code=_get(record, "code", ""),
        categories=_texts(record, "categories"),
        venue=_get(record, "venue", ""),
    )
    return entry, days


def _section(part: object) -> Section:
    if not isinstance(part, dict):
        raise ValueError("'sections' holds something else than objects of 'label' and 'text'")  # noqa: TRY004
    return Section(_get(part, "label", ""), _get(part, "text", ""), _get(part, "source", ""))


def _votes(record: dict[str, Any]) -> int | None:
    value = record.get("votes")
    if value is not None and (type(value) is not int or value < 0):
        raise ValueError("'votes' is neither a whole number nor null: mend the line")
    return value


def _texts(record: dict[str, Any], key: str) -> tuple[str, ...]:
    values = _list(record, key)
    if not all(isinstance(value, str) for value in values):
        raise ValueError(f"'{key}' holds something else than texts: mend the line")
    return tuple(values)


def _list(record: dict[str, Any], key: str) -> list[Any]:
    empty: list[Any] = []
    return _get(record, key, empty)


def _get(record: dict[str, Any], key: str, default: _T) -> _T:
    """Return the value of ``key``, which has the type of ``default``, null meaning that."""
    value = record.get(key)
    if value is None:
        return default
    if type(value) is not type(default):
        raise ValueError(f"'{key}' is of the wrong type: mend the line")
    return value
