"""Filters as people type them into one line: since:2024-06 votes:20 author:lima."""

from __future__ import annotations

import datetime
import re
import shlex

from papersearch.errors import InvalidQuery
from papersearch.types.dates import beginning
from papersearch.types.query import Filters

HINT = "since:2024-06 until:2024 last:6m votes:20 author:lima section:tech category:cs.CL"
_NAMES = tuple(part.split(":")[0] for part in HINT.split())


def conditions(text: str, today: datetime.date) -> Filters:
    """Return the filters that ``text`` says; a value with spaces stands in quotes.

    Raises:
        InvalidQuery: a part is no such filter, or its value is none.
    """
    given: dict[str, list[str]] = {name: [] for name in _NAMES}
    for part in _parts(text):
        name, colon, value = part.partition(":")
        if not colon or not value or name.lower() not in given:
            raise InvalidQuery(f"{part!r} is no filter: write {HINT}")
        given[name.lower()].append(value)
    return Filters(
        beginning(_last(given["since"]), _last(given["last"]), today),
        _last(given["until"]),
        tuple(given["author"]),
        _number(_last(given["votes"])),
        tuple(given["section"]),
        tuple(given["category"]),
    )


def _parts(text: str) -> list[str]:
    lexer = shlex.shlex(text, posix=True)
    lexer.whitespace_split, lexer.quotes, lexer.escape, lexer.commenters = True, '"', "", ""
    try:
        return list(lexer)
    except ValueError:
        raise InvalidQuery("a quotation mark is not closed") from None


def _last(values: list[str]) -> str:
    return values[-1] if values else ""


def _number(text: str) -> int | None:
    if text and not re.fullmatch(r"[0-9]{1,9}", text):
        raise InvalidQuery(f"votes:{text} is no number of votes: write votes:20")
    return int(text) if text else None
