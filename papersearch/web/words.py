"""What the page says, in English and in Korean."""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

LANGUAGES = ("en", "ko")
PLACES = ("today", "for_you", "feed", "kept", "map", "trends")
NAMES = {"en": "English", "ko": "한국어"}

_ACCEPTED = re.compile(
    r"\s*([A-Za-z]{1,8})(?:-[A-Za-z0-9-]{1,32})?(?:\s*;\s*q=([01](?:\.\d{1,3})?))?\s*"
)


@functools.cache
def vocabulary() -> Mapping[str, tuple[str, ...]]:
    """Return what each key says, in the order of ``LANGUAGES``."""
    text = (files("papersearch.web") / "words.tsv").read_text(encoding="utf-8")
    lines = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return {key: tuple(said) for key, *said in lines}


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language: ``words.search``, ``words("votes", count=3)``."""

    language: str

    def __call__(self, key: str, **values: object) -> str:
        """Return what a key says, with ``values`` filled in."""
        said = vocabulary()[key][LANGUAGES.index(self.language)]
        return said.format(**values) if values else said

    def day(self, day: str) -> str:
        """Return an ISO day as it is written, with its weekday."""
        own = datetime.date.fromisoformat(day)
        weekday = self("weekdays").split()[own.weekday()]
        month = self("months").split()[own.month - 1]
        return self("day", weekday=weekday, day=own.day, month=month, year=own.year)

    def month(self, month: str) -> str:
        """Return an ISO month or day as its month is written."""
        year, number = month.split("-")[:2]
        name = self("months").split()[int(number) - 1]
        return self("month_of", month=name, year=int(year))

    @property
    def places(self) -> list[tuple[str, str]]:
        """The pages that every page leads to: the address of each, and its name."""
        named = ((f"/{key.replace('_', '-')}", key) for key in PLACES[1:])
        return [(path, self(key)) for path, key in (("/", PLACES[0]), *named)]

    @property
    def others(self) -> list[tuple[str, str]]:
        """The other languages, each with its name for itself."""
        return [(code, NAMES[code]) for code in LANGUAGES if code != self.language]


def choose(asked: str, accepted: str) -> Words:
    """Return the words of the language ``asked`` for, else of the Accept-Language header."""
    if asked in LANGUAGES:
        return Words(asked)
    weighed = []
    for position, part in enumerate(accepted[:500].split(",")):
        found = _ACCEPTED.fullmatch(part)
        if found and found.group(1).lower() in LANGUAGES:
            weighed.append((-float(found.group(2) or 1), position, found.group(1).lower()))
    return Words(min(weighed)[2] if weighed else LANGUAGES[0])
