"""What is compared: each peer is one class over its own library.

A peer's methods run in its own environment, which has its library and nothing of papersearch, so
this module and the peers' need only the standard library when they are imported.
"""

from __future__ import annotations

import abc
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Literal

K = 10
"""How many papers an answer names."""

QUERY = "query: "
PASSAGE = "passage: "
"""The prompts that E5 was trained with."""

DEEPER = 5
"""Texts are asked for in this many times K, since several may be of one paper."""


def fastest_dtype() -> str:
    """Return the precision that torch is fastest in here, as papersearch chooses it for itself."""
    import torch

    can: dict[str, Any] = getattr(torch.cpu, "get_capabilities", dict)()
    native = ("avx512_bf16", "amx_bf16", "bf16", "arm_bf16")
    return "bfloat16" if any(map(can.get, native)) else "float32"


@dataclass(frozen=True, slots=True)
class Text:
    """One text to index: its id, the id and the title of its paper."""

    id: str
    paper: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """One paper of an answer."""

    paper: str
    title: str


@dataclass(frozen=True, slots=True)
class Opened:
    """An index that is open: how to ask it, and how its queries are embedded, if they are."""

    answer: Callable[[str], list[Found]]
    embed: Callable[[str], object] | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a peer works: the folder of its index, and those of its environment and the model."""

    index: Path
    environment: Path
    model: Path

    @property
    def python(self) -> str:
        """The interpreter of the environment."""
        return str(self.environment / "bin" / "python")


class Peer(abc.ABC):
    """Something that makes texts searchable.

    ``packages`` are named below the table with their versions; ``settings`` says in a few words
    how the peer runs; ``reads`` says which files it is given.
    """

    name: ClassVar[str]
    packages: ClassVar[tuple[str, ...]]
    settings: ClassVar[str]
    reads: ClassVar[Literal["digests", "passages", "papers"]] = "passages"

    def __init__(self, place: Place) -> None:
        self.place = place

    @abc.abstractmethod
    def index(self, texts: Path) -> None:
        """Make an index of a file of texts where there is none."""

    @abc.abstractmethod
    def add(self, texts: Path) -> None:
        """Add a file of texts to the index."""

    @abc.abstractmethod
    def open(self) -> Opened:
        """Open the index for many queries."""

    def command(self, verb: str, argument: str) -> list[str]:
        """Return what a user types to "index" or "add" a file, or to "query" a text."""
        return self.program(verb, argument)

    def program(self, verb: str, argument: str) -> list[str]:
        """Return the command that calls a method of this class in the peer's environment."""
        place = [str(self.place.index), str(self.place.environment), str(self.place.model)]
        return [
            self.place.python,
            "-m",
            "benchmarks.peers.run",
            key(type(self)),
            verb,
            *place,
            argument,
        ]


def key(peer: type[Peer]) -> str:
    """Return the short name of a peer, that of its module: "txtai" of ``txtai_peer``."""
    return peer.__module__.rpartition(".")[2].removesuffix("_peer")


def read_texts(path: Path) -> Iterator[Text]:
    """Yield the texts of a file, one JSON object a line."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield Text(**json.loads(line))


def best(found: Iterator[Found]) -> list[Found]:
    """Return the first K papers, each once."""
    papers: dict[str, Found] = {}
    for one in found:
        papers.setdefault(one.paper, one)
    return list(papers.values())[:K]
