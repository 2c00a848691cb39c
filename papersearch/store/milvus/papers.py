"""The papers' own rows on Milvus: documents, counted words, and where each paper is found."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from papersearch.store.bm25 import Document
from papersearch.store.milvus.connection import Connection
from papersearch.store.milvus.counted_words import (
    Counted,
    Hashes,
    author_hash,
    length,
    packed,
    unpacked,
)
from papersearch.store.milvus.encoding import MOST_BYTES, digest, slots, text
from papersearch.store.milvus.encoding import packed as as_text
from papersearch.store.milvus.encoding import unpacked as as_bytes
from papersearch.store.milvus.facets import barred, facets, names_of
from papersearch.store.milvus.frequencies import Counts, Said
from papersearch.store.milvus.table import Fact, Table
from papersearch.text.passages import passage_label, passages
from papersearch.types import documents
from papersearch.types.paper import Paper
from papersearch.types.passage_ids import MAX_ORDINAL

MOST_SEQ = 1 << 62
"""What a number that grows with time never reaches."""

_NOTHING = "zz"  # the text of a paper without words
_LONG = 200  # rows that may be long are read at a time
_MOST_TOKENS = 1 << 32  # of one paper, whatever a damaged row says
_AT_ONCE = 5000  # papers whose words are counted together
_SAID = ["num", "words", "byline", "tokens"]
_LIGHT = ["num", "name", "digest", "seq", "passages"]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a stored paper without reading it.

    ``name`` stands for its id, ``digest`` is the hash of what is embedded, ``seq`` grows with each
    paper that is stored; ``count`` are its passages.
    """

    num: int
    name: str
    digest: bytes
    seq: int
    count: int


@dataclass(frozen=True, slots=True)
class Staged:
    """A paper that is about to be written."""

    paper: Paper
    digest: bytes
    seq: int
    count: int


class Papers:
    """The collection of papers; what is too long for a row of it is among the facts."""

    def __init__(self, connection: Connection, collection: str, facts: Table) -> None:
        self._connection = connection
        self._collection = collection
        self._facts = facts

    def __len__(self) -> int:
        return self._connection.count(self._collection)

    def known(self, nums: Collection[int]) -> dict[int, Known]:
        """Return what is known of those of ``nums`` that there are."""
        rows = self._connection.rows(self._collection, "num", list(nums), _LIGHT)
        return {row["num"]: _known(row) for row in rows}

    def all_known(self) -> Iterator[Known]:
        """Yield what is known of every paper."""
        yield from map(_known, self._connection.all_rows(self._collection, "", _LIGHT, 4000))

    def since(self, seq: int) -> Iterator[Known]:
        """Yield what is known of the papers that were stored after one."""
        rows = self._connection.all_rows(self._collection, f"seq > {seq}", _LIGHT, 4000)
        yield from map(_known, rows)

    def found(self, ids: Iterable[str]) -> dict[str, Known]:
        """Return what is known of those of ``ids`` that are papers."""
        wanted = {paper_id: slots(paper_id) for paper_id in ids}
        rows = self.known([num for own in wanted.values() for num in own])
        names = {paper_id: digest(paper_id) for paper_id in wanted}
        return {
            paper_id: rows[num]
            for paper_id, own in wanted.items()
            for num in own
            if num in rows and rows[num].name == names[paper_id]
        }

    def stored(self, ids: Iterable[str]) -> dict[str, tuple[bytes, bytes]]:
        """Return the hash and the document of those of ``ids`` whose document can be read."""
        known = self.found(ids)
        there = self.documents([own.num for own in known.values()])
        return {
            paper_id: (own.digest, there[own.num])
            for paper_id, own in known.items()
            if own.num in there and _is_of(there[own.num], paper_id)
        }

    def documents(self, nums: Collection[int]) -> dict[int, bytes]:
        """Return the documents of those of ``nums`` that there are."""
        found: dict[int, bytes] = {}
        for num, own in self._long(nums, "document").items():
            found[num] = own.encode()
        return found

    def counted(self, nums: Collection[int]) -> dict[int, Counted]:
        """Return the counted words of those of ``nums`` that there are."""
        return {num: _bytes(own) for num, own in self._long(nums, "words").items()}

    def said(self, nums: Collection[int]) -> Said:
        """Return what those of ``nums`` that there are say."""
        rows = self._connection.rows(self._collection, "num", list(nums), _SAID, _LONG)
        return self.together(rows)

    def all_said(self) -> Said:
        """Return what all papers say, read some at a time."""
        rows = self._connection.all_rows(self._collection, "", _SAID)
        pages = iter(lambda: list(itertools.islice(rows, _AT_ONCE)), [])
        return Said.summed(map(self.together, pages))

    def together(self, rows: Sequence[Mapping[str, Any]]) -> Said:
        """Return what the papers of some rows say."""
        elsewhere = [str(row["num"]) for row in rows if not row["words"]]
        found = self._facts.get("words", elsewhere) if elsewhere else {}
        words = [_bytes(_words_of(row, found)) for row in rows]
        tokens = sum(max(0, min(row["tokens"], _MOST_TOKENS)) for row in rows)
        hashes = [_hashes(own, row["byline"]) for own, row in zip(words, rows, strict=True)]
        return Said(len(rows), tokens, Counts.of(hashes))

    def _long(self, nums: Collection[int], field: str) -> dict[int, str]:
        rows = self._connection.rows(self._collection, "num", list(nums), ["num", field], _LONG)
        found = {row["num"]: row[field] for row in rows}
        elsewhere = [str(num) for num, own in found.items() if not own]
        if elsewhere:
            found.update(
                {int(name): fact.data for name, fact in self._facts.get(field, elsewhere).items()}
            )
        return {num: own for num, own in found.items() if own}

    def put(
        self, staged: Mapping[int, Staged], doubtful: Collection[int], *, lexical: bool
    ) -> Said:
        """Write papers by number, and return what they say.

        Those that are ``doubtful`` are found by the words of their titles alone.
        """
        rows = [
            row_of(num, own, body=num not in doubtful, lexical=lexical)
            for num, own in staged.items()
        ]
        said = self.together(rows)
        for row in rows:
            for field in ("document", "words"):
                if len(row[field].encode()) > MOST_BYTES:
                    self._facts.put(field, [Fact(str(row["num"]), row[field], row["num"])])
                    row[field] = ""
        self._connection.upsert(self._collection, rows)
        return said

    def drop(self, nums: Collection[int]) -> None:
        """Delete papers by number."""
        self._connection.delete_keys(self._collection, "num", list(nums))
        for field in ("document", "words"):
            self._facts.delete_any(field, map(str, nums))


