"""Learning from the corpus: where its vectors lie, which words translate which, what is doubtful.

What is learned depends on the papers alone, not on when each came. It is learned of the papers that
come first by day and id, of as many as the next lower step says, each step a quarter above the last
one; and anew when there is another step, or when one of these papers has changed. So adding a day
costs what the day costs: over time, each paper is learned from a few times.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import numpy as np

from papersearch.embedding import Embedder
from papersearch.embedding.portions import portions
from papersearch.ranking.space import Space, axes_of, shrunk
from papersearch.store.protocol import Store, Taught
from papersearch.text.doubt import DOUBTFUL, Doubt, doubt
from papersearch.text.glossary import Glossary
from papersearch.text.glosses import glosses, known_terms
from papersearch.text.glosses import learn as learn_glossary
from papersearch.text.languages import probes
from papersearch.text.tokens import sentences
from papersearch.types.arrays import Embeddings, Vector, unit
from papersearch.types.paper import Paper, dated
from papersearch.types.passage_ids import num_of
from papersearch.types.progress import Progress, Step, silent

LEAST_PAPERS = 50
"""Fewer papers teach nothing: their means are those of what they happen to be about."""

GROWTH = 1.25
SAMPLE = 300
"""Titles, and sentences of summaries, that show where the corpus's languages put queries."""

PRIOR = 100
"""How many texts of the corpus a language's probes weigh as much as."""

MEDIAN_DOUBT = 0.42
"""Where half of all summaries are more doubtful than this, none is called so."""

MAX_PAPERS = 20_000
"""Papers that are learned from, the newest of those that may be; older ones are not judged."""

_PAIRS = 4_000
_BATCH = 1_000
_TEXTS = 64  # that are embedded at a time, before it is said how many are


def step(papers: int) -> int:
    """Return of how many papers is learned where there are so many; 0 where there are too few."""
    steps = (int(LEAST_PAPERS * GROWTH**n) for n in itertools.count())
    return max([0, *itertools.takewhile(lambda own: own <= papers, steps)])


def is_due(store: Store) -> bool:
    """Whether what is learned is not what the papers teach, or less than they do now."""
    taught = store.learned.taught()
    if taught is None:
        return len(store) >= LEAST_PAPERS
    if taught.outdated or taught.papers != step(len(store)):
        return True
    return taught.papers > 0 and store.learned.space().axes is None


def learn(
    store: Store, embedder_for: Callable[[int], Embedder], progress: Progress = silent
) -> None:
    """Learn from the papers, and judge them, in one commit."""
    count = step(len(store))
    nums = store.by_day()
    if not count:
        with store.commit():
            store.learned.forget()
            store.read_again(nums)
        return
    used = nums[max(0, count - MAX_PAPERS) : count]
    papers = dict(_papers(store, used))
    taught = Taught(count, dated(papers[used[0]]), dated(papers[used[-1]]))
    words = store.frequencies(taught)
    counted = Counter(gloss for paper in papers.values() for gloss in glosses(paper))
    glossary = learn_glossary(counted, known_terms(), words.has)
    texts = _sample(list(papers.values()))
    known = probes()
    asked = [text for own in known.values() for text in own]
    embedder = embedder_for(sum(map(len, texts)) + sum(map(len, asked)))
    stage = Step(progress, "learning", len(asked) + len(texts) + len(used) + len(nums[count:]))
    space = _space(embedder, texts, known, _passages(store, used), stage)
    doubts = _doubts(stage.over(papers.items()), glossary, words.weight)
    trusted = _trusted(doubts)
    if trusted:
        others = stage.over(_papers(store, nums[count:]))
        doubts |= _doubts(others, glossary, words.weight)
    stage.end()
    before = set(store.learned.doubts(least=DOUBTFUL))
    after = {num for num, found in doubts.items() if found.score >= DOUBTFUL} if trusted else set()
    with store.commit():
        store.learned.put_space(space, taught)
        store.learned.put_glossary(glossary)
        store.learned.forget_doubts()
        store.learned.put_doubts(doubts if trusted else {})
        store.learned.trust_doubts(trusted=trusted)
        store.read_again((before ^ after).intersection(nums))  # whose texts words leave out


def judge(store: Store, ids: Iterable[str]) -> None:
    """Judge new papers by what was learned before; call within a commit."""
    taught = store.learned.taught()
    if taught is None or not store.learned.trusts_doubts():
        return
    nums = store.nums(ids)
    papers = {num: own for num, own in store.papers(nums).items() if dated(own) >= taught.first}
    words = store.frequencies(taught)
    store.learned.put_doubts(_doubts(papers.items(), store.learned.glossary(), words.weight))


def _papers(store: Store, nums: Sequence[int]) -> Iterator[tuple[int, Paper]]:
    for start in range(0, len(nums), _BATCH):
        some = nums[start : start + _BATCH]
        found = store.papers(some)
        yield from ((num, found[num]) for num in some)


def _passages(store: Store, nums: Sequence[int]) -> Embeddings:
    """Return the (n, d) float32 unit rows of papers, in their order."""
    pids, rows = store.embeddings_of(nums)
    places = np.argsort(np.array(nums))
    ranks = places[np.searchsorted(np.array(nums)[places], num_of(pids))]
    ordered: Embeddings = rows[np.lexsort((pids, ranks))]
    return ordered


def _doubts(
    papers: Iterable[tuple[int, Paper]], glossary: Glossary, weight: Callable[[str], float]
) -> dict[int, Doubt]:
    found = ((num, doubt(paper, glossary, weight)) for num, paper in papers)
    return {num: own for num, own in found if own is not None}


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
    embedder: Embedder,
    texts: Sequence[str],
    known: Mapping[str, list[str]],
    passages: Embeddings,
    step: Step,
) -> Space:
    asked = [text for own in known.values() for text in own]
    vectors = _embedded(embedder, asked, step)
    ends = np.cumsum([len(own) for own in known.values()])
    means = dict(
        zip(known, (part.mean(axis=0) for part in np.split(vectors, ends[:-1])), strict=True)
    )
    only_probes = Space(probes=means)
    own: dict[str, list[Vector]] = defaultdict(list)
    for text, vector in zip(texts, _embedded(embedder, texts, step), strict=True):
        own[only_probes.language(vector, text)].append(vector)
    queries = {
        language: shrunk(np.stack(rows), means[language], PRIOR)
        for language, rows in own.items()
        if language
    }
    mean = passages.mean(axis=0)
    centred = unit(passages - mean)
    return Space(mean, queries, means, _spread(centred), axes=axes_of(centred))


def _embedded(embedder: Embedder, texts: Sequence[str], step: Step) -> Embeddings:
    """Return (n, d) float32 unit rows for n texts of queries."""
    parts = []
    for some in portions(texts, [*map(len, texts)], embedder.at_once, _TEXTS):
        parts.append(embedder.embed_queries(some))
        step.add(len(some))
    return np.concatenate(parts)


def _spread(rows: Embeddings) -> float:
    """Return the standard deviation of the cosine of two of (n, d) unit rows."""
    random = np.random.default_rng(0)
    left, right = random.integers(0, len(rows), (2, _PAIRS))
    different = left != right
    if not different.any():
        return 1.0
    return float(np.std(np.sum(rows[left] * rows[right], axis=1)[different])) or 1.0
