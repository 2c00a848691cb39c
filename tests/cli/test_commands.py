"""The commands as people and scripts use them, with the real model on a few papers."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from papersearch.cli.app import main
from papersearch.render import payload_types as types
from tests import needs
from tests.conftest import DAY_TWO
from tests.declared import faults
from tests.rerankers import FakeReranker, write_cross_encoder

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the two days that no test changes."""
    from tests.conftest import DAY_ONE

    folder = tmp_path_factory.mktemp("shared")
    (folder / "04.md").write_text(DAY_ONE, encoding="utf-8")
    (folder / "05.md").write_text(DAY_TWO, encoding="utf-8")
    result = invoke("index", str(folder), "--index", str(folder / "index"))
    assert result.exit_code == 0, result.output
    return folder / "index"


def invoke(*arguments: str, stdin: str | bytes | None = None) -> Result:
    """Run the whole program in process, as the console script does."""
    import click

    @click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
    @click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
    def program(arguments: tuple[str, ...]) -> None:
        main(arguments)

    return CliRunner().invoke(program, list(arguments), input=stdin)


@pytest.fixture
def run(shared: Path) -> Run:
    """A function that runs a command on the shared index."""
    return lambda *arguments, **options: invoke(*arguments, "--index", str(shared), **options)


def test_query_across_languages(run: Run) -> None:
    result = run("query", "visual", "token", "compression", "-k", "2")
    assert result.exit_code == 0
    assert "TokenSqueeze" in result.stdout.splitlines()[0]
    assert "2024-07-04" in result.stdout
    assert "시각 토큰을 압축하는" in result.stdout
    assert result.stderr == ""


@pytest.mark.parametrize(
    ("arguments", "text", "k"),
    [
        (["token", "-model", "x"], "token -model x", 10),
        (["S.", "-H.", "Gary", "Chan", "-k2"], "S. -H. Gary Chan", 2),
        (["token", "-kitchen", "-hallucination", "-k", "3"], "token -kitchen -hallucination", 3),
        (["token", '-"a b"'], 'token -"a b"', 10),
    ],
)
def test_words_that_are_left_out_stay_in_their_place(
    run: Run, arguments: list[str], text: str, k: int
) -> None:
    found = json.loads(
        invoke(
            "query", "--format", "json", "--index", run("status").stdout.split()[1], *arguments
        ).stdout
    )
    assert (found["query"], found["k"]) == (text, k)


def test_what_looks_like_a_condition_is_told(run: Run) -> None:
    result = run("query", "token", "-votes:>3")
    assert result.stdout.startswith('read as text, not as a condition: "-votes:>3"\n')


@pytest.mark.parametrize(
    ("command", "kind"),
    [
        ("query token --explain --min-votes 1", types.Answer),
        ("similar 2407.00001", types.Answer),
        ("show 2407.00001", types.Paper),
        ("status", types.Status),
    ],
)
def test_json_is_what_is_declared(run: Run, command: str, kind: type) -> None:
    assert faults(kind, json.loads(run(*command.split(), "--format", "json").stdout)) == []


