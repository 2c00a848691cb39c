"""What is wrong with the papers of a store on Milvus, and the rows that mend what is derived.

Papers are read some at a time in the order of their numbers, and their passages beside them, whose
ids are in the same order: those between two papers belong to none.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from papersearch.store.milvus.connection import Row
from papersearch.store.milvus.digests import key_of
from papersearch.store.milvus.encoding import NUM_BITS, digest, is_digest, slots
from papersearch.store.milvus.facets import facets
from papersearch.store.milvus.frequencies import Said
from papersearch.store.milvus.papers import MOST_SEQ, Staged, hash_of, row_of
from papersearch.store.milvus.reading import MilvusReading
from papersearch.store.milvus.table import Table, of_kind, of_owners
from papersearch.store.milvus.tally import Wrong
from papersearch.text.passages import exact_hash, paper_hash, passage_label, passages, text_hash
from papersearch.types import documents
from papersearch.types.arrays import Vector, are_unit
from papersearch.types.paper import Paper, Passage
from papersearch.types.passage_ids import MAX_ORDINAL, num_of, ordinal_of, pid_of

_PAPERS, _PASSAGES = 200, 500  # rows, which may be long, that are read at a time
_COUNTED = ("words", "tokens")
_FILTERED = ("labels", "first", "last", "votes", "days", "byline")
_ROW = ("num", "name", "digest", "document", "seq", "passages", *_COUNTED, *_FILTERED)
_OF_BOTH = _FILTERED[1:]
_PASSAGE = ("pid", "num", "vector", "label", "digest", *_OF_BOTH)
_LAST = (1 << NUM_BITS) - 1

UNREADABLE = Wrong("row of a paper cannot be read", "rows of papers cannot be read")
OTHER_ID = Wrong("row is of another paper than it says", "rows are of other papers than they say")
OTHER_PAPER = Wrong(
    "paper has another text than was embedded", "papers have other texts than were embedded"
)
LACKING = Wrong("paper lacks passages", "papers lack passages")
NO_UNIT = Wrong(
    "embedding is no unit vector of the model", "embeddings are no unit vectors of the model"
)
OTHER_TEXT = Wrong(
    "passage is of another text than its paper has",
    "passages are of other texts than their papers have",
)
FILTERED = Wrong(
    "paper differs from what filters look at",
    "papers differ from what filters look at",
    derived=True,
)
COUNTED = Wrong(
    "paper has other words than were counted",
    "papers have other words than were counted",
    derived=True,
)
STRAY = Wrong("passage belongs to no paper", "passages belong to no paper", derived=True)
UNLABELLED = Wrong(
    "label of a section is not known to filters",
    "labels of sections are not known to filters",
    derived=True,
)


@dataclass(slots=True)
class Checked:
    """Some papers: what is ``wrong``, of what, and what to write and delete to mend it.

    ``said`` is what their rows say, ``papers`` are rows by number, ``passages`` rows, ``strays``
    ids of passages.
    """

    said: Said = field(default_factory=Said)
    wrong: list[tuple[Wrong, str]] = field(default_factory=list)
    papers: dict[int, Staged] = field(default_factory=dict)
    doubtful: set[int] = field(default_factory=set)
    passages: list[Row] = field(default_factory=list)
    strays: list[int] = field(default_factory=list)
    labels: set[str] = field(default_factory=set)

    @property
    def is_mended_by_writing(self) -> bool:
        """Whether there is anything to write or delete."""
        return bool(self.papers or self.passages or self.strays or self.labels)


@dataclass(slots=True)
class _Sound:
    """A paper whose row can be read, and what its passages should be."""

    row: Row
    paper: Paper
    passages: list[Passage]
    looked_at: dict[str, Any]
    found: int = 0
    filtered: bool = False

    @classmethod
    def of(cls, row: Row, paper: Paper) -> _Sound:
        return cls(row, paper, passages(paper), facets(paper))


class Checker:
    """Reads all papers of a store, and says what is wrong with each.

    ``names`` stand for the ids that rows and documents say, of those that it has read.
    """

    def __init__(self, store: MilvusReading) -> None:
        self._store = store
        self._connection, self._facts = store.connection, store.facts
        self._labels = set(self._facts.names(of_kind("label")))
        model = store.model()
        self._dimension = int(model["dimension"]) if model else 0
        self._text = ("text",) if store.lexical else ()
        self._looked = False
        self.names: set[str] = set()

    def some(self) -> Iterator[Checked]:
        """Yield what was found of some papers at a time, all passages among it."""
        rows = self._connection.all_rows(
            self._store.names.papers, "", (*_ROW, *self._text), _PAPERS
        )
        after = -1
        while page := list(itertools.islice(rows, _PAPERS)):
            last = max(after, min(page[-1]["num"], _LAST))
            with self._connection.moments.snapshot():
                found = self._checked(page, f"pid > {_end(after)} and pid <= {_end(last)}")
            yield found
            after = last
        yield self._checked([], f"pid < 0 or pid > {_end(after)}")

    def _checked(self, page: Sequence[Row], within: str) -> Checked:
        """Return what was found of papers, and of the passages ``within`` whose span they are."""
        self.names.update(row["name"] for row in page)
        self._fill(page)
        found = Checked(self._store.rows.together(page))
        sound = self._sound(page, found)
        unread = {row["num"]: row["passages"] for row in page if row["num"] not in sound}
        found.doubtful = self._store.learned.doubtful(sound)
        self._counted(sound, found)
        if self._dimension and self._connection.has(self._store.names.passages):
            for row in self._connection.all_rows(
                self._store.names.passages, within, _PASSAGE, _PASSAGES, "pid"
            ):
                self._passage(row, sound, unread, found)
        for num, own in sound.items():  # of which all is known now
            if own.filtered:
                found.wrong.append((FILTERED, own.paper.id))
                found.papers[num] = _staged(own)
            if own.found < len(own.passages):
                found.wrong.append((LACKING, own.paper.id))
        return found

    def _sound(self, page: Sequence[Row], found: Checked) -> dict[int, _Sound]:
        """Return those papers, by number, whose rows can be read."""
        sound: dict[int, _Sound] = {}
        for row in page:
            num, seq = row["num"], row["seq"]
            try:
                paper = documents.decode_paper(row["document"].encode())
            except ValueError:
                found.wrong.append((UNREADABLE, self._id_of(row)))
                continue
            self.names.add(digest(paper.id))
            if num not in slots(paper.id) or row["name"] != digest(paper.id):
                found.wrong.append((OTHER_ID, paper.id))
            elif not is_digest(row["digest"]) or not 0 < seq <= MOST_SEQ:
                found.wrong.append((UNREADABLE, paper.id))
            elif hash_of(row["digest"]) != paper_hash((own := _Sound.of(row, paper)).passages):
                found.wrong.append((OTHER_PAPER, paper.id))
            else:
                sound[num] = own
        return sound

    def _fill(self, page: Sequence[Row]) -> None:
        """Give rows what was too long for them."""
        for name in ("document", "words"):
            rows = {str(row["num"]): row for row in page if not row[name]}
            found = self._facts.among(name, list(rows)) if rows else {}
            for num, row in rows.items():
                if fact := found.get(num):
                    row[name] = fact.data

    def _id_of(self, row: Row) -> str:
        """Return the id of a paper whose document cannot be read, as a digest tells of it.

        It is looked for once: only the first of such papers is named.
        """
        looked, self._looked = self._looked, True
        if not looked and is_digest(row["name"]):
            entries = Table(self._connection, self._store.names.entries)
            for name, _ in entries.every(of_owners([row["name"]])):
                with contextlib.suppress(ValueError, TypeError, AttributeError):
                    if digest(key_of(name)[0]) == row["name"]:
                        return key_of(name)[0]
        return f"number {row['num']}"

    def _counted(self, sound: dict[int, _Sound], found: Checked) -> None:
        """Compare what rows of papers hold that is derived from their documents."""
        for num, own in sound.items():
            staged = _staged(own)
            expected = row_of(
                num, staged, body=num not in found.doubtful, lexical=self._store.lexical
            )
            row = own.row
            if any(row[name] != expected[name] for name in (*_COUNTED, *self._text)):
                found.wrong.append((COUNTED, own.paper.id))
                found.papers[num] = staged
            own.filtered = any(row[name] != expected[name] for name in (*_FILTERED, "passages"))
            for label in {passage_label(own.paper, part) for part in own.passages} - self._labels:
                found.wrong.append((UNLABELLED, label))
                found.labels.add(label)
                self._labels.add(label)

    def _passage(
        self, row: Row, sound: dict[int, _Sound], unread: dict[int, int], found: Checked
    ) -> None:
        """Compare the row of a passage with its paper."""
        pid = row["pid"]
        num, ordinal = num_of(pid), ordinal_of(pid)
        own = sound.get(num)
        if own is None or ordinal >= len(own.passages):
            if ordinal >= unread.get(num, 0):
                found.wrong.append((STRAY, ""))
                found.strays.append(pid)
            return
        own.found += 1
        vector = np.array(row["vector"], np.float32)
        passage = own.passages[ordinal]
        if not self._is_unit(vector):
            found.wrong.append((NO_UNIT, own.paper.id))
        is_hashed = row["digest"] in (text_hash(passage.text).hex(), exact_hash(passage.text).hex())
        if not is_hashed or row["label"] != digest(passage_label(own.paper, passage)):
            found.wrong.append((OTHER_TEXT, own.paper.id))
        looked_at = {"num": num, **own.looked_at}
        if any(row[name] != value for name, value in looked_at.items()):
            own.filtered = True
            found.passages.append({**row, "vector": vector, **looked_at})

    def _is_unit(self, vector: Vector) -> bool:
        return len(vector) == self._dimension and are_unit(vector[None])


def _staged(own: _Sound) -> Staged:
    return Staged(own.paper, hash_of(own.row["digest"]), own.row["seq"], len(own.passages))


def _end(num: int) -> int:
    """Return the last id that a passage of a paper may have; -1 where there is no paper."""
    return pid_of(num, MAX_ORDINAL) if num >= 0 else -1
