from __future__ import annotations

import numpy as np
import pytest

from papersearch.errors import UsageError
from papersearch.evaluation.experiment import Setting, compared, parse_setting, run
from papersearch.evaluation.judgments import Judged
from papersearch.types.hits import Answer, Hit
from papersearch.types.paper import Paper
from papersearch.types.query import Weights

QUERIES = [Judged("1", "a b", {"a": 1}), Judged("2", "b a", {"a": 2, "b": 0}), Judged("3", "off")]


def ask(text: str, k: int, setting: Setting) -> Answer:
    ids = text.split() if setting.mode == "hybrid" else text.split()[::-1]
    hits = (Hit(n, Paper(id_, id_), 1.0, None, None, -1, "") for n, id_ in enumerate(ids, start=1))
    return Answer(tuple(hits), 0.1 if text == "off" else 0.9, "strong")


def test_settings() -> None:
    assert parse_setting("") == Setting("hybrid")
    assert parse_setting("dense").mode == "dense"
    setting = parse_setting("mode=hybrid,dense=0.5,translate=no,diverse=yes")
    assert setting.weights == Weights(dense=0.5, translate=False)
    assert setting.diverse
    assert parse_setting("adapt=no").weights.adapt is False
    assert parse_setting("lexical,rerank=./a=b") == Setting(
        "lexical,rerank=./a=b", mode="lexical", rerank="./a=b"
    )


@pytest.mark.parametrize(
    "text", ["best", "rerank=", "rerank", "dense=2", "dense=x", "centre=maybe", "mode=fast"]
)
def test_unknown_settings(text: str) -> None:
    with pytest.raises(UsageError, match=r"no setting|share between|yes or no"):
        parse_setting(text)


def test_a_run_measures_what_is_answered_and_how_well_the_rest_is_told() -> None:
    outcome = run(ask, QUERIES, Setting("hybrid"), ["mrr@10"])
    assert outcome.qids == ("1", "2")
    assert outcome.values["mrr@10"] == pytest.approx(np.array([1.0, 0.5]))
    assert outcome.separation == 1.0
    mean, low, high = outcome.summary("mrr@10")
    assert low <= mean == 0.75 <= high


def test_settings_are_compared_query_by_query() -> None:
    base = run(ask, QUERIES, Setting("hybrid"), ["mrr@10"])
    other = run(ask, QUERIES, Setting("dense", mode="dense"), ["mrr@10"])
    difference, p = compared(base, other, "mrr@10")
    assert difference == 0.0
    assert p == 1.0
