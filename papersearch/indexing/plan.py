"""What a run of indexing has to do: the difference of what digests say and the index holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from papersearch.indexing.reading import Reading
from papersearch.indexing.renamed import former
from papersearch.store.protocol import Store
from papersearch.text.passages import paper_hash, passages
from papersearch.types import documents
from papersearch.types.address import is_hashed
from papersearch.types.merging import Key, merge_told
from papersearch.types.paper import Entry, Paper, Passage


@dataclass(frozen=True, slots=True)
class ToEmbed:
    """A paper whose text is new, with its passages; ``sources`` tell of it, or did before."""

    paper: Paper
    passages: tuple[Passage, ...]
    is_new: bool
    sources: frozenset[str]


@dataclass(slots=True)
class Plan:
    """What has to be written.

    ``entries`` are those that are new or different, by paper; ``gone`` those that no digest
    has any more. ``renamed`` are the new ids of papers that were corrected, by their old ones.
    """

    entries: dict[str, list[tuple[str, Entry]]] = field(default_factory=dict)
    embed: list[ToEmbed] = field(default_factory=list)
    metadata: list[Paper] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    gone: list[Key] = field(default_factory=list)
    unchanged: set[str] = field(default_factory=set)
    skipped: set[str] = field(default_factory=set)
    renamed: dict[str, str] = field(default_factory=dict)

    @property
    def pruned(self) -> list[str]:
        """The papers that no digest tells of any more, under no id."""
        return [id_ for id_ in self.dropped if id_ not in self.renamed]


def plan(
    store: Store,
    reading: Reading,
    gone: Sequence[Key] = (),
    renamed: Mapping[str, str] | None = None,
    touched: Iterable[str] = (),
) -> Plan:
    """Return what brings the index up to date with ``reading``, and drops what is ``gone``.

    ``renamed`` are papers that have another id now; those ``touched`` are made anew of what is said
    of them, too.
    """
    result = Plan(gone=list(gone), renamed=dict(renamed or {}))
    affected = {id_ for id_, _, _ in [*reading.entries, *result.gone]} | {*touched}
    _find_removed(store, reading, result)
    removed = store.entries.removed(affected | result.renamed.keys())
    result.renamed = _without_doubles(store, result.renamed, removed)
    removed |= {new for old, new in result.renamed.items() if old in removed}
    result.skipped = {id_ for id_, _, _ in reading.entries} & removed
    held: dict[str, dict[Key, Entry]] = defaultdict(dict)
    for key, entry in store.entries.held(affected):
        held[key[0]][key] = entry
    sources = {id_: {key[2] for key in own} for id_, own in held.items()}
    affected -= removed
    stored = store.stored(affected)
    for key, entry in reading.entries.items():
        # Without an address a paper that was removed has to be known again when it is corrected.
        kept = key[0] in affected or is_hashed(key[0])
        if kept and held[key[0]].get(key) != entry:
            held[key[0]][key] = entry
            result.entries.setdefault(key[0], []).append((key[2], entry))
    for key in result.gone:
        held[key[0]].pop(key, None)
    first = {key[0]: at for at, key in reversed(list(enumerate(reading.entries)))}
    for id_ in sorted(affected, key=lambda id_: (first.get(id_, -1), id_)):
        known = sources.get(id_, set()) | {key[2] for key in held[id_]}
        told = [(source, held[id_][id_, day, source]) for _, day, source in sorted(held[id_])]
        _decide(result, id_, told, stored.get(id_), frozenset(known))
    return result


def _find_removed(store: Store, reading: Reading, result: Plan) -> None:
    """Let papers be renamed that were removed by hand under the ids that they had earlier."""
    before = former(reading.entries)
    removed = store.entries.removed({old[0] for old in before.values()})
    result.renamed |= {old[0]: key[0] for key, old in before.items() if old[0] in removed}


def _without_doubles(
    store: Store, renamed: Mapping[str, str], removed: Collection[str]
) -> dict[str, str]:
    """Return the new ids without those of papers that are there, for what was removed by hand.

    It was a double of these, which nobody has removed.
    """
    there = store.stored([new for old, new in renamed.items() if old in removed])
    return {old: new for old, new in renamed.items() if old not in removed or new not in there}


def _decide(
    result: Plan,
    id_: str,
    told: list[tuple[str, Entry]],
    stored: tuple[bytes, bytes] | None,
    sources: frozenset[str],
) -> None:
    if not told:
        result.dropped.append(id_)
        return
    paper = merge_told(told)
    found = passages(paper)
    if stored is None or stored[0] != paper_hash(found):
        is_new = stored is None and id_ not in result.renamed.values()
        result.embed.append(ToEmbed(paper, tuple(found), is_new, sources))
    elif stored[1] == documents.encode(paper):
        result.unchanged.add(id_)
    else:
        result.metadata.append(paper)


def titles(store: Store, ids: Iterable[str]) -> dict[str, str]:
    """Return the titles of those of ``ids`` that are papers, by id, in the order of the ids."""
    papers = store.papers(store.nums(ids))
    return dict(sorted((papers[num].id, papers[num].title) for num in papers))
