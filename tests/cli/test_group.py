"""How commands are found: names that people try, options in front, numbers that are optional."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import Result

from papersearch.cli.app import papersearch
from papersearch.cli.commands import ALIASES, COMMANDS, GROUPS
from papersearch.cli.group import waiting
from papersearch.embedding.fake import FakeEmbedder
from tests.cli.test_commands import invoke


def commands(
    command: click.Command = papersearch, path: str = "papersearch"
) -> Iterator[tuple[str, click.Command]]:
    """Yield all commands that do something, with what they are called by."""
    context = click.Context(command, info_name=path)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from commands(inner, f"{path} {name}")
    else:
        yield path, command


EVERY = dict(commands())


@pytest.mark.parametrize("path", EVERY)
def test_every_help_shows_an_example(path: str) -> None:
    shown = EVERY[path].get_help(click.Context(EVERY[path], info_name=path)).splitlines()
    assert any(line == f"  {path}" or line.startswith(f"  {path} ") for line in shown), shown


def test_help_lists_every_command_once_in_its_group_with_a_whole_sentence() -> None:
    shown = invoke("--help").stdout
    for title, group in GROUPS.items():
        assert f"{title}:" in shown
        for name in group:
            assert shown.count(f"\n  {name} ") == 1
    assert "..." not in shown.split("Every day:")[1]
    assert len(COMMANDS) == sum(map(len, GROUPS.values()))
    assert not ALIASES.keys() & COMMANDS.keys()


@pytest.mark.parametrize("arguments", [("help",), ("--help",), ("-h",)])
def test_help_is_asked_for_in_many_ways(arguments: tuple[str, ...]) -> None:
    assert invoke(*arguments).stdout == invoke("--help").stdout


@pytest.mark.parametrize("names", [("query",), ("watch",), ("watch", "add")])
def test_help_of_a_command(names: tuple[str, ...]) -> None:
    asked = invoke("help", *names)
    assert asked.exit_code == 0
    assert asked.stdout == invoke(*names, "--help").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["quey", "x"], "there is no command 'quey': did you mean query?"),
        (["stats"], "did you mean status"),
        (
            ["some words"],
            "there is no command 'some words': to search for it, write "
            "`papersearch query 'some words'`",
        ),
        (["robot", "tokens"], "write `papersearch query 'robot tokens'`"),
        (["help", "zzz"], "there is no command 'zzz'"),
        (["help", "quey"], "there is no command 'quey': did you mean query?"),
        (["doctor"], "did you mean `papersearch status --check`?"),
        (["rm", "1"], "did you mean `papersearch remove`?"),
        ([""], "a command is missing"),
        (["visual token"], "write `papersearch query 'visual token'`"),
        (["x" * 5_000], "…'`"),
        (["a\0b"], "to search for it"),
    ],
)
def test_what_is_no_command_says_what_may_be_meant(arguments: list[str], said: str) -> None:
    result = invoke(*arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    assert len(result.stderr) < 300


def test_a_file_in_place_of_a_command_is_to_be_indexed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "my digests").mkdir()
    monkeypatch.chdir(tmp_path)
    assert "write `papersearch index 'my digests'`" in invoke("my digests").stderr


@pytest.fixture
def built(tmp_path: Path, digests: Path, fake_models: FakeEmbedder) -> Path:
    assert invoke("add", str(digests), "--index", str(tmp_path / "one")).exit_code == 0
    return tmp_path / "one"


Run = Callable[..., Result]


@pytest.mark.parametrize("name", ["query", "search", "find"])
def test_other_names_do_what_people_expect(built: Path, name: str) -> None:
    assert invoke(name, "state", "space", "--index", str(built), "-k", "1").exit_code == 0


@pytest.mark.parametrize(
    "command",
    ["query state", "status", "sources", "watch list", "show 2407.00001", "tune --undo", "export"],
)
def test_the_index_may_be_named_in_front(built: Path, command: str) -> None:
    words = command.split()
    front = invoke("--index", str(built), *words)
    assert front.exit_code == 0
    assert front.stdout == invoke(*words, "--index", str(built)).stdout


def test_the_index_behind_a_command_counts_before_that_in_front(built: Path) -> None:
    assert invoke("--index", "nowhere", "status", "--index", str(built)).exit_code == 0


def test_an_index_and_a_store_are_too_much_in_front_as_well(built: Path) -> None:
    both = invoke("--index", str(built), "--store", "milvus://x/y", "status")
    assert both.exit_code == 2
    assert "give one of them" in both.stderr


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        (["--wait", "5", "digests/"], ["--wait", "5", "digests/"]),
        (["--wait", "digests/"], ["--wait=forever", "digests/"]),
        (["digests/", "--wait"], ["digests/", "--wait=forever"]),
        (["--wait=3", "x"], ["--wait=3", "x"]),
        (["--wait", "2.5", "x"], ["--wait", "2.5", "x"]),
        (["--wait", "2412.04467"], ["--wait=forever", "2412.04467"]),
        (["--wait", "--prune", "x"], ["--wait=forever", "--prune", "x"]),
        (["--", "--wait", "x"], ["--", "--wait", "x"]),
    ],
)
def test_waiting_needs_no_number(given: list[str], meant: list[str]) -> None:
    assert waiting(given) == meant


@pytest.mark.parametrize("wait", [["--wait"], ["--wait", "5"], ["--wait=5"], []])
@pytest.mark.parametrize("before", [True, False])
def test_a_folder_after_waiting_is_read(
    built: Path, digests: Path, wait: list[str], before: bool
) -> None:
    paths = [*wait, str(digests)] if before else [str(digests), *wait]
    assert "3 unchanged" in invoke("index", *paths, "--index", str(built)).output


WRITING = [
    path
    for path, command in EVERY.items()
    if any(
        word in path
        for word in ("index", "remove", "like", "add", "edit", "move", "forget", "tune", "reembed",
                     "copy", "feed", "verify", "papersearch embed")
    )
]  # fmt: skip


@pytest.mark.parametrize("path", WRITING)
def test_every_command_that_writes_can_wait(path: str) -> None:
    assert any("--wait" in parameter.opts for parameter in EVERY[path].params)
