"""The ``papersearch`` command: its group, and how errors become one line and an exit code."""

from __future__ import annotations

import contextlib
import importlib
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import click

from papersearch.cli.commands import COMMANDS
from papersearch.cli.options import store_option
from papersearch.cli.output import say
from papersearch.errors import PapersearchError, redacted


class _Lazy(click.Group):
    """A group that imports a command's module when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names of all commands."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return a command, None where there is no such one."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name]
        found: click.Command = getattr(importlib.import_module(f"papersearch.cli.{module}"), name)
        return found

    def make_context(self, *arguments: Any, **options: Any) -> click.Context:
        """Read the command line; what is wrong with it is said without a password in it."""
        with _redacted():
            return super().make_context(*arguments, **options)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, which reads the rest of the command line."""
        with _redacted():
            return super().invoke(ctx)


@contextlib.contextmanager
def _redacted() -> Iterator[None]:
    try:
        yield
    except click.ClickException as error:
        error.message = redacted(error.message)  # type: ignore[misc]
        raise


@click.group(
    cls=_Lazy,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 success (finding nothing is success), 1 failure, 2 wrong usage.",
)
@click.version_option(package_name="papersearch", message="%(prog)s %(version)s")
@store_option
def papersearch() -> None:
    """Search daily digests of machine-learning papers, across languages, offline.

    Index digests once with `papersearch index PATH...`, again whenever there are new ones, and
    ask with `papersearch query TEXT`.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with 0, 1 or 2."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character shows its escape; it stops no answer.
        getattr(stream, "reconfigure", lambda **_: None)(errors="backslashreplace")
    try:
        papersearch.main(args=arguments, prog_name="papersearch")
    except PapersearchError as error:
        say(f"error: {error}")
        sys.exit(error.exit_code)
