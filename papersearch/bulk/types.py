"""What a run of bulk embedding is made of: pieces that are planned, jobs, and shards made."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from papersearch.digest import PassedOver, Problem
from papersearch.embedding import Embedder
from papersearch.types.model_identity import ModelIdentity

Load = Callable[[], Embedder]
Tick = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Piece:
    """One shard as planned.

    ``name`` is the beginning of the hashes of its papers' ids, in bits; ``plan`` changes with
    anything that the shard is made of, but for the model. ``characters`` are those to embed.
    """

    name: str
    plan: str
    papers: int
    passages: int
    characters: int


@dataclass(frozen=True, slots=True)
class Job:
    """All that a worker needs for one piece, wherever it runs.

    ``work`` are lines as :mod:`papersearch.bulk.records` writes them; ``known`` float16 vectors
    by :func:`papersearch.shards.types.vector_key`, of ``model``; without one, any will do.
    """

    name: str
    plan: str
    work: bytes
    known: Mapping[bytes, bytes] = field(default_factory=dict)
    model: ModelIdentity | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """A shard that a worker made, as a file; ``taken`` vectors were known before."""

    name: str
    data: bytes
    embedded: int
    taken: int


@dataclass(slots=True)
class BulkReport:
    """What one run of bulk embedding did.

    ``papers`` and ``shards`` are those of the folder now, ``kept`` the shards that stayed as
    they were; ``embedded`` and ``taken`` count passages. ``seen`` are the files without papers that
    folders and patterns gave, ``notes`` what is worth knowing and not wrong.
    """

    papers: int = 0
    shards: int = 0
    kept: int = 0
    embedded: int = 0
    taken: int = 0
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    seen: PassedOver = field(default_factory=PassedOver)

    @property
    def is_wrong(self) -> bool:
        """Whether something is, so that a command ends with exit code 1."""
        return bool(self.problems) or (len(self.seen) > 0 and self.papers == 0)


class Engine(Protocol):
    """Makes shards, in any order, each once; raises EmbeddingError where it cannot."""

    def __call__(self, load: Load, jobs: Iterator[Job], tick: Tick) -> Generator[Made]:
        """Yield what is made of ``jobs``; ``tick`` is told of each few passages that are done."""
