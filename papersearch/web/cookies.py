"""The cookie of the page: it says how long it holds, and takes the token to make."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass

from papersearch.types import limits

NAME = "papersearch"
LIFETIME = limits.COOKIE_DAYS * 24 * 60 * 60

_VALUE = re.compile(r"([0-9]{1,12})\.([sp])\.([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Cookie:
    """What stands in a cookie: the second at which it ends, and whether it wants https."""

    expires: int
    secure: bool = False

    @classmethod
    def new(cls, now: float, *, secure: bool = False) -> Cookie:
        """Return a cookie of a whole lifetime from ``now``, in seconds of the epoch."""
        return cls(int(now) + LIFETIME, secure)

    @classmethod
    def read(cls, header: str, token: str, now: float) -> Cookie | None:
        """Return the cookie in a Cookie header, None unless it is of this token and still holds."""
        found = _VALUE.fullmatch(value_of(header, NAME))
        if found is None:
            return None
        cookie = cls(int(found[1]), found[2] == "s")
        genuine = hmac.compare_digest(cookie._mac(token), found[3])
        return cookie if genuine and now < cookie.expires <= now + LIFETIME else None

    def header(self, token: str) -> str:
        """Return the Set-Cookie header for a whole lifetime."""
        secure = "; Secure" if self.secure else ""
        return (
            f"{NAME}={self._claim()}.{self._mac(token)}; Max-Age={LIFETIME}; Path=/; HttpOnly; "
            f"SameSite=strict{secure}"
        )

    def is_old(self, now: float) -> bool:
        """Whether it is time for a new one."""
        return self.expires - now < LIFETIME / 2

    def _claim(self) -> str:
        return f"{self.expires}.{'s' if self.secure else 'p'}"

    def _mac(self, token: str) -> str:
        claim = f"papersearch page {self._claim()}".encode()
        return hmac.new(token.encode(), claim, hashlib.sha256).hexdigest()


def value_of(header: str, name: str) -> str:
    """Return the value of a cookie in a Cookie header, "" where there is none.

    Other programs of this machine set cookies of the same host, of whatever form: they are passed.
    """
    for pair in header.split(";"):
        found, _, value = pair.strip().partition("=")
        if found == name:
            return value.strip().strip('"')
    return ""
