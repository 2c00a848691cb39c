"""Finding damage: every row of a store on Milvus against what it should be, and mending it.

What belongs to an interrupted writer and is neither found nor in the way is none.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator, Set

from papersearch.errors import StoreFailed
from papersearch.store.milvus.checking import Checked, Checker
from papersearch.store.milvus.digests import key_of
from papersearch.store.milvus.encoding import digest
from papersearch.store.milvus.frequencies import Said
from papersearch.store.milvus.readable import ARRAY, META, UNREADABLE, check_entries, check_facts
from papersearch.store.milvus.reading import MilvusReading
from papersearch.store.milvus.store import MilvusStore
from papersearch.store.milvus.table import FIRST_PARTS, Fact, Table, of_kind
from papersearch.store.milvus.tally import Tally, Wrong
from papersearch.store.milvus.writer_lock import WriterLock
from papersearch.types.damage import Damage

_ENTRIES = 2000  # read at a time

_SPACE = Wrong("learned space is not whole", "learned spaces are not whole")
_FREQUENCIES = Wrong(
    "count of the papers that have each word is wrong",
    "counts of the papers that have each word are wrong",
    derived=True,
)
_LOST = Wrong("paper that digests tell of is gone", "papers that digests tell of are gone")
_STRAY_PART = Wrong(
    "part of a long text belongs to none", "parts of long texts belong to none", derived=True
)


def damages(store: MilvusReading) -> Iterator[Damage]:
    """Yield everything that is wrong with a store, each thing once with how often.

    Raises:
        StoreFailed: something seems wrong, and a writer is at work that may be about to mend it.
    """
    tally = Tally(str(store.address))
    with store.snapshot():
        check_facts(store.connection, store.names, tally)
        check_entries(store.connection, store.names, tally)
        for table in _tables(store):
            for _ in table.stray_parts():
                tally.add(_STRAY_PART)
        if META.wrong not in tally:
            _check_papers(store, tally)
        if ARRAY.wrong not in tally and META.wrong not in tally:
            _check_space(store, tally)
    wrong = list(tally.damages())
    if wrong and (other := WriterLock(store.connection, store.facts).other()):
        raise StoreFailed(f"{other} is writing to {store.address}: verify it when that is done")
    yield from wrong


def _check_papers(store: MilvusReading, tally: Tally) -> None:
    checker = Checker(store)
    if not store.frequency_table.is_right(Said.summed(_checked(checker, tally))):
        tally.add(_FREQUENCIES)
    for paper_id in dict.fromkeys(_lost(store, checker.names)):
        tally.add(_LOST, paper_id)


def _lost(store: MilvusReading, there: Set[str]) -> Iterator[str]:
    """Yield the ids that digests which were read whole tell of, and that are no papers."""
    facts = store.facts
    known = there | {digest(own) for own in facts.names(of_kind("removed"))}
    whole = {digest(own) for own in facts.names(of_kind("source"))}
    fields = ["name", "kind", "owner"]
    for row in store.connection.all_rows(store.names.entries, FIRST_PARTS, fields, _ENTRIES, "key"):
        if row["owner"] not in known and row["kind"] in whole:
            with contextlib.suppress(*UNREADABLE):  # which the entries' own check tells
                if digest(paper_id := key_of(row["name"])[0]) == row["owner"]:
                    yield paper_id


def _checked(checker: Checker, tally: Tally) -> Iterator[Said]:
    """Look at all papers, and yield what they say."""
    for found in checker.some():
        for wrong, name in found.wrong:
            tally.add(wrong, name)
        yield found.said


def _check_space(store: MilvusReading, tally: Tally) -> None:
    """See that what was learned makes a space: each of its arrays may be right, and not all."""
    model = store.model()
    try:
        space = store.learned.space()
        lengths = {len(own) for own in (*space.queries.values(), *space.probes.values())}
        if space.passages is not None:
            lengths.add(len(space.passages))
        if space.adapter is not None:
            lengths.update(itertools.chain(*(own.shape for own in space.adapter)))
    except UNREADABLE:
        lengths = {-1}
    if lengths - {model["dimension"] if model else 0}:
        tally.add(_SPACE)


def repair(store: MilvusStore) -> None:
    """Make everything again that is derived from the papers' documents; embeds nothing.

    The caller holds the writer's lock. Stopped, it is finished by another one, or in part by any
    writer: the counts are not trusted before all is written.
    """
    for found in Checker(store).some():
        if found.is_mended_by_writing:
            with store.commit():
                store.frequency_table.unsettle()
                _mend(store, found)
    for table in _tables(store):
        strays = table.stray_parts()
        while some := list(itertools.islice(strays, _ENTRIES)):
            with store.commit():
                table.delete_parts(some)
    with store.commit():
        store.frequency_table.recount()


def _tables(store: MilvusReading) -> tuple[Table, Table]:
    return store.facts, Table(store.connection, store.names.entries)


def _mend(store: MilvusStore, found: Checked) -> None:
    """Write and delete what mends some papers, a paper's own row after its passages."""
    connection, names = store.connection, store.names
    store.facts.put("label", [Fact(label) for label in sorted(found.labels)])
    connection.upsert(names.passages, found.passages)
    store.rows.put(found.papers, found.doubtful, lexical=store.lexical)
    connection.delete_keys(names.passages, "pid", found.strays)
