"""What can be asked of every collection of papers, in a folder or on a server."""

from __future__ import annotations

import dataclasses
from collections.abc import Generator, Iterable
from typing import TYPE_CHECKING, Generic, TypeVar

from papersearch.api.access import Access
from papersearch.api.likeness import likeness
from papersearch.api.models import Embedded, Models
from papersearch.api.naming import found, several
from papersearch.runtime.background import Background
from papersearch.store.protocol import Store
from papersearch.types.box import Says
from papersearch.types.hits import Answer
from papersearch.types.paper import Paper
from papersearch.types.query import Filters, Query, check_k

if TYPE_CHECKING:
    from papersearch.embedding.reranker import Reranker
    from papersearch.types.arrays import Embeddings
    from papersearch.types.facets import Facets, Suggestion
    from papersearch.types.query import Weights

_S = TypeVar("_S", bound=Store)


class Asking(Generic[_S]):
    """What :class:`Library` answers; nothing of it writes."""

    def __init__(self, access: Access[_S], models: Models) -> None:
        self._access = access
        self._models = models
        self._reader = access.reader

    def query(
        self,
        text: str,
        k: int = 10,
        *,
        mode: str = "hybrid",
        filters: Filters | None = None,
        diverse: bool = False,
        explain: bool = False,
        sort: str = "relevance",
        weights: Weights | None = None,
        rerank: str | Reranker | None = None,
    ) -> Answer:
        """Return the k papers that best answer ``text``, best first; a sequence of hits.

        ``mode`` is "hybrid", "dense" (meaning alone) or "lexical" (words alone); ``diverse``
        spreads papers that are nearly alike, ``explain`` says why each hit stands where it does;
        ``sort`` puts the papers that answer into another order, "date" or "votes": those up to the
        answer's end, or the best 100 where it has none, whatever k is; each keeps its rank.
        ``weights`` are ranking's, to compare. ``rerank`` names a cross-encoder, a folder or a
        model of a hub, which orders the first 50 papers; it stays loaded for the next query.

        Raises:
            InvalidQuery: see :class:`Query`.
            ModelMismatch: the model at hand is not that of the index.
            ModelNotFound, ModelRefused, MissingExtra, EmbeddingError: a model cannot be loaded.
        """
        query = Query(text, k, mode, filters or Filters(), diverse, explain, sort)
        return self.ask(query, weights, rerank)

    def ask(
        self, query: Query, weights: Weights | None = None, rerank: str | Reranker | None = None
    ) -> Answer:
        """Return the answer to ``query``, as :meth:`query` does."""
        model = None if rerank is None or not query.words else self._models.reranker(rerank)
        asked, embedding = self._begun(query)
        from papersearch.search.hybrid import search
        from papersearch.types.query import Weights

        answer = self._access.healed(
            lambda store: search(
                store,
                asked,
                (lambda: embedding.result().vector) if embedding else None,
                weights or Weights(),
                model.scores if model else None,
            )
        )
        read = embedding.result().read if embedding else None
        return answer if read is None else dataclasses.replace(answer, read_characters=read)

    def facets(
        self,
        text: str | Filters = "",
        *,
        filters: Filters | None = None,
        mode: str = "hybrid",
        k: int = 20,
    ) -> Facets:
        """Return how many papers there are by month, section, author, category and source.

        Of all papers that ``filters`` leave, which may also be given alone; with a ``text`` of
        those that answer it, the same that :meth:`query` sorts. Of each but months it is the ``k``
        values that most papers have.

        Raises:
            InvalidQuery: see :class:`Query`.
        """
        from papersearch.search.counting import facets, facets_of

        check_k(k)
        if isinstance(text, Filters):
            return self.facets(filters=text, k=k)
        wanted = filters or Filters()
        if not text.strip():
            return self._access.healed(lambda store: facets(store, wanted, k))
        asked, embedding = self._begun(Query(text, mode=mode, filters=wanted))
        vector = (lambda: embedding.result().vector) if embedding else None
        return self._access.healed(lambda store: facets_of(store, asked, vector, k))

    def suggest(self, text: str, k: int = 8) -> list[Suggestion]:
        """Return at most ``k`` authors, sections, categories and watches that continue ``text``.

        As many words at its end count as any of their names goes on with; behind "author:",
        "section:" or "category:" these names alone. Watches come first, then what most papers have.
        No model is needed.

        Raises:
            InvalidQuery: ``k`` is not in 1 to ``MAX_K``.
        """
        from papersearch.search.suggesting import suggest

        check_k(k)
        return self._access.healed(lambda store: suggest(store, text, k))

    def why_nothing(self, filters: Filters | None = None, says: Says | None = None) -> str:
        """Return one line that says why a query finds nothing, or what may help.

        ``filters`` and ``says`` are those of a :class:`Query`.
        """
        from papersearch.search.nothing import why_nothing

        store = self._reader()
        with store.snapshot():
            return why_nothing(store, filters or Filters(), says or Says())

    def similar(
        self,
        paper_id: str | Iterable[str] = (),
        k: int = 10,
        *,
        filters: Filters | None = None,
        unlike: str | Iterable[str] = (),
        text: str | bytes = "",
    ) -> Answer:
        """Return the k papers most like the given ones, best first, without these.

        ``paper_id`` is an id or link or several, ``unlike`` are papers to stay away from. ``text``
        is one of your own: an abstract, which its title and a blank line may precede; a digest of
        any format, BibTeX or JSON, whose papers are liked, too; or ids, one a line. Each paper
        counts once, however long. Only for a text is a model loaded.

        Raises:
            InvalidQuery: nothing is liked, a paper is both liked and unlike, or the text cannot be
                read.
            PaperNotFound: the index has no such paper; the error says which.
        """
        from papersearch.search.similar import similar

        asked = likeness(several(paper_id), several(unlike), text, k, filters)
        liked, disliked = (
            tuple(self.paper(own).id for own in given) for given in (asked.liked, asked.disliked)
        )
        known = dataclasses.replace(asked, liked=liked, disliked=disliked)
        return self._access.healed(lambda store: similar(store, known, self._models.passages))

    def paper(self, paper_id: str) -> Paper:
        """Return a paper by id or link, whatever version it names.

        Raises:
            PaperNotFound: the index has no such paper.
        """
        store = self._reader()
        return found(lambda wanted: store.paper(wanted)[1], paper_id, self._access.called)

    def newest(self, count: int) -> list[Paper]:
        """Return the ``count`` papers that were added last, newest first."""
        return list(self._reader().newest(count).values())[::-1]

    def wanted_tokens(self, text: str) -> frozenset[str]:
        """Return what to mark for a query, for :func:`papersearch.text.tokens.marks`."""
        from papersearch.search.hybrid import wanted_tokens

        return wanted_tokens(self._reader(), text)

    def papers(self) -> Generator[Paper, None, None]:
        """Yield all papers of one state; an index in a folder does so in the order of their ids."""
        store = self._reader()
        with store.snapshot():
            yield from store.all_papers()

    def _begun(self, query: Query) -> tuple[Query, Background[Embedded] | None]:
        """Return what is asked of the store, and what embeds its text, for all but words alone.

        Loading the model and embedding are C code, opening files and asking servers wait: the one
        is done while the other goes on.
        """
        asks = query.mode != "lexical" and query.words
        embedding = self._models.embedding(query.words) if asks else None
        return self._access.asked(query), embedding

    def vectors(self, ids: Iterable[str] | None = None) -> tuple[list[str], Embeddings]:
        """Return ids, and (n, d) float32 unit rows: each the middle of a paper's passages.

        Without ``ids`` it is those of all papers, in the order of their ids. They are as the model
        made them.

        Raises:
            PaperNotFound: the index has no such paper.
        """
        from papersearch.upkeep.vectors import vectors

        wanted = None if ids is None else [self.paper(own).id for own in several(ids)]
        return self._access.healed(lambda store: vectors(store, wanted))