def test_a_query_that_a_model_reranks(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def load(name: str, **_options: object) -> FakeReranker:
        asked.append(name)
        return FakeReranker(lambda text: -float("TokenSqueeze" in text))

    monkeypatch.setattr("papersearch.embedding.reranker.load_reranker", load)
    command = ("query", "visual", "token", "compression", "--rerank", "some/model")
    assert run(*command, "--format", "ids").stdout.split()[-1] == "2407.00001"
    assert "rerank -1.000 (rank 1 before)" in run(*command, "--explain").stdout
    hits = json.loads(run(*command, "--mode", "lexical", "--format", "json").stdout)["hits"]
    assert [hit["rerank"] for hit in hits] == [-1.0]
    assert asked == ["some/model"] * 3


@pytest.mark.slow
@needs.TORCH
def test_a_query_that_a_real_model_reranks(run: Run, tmp_path: Path) -> None:
    model = write_cross_encoder(tmp_path / "tiny")
    command = ("query", "token", "--format", "json", "--rerank", str(model))
    result = run(*command)
    assert (result.exit_code, result.stderr) == (0, "")
    found = [hit["rerank"] for hit in json.loads(result.stdout)["hits"]]
    assert len(set(found)) == 3
    assert found == sorted(found, reverse=True)
    assert run(*command).stdout == result.stdout


@pytest.mark.parametrize("name", ["./nowhere", "no\x1b[31m/such/model"])
def test_a_model_that_is_not_there_is_one_line(run: Run, name: str) -> None:
    result = run("query", "token", "--rerank", name)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("error: there is no model folder ")
    assert result.stderr.count("\n") == 1
    assert "\x1b" not in result.stderr


def test_formats_for_programs(run: Run) -> None:
    answer = json.loads(run("query", "토큰", "--format", "json").stdout)
    assert answer["query"] == "토큰"
    assert answer["count"] == len(answer["hits"]) == 3
    lines = run("query", "토큰", "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line) for line in lines] == answer["hits"]
    ids = run("query", "토큰", "--format", "ids").stdout.split()
    assert ids == [hit["id"] for hit in answer["hits"]]
    rows = list(csv.DictReader(io.StringIO(run("query", "토큰", "--format", "csv").stdout)))
    assert [row["id"] for row in rows] == ids
    assert (
        run("query", "토큰", "--format", "markdown").stdout.count("](https://arxiv.org/abs/") == 3
    )


def test_filters_reach_the_search(run: Run) -> None:
    assert run(
        "query", "model", "--min-votes", "12", "--since", "2024-07-05", "--format", "ids"
    ).stdout == ("2407.00003\n")
    assert run("query", "model", "--author", "diaz", "--format", "ids").stdout == "2407.00002\n"
    assert run("query", "토큰", "--section", "technical", "--format", "ids").stdout.count("\n") == 2


def test_finding_nothing_is_success(run: Run) -> None:
    result = run("query", "model", "--last", "1d")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "nothing found" in result.stderr
    empty = json.loads(run("query", "model", "--last", "1d", "--format", "json").stdout)
    assert empty["hits"] == []


def test_a_query_from_standard_input(run: Run) -> None:
    result = run("query", "-", "--format", "ids", "-k", "1", stdin="음성 합성\n")
    assert result.stdout == "2407.00002\n"


def test_similar_and_show(run: Run) -> None:
    assert run("similar", "2407.00001", "--format", "ids").stdout.count("\n") == 2
    shown = run("show", "https://arxiv.org/abs/2407.00001").stdout
    for part in ("TokenSqueeze", "Ana Lima", "49", "What's New", "어텐션 점수로"):
        assert part in shown
    assert json.loads(run("show", "2407.00001", "--format", "json").stdout)["votes"] == 49


def test_similar_to_several_and_not_to_others(run: Run) -> None:
    several = run("similar", "2407.00001", "2407.00002", "--format", "ids")
    assert (several.exit_code, several.stdout) == (0, "2407.00003\n")
    unlike = run("similar", "2407.00001", "--not", "arXiv:2407.00003", "--format", "ids")
    assert (unlike.exit_code, unlike.stdout) == (0, "2407.00002\n")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A codec for speech\n\nWe predict the tokens of\na codec for speech.\n", "2407.00002"),
        ("@misc{a, title={Long sequences in linear time}, author={Lee, A}}", "2407.00003"),
        ('{"title": "토큰 압축", "abstract": "시각 토큰을 압축합니다."}', "2407.00001"),
    ],
)
def test_similar_to_a_text_of_ones_own(run: Run, text: str, found: str) -> None:
    result = run("similar", "-", "-k", "1", "--format", "ids", stdin=text)
    assert (result.exit_code, result.stdout, result.stderr) == (0, f"{found}\n", "")


def test_what_a_command_prints_is_taken_as_papers(run: Run) -> None:
    one = run("similar", "2407.00001", "--format", "json").stdout
    for command in (
        ("query", "2407.00001", "-k", "1", "--format", "ids"),
        ("query", "2407.00001", "-k", "1", "--format", "json"),
        ("show", "2407.00001", "--format", "markdown"),
        ("show", "2407.00001", "--format", "json"),
    ):
        printed = run(*command).stdout
        assert run("similar", "-", "--format", "json", stdin=printed).stdout == one, command
    both = run("similar", "2407.00002", "-", "--format", "ids", stdin="2407.00001")
    assert both.stdout == "2407.00003\n"


