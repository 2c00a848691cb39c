"""Summaries that are not of their paper: language models make some up.

A summary repeats what its title says, in its own language. So the title's words, or what the
corpus's glossary says they stand for, are looked for in the sections; the fewer of them are
there, by how telling they are, the more doubtful the summary.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from papersearch.text.tokens import query_terms, tokens
from papersearch.types.paper import Paper

if TYPE_CHECKING:
    from papersearch.text.glossary import Glossary

DOUBTFUL = 0.8
"""From here on a summary is doubtful; see docs/decisions/0009-doubtful-summaries.md."""


class Doubt(NamedTuple):
    """How doubtful a summary is, 0 to 1, and the words of the title that it never mentions."""

    score: float
    missing: tuple[str, ...]


def doubt(paper: Paper, glossary: Glossary, weight: Callable[[str], float]) -> Doubt | None:
    """Return how doubtful the summary of ``paper`` is; None where there is none to doubt.

    ``weight`` says how telling a token is, such as its inverse document frequency.
    """
    said = {token for section in paper.sections for token in tokens(section.text)}
    terms = query_terms(paper.title)
    if not said or not terms:
        return None
    total = found = 1.0  # a title of one odd word proves nothing
    missing = []
    for term in terms:
        heavy = sum(map(weight, term.tokens))
        total += heavy
        if any(token in said or _translated(token, glossary) & said for token in term.tokens):
            found += heavy
        else:
            missing.append(term.word)
    return Doubt(round(1 - found / total, 4), tuple(missing))


def _translated(token: str, glossary: Glossary) -> set[str]:
    return {other for other, _ in glossary.get(token, ())}
