"""A query, understood once: its words with what stands for them, and where it lies in the space.

Search, the feed and trends all ask here, so that a query means the same to each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from papersearch.ranking.similarity import Target
from papersearch.ranking.space import Space
from papersearch.search.reading import Pairs, Read, read
from papersearch.store.bm25 import Clause, saturated
from papersearch.store.protocol import SearchStore
from papersearch.text.general_words import GENERAL
from papersearch.text.glossary import Glossary, clauses
from papersearch.text.importance import importance
from papersearch.text.tokens import STOP_WORDS, Term, parts, query_terms
from papersearch.types.arrays import Vector
from papersearch.types.box import Says

_SAY_NOTHING = GENERAL | STOP_WORDS


@dataclass(frozen=True, slots=True)
class Words:
    """What a query says: its terms, and the clauses, each a token and what stands for it.

    ``importance`` is what each token counts beside how rare it is, ``read_as`` which words of the
    text are none of the terms, as what they are read as is; ``offered`` what others may be meant
    as.
    """

    text: str
    terms: tuple[Term, ...]
    glossary: Glossary
    importance: Mapping[str, float]
    clauses: tuple[Clause, ...]
    read_as: Pairs = ()
    offered: Pairs = ()

    @classmethod
    def of(
        cls,
        text: str,
        store: SearchStore,
        *,
        translate: bool = True,
        shipped: bool = False,
        says: Says | None = None,
    ) -> Words:
        """Return the words of ``text``, translated by the glossary unless ``translate`` is off.

        With ``shipped``, terms of the field are known beside what the corpus has taught. With
        ``says``, which is what else was typed, words that no paper says are read as words that
        papers say: of a question, which somebody typed and is told so.
        """
        terms = tuple(query_terms(text))
        reading = Read(terms)
        if says is not None:
            reading = read(text, says, terms, store)
            terms = reading.terms
        known: Glossary = {}
        if shipped:
            from papersearch.text.terms import standing_for  # queries do without

            terms, known = standing_for(terms)
        tokens = list(dict.fromkeys(token for term in terms for token in term.tokens))
        taught = store.learned.glossary(tokens) if translate else {}
        glossary = {own: [*taught.get(own, ()), *known.get(own, ())] for own in {**taught, **known}}
        counts = importance(terms, glossary)
        made = tuple(clauses(counts, glossary, store.weight))
        return cls(text, terms, glossary, counts, made, reading.read_as, reading.offered)

    def telling(self, store: SearchStore) -> Callable[[str], float]:
        """Return what tells how much each token says: how rare it is, times its importance.

        General words and stop words ask for nothing: of "latest papers about robots" it is robots.
        """
        return lambda token: (
            0.0 if token in _SAY_NOTHING else store.weight(token) * self.importance.get(token, 1.0)
        )

    def most(self, store: SearchStore) -> float:
        """Return a lexical score that no paper exceeds."""
        return saturated(
            max(weight * store.weight(form) for form, weight in clause) for clause in self.clauses
        )

    @property
    def wanted(self) -> frozenset[str]:
        """Every token that is worth marking."""
        forms = {form for clause in self.clauses for form, _ in clause}
        return frozenset(own for form in forms for token in form.split() for own in parts(token))


@dataclass(frozen=True, slots=True)
class Understood:
    """A query's words, and the target that passages are compared with.

    ``foreign`` says that it is in a language that the corpus does not have: what words papers share
    with it tells nothing. Then ``width`` is its width in the space, None for other queries.
    """

    words: Words
    target: Target
    foreign: bool
    width: float | None

    @classmethod
    def of(cls, words: Words, vector: Vector, space: Space, store: SearchStore) -> Understood:
        """Return what a query means whose (d,) float32 unit vector is ``vector``.

        Nothing is foreign where no space was learned, or of which papers say most of the words.
        """
        target = Target.of_query(vector, words.text, space)
        strange = space.passages is not None and target.language not in space.queries
        foreign = strange and not _says_most(store, words.terms)
        width = space.width(space.centred(vector, target.language)) if foreign else None
        return cls(words, target, foreign, width)


def _says_most(store: SearchStore, terms: Sequence[Term]) -> bool:
    """Whether papers say more than three quarters of the tokens of some terms."""
    tokens = {token for term in terms for token in term.tokens}
    return 4 * len(store.counts(tokens)) > 3 * len(tokens)
