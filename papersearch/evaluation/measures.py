"""How good ranked answers are: measures over judged queries, and how sure they are.

A run is a list of ids, best first; judgments are grades by id, where more than 0 is relevant and
what is not listed is not. All measures lie between 0 and 1 and are those of trec_eval.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from papersearch.errors import UsageError

Grades = Mapping[str, int]
Values = NDArray[np.float64]
Measure = Callable[[Sequence[str], Grades], float]

ROUNDS = 10_000
_NAME = re.compile(r"(ndcg|mrr|recall)@(\d{1,5})", re.IGNORECASE)


def ndcg(run: Sequence[str], grades: Grades, k: int) -> float:
    """Return the normalised discounted cumulative gain of the first ``k``, gain = grade.

    Source: Järvelin and Kekäläinen, Cumulated gain-based evaluation of IR techniques, TOIS 2002.
    """
    ideal = _dcg(sorted(grades.values(), reverse=True)[:k])
    return _dcg([grades.get(id_, 0) for id_ in run[:k]]) / ideal if ideal else 0.0


def reciprocal_rank(run: Sequence[str], grades: Grades, k: int) -> float:
    """Return 1 / the rank of the first relevant one among the first ``k``, 0 without one."""
    for rank, id_ in enumerate(run[:k], start=1):
        if grades.get(id_, 0) > 0:
            return 1.0 / rank
    return 0.0


def recall(run: Sequence[str], grades: Grades, k: int) -> float:
    """Return which share of all relevant ones is among the first ``k``."""
    relevant = {id_ for id_, grade in grades.items() if grade > 0}
    return len(relevant & set(run[:k])) / len(relevant) if relevant else 0.0


def measure(name: str) -> Measure:
    """Return the measure called "ndcg@10", "mrr@10" or "recall@100", for any number.

    Raises:
        UsageError: there is no such measure.
    """
    found = _NAME.fullmatch(name)
    if not found or not int(found.group(2)):
        raise UsageError(f"no measure {name!r}: write ndcg@10, mrr@10 or recall@100")
    function = {"ndcg": ndcg, "mrr": reciprocal_rank, "recall": recall}[found.group(1).lower()]
    k = int(found.group(2))
    return lambda run, grades: function(run, grades, k)


def interval(values: Values, *, confidence: float = 0.95) -> tuple[float, float]:
    """Return the interval of the mean of (n,) values over queries, by percentile bootstrap.

    Source: Efron and Tibshirani, An Introduction to the Bootstrap, 1993.
    """
    means = np.sort(_resampled_means(values))
    outside = (1 - confidence) / 2
    return float(np.quantile(means, outside)), float(np.quantile(means, 1 - outside))


def paired_p(one: Values, two: Values) -> float:
    """Return how likely the means of (n,) values of the same queries differ so by chance.

    A two-sided randomisation test: signs of the differences are flipped at random. Source:
    Smucker, Allan and Carterette, A comparison of statistical significance tests for
    information retrieval evaluation, CIKM 2007.
    """
    differences = np.asarray(one, np.float64) - np.asarray(two, np.float64)
    random = np.random.default_rng(0)
    observed = abs(differences.sum())
    extreme = 0
    for _ in range(ROUNDS // 1000):
        signs = random.choice([-1.0, 1.0], (1000, len(differences)))
        extreme += int(np.sum(np.abs(signs @ differences) >= observed - 1e-12))
    return (extreme + 1) / (ROUNDS + 1)


def separation(positives: Values, negatives: Values) -> float:
    """Return the area under the ROC curve: how often a positive is above a negative.

    Ties count a half. Source: Mann and Whitney, On a test of whether one of two random
    variables is stochastically larger than the other, 1947.
    """
    difference = np.asarray(positives)[:, None] - np.asarray(negatives)[None, :]
    return float(np.mean((difference > 0) + 0.5 * (difference == 0)))


def _dcg(gains: Sequence[int]) -> float:
    return float(sum(max(gain, 0) / np.log2(rank + 1) for rank, gain in enumerate(gains, start=1)))


def _resampled_means(values: Values) -> Values:
    random = np.random.default_rng(0)
    count = len(values)
    draws = [
        values[random.integers(0, count, (1000, count))].mean(axis=1) for _ in range(ROUNDS // 1000)
    ]
    return np.concatenate(draws)
