"""A corpus of any size out of a small one: vectors perturbed, texts recombined, streamed.

Each paper mixes two of the source: labels, and two of three sentences, of the one, the rest of
the other; its vectors are those of the first, moved towards the second and a third. Neighbours
are then about as near as those of a real corpus of that size would be, where similarity to the
nearest grows by 0.03 with each doubling (docs/performance.md).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from papersearch.store.local.index_store import IndexStore
from papersearch.store.protocol import EmbeddedPaper
from papersearch.text.passages import passages
from papersearch.text.tokens import sentences
from papersearch.types.arrays import Embeddings
from papersearch.types.merging import merge
from papersearch.types.paper import Entry, Paper, Section
from papersearch.types.passage_ids import num_of

SECOND = 0.75
"""How much of the second paper's direction is in a vector, as a share of the first's."""

THIRD = 0.25
FIRST_DAY = datetime.date(2015, 1, 1)
DAYS = 3650
_NAMES = 20_000
_SYLLABLES = "ka lo mi ren to sha vel do hyun jin ra pek su no ill ga mar".split()


@dataclass(frozen=True, slots=True)
class _Part:
    """One paper of the source: its words, its sentences by section, its (n, d) centred rows."""

    title: list[str]
    sections: list[tuple[str, list[str]]]
    rows: Embeddings
    of_section: list[int]


@dataclass(frozen=True, slots=True)
class Source:
    """What synthetic papers are made of."""

    parts: list[_Part]
    mean: NDArray[np.float32]
    length: float

    @classmethod
    def of(cls, store: IndexStore) -> Source:
        """Take a whole index as the source."""
        numbered = dict(store.catalog.numbered())
        pids, rows = store.vectors.of_papers(list(numbered))
        mean = rows.mean(axis=0)
        centred = rows - mean
        lengths = np.linalg.norm(centred, axis=1, keepdims=True)
        centred /= lengths
        parts = []
        for num, paper in numbered.items():
            found = passages(paper)
            own = centred[num_of(pids) == num]
            if paper.sections and len(own) == len(found):
                texts = [(s.label, sentences(s.text)) for s in paper.sections]
                where = [passage.section for passage in found]
                parts.append(_Part(paper.title.split(), texts, own, where))
        return cls(parts, mean, float(lengths.mean()))


def papers(source: Source, count: int, *, first: int = 0) -> Iterator[tuple[Entry, EmbeddedPaper]]:
    """Yield ``count`` papers from the ``first`` one on, the same ones for the same source."""
    for number in range(first, first + count):
        random = np.random.default_rng([7, number])
        yield _paper(source, number, random)


def _paper(source: Source, number: int, random: np.random.Generator) -> tuple[Entry, EmbeddedPaper]:
    one, two, three = (source.parts[n] for n in random.integers(0, len(source.parts), 3))
    half = (len(one.title) + 1) // 2
    entry = Entry(
        id=f"s{number:08d}",
        title=" ".join([*one.title[:half], *two.title[len(two.title) // 2 :]]),
        sections=_sections(one, two),
        day=(FIRST_DAY + datetime.timedelta(int(random.integers(DAYS)))).isoformat(),
        authors=tuple(_name(n) for n in random.integers(0, _NAMES, random.integers(1, 8)).tolist()),
        votes=int(random.pareto(1.0) * 5),
    )
    paper: Paper = merge([entry])
    found = passages(paper)
    kept = [one.of_section.index(passage.section) for passage in found]
    rows = one.rows[kept] + SECOND * two.rows.mean(axis=0)
    rows += THIRD * three.rows[random.integers(0, len(three.rows), len(found))]
    rows *= source.length / np.linalg.norm(rows, axis=1, keepdims=True)
    rows += source.mean
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return entry, EmbeddedPaper(paper, tuple(found), rows.astype(np.float32))


def _sections(one: _Part, two: _Part) -> tuple[Section, ...]:
    """Return the sections of one paper, each third sentence of which is another's."""
    others = [sentence for _, own in two.sections for sentence in own] or [""]
    sections = []
    at = 0
    for label, own in one.sections:
        mixed = []
        for place, sentence in enumerate(own):
            mixed.append(others[at % len(others)] if place % 3 == 2 else sentence)
            at += place % 3 == 2
        sections.append(Section(label, " ".join(mixed)))
    return tuple(sections)


def _name(number: int) -> str:
    digits: Sequence[int] = [number % 17, number // 17 % 17, number // 289 % 17, number // 4913]
    first, second, third, fourth = (_SYLLABLES[digit % len(_SYLLABLES)] for digit in digits)
    return f"{first}{second} {third}{fourth}{number % 7}".title()