@pytest.mark.parametrize(
    ("arguments", "text", "message"),
    [
        (("2407.00001", "--not", "2407.00001v2"), "", "2407.00001v2 is among the papers to be li"),
        (("--not", "2407.00001"), "", "Missing argument 'ID...'"),
        (("2407.00001", "--not", "-"), "x", "--not takes the id of a paper"),
        (("-", "--not", "2407.00001"), "2407.00001\n", "2407.00001 is among the papers to be like"),
        (("-",), " \n", "there is no text on standard input"),
        (("-",), "?!", "the text has neither letters nor digits"),
        (("-",), "@misc{a, title={b", "the text:1: an entry that cannot be read"),
        (("-",), "a " * 60_000, "the text has more than 100,000 characters"),
        (("-", "--since", "never"), "tokens", "'never' is no date"),
    ],
)
def test_wrong_usage_of_similar_shows_before_anything_is_opened(
    tmp_path: Path, arguments: tuple[str, ...], text: str, message: str
) -> None:
    result = invoke("similar", *arguments, "--index", str(tmp_path / "none"), stdin=text)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr


def test_a_shown_entry_can_be_indexed_again(run: Run, shared: Path, tmp_path: Path) -> None:
    entry = run("show", "2407.00003", "--format", "markdown").stdout
    result = invoke("index", "-", "--index", str(tmp_path), stdin=entry)
    assert result.exit_code == 0, result.output
    again = invoke("show", "2407.00003", "--format", "json", "--index", str(tmp_path)).stdout
    first, second = (
        json.loads(run("show", "2407.00003", "--format", "json").stdout),
        json.loads(again),
    )
    assert first["sections"] == second["sections"]
    assert (first["title"], first["votes"]) == (second["title"], second["votes"])


def test_export_reads_back_to_an_equal_index(run: Run, tmp_path: Path) -> None:
    exported = run("export").stdout
    result = invoke("index", "-", "--index", str(tmp_path / "copy"), stdin=exported)
    assert "3 new" in result.stdout
    assert invoke("export", "--index", str(tmp_path / "copy")).stdout == exported
    for text in ("토큰", "state space"):
        one = run("query", text, "--format", "json").stdout
        two = invoke("query", text, "--format", "json", "--index", str(tmp_path / "copy")).stdout
        assert one == two
    run("export", "-o", str(tmp_path / "papers.jsonl"))
    assert (tmp_path / "papers.jsonl").read_text(encoding="utf-8") == exported


def test_status(run: Run) -> None:
    shown = run("status").stdout
    for part in ("papers", "3", "2024-07-04 to 2024-07-05", "multilingual-e5-small", "384"):
        assert part in shown
    status = json.loads(run("status", "--format", "json").stdout)
    assert (status["papers"], status["passages"], status["days"]) == (3, 6, 2)
    assert (status["changed"], status["vanished"], status["pending"]) == (0, 0, 0)


def test_index_remove_and_bring_back(digests: Path, tmp_path: Path) -> None:
    place = ("--index", str(tmp_path / "i"))
    result = invoke("index", str(digests), *place)
    assert re.match(r"2 digests: 3 new, 0 changed, 0 unchanged \(6 passages", result.stdout)
    assert "3 unchanged (0 passages" in invoke("index", str(digests), *place).stdout
    assert invoke("remove", "2407.00002", *place).exit_code == 0
    assert invoke("show", "2407.00002", *place).exit_code == 1
    assert invoke("remove", "--undo", "2407.00002", *place).exit_code == 0
    assert "1 new" in invoke("index", str(digests), *place).stdout


