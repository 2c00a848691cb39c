"""Finds the records of papers in a document, however it is nested."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from papersearch.digest import jsonl
from papersearch.digest.records import columns, dates, looks, python, rows, whole
from papersearch.digest.records.layers import is_layer, sense, unwrapped
from papersearch.types import limits

_PEEKED = 20
_LISTED = frozenset(
    "date|day|report date|digest date|list date|listing date|published|日期|时间|時間|日付|"
    "日時|날짜|일자|fecha|datum|data|ngày|дата".split("|")
)
_TITLE_WORDS = 3
_NO_LISTS = frozenset(("authors", "venue", "affiliations", "keywords", "image", "video", "code"))
_ELSEWHERE = re.compile(
    r"referenc|citation|\bcite|related|similar|recommend|source|version|neighbou?r|bibliograph"
)
_BESIDE = frozenset(("url", "id", "authors", "abstract", "pdf", "summary", "day"))


@dataclass(slots=True, eq=False)
class Found:
    """A record, where it stands, and what stands around it.

    ``line`` is 0 where only ``place``, its position among the items of lists, is known. One that is
    not ``final`` may be ``refused``: then what it holds is looked through.
    """

    record: Mapping[str, Any]
    line: int = 0
    place: int = 0
    key: str = ""
    where: str = ""
    day: str = ""
    topic: str = ""
    alone: bool = False
    final: bool = True
    refused: bool = False


@dataclass(slots=True, eq=False)
class _Level:
    """What is looked through: the items of a list or an object, and what was said above them.

    ``given`` is how many records were found before an object, ``item``, was gone into.
    """

    items: Iterator[tuple[str, Any]]
    is_list: bool
    where: str
    day: str
    topic: str
    item: Mapping[str, Any] | None = None
    given: int = 0
    found: Found | None = None


@dataclass(slots=True)
class Seen:
    """What a document holds besides papers, to say what it seems to be."""

    objects: int = 0
    keys: dict[str, None] = field(default_factory=dict)

    def add(self, record: Mapping[str, Any]) -> None:
        """Count an object that is no record of a paper."""
        self.objects += 1
        if len(self.keys) < 8:
            self.keys |= dict.fromkeys(list(record)[:8])


def walk(document: object, day: str = "") -> Iterator[Found]:
    """Yield what may be a record of a document, in its order: objects, and rows of text.

    Objects in which others are found are looked through, all others are yielded. Nothing is
    recursive, so that the depth of a document costs nothing. ``place`` counts the items of the
    first list.
    """
    counted: _Level | None = None
    place, given = -1, 0
    stack = [_Level(iter([("", document)]), False, "", day, "")]
    while stack:
        level = stack[-1]
        step = next(level.items, None)
        if step is None:
            stack.pop()
            if level.given == given and (left := _left(level, stack, counted, place)):
                yield left
            continue
        key, value = step
        place += level is counted
        here = place if counted in stack[:3] else -1
        value = _read(value)
        if rows_of := columns.records(value):
            value = rows_of
        if type(value) is dict and _is_record(value) and not _holds(value):
            found = _found(level, key, value, here)
            found.alone = len(stack) == 1 or (counted is None and key.isalpha() and key.islower())
            found.line = 1 if len(stack) == 1 else 0
            yield found
            given += not found.refused
            if found.refused and len(stack) < limits.RECORD_DEPTH:
                stack.append(_below(level, key, value))
                stack[-1].given, stack[-1].found = given, found
        elif type(value) is list or type(value) is dict:
            if len(stack) < limits.RECORD_DEPTH:
                stack.append(_below(level, key, value))
                stack[-1].given = given
            if counted is None and type(value) is list:
                counted = stack[-1]
        else:
            for found in _plain(level, key, value, here):
                yield found
                given += not found.refused


def _left(level: _Level, stack: list[_Level], counted: _Level | None, place: int) -> Found | None:
    """Return the object in which no paper was found, if it should have been one: of a list."""
    above = stack[-1] if stack else level
    if level.found and (above.is_list or len(stack) == 1):
        level.found.final = True
        return level.found
    return Found(level.item, place=place) if level.item and above is counted else None


def _read(value: Any) -> Any:
    """Return the object that a text spells in Python or JSON; anything else as it is."""
    if type(value) is not str or not python.begins(value):
        return value
    try:
        read = orjson.loads(value)
    except orjson.JSONDecodeError:
        read = python.load(value) if len(value) < limits.LITERAL_CHARACTERS else None
    return read if type(read) is dict else value


def _below(level: _Level, key: str, value: Any) -> _Level:
    if type(value) is list:
        listed = dates.day(key)
        where = level.where if listed else key or level.where
        items: Iterator[tuple[str, Any]] = (("", own) for own in value)
        day, topic = listed or level.day, _topic(key) or level.topic
        return _Level(items, True, where, day, topic)
    day = _day_of(value) or dates.day(key) or level.day
    inner = iter(value.items())
    return _Level(inner, False, key or level.where, day, _topic(key) or level.topic, value)


def _topic(key: str) -> str:
    """Return a key that names a topic: neither a date, nor an id, nor a list of papers."""
    if not key or len(key) > 60 or dates.day(key) or looks.holds_papers(key) or sense(key)[0]:
        return ""
    return "" if looks.is_identity(key) else key


def _day_of(value: Mapping[str, Any]) -> str:
    """Return the day that an object gives for what it holds."""
    for key, own in value.items():
        if type(own) is str:
            meant, name, _ = sense(key)
            if (meant == "listed" or name in _LISTED) and (day := dates.day(own)):
                return day
    return ""


def _is_record(value: Mapping[str, Any]) -> bool:
    """Whether an object has a field of a paper: something that only such a record tells."""
    if jsonl.is_export(value):
        return True
    for key in value:
        meant = sense(key)[0]
        if meant in ("title", "url", "id", "pdf", "abstract"):
            own = unwrapped(value[key])
            if type(own) is str or type(own) is int or _names_one(meant, own):
                return True
    return any(
        type(own) is dict and (sense(key)[1] == "paper" or (is_layer(key, own) and _has_title(own)))
        for key, own in value.items()
    )


def _has_title(value: Mapping[str, Any]) -> bool:
    return any(sense(key)[0] == "title" for key in value)


def _names_one(meant: str, value: Any) -> bool:
    """Whether a list or an object names one paper: a title in a list, ids by their kinds."""
    inner = value if type(value) is list else list(value.values()) if type(value) is dict else []
    return (
        meant != "abstract" and 0 < len(inner) < 20 and all(type(own) is str for own in inner[:3])
    )


def _holds(value: Mapping[str, Any]) -> bool:
    """Whether an object holds a list of papers rather than being one."""
    if jsonl.is_export(value):
        return False
    is_whole = False
    for key, own in value.items():
        meant, name, _ = sense(key)
        is_whole = is_whole or meant == "abstract"
        if type(own) is dict and not meant and name != "paper":
            own = next((inner for inner in own.values() if type(inner) is list), None)
        if type(own) is not list or not own or meant in _NO_LISTS or _ELSEWHERE.search(name):
            continue
        if (not is_whole or looks.holds_papers(key)) and any(map(_is_listed, own[:_PEEKED])):
            return True
    return False


def _is_listed(item: Any) -> bool:
    """Whether an item of a list has a title and something else of a paper."""
    item = _read(item)
    if type(item) is not dict:
        return False
    meant = {own[0] for key in item if not (own := sense(key))[2]}
    inner = any(sense(key)[1] == "paper" for key in item)
    return inner or ("title" in meant and bool(meant & _BESIDE))


def _found(level: _Level, key: str, value: Mapping[str, Any], place: int) -> Found:
    own = key if not level.is_list else ""
    return Found(
        value,
        place=max(place, 0),
        key=own,
        where=level.where,
        day=dates.day(own) or level.day,
        topic=level.topic,
        final=False,
    )


def _plain(level: _Level, key: str, value: Any, place: int) -> Iterator[Found]:
    """Yield the record that a text is."""
    record: Mapping[str, Any] | None = None
    final = True
    if type(value) is str and value.strip():
        record = _of_text(level, key, value)
        if record is None and "\n" in value and whole.may_be(value):
            record, final = {"text": value}, False
    elif value is not None and place >= 0 and level.is_list:
        record = {}
    if record is not None:
        yield Found(
            record,
            place=max(place, 0),
            key=key if looks.is_identity(key) else "",
            where=level.where,
            day=level.day if final else dates.day(key) or level.day,
            topic=level.topic,
            final=final,
        )


def _of_text(level: _Level, key: str, value: str) -> Mapping[str, Any] | None:
    """Return the record of a row, a link, or the title of the id that it stands under."""
    if (record := rows.record(value)) is not None:
        return record
    if looks.is_identity(key) and len(value.split()) >= _TITLE_WORDS and not dates.day(value):
        return {"title": value}
    if "://" in value and looks.is_identity(value):
        is_named = len(key.split()) >= _TITLE_WORDS
        if level.is_list or is_named:
            return {"url": value, **({"title": key} if is_named else {})}
    return None
