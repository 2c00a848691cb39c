"""``papersearch read``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from papersearch.cli.input import read_digest
from papersearch.cli.options import complete_paths, format_option
from papersearch.cli.output import show, style
from papersearch.cli.telling import tell_passed, tell_problems
from papersearch.digest import Digest, PassedOver, Problem
from papersearch.errors import DigestError
from papersearch.render.looked import LOOK_FORMATS, looked_payload, looked_table
from papersearch.render.payload import to_json
from papersearch.types.sources import STDIN

if TYPE_CHECKING:
    from papersearch.digest.looking import Look


@click.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, shell_complete=complete_paths)
@format_option("How to write what was read.", LOOK_FORMATS)
def read(paths: tuple[str, ...], format_: str) -> None:
    """Show what would be read of digests, and index nothing.

    PATH is what `papersearch index` takes: a file, a folder, a glob, or "-" for standard input.
    Each file's papers stand in a table, and below it what was not understood, with its line;
    jsonl gives a line for each paper, json all of them in one document.

    \b
    papersearch read digests/2024-07-31.md
    papersearch read digests/ --format jsonl
    curl https://huggingface.co/api/daily_papers | papersearch read -
    """
    told = _Told()
    if format_ == "json":
        files = list(told.listening(_looks(paths)))
        papers = [looked_payload(paper, own.name) for own in files for paper in own.papers]
        show(to_json({"count": len(papers), "papers": papers}), format_)
    else:
        for own in told.listening(_looks(paths)):
            if not own.passed and not show(_written(own, format_), format_):
                break
    tell_problems([] if format_ == "table" else told.problems, told.notes)
    tell_passed(len(told.seen), told.seen, any_read=told.digests > 0)
    if told.problems or (told.seen and not told.digests):
        sys.exit(1)


class _Told:
    """What is said when all is read."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.notes: list[Problem] = []
        self.seen = PassedOver()
        self.digests = 0

    def listening(self, looks: Iterator[Look]) -> Iterator[Look]:
        """Yield what is looked at, and keep what is to be said of it."""
        for own in looks:
            self.problems += own.problems
            self.notes += own.notes
            if own.passed:
                self.seen.add(own.name, own.passed)
            else:
                self.digests += 1
            yield own


def _looks(paths: tuple[str, ...]) -> Iterator[Look]:
    """Yield what each file says, standard input first.

    Raises:
        NoDigests: a path holds none.
    """
    from papersearch.digest import found, parse_bytes
    from papersearch.digest.looking import Look, look, looked
    from papersearch.types.sources import STDIN_NAME

    files = found([path for path in paths if path != STDIN])
    if STDIN in paths:
        try:
            yield looked(parse_bytes(read_digest(), STDIN_NAME), STDIN_NAME, STDIN_NAME)
        except DigestError as error:
            problem = Problem(error.source, error.line, error.message)
            yield Look(STDIN_NAME, problems=(problem,))
    yield from look(files, _shard)


def _shard(path: Path) -> Digest:
    from papersearch import shards
    from papersearch.digest import source_of

    return shards.parse(shards.read(path), source_of(path))


def _written(own: Look, format_: str) -> str:
    if format_ == "table":
        return looked_table(own, style()) + "\n"
    lines: list[Any] = [looked_payload(paper, own.name) for paper in own.papers]
    return "".join(to_json(line, indent=False) + "\n" for line in lines)
