"""What a Milvus server can do, by the version that it says it has."""

from __future__ import annotations

import re
from dataclasses import dataclass

_VERSION = re.compile(r"v?(\d{1,4})\.(\d{1,4})")
_NEWEST = (9999, 0)


@dataclass(frozen=True, slots=True)
class Abilities:
    """What papersearch uses where there is it.

    ``full_text``: a search for words, and texts that are matched by words (Milvus 2.5). ``infix``:
    a condition that a text has another one anywhere within it (2.4). ``inverted``: one kind of
    index for all kinds of fields (2.4); before, numbers are sorted and texts make a trie.
    """

    full_text: bool
    infix: bool
    inverted: bool

    @classmethod
    def of(cls, version: str) -> Abilities:
        """Return what a server of a version can do; one that is built from no release, all."""
        found = _VERSION.match(version)
        own = (int(found[1]), int(found[2])) if found else _NEWEST
        return cls(full_text=own >= (2, 5), infix=own >= (2, 4), inverted=own >= (2, 4))
