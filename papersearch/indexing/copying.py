"""Copying an index from one store to another, and proving that the copy is the same.

Nothing is embedded: papers, what digests say, embeddings bit by bit, removed ids and what was
learned are read from one store and written to the other; what a reader keeps of papers only where
that is asked for, for it is private.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from papersearch.errors import CopyFailed, ModelMismatch
from papersearch.store.kept import merged
from papersearch.store.protocol import EmbeddedPaper, Store
from papersearch.text.passages import paper_hash, passages
from papersearch.types import documents
from papersearch.types.arrays import are_unit
from papersearch.types.kept import Kept
from papersearch.types.merging import Key
from papersearch.types.model_identity import ModelIdentity
from papersearch.types.paper import Entry, Paper
from papersearch.types.passage_ids import num_of
from papersearch.types.progress import Progress, silent

BATCH = 256
"""Papers in one commit, which is what an interruption costs."""

_BITS = 128


@dataclass(frozen=True, slots=True)
class Seal:
    """What two stores that hold the same have in common.

    ``checksum`` is of every paper's id, document, hash, labels and embeddings, of all entries and
    removed ids, whatever their order.
    """

    papers: int
    passages: int
    entries: int
    removed: int
    checksum: str


@dataclass(frozen=True, slots=True)
class Copied:
    """What a copy did: papers that were written, papers that were there; the seal of both sides."""

    written: int
    kept: int
    seal: Seal


def copy(
    source: Store, target: Store, progress: Progress = silent, *, kept: bool = False
) -> Copied:
    """Copy all of ``source`` into ``target``, which is empty or holds a part of it already.

    With ``kept`` tags, notes and the reading list are copied as well, beside what ``target`` has of
    them. ``progress`` is told how many papers of how many are done. Interrupted, it goes on when it
    is done again.

    Raises:
        ModelMismatch: ``target`` holds embeddings of another model.
        CopyFailed: it holds papers that ``source`` lacks, or is not the same afterwards.
    """
    with source.snapshot():
        _adopt(source, target)
        _check_nothing_else(source, target)
        _copy_words(source, target)
        nums = source.numbers()
        written = done = 0
        for batch in _batches(nums):
            written += _copy_papers(source, target, batch)
            done += len(batch)
            progress("copying", done, len(nums))
        _copy_space(source, target)
        gone = set(source.entries.all_removed())
        if missing := sorted(gone - target.entries.removed(gone)):
            target.remove(missing)
        with target.commit():
            target.entries.mark_read(source.entries.fingerprints())
        target.entries.keep_collections(source.entries.collections())
        target.entries.keep_followed(source.entries.followed())
        if kept:
            _copy_kept(source, target)
        return Copied(written, len(nums) - written, _verified(source, target))


def seal(store: Store) -> Seal:
    """Return the seal of a store."""
    total = papers = counted = entries = 0
    for batch in _batches(store.numbers()):
        found = store.papers(batch)
        ids = [paper.id for paper in found.values()]
        stored = store.stored(ids)
        labels = store.labels_of(batch)
        pids, rows = store.embeddings_of(batch)
        owners = num_of(pids)
        for num, paper in found.items():
            digest, document = stored[paper.id]
            own = rows[owners == num].astype("<f2")
            parts = [paper.id.encode(errors="surrogatepass"), digest, document, own.tobytes()]
            total += _number([b"paper", *parts, *(label.encode() for label in labels[num])])
            papers += 1
            counted += len(own)
        for key, entry in store.entries.held(ids):
            total += _number(_entry_parts(key, entry))
            entries += 1
    removed = store.entries.all_removed()
    total += sum(_number([b"removed", own.encode(errors="surrogatepass")]) for own in removed)
    return Seal(papers, counted, entries, len(removed), f"{total % (1 << _BITS):032x}")


def _adopt(source: Store, target: Store) -> None:
    model, there = source.model(), target.model()
    if model is not None and there is None:
        target.adopt(model)
    elif there is not None and model != there:
        name = str(ModelIdentity.from_json(model)) if model else "no model yet"
        raise ModelMismatch(
            f"the target holds embeddings of {ModelIdentity.from_json(there)}, the source is of "
            f"{name}: copy to a place that is empty"
        )


def _check_nothing_else(source: Store, target: Store) -> None:
    for batch in _batches(target.numbers()):
        ids = [paper.id for paper in target.papers(batch).values()]
        known = {paper.id for paper in source.papers(source.nums(ids)).values()}
        if other := next((own for own in ids if own not in known), None):
            raise CopyFailed(
                f"the target holds papers that the source lacks, {other} for one: copy to a place "
                "that is empty"
            )


def _copy_words(source: Store, target: Store) -> None:
    """Copy what was learned of words, before doubts can be."""
    if source.learned.taught() is None:
        return
    with target.commit():
        target.learned.put_glossary(source.learned.glossary())
        target.learned.trust_doubts(trusted=source.learned.trusts_doubts())


def _copy_space(source: Store, target: Store) -> None:
    """Copy the space, and of which papers was learned, once these are there."""
    taught, space = source.learned.taught(), source.learned.space()
    with target.commit():
        if taught is not None:
            target.learned.put_space(space, taught)
        target.learned.put_adapter(space.adapter)


def _copy_kept(source: Store, target: Store) -> None:
    """Copy what the reader keeps of papers; where the target keeps something of one, it is both."""
    there = target.interests.kept()
    both = {
        own: merged(there.get(own, Kept()), kept) for own, kept in source.interests.kept().items()
    }
    target.interests.keep({own: kept for own, kept in both.items() if kept != there.get(own)})


def _copy_papers(source: Store, target: Store, nums: Sequence[int]) -> int:
    """Copy those of the papers that the target does not have as they are; return how many."""
    found = source.papers(nums)  # in no order, and what is copied arrives in that of nums
    papers = {num: found[num] for num in nums if num in found}
    ids = [paper.id for paper in papers.values()]
    stored, there = source.stored(ids), target.stored(ids)
    entries = _by_id(source.entries.held(ids))
    if there:
        held = _by_id(target.entries.held(ids))
        papers = {
            num: paper
            for num, paper in papers.items()
            if there.get(paper.id) != stored[paper.id]
            or held.get(paper.id) != entries.get(paper.id)
        }
    if not papers:
        return 0
    embedded = _embedded(source, papers, {id_: digest for id_, (digest, _) in stored.items()})
    doubts = source.learned.doubts(papers)
    with target.commit():
        target.put_embedded(embedded)
        targets = target.papers(target.nums([paper.id for paper in papers.values()]))
        numbered = {paper.id: num for num, paper in targets.items()}
        target.learned.put_doubts(
            {numbered[papers[num].id]: doubt for num, doubt in doubts.items()}
        )
        target.entries.put(
            [
                (key[2], entry)
                for paper in papers.values()
                for key, entry in entries.get(paper.id, {}).items()
            ]
        )
    return len(papers)


def _embedded(
    source: Store, papers: Mapping[int, Paper], digests: dict[str, bytes]
) -> list[EmbeddedPaper]:
    pids, rows = source.embeddings_of(papers)
    owners = num_of(pids)
    found = []
    for num, paper in papers.items():
        own = tuple(passages(paper))
        vectors = rows[np.asarray(owners == num)]
        if len(vectors) != len(own) or paper_hash(list(own)) != digests[paper.id]:
            raise CopyFailed(
                f"paper {paper.id} was cut into passages by another papersearch: index its digest "
                "again, then copy"
            )
        if not are_unit(vectors):
            raise CopyFailed(
                f"paper {paper.id} has embeddings that are no numbers or not of unit length: "
                "`papersearch verify` the source"
            )
        found.append(EmbeddedPaper(paper, own, vectors))
    return found


def _verified(source: Store, target: Store) -> Seal:
    expected, found = seal(source), seal(target)
    if expected == found:
        return found
    for what in ("papers", "passages", "entries", "removed"):
        one, other = getattr(expected, what), getattr(found, what)
        if one != other:
            raise CopyFailed(
                f"the copy differs: {other:,} {what} in place of {one:,}; run the same command "
                "again, or copy to a place that is empty"
            )
    raise CopyFailed(
        f"the copy differs: its checksum is {found.checksum}, not {expected.checksum}; was one of "
        "both written to meanwhile? copy to a place that is empty"
    )


def _by_id(entries: Iterator[tuple[Key, Entry]]) -> dict[str, dict[Key, Entry]]:
    """Return entries by paper; of each, oldest knowledge first."""
    found: dict[str, dict[Key, Entry]] = {}
    for key, entry in entries:
        found.setdefault(key[0], {})[key] = entry
    return found


def _entry_parts(key: Key, entry: Entry) -> list[bytes]:
    names = [part.encode(errors="surrogatepass") for part in key]
    return [b"entry", *names, documents.encode(entry)]


def _number(parts: Sequence[bytes]) -> int:
    """Return a number that stands for ``parts``; sums of such stand for sets."""
    digest = hashlib.blake2b(digest_size=_BITS // 8)
    for part in parts:
        digest.update(len(part).to_bytes(8))
        digest.update(part)
    return int.from_bytes(digest.digest())


def _batches(nums: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(nums), BATCH):
        yield nums[start : start + BATCH]
