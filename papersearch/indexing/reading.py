"""What the sources say, as far as the index has not read the same before."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
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
from papersearch.indexing.places import is_folder
from papersearch.shards.types import EmbeddedDigest
from papersearch.store.protocol import Store
from papersearch.types.merging import Key, add_entry
from papersearch.types.paper import Entry

READER = b"papersearch-reader/3"
"""Part of every fingerprint: a new way of reading digests reads all of them again."""

NOT_WHOLE = b"\1"
"""Behind the fingerprint of a digest that has to be read again: by it a renamed one is known."""

WITHOUT_PAPERS = b"\0"
"""Behind the fingerprint of a file that was passed over: it is not read again, and is no digest."""

_SIZE = 16  # of a fingerprint

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
    whether or not that is wrong, ``folders`` among them not be listed; ``texts`` are those of
    others with problems. ``vectors`` are the
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
    folders: set[str] = field(default_factory=set)
    texts: dict[str, bytes] = field(default_factory=dict)
    seen: PassedOver = field(default_factory=PassedOver)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    vectors: dict[str, Mapping[str, Mapping[bytes, bytes]]] = field(default_factory=dict)


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
            if is_folder(source.name):
                reading.folders.add(source.name)
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
    try:
        digest = _parsed(store, source, data)
    except DigestError:
        if _was_digest(store, source):
            _mark(store, reading, source.name, not_whole(fingerprint))
        raise
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
        if digest.entries:
            _mark(store, reading, source.name, not_whole(fingerprint))
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
    is_known = known is not None and known[_SIZE:] != WITHOUT_PAPERS
    return is_known or bool(store.entries.ids_in([source.name]))


def _mark(store: Store, reading: Reading, name: str, mark: bytes) -> None:
    """Let a source be known by what it is like now, unless it is: that would be a commit."""
    if store.entries.fingerprint(name) != mark:
        reading.fingerprints[name] = mark


def fingerprint_of(data: bytes) -> bytes:
    """Return the 16 bytes that change when a file does, or the way in which it is read."""
    return hashlib.blake2b(data, key=READER, digest_size=_SIZE).digest()


def not_whole(mark: bytes) -> bytes:
    """Return what a source is known by that is like this and has to be read again."""
    return mark if mark[_SIZE:] == WITHOUT_PAPERS else mark[:_SIZE] + NOT_WHOLE


def holds_nothing(digest: Digest) -> bool:
    """Whether a file is no digest: without a paper, and no empty day either."""
    return not digest.entries and bool(digest.seems)


def problems_of(digest: Digest, source: Source) -> tuple[Problem, ...]:
    """Return what is wrong with a file; that it is no digest at all only if it was named as one."""
    if not holds_nothing(digest):
        return digest.problems
    none = without_papers(source.name, digest.seems)
    return (*digest.problems, none) if source.named else ()
