"""Papers that a query names: by a number, a link or a DOI, or by the whole name of an author."""

from __future__ import annotations

import re

from papersearch.store.protocol import Scope, SearchStore
from papersearch.text.tokens import fold_name
from papersearch.types import limits
from papersearch.types.address import identified, mentioned
from papersearch.types.query import Filters, Query, ids_named

_NAME = re.compile(r"(?:[^\W\d_][^\W\d_.'’-]*[.'’-]?[^\W\d_]*\.?\s+){1,6}[^\W\d_][\w.'’-]*")
_UNSPACED = re.compile(r"[가-힣]{2,4}|[一-鿿]{2,4}")
_AROUND = "()[]<>.,;:!?"
_LONGEST = 100
_MOST = 1_000
"""Papers whose authors are looked at."""


def named(store: SearchStore, scope: Scope, query: Query) -> set[int]:
    """Return the papers of a scope that ``query`` does nothing but name; call within a snapshot."""
    text = query.words.strip().strip(_AROUND).strip()
    if not text or any(query.says) or len(text) > limits.REFERENCE_CHARACTERS:
        return set()
    if identified(text):
        nums = set(store.nums(ids_named(text)))
        return nums & scope.papers() if nums else nums
    if ids := mentioned(text):
        return set(store.nums(ids)) & scope.papers()
    if len(text) > _LONGEST or not (_NAME.fullmatch(text) or _UNSPACED.fullmatch(text)):
        return set()
    found = store.scope(Filters(authors=text)).papers()
    if not found:
        return found
    whole = fold_name(text)
    theirs = store.papers(sorted(found & scope.papers())[-_MOST:])
    return {
        num
        for num, paper in theirs.items()
        if any(fold_name(author) == whole for author in paper.authors)
    }
