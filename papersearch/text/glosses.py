"""A glossary that a corpus teaches itself: which words of one script stand for which of another.

Digests gloss their terms, "시각 토큰(visual token)". Each gloss is a pair of phrases that mean
the same; which word of one stands for which of the other is estimated over all of them, as
statistical translation does. A query's words are then also looked for in translation (glossary.py).

Source: Brown et al., The mathematics of statistical machine translation, 1993 (Model 1).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

import numpy as np

from papersearch.text.glossary import Glossary
from papersearch.text.terms import rows
from papersearch.text.tokens import SPACED, tokens
from papersearch.types.paper import Paper

Gloss = tuple[tuple[str, ...], tuple[str, ...]]
"""Tokens of a spaced script, tokens of an unspaced one."""

_Pair = tuple[tuple[str, ...], tuple[str, ...], int]

KNOWN = 2
"""How often a shipped term counts as seen."""

ENOUGH = 3
"""Glosses of a token in the corpus from which on shipped terms do not speak for it."""

MAX_GLOSSES = 200_000
_ROUNDS = 5
_TRANSLATIONS = 3
_LEAST = 0.1  # probability of a translation
_LEAST_BACK = 0.05  # and of the way back
_LEAST_COUNT = 1.5  # glosses that it explains
_NOTHING = 1e-3  # a word may stand for nothing

_UNSPACED = rf"[^\W{SPACED}]+"
_LATIN = r"[A-Za-z][A-Za-z0-9]*(?:[ \-/'&.][A-Za-z0-9]+){0,6}"
_PHRASE = rf"{_UNSPACED}(?: {_UNSPACED}){{0,3}} ?"
_BRACKETS = re.compile(r"[(（] ?([^()（）\n]{2,60}?) ?[)）]")
_INSIDE = {"latin": re.compile(_LATIN), "unspaced": re.compile(_PHRASE)}
_BEFORE = {
    "latin": re.compile(rf"(?:(?<=[^A-Za-z0-9])|^){_LATIN} ?$"),
    "unspaced": re.compile(rf"(?<![^\W{SPACED}]){_PHRASE}$"),
}
_CONTEXT = 60
_RUN = 12  # characters of a run that may belong to a phrase, where no spaces part words


def glosses(paper: Paper) -> Iterator[Gloss]:
    """Yield the glosses in the sections of ``paper``."""
    for section in paper.sections:
        for found in _BRACKETS.finditer(section.text):
            inside = found.group(1)
            before = section.text[max(0, found.start() - _CONTEXT) : found.start()]
            for script, other in (("latin", "unspaced"), ("unspaced", "latin")):
                if not _INSIDE[script].fullmatch(inside):
                    continue
                phrase = _BEFORE[other].search(before)
                if phrase:
                    sides = {script: inside, other: phrase.group()}
                    gloss = _gloss(sides["latin"], sides["unspaced"])
                    if all(gloss):
                        yield gloss


def known_terms() -> Counter[Gloss]:
    """Return the glosses of terms of the field that are shipped, as if each was seen twice."""
    counted: Counter[Gloss] = Counter()
    for english, *others in rows():
        for other in others:
            gloss = (tuple(sorted(set(tokens(english)))), tuple(sorted(set(tokens(other)))))
            counted[gloss] = KNOWN
    return counted


def learn(
    counted: Counter[Gloss],
    known: Counter[Gloss] | None = None,
    there: Callable[[str], bool] = lambda _token: True,
) -> Glossary:
    """Return the glossary that glosses, and how often each was seen, teach, in both directions.

    ``known`` glosses speak for tokens that the corpus glosses less than ``ENOUGH`` times.
    ``there`` tells tokens that the corpus has: a translation into anything else finds nothing.
    """
    own = [(spaced, unspaced, n) for (spaced, unspaced), n in counted.most_common(MAX_GLOSSES)]
    more = [(spaced, unspaced, n) for (spaced, unspaced), n in (known or Counter()).items()]
    forward = _translate(_directed(own, more, there))
    back = _translate(_directed(map(_turned, own), map(_turned, more), there))
    return {**_best(forward, back), **_best(back, forward)}


def _directed(
    own: Iterable[_Pair], more: Iterable[_Pair], there: Callable[[str], bool]
) -> list[_Pair]:
    """Return the pairs that may teach translations from their first into their second side."""
    pairs = list(own)
    seen: Counter[str] = Counter()
    for source, _, count in pairs:
        seen.update(dict.fromkeys(source, count))
    pairs += [pair for pair in more if all(seen[token] < ENOUGH for token in pair[0])]
    return [pair for pair in pairs if all(map(there, pair[1]))]


def _turned(pair: _Pair) -> _Pair:
    return pair[1], pair[0], pair[2]


def _gloss(latin: str, unspaced: str) -> Gloss:
    """Pair as many words as the shorter side has, the last ones: they stand at the bracket."""
    left, right = latin.split(), unspaced.split()
    words = min(len(left), len(right)) if len(right) > 1 else len(left)
    return (
        tuple(sorted({token for word in left[-words:] for token in tokens(word)})),
        tuple(sorted({token for word in right[-words:] for token in tokens(word[-_RUN:])})),
    )


def _translate(pairs: Iterable[_Pair]) -> dict[tuple[str, str], tuple[float, float]]:
    """Return, by (source, target), the probability and the expected count of a translation."""
    sources: dict[str, int] = {}
    targets: dict[str, int] = {}
    rows = []
    group = 0
    for from_, to, count in pairs:
        for target in to:
            t = targets.setdefault(target, len(targets))
            rows += [(sources.setdefault(s, len(sources)), t, group, count) for s in from_]
            group += 1
    if not rows:
        return {}
    source, target, groups, weight = np.array(rows).T
    links, link = np.unique(source * len(targets) + target, return_inverse=True)
    of_source = links // len(targets)
    probability = np.ones(len(links))
    for _ in range(_ROUNDS):
        share = probability[link]
        share /= (np.bincount(groups, share) + _NOTHING)[groups]
        expected = np.bincount(link, share * weight)
        probability = expected / np.bincount(of_source, expected)[of_source]
    names, others = list(sources), list(targets)
    keys = ((names[key // len(others)], others[key % len(others)]) for key in links.tolist())
    return dict(zip(keys, zip(probability.tolist(), expected.tolist(), strict=True), strict=True))


def _best(
    there: Mapping[tuple[str, str], tuple[float, float]],
    back: Mapping[tuple[str, str], tuple[float, float]],
) -> dict[str, list[tuple[str, float]]]:
    found: dict[str, list[tuple[str, float]]] = {}
    met = {target for _, target in back}
    for (source, target), (probability, count) in there.items():
        # A token that the corpus does not have cannot be translated into.
        returns, _ = back.get((target, source), (float(source not in met), 0.0))
        if probability >= _LEAST and count >= _LEAST_COUNT and returns >= _LEAST_BACK:
            found.setdefault(source, []).append((target, round(probability, 4)))
    return {
        source: sorted(targets, key=lambda pair: (-pair[1], pair[0]))[:_TRANSLATIONS]
        for source, targets in found.items()
    }