def test_a_failed_digest_shows_in_the_exit_code(digests: Path, tmp_path: Path) -> None:
    (digests / "bad.md").write_bytes(b"\x00\x01\x02" * 50)
    result = invoke("index", str(digests), "--index", str(tmp_path / "i"))
    assert result.exit_code == 1
    assert "3 digests, 1 failed: 3 new" in result.stdout
    assert re.search(r"^error: .*bad\.md:\d+: ", result.stderr, re.MULTILINE)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("query", ""), 2, "the query is empty"),
        (("query", "?!…"), 2, "neither letters nor digits"),
        (("query", "x" * 100_000), 2, "100,000 characters"),
        (("query", "x", "-k", "0"), 2, "k is between 1 and 10,000"),
        (("query", "x", "-k", "1000000"), 2, "k is between 1 and 10,000"),
        (("query", "x", "-k", "many"), 2, "not a valid integer"),
        (("query", "x", "--since", "soon"), 2, "'soon' is no date"),
        (("query", "x", "--last", "soon"), 2, "no span of time"),
        (("query", "x", "--last", "7d", "--since", "2024"), 2, "give one of them"),
        (("query", "x", "--mode", "psychic"), 2, "--mode"),
        (("query", "x", "--model", "BAAI/bge-m3"), 1, "leave --model out"),
        (("query",), 2, "Missing argument"),
        (("show", "9999.99999"), 1, "no paper 9999.99999"),
        (("similar", "9999.99999"), 1, "no paper 9999.99999"),
        (("similar", "2407.00001", "9999.99998"), 1, "no paper 9999.99998"),
        (("similar", "2407.00001", "--not", "9999.99997"), 1, "no paper 9999.99997"),
        (("remove", "9999.99999"), 1, "no paper 9999.99999"),
        (("index", "/no/such/place"), 2, "/no/such/place"),
        (("dance",), 2, "there is no command 'dance'"),
    ],
)
def test_bad_input_is_one_clear_line(
    run: Run, arguments: tuple[str, ...], code: int, message: str
) -> None:
    result = run(*arguments) if arguments != ("dance",) else invoke(*arguments)
    assert result.exit_code == code, result.output
    assert message in result.stderr
    assert "Traceback" not in result.output
    errors = [line for line in result.stderr.splitlines() if "rror" in line]
    assert len(errors) == 1


@pytest.mark.parametrize(
    "command", ["query x", "similar 1", "show 1", "status", "export", "remove 1"]
)
def test_an_index_that_is_not_there(command: str, tmp_path: Path) -> None:
    result = invoke(*command.split(), "--index", str(tmp_path / "none"))
    assert result.exit_code == 1
    assert result.stderr.startswith("error: there is no index in")
    assert result.stderr.count("\n") == 1
    assert not (tmp_path / "none").exists()


def test_a_folder_without_digests(tmp_path: Path) -> None:
    result = invoke("index", str(tmp_path), "--index", str(tmp_path / "i"))
    assert result.exit_code == 2
    assert str(tmp_path) in result.stderr


def test_escapes_in_digests_never_reach_the_terminal(tmp_path: Path) -> None:
    hostile = DAY_TWO.replace("with selection", "with \x1b[31mred\x1b]0;title\x07 \u202e selection")
    (tmp_path / "h.md").write_text(
        hostile.replace("Selective", "\x1b[2JSelective"), encoding="utf-8"
    )
    place = ("--index", str(tmp_path / "i"))
    assert invoke("index", str(tmp_path / "h.md"), *place).exit_code == 0
    for command in ("query selection", "show 2407.00003", "query selection --format markdown"):
        output = invoke(*command.split(), *place).output
        assert "selection" in output
        assert not set(output) & set("\x1b\x07\u202e")


def test_colour_only_where_it_is_wanted(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[" not in run("query", "토큰").stdout
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in run("query", "토큰").stdout
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in run("query", "토큰").stdout


def test_the_environment_names_the_index(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERSEARCH_INDEX", str(shared))
    assert invoke("query", "음성", "--format", "ids", "-k", "1").stdout == "2407.00002\n"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(shell: str) -> None:
    result = invoke("completion", shell)
    assert result.exit_code == 0
    assert "_PAPERSEARCH_COMPLETE" in result.stdout


def test_help_and_version() -> None:
    shown = invoke("--help")
    assert shown.exit_code == 0
    for command in (
        "completion",
        "export",
        "index",
        "query",
        "remove",
        "show",
        "similar",
        "status",
    ):
        assert re.search(rf"^  {command} +\w", shown.stdout, re.MULTILINE)
    assert re.match(r"papersearch \d+\.\d+", invoke("--version").stdout)
