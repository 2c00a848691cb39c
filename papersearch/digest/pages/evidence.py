"""What makes a text the title of a paper, and not the name of a link, a field or a place."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from importlib import resources

from papersearch.digest import names
from papersearch.types import address

_WORD = re.compile(r"[^\W_]+")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_BARE = re.compile(
    r"(?i)\s*(?:arxiv\s?[:：]?\s?|doi\s?[:：]?\s?)?[\[(]?(?:https?://\S+|www\.\S+|\d{4}\.\d{4,5}(?:v\d+)?"
    r"|10\.\d{4,9}/\S+|[\d./-]{4,20})[\])]?\s*"
)
_MAY_IDENTIFY = re.compile(r"/|:\S|\.\d{4}")
"""What every text has that is an address: most have it not, which is quickly told.

Each part begins with one character, which the engine looks for before it tries anything.
"""
_REPOSITORY = re.compile(
    r"(?i)https?://(?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org)/[\w.-]{1,80}/[\w.-]{1,120}"
    r"/?(?:tree/[\w./-]{1,200})?(?:[?#]\S{0,200})?"
)
_HEAD = 200
"""Characters of a text whose words tell whether it is but the name of a link."""
_SHORT = 300
"""Characters of a text that is judged once; a page says the same of its links again and again."""


def papers(found: Iterable[str]) -> int:
    """Return how many papers ids are of: one has an id of each kind at most."""
    counts: dict[str, int] = {}
    for identity in found:
        kind = identity.partition(":")[0] if ":" in identity else "arxiv"
        counts[kind] = counts.get(kind, 0) + 1
    return max(counts.values(), default=0)


def is_generic(text: str) -> bool:
    """Whether a link's text only says where it leads, as "PDF" or "Read the paper on arXiv"."""
    return _short_is_generic(text) if len(text) <= _SHORT else _is_generic(text)


@functools.lru_cache(maxsize=1 << 12)
def _short_is_generic(text: str) -> bool:
    return _is_generic(text)


def _is_generic(text: str) -> bool:
    if not text.strip() or _BARE.fullmatch(text[:500]):
        return True
    if _MAY_IDENTIFY.search(text) and address.identified(text):
        return True
    known = _generic()
    for found in _WORD.finditer(text, 0, _HEAD):
        word = found.group().lower()
        if word not in known and not word.isdigit():
            return False
    return True


@functools.cache
def _generic() -> frozenset[str]:
    """Return the words of ``generic.txt``: those by which a link says where it leads."""
    return frozenset(
        resources.files(__package__).joinpath("generic.txt").read_text("utf-8").split()
    )


def is_titled(text: str) -> bool:
    """Whether a text may be the title of a paper: more than a word that is a name of a field."""
    return _short_is_titled(text) if len(text) <= _SHORT else _is_titled(text)


@functools.lru_cache(maxsize=1 << 12)
def _short_is_titled(text: str) -> bool:
    return _is_titled(text)


def _is_titled(text: str) -> bool:
    if is_generic(text) or names.meaning(text):
        return False
    words = _WORD.findall(text[:300])
    letters = sum(map(len, words))
    return letters >= 3 and (len(words) >= 2 or letters >= 4)


def is_long_title(text: str) -> bool:
    """Whether a text reads like the title of a paper and hardly like anything else."""
    words = _WORD.findall(text[:300])
    return is_titled(text) and (len(words) >= 3 or len(_CJK.findall(text[:300])) >= 6)


def is_repository(url: str) -> bool:
    """Whether an address is that of a repository of code, not of a file in one."""
    return bool(_REPOSITORY.fullmatch(url))


def letters(text: str) -> int:
    """Return how many letters a text has."""
    return sum(map(str.isalpha, text))
