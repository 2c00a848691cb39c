"""The group of all commands: loaded when they are asked for, listed by what they are for."""

from __future__ import annotations

import difflib
import importlib
import shlex
from pathlib import Path

import click

from papersearch.cli.commands import ALIASES, COMMANDS, GROUPS
from papersearch.errors import UsageError

HELP = "help"
_WAIT = "--wait"
FOREVER = "forever"
_SHOWN = 60
_WHOLE = 1_000  # characters of a sentence that help shows


class Commands(click.Group):
    """A group that imports a command's module when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names of all commands, in the order of help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return a command, None where there is no such one."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name]
        found: click.Command = getattr(importlib.import_module(f"papersearch.cli.{module}"), name)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that arguments call, by any of its names, and its own arguments.

        Raises:
            UsageError: there is no such command; it says which one may be meant.
        """
        name, *rest = args
        if name == HELP:
            name, rest = self._helped(ctx, rest)
        name = ALIASES.get(name, name)
        command = self.get_command(ctx, name)
        if command is None and not ctx.resilient_parsing:
            raise UsageError(_unknown(args))
        return (name if command else None), command, waiting(rest)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands of each group, with the whole first sentence of each."""
        for title, group in GROUPS.items():
            rows = []
            for name in group:
                command = self.get_command(ctx, name)
                assert command is not None
                rows.append((name, command.get_short_help_str(_WHOLE)))
            with formatter.section(title):
                formatter.write_dl(rows)

    def _helped(self, ctx: click.Context, rest: list[str]) -> tuple[str, list[str]]:
        """Return the command, and arguments that let it print its help."""
        if not rest:
            click.echo(ctx.get_help(), color=ctx.color)
            ctx.exit()
        return rest[0], [*rest[1:], "--help"]


def waiting(arguments: list[str]) -> list[str]:
    """Return arguments in which ``--wait`` has its number: none is for as long as it takes.

    Click would take what follows for the number, which may be a folder.
    """
    found: list[str] = []
    for at, argument in enumerate(arguments):
        if argument == "--":
            return [*found, *arguments[at:]]
        following = arguments[at + 1] if at + 1 < len(arguments) else ""
        is_alone = argument == _WAIT and not _is_number(following)
        found.append(f"{_WAIT}={FOREVER}" if is_alone else argument)
    return found


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _unknown(arguments: list[str]) -> str:
    """Return what to say of arguments that begin with no command."""
    name = arguments[0]
    shown = name if len(name) <= _SHOWN else f"{name[:_SHOWN]}…"
    said = f"there is no command {shown!r}"
    if close := difflib.get_close_matches(name[:_SHOWN], [*COMMANDS, *ALIASES, HELP], 3):
        return f"{said}: did you mean {' or '.join(close)}? `papersearch --help` lists all"
    if _is_there(name):
        return f"{said}: to index it, write `papersearch index {shlex.quote(shown)}`"
    words = " ".join(arguments)
    words = words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…"
    return f"{said}: to search for it, write `papersearch query {shlex.quote(words)}`"


def _is_there(name: str) -> bool:
    try:
        return Path(name).exists()
    except (OSError, ValueError):
        return False
