"""JSON Lines: papersearch's own export, one paper per line.

A line is an object with these keys, in this order: ``id``, ``title``, ``url``, ``days`` (ISO
dates, oldest first), ``votes`` (a number or null), ``authors`` (names), ``authors_cut`` (whether
names are missing), ``thumbnail``, ``video``, ``sections`` (objects of ``label`` and ``text``).
"""

from __future__ import annotations

import dataclasses
from typing import Any, TypeVar

import orjson

from papersearch.digest import fields, huggingface
from papersearch.digest.types import Digest, Problem
from papersearch.paper import Entry, Paper, Section, paper_id

_T = TypeVar("_T")
_OF_HUGGING_FACE = {"paper", "summary", "upvotes", "publishedAt"}
_MAX_ID = 200
_OWN = {"sections", "days"}


def dump(paper: Paper) -> bytes:
    """Return the line of ``paper``, with its line break; :func:`parse` reads it back."""
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
        "sections": [{"label": part.label, "text": part.text} for part in paper.sections],
    }
    return orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)


def parse(text: str, source: str) -> Digest:
    """Return the papers of the JSON Lines ``text``, and what is wrong with it.

    A paper of several days gives one entry for each, all of them alike, so that merging them
    gives the paper again. A line may also be a record of Hugging Face's. Nothing is raised:
    a line that cannot be read is a problem.
    """
    entries: list[Entry] = []
    problems: list[Problem] = []
    day = fields.day_of_source(source)
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        if not line.strip():
            continue
        found, wrong = _parse_line(line, day)
        entries += found
        problems += [Problem(source, number, message) for message in wrong]
    return Digest(tuple(entries), tuple(problems))


def _parse_line(line: str, day: str) -> tuple[list[Entry], list[str]]:
    try:
        record = orjson.loads(line)
        if not isinstance(record, dict):
            raise ValueError("no object: write one paper per line")  # noqa: TRY004
        if _OF_HUGGING_FACE & record.keys() and not _OWN & record.keys():
            entry, wrong = huggingface.read_record(record, day)
            return ([entry] if entry else []), wrong
        return read_record(record), []
    except orjson.JSONDecodeError as error:
        return [], [f"no valid JSON ({error.msg} at column {error.colno}): mend or delete the line"]
    except ValueError as error:
        return [], [str(error)]


def read_record(record: dict[str, Any]) -> list[Entry]:
    """Return the entries of one paper, one per day.

    Raises:
        ValueError: a value is of the wrong type, or nothing tells which paper it is.
    """
    title, url = _get(record, "title", ""), _get(record, "url", "")
    identity = _get(record, "id", "")
    if len(identity) > _MAX_ID or not identity.isprintable() or " " in identity:
        raise ValueError(f"{identity[:40]!r} is no 'id': letters, digits and signs without spaces")
    if not (identity or title or url):
        raise ValueError("neither 'id' nor 'title' nor 'url': add the arXiv id")
    days = _texts(record, "days")
    for day in days:
        if fields.iso_day(day) != day:
            raise ValueError(f"{day[:40]!r} in 'days' is no day: write it as 2024-07-31")
    template = Entry(
        id=identity or paper_id(url, title),
        title=title,
        sections=tuple(_section(part) for part in _list(record, "sections")),
        authors=_texts(record, "authors"),
        authors_cut=_get(record, "authors_cut", False),
        votes=_votes(record),
        url=url,
        thumbnail=_get(record, "thumbnail", ""),
        video=_get(record, "video", ""),
    )
    return [dataclasses.replace(template, day=day) for day in days or ("",)]


def _section(part: object) -> Section:
    if not isinstance(part, dict):
        raise ValueError("'sections' holds something else than objects of 'label' and 'text'")  # noqa: TRY004
    return Section(_get(part, "label", ""), _get(part, "text", ""))


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
