"""An index brought up to date with what people name: collections and moves seen to, then read."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from papersearch.errors import DigestError
from papersearch.indexing.moves import Files, Moves, moves
from papersearch.indexing.named import Named, named
from papersearch.indexing.places import is_gone, leads_to, real_of
from papersearch.indexing.preview import Preview, preview
from papersearch.indexing.reading import Source, fingerprint_of, not_whole
from papersearch.indexing.write import Agree, EmbedderFor, Report, index
from papersearch.store.protocol import EntryStore, Store
from papersearch.types.collections import Collection as Known
from papersearch.types.collections import guessed, members
from papersearch.types.merging import Key
from papersearch.types.model_identity import ModelIdentity
from papersearch.types.paper import Entry
from papersearch.types.progress import Progress, silent


@dataclass(frozen=True, slots=True)
class _Run:
    """What a run reads, and what of the index it finds under other names."""

    named: Named
    moves: Moves
    touched: frozenset[str]


def update(
    store: Store,
    paths: Sequence[str],
    embedder_for: EmbedderFor,
    *,
    stdin: Callable[[], bytes] | None = None,
    prune: bool = False,
    means: Callable[[ModelIdentity], bool] = lambda _model: True,
    agree: Agree = lambda _papers, _of: True,
    progress: Progress = silent,
) -> Report:
    """Bring ``store`` up to date with what ``paths`` name.

    With ``prune``, of the collections that are named it holds what their files say, and nothing
    else; ``agree`` is asked before much is dropped. See
    :func:`papersearch.indexing.write.index` for the rest.
    """
    run = _prepared(store, paths, stdin, prune)
    relabel(store, run.moves.names)
    report = index(
        store,
        run.named.sources,
        embedder_for,
        means=means,
        gone=run.named.gone if prune else None,
        agree=agree,
        touched=run.touched,
        progress=progress,
    )
    report.moved = run.moves.said
    _keep(store, run.named)
    return report


def previewed(
    store: Store | None,
    paths: Sequence[str],
    stdin: Callable[[], bytes] | None = None,
    *,
    prune: bool = False,
) -> Preview:
    """Return what :func:`update` would do, None being no index yet; nothing is written."""
    if store is None:
        return preview(None, named(paths, (), (), stdin, prune=prune).sources)
    run = _prepared(store, paths, stdin, prune)
    seen = cast("Store", _Moved(store, run.moves.names)) if run.moves.names else store
    gone = run.named.gone if prune else None
    result = preview(seen, run.named.sources, gone, run.touched)
    result.moved = run.moves.said
    return result


def relabel(store: Store, names: Mapping[str, str]) -> None:
    """Let sources have new names; they are read again, and known by what they were like till then.

    How a digest is read depends on what it is called.
    """
    if not names:
        return
    marks = store.entries.fingerprints()
    with store.commit():
        store.entries.relabel(names)
        store.entries.mark_read(
            {new: not_whole(marks[old]) for old, new in names.items() if old in marks}
        )


def known_collections(entries: EntryStore) -> list[Known]:
    """Return the collections of an index; those that an older papersearch read are guessed."""
    return entries.collections() or guessed(entries.sources())


def _prepared(
    store: Store, paths: Sequence[str], stdin: Callable[[], bytes] | None, prune: bool
) -> _Run:
    entries = store.entries
    known, held = known_collections(entries), entries.sources()
    run = named(paths, known, held, stdin, prune=prune)
    by_name = {source.name: source for source in run.sources}
    marks = entries.fingerprints()
    files = Files(
        by_name.keys(),
        fingerprint=lambda name: _fingerprint(by_name[name]),
        real=real_of,
        gone=is_gone,
        alike=lambda old, name: _alike(store, old, by_name[name]),
    )
    now = {run.aliases.get(own, own): marks.get(own) for own in held}
    found = moves(now, files, [*known, *run.collections], run.new)
    found.names |= {own: found.names.pop(name, name) for own, name in run.aliases.items()}
    return _Run(run, found, frozenset(entries.ids_in(found.names)))


def _fingerprint(source: Source) -> bytes | None:
    try:
        return fingerprint_of(source.read())
    except DigestError:
        return None


def _alike(store: Store, old: str, source: Source) -> bool:
    """Whether a file says something of a paper that a source said, word for word."""
    try:
        said = source.parse(source.read(), source.name).entries
    except DigestError:
        return False
    keys = {(entry.id, entry.day, old): entry for entry in said}
    held = store.entries.held({entry.id for entry in said})
    return any(keys.get(key) == entry for key, entry in held)


def _keep(store: Store, run: Named) -> None:
    """Remember the collections that there are, and that those which were named were read."""
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    held = members(run.collections, store.entries.sources())
    now = [
        dataclasses.replace(own, read=today, real=leads_to(own)) if own.root in run.touched else own
        for own in run.collections
        if held[own.root] or own.root in run.touched
    ]
    if now != store.entries.collections():
        store.entries.keep_collections(now)


class _Moved:
    """A store whose sources have other names, as far as a preview asks it."""

    def __init__(self, store: Store, names: Mapping[str, str]) -> None:
        self._store = store
        self._names = names
        self._old: dict[str, list[str]] = {}
        for old, new in names.items():
            self._old.setdefault(new, []).append(old)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    @property
    def entries(self) -> _Moved:
        return self

    def fingerprint(self, source: str) -> bytes | None:
        return None if source in self._old else self._store.entries.fingerprint(source)

    def removed(self, ids: Iterable[str]) -> set[str]:
        return self._store.entries.removed(ids)

    def held(self, ids: Iterable[str]) -> Iterator[tuple[Key, Entry]]:
        for (id_, day, source), entry in self._store.entries.held(ids):
            yield (id_, day, self._names.get(source, source)), entry

    def sources(self) -> set[str]:
        return {self._names.get(own, own) for own in self._store.entries.sources()}

    def keys(self, sources: Iterable[str]) -> list[Key]:
        found = self._store.entries.keys(self._as_they_were(sources))
        return sorted({(id_, day, self._names.get(own, own)) for id_, day, own in found})

    def ids_in(self, sources: Iterable[str]) -> set[str]:
        return self._store.entries.ids_in(self._as_they_were(sources))

    def _as_they_were(self, sources: Iterable[str]) -> Collection[str]:
        wanted = list(sources)
        return {old for own in wanted for old in [own, *self._old.get(own, ())]}
