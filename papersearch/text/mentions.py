"""Which of a query's words a paper mentions, as they are or in translation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from papersearch.text.glossary import Glossary
from papersearch.text.tokens import Term, occurring
from papersearch.types.paper import Paper


class Mentions(NamedTuple):
    """The words of a query that a paper mentions and those it does not, and their tokens."""

    found: tuple[str, ...]
    missing: tuple[str, ...]
    found_tokens: frozenset[str]
    tokens: frozenset[str]

    def share(self, weight: Callable[[str], float]) -> float:
        """Return which share of the query's tokens is found, each counting its ``weight``."""
        total = sum(map(weight, self.tokens))
        return sum(map(weight, self.found_tokens)) / total if total else 0.0


def mentions_of(
    paper: Paper, terms: Sequence[Term], glossary: Glossary, *, title: bool = False
) -> Mentions:
    """Return what ``paper`` mentions of ``terms``; with ``title`` only its title is read."""
    texts = [paper.title] + ([] if title else [section.text for section in paper.sections])
    wanted = {token for term in terms for token in term.tokens}
    others = {
        own for token in wanted for form, _ in glossary.get(token, ()) for own in form.split()
    }
    return mentions(occurring("\n".join(texts), frozenset(wanted | others)), terms, glossary)


def mentions(said: set[str], terms: Sequence[Term], glossary: Glossary) -> Mentions:
    """Return what a paper mentions of ``terms`` that has these tokens."""
    wanted = {token for term in terms for token in term.tokens}
    found = frozenset(
        token
        for token in wanted
        if token in said
        or any(said.issuperset(form.split()) for form, _ in glossary.get(token, ()))
    )
    seen = {
        term.word: None
        for term in terms
        if 2 * len(found.intersection(term.tokens)) >= len(term.tokens)
    }
    return Mentions(
        tuple(seen),
        tuple(term.word for term in terms if term.word not in seen),
        found,
        frozenset(wanted),
    )
