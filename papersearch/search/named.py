"""Papers that a text names: by a number, a link or a DOI, or by the whole name of an author."""

from __future__ import annotations

import re
from collections.abc import Iterator

from papersearch.store.protocol import Scope, SearchStore
from papersearch.text.names import bare
from papersearch.text.tokens import fold_name
from papersearch.types import limits
from papersearch.types.address import identified, mentioned
from papersearch.types.box import Says
from papersearch.types.query import Query, ids_named

_WORD = r"[^\W\d_][\w.'’-]*"
_NAME = re.compile(rf"{_WORD}(?:\s+-?{_WORD}){{1,6}}")
_UNSPACED = re.compile(r"[가-힣]{2,4}|[一-鿿]{2,4}")
_PAPERS = r"(?:papers?|works?|articles?|publications?)"
_BY = re.compile(
    rf"(?:(?:all|the|latest|newest|recent|other|more)\s+){{0,3}}{_PAPERS}\s+(?:\w+\s+)?(?:by|of|from)\s+"
    r"|by\s+|authors?\s+",
    re.IGNORECASE,
)
"""What asks for the papers of somebody, in front of a name; and :data:`_THEIR`, behind one."""

_THEIR = re.compile(rf"(?:['’]s?)?\s+{_PAPERS}|(?:의|\s)\s*논문들?|的论文|の論文", re.IGNORECASE)
_LONGEST = 100
_MOST = 1_000
"""Papers whose authors are looked at."""


def named(store: SearchStore, scope: Scope, query: Query) -> set[int]:
    """Return the papers of a scope that ``query`` does nothing but name; call within a snapshot.

    In quotation marks or not; "papers by" may stand before the name of an author.
    """
    words, says = query.words, query.says
    phrase = says.phrases[0] if says.phrases else words
    if any(says) and (says != Says((phrase,)) or phrase not in (words, *_names(words))):
        return set()
    return called(store, scope, words)


def called(store: SearchStore, scope: Scope, text: str) -> set[int]:
    """Return the papers of a scope that a text names, as a whole."""
    text = bare(text.strip()).strip()
    if not text or len(text) > limits.REFERENCE_CHARACTERS:
        return set()
    if identified(text):
        nums = set(store.nums(ids_named(text)))
        return nums & scope.papers() if nums else nums
    if ids := mentioned(text):
        return set(store.nums(ids)) & scope.papers()
    return next(filter(None, (_by(store, scope, name) for name in _names(text))), set())


def _names(text: str) -> Iterator[str]:
    """Yield what in a text may be the name of an author: all of it, or what "papers by" leaves."""
    if len(text) > _LONGEST:
        return
    if _NAME.fullmatch(text) or _UNSPACED.fullmatch(text):
        yield text
    asking = _BY.match(text)
    left = text[asking.end() :] if asking else text
    ends = [own.start() for own in _THEIR.finditer(left) if own.end() == len(left)]
    left = left[: ends[0]] if ends else left
    if left != text and (re.fullmatch(_WORD, left) or _NAME.fullmatch(left)):
        yield left


def _by(store: SearchStore, scope: Scope, name: str) -> set[int]:
    """Return the papers of a scope by an author of this whole name."""
    found = store.by_author(name)
    if not found:
        return found
    whole = _whole(name)
    theirs = store.papers(sorted(found & scope.papers())[-_MOST:])
    return {
        num
        for num, paper in theirs.items()
        if any(_whole(author) == whole for author in paper.authors)
    }


def _whole(name: str) -> str:
    return bare(fold_name(name))
