"""The ``papersearch`` command: its group, and how errors become one line and an exit code."""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import click

from papersearch.cli import output
from papersearch.cli.group import Commands
from papersearch.cli.options import everywhere_options
from papersearch.errors import OutputUnwritable, PapersearchError, Stopped, redacted


class _Papersearch(Commands):
    """All commands, whose errors become ours."""

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        """Read the command line, which prints help where that is asked for."""
        with _ending():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> object:
        """Run a command."""
        with _ending():
            return super().invoke(ctx)


@contextlib.contextmanager
def _ending() -> Iterator[None]:
    """Turn into errors of ours what the system, or a person, ends the body with.

    What click says of a wrong command line has no password in it either.
    """
    try:
        yield
    except KeyboardInterrupt:
        raise Stopped("stopped") from None
    except click.ClickException as error:
        error.message = redacted(error.message)  # type: ignore[misc]
        raise
    except OSError as error:
        if error.filename is not None:
            raise PapersearchError(f"{error.filename}: {error.strerror}") from error
        output.lost(error)  # what click prints by itself
        raise click.exceptions.Exit(0) from error


@click.group(
    cls=_Papersearch,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 success (finding nothing is success), 1 failure, 2 wrong usage, "
    "130 Ctrl-C.",
)
@click.version_option(package_name="papersearch", message="%(prog)s %(version)s")
@everywhere_options
def papersearch() -> None:
    """Search daily digests of machine-learning papers, across languages, offline.

    Index digests once with `papersearch index PATH...`, again whenever there are new ones, and
    ask with `papersearch query TEXT`.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with 0, 1 or 2, or with 130 after Ctrl-C."""
    output.prepare()
    code = _called(arguments)
    try:
        output.flush()
    except OutputUnwritable as error:
        code = code or _failed(error)
    sys.exit(code)


def _called(arguments: Sequence[str] | None) -> int:
    """Run the command line and return its exit code."""
    try:
        # What ends without a command, as --help does, returns its exit code.
        return papersearch.main(arguments, "papersearch", standalone_mode=False) or 0
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 1
    except click.ClickException as error:
        shown = io.StringIO()
        error.show(shown)
        for line in shown.getvalue().rstrip("\n").split("\n"):
            output.say(line)
        return error.exit_code
    except click.Abort:  # Ctrl-C in the command line itself
        return _failed(Stopped("stopped"))
    except PapersearchError as error:
        return _failed(error)


def _failed(error: PapersearchError) -> int:
    output.say(str(error) if isinstance(error, Stopped) else f"error: {error}")
    return error.exit_code
