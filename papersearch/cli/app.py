"""The ``papersearch`` command: its group, and how errors become one line and an exit code."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from papersearch.cli import completion, evaluate, index, papers, query, status
from papersearch.cli.output import say
from papersearch.errors import PapersearchError


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 success (finding nothing is success), 1 failure, 2 wrong usage.",
)
@click.version_option(package_name="papersearch", message="%(prog)s %(version)s")
def papersearch() -> None:
    """Search daily digests of machine-learning papers, across languages, offline.

    Index digests once with `papersearch index PATH...`, again whenever there are new ones, and
    ask with `papersearch query TEXT`.
    """


for command in (
    index.index,
    query.query,
    papers.similar,
    papers.show,
    papers.export,
    papers.remove,
    status.status,
    evaluate.evaluate,
    completion.completion,
):
    papersearch.add_command(command)


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
