"""The seam behind which papers are kept: all that is asked of a store, in a few small protocols.

An index in a folder (index_store.py) is one, collections of a Milvus server are another (milvus/).
Papers are known by number within one store, passages by ``number << 16 | ordinal``. What a method
does not say the order of has none.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from papersearch.errors import PaperIndexError
from papersearch.ranking.space import Adapter, Space
from papersearch.store.bm25 import Clause
from papersearch.store.columns import Column, Kind
from papersearch.store.standing import InterestStore
from papersearch.text.doubt import Doubt
from papersearch.text.glossary import Glossary
from papersearch.types.arrays import Embeddings, Ids, Vector
from papersearch.types.collections import Collection as Named
from papersearch.types.followed import Followed
from papersearch.types.merging import Key
from papersearch.types.paper import Entry, Paper, Passage
from papersearch.types.query import Filters


class EmbeddedPaper(NamedTuple):
    """A paper that is ready to be stored: its passages and their (n, d) float32 unit rows."""

    paper: Paper
    passages: tuple[Passage, ...]
    vectors: Embeddings


class Taught(NamedTuple):
    """Which papers the corpus was learned from: ``papers`` that come first by day and id.

    Of many only those from ``first`` to ``last``, which are such days and ids. ``outdated`` says
    that one of them is another by now.
    """

    papers: int
    first: tuple[str, str]
    last: tuple[str, str]
    outdated: bool = False

    @classmethod
    def of(cls, fact: Mapping[str, Any] | None) -> Taught | None:
        """Return what a stored fact says; an older papersearch did not say all."""
        if fact is None:
            return None
        (day, id_), (last_day, last_id) = (fact.get(name, ("", "")) for name in ("first", "last"))
        outdated = bool(fact.get("outdated", "last" not in fact))
        return cls(fact["papers"], (day, id_), (last_day, last_id), outdated)


class Frequencies(Protocol):
    """The tokens of some papers."""

    def weight(self, token: str) -> float:
        """Return the inverse document frequency of a token."""

    def has(self, token: str) -> bool:
        """Whether any paper has a token."""


class Scope(Protocol):
    """What a query's filters leave of a store, and what can be asked of it."""

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the sections that the filters name, none where they name no section."""

    def papers(self) -> set[int]:
        """Return all papers that the filters leave."""

    def nearest(self, direction: Vector, papers: int) -> set[int]:
        """Return the ``papers`` papers that have the passages most similar to a (d,) unit vector.

        Fewer only where there are no more; more, where others are as similar as the last of these.
        """

    def by_words(self, wanted: Sequence[Clause], papers: int) -> set[int]:
        """Return the ``papers`` papers that match the words best, fewer where no more match.

        More, where others match as well as the last of these.
        """

    def passages_of(self, nums: Collection[int]) -> tuple[Ids, Embeddings]:
        """Return the ascending ids of the passages of papers, and their (n, d) float32 rows.

        Only of passages in the sections that the filters name, if any.
        """

    def lexical_scores(self, wanted: Sequence[Clause], nums: Collection[int]) -> dict[int, float]:
        """Return the lexical scores of those of ``nums`` that the words occur in."""

    def said(self, wanted: Sequence[str], nums: Iterable[int]) -> dict[int, set[str]]:
        """Return which of the ``wanted`` tokens papers have, those of a doubtful one's title.

        Wherever they stand: sections that the filters name do not matter.
        """


class LearnedStore(Protocol):
    """What the corpus taught. Writing methods are called within :meth:`Store.commit`."""

    def taught(self) -> Taught | None:
        """Return which papers the corpus was learned from, None where it never was."""

    def outdate(self, dated: Iterable[tuple[str, str]]) -> None:
        """Note that papers of these days and ids, see :func:`dated`, are others than before."""

    def forget(self) -> None:
        """Forget all that was learned, but for an adapter."""

    def space(self, *, centred: bool = True, adapted: bool = True) -> Space:
        """Return the embedding space; one that changes nothing where none was learned."""

    def put_space(self, space: Space, taught: Taught) -> None:
        """Store a space that was learned from these papers; an adapter is left as it is."""

    def put_adapter(self, adapter: Adapter | None) -> None:
        """Store an adapter in place of the present one, or none."""

    def glossary(self, tokens: Iterable[str] | None = None) -> Glossary:
        """Return what the glossary says of ``tokens``, by default of all."""

    def put_glossary(self, glossary: Glossary) -> None:
        """Store a glossary in place of the present one."""

    def doubts(self, nums: Iterable[int] | None = None, *, least: float = 0.0) -> dict[int, Doubt]:
        """Return the doubts of at least ``least``, by number of the paper, among ``nums``."""

    def doubtful(self, nums: Collection[int]) -> set[int]:
        """Return those of ``nums`` that are at least :data:`papersearch.text.doubt.DOUBTFUL`."""

    def put_doubts(self, doubts: Mapping[int, Doubt]) -> None:
        """Store doubts, in place of those that these papers had."""

    def forget_doubts(self) -> None:
        """Forget all doubts, before new ones are stored."""

    def trust_doubts(self, *, trusted: bool) -> None:
        """Remember whether doubts can be told in this corpus."""

    def trusts_doubts(self) -> bool:
        """Whether doubts can be told in this corpus, as far as was learned."""


class PaperStore(Protocol):
    """The papers of a store."""

    def __len__(self) -> int:
        """Return the number of papers."""

    def model(self) -> Mapping[str, Any] | None:
        """Return the identity of the model, as JSON, None for none yet."""

    def snapshot(self) -> contextlib.AbstractContextManager[None]:
        """Let the reads of the body see one state, as far as the store can."""

    def paper(self, paper_id: str) -> tuple[int, Paper]:
        """Return the number and the paper of an id.

        Raises:
            PaperNotFound: there is none.
        """

    def papers(self, nums: Iterable[int]) -> Mapping[int, Paper]:
        """Return the papers that exist among ``nums``; asked for another, it says it is damaged."""

    def nums(self, ids: Iterable[str]) -> list[int]:
        """Return the numbers of those of ``ids`` that are papers."""

    def ids_of(self, nums: Iterable[int]) -> dict[int, str]:
        """Return the ids of the papers that exist among ``nums``."""

    def numbers(self) -> list[int]:
        """Return the numbers of all papers, in the order in which they were stored."""

    def all_papers(self) -> Iterator[Paper]:
        """Yield every paper, in an order that stays the same."""

    def newest(self, count: int) -> dict[int, Paper]:
        """Return the ``count`` papers that were stored last, by number, oldest first."""

    def days(self) -> list[str]:
        """Return the ascending ISO days on which there are papers."""

    def damaged(self, what: str) -> PaperIndexError:
        """Return the error that says what of the store is damaged, and the remedy."""


class SearchStore(PaperStore, Protocol):
    """What the read path asks of a store."""

    @property
    def learned(self) -> LearnedStore:
        """What the corpus taught."""

    @property
    def interests(self) -> InterestStore:
        """What its reader asked to keep."""

    def prepare(self) -> None:
        """Open what searching vectors needs, while something else is waited for."""

    def scope(self, filters: Filters) -> Scope:
        """Return what ``filters`` leave."""

    def by_author(self, name: str) -> set[int]:
        """Return papers with an author whose name this is part of.

        All that have one of this whole name, punctuation around it aside.
        """

    def weight(self, token: str) -> float:
        """Return the inverse document frequency of a token."""

    def counts(self, tokens: Iterable[str]) -> dict[str, int]:
        """Return how many papers have each of ``tokens``, without those that none has."""

    def column(self, kind: Kind) -> Column:
        """Return which papers have which values of a kind; call within a snapshot."""

    def embeddings_of(self, nums: Iterable[int]) -> tuple[Ids, Embeddings]:
        """Return all passages of these papers, and their (n, d) float32 unit rows."""


class EntryStore(Protocol):
    """What digests say, and which were read. Writing methods are called within a commit."""

    def put(self, entries: Sequence[tuple[str, Entry]]) -> None:
        """Store (source, entry) pairs."""

    def delete(self, keys: Sequence[Key]) -> None:
        """Forget what these (id, day, source) said."""

    def held(self, ids: Iterable[str]) -> Iterator[tuple[Key, Entry]]:
        """Yield the entries of these papers, oldest knowledge first."""

    def fingerprint(self, source: str) -> bytes | None:
        """Return what a source was like when it was read, None where it never was."""

    def fingerprints(self) -> Mapping[str, bytes]:
        """Return what all sources were like when they were read."""

    def mark_read(self, fingerprints: Mapping[str, bytes]) -> None:
        """Remember what sources were like, and behind that what else is known of them."""

    def sources(self) -> set[str]:
        """Return the sources that papers are made of."""

    def relabel(self, names: Mapping[str, str]) -> None:
        """Let sources have new names, by their old ones; they have to be read again."""

    def collections(self) -> list[Named]:
        """Return what people named, by root; nothing where an older papersearch has read."""

    def keep_collections(self, collections: Sequence[Named]) -> None:
        """Remember what people named, in a commit of its own."""

    def followed(self) -> list[Followed]:
        """Return where digests are to be fetched from, in the order in which people said so."""

    def keep_followed(self, followed: Sequence[Followed]) -> None:
        """Remember where digests are to be fetched from, in a commit of its own."""

    def keys(self, sources: Iterable[str]) -> list[Key]:
        """Return the (id, day, source) of all entries of these sources, in order."""

    def ids_in(self, sources: Iterable[str]) -> set[str]:
        """Return the ids that these sources have entries of."""

    def removed(self, ids: Iterable[str]) -> set[str]:
        """Return those of ``ids`` that were removed by hand."""

    def all_removed(self) -> list[str]:
        """Return all ids that were removed by hand, in order."""


class Store(SearchStore, Protocol):
    """What the write path asks of a store."""

    @property
    def entries(self) -> EntryStore:
        """What digests say."""

    def adopt(self, identity: Mapping[str, Any]) -> None:
        """Make a model's identity, as JSON, that of this store, which has none yet."""

    def commit(self) -> contextlib.AbstractContextManager[None]:
        """Make the changes of the body count once it ends, as far as the store can together."""

    def stored(self, ids: Iterable[str]) -> dict[str, tuple[bytes, bytes]]:
        """Return the hash and the document of those of ``ids`` that are papers."""

    def put_embedded(self, papers: Sequence[EmbeddedPaper]) -> None:
        """Store new papers, or new texts of known ones; call within :meth:`commit`."""

    def put_metadata(self, papers: Sequence[Paper]) -> None:
        """Store papers of which nothing that is embedded has changed; within :meth:`commit`."""

    def drop(self, ids: Sequence[str]) -> int:
        """Remove papers, not their entries, and return how many; within :meth:`commit`."""

    def remove(self, ids: Sequence[str]) -> int:
        """Remove papers for good, so that indexing does not bring them back; returns how many."""

    def restore(self, ids: Sequence[str]) -> int:
        """Let indexing bring removed papers back from their digests; return how many there were."""

    def inherit(self, ids: Mapping[str, str], living: Collection[str] = ()) -> None:
        """Let papers, by their old ids, give what the reader said of them to those of new ids.

        When they arrived, what is thought of them, and that they were removed; within
        :meth:`commit`, before either is stored or dropped. Those ``living`` keep it, too.
        """

    def known_vectors(self, ids: Sequence[str]) -> dict[str, dict[bytes, Vector]]:
        """Return the (d,) vectors that these papers have, by paper and by hash of the text."""

    def pending_vectors(self, hashes: Collection[bytes]) -> dict[bytes, Vector]:
        """Return the (d,) vectors, by hash of the text, that an interruption left behind."""

    def keep_pending(self, hashes: Sequence[bytes], vectors: Embeddings) -> None:
        """Keep embeddings of texts whose papers are not complete yet, in a commit of its own."""

    def forget_pending(self, hashes: Sequence[bytes]) -> None:
        """Forget embeddings that are part of a paper now; call within :meth:`commit`."""

    def by_day(self) -> list[int]:
        """Return the numbers of all papers, in the order of their first days and ids."""

    def frequencies(self, taught: Taught) -> Frequencies:
        """Return what the papers of which was learned say, as far as the store can tell."""

    def read_again(self, nums: Iterable[int]) -> None:
        """Let lexical search read these papers again; call within :meth:`commit`."""

    def labels_of(self, nums: Iterable[int]) -> dict[int, list[str]]:
        """Return, by paper, what stands for the label of each passage, in their order."""
