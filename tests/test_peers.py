"""The comparison with peers: everything of it that needs none of them installed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.peers import __main__ as command
from benchmarks.peers import measure
from benchmarks.peers.corpus import Corpus, Given, stage
from benchmarks.peers.environments import REQUIREMENTS
from benchmarks.peers.peer import Found, Opened, Peer, best, key, read_texts
from benchmarks.peers.run import load
from benchmarks.peers.table import ratio, seconds, table
from benchmarks.peers.turns import in_turn
from papersearch.api.paper_index import PaperIndex
from papersearch.embedding.fake import FakeEmbedder
from papersearch.errors import UsageError
from papersearch.evaluation.judgments import Judged
from papersearch.text.passages import passages

EXAMPLES = Path(__file__).parents[1] / "examples" / "digests"


def test_turns_go_forwards_and_backwards() -> None:
    order: list[str] = []

    def task(name: str) -> Callable[[], int]:
        def do() -> int:
            order.append(name)
            return len(order)

        return do

    given = in_turn({name: task(name) for name in "abc"}, 3, {})
    assert "".join(order) == "abccbaabc"
    assert given == {"a": [1, 6, 7], "b": [2, 5, 8], "c": [3, 4, 9]}


def test_one_that_fails_is_left_out_and_the_others_go_on() -> None:
    calls = {"bad": 0}

    def bad() -> int:
        calls["bad"] += 1
        if calls["bad"] == 2:
            raise subprocess.CalledProcessError(3, "x", stderr="Traceback\n\nValueError: no room\n")
        return 0

    def worse() -> int:
        raise OSError

    failed = {"gone": "before"}
    given = in_turn({"bad": bad, "good": lambda: 7, "worse": worse, "gone": lambda: 1}, 4, failed)
    assert given == {"good": [7] * 4}
    assert failed == {"gone": "before", "bad": "ValueError: no room", "worse": "OSError"}
    assert calls["bad"] == 2


def test_the_table_has_ratios_to_papersearch_and_says_what_failed() -> None:
    lines = table(
        {
            "papersearch": {"cold": 0.25, "warm": 0.004, "mrr": 0.5, "disk": 20.0},
            "other": {"cold": 8.1, "warm": 0.002, "mrr": 0.25, "disk": 1200.0},
            "broken": {"disk": 0.02},
            "plain": {"cold": 0.3},
        },
        {"broken": "pip: no such version"},
    )
    assert lines == [
        "|  | papersearch | other | broken | plain |",
        "| --- | ---: | ---: | ---: | ---: |",
        "| cold answer | 250 ms | 8.1 s (32 ×) | failed | 300 ms (1.2 ×) |",
        "| warm answer | 4.0 ms | 2.0 ms (0.50 ×) | failed | – |",
        "| index on disk | 20 MiB | 1,200 MiB (60 ×) | 20 KiB (0.001 ×) | – |",
        "| MRR@10 | 0.500 | 0.250 | failed | – |",
        "\nbroken failed: pip: no such version",
    ]


def test_a_table_without_papersearch_has_no_ratios() -> None:
    lines = table({"papersearch": {}, "other": {"cold": 1.0}}, {"papersearch": "it broke"})
    assert lines[2] == "| cold answer | failed | 1.0 s |"


@pytest.mark.parametrize(
    ("value", "shown"), [(0.0012, "1.2 ms"), (0.2, "200 ms"), (8.12, "8.1 s"), (312.4, "312 s")]
)
def test_seconds_are_shown_in_their_unit(value: float, shown: str) -> None:
    assert seconds(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (31.4, "31 ×"),
        (2.44, "2.4 ×"),
        (0.5, "0.50 ×"),
        (0.081, "0.08 ×"),
        (0.0042, "0.004 ×"),
        (5e-5, "< 0.001 ×"),
    ],
)
def test_ratios_show_what_counts(value: float, shown: str) -> None:
    assert ratio(value) == shown


def test_peers_get_the_texts_that_papersearch_embeds(tmp_path: Path) -> None:
    corpus = stage([str(EXAMPLES)], tmp_path / "corpus")
    given = corpus.given["passages"]
    first, then = ([(t.id, t.text) for t in read_texts(path)] for path in (given.first, given.then))
    assert first == _embedded(corpus, tmp_path / "index")
    assert len({id_.partition("#")[0] for id_, _text in first}) == corpus.first
    corpus.bring_day()
    assert sorted(first + then) == sorted(_embedded(corpus, tmp_path / "index"))
    assert len({id_.partition("#")[0] for id_, _text in then}) == corpus.then > 0


def _embedded(corpus: Corpus, folder: Path) -> list[tuple[str, str]]:
    with PaperIndex.open(folder, create=True, load=_fake) as index:
        index.index([corpus.given["digests"].first])
        found = [(paper.id, passages(paper)) for paper in index.papers()]
    return [(f"{id_}#{part.ordinal}", part.text) for id_, parts in found for part in parts]


def _fake(*_arguments: object, **_options: object) -> FakeEmbedder:
    return FakeEmbedder()


def test_the_day_is_the_last_digest_with_enough_papers_of_its_own(tmp_path: Path) -> None:
    for day, ids in (("2024-01-01", range(12)), ("2024-01-02", range(12, 24)), ("2024-01-03", [1])):
        lines = [json.dumps({"id": f"2401.{n:05}", "title": f"T{n}", "days": [day]}) for n in ids]
        (tmp_path / f"{day}.jsonl").write_text("\n".join(lines))
    corpus = stage([str(tmp_path)], tmp_path / "corpus")
    source, place = corpus.day
    assert source.name == "2024-01-02.jsonl"
    assert not place.exists()
    assert (corpus.first, corpus.then) == (12, 12)
    whole = next(read_texts(corpus.given["papers"].then))
    assert (whole.id, whole.text) == ("2401.00012", "T12")


def test_one_digest_is_not_enough(tmp_path: Path) -> None:
    (tmp_path / "one.jsonl").write_text('{"id": "2401.00001", "title": "T"}\n')
    with pytest.raises(UsageError, match="one digest is not enough"):
        stage([str(tmp_path / "one.jsonl")], tmp_path / "corpus")


def test_queries_are_those_with_an_answer_in_the_corpus() -> None:
    corpus = _corpus(Path(), {"a": "A", "b": "B"})
    judged = [Judged(str(n), f"q{n}", {"a": 1} if n % 2 else {"z": 1, "b": 0}) for n in range(8)]
    assert [query.qid for query in command.choose(judged, corpus, 3)] == ["1", "3", "5"]
    assert [query.text for query in command.choose([], corpus, 9)] == ["A", "B"]


def test_of_several_texts_of_a_paper_the_best_counts() -> None:
    found = best(Found(paper, f"T{n}") for n, paper in enumerate("abacbd"))
    assert found == [Found("a", "T0"), Found("b", "T1"), Found("c", "T3"), Found("d", "T5")]


@pytest.mark.parametrize("name", ["papersearch", *command.PEERS])
def test_each_peer_is_found_by_its_name_and_pinned(name: str) -> None:
    peer = load(name)
    assert key(peer) == name
    pins = REQUIREMENTS / f"{name}.txt"
    if name in ("papersearch", "ripgrep"):
        assert not pins.exists()
        return
    lines = pins.read_text(encoding="utf-8").splitlines()
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", line) for line in lines)
    assert set(peer.packages) <= {line.partition("==")[0] for line in lines}


class _Shell(Peer):
    """A peer that "indexes" by copying."""

    name = "papersearch"
    packages = ()
    settings = "none"
    reads = "papers"
    __module__ = "ours_peer"

    def index(self, texts: Path) -> None:
        raise NotImplementedError

    def add(self, texts: Path) -> None:
        raise NotImplementedError

    def open(self) -> Opened:
        raise NotImplementedError

    def command(self, verb: str, argument: str) -> list[str]:
        done = {
            "index": "i.mkdir(); (i / 'all').write_bytes(pathlib.Path(a).read_bytes())",
            "add": "(i / 'all').open('ab').write(pathlib.Path(a).read_bytes())",
            "query": "assert (i / 'all').read_text() == 'firstthen'",
        }[verb]
        code = f"import pathlib, sys; i, a = pathlib.Path(sys.argv[1]), sys.argv[2]; {done}"
        return [sys.executable, "-c", code, str(self.place.index), argument]

    def program(self, verb: str, argument: str) -> list[str]:
        code = (
            "import json, sys; queries = json.load(open(sys.argv[1]))[1:]; print('noise');"
            "print(json.dumps({'answers': [['x', q] for q in queries],"
            " 'seconds': [0.5] * len(queries), 'embedding': []}))"
        )
        return [sys.executable, "-c", code, argument]


class _Broken(_Shell):
    """One that fails when it is asked."""

    name = "broken"
    __module__ = "broken_peer"

    def command(self, verb: str, argument: str) -> list[str]:
        if verb == "query":
            return [sys.executable, "-c", "raise SystemExit('cannot answer')"]
        return super().command(verb, argument)


def _corpus(folder: Path, papers: dict[str, str]) -> Corpus:
    given = Given(folder / "first", folder / "then")
    return Corpus({"papers": given}, (folder / "a", folder / "b"), papers, 1, 1, 1)


def test_a_bench_measures_all_steps_of_those_that_work(tmp_path: Path) -> None:
    for name in ("first", "then", "a"):
        (tmp_path / name).write_text(name)
    corpus = _corpus(tmp_path, {"q1": "Q"})
    said: list[str] = []
    bench = measure.Bench(corpus, tmp_path, tmp_path, whole_texts=False, say=said.append)
    bench.prepare([_Shell, _Broken], lambda _peer: tmp_path)
    bench.indexing()
    bench.day(2)
    assert (tmp_path / "b").exists()
    bench.cold("anything", 1)
    bench.warm([Judged("1", "q1", {"q1": 1}), Judged("2", "q2", {"q1": 1})], 2)
    ours = bench.figures["papersearch"]
    assert bench.failed == {"broken": "cannot answer"}
    assert (ours["warm"], ours["mrr"], ours["disk"]) == (0.5, 0.25, len("first") / 2**20)
    assert min(ours[name] for name in ("indexing", "indexing_processor", "day", "cold")) > 0
    assert "embedding" not in ours
    assert "cold" not in bench.figures["broken"]
    assert said.count("cold answer: broken") == 1
    assert said.count("one more day: broken") == 2
