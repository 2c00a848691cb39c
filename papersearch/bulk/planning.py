"""What a run of bulk embedding has to make: digests, sorted into pieces on disk."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import orjson

from papersearch import digest, shards
from papersearch.bulk import records
from papersearch.bulk.folder import Folder
from papersearch.bulk.spill import Spill
from papersearch.bulk.types import BulkReport, Piece
from papersearch.digest import Problem
from papersearch.errors import DigestError
from papersearch.files import read, write_atomic, writing
from papersearch.indexing.reading import READER, Source, holds_nothing, problems_of
from papersearch.shards.reading import decode
from papersearch.text.passages import SCHEME, passages
from papersearch.types.merging import Key, add_entry, merge_told
from papersearch.types.paper import Entry

_PLAN = READER + b" " + SCHEME.encode() + b" 1"
"""Part of every plan: another way of reading or cutting makes all shards anew."""


def inputs_of(sources: Iterable[Source], most: int, *, prune: bool) -> str:
    """Return what changes when sources do, by their sizes and times; "" where these do not tell."""
    known: list[object] = [most, prune]
    for source in sources:
        try:
            found = Path(source.name).stat()
        except (OSError, ValueError):
            return ""
        known.append([source.name, found.st_size, found.st_mtime_ns])
    return hashlib.blake2b(orjson.dumps(known), key=_PLAN, digest_size=16).hexdigest()


def plan(
    folder: Folder, sources: Iterable[Source], most: int, *, prune: bool
) -> tuple[list[Piece], BulkReport]:
    """Write the work of all pieces, and return them with what is to be said of the sources.

    What the folder held before stays part of it. With ``prune`` only what the sources say does,
    and of those that cannot be read what they said before.
    """
    folder.begin_plan()
    pieces: list[Piece] = []
    with writing(folder.path), closing(Spill(folder.work / "spill")) as spill:
        report, failed = _read(sources, spill)
        for source, entry in _before(folder, report.problems) if failed or not prune else ():
            # Below a folder that cannot be listed there may be what it was read from.
            if not prune or not failed.isdisjoint((source, *map(str, Path(source).parents))):
                spill.add(records.line(source, entry, is_old=True))
        for name, lines in spill.pieces(most):
            papers = [records.told(lines[id_]) for id_ in sorted(lines)]
            data = records.write(papers)
            write_atomic(folder.job(name), data)
            pieces.append(_piece(name, papers, data))
    return pieces, report


def _read(sources: Iterable[Source], spill: Spill) -> tuple[BulkReport, set[str]]:
    report = BulkReport()
    failed: set[str] = set()
    for source in sources:
        try:
            found = source.parse(source.read(), source.name)
        except DigestError as error:
            failed.add(source.name)
            if not source.is_quiet:
                report.problems.append(Problem(error.source, error.line, error.message))
            continue
        report.notes += found.notes
        if holds_nothing(found) and not source.named:
            report.seen.add(source.name, found.seems)
            continue
        entries: dict[Key, Entry] = {}
        for entry in found.entries:
            add_entry(entries, (entry.id, entry.day, source.name), entry)
        for entry in entries.values():
            spill.add(records.line(source.name, entry))
        wrong = problems_of(found, source)
        report.problems += wrong
        failed |= {source.name} if wrong else set()
    return report, failed


def _before(folder: Folder, problems: list[Problem]) -> Iterator[records.Told]:
    """Yield what the folder knew: the work of a plan that was not carried out, or its shards."""
    before = folder.told_before()
    if before is not None:
        for path in before:
            for paper in records.read(read(path)):
                yield from paper
        return
    for path in folder.all_shards():
        try:
            shard = decode(shards.read(path), digest.source_of(path))
        except DigestError as error:
            lost = "damaged: made again of the sources; what only it held is lost"
            problems.append(Problem(error.source, 1, lost))
            continue
        for row in shard.rows:
            yield from row.entries


def _piece(name: str, papers: list[list[records.Told]], data: bytes) -> Piece:
    texts = [passage.text for paper in papers for passage in passages(merge_told(paper))]
    plan = hashlib.blake2b(data, key=_PLAN, digest_size=16).hexdigest()
    return Piece(name, plan, len(papers), len(texts), sum(map(len, texts)))
