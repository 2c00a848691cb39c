from __future__ import annotations

from pathlib import Path

import pytest

from papersearch.errors import UsageError
from papersearch.evaluation.judgments import Judged, read_qrels, read_queries, with_qrels


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "queries"


def test_json_lines(file: Path) -> None:
    file.write_text(
        '{"qid": "1", "text": "토큰", "relevant": {"a": 3}}\n\n{"qid": "2", "text": "b"}\n'
    )
    assert read_queries(file) == [Judged("1", "토큰", {"a": 3}), Judged("2", "b", {})]


def test_trec(file: Path, tmp_path: Path) -> None:
    file.write_text("1\tvisual tokens\n2\tspeech\n")
    qrels = tmp_path / "qrels"
    qrels.write_text("1 0 2407.00001 2\n1 0 2407.00002 0\n")
    judged = with_qrels(read_queries(file), read_qrels(qrels))
    assert judged == [
        Judged("1", "visual tokens", {"2407.00001": 2, "2407.00002": 0}),
        Judged("2", "speech", {}),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "queries:1: no queries"),
        ("no tab\n", "queries:1: neither JSON nor"),
        ('{"qid": "1", "text": "a"}\n{"qid": \n', "queries:2: no judged query"),
        ('{"text": "a"}\n', "queries:1: no judged query"),
        ('{"qid": 1, "text": "a"}\n', "queries:1: 'qid' and 'text' must be texts"),
        ('{"qid": "1", "text": "a", "relevant": ["a"]}\n', "queries:1: no judged query"),
        ("1\ta\n1\tb\n", "queries:1: a qid stands twice"),
    ],
)
def test_what_cannot_be_read(file: Path, text: str, message: str) -> None:
    file.write_text(text)
    with pytest.raises(UsageError, match=message):
        read_queries(file)


def test_bad_qrels_and_missing_files(file: Path) -> None:
    file.write_text("1 0 a 1\n1 0 a\n")
    with pytest.raises(UsageError, match="queries:2: not a line of qrels"):
        read_qrels(file)
    with pytest.raises(UsageError, match=r"nowhere cannot be read: No such file or directory$"):
        read_queries(file.with_name("nowhere"))
    file.write_bytes("1\ttokens\n2\t토큰\n".encode("cp949"))
    with pytest.raises(UsageError, match=r"queries:2: no UTF-8: save it as that$"):
        read_queries(file)
