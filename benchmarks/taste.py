"""``python -m benchmarks.taste INDEX JUDGED``: how well likes find a paper that was left out.

The papers that are relevant to a query are what a reader likes. Each in turn is left out, and
ranked among all papers of INDEX that the reader has not judged; see docs/decisions/0016-taste.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray

from papersearch.api.paper_index import PaperIndex
from papersearch.evaluation.judgments import read_queries
from papersearch.following.taste import LEAST_LIKES, learn
from papersearch.store.local.index_store import IndexStore
from papersearch.types.arrays import Embeddings, middles
from papersearch.types.passage_ids import num_of

GRADE = 2
Scores = NDArray[np.float32]
Method = Callable[[Embeddings, list[int], list[int]], Scores]
"""Called with all papers and the places of the liked and the disliked ones."""


@dataclass(frozen=True, slots=True)
class Trial:
    """Places of liked papers, disliked ones, the like that was left out, and dislikes that were."""

    liked: list[int]
    disliked: list[int]
    out: int
    unseen: list[int] = field(default_factory=list)


def fitted(papers: Embeddings, liked: list[int], disliked: list[int]) -> Scores:
    """What papersearch does."""
    others = np.setdiff1d(np.arange(len(papers)), liked + disliked)
    return learn(papers[liked], papers[disliked], papers[others]).scores(papers)


def to_mean(papers: Embeddings, liked: list[int], _disliked: list[int]) -> Scores:
    """By likeness to the middle of the liked papers."""
    scores: Scores = papers @ papers[liked].mean(axis=0)
    return scores


def to_nearest(papers: Embeddings, liked: list[int], _disliked: list[int]) -> Scores:
    """By likeness to the nearest liked paper."""
    scores: Scores = (papers @ papers[liked].T).max(axis=1)
    return scores


def logistic(papers: Embeddings, liked: list[int], _disliked: list[int]) -> Scores:
    """Logistic regression against all other papers, both sides of one weight."""
    from sklearn.linear_model import LogisticRegression

    return _against_all(
        papers, liked, LogisticRegression(C=10, class_weight="balanced", max_iter=300)
    )


def support_vectors(papers: Embeddings, liked: list[int], _disliked: list[int]) -> Scores:
    """A linear support vector machine, as arxiv-sanity has it."""
    from sklearn.svm import LinearSVC

    return _against_all(papers, liked, LinearSVC(C=0.1, class_weight="balanced", random_state=0))


def _against_all(papers: Embeddings, liked: list[int], model: Any) -> Scores:
    wanted = np.zeros(len(papers))
    wanted[liked] = 1
    scores: Scores = papers @ model.fit(papers, wanted).coef_[0]
    return scores


METHODS: dict[str, Method] = {
    "mean": to_mean,
    "nearest": to_nearest,
    "fitted": fitted,
    "logistic": logistic,
    "svm": support_vectors,
}


@click.command()
@click.argument("folder", metavar="INDEX", type=click.Path(exists=True, path_type=Path))
@click.argument("judged", type=click.Path(exists=True, path_type=Path))
@click.option("--every", default=1, show_default=True, help="Leave out every Nth paper.")
@click.option("--method", "names", type=click.Choice(tuple(METHODS)), multiple=True)
def main(folder: Path, judged: Path, every: int, names: tuple[str, ...]) -> None:
    """Print how each method ranks the papers that were left out."""
    with PaperIndex.open(folder) as index:
        ids, papers = _papers(index._reader())
    at = {id_: place for place, id_ in enumerate(ids)}
    topics: list[tuple[list[int], list[int]]] = []
    for query in read_queries(judged):
        known = [(at[id_], grade) for id_, grade in query.relevant.items() if id_ in at]
        liked = sorted(place for place, grade in known if grade >= GRADE)
        if len(liked) > LEAST_LIKES:
            topics.append((liked, sorted(place for place, grade in known if grade == 0)))
    for title, trials in _settings(topics).items():
        click.echo(f"\n{title}: {len(trials[::every])} trials over {len(papers):,} papers")
        for name in names or METHODS:
            outcomes = [_outcome(METHODS[name], papers, trial) for trial in trials[::every]]
            click.echo(f"  {name:9}{_figures(outcomes)}")


def _papers(store: IndexStore) -> tuple[list[str], Embeddings]:
    papers = store.catalog.newest(-1)
    pids, rows = store.vectors.of_papers(sorted(papers))
    nums, found = middles(num_of(pids), store.learned.space().rows(rows))
    return [papers[num].id for num in nums.tolist()], found


def _settings(topics: Sequence[tuple[list[int], list[int]]]) -> dict[str, list[Trial]]:
    """Return readers of one interest, beginners, readers of two interests, and critical ones.

    Of the disliked papers every second is known; the others should rank below what is liked.
    """
    random = np.random.default_rng(0)
    found: dict[str, list[Trial]] = {
        name: [] for name in ("all but one", "three likes", "two topics", "no dislikes", "dislikes")
    }
    for number, (liked, disliked) in enumerate(topics):
        other, _ = topics[(number + 7) % len(topics)]
        for out in liked:
            rest = [place for place in liked if place != out]
            few = sorted(random.choice(rest, LEAST_LIKES, replace=False).tolist())
            both = sorted({*rest, *other} - {out})
            found["all but one"].append(Trial(rest, [], out))
            found["three likes"].append(Trial(few, [], out))
            found["two topics"].append(Trial(both, [], out))
            if len(disliked) > 1:
                found["no dislikes"].append(Trial(rest, [], out, disliked[1::2]))
                found["dislikes"].append(Trial(rest, disliked[::2], out, disliked[1::2]))
    return found


def _outcome(method: Method, papers: Embeddings, trial: Trial) -> tuple[int, float]:
    """Return the rank of the like that was left out, and the share of unseen dislikes below it."""
    scores = method(papers, trial.liked, trial.disliked).astype(np.float64)
    scores[trial.liked + trial.disliked] = -np.inf
    wanted = scores[trial.out]
    below = float(np.mean(scores[trial.unseen] < wanted)) if trial.unseen else np.nan
    return 1 + int(np.sum(scores > wanted)), below


def _figures(outcomes: Sequence[tuple[int, float]]) -> str:
    ranks = np.array([rank for rank, _ in outcomes])
    below = np.array([share for _, share in outcomes])
    shares = "  ".join(f"in {k:3} {np.mean(ranks <= k):.3f}" for k in (10, 50, 100))
    figures = f"MRR {np.mean(1 / ranks):.3f}  median {np.median(ranks):5.1f}  {shares}"
    return figures if np.isnan(below).any() else f"{figures}  above dislikes {below.mean():.3f}"


if __name__ == "__main__":
    main()
