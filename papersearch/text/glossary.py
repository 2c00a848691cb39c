"""What a corpus's glossary does to a query: its words are looked for in translation as well.

How a corpus teaches itself one is in glosses.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

Glossary = Mapping[str, list[tuple[str, float]]]
"""By token: tokens that stand for it, with the probability that they do, most probable first.

Where several tokens stand for one together, they are parted by spaces.
"""

WEIGHT = 1.2
"""What a certain translation counts against the word itself."""


COMMON = 0.5
"""How far a word counts as rare as the commonest of what stands for it.

Source: Darwish and Oard, Probabilistic structured query methods, SIGIR 2003, where it is 1.
"""

LIKELY = 0.5
"""How probable a translation is that tells how common a word is."""


def clauses(
    importance: Mapping[str, float], glossary: Glossary, idf: Callable[[str], float]
) -> list[list[tuple[str, float]]]:
    """Return a query's tokens, each with what stands for it and how much that counts.

    ``importance`` is what each token counts (see :func:`papersearch.text.importance.importance`),
    ``idf`` its inverse document frequency, which the weights are meant to be multiplied with.
    """
    return [_clause(token, own, glossary.get(token, ()), idf) for token, own in importance.items()]


def _clause(
    token: str,
    importance: float,
    others: Sequence[tuple[str, float]],
    idf: Callable[[str], float],
) -> list[tuple[str, float]]:
    if not others:
        return [(token, importance)]
    forms = [(token, 1.0), *((other, WEIGHT * p) for other, p in others)]
    rarity = {form: idf(form) for form, _ in forms}
    likely = [token, *(other for other, p in others if p >= LIKELY)]
    common = min(rarity[form] for form in likely)
    return [
        (form, importance * weight * (1 - COMMON + COMMON * common / rarity[form]))
        for form, weight in forms
    ]
