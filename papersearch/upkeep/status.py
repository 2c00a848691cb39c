"""What an index holds, how large it is, and what of it is stale."""

from __future__ import annotations

import contextlib
import hashlib
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath

from papersearch.indexing.places import is_gone, path_of
from papersearch.indexing.reading import NOT_WHOLE, READER
from papersearch.store.local.index_store import IndexStore
from papersearch.types import limits
from papersearch.types.model_identity import ModelIdentity

_BLOCK = 1 << 20
_SIZE = 16  # of a fingerprint; behind it may stand that there are no papers


@dataclass(frozen=True, slots=True)
class Status:
    """The state of an index.

    Sizes are in bytes. ``shapes`` are (FAISS factory, passages, recall@10) of the segments,
    largest first. ``changed`` and ``vanished`` count digest files that are not as they were
    when they were read; ``pending`` counts embeddings that no committed paper uses yet,
    ``dead`` passages that the vectors still hold.
    """

    folder: str
    papers: int
    passages: int
    digests: int
    days: int
    first_day: str
    last_day: str
    removed: int
    model: str
    generation: int
    catalog_size: int
    vectors_size: int
    lexical_size: int
    shapes: tuple[tuple[str, int, float], ...]
    changed: int
    vanished: int
    pending: int
    dead: int


def status(store: IndexStore) -> Status:
    """Return the state of an open index."""
    with store.snapshot():
        changed, vanished = _stale(store.entries.fingerprints(), store.entries.sources())
        days, model = store.days(), store.model()
        return Status(
            folder=str(store.folder),
            papers=len(store),
            passages=store.passages(),
            digests=len(store.entries.sources()),
            days=len(days),
            first_day=days[0] if days else "",
            last_day=days[-1] if days else "",
            removed=len(store.entries.all_removed()),
            model=str(ModelIdentity.from_json(model)) if model else "none yet",
            generation=store.catalog.meta("generation") or 0,
            catalog_size=sum(map(_bytes, store.folder.glob("catalog.sqlite*"))),
            vectors_size=_size(store.vectors.folder),
            lexical_size=_size(store.words.folder),
            shapes=tuple((s.factory, s.passages, s.recall) for s in store.vectors.files.segments()),
            changed=changed,
            vanished=vanished,
            pending=_count(store, "pending"),
            dead=_count(store, "dead"),
        )


def _count(store: IndexStore, table: str) -> int:
    return int(store.catalog.value(f"SELECT count(*) FROM {table}"))


def _stale(read: Mapping[str, bytes], sources: set[str]) -> tuple[int, int]:
    """Count the sources that have changed, and those that are gone, since they were read."""
    changed = vanished = 0
    for source in sources | read.keys():
        if not PurePath(source).is_absolute():  # standard input
            continue
        if is_gone(source):  # an index made elsewhere may name a pipe or a device
            vanished += 1
            continue
        with contextlib.suppress(OSError, ValueError):
            changed += source in read and _has_changed(path_of(source), read[source])
    return changed, vanished


def _has_changed(path: Path, known: bytes) -> bool:
    """Whether a digest is another one, or was not read whole."""
    return known.endswith(NOT_WHOLE, _SIZE) or _fingerprint(path) != known[:_SIZE]


def _fingerprint(path: Path) -> bytes:
    """Return what a digest is like now, b"" where it is larger than any that is read."""
    if path.stat().st_size > limits.LINES_BYTES:
        return b""
    digest = hashlib.blake2b(key=READER, digest_size=_SIZE)
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.digest()


def _size(folder: Path) -> int:
    return sum(map(_bytes, folder.rglob("*")))


def _bytes(path: Path) -> int:
    """Return the size of a file, 0 for what is none or was just removed by a writer."""
    try:
        found = path.lstat()
    except OSError:
        return 0
    return found.st_size if stat.S_ISREG(found.st_mode) else 0
