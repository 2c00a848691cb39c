"""What files say, looked at one by one: nothing is indexed, and nothing is remembered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from papersearch.digest.files import QUIET, UNREADABLE, Found
from papersearch.digest.reader import parse_bytes, printable, read, source_of
from papersearch.digest.telling import without_papers
from papersearch.digest.types import Digest, Problem
from papersearch.errors import AnotherFile, DigestError
from papersearch.types.merging import Key, add_entry, merge_told
from papersearch.types.paper import Entry, Paper
from papersearch.types.sources import SHARD_SUFFIX


@dataclass(frozen=True, slots=True)
class Look:
    """One file: its papers as they would be indexed, and what is wrong or worth knowing.

    ``name`` is how the file was named. ``passed`` says what a file without papers seems to be,
    where nobody said that there are any in it.
    """

    name: str
    papers: tuple[Paper, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()
    passed: str = ""


def look(files: Iterable[Found], read_shard: Callable[[Path], Digest]) -> Iterator[Look]:
    """Yield what each of ``files`` says; ``read_shard`` reads Parquet."""
    for path, named in files:
        name, source = printable(path), source_of(path)
        try:
            if path.suffix.lower() == SHARD_SUFFIX:
                digest = read_shard(path)
            else:
                digest = parse_bytes(read(path), source)
        except DigestError as error:
            if not named and isinstance(error, AnotherFile):
                yield Look(name, passed=error.seems)
            elif not named and path.suffix.lower() in QUIET:
                yield Look(name, passed=UNREADABLE)
            else:
                problem = Problem(error.source, error.line, error.message)
                yield Look(name, problems=(problem,))
            continue
        yield looked(digest, source, name, named=named)


def looked(digest: Digest, source: str, name: str, *, named: bool = True) -> Look:
    """Return what a digest says, of each paper all that it says of it."""
    if not digest.entries and digest.seems:
        if not named:
            return Look(name, notes=digest.notes, passed=digest.seems)
        none = without_papers(source, digest.seems)
        return Look(name, problems=(*digest.problems, none), notes=digest.notes)
    return Look(name, papers_of(digest.entries, source), digest.problems, digest.notes)


def papers_of(entries: Iterable[Entry], source: str) -> tuple[Paper, ...]:
    """Return the papers that entries of one file make, in the order in which they come."""
    kept: dict[Key, Entry] = {}
    order: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        order[entry.id]
        add_entry(kept, (entry.id, entry.day, source), entry)
    for (id_, _, _), entry in kept.items():
        order[id_].append(entry)
    return tuple(merge_told((source, entry) for entry in own) for own in order.values())
