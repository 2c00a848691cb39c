"""What is known of a folder of fetched files: which are ours, and what need not be asked again."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import orjson

from papersearch.fetching.client import Validators

FORMAT = 1

_PART = re.compile(r"[^\x00-\x1f\x7f/\\:*?\"<>|\ud800-\udfff]{1,200}")
_BYTES = 255  # of a name, as file systems take it
_PATH = 1_000  # characters of a path

NOTHING = Validators()


class NoLedger(ValueError):
    """Bytes that are no ledger."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a server: the file that has it, "" for none, and how the server knows it.

    ``more`` is whether another page follows.
    """

    file: str
    validators: Validators = NOTHING
    more: bool = False


@dataclass(slots=True)
class Ledger:
    """All that is remembered of one origin.

    ``since`` is the earliest day that was asked for; ``days`` are the answers by day, ``whole`` the
    days that change no more, ``latest`` the last answer of an origin without days. ``hashes`` are
    the SHA-256 of each file, in hex: what it had, and what is about to replace that.
    """

    source: str
    since: str = ""
    days: dict[str, list[Answer]] = field(default_factory=dict)
    whole: set[str] = field(default_factory=set)
    latest: Answer | None = None
    hashes: dict[str, list[str]] = field(default_factory=dict)

    def encoded(self) -> bytes:
        """Return it as the file keeps it."""
        return orjson.dumps(
            {
                "format": FORMAT,
                "source": self.source,
                "since": self.since,
                "days": {day: [_row(own) for own in answers] for day, answers in self.days.items()},
                "whole": sorted(self.whole),
                "latest": _row(self.latest) if self.latest else None,
                "hashes": self.hashes,
            },
            option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS,
        )


def decoded(data: bytes) -> Ledger:
    """Return what :meth:`Ledger.encoded` has written.

    Raises:
        NoLedger: it is none, or of a newer papersearch.
    """
    try:
        kept = orjson.loads(data)
        if not isinstance(kept, dict) or kept.get("format") != FORMAT:
            raise NoLedger
        return Ledger(
            _text(kept["source"]),
            kept["since"] and _day(kept["since"]),
            {_day(day): [_answer(row) for row in rows] for day, rows in kept["days"].items()},
            set(map(_day, kept["whole"])),
            _answer(kept["latest"]) if kept["latest"] else None,
            {_name(name): [*map(_text, own)] for name, own in kept["hashes"].items()},
        )
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
        raise NoLedger from error


def _row(answer: Answer) -> dict[str, Any]:
    return asdict(answer)


def _answer(row: Mapping[str, Any]) -> Answer:
    told = row["validators"]
    if not isinstance(row["more"], bool):
        raise NoLedger
    validators = Validators(_text(told["etag"]), _text(told["modified"]))
    return Answer(row["file"] and _name(row["file"]), validators, row["more"])


def _name(value: object) -> str:
    """Return the name of a file, which leads nowhere else: a folder may come from anybody."""
    name = _text(value)
    if not is_name(name):
        raise NoLedger
    return name


def is_name(name: str) -> bool:
    """Whether a file below a folder may be called so: it stays there, and systems take it."""
    parts = name.split("/")
    if len(name) > _PATH or not all(map(_PART.fullmatch, parts)):
        return False
    if any(part.startswith(".") or part.strip() in ("", "..") for part in parts):
        return False
    return all(len(part.encode(errors="surrogatepass")) <= _BYTES for part in parts)


def _day(value: object) -> str:
    day = _text(value)
    try:
        return datetime.date.fromisoformat(day).isoformat()
    except ValueError as error:
        raise NoLedger from error


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise NoLedger
    return value
