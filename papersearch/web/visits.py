"""Since when papers are new to a reader: a cookie that remembers the last visit, and no more."""

from __future__ import annotations

import datetime
import re
import time
from dataclasses import dataclass

from starlette.datastructures import Headers

from papersearch.web.cookies import LIFETIME, value_of

NAME = "papersearch_visit"
GAP = 30 * 60
"""Seconds without a page, after which the next one begins another visit."""

_VALUE = re.compile(r"([0-9]{1,12})\.([0-9]{1,12})")


@dataclass(frozen=True, slots=True)
class Visit:
    """When the visit before this one ended, 0 where there was none, and when a page was last seen.

    Both are seconds of the epoch.
    """

    before: int
    seen: int

    @classmethod
    def read(cls, header: str, now: float) -> Visit:
        """Return the visit of which a page is now seen, from a Cookie header."""
        found = _VALUE.fullmatch(value_of(header, NAME))
        before, seen = (int(found[1]), int(found[2])) if found else (0, 0)
        if not 0 <= before <= seen <= now or not seen:
            return cls(0, int(now))
        return cls(seen if now - seen > GAP else before, int(now))

    @classmethod
    def of(cls, headers: Headers) -> Visit:
        """Return the visit that a request belongs to."""
        return cls.read(headers.get("cookie", ""), time.time())

    @property
    def since(self) -> str:
        """The ISO instant since which papers are new, "" where none are."""
        if not self.before:
            return ""
        when = datetime.datetime.fromtimestamp(self.before, datetime.UTC)
        return when.strftime("%Y-%m-%dT%H:%M:%SZ")

    @property
    def header(self) -> str:
        """The Set-Cookie header."""
        value = f"{self.before}.{self.seen}"
        return f"{NAME}={value}; Max-Age={LIFETIME}; Path=/; HttpOnly; SameSite=strict"
