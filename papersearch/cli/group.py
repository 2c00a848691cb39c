"""The group of all commands: loaded when they are asked for, listed by what they are for."""

from __future__ import annotations

import difflib
import importlib
import re
import shlex
from pathlib import Path

import click

from papersearch.cli.commands import ALIASES, COMMANDS, GROUPS, MEANT
from papersearch.errors import UsageError

HELP = "help"
_WAIT = "--wait"
FOREVER = "forever"
_SECONDS = r"[-+]?\d{1,9}(?:\.\d{0,3})?|[-+]?\.\d{1,3}|nan|[-+]?inf(?:inity)?|\d+e\d+"
_SHOWN = 60
_CLOSE = 0.7  # the share of two names that is the same
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
        if name == HELP and ctx.resilient_parsing:  # a shell asks what may follow: any command
            return None, None, []
        if name == HELP:
            name, rest = self._helped(ctx, rest)
        name = ALIASES.get(name, name)
        command = self.get_command(ctx, name)
        if command is None and not ctx.resilient_parsing:
            raise UsageError(_unknown([name, *(own for own in rest if own != "--help")]))
        return (name if command else None), command, waiting(rest)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands of each group, with the whole first sentence of each."""
        for title, group in GROUPS.items():
            _write(self, ctx, formatter, title, list(group))

    def _helped(self, ctx: click.Context, rest: list[str]) -> tuple[str, list[str]]:
        """Return the command, and arguments that let it print its help."""
        if not rest or rest[0] in (HELP, "--help", "-h"):
            click.echo(ctx.get_help(), color=ctx.color)
            ctx.exit()
        return rest[0], [*rest[1:], "--help"]


class Subcommands(click.Group):
    """The commands of a command, listed with whole sentences."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands, with the whole first sentence of each."""
        _write(self, ctx, formatter, "Commands", self.list_commands(ctx))


def _write(
    group: click.Group,
    ctx: click.Context,
    formatter: click.HelpFormatter,
    title: str,
    names: list[str],
) -> None:
    rows = []
    for name in names:
        command = group.get_command(ctx, name)
        assert command is not None
        rows.append((name, command.get_short_help_str(_WHOLE)))
    with formatter.section(title):
        formatter.write_dl(rows)


def waiting(arguments: list[str]) -> list[str]:
    """Return arguments in which ``--wait`` has its number: none is for as long as it takes.

    Click would take what follows for the number, which may be a folder.
    """
    found: list[str] = []
    for at, argument in enumerate(arguments):
        if argument == "--":
            return [*found, *arguments[at:]]
        following = arguments[at + 1] if at + 1 < len(arguments) else ""
        is_alone = argument == _WAIT and not _is_seconds(following)
        found.append(f"{_WAIT}={FOREVER}" if is_alone else argument)
    return found


def _is_seconds(text: str) -> bool:
    """Whether a text is a number of seconds, rather than a folder or the number of a paper."""
    return re.fullmatch(_SECONDS, text) is not None and not _is_there(text)


def _unknown(arguments: list[str]) -> str:
    """Return what to say of arguments that begin with no command."""
    name = arguments[0]
    shown = name if len(name) <= _SHOWN else f"{name[:_SHOWN]}…"
    said = f"there is no command {shown!r}"
    if not name.strip():
        return "a command is missing: `papersearch --help` lists all"
    if name in MEANT:
        return f"{said}: did you mean `papersearch {MEANT[name]}`?"
    if close := difflib.get_close_matches(name[:_SHOWN], [*COMMANDS, *ALIASES, HELP], 3, _CLOSE):
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
