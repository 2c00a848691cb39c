"""What a run of indexing has to do: the difference of what digests say and the index holds."""

from __future__ import annotations

import dataclasses
import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from papersearch.digest import Digest, Problem, parse_bytes
from papersearch.errors import DigestError
from papersearch.shards.types import EmbeddedDigest
from papersearch.store.protocol import Key, Store
from papersearch.text.passages import paper_hash, passages
from papersearch.types import documents
from papersearch.types.merging import merge_told
from papersearch.types.paper import Entry, Paper, Passage

READER = b"papersearch-reader/3"
"""Part of every fingerprint: a new way of reading digests reads all of them again."""

MOST = 20_000
"""Entries that are held in memory at a time."""


@dataclass(frozen=True, slots=True)
class Source:
    """One digest file: its name, and functions that return its bytes and what they say.

    Both raise DigestError.
    """

    name: str
    read: Callable[[], bytes]
    parse: Callable[[bytes, str], Digest] = parse_bytes


@dataclass(slots=True)
class Reading:
    """What the sources say, as far as the index has not read the same before.

    ``names`` are all that were looked at; ``is_last`` tells that there are no more. ``vectors``
    are the float16 embeddings that came along, by source, paper and hash of the text.
    """

    names: set[str] = field(default_factory=set)
    is_last: bool = True
    entries: dict[Key, Entry] = field(default_factory=dict)
    fingerprints: dict[str, bytes] = field(default_factory=dict)
    unchanged: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    vectors: dict[str, Mapping[str, Mapping[bytes, bytes]]] = field(default_factory=dict)


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
    has any more. ``pending`` are, by source, the papers that must be stored before the source
    counts as read.
    """

    entries: dict[str, list[tuple[str, Entry]]] = field(default_factory=dict)
    embed: list[ToEmbed] = field(default_factory=list)
    metadata: list[Paper] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    gone: list[Key] = field(default_factory=list)
    unchanged: set[str] = field(default_factory=set)
    skipped: set[str] = field(default_factory=set)


def read(
    store: Store,
    sources: Iterator[Source],
    *,
    again: bool = False,
    most: int = MOST,
    accept: Callable[[EmbeddedDigest, str], None] = lambda _digest, _source: None,
) -> Reading:
    """Read the sources that have changed since the index read them without a complaint.

    With ``again`` all are read: only so does it show what is gone from them. Reading ends with the
    source that brings the entries to ``most``, which is what memory is needed for. ``accept`` is
    told of each source with embeddings, and raises where they are of no use: DigestError where
    the others are read none the less.
    """
    reading = Reading()
    for source in sources:
        reading.names.add(source.name)
        try:
            data = source.read()
            fingerprint = hashlib.blake2b(data, key=READER, digest_size=16).digest()
            if not again and store.entries.fingerprint(source.name) == fingerprint:
                reading.unchanged.add(source.name)
                continue
            digest = source.parse(data, source.name)
            if isinstance(digest, EmbeddedDigest):
                accept(digest, source.name)
                reading.vectors[source.name] = digest.vectors
        except DigestError as error:
            reading.failed.add(source.name)
            reading.problems.append(Problem(error.source, error.line, error.message))
            continue
        for entry in digest.entries:
            add_entry(reading.entries, (entry.id, entry.day, source.name), entry)
        reading.problems += digest.problems
        if digest.problems:
            reading.failed.add(source.name)
        else:
            reading.fingerprints[source.name] = fingerprint
        if len(reading.entries) >= most:
            reading.is_last = False
            break
    return reading


def plan(store: Store, reading: Reading, gone: Sequence[Key] = ()) -> Plan:
    """Return what brings the index up to date with ``reading``, and drops what is ``gone``."""
    result = Plan()
    result.gone = list(gone)
    result.skipped = store.entries.removed({id_ for id_, _, _ in reading.entries})
    affected = {id_ for id_, _, _ in [*reading.entries, *result.gone]} - result.skipped
    held: dict[str, dict[Key, Entry]] = defaultdict(dict)
    for key, entry in store.entries.held(affected):
        held[key[0]][key] = entry
    sources = {id_: {key[2] for key in own} for id_, own in held.items()}
    stored = store.stored(affected)
    for key, entry in reading.entries.items():
        if key[0] in affected and held[key[0]].get(key) != entry:
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
        result.embed.append(ToEmbed(paper, tuple(found), stored is None, sources))
    elif stored[1] == documents.encode(paper):
        result.unchanged.add(id_)
    else:
        result.metadata.append(paper)


def add_entry(entries: dict[Key, Entry], key: Key, entry: Entry) -> None:
    """Add an entry; of two in one file for one day the last text and the most votes count."""
    other = entries.pop(key, None)
    if other is not None:
        votes = [votes for votes in (other.votes, entry.votes) if votes is not None]
        entry = dataclasses.replace(
            entry if entry.sections else other, votes=max(votes, default=None)
        )
    entries[key] = entry


def gone_from(store: Store, reading: Reading, within: Callable[[str], bool]) -> list[Key]:
    """Return the entries that the sources which were read had before and have no more."""
    names = reading.names - reading.unchanged - reading.failed
    return [key for key in store.entries.keys(filter(within, names)) if key not in reading.entries]


def vanished(store: Store, names: set[str], within: Callable[[str], bool]) -> list[Key]:
    """Return the entries of sources that are not among ``names`` any more.

    What lies below one of these does not count: it is a folder that could not be listed.
    """
    gone = (name for name in store.entries.sources() - names if within(name))
    return store.entries.keys(
        name for name in gone if names.isdisjoint(map(str, Path(name).parents))
    )
