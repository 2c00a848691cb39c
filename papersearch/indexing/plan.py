"""What a run of indexing has to do: the difference of what digests say and the index holds."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
from papersearch.indexing.corrections import corrected
from papersearch.indexing.renamed import former, outlived
from papersearch.shards.types import EmbeddedDigest
from papersearch.store.protocol import Store
from papersearch.text.passages import paper_hash, passages
from papersearch.types import documents
from papersearch.types.address import is_hashed, is_known
from papersearch.types.merging import Key, add_entry, merge_told
from papersearch.types.paper import Entry, Paper, Passage
from papersearch.types.sources import STDIN_NAME

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
    those without papers; ``seen`` says what they seem to be. ``broken`` could not be read at all,
    whether or not that is wrong; ``texts`` are those of others with problems. ``vectors`` are the
    float16 embeddings that came along, by source, paper and hash of the text.
    """

    names: set[str] = field(default_factory=set)
    is_last: bool = True
    entries: dict[Key, Entry] = field(default_factory=dict)
    fingerprints: dict[str, bytes] = field(default_factory=dict)
    unchanged: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)
    passed: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)
    texts: dict[str, bytes] = field(default_factory=dict)
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


@dataclass(slots=True)
class Gone:
    """The entries that sources had before and have no more.

    ``replaced`` are those in whose place the source says something else, as of papers that are
    ``renamed``; of the papers of ``others`` it says nothing any more.
    """

    replaced: list[Key] = field(default_factory=list)
    others: list[Key] = field(default_factory=list)
    renamed: dict[str, str] = field(default_factory=dict)


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
            reading.broken.add(source.name)
            if (seems := seen_as(error, source)) and not _was_digest(store, source):
                reading.passed.add(source.name)
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
        reading.texts[source.name] = data
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
    """Return the titles of those of ``ids`` that are papers, by id."""
    papers = store.papers(store.nums(ids))
    return {papers[num].id: papers[num].title for num in papers}


def gone_from(store: Store, reading: Reading) -> Gone:
    """Return the entries that the sources which were read had before and have no more.

    A pipe is another one each time. Of a digest with problems, what its text still names is kept.
    """
    gone = _under_other_ids(store, reading)
    names = reading.names - reading.unchanged - reading.broken - {STDIN_NAME}
    there = reading.entries.keys() | {*gone.replaced}
    keys = [key for key in store.entries.keys(names) if key not in there]
    if not keys:
        return gone
    before = dict(store.entries.held({key[0] for key in keys}))
    now: dict[str, dict[Key, Entry]] = defaultdict(dict)
    for key, entry in reading.entries.items():
        now[key[2]][key] = entry
    for source, lost in _by_source(keys).items():
        told = {key[0] for key in now[source]}
        known = store.entries.ids_in([source])
        renamed = corrected(
            {key: before[key] for key in lost if key in before and key[0] not in told},
            {key: entry for key, entry in now[source].items() if key[0] not in known},
        )
        gone.renamed |= renamed
        for key in lost:
            if key[0] in told or key[0] in renamed:
                gone.replaced.append(key)
            elif not _is_named(before.get(key), reading.texts.get(source)):
                gone.others.append(key)
    return gone


def _under_other_ids(store: Store, reading: Reading) -> Gone:
    """Return the entries that are there under the ids that papers had earlier."""
    before = former(reading.entries)
    now = {old: key for key, old in before.items()}
    found = outlived(store, before)
    return Gone(found, [], {old[0]: now[old][0] for old in found})


def _by_source(keys: Iterable[Key]) -> dict[str, list[Key]]:
    found: dict[str, list[Key]] = defaultdict(list)
    for key in keys:
        found[key[2]].append(key)
    return found


def _is_named(entry: Entry | None, text: bytes | None) -> bool:
    """Whether a text in which something is wrong still has a paper's title or its address."""
    if entry is None or text is None:
        return False
    said = [entry.title, entry.id if is_known(entry.id) else entry.url]
    return any(own and own.encode(errors="replace") in text for own in said)


def vanished(store: Store, names: set[str], gone: Callable[[str], bool]) -> list[Key]:
    """Return the entries of the sources that are not among ``names`` and that are ``gone``.

    What lies below one of these does not count: it is a folder that could not be listed.
    """
    lost = (name for name in store.entries.sources() - names if gone(name))
    return store.entries.keys(
        name for name in lost if names.isdisjoint(map(str, Path(name).parents))
    )
