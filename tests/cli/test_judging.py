"""The commands that judge: eval, audit and tune."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from papersearch.api.paper_index import PaperIndex
from tests.cli.test_commands import invoke
from tests.indexing.test_learning import digest
from tests.rerankers import FakeReranker

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of sixty papers, one of them with a summary of something else."""
    folder = tmp_path_factory.mktemp("judged")
    (folder / "one.md").write_text(digest(60), encoding="utf-8")
    (folder / "odd.md").write_text(
        "## Daily Papers (2024-07-05)\n\n"
        "### [Weather search with proteins](https://arxiv.org/abs/2407.99999)\n\n"
        "- **What's New**: 사람의 얼굴을 그리는 모델입니다.\n",
        encoding="utf-8",
    )
    result = invoke("index", str(folder), "--index", str(folder / "index"))
    assert result.exit_code == 0, result.output
    return folder / "index"


@pytest.fixture
def run(shared: Path) -> Run:
    return lambda *arguments, **options: invoke(*arguments, "--index", str(shared), **options)


@pytest.fixture
def queries(tmp_path: Path) -> Path:
    path = tmp_path / "queries.jsonl"
    path.write_text(
        '{"qid": "robots", "text": "robot compression", "relevant": {"2407.00002": 2}}\n'
        '{"qid": "음성", "text": "음성 압축", "relevant": {"2407.00001": 1, "2407.00009": 0}}\n'
        '{"qid": "nothing", "text": "how to bake bread", "relevant": {}}\n',
        encoding="utf-8",
    )
    return path


def test_eval_compares_settings(run: Run, queries: Path) -> None:
    result = run("eval", str(queries), "--setting", "hybrid", "--setting", "dense", "--per-query")
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[0] == "hybrid  2 queries"
    assert lines[1].split()[0] == "ndcg@10"
    assert "confidence" in result.stdout
    assert result.stdout.count(" p = ") == 4
    assert sum(line.startswith("robots ") for line in lines) == 2


def test_eval_compares_models_that_rerank(
    run: Run, queries: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worst = FakeReranker(lambda text: -float("Paper1:" in text or "Paper2:" in text))
    monkeypatch.setattr("papersearch.embedding.reranker.load_reranker", lambda *_, **__: worst)
    settings = ("--setting", "hybrid", "--setting", "rerank=some/model", "--measure", "mrr@10")
    result = run("eval", str(queries), *settings, "--format", "json")
    assert result.exit_code == 0, result.output
    plain, reranked = json.loads(result.stdout)["settings"]
    assert reranked["setting"] == "rerank=some/model"
    assert reranked["measures"]["mrr@10"]["mean"] == 0 < plain["measures"]["mrr@10"]["mean"]
    assert {question for question, _ in worst.asked} >= {"robot compression", "음성 압축"}


def test_a_model_that_is_not_there_shows_before_anything_is_measured(
    run: Run, queries: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("papersearch.evaluation.experiment.run", lambda *_: pytest.fail("ran"))
    result = run("eval", str(queries), "--setting", "hybrid", "--setting", "rerank=./nowhere")
    assert result.exit_code == 1
    assert "there is no model folder ./nowhere" in result.stderr


def test_eval_for_programs(run: Run, queries: Path) -> None:
    result = run("eval", str(queries), "--measure", "mrr@10", "--format", "json", "--per-query")
    (setting,) = json.loads(result.stdout)["settings"]
    assert setting["queries"] == 2
    assert set(setting["measures"]) == {"mrr@10"}
    assert set(setting["per_query"]) == {"robots", "음성"}
    low, high = setting["measures"]["mrr@10"]["interval"]
    assert low <= setting["measures"]["mrr@10"]["mean"] <= high


def test_eval_reads_trec(run: Run, tmp_path: Path) -> None:
    (tmp_path / "topics.tsv").write_text("1\trobot compression\n")
    (tmp_path / "qrels").write_text("1 0 2407.00002 1\n")
    result = run("eval", str(tmp_path / "topics.tsv"), "--qrels", str(tmp_path / "qrels"))
    assert result.stdout.startswith("hybrid  1 query")


@pytest.mark.parametrize(
    "arguments", [["--setting", "best"], ["--measure", "map"], ["--qrels", "nowhere"]]
)
def test_wrong_usage_of_eval(run: Run, queries: Path, arguments: list[str]) -> None:
    result = run("eval", str(queries), *arguments)
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1


def test_audit_lists_what_is_doubtful_and_why(run: Run) -> None:
    result = run("audit")
    assert result.exit_code == 0
    assert "Weather search with proteins" in result.stdout.splitlines()[0]
    assert "never mentions: weather, search, proteins" in result.stdout
    assert result.stderr == "1 doubtful\n"
    assert run("audit", "--format", "ids").stdout == "2407.99999\n"
    assert json.loads(run("audit", "--format", "json").stdout)["findings"][0]["doubt"] >= 0.8
    assert run("audit", "--threshold", "1").stdout == ""
    assert run("audit", "--threshold", "2").exit_code == 2


def test_a_query_marks_doubt_and_says_how_far_it_stands_out(run: Run) -> None:
    result = run("query", "weather search with proteins", "-k", "1", "--explain")
    assert "doubtful: the summary seems to be of another paper" in result.stdout
    assert "found: weather, search, proteins" in result.stdout
    answer = json.loads(run("query", "robot compression", "--format", "json").stdout)
    assert 0 <= answer["confidence"] <= 1
    assert answer["verdict"] in ("strong", "fair", "weak", "none")
    result = run("query", "how to file an income tax return", "-k", "1")
    assert result.stdout.startswith("nothing in the index answers this")
    assert result.exit_code == 0


def test_tune_refuses_a_small_index_and_undoes(run: Run) -> None:
    result = run("tune")
    assert result.exit_code == 1
    assert "tuning needs 200" in result.stderr
    assert run("tune", "--undo").stdout == "there was no tuning\n"


def test_tune_says_whether_it_is_accepted(
    monkeypatch: pytest.MonkeyPatch, run: Run, shared: Path
) -> None:
    from papersearch.indexing.tuning import Tuned

    monkeypatch.setattr(PaperIndex, "tune", lambda _index, wait: Tuned(300, 0.5, 0.6, 0.001))
    assert run("tune").stdout == (
        "accepted: held-out titles among 300 papers, MRR 0.500 before, 0.600 after (p = 0.0010)\n"
    )
    monkeypatch.setattr(PaperIndex, "tune", lambda _index, wait: Tuned(300, 0.5, 0.5, 1.0))
    result = run("tune")
    assert result.stdout.startswith("not accepted")
    assert "search goes on as before" in result.stderr
