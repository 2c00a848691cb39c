"""Learning from the corpus: where its vectors lie, which words translate which, what is doubtful.

Done anew whenever the corpus has grown or shrunk by a quarter, so that adding a day costs what
the day costs: over time, each paper is learned from a few times.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from papersearch.doubt import DOUBTFUL, Doubt, doubt
from papersearch.embedding import Embedder
from papersearch.glossary import Glossary
from papersearch.glosses import glosses, known_terms
from papersearch.glosses import learn as learn_glossary
from papersearch.languages import probes
from papersearch.paper import Paper
from papersearch.space import Matrix, Space, Vector, shrunk
from papersearch.store.protocol import Store
from papersearch.text import sentences

LEAST_PAPERS = 50
"""Fewer papers teach nothing: their means are those of what they happen to be about."""

GROWTH = 1.25
SAMPLE = 300
"""Titles, and sentences of summaries, that show where the corpus's languages put queries."""

PRIOR = 100
"""How many texts of the corpus a language's probes weigh as much as."""

MEDIAN_DOUBT = 0.42
"""Where half of all summaries are more doubtful than this, none is called so."""

MAX_PAPERS = 50_000
_PAIRS = 4_000


def is_due(store: Store) -> bool:
    """Whether the corpus has changed enough since it was last learned from."""
    before = store.learned.papers()
    now = len(store)
    return now >= LEAST_PAPERS and (now >= GROWTH * before or now * GROWTH * GROWTH <= before)


def learn(store: Store, embedder_for: Callable[[int], Embedder]) -> None:
    """Learn from the newest papers, and judge all of them, in one commit."""
    papers = store.newest(MAX_PAPERS)
    counted = Counter(gloss for paper in papers.values() for gloss in glosses(paper))
    glossary = learn_glossary(counted, known_terms(), store.has)
    texts = _sample(list(papers.values()))
    known = probes()
    asked = [text for own in known.values() for text in own]
    embedder = embedder_for(sum(map(len, texts)) + sum(map(len, asked)))
    space = _space(store, embedder, texts, known)
    doubts = _doubts(papers, glossary, store.weight)
    trusted = _trusted(doubts)
    doubts = doubts if trusted else {}
    before = set(store.learned.doubts(least=DOUBTFUL))
    after = {num for num, found in doubts.items() if found.score >= DOUBTFUL}
    with store.commit():
        store.learned.put_space(space, len(store))
        store.learned.put_glossary(glossary)
        store.learned.forget_doubts()
        store.learned.put_doubts(doubts)
        store.learned.trust_doubts(trusted=trusted)
        store.log((before ^ after) & papers.keys())  # lexical search leaves doubtful text out


def judge(store: Store, ids: Iterable[str]) -> None:
    """Judge new papers by what was learned before; call within a commit."""
    if not store.learned.trusts_doubts():
        return
    papers = store.papers(store.nums(ids))
    glossary = store.learned.glossary()
    store.learned.put_doubts(_doubts(papers, glossary, store.weight))


def _doubts(
    papers: Mapping[int, Paper], glossary: Glossary, weight: Callable[[str], float]
) -> dict[int, Doubt]:
    found = {num: doubt(paper, glossary, weight) for num, paper in papers.items()}
    return {num: own for num, own in found.items() if own is not None}


def _trusted(doubts: Mapping[int, Doubt]) -> bool:
    """Whether most summaries say what their titles say, as far as the glossary can tell.

    Where it cannot, because nothing is glossed, an absent word proves nothing.
    """
    scores = [found.score for found in doubts.values()]
    return bool(scores) and float(np.median(scores)) <= MEDIAN_DOUBT


def _sample(papers: Sequence[Paper]) -> list[str]:
    """Return titles and sentences of summaries, the same ones for the same papers."""
    random = np.random.default_rng(0)
    chosen = [papers[n] for n in random.permutation(len(papers))[:SAMPLE]]
    said = [sentences(section.text) for paper in chosen for section in paper.sections[:1]]
    titles = [paper.title for paper in chosen if paper.title]
    return titles + [own[0] for own in said if own]


def _space(
    store: Store, embedder: Embedder, texts: Sequence[str], known: Mapping[str, list[str]]
) -> Space:
    asked = [text for own in known.values() for text in own]
    vectors = embedder.embed_queries(asked)
    ends = np.cumsum([len(own) for own in known.values()])
    means = dict(
        zip(known, (part.mean(axis=0) for part in np.split(vectors, ends[:-1])), strict=True)
    )
    only_probes = Space(probes=means)
    own: dict[str, list[Vector]] = defaultdict(list)
    for text, vector in zip(texts, embedder.embed_queries(texts), strict=True):
        own[only_probes.language(vector, text)].append(vector)
    queries = {
        language: shrunk(np.stack(rows), means[language], PRIOR)
        for language, rows in own.items()
        if language
    }
    passages = store.some_embeddings(MAX_PAPERS)
    mean = passages.mean(axis=0)
    return Space(mean, queries, means, _spread(passages - mean))


def _spread(centred: Matrix) -> float:
    """Return the standard deviation of the cosine of two of (n, d) rows."""
    random = np.random.default_rng(0)
    left, right = random.integers(0, len(centred), (2, _PAIRS))
    rows = centred / np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-12)
    different = left != right
    if not different.any():
        return 1.0
    return float(np.std(np.sum(rows[left] * rows[right], axis=1)[different])) or 1.0
