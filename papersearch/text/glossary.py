"""What a corpus's glossary does to a query: its words are looked for in translation as well.

How a corpus teaches itself one is in glosses.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

Glossary = Mapping[str, list[tuple[str, float]]]
"""By token: tokens that stand for it, with the probability that they do, most probable first.

Where several tokens stand for one together, they are parted by spaces.
"""

WEIGHT = 1.2
"""What a certain translation counts against the word itself."""


def clauses(wanted: Iterable[str], glossary: Glossary) -> list[list[tuple[str, float]]]:
    """Return a query's tokens, each with what stands for it and how much that counts."""
    return [
        [(token, 1.0), *((other, WEIGHT * p) for other, p in glossary.get(token, ()))]
        for token in wanted
    ]
