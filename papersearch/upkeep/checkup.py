"""What is wrong with an index, and what to do about it, in one list."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from papersearch import files
from papersearch.embedding import DEFAULT_MODEL
from papersearch.errors import PapersearchError
from papersearch.types.damage import Damage
from papersearch.upkeep.status import Status

_BULK = ("sentence_transformers", "torch")


class State(StrEnum):
    """What a check has found."""

    RIGHT = "right"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at, what was found, and if it is not right, the remedy."""

    name: str
    state: State
    said: str


def checkup(
    status: Status, damages: Sequence[Damage], answers: Callable[[], object]
) -> Iterator[Check]:
    """Yield what was looked at.

    ``damages`` are those of :func:`papersearch.store.local.verify.damages`; ``answers`` embeds
    something with the index's model, and raises where that cannot be done.
    """
    yield _files(damages)
    yield _sources(status)
    yield _waiting(status)
    yield _model(status, answers)
    yield _bulk(status)
    yield _space(status)


def _files(damages: Sequence[Damage]) -> Check:
    if not damages:
        return Check("files", State.RIGHT, "every row, file and checksum is as it should be")
    remedy = "`papersearch verify --repair` makes it again"
    if not all(damage.derived for damage in damages):
        remedy = "`papersearch verify --salvage FOLDER` saves the rest"
    more = f" and {len(damages) - 1:,} more" if len(damages) > 1 else ""
    return Check("files", State.WRONG, f"{damages[0]}{more}: {remedy}")


def _sources(status: Status) -> Check:
    name = "digests"
    if status.vanished:
        said = f"{_digests(status.vanished)} no longer where they were read: `papersearch sources`"
        return Check(name, State.NOTE, f"{said} lists them and says what to do")
    if status.changed:
        said = f"{_digests(status.changed)} changed since: `papersearch index` reads them again"
        return Check(name, State.NOTE, said)
    return Check(name, State.RIGHT, f"{_digests(status.digests)} as they were read")


def _digests(count: int) -> str:
    return f"{count:,} digest{' is' if count == 1 else 's are'}"


def _waiting(status: Status) -> Check:
    if status.pending:
        said = f"{status.pending:,} embeddings of an interrupted run are kept: run it again"
        return Check("last run", State.NOTE, said)
    return Check("last run", State.RIGHT, "complete")


def _model(status: Status, answers: Callable[[], object]) -> Check:
    if not status.papers:
        return Check("model", State.RIGHT, "not needed yet: the index is empty")
    try:
        answers()
    except PapersearchError as error:
        return Check("model", State.WRONG, str(error))
    return Check("model", State.RIGHT, f"{status.model} answers")


def _bulk(status: Status) -> Check:
    missing = [name for name in _BULK if importlib.util.find_spec(name) is None]
    if not missing:
        return Check("much work", State.RIGHT, "sentence-transformers is there")
    own = "" if status.model.startswith(DEFAULT_MODEL) else ", and this index's model needs it"
    said = f"no {' and no '.join(missing)}: `pip install sentence-transformers` makes it"
    return Check("much work", State.NOTE, f"{said} three times faster{own}")


def _space(status: Status) -> Check:
    free = files.free_bytes(Path(status.folder))
    used = status.catalog_size + status.vectors_size + status.lexical_size
    said = f"the index takes {used / 1e6:,.0f} MB, {free / 1e9:,.1f} GB are free"
    if free < used:
        remedy = "less than it takes to make its files again: free some space"
        return Check("disk", State.WRONG, f"{said}, {remedy}")
    return Check("disk", State.RIGHT, said)
