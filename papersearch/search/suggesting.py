"""What continues the words at the end of a text: authors, sections, categories, watches."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from papersearch.search.written import written
from papersearch.store.columns import Kind
from papersearch.store.protocol import SearchStore
from papersearch.text.beginnings import Beginnings
from papersearch.text.tokens import fold_name
from papersearch.types import limits
from papersearch.types.facets import Suggestion

KINDS: tuple[Kind, ...] = ("author", "section", "category")
MOST_WORDS = 4
"""How many words at the end of a text a name may continue."""

MOST_WATCHES = 2


def suggest(store: SearchStore, text: str, k: int) -> list[Suggestion]:
    """Return at most ``k`` names in which a word begins as the end of ``text`` does.

    As many words at its end count as any name continues; behind "author:", "section:" or
    "category:" these names alone. Watches come first, then the names that most papers have.
    """
    typed, kinds = _field(text) or ("", ())
    with store.snapshot():
        if kinds:
            return _names(store, typed, kinds, k)
        for typed in _ends(text):
            found = [*_watches(store, typed)[:k], *_names(store, typed, KINDS, k)]
            if found:
                return found[:k]
    return []


def _ends(text: str) -> Iterator[str]:
    """Yield the last words of a text, many before few; a blank behind them belongs to them."""
    end = text[-limits.SUGGESTED_CHARACTERS :]
    starts = [own.start() for own in re.finditer(r'[^\s"(-]\S*', end)]
    if len(end) < len(text):
        starts = starts[1:]  # the first may be the rest of a word
    for start in starts[-MOST_WORDS:]:
        yield end[start:]


def _field(text: str) -> tuple[str, Sequence[Kind]] | None:
    """Return what is typed behind the last field that names are given to, and which names."""
    end = text[-limits.SUGGESTED_CHARACTERS :]
    for kind in KINDS:
        found = re.search(rf'(?:^|\s)-?{kind}:("[^"]*|[^"\s]*)\Z', end, re.IGNORECASE)
        if found:
            return found[1].lstrip('"').lstrip("="), (kind,)
    return None


def _beginning(typed: str) -> tuple[str, bool]:
    """Return what folded names go on from, and whether its last word is whole: a blank follows."""
    return fold_name(typed), typed[-1:].isspace()


def _watches(store: SearchStore, typed: str) -> list[Suggestion]:
    names = [own.watch.name for own in store.interests.watches()]
    folded, whole = _beginning(typed)
    found = Beginnings([*map(fold_name, names)]).continuing(folded, whole=whole)
    return [Suggestion("watch", names[own], 0, typed) for own in found[:MOST_WATCHES]]


def _names(store: SearchStore, typed: str, kinds: Sequence[Kind], k: int) -> list[Suggestion]:
    folded, whole = _beginning(typed)
    found: list[tuple[int, str, Kind, int]] = []
    for kind in kinds:
        column = store.column(kind)
        first = column.first(column.totals, column.beginnings.continuing(folded, whole=whole), k)
        found += [(-int(column.totals[own]), column.values[own], kind, own) for own in first]
    best = sorted(found)[:k]
    names = {
        kind: iter(
            written(store, kind, store.column(kind), [at for *_, own, at in best if own == kind])
        )
        for kind in kinds
    }
    return [Suggestion(kind, next(names[kind]), -count, typed) for count, _, kind, _ in best]
