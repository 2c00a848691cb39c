"""What tantivy is asked: queries of the words of clauses, in all of a text or in sections."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

import tantivy

from papersearch.store.bm25 import Clause, union

_ANY = tantivy.Occur.Should
_MUST = tantivy.Occur.Must


class Within(NamedTuple):
    """Where words are looked for: in ``sections``, by folded label, or in all of the text."""

    schema: tantivy.Schema
    sections: Sequence[str] = ()

    def any_of(self, weights: Mapping[str, float]) -> tantivy.Query:
        """Return a plain union of tokens of these weights.

        That is the one kind of query for which tantivy skips what cannot be among the best.
        """
        return tantivy.Query.boolean_query(
            [
                (_ANY, self._term(field, token, weight))
                for field in self._where
                for token, weight in weights.items()
            ]
        )

    def all_of(self, weights: Mapping[str, float]) -> tantivy.Query:
        """Return a query for what has all of these tokens, within one section where these count."""
        within = [
            tantivy.Query.boolean_query(
                [(_MUST, self._term(field, token, weight)) for token, weight in weights.items()]
            )
            for field in self._where
        ]
        if len(within) == 1:
            return within[0]
        return tantivy.Query.boolean_query([(_ANY, own) for own in within])

    def scored(self, wanted: Sequence[Clause]) -> tantivy.Query:
        """Return a query whose scores are final within sections: a clause's best token counts."""
        if not self.sections:
            return self.any_of(union(wanted))
        clauses = []
        for field in self._where:
            for clause in wanted:
                terms = [self._term(field, token, weight) for token, weight in clause]
                best = terms[0] if len(terms) == 1 else tantivy.Query.disjunction_max_query(terms)
                clauses.append((_ANY, best))
        return tantivy.Query.boolean_query(clauses)

    def among(self, query: tantivy.Query, nums: Collection[int]) -> tantivy.Query:
        """Return a query for what of ``query`` has these numbers."""
        numbers = tantivy.Query.term_set_query(self.schema, "num", list(nums))
        return tantivy.Query.boolean_query(
            [(_MUST, query), (_MUST, tantivy.Query.const_score_query(numbers, 0.0))]
        )

    @property
    def _where(self) -> Iterable[str]:
        return [f"section.{field_name(label)}" for label in self.sections] or ["text"]

    def _term(self, field: str, token: str, weight: float) -> tantivy.Query:
        term = tantivy.Query.term_query(self.schema, field, token, index_option="freq")
        return tantivy.Query.boost_query(term, weight)


def field_name(label: str) -> str:
    """Return a label's key as a name within a JSON field, which dots would divide."""
    return label.replace(".", " ")