def _known(row: Mapping[str, Any]) -> Known:
    return Known(
        row["num"],
        row["name"],
        hash_of(row["digest"]),
        row["seq"],
        max(0, min(row["passages"], MAX_ORDINAL + 1)),
    )


def _is_of(document: bytes, paper_id: str) -> bool:
    """Whether a document can be read, and is of the paper of an id."""
    try:
        return documents.decode_paper(document).id == paper_id
    except ValueError:
        return False


def hash_of(written: str) -> bytes:
    """Return a hash as it is written, b"" for what is none: it is that of no text."""
    try:
        return bytes.fromhex(written)
    except ValueError:
        return b""


def _text(counts: bytes) -> str:
    """Return counted words as text, which is not empty: an empty field means "elsewhere"."""
    return f".{as_text(counts)}"


def _bytes(words: str) -> bytes:
    """Return the counted words of a text; of one that cannot be read none, which verify tells."""
    try:
        return as_bytes(words[1:])
    except ValueError:
        return b""


def _words_of(row: Mapping[str, Any], elsewhere: Mapping[str, Fact]) -> str:
    """Return the counted words of a row, which may be among the facts."""
    fact = elsewhere.get(str(row["num"]))
    return row["words"] or (fact.data if fact else "")


def row_of(num: int, staged: Staged, *, body: bool, lexical: bool) -> dict[str, Any]:
    """Return the row of a paper, whose texts may be longer than a row holds."""
    paper = staged.paper
    said = Document.of(paper, body=body).tokens
    counts = packed(Counter(said))
    labels = dict.fromkeys(digest(passage_label(paper, own)) for own in passages(paper))
    return {
        "num": num,
        "name": digest(paper.id),
        "digest": staged.digest.hex(),
        "labels": barred(labels),
        "document": documents.encode(paper).decode(),
        "words": _text(counts),
        "seq": staged.seq,
        "passages": staged.count,
        "tokens": length(counts),
        **facets(paper),
        **({"text": text(said) or _NOTHING} if lexical else {"unused": [0.0, 1.0]}),
    }


def _hashes(words: Counted, byline: str) -> Hashes:
    """Return the hashes of what a paper counts for: of its tokens, and of its authors."""
    authors = {author_hash(own) for own in names_of(byline)}
    return np.union1d(unpacked(words)[0], np.fromiter(authors, np.uint32, len(authors)))
