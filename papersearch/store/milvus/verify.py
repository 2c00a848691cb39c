"""Finding damage: every row of a store on Milvus against what it should be, and mending it.

What a digest says of papers that are not there is none, nor what belongs to an interrupted writer
and is neither found nor in the way.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from papersearch.errors import StoreFailed
from papersearch.store.milvus.checking import Checked, Checker
from papersearch.store.milvus.frequencies import Said
from papersearch.store.milvus.readable import ARRAY, META, UNREADABLE, check_entries, check_facts
from papersearch.store.milvus.reading import MilvusReading
from papersearch.store.milvus.store import MilvusStore
from papersearch.store.milvus.table import Fact
from papersearch.store.milvus.tally import Tally, Wrong
from papersearch.store.milvus.writer_lock import WriterLock
from papersearch.types.damage import Damage

_SPACE = Wrong("learned space is not whole", "learned spaces are not whole")
_FREQUENCIES = Wrong(
    "count of the papers that have each word is wrong",
    "counts of the papers that have each word are wrong",
    derived=True,
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
        if META.wrong not in tally:
            _check_papers(store, tally)
        if ARRAY.wrong not in tally and META.wrong not in tally:
            _check_space(store, tally)
    wrong = list(tally.damages())
    if wrong and (other := WriterLock(store.connection, store.facts).other()):
        raise StoreFailed(f"{other} is writing to {store.address}: verify it when that is done")
    yield from wrong


def _check_papers(store: MilvusReading, tally: Tally) -> None:
    if not store.frequency_table.is_right(Said.summed(_checked(store, tally))):
        tally.add(_FREQUENCIES)


def _checked(store: MilvusReading, tally: Tally) -> Iterator[Said]:
    """Look at all papers, and yield what they say."""
    for found in Checker(store).some():
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
    with store.commit():
        store.frequency_table.recount()


def _mend(store: MilvusStore, found: Checked) -> None:
    """Write and delete what mends some papers, a paper's own row after its passages."""
    connection, names = store.connection, store.names
    store.facts.put("label", [Fact(label) for label in sorted(found.labels)])
    connection.upsert(names.passages, found.passages)
    store.rows.put(found.papers, found.doubtful, lexical=store.lexical)
    connection.delete_keys(names.passages, "pid", found.strays)
