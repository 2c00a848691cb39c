"""What a run of indexing would do, found out without doing any of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from papersearch.digest import PassedOver, Problem
from papersearch.indexing.moves import Moved
from papersearch.indexing.plan import plan, titles
from papersearch.indexing.reading import Reading, Source, read
from papersearch.indexing.vanishing import Gone, gone_from, vanished
from papersearch.store.protocol import Store
from papersearch.types.merging import Key
from papersearch.types.paper import Entry


@dataclass(slots=True)
class Preview:
    """What would become of papers: titles by id, of those that would be new, changed or dropped.

    ``unchanged`` and ``skipped`` count papers, ``digests``, ``failed`` and ``passed`` files, as
    those of a report do. ``changed`` are also papers of which only votes or days are new.
    """

    new: dict[str, str] = field(default_factory=dict)
    changed: dict[str, str] = field(default_factory=dict)
    gone: dict[str, str] = field(default_factory=dict)
    unchanged: int = 0
    skipped: int = 0
    digests: int = 0
    failed: int = 0
    passed: int = 0
    seen: PassedOver = field(default_factory=PassedOver)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)

    @property
    def is_wrong(self) -> bool:
        """Whether something is, so that a command ends with exit code 1."""
        return bool(self.problems) or (self.passed > 0 and self.digests == 0)


def preview(
    store: Store | None,
    sources: Iterable[Source],
    gone: Callable[[str], bool] | None = None,
    touched: Collection[str] = (),
) -> Preview:
    """Return what :func:`papersearch.indexing.write.index` would do, None being no index yet.

    Nothing is written and nothing is embedded, so that vectors which come along are believed.
    """
    known = store if store is not None else cast("Store", _Nothing())
    result = Preview()
    names: set[str] = set()
    broken: set[str] = set()
    lost: list[Key] = []
    remaining = iter(sources)
    unchanged: set[str] = set()
    is_last = False
    while not is_last:
        reading = read(known, remaining, again=gone is not None)
        is_last = reading.is_last
        found = gone_from(known, reading)
        if gone is not None:
            names |= reading.names
            broken |= reading.broken
            lost += found.others
            lost += vanished(known, names, broken, gone) if is_last else []
            reading.notes += found.kept
        gone_now, also = (lost, touched) if is_last else ([], ())
        unchanged |= _add(known, reading, found, gone_now, also, result)
    result.unchanged = len(unchanged - result.changed.keys() - result.gone.keys())
    return result


def _add(
    store: Store,
    reading: Reading,
    found: Gone,
    lost: Sequence[Key],
    touched: Collection[str],
    result: Preview,
) -> set[str]:
    """Add what would be done of a reading; return the papers that would stay as they are."""
    todo = plan(store, reading, [*found.replaced, *lost], found.renamed, touched)
    for item in todo.embed:
        (result.new if item.is_new else result.changed)[item.paper.id] = item.paper.title
    result.changed |= {paper.id: paper.title for paper in todo.metadata}
    result.gone |= titles(store, todo.pruned)
    result.skipped += len(todo.skipped)
    result.digests += len(reading.names - reading.passed - reading.folders)
    result.failed += len(reading.failed)
    result.passed += len(reading.passed)
    result.seen.update(reading.seen)
    result.problems += reading.problems
    result.notes += reading.notes
    return todo.unchanged | store.entries.ids_in(reading.unchanged)


class _Nothing:
    """A store that holds nothing, as far as a plan asks it."""

    @property
    def entries(self) -> _Nothing:
        return self

    def fingerprint(self, _source: str) -> bytes | None:
        return None

    def removed(self, _ids: Iterable[str]) -> set[str]:
        return set()

    def held(self, _ids: Iterable[str]) -> Iterator[tuple[Key, Entry]]:
        return iter(())

    def stored(self, _ids: Iterable[str]) -> Mapping[str, Any]:
        return {}

    def keys(self, _sources: Iterable[str]) -> list[Key]:
        return []

    def sources(self) -> set[str]:
        return set()

    def nums(self, _ids: Iterable[str]) -> list[int]:
        return []

    def papers(self, _nums: Iterable[int]) -> Mapping[int, Any]:
        return {}

    def ids_in(self, _sources: Iterable[str]) -> set[str]:
        return set()
