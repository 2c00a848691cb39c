"""Settings of ranking, compared over judged queries."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from papersearch.errors import UsageError
from papersearch.evaluation.judgments import Judged
from papersearch.evaluation.measures import Values, interval, measure, paired_p, separation
from papersearch.types.hits import Answer
from papersearch.types.query import MODES, Weights

DEPTH = 100
MEASURES = ("ndcg@10", "mrr@10", "recall@10", "recall@100")


@dataclass(frozen=True, slots=True)
class Setting:
    """One way of ranking, under the name by which it was asked for.

    ``rerank`` names a model that reranks, "" for none.
    """

    name: str
    mode: str = "hybrid"
    diverse: bool = False
    weights: Weights = dataclasses.field(default_factory=Weights)
    rerank: str = ""


Ask = Callable[[str, int, Setting], Answer]
"""Called with a query's text, k and the setting."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one setting gave: (queries,) values by measure, and the confidences.

    ``unanswered`` are the confidences of queries that nothing answers.
    """

    setting: Setting
    qids: tuple[str, ...]
    values: dict[str, Values]
    confidences: Values
    unanswered: Values

    def summary(self, name: str) -> tuple[float, float, float]:
        """Return mean, lower and upper bound (95 %) of a measure."""
        return (float(self.values[name].mean()), *interval(self.values[name]))

    @property
    def separation(self) -> float | None:
        """How well confidence tells queries that nothing answers: the area under the ROC curve."""
        if not len(self.unanswered) or not len(self.confidences):
            return None
        return separation(self.confidences, self.unanswered)


def parse_setting(text: str) -> Setting:
    """Return the setting that "dense" or "mode=hybrid,dense=0.5,translate=no" names.

    Raises:
        UsageError: a name or value is unknown.
    """
    options: dict[str, Any] = {}
    weights: dict[str, Any] = {}
    for part in filter(None, text.split(",")):
        key, equals, value = part.strip().partition("=")
        if not equals and key in MODES:
            options["mode"] = key
        elif key == "mode" and value in MODES:
            options["mode"] = value
        elif key == "rerank" and value:
            options["rerank"] = value
        elif key == "diverse":
            options["diverse"] = _flag(key, value)
        elif key == "dense" and equals:
            weights["dense"] = _share(value)
        elif key in ("translate", "centre", "adapt", "doubt"):
            weights[key] = _flag(key, value)
        else:
            raise UsageError(
                f"no setting {part!r}: write a mode ({', '.join(MODES)}), dense=0.3, "
                "rerank=MODEL, or translate, centre, adapt, doubt or diverse with =yes or =no"
            )
    return Setting(text or "hybrid", weights=Weights(**weights), **options)


def run(ask: Ask, queries: Sequence[Judged], setting: Setting, names: Sequence[str]) -> Outcome:
    """Ask all queries under one setting, and measure the answers."""
    measures = {name: measure(name) for name in names}
    values: dict[str, list[float]] = {name: [] for name in names}
    qids: list[str] = []
    confidences: list[float] = []
    unanswered: list[float] = []
    for query in queries:
        answer = ask(query.text, DEPTH, setting)
        answered = any(grade > 0 for grade in query.relevant.values())
        if answer.confidence is not None:
            (confidences if answered else unanswered).append(answer.confidence)
        if answered:
            qids.append(query.qid)
            ranked = [hit.paper.id for hit in answer]
            for name, function in measures.items():
                values[name].append(function(ranked, query.relevant))
    return Outcome(
        setting,
        tuple(qids),
        {name: np.array(own) for name, own in values.items()},
        np.array(confidences),
        np.array(unanswered),
    )


def compared(base: Outcome, other: Outcome, name: str) -> tuple[float, float]:
    """Return by how much ``other`` is better on a measure, and the p-value of a paired test."""
    difference = float(other.values[name].mean() - base.values[name].mean())
    return difference, paired_p(other.values[name], base.values[name])


def _flag(key: str, value: str) -> bool:
    if value not in ("", "yes", "no"):
        raise UsageError(f"{key} is yes or no, not {value!r}")
    return value != "no"


def _share(value: str) -> float:
    try:
        share = float(value)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise UsageError(f"dense is a share between 0 and 1, not {value!r}")
    return share
