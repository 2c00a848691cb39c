"""Numbers that nobody means, given to every option that takes one."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from papersearch.cli.commands import COMMANDS
from tests.cli.test_commands import invoke
from tests.conftest import DAY_ONE

HOSTILE = ("1" + "0" * 30, "-1" + "0" * 30, "9" * 5000, "nan", "inf", "-inf", "1e400", "-1", "0x10")


def commands() -> Iterator[tuple[list[str], click.Command]]:
    """Yield every command with the words that call it."""
    for name, (module, attribute) in COMMANDS.items():
        found = getattr(importlib.import_module(f"papersearch.cli.{module}"), attribute)
        if isinstance(found, click.Group):
            for below, command in found.commands.items():
                yield [name, below], command
        else:
            yield [name], found


def numeric(command: click.Command) -> Iterator[str]:
    """Yield the options that take a number."""
    kinds = (click.types.IntParamType, click.types.FloatParamType)
    for option in command.params:
        if isinstance(option, click.Option) and isinstance(option.type, kinds):
            yield option.opts[0]


OPTIONS = [(words, command, option) for words, command in commands() for option in numeric(command)]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("numbers")
    (folder / "04.md").write_text(DAY_ONE, encoding="utf-8")
    assert invoke("index", str(folder), "--index", str(folder / "index")).exit_code == 0
    return folder / "index"


@pytest.mark.parametrize(
    ("words", "command", "option"), OPTIONS, ids=[" ".join([*w, o]) for w, _, o in OPTIONS]
)
def test_a_number_that_nobody_means_is_refused_in_a_line(
    index: Path, words: list[str], command: click.Command, option: str
) -> None:
    given = [str(index.parent)] * sum(isinstance(part, click.Argument) for part in command.params)
    for number in HOSTILE:
        stated = [f"{option}={number}"] if option.startswith("--") else [option, number]
        result = invoke(*words, *given, "--index", str(index), *stated)
        assert result.exception is None or isinstance(result.exception, SystemExit), number
        assert result.exit_code or number == "-1", (number, result.stderr)
        assert "Traceback" not in result.stderr


def test_there_are_such_options() -> None:
    assert len(OPTIONS) > 20
