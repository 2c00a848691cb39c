"""What a run of indexing has to do: the difference of what digests say and the index holds."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from papersearch.digest import (
    QUIET,
    UNREADABLE,
    Digest,
    PassedOver,
    Problem,
    parse_bytes,
    without_papers,
)
from papersearch.errors import AnotherFile, DigestError
from papersearch.indexing.renamed import former, outlived
from papersearch.shards.types import EmbeddedDigest
from papersearch.store.protocol import Store
from papersearch.text.passages import paper_hash, passages
from papersearch.types import documents
from papersearch.types.merging import Key, add_entry, merge_told
from papersearch.types.paper import Entry, Paper, Passage

READER = b"papersearch-reader/3"
"""Part of every fingerprint: a new way of reading digests reads all of them again."""

WITHOUT_PAPERS = b"\0"
"""Behind the fingerprint of a file that was passed over: it is not read again, and is no digest."""

MOST = 20_000
"""Entries that are held in memory at a time."""


@dataclass(frozen=True, slots=True)
class Source:
    """One digest file: its name, and functions that return its bytes and what they say.

    Both raise DigestError. ``named`` tells that a person named it, not a folder or a pattern: then
    it is wrong that there is no paper in it.
    """

    name: str
    read: Callable[[], bytes]
    parse: Callable[[bytes, str], Digest] = parse_bytes
    named: bool = True

    @property
    def is_quiet(self) -> bool:
        """Whether nobody expects papers in it: it only lies in a folder, and has such an ending."""
        return not self.named and Path(self.name).suffix.lower() in QUIET


@dataclass(slots=True)
class Reading:
    """What the sources say, as far as the index has not read the same before.

    ``names`` are all that were looked at; ``is_last`` tells that there are no more. ``passed`` are
    those without papers, ``unread`` those of these that could not even be read; ``seen`` says what
    they seem to be. ``vectors`` are the float16 embeddings that came along, by source, paper and
    hash of the text.
    """

    names: set[str] = field(default_factory=set)
    is_last: bool = True
    entries: dict[Key, Entry] = field(default_factory=dict)
    fingerprints: dict[str, bytes] = field(default_factory=dict)
    unchanged: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)
    passed: set[str] = field(default_factory=set)
    unread: set[str] = field(default_factory=set)
    seen: PassedOver = field(default_factory=PassedOver)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
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
            _take(store, source, reading, again, accept)
        except DigestError as error:
            if (seems := seen_as(error, source)) and not _was_digest(store, source):
                reading.passed.add(source.name)
                reading.unread.add(source.name)
                reading.seen.add(source.name, seems)
            else:
                reading.failed.add(source.name)
                reading.problems.append(Problem(error.source, error.line, error.message))
        if len(reading.entries) >= most:
            reading.is_last = False
            break
    return reading


def _take(
    store: Store,
    source: Source,
    reading: Reading,
    again: bool,
    accept: Callable[[EmbeddedDigest, str], None],
) -> None:
    """Add what a source says, unless it is as it was.

    Raises:
        DigestError: it cannot be read.
    """
    data = source.read()
    fingerprint = fingerprint_of(data)
    known = None if again else store.entries.fingerprint(source.name)
    if known == fingerprint:
        reading.unchanged.add(source.name)
        return
    if known == fingerprint + WITHOUT_PAPERS and not source.named:
        reading.passed.add(source.name)
        return
    digest = _parsed(store, source, data)
    if isinstance(digest, EmbeddedDigest):
        accept(digest, source.name)
        reading.vectors[source.name] = digest.vectors
    for entry in digest.entries:
        add_entry(reading.entries, (entry.id, entry.day, source.name), entry)
    problems = problems_of(digest, source)
    reading.problems += problems
    reading.notes += digest.notes
    if problems:
        reading.failed.add(source.name)
    elif holds_nothing(digest):
        reading.passed.add(source.name)
        reading.seen.add(source.name, digest.seems)
        reading.fingerprints[source.name] = fingerprint + WITHOUT_PAPERS
    else:
        reading.fingerprints[source.name] = fingerprint


def _parsed(store: Store, source: Source, data: bytes) -> Digest:
    """Return what a source says; that nobody can read it is wrong only where it was a digest."""
    try:
        return source.parse(data, source.name)
    except DigestError as error:
        seems = seen_as(error, source)
        if not seems or _was_digest(store, source):
            raise
        return Digest(seems=seems)


def seen_as(error: DigestError, source: Source) -> str:
    """Return what a file seems to be that cannot be read; "" where this is wrong."""
    if source.named:
        return ""
    if isinstance(error, AnotherFile):
        return error.seems
    return UNREADABLE if source.is_quiet else ""


def _was_digest(store: Store, source: Source) -> bool:
    known = store.entries.fingerprint(source.name)
    return known is not None and not known[16:]


def fingerprint_of(data: bytes) -> bytes:
    """Return the 16 bytes that change when a file does, or the way in which it is read."""
    return hashlib.blake2b(data, key=READER, digest_size=16).digest()


def holds_nothing(digest: Digest) -> bool:
    """Whether a file is no digest: without a paper, and no empty day either."""
    return not digest.entries and bool(digest.seems)


def problems_of(digest: Digest, source: Source) -> tuple[Problem, ...]:
    """Return what is wrong with a file; that it is no digest at all only if it was named as one."""
    if not holds_nothing(digest):
        return digest.problems
    none = without_papers(source.name, digest.seems)
    return (*digest.problems, none) if source.named else ()


def plan(store: Store, reading: Reading, gone: Sequence[Key] = ()) -> Plan:
    """Return what brings the index up to date with ``reading``, and drops what is ``gone``."""
    result = Plan()
    before = former(reading.entries)
    result.gone = [*gone, *outlived(store, before)]
    result.skipped = _removed(store, reading, before)
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


def _removed(store: Store, reading: Reading, before: Mapping[Key, Key]) -> set[str]:
    """Return the papers that were removed by hand, under the ids that they have now."""
    ids = {id_ for id_, _, _ in reading.entries}
    removed = store.entries.removed(ids | {old[0] for old in before.values()})
    return (removed & ids) | {key[0] for key, old in before.items() if old[0] in removed}


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


def gone_from(store: Store, reading: Reading, within: Callable[[str], bool]) -> list[Key]:
    """Return the entries that the sources which were read had before and have no more."""
    names = reading.names - reading.unchanged - reading.failed - reading.unread
    return [key for key in store.entries.keys(filter(within, names)) if key not in reading.entries]


def vanished(store: Store, names: set[str], within: Callable[[str], bool]) -> list[Key]:
    """Return the entries of sources that are not among ``names`` any more.

    What lies below one of these does not count: it is a folder that could not be listed.
    """
    gone = (name for name in store.entries.sources() - names if within(name))
    return store.entries.keys(
        name for name in gone if names.isdisjoint(map(str, Path(name).parents))
    )
