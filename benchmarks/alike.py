"""``python -m benchmarks.alike INDEX JUDGED``: what disliked papers are to weigh in `similar`.

Some relevant papers of a judged query are liked and some of grade 0 disliked; the others should be
found, in their order. Every passage of the index is compared, as `similar` compares candidates.
See docs/decisions/0038-more-like-these.md.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np

from papersearch.api.paper_index import PaperIndex
from papersearch.evaluation.judgments import read_queries
from papersearch.ranking import similarity
from papersearch.ranking.similarity import Similarities, Target
from papersearch.ranking.space import Space
from papersearch.types.arrays import Embeddings, Ids
from papersearch.types.passage_ids import num_of

GRADE = 2
DRAWS = 10
WEIGHTS = (0, 0.05, 0.1, 0.15, 0.25, 0.5, 0.75)
SIZES = ((1, 0), (2, 0), (4, 0), (1, 1), (2, 2), (4, 4))
"""How many papers are liked and disliked."""

MEASURES = ("nDCG@10", "recall@50", "pairs", "bad@10")
Figures = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """A topic, papers that are given by number, and the grades of those that are not."""

    topic: str
    liked: list[int]
    disliked: list[int]
    grades: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Corpus:
    """All passages: their ids and (n, d) unit rows, and the space of ranking."""

    pids: Ids
    rows: Embeddings
    space: Space

    def of(self, num: int) -> Embeddings:
        """Return the rows of a paper."""
        rows: Embeddings = self.rows[num_of(self.pids) == num]
        return rows

    def ranked(self, trial: Trial) -> dict[int, int]:
        """Return the rank of each paper but those given."""
        liked, disliked = ([*map(self.of, nums)] for nums in (trial.liked, trial.disliked))
        target = Target.of_papers(liked, disliked, self.space)
        best = Similarities(self.pids, self.rows, target).best
        left = sorted(best.keys() - {*trial.liked, *trial.disliked}, key=lambda num: -best[num])
        return {num: rank for rank, num in enumerate(left, start=1)}


@click.command()
@click.argument("folder", metavar="INDEX", type=click.Path(exists=True, path_type=Path))
@click.argument("judged", type=click.Path(exists=True, path_type=Path))
@click.option("--weight", "weights", type=float, multiple=True, default=WEIGHTS)
def main(folder: Path, judged: Path, weights: Sequence[float]) -> None:
    """Print how well each weight finds the papers that were not given."""
    with PaperIndex.open(folder) as index:
        store = index._reader()
        corpus = Corpus(*store.embeddings_of(store.numbers()), store.learned.space())
        at = {id_: num for num, id_ in store.ids_of(store.numbers()).items()}
    topics = {
        query.qid: {at[own]: grade for own, grade in query.relevant.items() if own in at}
        for query in read_queries(judged)
    }
    for liked, disliked in SIZES:
        trials = list(_trials(topics, liked, disliked))
        click.echo(f"\n{liked} liked, {disliked} disliked: {len(trials)} trials")
        first: list[Figures] = []
        for weight in weights if disliked else weights[:1]:
            similarity.DISLIKED = weight
            found = [_outcome(corpus.ranked(trial), trial.grades) for trial in trials]
            first = first or found
            click.echo(f"  {weight:4}  {_said(found, first, trials)}")


def _trials(topics: Mapping[str, Mapping[int, int]], liked: int, disliked: int) -> Iterator[Trial]:
    """Yield draws of each topic that leave papers of both kinds to be found."""
    random = np.random.default_rng(0)
    for topic, grades in topics.items():
        good = sorted(own for own, grade in grades.items() if grade >= GRADE)
        bad = sorted(own for own, grade in grades.items() if grade == 0)
        if len(good) <= liked or len(bad) <= max(disliked, 1):
            continue
        for _ in range(DRAWS):
            some = random.permutation(good)[:liked].tolist()
            others = random.permutation(bad)[:disliked].tolist()
            left = {own: grade for own, grade in grades.items() if own not in (*some, *others)}
            yield Trial(topic, some, others, left)


def _outcome(ranks: Mapping[int, int], grades: Mapping[int, int]) -> Figures:
    """Return what is measured; of pairs of a good and a bad paper, which share is in order."""
    gains = {own: 2**grade - 1 for own, grade in grades.items()}
    ideal = sorted(gains.values(), reverse=True)[:10]
    best = sum(gain / np.log2(2 + place) for place, gain in enumerate(ideal))
    got = sum(gain / np.log2(1 + ranks[own]) for own, gain in gains.items() if ranks[own] <= 10)
    good = [ranks[own] for own, grade in grades.items() if grade >= GRADE]
    bad = [ranks[own] for own, grade in grades.items() if grade == 0]
    pairs = [a < b for a, b in itertools.product(good, bad)]
    return (
        float(got / best),
        float(np.mean(np.array(good) <= 50)),
        float(np.mean(pairs)),
        float(np.sum(np.array(bad) <= 10)),
    )


def _said(found: Sequence[Figures], first: Sequence[Figures], trials: Sequence[Trial]) -> str:
    """Return means over topics, and by how much they are above the first, with intervals."""
    values, topics = np.array(found), np.array([trial.topic for trial in trials])
    both = np.hstack([values, values - np.array(first)])
    rows = np.array([both[topics == topic].mean(axis=0) for topic in np.unique(topics)])
    random = np.random.default_rng(0)
    drawn = rows[random.integers(0, len(rows), (2000, len(rows)))].mean(axis=1)
    means, (low, high) = rows.mean(axis=0), np.percentile(drawn, (2.5, 97.5), axis=0)
    more = len(MEASURES)
    return "  ".join(
        f"{name} {means[at]:.3f} ({low[at + more]:+.3f} to {high[at + more]:+.3f})"
        for at, name in enumerate(MEASURES)
    )


if __name__ == "__main__":
    main()
