"""Papers without an address, known again when a digest corrects them.

Such a paper is known by its title or its link, so that a corrected title, or an address that it
gets, gives it another id. Within one source it is the same paper as before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from papersearch.types.address import is_hashed
from papersearch.types.merging import Key
from papersearch.types.normalise import normalise
from papersearch.types.paper import Entry

LEAST = 20
"""Characters of a summary by which a paper can be known."""


def corrected(before: Mapping[Key, Entry], now: Mapping[Key, Entry]) -> dict[str, str]:
    """Return the new ids of papers that a source told of before and tells of otherwise now.

    Of the papers that only ``before`` has, those without an address are looked for by their titles,
    then by their summaries, among those that only ``now`` has. What fits two of these fits none.
    """
    old = {key[0]: entry for key, entry in before.items()}
    new = {key[0]: entry for key, entry in now.items()}
    lost = {id_: entry for id_, entry in old.items() if id_ not in new and is_hashed(id_)}
    come = {id_: entry for id_, entry in new.items() if id_ not in old}
    found: dict[str, str] = {}
    for alike in (_title, _summary) if lost and come else ():
        pairs = _pairs(lost, come, alike)
        found |= pairs
        for one, other in pairs.items():
            del lost[one], come[other]
    return found


def _pairs(
    lost: Mapping[str, Entry], come: Mapping[str, Entry], alike: Callable[[Entry], str]
) -> dict[str, str]:
    """Return which of the papers have something in common that no other one has."""
    one, other = _by(lost, alike), _by(come, alike)
    return {
        ids[0]: other[what][0]
        for what, ids in one.items()
        if len(ids) == 1 and len(other.get(what, ())) == 1
    }


def _by(entries: Mapping[str, Entry], alike: Callable[[Entry], str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for id_, entry in entries.items():
        if what := alike(entry):
            found[what].append(id_)
    return found


def _title(entry: Entry) -> str:
    return _folded([entry.title])


def _summary(entry: Entry) -> str:
    said = _folded(section.text for section in entry.sections)
    return said if len(said) >= LEAST else ""


def _folded(texts: Iterable[str]) -> str:
    return " ".join(normalise(" ".join(texts)).casefold().split())
